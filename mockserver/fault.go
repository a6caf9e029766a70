package mockserver

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// FaultKind says what goes wrong.
type FaultKind string

// The kinds of faults. The zero value of Fault.Kind means FaultStatus when a
// Status or Code is given and FaultDelay when only a Delay is.
const (
	// FaultStatus answers with Status in the vendor's own error shape.
	FaultStatus FaultKind = "status"
	// FaultReset cuts the connection without an answer.
	FaultReset FaultKind = "reset"
	// FaultTruncate sends half of the body and cuts the connection.
	FaultTruncate FaultKind = "truncate"
	// FaultMalformed sends a body that is not valid JSON, with the right length.
	FaultMalformed FaultKind = "malformed"
	// FaultDelay only waits.
	FaultDelay FaultKind = "delay"
	// FaultFailedOperation makes graph.billing.operations.get answer 200 with
	// a failed operation, as Graph does; Code is the operation's error code.
	FaultFailedOperation FaultKind = "failed-operation"
)

// Phase says whether the server had done its work when the fault struck.
type Phase string

// The phases of a fault.
const (
	// Before the handler ran: nothing happened on the server. The default.
	Before Phase = "before"
	// After the handler ran and its effect stays: the client is told of a
	// failure although the write succeeded.
	After Phase = "after"
)

// A Fault is a rule: on which calls of an operation what goes wrong. Rules of
// one operation are tried in the order they were set; the first that fires wins.
type Fault struct {
	Kind FaultKind `json:"kind,omitempty"`
	// Phase is Before by default. FaultTruncate and FaultMalformed need an
	// answer to spoil, so for them the handler always runs.
	Phase Phase `json:"phase,omitempty"`
	// Status is the HTTP status of FaultStatus, 100 to 599.
	Status int `json:"status,omitempty"`
	// Code is the vendor's error code: an AADSTS number for entra.token (the
	// body is then Entra's own), a Partner Center code, a Graph code.
	Code string `json:"code,omitempty"`
	// Message replaces the text of the error.
	Message string `json:"message,omitempty"`
	// RetryAfter is sent in seconds when it is above zero.
	RetryAfter time.Duration `json:"retry_after,omitempty"`
	// Delay is waited in real time: before the server does its work, or after
	// it with Phase After, which is how a client's timeout meets a done write.
	Delay time.Duration `json:"delay,omitempty"`
	// First fires on that many calls, then no more; 0 is without end.
	First int `json:"first,omitempty"`
	// Skip lets that many calls pass before the rule begins.
	Skip int `json:"skip,omitempty"`
	// Every fires on each n-th call that the rule looks at; 0 and 1 are all.
	Every int `json:"every,omitempty"`
	// Probability fires at random, between 0 and 1, from Seed; 0 is always.
	Probability float64 `json:"probability,omitempty"`
	// Seed makes Probability repeatable.
	Seed uint64 `json:"seed,omitempty"`
}

// UnmarshalJSON reads durations as Go text ("1.5s") or as nanoseconds.
func (f *Fault) UnmarshalJSON(b []byte) error {
	type plain Fault
	var v struct {
		plain
		RetryAfter jsonDuration `json:"retry_after"`
		Delay      jsonDuration `json:"delay"`
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*f = Fault(v.plain)
	f.RetryAfter, f.Delay = time.Duration(v.RetryAfter), time.Duration(v.Delay)
	return nil
}

type jsonDuration time.Duration

func (d *jsonDuration) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		v, err := time.ParseDuration(s)
		*d = jsonDuration(v)
		return err
	}
	var n int64
	err := json.Unmarshal(b, &n)
	*d = jsonDuration(n)
	return err
}

