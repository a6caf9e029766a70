package sqldb

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"sync"
	"time"
)

// ErrLeaseLost: the lease expired and another holder took it, or it was removed.
var ErrLeaseLost = errors.New("the lease was lost")

const (
	// DefaultLeaseTTL is how long a lease outlives its holder.
	DefaultLeaseTTL = 30 * time.Second
	leasePoll       = 25 * time.Millisecond
	leasePollMax    = 250 * time.Millisecond
)

// Leases hands out locks on names that every process with the same database
// respects. A lease expires by the database's clock, so that differing clocks
// of the machines do no harm, and is renewed while it is held. Each taking of a
// name gets a higher fencing number than the one before. In a database that
// [OpenSQLite] opened, the lease of a process that died ends at once.
//
// Table is the store's own: (name TEXT PRIMARY KEY, holder TEXT NOT NULL, fence
// BIGINT NOT NULL, expires_at BIGINT NOT NULL).
type Leases struct {
	// DB is the database, Table the store's table of leases in it.
	DB    *DB
	Table string
	// TTL is how long a lease outlives its holder at most; zero means
	// DefaultLeaseTTL.
	TTL time.Duration
}

// leaseKey is where a context carries its leases.
type leaseKey struct{ table string }

// Lease is a lease that is held.
type Lease struct {
	// Name is what is locked; Holder is the random text of this taking of it,
	// and Fence its fencing number.
	Name   string
	Holder string
	Fence  int64
}

// HeldLease returns the lease in table that ctx carries.
func HeldLease(ctx context.Context, table string) (Lease, bool) {
	l, ok := ctx.Value(leaseKey{table}).(Lease)
	return l, ok
}

// Lock waits for the lease of name. held carries the lease and ends when it is
// lost; release gives it back.
func (l Leases) Lock(ctx context.Context, name string) (held context.Context, release func() error, err error) {
	if l.TTL <= 0 {
		l.TTL = DefaultLeaseTTL
	}
	var lease Lease
	var quit func()
	for wait := leasePoll; ; wait = min(wait*3/2, leasePollMax) {
		lease, quit, err = l.try(ctx, name)
		if err == nil {
			break
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return nil, nil, fmt.Errorf("take the lease of %s: %w", name, err)
		}
		select {
		case <-time.After(wait/2 + mathrand.N(wait)):
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
	held, lost := context.WithCancelCause(context.WithValue(ctx, leaseKey{l.Table}, lease))
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		l.renew(held, lease, lost)
	}()
	return held, sync.OnceValue(func() error {
		lost(context.Canceled)
		<-stopped
		defer quit()
		return l.giveBack(context.WithoutCancel(ctx), lease)
	}), nil
}

// try tries once; sql.ErrNoRows means that another holds the lease. quit gives
// back the sign of life.
func (l Leases) try(ctx context.Context, name string) (lease Lease, quit func(), err error) {
	state, quit := l.sign(name)
	lease = Lease{Name: name, Holder: rand.Text()}
	switch state {
	case signHeld:
		lease.Holder = signedPrefix + lease.Holder
		lease.Fence, err = l.take(ctx, lease, l.Table+".expires_at <= NOW_MS OR "+l.Table+".holder LIKE '"+signedPrefix+"%'")
	case signBusy:
		lease.Fence, err = l.takeFromSleeper(ctx, lease)
	default:
		lease.Fence, err = l.take(ctx, lease, l.Table+".expires_at <= NOW_MS")
	}
	if err != nil {
		quit()
	}
	return lease, quit, err
}

// take takes a lease that is new or free.
func (l Leases) take(ctx context.Context, lease Lease, free string) (fence int64, err error) {
	err = l.DB.Transact(ctx, func(tx Tx) error {
		return tx.QueryRow(ctx, `INSERT INTO `+l.Table+` (name, holder, fence, expires_at) VALUES (?, ?, 1, NOW_MS + ?)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, fence = `+l.Table+`.fence + 1, expires_at = excluded.expires_at
			WHERE `+free+` RETURNING fence`,
			lease.Name, lease.Holder, l.TTL.Milliseconds()).Scan(&fence)
	})
	return fence, err
}

// takeFromSleeper takes a lease that was not given back (-1) but has expired: its
// holder lives, for it has the sign of life, but sleeps.
func (l Leases) takeFromSleeper(ctx context.Context, lease Lease) (fence int64, err error) {
	const sleeps = ` WHERE name = ? AND expires_at >= 0 AND expires_at <= NOW_MS`
	err = l.DB.QueryRowContext(ctx, l.DB.Dialect.Query(`SELECT fence FROM `+l.Table+sleeps), lease.Name).Scan(&fence)
	if err != nil {
		return 0, err
	}
	err = l.DB.Transact(ctx, func(tx Tx) error {
		return tx.QueryRow(ctx, `UPDATE `+l.Table+` SET holder = ?, fence = fence + 1, expires_at = NOW_MS + ?`+sleeps+` RETURNING fence`,
			lease.Holder, l.TTL.Milliseconds(), lease.Name).Scan(&fence)
	})
	return fence, err
}

// renew extends the lease at a third of its life until held ends. If it cannot,
// held ends before the lease does.
func (l Leases) renew(held context.Context, lease Lease, lost context.CancelCauseFunc) {
	renewed := time.Now()
	for {
		select {
		case <-time.After(l.TTL / 3):
		case <-held.Done():
			return
		}
		began := time.Now()
		ctx, cancel := context.WithTimeout(held, l.TTL/3)
		err := l.extend(ctx, lease)
		cancel()
		switch {
		case err == nil:
			renewed = began
		case errors.Is(err, ErrLeaseLost), time.Since(renewed) >= l.TTL*2/3:
			lost(fmt.Errorf("%w: %s (%w)", ErrLeaseLost, lease.Name, err))
			return
		}
	}
}

func (l Leases) extend(ctx context.Context, lease Lease) error {
	return l.DB.Transact(ctx, func(tx Tx) error {
		n, err := tx.Exec(ctx, `UPDATE `+l.Table+` SET expires_at = NOW_MS + ? WHERE name = ? AND holder = ? AND fence = ?`,
			l.TTL.Milliseconds(), lease.Name, lease.Holder, lease.Fence)
		if err == nil && n != 1 {
			return ErrLeaseLost
		}
		return err
	})
}

func (l Leases) giveBack(ctx context.Context, lease Lease) error {
	ctx, cancel := context.WithTimeout(ctx, l.TTL)
	defer cancel()
	return l.DB.Transact(ctx, func(tx Tx) error {
		_, err := tx.Exec(ctx, `UPDATE `+l.Table+` SET expires_at = -1 WHERE name = ? AND holder = ? AND fence = ?`,
			lease.Name, lease.Holder, lease.Fence)
		return err
	})
}

// Check fails with [ErrLeaseLost] unless lease is still the newest of its name:
// a holder that slept through its expiry must not write any more.
func (l Leases) Check(ctx context.Context, tx Tx, lease Lease) error {
	var fence int64
	err := tx.QueryRow(ctx, `SELECT fence FROM `+l.Table+` WHERE name = ?`, lease.Name).Scan(&fence)
	if errors.Is(err, sql.ErrNoRows) || err == nil && fence != lease.Fence {
		return fmt.Errorf("%w: %s has fencing number %d by now, ours is %d", ErrLeaseLost, lease.Name, fence, lease.Fence)
	}
	return err
}
