package rest

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// Open sends a call and returns the body of the answer as it comes, decompressed,
// for files of the vendor such as invoices as PDF. Only the caller's context
// bounds the reading. Close the reader.
func (c *Client) Open(ctx context.Context, call Call) (io.ReadCloser, *Failure) {
	e := exchange{client: c, call: call, began: time.Now(), stream: true}
	if err := e.prepare(ctx); err != nil {
		return nil, e.failure(err, OutcomeNotSent)
	}
	resp, err := e.state.send(c.stream, e.request)
	if err == nil && resp.StatusCode < 300 {
		return opened(resp)
	}
	if err == nil {
		err = e.read(resp)
	}
	_, failure := e.finish(ctx, resp, err)
	c.logCall(ctx, &e, nil, failure)
	return nil, failure
}

func opened(resp *http.Response) (io.ReadCloser, *Failure) {
	if !strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		return resp.Body, nil
	}
	return &unzipped{body: resp.Body}, nil
}

// unzipped decompresses from the first read on.
type unzipped struct {
	body  io.ReadCloser
	unzip *gzip.Reader
}

// Read implements io.Reader.
func (u *unzipped) Read(p []byte) (int, error) {
	if u.unzip == nil {
		unzip, err := gzip.NewReader(u.body)
		if err != nil {
			return 0, err
		}
		u.unzip = unzip
	}
	return u.unzip.Read(p)
}

// Close implements io.Closer.
func (u *unzipped) Close() error { return u.body.Close() }
