package rest_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// TestWhatIsSentAgain is the policy as a table: after a failure that does not
// go away, how often was the request sent and what is known of its outcome.
func TestWhatIsSentAgain(t *testing.T) {
	const all = 4 // the default number of attempts
	dial := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	cases := []struct {
		name    string
		op      rest.Operation
		step    step
		sent    int
		outcome rest.Outcome
	}{
		{"read, reset", read, fails(errBroken), all, rest.OutcomeUnknown},
		{"read, 429", read, answer(429, ""), all, rest.OutcomeRefused},
		{"read, 408", read, answer(408, ""), all, rest.OutcomeUnknown},
		{"read, 500", read, answer(500, ""), all, rest.OutcomeUnknown},
		{"read, 502", read, answer(502, ""), all, rest.OutcomeUnknown},
		{"read, 503", read, answer(503, ""), all, rest.OutcomeUnknown},
		{"read, 504", read, answer(504, ""), all, rest.OutcomeUnknown},
		{"read, 501", read, answer(501, ""), 1, rest.OutcomeRefused},
		{"read, 400", read, answer(400, ""), 1, rest.OutcomeRefused},
		{"read, 403", read, answer(403, ""), 1, rest.OutcomeRefused},
		{"read, 404", read, answer(404, ""), 1, rest.OutcomeRefused},
		{"submission that only reads, 503", submit, answer(503, ""), all, rest.OutcomeUnknown},
		{"plain write, reset", write, fails(errBroken), 1, rest.OutcomeUnknown},
		{"plain write, 503", write, answer(503, ""), 1, rest.OutcomeUnknown},
		{"plain write, 500", write, answer(500, ""), 1, rest.OutcomeUnknown},
		{"plain write, 408", write, answer(408, ""), 1, rest.OutcomeUnknown},
		{"plain write, 429", write, answer(429, ""), all, rest.OutcomeRefused},
		{"plain write, never connected", write, fails(dial), all, rest.OutcomeNotSent},
		{"plain write, no such host", write, fails(&net.DNSError{Err: "no such host"}), all, rest.OutcomeNotSent},
		{"plain PUT, reset", replace, fails(errBroken), 1, rest.OutcomeUnknown},
		{"recognised write, reset", dedup, fails(errBroken), all, rest.OutcomeUnknown},
		{"recognised write, 503", dedup, answer(503, ""), all, rest.OutcomeUnknown},
		{"recognised write, 504", dedup, answer(504, ""), all, rest.OutcomeUnknown},
		{"recognised write, 500", dedup, answer(500, ""), 1, rest.OutcomeUnknown},
		{"recognised write, 409", dedup, answer(409, ""), 1, rest.OutcomeRefused},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := &script{steps: repeated(20, c.step)}
				_, failure := client(t, transport).Do(t.Context(), rest.Call{Op: c.op, In: map[string]int{"a": 1}})
				require.NotNil(t, failure, "the call must fail")
				assert.Equal(t, c.sent, transport.count(), "number of requests")
				assert.Equal(t, c.outcome, failure.Outcome, "outcome")
				assert.Equal(t, c.sent, failure.Attempts, "attempts in the failure")
			})
		})
	}
}

func TestALaterSuccessIsASuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := &script{steps: []step{fails(errBroken), answer(503, ""), answer(200, `{"a":7}`)}}
		var out struct{ A int }
		_, failure := client(t, transport).Do(t.Context(), rest.Call{Op: read, Out: &out})
		require.Nil(t, failure)
		assert.Equal(t, 7, out.A)
	})
}

// An attempt that may have had an effect is not undone by a later refusal.
func TestOutcomeIsTheWorstOfAllAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := &script{steps: []step{fails(errBroken), answer(400, "")}}
		_, failure := client(t, transport).Do(t.Context(), rest.Call{Op: dedup})
		require.NotNil(t, failure)
		assert.Equal(t, 400, failure.Status)
		assert.Equal(t, rest.OutcomeUnknown, failure.Outcome, "the first attempt may have been carried out")
	})
}

func TestBodyIsSentWholeEveryTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := &script{steps: []step{fails(errBroken), answer(503, ""), answer(201, "{}")}}
		_, failure := client(t, transport).Do(t.Context(), rest.Call{Op: dedup, In: map[string]string{"name": "Ümlaut"}})
		require.Nil(t, failure)
		for i, body := range transport.sent {
			assert.JSONEq(t, `{"name":"Ümlaut"}`, string(body), "attempt %d", i+1)
		}
	})
}

func TestIDsOfACall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := &script{steps: append(repeated(3, answer(503, "")), answer(200, "{}"), answer(200, "{}"))}
		c := client(t, transport)
		_, failure := c.Do(t.Context(), rest.Call{Op: read})
		require.Nil(t, failure)
		_, failure = c.Do(t.Context(), rest.Call{Op: read})
		require.Nil(t, failure)
		ids := func(name string) (out []string) {
			for _, req := range transport.seen {
				out = append(out, req.Header.Get(name))
			}
			return out
		}
		for _, name := range []string{"MS-RequestId", "MS-CorrelationId"} {
			got := ids(name)
			require.NoError(t, uuid.Validate(got[0]), name)
			assert.Len(t, slices.Compact(slices.Clone(got[:4])), 1, "%s must be the same in all attempts of a call", name)
			assert.NotEqual(t, got[3], got[4], "%s must be new in every call", name)
		}
	})
}

func TestIDsFromTheCaller(t *testing.T) {
	request, correlation := uuid.New(), uuid.New()
	transport := &script{steps: []step{answer(404, "")}}
	_, failure := client(t, transport).Do(t.Context(), rest.Call{Op: read,
		Options: []rest.CallOption{rest.WithRequestID(request), rest.WithCorrelationID(correlation)}})
	require.NotNil(t, failure)
	assert.Equal(t, request.String(), transport.seen[0].Header.Get("MS-RequestId"))
	assert.Equal(t, correlation.String(), transport.seen[0].Header.Get("MS-CorrelationId"))
	assert.Equal(t, correlation.String(), failure.CorrelationID)
}

func TestRetryAfter(t *testing.T) {
	at := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
	cases := []struct {
		name     string
		headers  func() []string
		requests int
		waited   time.Duration // at least
		below    time.Duration
	}{
		{"seconds", func() []string { return []string{"Retry-After", "57"} }, 2, 57 * time.Second, 58 * time.Second},
		{"date", func() []string { return []string{"Retry-After", at(40 * time.Second)} }, 2, 40 * time.Second, 41 * time.Second},
		{"date of a server whose clock is an hour off", func() []string {
			return []string{"Retry-After", at(time.Hour + 20*time.Second), "Date", at(time.Hour)}
		}, 2, 20 * time.Second, 21 * time.Second},
		{"date in the past", func() []string { return []string{"Retry-After", at(-time.Hour)} }, 2, 0, time.Second},
		{"seconds beyond the cap", func() []string { return []string{"Retry-After", "86400"} }, 1, 0, time.Millisecond},
		{"date beyond the cap", func() []string { return []string{"Retry-After", at(24 * time.Hour)} }, 1, 0, time.Millisecond},
		{"more seconds than a duration holds", func() []string { return []string{"Retry-After", "9223372036854775807"} }, 1, 0, time.Millisecond},
		{"nonsense", func() []string { return []string{"Retry-After", "soon"} }, 2, 0, time.Second},
		{"negative", func() []string { return []string{"Retry-After", "-5"} }, 2, 0, time.Second},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := &script{steps: []step{answer(429, "", c.headers()...), answer(200, "{}")}}
				began := time.Now()
				_, failure := client(t, transport).Do(t.Context(), rest.Call{Op: read})
				waited := time.Since(began)
				assert.Equal(t, c.requests, transport.count(), "number of requests")
				assert.GreaterOrEqual(t, waited, c.waited, "it must not come back early")
				assert.Less(t, waited, c.below)
				if c.requests == 1 {
					require.NotNil(t, failure, "beyond the cap the call returns its error")
					assert.Equal(t, 429, failure.Status)
					assert.Greater(t, failure.RetryAfter, 2*time.Minute, "the caller must learn how long to wait")
				}
			})
		})
	}
}

