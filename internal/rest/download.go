package rest

import (
	"context"
	"crypto/md5" //nolint:gosec // Azure's Content-MD5 detects accidents, not attacks.
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/tenantlink/tenantlink/internal/version"
)

// errBroken says that the connection broke before the place was reached where
// the reading goes on.
var errBroken = errors.New("the connection broke")

// errChanged says that a file was replaced while it was being read.
var errChanged = errors.New("the file changed while it was being read")

// Download opens a file at an absolute URL, without the bearer token: the URL
// carries its own permission. The reader resumes after a broken connection and
// ends with io.EOF only when the file is complete by its length and, where the
// server gives one, by its MD5 sum.
func (c *Client) Download(ctx context.Context, op Operation, address string) (io.ReadCloser, *Failure) {
	d := &download{ctx: ctx, client: c, op: op, address: address, sum: md5.New()}
	if failure := d.open(); failure != nil {
		return nil, failure
	}
	return d, nil
}

type download struct {
	ctx     context.Context //nolint:containedctx // the reader belongs to the call
	client  *Client
	op      Operation
	address string

	body    io.ReadCloser
	offset  int64
	size    int64 // -1 when the server does not say
	etag    string
	wantMD5 string
	sum     hash.Hash
	resumes int
	failed  error
}

// maxResumes bounds the resumptions that bring nothing new.
const maxResumes = 4

// open asks for the file from the current offset on.
func (d *download) open() *Failure {
	u, err := url.Parse(d.address)
	if err == nil {
		err = checkURL(u)
	}
	if err != nil {
		return d.failure(nil, unwrapURL(err), OutcomeNotSent)
	}
	state := &attempts{client: d.client, op: d.op, anonymous: true}
	request, err := retryablehttp.NewRequestWithContext(state.attach(d.ctx), http.MethodGet, d.address, nil)
	if err != nil {
		return d.failure(u, unwrapURL(err), OutcomeNotSent)
	}
	request.Header.Set("Accept-Encoding", "identity")
	request.Header.Set("User-Agent", version.UserAgent(d.client.settings.application, d.client.config.Name))
	if d.offset > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", d.offset))
		if d.etag != "" {
			request.Header.Set("If-Match", d.etag)
		}
	}
	resp, err := state.send(d.client.stream, request)
	if err != nil {
		if resp != nil {
			_ = resp.Body.Close()
		}
		return d.failure(u, cause(d.ctx, err), state.result())
	}
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusPartialContent {
		return d.refusal(u, resp)
	}
	if err := d.accept(resp); err != nil {
		_ = resp.Body.Close()
		return d.failure(u, err, OutcomeDone)
	}
	d.body = resp.Body
	return nil
}

// accept checks that an answer continues where we are.
func (d *download) accept(resp *http.Response) error {
	if d.offset == 0 {
		d.size, d.etag, d.wantMD5 = resp.ContentLength, resp.Header.Get("ETag"), resp.Header.Get("Content-MD5")
		return nil
	}
	if etag := resp.Header.Get("ETag"); etag != d.etag {
		return errChanged
	}
	if resp.StatusCode == http.StatusPartialContent {
		if !strings.HasPrefix(resp.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", d.offset)) {
			return fmt.Errorf("the server answered the range %q, not from byte %d", resp.Header.Get("Content-Range"), d.offset)
		}
		return nil
	}
	if d.size >= 0 && resp.ContentLength >= 0 && resp.ContentLength != d.size {
		return errChanged
	}
	if _, err := io.CopyN(io.Discard, resp.Body, d.offset); err != nil { // no ranges here: read past it
		return fmt.Errorf("%w: %w", errBroken, err)
	}
	return nil
}

// Read implements io.Reader.
func (d *download) Read(p []byte) (int, error) {
	for d.failed == nil {
		n, err := d.body.Read(p)
		d.offset += int64(n)
		_, _ = d.sum.Write(p[:n])
		if n > 0 {
			d.resumes = 0
		}
		switch {
		case err == nil:
			return n, nil
		case err == io.EOF:
			d.failed = d.complete()
		default:
			d.failed = d.resume(err)
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, d.failed
}

// complete is io.EOF when the whole file was read.
func (d *download) complete() error {
	if d.size >= 0 && d.offset < d.size {
		return d.resume(io.ErrUnexpectedEOF)
	}
	if d.size >= 0 && d.offset > d.size {
		return d.failure(d.shown(), fmt.Errorf("%d bytes came instead of %d", d.offset, d.size), OutcomeDone)
	}
	if got := base64.StdEncoding.EncodeToString(d.sum.Sum(nil)); d.wantMD5 != "" && got != d.wantMD5 {
		return d.failure(d.shown(), fmt.Errorf("its MD5 sum is %s instead of %s", got, d.wantMD5), OutcomeDone)
	}
	return io.EOF
}

// resume opens the file again where the connection broke; nil when it did.
func (d *download) resume(broken error) error {
	_ = d.body.Close()
	d.body = http.NoBody
	for {
		d.resumes++
		if d.ctx.Err() != nil || d.resumes > maxResumes {
			return d.failure(d.shown(), cause(d.ctx, broken), OutcomeDone)
		}
		failure := d.open()
		if failure == nil {
			return nil
		}
		if broken = failure.Err; !errors.Is(broken, errBroken) {
			return failure
		}
	}
}

// Close implements io.Closer.
func (d *download) Close() error {
	if d.failed == nil {
		d.failed = errors.New("read after close")
	}
	return d.body.Close()
}

func (d *download) refusal(u *url.URL, resp *http.Response) *Failure {
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode == http.StatusPreconditionFailed && d.offset > 0 {
		return d.failure(u, errChanged, OutcomeRefused)
	}
	body, _ := readBody(resp, maxFaultBody)
	fault := Fault{}
	if d.client.config.ParseFault != nil {
		fault = d.client.config.ParseFault(resp, body)
	}
	f := d.failure(u, fault.Err, OutcomeRefused)
	f.Status, f.Code, f.Message = resp.StatusCode, fault.Code, Redact(fault.Message)
	f.Body = []byte(Redact(string(body)))
	f.RequestID = resp.Header.Get("X-Ms-Request-Id")
	return f
}

func (d *download) failure(u *url.URL, err error, outcome Outcome) *Failure {
	f := &Failure{Op: d.op.ID, Method: http.MethodGet, Target: d.op.Path, Outcome: outcome, Err: err}
	if u != nil {
		f.Target = target(u, d.client.base)
	}
	return f
}

func (d *download) shown() *url.URL {
	u, err := url.Parse(d.address)
	if err != nil {
		return nil
	}
	return u
}

// Error and Unwrap make a Failure an error for the one place where it must be
// one before a client converts it: inside a reader.
func (f *Failure) Error() string { return f.Text() }

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Err }
