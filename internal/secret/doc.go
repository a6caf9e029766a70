// Package secret holds a string type that does not print itself.
//
// Every credential in the module (client secrets, refresh tokens, passwords) is
// a [Secret] from the moment it is read until it is put on the wire, so that a
// careless %+v, a log line or a JSON dump shows "[redacted]".
package secret