// A wait that would outlast the caller's deadline is not begun: the caller gets
// the server's answer, not "deadline exceeded".
func TestNoWaitBeyondTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		transport := &script{steps: repeated(5, answer(429, "", "Retry-After", "30"))}
		began := time.Now()
		_, failure := client(t, transport).Do(ctx, rest.Call{Op: read})
		require.NotNil(t, failure)
		assert.Equal(t, 429, failure.Status)
		assert.Zero(t, time.Since(began))
	})
}

// A write that was cancelled while another call's Retry-After held it back was
// certainly not sent.
func TestCancelledWhileHeldBackIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := &script{steps: repeated(5, answer(429, "", "Retry-After", "60"))}
		c := client(t, transport)
		hurried, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		_, failure := c.Do(hurried, rest.Call{Op: write})
		require.NotNil(t, failure)
		require.Equal(t, 429, failure.Status)

		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(5*time.Second, cancel)
		_, failure = c.Do(ctx, rest.Call{Op: write})
		require.NotNil(t, failure)
		assert.ErrorIs(t, failure.Err, context.Canceled)
		assert.Equal(t, rest.OutcomeNotSent, failure.Outcome)
		assert.Zero(t, failure.Attempts)
		assert.Equal(t, 1, transport.count(), "only the first call was sent")
	})
}

func TestBackoffIsFullJitter(t *testing.T) {
	var waits []time.Duration
	synctest.Test(t, func(t *testing.T) {
		for range 200 {
			transport := &script{steps: []step{answer(503, ""), answer(503, ""), answer(200, "{}")}}
			began := time.Now()
			_, failure := client(t, transport).Do(t.Context(), rest.Call{Op: read})
			require.Nil(t, failure)
			waits = append(waits, time.Since(began))
		}
	})
	slices.Sort(waits)
	assert.Less(t, waits[len(waits)-1], 1500*time.Millisecond+time.Millisecond, "0.5 s and then 1 s bound two waits")
	assert.Less(t, waits[0], 300*time.Millisecond, "waits must reach down to zero")
	assert.Greater(t, waits[len(waits)-1], 900*time.Millisecond, "waits must reach up to their bound")
}

func TestBudgetStopsAStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := &script{steps: repeated(1000, answer(503, ""))}
		c := client(t, transport, rest.WithRetry(rest.Retry{Budget: 5}))
		for range 50 {
			_, failure := c.Do(t.Context(), rest.Call{Op: read})
			require.NotNil(t, failure)
		}
		assert.Equal(t, 50+5, transport.count(), "50 calls may retry 5 times in all")
	})
}

func TestSuccessesEarnTheBudgetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		steps := append(repeated(2, answer(503, "")), repeated(10, answer(200, "{}"))...)
		transport := &script{steps: append(steps, answer(503, ""), answer(200, "{}"))}
		c := client(t, transport, rest.WithRetry(rest.Retry{Budget: 1}))
		_, failure := c.Do(t.Context(), rest.Call{Op: read})
		require.NotNil(t, failure, "the budget allows one retry, which fails too")
		for range 10 {
			_, failure = c.Do(t.Context(), rest.Call{Op: read})
			require.Nil(t, failure)
		}
		_, failure = c.Do(t.Context(), rest.Call{Op: read})
		assert.Nil(t, failure, "ten successes earn one retry")
	})
}

func TestOneNewTokenAfter401(t *testing.T) {
	source := &tokens{}
	transport := &script{steps: []step{answer(401, ""), answer(201, `{}`)}}
	c := clientWith(t, rest.Config{BaseURL: base, Tokens: source}, transport)
	_, failure := c.Do(t.Context(), rest.Call{Op: write, In: map[string]int{"a": 1}})
	require.Nil(t, failure, "a write is sent again after 401: it was refused")
	assert.Equal(t, []string{"secret-token-1"}, source.invalidated)
	assert.Equal(t, "Bearer secret-token-1", transport.seen[0].Header.Get("Authorization"))
	assert.Equal(t, "Bearer secret-token-2", transport.seen[1].Header.Get("Authorization"))
	assert.Equal(t, transport.sent[0], transport.sent[1], "the body must be sent again")
}

