package mockserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
)

// WithConnectProxy also listens at addr as an HTTP proxy: a client that is told
// HTTPS_PROXY and trusts CA reaches the mock under the vendors' real host names,
// with nothing else changed. A CONNECT to any other host is refused with 403, so
// that a test that forgot to redirect something cannot reach the real service.
// An address beyond loopback is refused unless WithInsecureListen is given.
func WithConnectProxy(addr string) Option { return func(o *options) { o.connectProxy = addr } }

// ProxyURL is the address of the proxy of WithConnectProxy; empty without one.
func (s *Server) ProxyURL() string {
	if s.proxy == nil {
		return ""
	}
	return s.proxy.url
}

// connectProxy is the listener of WithConnectProxy with its open tunnels.
type connectProxy struct {
	url    string
	server *http.Server
	closed context.Context // done when the tunnels have to end
	close  context.CancelFunc
}

func (s *Server) listenProxy() error {
	if s.opts.connectProxy == "" {
		return nil
	}
	var lc net.ListenConfig
	l, err := lc.Listen(context.Background(), "tcp", s.opts.connectProxy)
	if err != nil {
		return fmt.Errorf("mockserver: listen as a proxy: %w", err)
	}
	p := &connectProxy{url: "http://" + l.Addr().String(), server: s.newHTTP()}
	p.closed, p.close = context.WithCancel(context.Background())
	p.server.Handler = http.HandlerFunc(s.serveProxy)
	s.proxy = p
	s.serve(p.server, l)
	return nil
}

// serveProxy answers CONNECT with a tunnel to the mock, and a request for a
// whole http:// address at once.
func (s *Server) serveProxy(w http.ResponseWriter, r *http.Request) {
	host := r.Host
	if r.Method != http.MethodConnect {
		host = r.URL.Host
	}
	switch {
	case host == "":
		http.Error(w, "this is the mock's proxy: send CONNECT, or give it to the client as its proxy", http.StatusBadRequest)
	case !emulated(host):
		http.Error(w, fmt.Sprintf("the mock does not emulate %s and its proxy reaches nobody else", host), http.StatusForbidden)
	case r.Method != http.MethodConnect:
		s.serveHTTP(w, r)
	default:
		s.connect(w, r)
	}
}

// emulated reports a host, with or without port, that the certificate holds.
func emulated(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if ip := net.ParseIP(strings.Trim(host, "[]")); ip != nil {
		return ip.IsLoopback()
	}
	host = strings.ToLower(host)
	for _, known := range realHosts() {
		parent, wild := strings.CutPrefix(known, "*")
		if host == known || wild && strings.HasSuffix(host, parent) {
			return true
		}
	}
	return false
}

func (s *Server) connect(w http.ResponseWriter, r *http.Request) {
	inside, err := s.DialContext(r.Context(), "tcp", r.Host)
	if err != nil {
		http.Error(w, "the mock does not answer: "+err.Error(), http.StatusBadGateway)
		return
	}
	s.serving.Add(1) // before the hijack, after which nobody waits for this handler
	defer s.serving.Done()
	outside, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, "no tunnel on this connection: "+err.Error(), http.StatusInternalServerError)
		_ = inside.Close()
		return
	}
	if _, err := io.WriteString(outside, "HTTP/1.1 200 Connection established\r\n\r\n"); err == nil {
		tunnel(s.proxy.closed, inside, outside, buffered)
	}
	_ = errors.Join(inside.Close(), outside.Close()) // one of them is closed already
}

// tunnel copies both ways until one side ends or ctx does. What the client sent
// early stands in buffered.
func tunnel(ctx context.Context, inside, outside net.Conn, buffered io.Reader) {
	stop := context.AfterFunc(ctx, func() { _ = errors.Join(inside.Close(), outside.Close()) })
	defer stop()
	var copies sync.WaitGroup
	pump := func(dst net.Conn, src io.Reader) {
		_, _ = io.Copy(dst, src)
		_ = errors.Join(inside.Close(), outside.Close()) // a cut by a fault rule must reach the client
	}
	copies.Go(func() { pump(inside, buffered) })
	copies.Go(func() { pump(outside, inside) })
	copies.Wait()
}
