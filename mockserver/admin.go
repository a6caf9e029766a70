package mockserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// adminRoutes drive the mock itself. They take no token, no fault strikes them
// and they are not in the request log.
func adminRoutes() []route {
	row := func(op, method, pattern string, pinned bool, handle func(*Server, *call) *reply) route {
		return route{op: "mock." + op, method: method, patterns: []string{"/_mock" + pattern}, vendor: vendorAdmin, public: true, pinned: pinned, handle: handle, fidelity: Own}
	}
	return []route{
		row("health", "GET", "/healthz", true, func(*Server, *call) *reply { return ok(map[string]string{"status": "ok"}) }),
		row("credentials", "GET", "/credentials", true, func(s *Server, _ *call) *reply { return ok(s.Credentials()) }),
		row("routes", "GET", "/routes", true, func(s *Server, _ *call) *reply { return ok(s.Routes()) }),
		row("requests.list", "GET", "/requests", true, (*Server).adminRequests),
		row("requests.clear", "DELETE", "/requests", true, func(s *Server, _ *call) *reply { s.ClearRequests(); return noContent() }),
		row("violations.list", "GET", "/violations", true, func(s *Server, _ *call) *reply { return ok(append([]Violation{}, s.Violations()...)) }),
		row("faults.list", "GET", "/faults", true, func(s *Server, _ *call) *reply { return ok(s.faults.list()) }),
		row("faults.add", "POST", "/faults", true, (*Server).adminFault),
		row("faults.clear", "DELETE", "/faults", true, func(s *Server, _ *call) *reply { s.ClearFaults(); return noContent() }),
		row("clock.get", "GET", "/clock", true, func(s *Server, _ *call) *reply { return ok(map[string]time.Time{"now": s.Now()}) }),
		row("clock.advance", "POST", "/clock", true, (*Server).adminClock),
		row("state.get", "GET", "/state", true, (*Server).adminState),
		row("state.put", "PUT", "/state", true, (*Server).adminRestore),
		row("state.save", "POST", "/state/save", true, (*Server).adminSave),
		row("gdap.approve", "POST", "/gdap/{relationship}/approve", true, (*Server).adminApprove),
		row("reset", "POST", "/reset", true, (*Server).adminReset),
	}
}

// adminRequests lists the request log; op, status, write=true, unmatched=true,
// request_id and after select.
func (s *Server) adminRequests(c *call) *reply {
	m := Match{
		Op: c.query.Get("op"), Write: c.query.Get("write") == "true", Unmatched: c.query.Get("unmatched") == "true", RequestID: c.query.Get("request_id"),
	}
	status, err1 := c.queryInt("status", 0)
	after, err2 := c.queryInt("after", 0)
	if err1 != nil || err2 != nil {
		return adminError(http.StatusBadRequest, "status and after must be numbers")
	}
	m.Status, m.After = status, int64(after)
	return ok(append([]Request{}, s.Requests(m)...))
}

func adminError(status int, text string) *reply {
	return jsonReply(status, map[string]string{"error": text})
}

// adminBody reads the body of an admin request, which dispatch leaves alone.
func adminBody(c *call, v any) error {
	body, err := readBody(c.r)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	return dec.Decode(v)
}

// adminFault takes {"op":"customers.create","fault":{...}}.
func (s *Server) adminFault(c *call) *reply {
	var in struct {
		Op    string `json:"op"`
		Fault Fault  `json:"fault"`
	}
	if err := adminBody(c, &in); err != nil {
		return adminError(http.StatusBadRequest, err.Error())
	}
	if err := s.Fail(in.Op, in.Fault); err != nil {
		return adminError(http.StatusBadRequest, err.Error())
	}
	return noContent()
}

// adminClock takes {"advance":"24h"}.
func (s *Server) adminClock(c *call) *reply {
	var in struct {
		Advance jsonDuration `json:"advance"`
	}
	if err := adminBody(c, &in); err != nil {
		return adminError(http.StatusBadRequest, err.Error())
	}
	if in.Advance <= 0 {
		return adminError(http.StatusBadRequest, `advance must be a duration above zero such as "24h"`)
	}
	s.Advance(time.Duration(in.Advance))
	return ok(map[string]time.Time{"now": s.Now()})
}

func (s *Server) adminState(*call) *reply {
	var b bytes.Buffer
	if err := s.WriteState(&b); err != nil {
		return adminError(http.StatusInternalServerError, err.Error())
	}
	r := newReply(http.StatusOK).set("Content-Type", "application/json; charset=utf-8")
	r.body = b.Bytes()
	return r
}

func (s *Server) adminRestore(c *call) *reply {
	if err := s.Restore(http.MaxBytesReader(nil, c.r.Body, 1<<30)); err != nil {
		return adminError(http.StatusBadRequest, err.Error())
	}
	return noContent()
}

func (s *Server) adminSave(*call) *reply {
	if s.opts.stateFile == "" {
		return adminError(http.StatusConflict, "no state file was given; start with -state FILE")
	}
	if err := s.SaveState(); err != nil {
		return adminError(http.StatusInternalServerError, err.Error())
	}
	return ok(map[string]string{"file": s.opts.stateFile})
}

// adminApprove approves a relationship as its customer would.
func (s *Server) adminApprove(c *call) *reply {
	if err := s.ApproveRelationship(c.params["relationship"]); err != nil {
		return adminError(http.StatusConflict, err.Error())
	}
	return noContent()
}

// adminReset takes ?what=all (the default), state, faults or requests.
func (s *Server) adminReset(c *call) *reply {
	if err := s.Reset(Part(orElse(strings.ToLower(c.query.Get("what")), string(PartAll)))); err != nil {
		return adminError(http.StatusBadRequest, err.Error())
	}
	return noContent()
}

// A Part is a part of a server that can be reset by itself.
type Part string

// The parts of a server.
const (
	PartAll      Part = "all"
	PartState    Part = "state"
	PartFaults   Part = "faults"
	PartRequests Part = "requests"
)

// Reset puts a part back to how it was after Start: the seeded state, no fault
// rules, an empty request log. The clock keeps its offset.
func (s *Server) Reset(p Part) error {
	switch p {
	case PartAll, PartState, PartFaults, PartRequests:
	default:
		return fmt.Errorf("mockserver: cannot reset %q: use all, state, faults or requests", p)
	}
	if p == PartAll || p == PartState {
		st := newState(&s.opts, s.partner, s.clock.now())
		s.mu.Lock()
		st.age(s.clock.elapsed())
		s.st = st
		s.mu.Unlock()
	}
	if p == PartAll || p == PartFaults {
		s.ClearFaults()
		s.throttles.reset()
	}
	if p == PartAll || p == PartRequests {
		s.ClearRequests()
	}
	return nil
}
