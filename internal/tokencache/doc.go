// Package tokencache keeps one access token fresh.
//
// A [Cache] answers from memory without taking a lock while its token is good.
// Some minutes before the token ends it fetches the next one in the background
// and keeps serving the old one; callers wait only when there is no usable
// token at all. However many callers there are, one fetch runs at a time, and a
// caller who gives up does not stop it for the others.
//
// partnercenter/auth and cloudmore both sit on it.
package tokencache
