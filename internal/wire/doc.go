// Package wire is the tolerant JSON that all clients read and the exact JSON
// that they write.
//
// Reading accepts what the vendors really send: a byte order mark, member
// names in any letter case, the same member twice, numbers as strings and
// strings as numbers, times without a zone, "0001-01-01" and "" for an absent
// time. Members that a Go type does not know are kept when the type embeds a
// map tagged `json:",embed,unknown"`. (The second word of that tag is what
// keeps them in builds with GOEXPERIMENT=jsonv2.)
//
// Writing is exact: members in a fixed order, money as JSON numbers with every
// digit, times in RFC 3339.
package wire
