package auth

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"sync"
	"time"
)

const (
	defaultNight  = 2 * time.Hour
	defaultSpread = time.Hour
	defaultWarn   = 14 * 24 * time.Hour
	// freshEnough spares a grant that another process has renewed this night.
	freshEnough = 12 * time.Hour
	// A failed refresh is tried again after firstRetry, then ever later, until
	// it is time for the next night.
	firstRetry = 5 * time.Minute
	maxRetry   = 2 * time.Hour
)

// Refresher renews every stored grant each night, also those that nobody uses,
// and checks that they still open the doors they are for. What it finds it
// tells through the events of each [Authenticator].
type Refresher struct {
	grants func(ctx context.Context) iter.Seq2[*Authenticator, error]
	night  time.Duration
	spread time.Duration
	zone   *time.Location
	warn   time.Duration
	check  func(ctx context.Context, a *Authenticator) error
	failed func(err error)
}

// RefresherOption changes a [Refresher] as NewRefresher builds it.
type RefresherOption func(*Refresher) error

// NightlyAt sets when the refresh begins, as the time since midnight in zone;
// 02:00 UTC unless set. Daylight saving moves with the zone.
func NightlyAt(sinceMidnight time.Duration, zone *time.Location) RefresherOption {
	return func(r *Refresher) error {
		if sinceMidnight < 0 || sinceMidnight >= 24*time.Hour || zone == nil {
			return errors.New("NightlyAt: the time must lie within a day, and the zone must not be nil")
		}
		r.night, r.zone = sinceMidnight, zone
		return nil
	}
}

// SpreadOver sets the span after the start of the night over which refreshes
// are spread at random; one hour unless set.
func SpreadOver(d time.Duration) RefresherOption {
	return func(r *Refresher) error {
		if d < 0 || d > 12*time.Hour {
			return fmt.Errorf("SpreadOver: %v is not between 0 and 12 hours", d)
		}
		r.spread = d
		return nil
	}
}

// WarnBefore sets how long before a refresh token lapses an
// [AboutToExpireEvent] is sent each night; 14 days unless set.
func WarnBefore(d time.Duration) RefresherOption {
	return func(r *Refresher) error {
		if d <= 0 || d >= refreshLife {
			return fmt.Errorf("WarnBefore: %v is not between 0 and 90 days", d)
		}
		r.warn = d
		return nil
	}
}

// WithCheck replaces [CheckRoles]. Each [PermissionsError] among the errors
// becomes a [PermissionsLostEvent]; without one, others pass as a failure of the night.
func WithCheck(check func(ctx context.Context, a *Authenticator) error) RefresherOption {
	return func(r *Refresher) error {
		if check == nil {
			return errors.New("WithCheck: the function is nil")
		}
		r.check = check
		return nil
	}
}

// OnListError calls f when the grants cannot be enumerated, which no
// Authenticator's events can tell. Without it such an error ends Run.
func OnListError(f func(err error)) RefresherOption {
	return func(r *Refresher) error {
		if f == nil {
			return errors.New("OnListError: the function is nil")
		}
		r.failed = f
		return nil
	}
}

// Only gives [NewRefresher] the grants of these Authenticators.
func Only(as ...*Authenticator) func(context.Context) iter.Seq2[*Authenticator, error] {
	return func(context.Context) iter.Seq2[*Authenticator, error] {
		return func(yield func(*Authenticator, error) bool) {
			for _, a := range as {
				if !yield(a, nil) {
					return
				}
			}
		}
	}
}

// Stored gives [NewRefresher] every grant that is in a store when a night
// begins. open returns the Authenticator for a refresh token's key, best the
// one the program uses already; nil leaves the grant out.
func Stored(store Lister, open func(ctx context.Context, k Key) (*Authenticator, error)) func(context.Context) iter.Seq2[*Authenticator, error] {
	return func(ctx context.Context) iter.Seq2[*Authenticator, error] {
		return func(yield func(*Authenticator, error) bool) {
			for k, err := range store.Keys(ctx) {
				if err == nil && k.Kind != KindRefresh {
					continue
				}
				var a *Authenticator
				if err == nil {
					a, err = open(ctx, k)
				}
				if a == nil && err == nil {
					continue
				}
				if !yield(a, err) {
					return
				}
			}
		}
	}
}