// normalise fills what the zero values mean and refuses rules that cannot fire.
func (f Fault) normalise(op string) (Fault, error) {
	if f.Kind == "" {
		f.Kind = FaultDelay
		if f.Status != 0 || f.Code != "" {
			f.Kind = FaultStatus
		}
	}
	if f.Phase == "" {
		f.Phase = Before
	}
	kinds := []FaultKind{FaultStatus, FaultReset, FaultTruncate, FaultMalformed, FaultDelay, FaultFailedOperation}
	switch {
	case !slices.Contains(kinds, f.Kind):
		return f, fmt.Errorf("mockserver: fault on %s: kind %q is unknown, use one of %v", op, f.Kind, kinds)
	case f.Phase != Before && f.Phase != After:
		return f, fmt.Errorf("mockserver: fault on %s: phase %q is unknown, use before or after", op, f.Phase)
	case f.Kind == FaultStatus && f.Status == 0 && f.Code != "" && strings.HasPrefix(op, "entra."):
		// Entra's status follows from its code.
	case f.Kind == FaultStatus && (f.Status < 200 || f.Status > 599):
		return f, fmt.Errorf("mockserver: fault on %s: status %d is not between 200 and 599", op, f.Status)
	case f.Kind == FaultDelay && f.Delay <= 0:
		return f, fmt.Errorf("mockserver: fault on %s does nothing: set a kind, a status or a delay", op)
	case f.Kind == FaultFailedOperation && op != opBillingOperation:
		return f, fmt.Errorf("mockserver: kind %s goes only with %s, not with %s", f.Kind, opBillingOperation, op)
	case f.First < 0 || f.Skip < 0 || f.Every < 0 || f.Delay < 0 || f.RetryAfter < 0:
		return f, fmt.Errorf("mockserver: fault on %s: counts and durations must not be negative", op)
	case f.Probability < 0 || f.Probability > 1:
		return f, fmt.Errorf("mockserver: fault on %s: probability %v is not between 0 and 1", op, f.Probability)
	}
	return f, nil
}

// text names a fired fault in the request log and in the X-Mock-Fault header.
func (f Fault) text() string {
	t := string(f.Kind)
	if f.Status != 0 {
		t = fmt.Sprintf("%s %d", t, f.Status)
	}
	if f.Code != "" {
		t += " " + f.Code
	}
	return t + " " + string(f.Phase)
}

// A faultRule is a rule with its counters.
type faultRule struct {
	Op    string `json:"op"`
	Fault Fault  `json:"fault"`
	// Seen counts the calls the rule looked at, Fired those it spoilt.
	Seen  int `json:"seen"`
	Fired int `json:"fired"`

	random *rand.Rand
}

// faults holds the rules in the order they were set.
type faults struct {
	mu    sync.Mutex
	rules []*faultRule
}

func (fs *faults) add(op string, f Fault) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.rules = append(fs.rules, &faultRule{Op: op, Fault: f, random: rand.New(rand.NewPCG(f.Seed, 1))})
}

func (fs *faults) clear() {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.rules = nil
}

func (fs *faults) list() []faultRule {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	out := make([]faultRule, len(fs.rules))
	for i, r := range fs.rules {
		out[i] = *r
	}
	return out
}

// pick returns the fault that strikes this call, or nil.
func (fs *faults) pick(op string) *Fault {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	for _, r := range fs.rules {
		if opMatches(r.Op, op) && r.fires() {
			return &r.Fault
		}
	}
	return nil
}

func (r *faultRule) fires() bool {
	f := r.Fault
	r.Seen++
	n := r.Seen - f.Skip
	switch {
	case n <= 0,
		f.First > 0 && r.Fired >= f.First,
		f.Every > 1 && n%f.Every != 0,
		f.Probability > 0 && r.random.Float64() >= f.Probability:
		return false
	}
	r.Fired++
	return true
}

// opMatches compares an operation with a rule's: exact, "*", or "graph.*".
func opMatches(rule, op string) bool {
	if prefix, ok := strings.CutSuffix(rule, "*"); ok {
		return strings.HasPrefix(op, prefix)
	}
	return rule == op
}

// Fail makes calls of an operation fail by a rule. The operation is an id such
// as customers.create, or a prefix such as graph.* ; an id that no route has is
// refused, because a rule that can never fire makes a test that cannot fail.
func (s *Server) Fail(op string, f Fault) error {
	known := false
	for id := range s.router.ops {
		if opMatches(op, id) && !strings.HasPrefix(id, "mock.") {
			known = true
			break
		}
	}
	if !known {
		return fmt.Errorf("mockserver: no operation is called %q; see Routes for the ids", op)
	}
	f, err := f.normalise(op)
	if err != nil {
		return err
	}
	s.faults.add(op, f)
	return nil
}

// ClearFaults removes every fault rule.
func (s *Server) ClearFaults() { s.faults.clear() }
