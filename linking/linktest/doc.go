// Package linktest helps those who plug another billing platform into package
// linking: Run is the conformance suite that every linking.Platform must pass,
// and Memory is a small platform in memory that passes it, for tests and as a
// pattern to start from.
package linktest