// NewRefresher builds a refresher for the grants of [Only] or [Stored].
func NewRefresher(grants func(ctx context.Context) iter.Seq2[*Authenticator, error], opts ...RefresherOption) (*Refresher, error) {
	if grants == nil {
		return nil, errors.New("auth.NewRefresher: grants is nil: use Only or Stored")
	}
	r := &Refresher{grants: grants, night: defaultNight, spread: defaultSpread, zone: time.UTC, warn: defaultWarn, check: CheckRoles}
	for _, o := range opts {
		if err := o(r); err != nil {
			return nil, fmt.Errorf("auth.NewRefresher: %w", err)
		}
	}
	return r, nil
}

// Run refreshes every night until ctx ends, and returns its error. It does
// nothing at once: call [Refresher.Night] first to begin with a refresh.
func (r *Refresher) Run(ctx context.Context) error {
	for {
		if err := sleep(ctx, time.Until(r.next(time.Now()))); err != nil {
			return err
		}
		if err := r.Night(ctx); err != nil {
			return err
		}
	}
}

// next is when the first night after now begins.
func (r *Refresher) next(now time.Time) time.Time {
	y, m, d := now.In(r.zone).Date()
	for day := d; ; day++ {
		// Hours and minutes, not an addition to midnight: the clock on the wall
		// counts when daylight saving begins or ends.
		at := time.Date(y, m, day, 0, 0, int(r.night/time.Second), 0, r.zone)
		if at.After(now) {
			return at
		}
	}
}

// Night does one night's work now, spread over the span, and returns when every
// grant was renewed, or will not be tonight. Its error is that of ctx, or of
// enumerating the grants.
func (r *Refresher) Night(ctx context.Context) error {
	until := r.next(time.Now())
	var wg sync.WaitGroup
	defer wg.Wait()
	for a, err := range r.grants(ctx) {
		if err != nil {
			if r.failed == nil || ctx.Err() != nil {
				return fmt.Errorf("list the grants to refresh: %w", err)
			}
			r.failed(err)
			continue
		}
		wg.Go(func() { r.renew(ctx, a, until) })
	}
	wg.Wait()
	return ctx.Err()
}

// renew refreshes one grant, again and again if it fails, until the next night.
func (r *Refresher) renew(ctx context.Context, a *Authenticator, until time.Time) {
	if r.spread > 0 && sleep(ctx, rand.N(r.spread)) != nil {
		return
	}
	warned := false
	for wait := firstRetry; ; wait = min(2*wait, maxRetry) {
		err := r.once(ctx, a)
		warned = warned || r.warnIfOld(ctx, a)
		if err == nil || ctx.Err() != nil {
			return
		}
		if errors.Is(err, ErrReauthRequired) {
			return // announced already; a person must act
		}
		pause := wait/2 + rand.N(wait)
		retry := time.Now().Add(pause)
		if !retry.Before(until) {
			retry = until
		}
		a.emit(ctx, RefreshFailedEvent{Key: a.Key(), Err: err, Retry: retry})
		if !retry.Before(until) || sleep(ctx, pause) != nil {
			return
		}
	}
}

// once refreshes a grant and checks its roles.
func (r *Refresher) once(ctx context.Context, a *Authenticator) error {
	if _, err := a.refreshIfOlder(ctx, freshEnough); err != nil {
		return err
	}
	err := r.check(ctx, a)
	lost := permissionsErrors(err)
	if lost == nil {
		return err
	}
	for _, e := range lost {
		a.emit(ctx, PermissionsLostEvent{Key: a.Key(), Check: e.Check, Err: e})
	}
	return nil // trying again tonight gives nothing
}

// permissionsErrors finds every PermissionsError in err.
func permissionsErrors(err error) (found []*PermissionsError) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			found = append(found, permissionsErrors(one)...)
		}
		return found
	}
	var e *PermissionsError
	if errors.As(err, &e) {
		found = append(found, e)
	}
	return found
}

// warnIfOld warns when the refresh token will lapse soon.
func (r *Refresher) warnIfOld(ctx context.Context, a *Authenticator) (warned bool) {
	record, err := a.current(ctx)
	if err != nil {
		return false // the refresh has said so
	}
	left := time.Until(record.Expiry)
	if left >= r.warn {
		return false
	}
	a.emit(ctx, AboutToExpireEvent{Key: a.Key(), Ends: record.Expiry, Left: left})
	return true
}

// sleep waits for d or the end of ctx.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
