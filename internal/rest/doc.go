// Package rest is the transport under every client: go-retryablehttp with our
// own policy, one paging engine and one shape of failure.
//
// What is sent again: reads, and writes that the server recognises by their
// request id, after a broken connection, 408, 429, 502, 503 and 504 (reads also
// after 500). Every other write only when it certainly had no effect: the
// connection was never opened, or the answer was 429. A 401 buys one new token
// and one more attempt, once in a call. Waits are random between zero and a
// growing bound; the server's Retry-After is kept, but beyond a cap, or beyond
// the caller's deadline, the call returns instead of sleeping. A budget per
// client stops storms of retries.
//
// The bearer token goes to the origin of the base URL and nowhere else. Bodies
// are read up to a bound, after decompression. Errors carry no token, no query
// and no signature.
package rest
