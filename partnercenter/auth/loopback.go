package auth

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// ConsentLoopback signs a person in from a program: it listens on a free port
// of this machine, passes the address to open to open, which starts a browser
// or prints it, and returns when the sign-in is stored or ctx ends. The app
// registration must hold the redirect address http://localhost; Entra ID then
// takes any port.
func (a *Authenticator) ConsentLoopback(ctx context.Context, open func(address string) error) (Consent, error) {
	if open == nil {
		return Consent{}, errors.New("auth: open is nil")
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return Consent{}, fmt.Errorf("listen for the sign-in: %w", err)
	}
	flow := &loopbackFlow{auth: a, result: make(chan loopbackResult, 1)}
	state, s, err := flow.open.begin("http://localhost:"+portOf(listener), "")
	if err != nil {
		_ = listener.Close()
		return Consent{}, err
	}
	server := &http.Server{Handler: flow, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener) // ends by shutdown, whatever it says
	}()
	defer flow.shutdown(server, served)
	if err := open(a.authorizeURL(state, s)); err != nil {
		return Consent{}, fmt.Errorf("open the browser: %w", err)
	}
	select {
	case r := <-flow.result:
		return r.consent, r.err
	case <-time.After(signInLife):
		return Consent{}, errors.New("auth: nobody signed in within 15 minutes")
	case <-ctx.Done():
		return Consent{}, ctx.Err()
	}
}

func portOf(l net.Listener) string {
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

type loopbackResult struct {
	consent Consent
	err     error
}

// loopbackFlow takes the browser back.
type loopbackFlow struct {
	auth   *Authenticator
	open   signIns
	result chan loopbackResult
}

// ServeHTTP is the callback. Requests without the right state change nothing.
func (f *loopbackFlow) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil || r.Method != http.MethodGet || r.URL.Path != "/" {
		http.NotFound(w, r)
		return
	}
	s, err := f.open.take(q.Get("state"), "")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	consent, err := f.auth.finish(r.Context(), s, q)
	if err != nil {
		http.Error(w, "The sign-in was not stored: "+err.Error(), consentStatus(err))
	} else {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = fmt.Fprintln(w, "You are signed in. You may close this window.")
	}
	f.result <- loopbackResult{consent, err}
}

// shutdown lets the browser have its page.
func (f *loopbackFlow) shutdown(server *http.Server, served <-chan struct{}) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if server.Shutdown(ctx) != nil {
		_ = server.Close()
	}
	<-served
}
