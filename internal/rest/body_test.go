package rest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// zipped compresses a text.
func zipped(t *testing.T, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := io.WriteString(w, text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

// over sends calls to a real server with short waits.
func over(t *testing.T, h http.HandlerFunc, opts ...rest.Option) *rest.Client {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	hc := srv.Client()
	c, err := rest.New(rest.Config{BaseURL: srv.URL, Tokens: &tokens{}}, append([]rest.Option{
		rest.WithHTTPClient(hc), rest.WithRetry(rest.Retry{MinWait: time.Microsecond})}, opts...)...)
	require.NoError(t, err)
	return c
}

// cut sends a part of an answer and closes the connection.
func cut(t *testing.T, w http.ResponseWriter, raw string) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if !assert.NoError(t, err) {
		return
	}
	_, _ = io.WriteString(conn, raw)
	_ = conn.Close()
}

// reset closes the connection so that the client sees a reset.
func reset(t *testing.T, w http.ResponseWriter) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if !assert.NoError(t, err) {
		return
	}
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

const halfAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":"

func TestBrokenAnswers(t *testing.T) {
	broken := map[string]func(*testing.T, http.ResponseWriter){
		"reset":               reset,
		"truncated by length": func(t *testing.T, w http.ResponseWriter) { cut(t, w, halfAnswer) },
		"truncated in chunks": func(t *testing.T, w http.ResponseWriter) {
			cut(t, w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n")
		},
		"truncated gzip": func(t *testing.T, w http.ResponseWriter) {
			half := zipped(t, `{"a":1,"b":"`+strings.Repeat("x", 5000)+`"}`)
			cut(t, w, fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 20\r\n\r\n%s", half[:20]))
		},
		"half a header": func(t *testing.T, w http.ResponseWriter) { cut(t, w, "HTTP/1.1 200 O") },
	}
	for name, fault := range broken {
		for _, op := range []rest.Operation{read, dedup} {
			t.Run(name+", "+op.ID, func(t *testing.T) {
				var requests atomic.Int32
				c := over(t, func(w http.ResponseWriter, _ *http.Request) {
					if requests.Add(1) == 1 {
						fault(t, w)
						return
					}
					fmt.Fprint(w, `{"a":3}`)
				})
				var out struct{ A int }
				_, failure := c.Do(t.Context(), rest.Call{Op: op, In: map[string]int{"a": 1}, Out: &out})
				require.Nil(t, failure, "the second attempt must succeed")
				assert.Equal(t, 3, out.A)
			})
		}
		t.Run(name+", plain write", func(t *testing.T) {
			var requests atomic.Int32
			c := over(t, func(w http.ResponseWriter, _ *http.Request) { requests.Add(1); fault(t, w) })
			var out struct{ A int }
			_, failure := c.Do(t.Context(), rest.Call{Op: write, In: map[string]int{"a": 1}, Out: &out})
			require.NotNil(t, failure)
			assert.EqualValues(t, 1, requests.Load(), "a plain write must not be sent again")
			want := rest.OutcomeUnknown
			if strings.HasPrefix(name, "truncated") {
				want = rest.OutcomeDone // the status said so
			}
			assert.Equal(t, want, failure.Outcome)
		})
	}
}

// A connection that was never opened proves that a write had no effect.
func TestNotSent(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())
	c, err := rest.New(rest.Config{BaseURL: "http://" + address}, rest.WithRetry(rest.Retry{MinWait: time.Microsecond}))
	require.NoError(t, err)
	_, failure := c.Do(t.Context(), rest.Call{Op: write})
	require.NotNil(t, failure)
	assert.Equal(t, rest.OutcomeNotSent, failure.Outcome)
	assert.Equal(t, 4, failure.Attempts, "it may be sent again")
}

func TestUntrustedCertificateIsNotRetried(t *testing.T) {
	srv := httptest.NewUnstartedServer(http.NotFoundHandler())
	srv.Config.ErrorLog = nil
	srv.StartTLS()
	defer srv.Close()
	c, err := rest.New(rest.Config{BaseURL: srv.URL})
	require.NoError(t, err)
	_, failure := c.Do(t.Context(), rest.Call{Op: write})
	require.NotNil(t, failure)
	assert.Equal(t, 1, failure.Attempts)
	assert.Equal(t, rest.OutcomeNotSent, failure.Outcome)
}

func TestCancelWhileTheServerIsSilent(t *testing.T) {
	started := make(chan struct{})
	c := over(t, func(_ http.ResponseWriter, r *http.Request) {
		close(started)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-started; cancel() }()
	_, failure := c.Do(ctx, rest.Call{Op: write})
	require.NotNil(t, failure)
	assert.ErrorIs(t, failure.Err, context.Canceled)
	assert.Equal(t, rest.OutcomeUnknown, failure.Outcome, "the server had the request")
}

func TestBodyIsBounded(t *testing.T) {
	const limit = 10_000
	bomb := zipped(t, `{"a":"`+strings.Repeat("0", 5_000_000)+`"}`)
	require.Less(t, len(bomb), limit, "the bomb must be small before it unpacks")
	cases := map[string]http.HandlerFunc{
		"plain": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `"`+strings.Repeat("0", limit)+`"`) },
		"bomb": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb)
		},
		"endless": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 4096)); err != nil {
					return
				}
			}
		},
	}
	for name, handler := range cases {
		t.Run(name, func(t *testing.T) {
			var requests atomic.Int32
			c := over(t, func(w http.ResponseWriter, r *http.Request) { requests.Add(1); handler(w, r) }, rest.WithMaxBody(limit))
			var out any
			_, failure := c.Do(t.Context(), rest.Call{Op: read, Out: &out})
			require.NotNil(t, failure)
			assert.ErrorIs(t, failure.Err, rest.ErrBodyTooLarge)
			assert.EqualValues(t, 1, requests.Load(), "the same answer would come again")
		})
	}
}

