package mockserver

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
)

// send writes a reply, spoilt by the fault if there is one.
func send(w http.ResponseWriter, r *http.Request, rep *reply, f *Fault) {
	if f != nil {
		switch {
		case f.Kind == FaultReset:
			cut(w)
			return
		case f.Kind == FaultMalformed && rep.stream == nil:
			rep.body = spoil(rep.body)
		case f.Kind == FaultTruncate:
			truncate(w, rep)
			return
		}
	}
	if rep.reason != "" && sendWithReason(w, rep) {
		return
	}
	h := w.Header()
	for k, v := range rep.header {
		h[k] = v
	}
	if rep.stream != nil {
		w.WriteHeader(rep.status)
		if r.Method != http.MethodHead {
			// A write fails only when the client has gone.
			_ = rep.stream(w)
		}
		return
	}
	if rep.status != http.StatusNoContent && rep.status != http.StatusNotModified {
		h.Set("Content-Length", strconv.Itoa(len(rep.body)))
	}
	w.WriteHeader(rep.status)
	if r.Method != http.MethodHead && len(rep.body) > 0 {
		_, _ = w.Write(rep.body)
	}
}

// spoil makes a body of the same length that no JSON parser takes.
func spoil(b []byte) []byte {
	if len(b) < 2 {
		return []byte("{]")
	}
	out := bytes.Clone(b)
	out[len(out)-1] = '<'
	out[len(out)/2] = 0x01
	return out
}

// aborter is our own transport's way of cutting a connection.
type aborter interface{ abort() }

// cut ends the connection without a goodbye: TCP reset where there is a socket.
func cut(w http.ResponseWriter) {
	if a, ok := w.(aborter); ok {
		a.abort()
		return
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := underlying(conn).(*net.TCPConn); ok {
		// Without lingering the kernel answers with RST instead of FIN.
		_ = tcp.SetLinger(0)
		_ = tcp.Close()
	}
	_ = conn.Close()
}

func underlying(c net.Conn) net.Conn {
	if t, ok := c.(interface{ NetConn() net.Conn }); ok {
		return t.NetConn()
	}
	return c
}

// truncate announces the whole body, sends half of it and cuts the connection.
func truncate(w http.ResponseWriter, rep *reply) {
	body := rep.body
	if rep.stream != nil {
		var b bytes.Buffer
		// Writing to memory does not fail.
		_ = rep.stream(&b)
		body = b.Bytes()
	}
	h := w.Header()
	for k, v := range rep.header {
		h[k] = v
	}
	status := rep.status
	if status == http.StatusNoContent {
		// 204 has no body to cut; the connection goes before the status.
		cut(w)
		return
	}
	h.Set("Content-Length", strconv.Itoa(max(len(body), 1)))
	w.WriteHeader(status)
	_, _ = w.Write(body[:len(body)/2])
	// The half has to leave before the connection is cut.
	_ = http.NewResponseController(w).Flush()
	if a, ok := w.(aborter); ok {
		a.abort()
		return
	}
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close()
		return
	}
	panic(http.ErrAbortHandler)
}

// reasoner is our own transport's way of setting a reason phrase.
type reasoner interface{ setReason(string) }

// sendWithReason writes the answer by hand, because net/http sends only
// standard reason phrases. It reports whether it could.
func sendWithReason(w http.ResponseWriter, rep *reply) bool {
	if t, ok := w.(reasoner); ok {
		t.setReason(rep.reason)
		return false
	}
	conn, buf, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	h := rep.header.Clone()
	h.Set("Content-Length", strconv.Itoa(len(rep.body)))
	h.Set("Connection", "close")
	_, _ = fmt.Fprintf(buf, "HTTP/1.1 %d %s\r\n", rep.status, rep.reason)
	_ = h.Write(buf)
	_, _ = io.WriteString(buf, "\r\n")
	_, _ = buf.Write(rep.body)
	_ = buf.Flush()
	return true
}

func statusLine(status int, text string) string { return strconv.Itoa(status) + " " + text }

func parseLength(v string) int64 {
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return -1
	}
	return n
}
