package mockserver

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Handler is the whole mock as an http.Handler, to embed in a server of one's
// own. Faults that cut connections need a connection that can be hijacked.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serveHTTP) }

// serveHTTP is the way of every request: route, identify, strike or serve,
// log, answer. The log entry is made before the answer leaves, so a client that
// has its answer finds its call in the log.
func (s *Server) serveHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	c := s.newCall(r)
	entry := Request{
		Time: c.now, Method: r.Method, Path: redactedPath(r.URL),
		RequestID: c.requestID, CorrelationID: c.correlationID, Attempt: 1,
	}
	rep, fault := s.answer(c, &entry)
	entry.Status = rep.status
	entry.Latency = time.Since(start)
	if c.route == nil || c.route.vendor != vendorAdmin {
		s.log.add(entry)
	}
	s.finish(c, rep, fault)
	send(w, r, rep, fault)
}

func (s *Server) newCall(r *http.Request) *call {
	c := &call{r: r, now: s.clock.now(), query: r.URL.Query(), base: baseOf(r)}
	c.requestID = r.Header.Get("MS-RequestId")
	c.correlationID = r.Header.Get("MS-CorrelationId")
	if c.correlationID == "" {
		c.correlationID = r.Header.Get("client-request-id")
	}
	return c
}

func baseOf(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.URL.Scheme == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// answer decides the reply. The fault is returned beside it because some
// faults spoil the sending, not the answer.
func (s *Server) answer(c *call, entry *Request) (*reply, *Fault) {
	if rep := s.match(c, entry); rep != nil {
		return rep, nil
	}
	c.id = uuid.NewString()
	entry.Op, entry.Write = c.route.op, c.route.write
	if c.route.vendor == vendorAdmin {
		return s.handle(c), nil
	}
	body, err := readBody(c.r)
	if err != nil {
		return s.problem(c, http.StatusBadRequest, "", err.Error()), nil
	}
	c.body = body
	c.attempt = s.log.attempt(c.route.op, c.requestID)
	entry.Attempt = c.attempt
	refused := s.identify(c)
	entry.Identity = c.identity
	s.throttles.watch(c)

	fault := s.faults.pick(c.route.op)
	if fault != nil {
		c.fault = fault
		entry.Fault = fault.text()
		if fault.Phase == Before {
			s.sleep(c, fault.Delay)
			if !fault.needsAnswer() {
				return s.faultReply(c, fault), fault
			}
		}
	}
	rep := refused
	if rep == nil {
		rep = s.throttled(c)
	}
	if rep == nil {
		rep = s.serveOnce(c)
		entry.Committed = c.route.write && rep.status < 300
	}
	if fault != nil && fault.Phase == After {
		s.sleep(c, fault.Delay)
		if !fault.needsAnswer() {
			rep = s.faultReply(c, fault)
		}
	}
	return rep, fault
}

// needsAnswer says that the fault spoils a real answer instead of replacing it.
func (f *Fault) needsAnswer() bool {
	return f.Kind == FaultTruncate || f.Kind == FaultMalformed || f.Kind == FaultDelay || f.Kind == FaultFailedOperation
}

// match finds the route, or answers that there is none.
func (s *Server) match(c *call, entry *Request) *reply {
	route, params, allowed := s.router.find(c.r.Method, c.r.URL.EscapedPath())
	if only, known := vendorOfHost(c.host()); known && route != nil && route.vendor != vendorAdmin && route.vendor != only {
		route, allowed = nil, nil
	}
	if route != nil {
		c.route, c.params = route, params
		return nil
	}
	if allowed != nil {
		entry.Hint = fmt.Sprintf("%s is not taken here; allowed: %s", c.r.Method, strings.Join(allowed, ", "))
		rep := s.unrouted(c, http.StatusMethodNotAllowed, entry.Hint)
		return rep.set("Allow", strings.Join(allowed, ", ")).set("X-Mock-Hint", entry.Hint)
	}
	entry.Hint = "no such route; the nearest is " + s.router.nearest(c.r.Method, c.r.URL.Path)
	return s.unrouted(c, http.StatusNotFound, entry.Hint).set("X-Mock-Hint", entry.Hint)
}

// unrouted answers for a path without a route, in the shape of the vendor that
// the path looks like. Graph's own answer to such a path is known: 400.
func (s *Server) unrouted(c *call, status int, hint string) *reply {
	p := strings.ToLower(c.r.URL.Path)
	switch {
	case (strings.HasPrefix(p, "/v1.0/") || strings.HasPrefix(p, "/beta/")) && status == http.StatusNotFound:
		return graphError(c, http.StatusBadRequest, "BadRequest", "Resource not found for the segment '"+s.router.unknownSegment(c.r.URL.Path)+"'.")
	case strings.HasPrefix(p, "/v1.0/") || strings.HasPrefix(p, "/beta/"):
		return graphError(c, status, "BadRequest", "mockserver: "+hint)
	case strings.HasPrefix(p, "/v1/"):
		return pcError(status, 1000, "mockserver: "+hint)
	case strings.HasPrefix(p, "/api/"):
		return cmError(status, status, "NotFound", "mockserver: "+hint)
	}
	return jsonReply(status, map[string]string{"error": "mockserver: " + hint})
}

// serveOnce replays the answer to a write that was already made under the same
// MS-RequestId: that header is Partner Center's idempotency key.
func (s *Server) serveOnce(c *call) *reply {
	if c.route.vendor != vendorPartnerCenter || !c.route.write {
		return s.handle(c)
	}
	key := c.route.op + " " + c.identity.Tenant + " " + strings.ToLower(c.requestID)
	s.mu.Lock()
	defer s.mu.Unlock()
	if rep, done := s.st.answered[key]; done && c.requestID != "" {
		again := *rep
		return &again
	}
	rep := c.route.handle(s, c)
	if rep.status >= 300 {
		return rep
	}
	s.audit(c, rep)
	if c.requestID != "" {
		kept := *rep
		s.st.answered[key] = &kept
	}
	return rep
}

// handle runs the handler under the lock its route needs.
func (s *Server) handle(c *call) *reply {
	switch {
	case c.route.pinned:
	case c.r.Method == http.MethodGet || c.r.Method == http.MethodHead:
		s.mu.RLock()
		defer s.mu.RUnlock()
	default:
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	return c.route.handle(s, c)
}

func (s *Server) faultReply(c *call, f *Fault) *reply {
	if f.Kind == FaultReset {
		return newReply(0)
	}
	message := f.Message
	if c.route.vendor != vendorEntra {
		message = orElse(message, "a fault rule of the mock struck")
	}
	if c.route.op == opEntraAuthorize && f.Kind == FaultStatus && c.query.Get("redirect_uri") != "" {
		return authorizeFailure(c, f)
	}
	rep := s.problem(c, f.Status, f.Code, message)
	if c.route.vendor == vendorGraph && f.Status == http.StatusUnauthorized {
		rep.set("WWW-Authenticate", claimsChallenge(c))
	}
	if f.RetryAfter > 0 {
		rep.set("Retry-After", strconv.Itoa(int((f.RetryAfter+time.Second-1)/time.Second)))
	}
	return rep
}

// finish adds what every answer of a vendor carries and remembers Retry-After.
func (s *Server) finish(c *call, rep *reply, f *Fault) {
	if f != nil {
		rep.header = rep.header.Clone()
		if rep.header == nil {
			rep.header = http.Header{}
		}
		rep.header.Set("X-Mock-Fault", f.text())
	}
	if c.route == nil {
		return
	}
	switch c.route.vendor {
	case vendorPartnerCenter:
		rep.header = rep.header.Clone()
		rep.set("MS-RequestId", orElse(c.requestID, c.id)).set("MS-CorrelationId", orElse(c.correlationID, c.id))
		rep.set("MS-CV", c.id+".0").set("MS-ServerId", "mock")
		if strings.EqualFold(c.r.Header.Get("ValidateMfa"), "true") && !c.identity.AppOnly {
			rep.set("isMfaCompliant", strconv.FormatBool(c.identity.MFA))
		}
	case vendorGraph:
		rep.set("request-id", c.id).set("client-request-id", orElse(c.correlationID, c.id))
	case vendorEntra:
		rep.set("x-ms-request-id", c.id).set("Cache-Control", "no-store, no-cache")
	}
	if after, err := strconv.Atoi(rep.header.Get("Retry-After")); err == nil && after > 0 && rep.status >= 400 {
		now := s.clock.now()
		s.throttles.told(c, now, now.Add(time.Duration(after)*time.Second))
	}
}

// sleep waits in real time, or until the client gives up.
func (s *Server) sleep(c *call, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-c.r.Context().Done():
	}
}
