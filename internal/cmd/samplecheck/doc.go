// Samplecheck decodes published request and response bodies into the Go types of
// the operations they belong to, encodes them again and reports what was lost.
//
//	go run ./internal/cmd/samplecheck -dir DIR [-json] [-mock]
//
// DIR/INDEX.tsv has the columns file, method, url, page, request|response,
// status and note. Each body is ok, lossy with the lost keys, no_operation when
// no operation has its method and URL, or failed when it cannot be decoded.
// With -mock it also lives a customer's life on the mock server, compares each
// published answer with the nearest of the mock's answers to that operation, and
// reports the key paths that one of them has and the other lacks.
// Only typed fields count: members that a type keeps raw are dropped before
// encoding. The names in a dictionary, such as those of links and of a product's
// dynamic attributes, are data: under another name the value is kept.
//
// Values must be equal, but for what the services themselves do not keep: the
// letter case of member names, a number or boolean written as text, the format
// of a time that names the same instant, and a member that says nothing (null,
// "", [], {} or the year 1) against an absent one.
package main
