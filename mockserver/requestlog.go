package mockserver

import (
	"net/url"
	"strings"
	"sync"
	"time"
)

// An Identity is who made a call, as the token said.
type Identity struct {
	// Tenant is the directory the token was issued in.
	Tenant string `json:"tenant,omitempty"`
	// User is the user principal name; empty for app-only tokens.
	User string `json:"user,omitempty"`
	// App is the client id.
	App string `json:"app,omitempty"`
	// AppOnly says that no user stood behind the call.
	AppOnly bool `json:"app_only,omitempty"`
	// MFA says that the token proves multi-factor authentication.
	MFA bool `json:"mfa,omitempty"`

	object   string
	audience string
	scopes   string
}

// A Request is one entry of the request log. Secrets are not in it: query
// values that could hold one are replaced, bodies and tokens are not kept.
type Request struct {
	// Seq counts from 1 and never repeats within a server.
	Seq  int64     `json:"seq"`
	Time time.Time `json:"time"`
	// Op is the operation id; empty when no route matched.
	Op     string `json:"op,omitempty"`
	Method string `json:"method"`
	Path   string `json:"path"`
	Status int    `json:"status"`
	// Write says that the operation changes business data; Committed that this
	// call did, even if the client was told otherwise.
	Write     bool `json:"write,omitempty"`
	Committed bool `json:"committed,omitempty"`
	// RequestID and CorrelationID are what the client sent.
	RequestID     string `json:"request_id,omitempty"`
	CorrelationID string `json:"correlation_id,omitempty"`
	// Attempt counts calls of one operation with the same RequestID, from 1.
	Attempt  int      `json:"attempt"`
	Identity Identity `json:"identity,omitzero"`
	// Fault names the rule that fired.
	Fault   string        `json:"fault,omitempty"`
	Latency time.Duration `json:"latency_ns"`
	// Hint says why a request matched no route and which route is nearest.
	Hint string `json:"hint,omitempty"`
}

// A Match selects entries of the request log. Zero fields match everything.
type Match struct {
	// Op is an operation id or a prefix such as cloudmore.*.
	Op string
	// Write selects operations that change business data.
	Write bool
	// Unmatched selects requests that found no route.
	Unmatched bool
	// Status selects one HTTP status.
	Status int
	// RequestID selects one MS-RequestId.
	RequestID string
	// After selects entries with a greater Seq.
	After int64
}

func (m Match) selects(r Request) bool {
	return (m.Op == "" || opMatches(m.Op, r.Op)) &&
		(!m.Write || r.Write) &&
		(!m.Unmatched || r.Op == "") &&
		(m.Status == 0 || m.Status == r.Status) &&
		(m.RequestID == "" || strings.EqualFold(m.RequestID, r.RequestID)) &&
		r.Seq > m.After
}

// A requestLog is a bounded ring of entries.
type requestLog struct {
	mu       sync.Mutex
	limit    int
	ring     []Request
	seq      int64
	attempts map[attemptKey]int
}

type attemptKey struct{ op, id string }

// attempt counts a call; calls without an id are always the first.
func (l *requestLog) attempt(op, id string) int {
	if id == "" {
		return 1
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.attempts == nil || len(l.attempts) > 4*l.limit {
		l.attempts = map[attemptKey]int{}
	}
	k := attemptKey{op, strings.ToLower(id)}
	l.attempts[k]++
	return l.attempts[k]
}

func (l *requestLog) add(r Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seq++
	r.Seq = l.seq
	if len(l.ring) < l.limit {
		l.ring = append(l.ring, r)
		return
	}
	l.ring[int((l.seq-1)%int64(l.limit))] = r
}

func (l *requestLog) list(m Match) []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []Request
	n := int64(len(l.ring))
	for seq := l.seq - n + 1; seq <= l.seq; seq++ {
		if r := l.ring[int((seq-1)%int64(l.limit))]; m.selects(r) {
			out = append(out, r)
		}
	}
	return out
}

// clear forgets the entries. Seq goes on, and the ring starts where it would
// have been written next, so it is rebuilt from seq 0.
func (l *requestLog) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ring, l.attempts, l.seq = nil, nil, 0
}

// Requests returns the entries of the request log that m selects, oldest
// first. The log keeps the newest entries up to WithLogLimit.
func (s *Server) Requests(m Match) []Request { return s.log.list(m) }

// ClearRequests empties the request log; Seq starts again at 1.
func (s *Server) ClearRequests() { s.log.clear() }

// secretParams are query parameters whose values never reach the log.
var secretParams = map[string]bool{
	"sig": true, "code": true, "client_secret": true, "password": true, "refresh_token": true,
	"id_token": true, "access_token": true, "assertion": true, "client_assertion": true,
	"code_verifier": true, "device_code": true,
}

// redactedPath is path and query without values that could be secrets.
func redactedPath(u *url.URL) string {
	if u.RawQuery == "" {
		return u.Path
	}
	q := u.Query()
	for k := range q {
		if secretParams[strings.ToLower(k)] {
			q[k] = []string{"[redacted]"}
		}
	}
	return u.Path + "?" + q.Encode()
}