func TestBodyAtTheLimitIsRead(t *testing.T) {
	text := `"` + strings.Repeat("0", 998) + `"`
	c := over(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) }, rest.WithMaxBody(1000))
	var out string
	_, failure := c.Do(t.Context(), rest.Call{Op: read, Out: &out})
	require.Nil(t, failure)
	assert.Len(t, out, 998)
}

func TestErrorBodyIsBounded(t *testing.T) {
	c := over(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, strings.Repeat("x", 1<<20))
	})
	_, failure := c.Do(t.Context(), rest.Call{Op: read})
	require.NotNil(t, failure)
	assert.Equal(t, 400, failure.Status, "a long error body is still the server's error")
	assert.LessOrEqual(t, len(failure.Body), 64<<10)
}

func TestCompressedAnswer(t *testing.T) {
	c := over(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			t.Error("compression was not asked for")
		}
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(zipped(t, `{"a":5}`))
	})
	var out struct{ A int }
	_, failure := c.Do(t.Context(), rest.Call{Op: read, Out: &out})
	require.Nil(t, failure)
	assert.Equal(t, 5, out.A)
}

func TestEmptyBodies(t *testing.T) {
	status := 0
	c := over(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(status)
	})
	var out struct{ A int }
	for _, status = range []int{204, 202, 200} {
		_, failure := c.Do(t.Context(), rest.Call{Op: write, Out: &out})
		assert.Nil(t, failure, "a write may be answered by %d without a body", status)
	}
	status = 200
	_, failure := c.Do(t.Context(), rest.Call{Op: read, Out: &out})
	require.NotNil(t, failure, "a read without a body has not read anything")
	assert.Equal(t, rest.OutcomeDone, failure.Outcome)
}

func TestUnreadableAnswerOfAWriteIsDone(t *testing.T) {
	c := over(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `<html>proxy</html>`) })
	var out struct{ A int }
	_, failure := c.Do(t.Context(), rest.Call{Op: write, Out: &out})
	require.NotNil(t, failure)
	assert.Equal(t, rest.OutcomeDone, failure.Outcome)
	assert.Contains(t, string(failure.Body), "proxy")
}

func TestWithResponse(t *testing.T) {
	for _, status := range []int{200, 404} {
		c := over(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Seen", "yes")
			w.WriteHeader(status)
			fmt.Fprint(w, `{"a":1}`)
		})
		var resp http.Response
		_, _ = c.Do(t.Context(), rest.Call{Op: read, Options: []rest.CallOption{rest.WithResponse(&resp)}})
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		assert.Equal(t, status, resp.StatusCode)
		assert.Equal(t, "yes", resp.Header.Get("X-Seen"))
		assert.JSONEq(t, `{"a":1}`, string(body))
	}
}

// A failed call must not close the connections that other calls use.
func TestFailuresKeepTheConnectionPool(t *testing.T) {
	var opened atomic.Int32
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }))
	srv.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	srv.Start()
	defer srv.Close()
	c, err := rest.New(rest.Config{BaseURL: srv.URL})
	require.NoError(t, err)
	for range 20 {
		_, failure := c.Do(t.Context(), rest.Call{Op: read})
		require.NotNil(t, failure)
	}
	assert.EqualValues(t, 1, opened.Load(), "connections opened for 20 calls")
}