func TestOnlyOneNewTokenInACall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &tokens{}
		transport := &script{steps: []step{answer(401, ""), answer(503, ""), answer(401, ""), answer(401, "")}}
		c := clientWith(t, rest.Config{BaseURL: base, Tokens: source}, transport)
		_, failure := c.Do(t.Context(), rest.Call{Op: read})
		require.NotNil(t, failure)
		assert.Equal(t, 401, failure.Status)
		assert.Equal(t, 3, transport.count())
		assert.Equal(t, 2, source.issued)
	})
}

func TestTokenFailureIsNotRetried(t *testing.T) {
	source := &tokens{err: errors.New("invalid_grant")}
	transport := &script{}
	c := clientWith(t, rest.Config{BaseURL: base, Tokens: source}, transport)
	_, failure := c.Do(t.Context(), rest.Call{Op: read})
	require.NotNil(t, failure)
	assert.ErrorIs(t, failure.Err, source.err)
	assert.Equal(t, rest.OutcomeNotSent, failure.Outcome)
	assert.Zero(t, transport.count())
}

func TestCancelWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(5*time.Second, cancel)
		transport := &script{steps: repeated(2, answer(429, "", "Retry-After", "60"))}
		began := time.Now()
		_, failure := client(t, transport).Do(ctx, rest.Call{Op: read})
		require.NotNil(t, failure)
		assert.ErrorIs(t, failure.Err, context.Canceled)
		assert.Equal(t, 5*time.Second, time.Since(began), "the call must end with the cancel")
	})
}

func TestCancelBeforeSendingSendsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	transport := &script{}
	_, failure := client(t, transport).Do(ctx, rest.Call{Op: write})
	require.NotNil(t, failure)
	assert.ErrorIs(t, failure.Err, context.Canceled)
	assert.Equal(t, rest.OutcomeNotSent, failure.Outcome)
	assert.Zero(t, transport.count())
}

// No sequence of answers makes a plain write run twice unless the earlier ones
// certainly had no effect.
func TestPlainWriteNeverHasTwoEffects(t *testing.T) {
	statuses := []int{0, 200, 201, 400, 401, 404, 408, 409, 429, 500, 502, 503, 504}
	rapid.Check(t, func(rt *rapid.T) {
		drawn := rapid.SliceOfN(rapid.SampledFrom(statuses), 6, 6).Draw(rt, "answers")
		synctest.Test(t, func(t *testing.T) {
			effects := 0
			var steps []step
			for _, status := range drawn {
				steps = append(steps, func(req *http.Request) (*http.Response, error) {
					if status != 429 && status != 401 && (status < 400 || status >= 408) {
						effects++ // it may have been carried out
					}
					if status == 0 {
						return nil, errBroken
					}
					return answer(status, "{}")(req)
				})
			}
			_, _ = client(t, &script{steps: steps}).Do(t.Context(), rest.Call{Op: write})
			if effects > 1 {
				rt.Fatalf("answers %v: the write may have been carried out %d times", drawn, effects)
			}
		})
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{"57", "-1", "1e9", "9223372036854775808", "Fri, 31 Dec 1999 23:59:59 GMT", "Friday, 31-Dec-99 23:59:59 GMT", "soon", "٣"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		transport := &script{steps: []step{func(req *http.Request) (*http.Response, error) {
			resp, err := answer(429, "")(req)
			resp.Header["Retry-After"] = []string{value}
			return resp, err
		}}}
		_, failure := client(t, transport, rest.WithRetry(rest.Retry{Attempts: 1})).Do(t.Context(), rest.Call{Op: read})
		if failure == nil || failure.RetryAfter < 0 {
			t.Errorf("Retry-After %q gave %+v", value, failure)
		}
	})
}
