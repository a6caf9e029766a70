package mockserver

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// A Server is one mock: its own state, clock, faults and request log. Servers
// share nothing, so tests may run in parallel, each with its own.
type Server struct {
	opts      options
	router    *router
	clock     clock
	faults    faults
	throttles throttles
	log       requestLog

	// partner never changes, so it is read without a lock.
	partner *partner

	// mu guards st: handlers of writing routes hold it for writing.
	mu sync.RWMutex
	st *state

	keys     *signer
	caFile   atomic.Value
	ca       *authority
	http     *http.Server
	https    *http.Server
	proxy    *connectProxy
	url      string
	tlsURL   string
	serving  sync.WaitGroup
	closing  sync.Once
	closeErr error
}

// unlistenedURL is what URL returns when there is no socket. The name is
// reserved, so a client that misses Transport cannot reach anybody.
const unlistenedURL = "http://mock.invalid"

// Start starts a server. It listens on loopback, over HTTP and HTTPS, unless
// told otherwise; Close stops it.
func Start(opts ...Option) (*Server, error) {
	o := defaults()
	for _, opt := range opts {
		opt(&o)
	}
	if err := o.validate(); err != nil {
		return nil, err
	}
	rt, err := newRouter(routes())
	if err != nil {
		return nil, err
	}
	s := &Server{opts: o, router: rt, keys: sharedSigner(), url: unlistenedURL, tlsURL: unlistenedURL}
	s.log.limit = o.logLimit
	s.throttles.rules = o.throttle
	s.partner = newPartner(&s.opts)
	s.st = newState(&s.opts, s.partner, s.clock.now())
	if o.noListener {
		return s, nil
	}
	if err := s.listen(); err != nil {
		return nil, err
	}
	return s, nil
}

// TB is what New needs of a *testing.T or *testing.B.
type TB interface {
	// Helper marks the caller as a helper.
	Helper()
	// Cleanup runs a function when the test has ended.
	Cleanup(func())
	// Errorf fails the test and goes on.
	Errorf(format string, args ...any)
	// Fatalf fails the test and ends it.
	Fatalf(format string, args ...any)
}

// New starts a server for a test and closes it when the test ends. The test
// fails if a client called again before a Retry-After had elapsed, unless
// WithViolationsAllowed is given.
func New(tb TB, opts ...Option) *Server {
	tb.Helper()
	s, err := Start(opts...)
	if err != nil {
		tb.Fatalf("%v", err)
		return nil
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Errorf("mockserver: close: %v", err)
		}
		if s.opts.allowViolation {
			return
		}
		for _, v := range s.Violations() {
			tb.Errorf("mockserver: %v", v)
		}
	})
	return s
}

func checkListen(addr string, insecure bool) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("mockserver: listen address %q: %w", addr, err)
	}
	if host == "localhost" || insecure {
		return nil
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("mockserver: %s is beyond loopback, where anybody could take tokens; allow it with WithInsecureListen (-insecure-listen)", addr)
	}
	return nil
}

func (s *Server) listen() error {
	ca, err := newAuthority()
	if err != nil {
		return fmt.Errorf("mockserver: make a certificate authority: %w", err)
	}
	s.ca = ca
	var lc net.ListenConfig
	plain, err := lc.Listen(context.Background(), "tcp", s.opts.listen)
	if err != nil {
		return fmt.Errorf("mockserver: listen: %w", err)
	}
	secure, err := lc.Listen(context.Background(), "tcp", s.opts.tlsListen)
	if err != nil {
		return errors.Join(fmt.Errorf("mockserver: listen: %w", err), plain.Close())
	}
	s.url = "http://" + plain.Addr().String()
	s.tlsURL = "https://" + secure.Addr().String()
	if err := s.listenProxy(); err != nil {
		return errors.Join(err, plain.Close(), secure.Close())
	}
	s.http, s.https = s.newHTTP(), s.newHTTP()
	s.serve(s.http, plain)
	s.serve(s.https, tls.NewListener(secure, ca.serverConfig()))
	return nil
}

func (s *Server) newHTTP() *http.Server {
	return &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 30 * time.Second,
		// HTTP/2 has no reason phrase and cannot be reset by cutting the
		// connection, and Partner Center's MFA answer is a reason phrase.
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
		ErrorLog:     log.New(discard{}, "", 0),
	}
}

// discard swallows net/http's remarks about connections that faults cut.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

func (s *Server) serve(h *http.Server, l net.Listener) {
	s.serving.Go(func() {
		// Serve always returns an error; ErrServerClosed is the good one, and
		// any other leaves clients with refused connections to report.
		_ = h.Serve(l)
	})
}

// Close stops listening, cuts what is still open and, if WithStateFile was
// given, writes the state. Calling it again returns the first result.
func (s *Server) Close() error {
	s.closing.Do(func() {
		var errs []error
		servers := []*http.Server{s.http, s.https}
		if s.proxy != nil {
			servers = append(servers, s.proxy.server)
			s.proxy.close()
		}
		for _, h := range servers {
			if h == nil {
				continue
			}
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
			if err := h.Shutdown(ctx); err != nil {
				errs = append(errs, h.Close())
			}
			cancel()
		}
		s.serving.Wait()
		errs = append(errs, s.SaveState())
		s.closeErr = errors.Join(errs...)
	})
	return s.closeErr
}

// URL is the base address over HTTP, without a trailing slash. All vendors are
// behind it, told apart by path.
func (s *Server) URL() string { return s.url }

// TLSURL is the base address over HTTPS. Clients must trust CA.
func (s *Server) TLSURL() string { return s.tlsURL }

// SetCAFile tells the mock where its CA certificate was written, so that
// Credentials can say it.
func (s *Server) SetCAFile(path string) { s.caFile.Store(path) }

// Now is the mock's time.
func (s *Server) Now() time.Time { return s.clock.now() }

// Advance moves the mock's clock forward: tokens, GDAP relationships, exports
// and invoices age by d. A negative d is ignored.
func (s *Server) Advance(d time.Duration) {
	if d <= 0 {
		return
	}
	s.clock.advance(d)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endTerms()
	s.st.age(s.clock.elapsed())
	s.runSchedules(s.clock.now())
}

// SaveState writes the state to the file of WithStateFile, replacing it whole.
// Without such a file it does nothing.
func (s *Server) SaveState() error {
	if s.opts.stateFile == "" {
		return nil
	}
	tmp := s.opts.stateFile + ".tmp"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("mockserver: save state: %w", err)
	}
	err = s.WriteState(f)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(tmp, s.opts.stateFile)
	}
	if err != nil {
		return fmt.Errorf("mockserver: save state: %w", errors.Join(err, os.Remove(tmp)))
	}
	return nil
}
