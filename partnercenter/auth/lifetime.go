package auth

import (
	"context"
	"sync"
)

// lifetime is what [Authenticator.Close] ends and what it waits for. A refresh
// token that was sent is lost if the process ends before the answer is stored,
// so such work is counted and never cut short.
type lifetime struct {
	ended context.Context // ends when Close is called
	end   context.CancelFunc

	mu   sync.Mutex // orders begin and close
	work sync.WaitGroup
}

func newLifetime() *lifetime {
	ended, end := context.WithCancel(context.Background())
	return &lifetime{ended: ended, end: end}
}

// begin counts work that close waits for; work.Done must follow.
func (l *lifetime) begin() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended.Err() != nil {
		return ErrClosed
	}
	l.work.Add(1)
	return nil
}

// close lets no more work begin, stops what only waits, and waits for the rest.
func (l *lifetime) close() {
	l.mu.Lock()
	l.end()
	l.mu.Unlock()
	l.work.Wait()
}

// waiting is a context for what ctx and Close may stop until settled is called;
// from then on only cancel ends it.
func (l *lifetime) waiting(ctx context.Context) (waiting context.Context, settled, cancel func()) {
	waiting, end := context.WithCancelCause(context.WithoutCancel(ctx))
	stopCaller := context.AfterFunc(ctx, func() { end(context.Cause(ctx)) })
	stopClose := context.AfterFunc(l.ended, func() { end(ErrClosed) })
	settled = func() {
		stopCaller()
		stopClose()
	}
	return waiting, settled, func() {
		settled()
		end(context.Canceled)
	}
}

// locked waits for the lock of k and runs exchange under it, to its end even if
// ctx ends first: what the sign-in service answers must be stored. held carries
// the store's proof of the lock.
func locked[T any](ctx context.Context, a *Authenticator, k Key, exchange func(ctx, held context.Context) (T, error)) (result T, err error) {
	if err := a.life.begin(); err != nil {
		return result, err
	}
	held, release, err := a.lock(ctx, k)
	if err != nil {
		a.life.work.Done()
		return result, err
	}
	type outcome struct {
		result T
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		defer a.life.work.Done()
		defer release()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchTimeout)
		defer cancel()
		result, err := exchange(ctx, held)
		done <- outcome{result, err}
	}()
	select {
	case o := <-done:
		return o.result, o.err
	case <-ctx.Done():
		return result, ctx.Err()
	}
}
