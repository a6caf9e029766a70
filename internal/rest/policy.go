package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/oauth2"
)

// attempts is the state of one logical call over its attempts. Only the
// goroutine of the call uses it, but for the two trace flags.
type attempts struct {
	client    *Client
	op        Operation
	anonymous bool // no token, whatever the host
	signed    bool // the call brings its own Authorization

	count   int
	decided bool // this attempt's answer was already judged
	wait    time.Duration
	outcome Outcome // the least certain of all attempts
	known   bool    // outcome was set
	token   *oauth2.Token
	renewed bool

	wantedConn, gotConn atomic.Bool
}

type attemptKey struct{}

func attemptFrom(ctx context.Context) *attempts {
	state, _ := ctx.Value(attemptKey{}).(*attempts)
	return state
}

// attach puts the state, the operation id and the connection trace in ctx.
func (a *attempts) attach(ctx context.Context) context.Context {
	ctx = context.WithValue(ctx, operationKey{}, a.op.ID)
	ctx = context.WithValue(ctx, attemptKey{}, a)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { a.wantedConn.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { a.gotConn.Store(true) },
	})
}

// begin starts an attempt.
func (a *attempts) begin() {
	a.count++
	a.decided = false
	a.wantedConn.Store(false)
	a.gotConn.Store(false)
}

// note keeps the weightiest outcome: once an attempt may have had an effect, no
// later refusal undoes it.
func (a *attempts) note(o Outcome) {
	if !a.known || weight(o) > weight(a.outcome) {
		a.outcome, a.known = o, true
	}
}

func weight(o Outcome) int {
	switch o {
	case OutcomeDone:
		return 3
	case OutcomeUnknown:
		return 2
	case OutcomeRefused:
		return 1
	default:
		return 0
	}
}

// result is the outcome over all attempts.
func (a *attempts) result() Outcome {
	if !a.known && a.count == 0 {
		return OutcomeNotSent
	}
	return a.outcome
}

// checkRetry judges an attempt: it is retryablehttp's CheckRetry. It is called
// again for the same attempt after the body was read.
func (a *attempts) checkRetry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if a.decided && err == nil {
		return false, nil
	}
	a.decided = true
	if err != nil {
		return a.afterError(ctx, resp, err), nil
	}
	return a.afterAnswer(ctx, resp), nil
}

func (a *attempts) afterError(ctx context.Context, resp *http.Response, err error) bool {
	switch {
	case resp != nil && resp.StatusCode < 300 && resp.StatusCode >= 200:
		a.note(OutcomeDone) // the answer broke off, but it was a success
	case a.notSent(err):
		a.note(OutcomeNotSent)
	case errors.Is(err, errRedirect):
		a.note(OutcomeRefused)
	default:
		a.note(OutcomeUnknown)
	}
	if ctx.Err() != nil || permanent(err) {
		return false
	}
	if !a.op.repeatable() && a.outcome != OutcomeNotSent {
		return false
	}
	return a.again(ctx, nil)
}

func (a *attempts) afterAnswer(ctx context.Context, resp *http.Response) bool {
	switch status := resp.StatusCode; {
	case status < 300:
		a.note(OutcomeDone)
		return false
	case status == http.StatusUnauthorized:
		a.note(OutcomeRefused)
		if ctx.Err() == nil && a.client.renew(a) {
			a.wait = 0
			return true
		}
		return false
	case status == http.StatusTooManyRequests:
		a.note(OutcomeRefused)
		a.holdBack(resp)
		return a.again(ctx, resp)
	case status >= 500 || status == http.StatusRequestTimeout:
		if status == http.StatusNotImplemented {
			a.note(OutcomeRefused)
			return false
		}
		a.note(OutcomeUnknown)
		return a.op.repeatable() && retryStatus(status, a.op) && a.again(ctx, resp)
	default:
		a.note(OutcomeRefused)
		return false
	}
}

// holdBack makes the client's other calls of the operation wait too, unless the
// server asks for longer than a call may wait: then they are left to its answer.
func (a *attempts) holdBack(resp *http.Response) {
	if d := retryAfter(resp.Header, time.Now()); d > 0 && d <= a.client.settings.retry.MaxRetryAfter {
		a.client.gate.close(a.op.ID, d)
	}
}

// retryStatus lists the answers that may be different next time. 500 is one
// only for reads: for a write it can be the business's answer.
func retryStatus(status int, op Operation) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	case http.StatusInternalServerError:
		return op.Reads()
	default:
		return false
	}
}

// again decides whether another attempt fits the limits and sets its wait.
func (a *attempts) again(ctx context.Context, resp *http.Response) bool {
	retry := a.client.settings.retry
	if ctx.Err() != nil || a.count >= retry.Attempts {
		return false
	}
	a.wait = jitter(retry.MinWait, retry.MaxWait, a.count)
	if resp != nil {
		if ordered := retryAfter(resp.Header, time.Now()); ordered > 0 {
			if ordered > retry.MaxRetryAfter {
				return false
			}
			a.wait = ordered + rand.N(retry.MinWait)
		}
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= a.wait {
		return false
	}
	if !a.client.budget.take() {
		return false
	}
	a.client.logRetry(ctx, a, resp)
	return true
}

// jitter is a wait between zero and low doubled for every attempt made, at most
// high ("full jitter").
func jitter(low, high time.Duration, attempt int) time.Duration {
	bound := low
	for i := 1; i < attempt && bound < high; i++ {
		bound *= 2
	}
	return rand.N(min(bound, high) + 1)
}

// maxRetryAfterSeconds keeps seconds within a time.Duration.
const maxRetryAfterSeconds = 1 << 31

// retryAfter reads Retry-After, seconds or a date; zero when there is none. A
// date is compared with the server's own clock when it sent one.
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if value == "" {
		return 0
	}
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil {
		if seconds <= 0 {
			return 0
		}
		return time.Duration(min(seconds, maxRetryAfterSeconds)) * time.Second
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if server, err := http.ParseTime(header.Get("Date")); err == nil {
		now = server
	}
	return max(at.Sub(now), 0)
}

// notSent reports whether the request certainly did not leave: the token or the
// connection failed. Without the trace of a real transport only the kind of
// error tells.
func (a *attempts) notSent(err error) bool {
	var token *tokenError
	if errors.As(err, &token) || untrusted(err) {
		return true
	}
	var dns *net.DNSError
	var op *net.OpError
	if errors.As(err, &dns) || (errors.As(err, &op) && op.Op == "dial") {
		return true
	}
	return a.wantedConn.Load() && !a.gotConn.Load()
}

// permanent reports errors that another attempt would only repeat.
func permanent(err error) bool {
	var token *tokenError
	return errors.As(err, &token) || untrusted(err) || errors.Is(err, errRedirect) ||
		errors.Is(err, ErrBodyTooLarge) || strings.Contains(err.Error(), "invalid header field")
}

func untrusted(err error) bool {
	var verification *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var hostname x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	return errors.As(err, &verification) || errors.As(err, &authority) || errors.As(err, &hostname) ||
		errors.As(err, &invalid) || errors.As(err, &record)
}
