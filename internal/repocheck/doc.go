// Package repocheck holds the tests that keep the repository's own promises:
// every exported name is documented, imports point down only, and nothing but
// the settled folders stands at the top. It has no code of its own.
package repocheck
