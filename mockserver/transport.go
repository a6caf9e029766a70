package mockserver

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"syscall"
)

// Transport answers requests for any host without a socket. It works inside a
// testing/synctest bubble, where sockets do not: give it to an http.Client.
func (s *Server) Transport() http.RoundTripper { return transport{s} }

// Client returns an HTTP client that reaches the mock: over TLSURL and URL with
// the mock's CA trusted, or without sockets if there is no listener.
func (s *Server) Client() *http.Client {
	if s.ca == nil {
		return &http.Client{Transport: s.Transport()}
	}
	return &http.Client{Transport: s.ca.transport()}
}

type transport struct{ s *Server }

// errReset is what a cut connection looks like to a client.
var errReset = errors.New("mockserver: connection cut by a fault rule")

// RoundTrip runs the handler in a goroutine and returns as soon as the header
// is there, so that bodies stream and delays can be cancelled.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	in := r.Clone(r.Context())
	in.RequestURI = r.URL.RequestURI()
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	body, sink := io.Pipe()
	w := &pipeWriter{header: http.Header{}, ready: make(chan struct{}), sink: sink}
	go func() {
		defer func() { _ = in.Body.Close() }()
		t.s.serveHTTP(w, in)
		w.close()
	}()
	select {
	case <-w.ready:
	case <-r.Context().Done():
		_ = body.CloseWithError(r.Context().Err())
		return nil, r.Context().Err()
	}
	if w.aborted {
		return nil, errors.Join(errReset, syscall.ECONNRESET)
	}
	return w.response(r, body), nil
}

// A pipeWriter is the ResponseWriter of a request that came without a socket.
type pipeWriter struct {
	header  http.Header
	status  int
	reason  string
	aborted bool
	ready   chan struct{}
	once    sync.Once
	sink    *io.PipeWriter
}

func (w *pipeWriter) Header() http.Header { return w.header }

func (w *pipeWriter) WriteHeader(status int) {
	w.once.Do(func() {
		w.status = status
		close(w.ready)
	})
}

func (w *pipeWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.sink.Write(p)
}

// Flush does nothing: a pipe holds nothing back.
func (w *pipeWriter) Flush() {}

func (w *pipeWriter) setReason(reason string) { w.reason = reason }

// abort cuts the answer: before the header there is none, after it the body ends early.
func (w *pipeWriter) abort() {
	w.once.Do(func() {
		w.aborted = true
		close(w.ready)
	})
	_ = w.sink.CloseWithError(io.ErrUnexpectedEOF)
}

func (w *pipeWriter) close() {
	w.WriteHeader(http.StatusOK)
	_ = w.sink.Close()
}

func (w *pipeWriter) response(r *http.Request, body io.ReadCloser) *http.Response {
	text := w.reason
	if text == "" {
		text = http.StatusText(w.status)
	}
	length := int64(-1)
	if v := w.header.Get("Content-Length"); v != "" {
		length = parseLength(v)
	}
	if r.Method == http.MethodHead || w.status == http.StatusNoContent {
		body, length = http.NoBody, 0
	}
	return &http.Response{
		Status: statusLine(w.status, text), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header.Clone(), Body: body, ContentLength: length, Request: r,
	}
}
