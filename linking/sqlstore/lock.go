package sqlstore

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tenantlink/tenantlink/internal/sqldb"
	"github.com/tenantlink/tenantlink/linking"
)

// Lock implements linking.Locker: it waits for the lease of name, which is kept
// in the database's time and carries a fencing number. The returned context ends
// when the lease is lost. It also guards against suspension: after the process
// was stopped for longer than a third of the lease, linking.Guard refuses with
// ErrLeaseLost at once, before any timer has run.
func (s *Store) Lock(ctx context.Context, name string) (held context.Context, release func() error, err error) {
	held, free, err := s.lease.Lock(ctx, name)
	if err != nil {
		return nil, nil, fmt.Errorf("sqlstore: %w", err)
	}
	pulse := newPulse(s.lease.TTL / 3)
	held = linking.WithGuard(held, func() error {
		if pulse.missed() {
			return fmt.Errorf("%w: %s: the process was suspended", ErrLeaseLost, name)
		}
		return nil
	})
	release = sync.OnceValue(func() error {
		pulse.stop()
		return free()
	})
	return held, release, nil
}

// fence refuses a transaction of a process whose lease has passed to another
// one, and renews the lease otherwise: nobody can take it before the write that
// follows. Without a lease in ctx there is nothing to check.
func (s *Store) fence(ctx context.Context, tx sqldb.Tx) error {
	lease, ok := sqldb.HeldLease(ctx, leaseTable)
	if !ok {
		return nil
	}
	n, err := tx.Exec(ctx, `UPDATE `+leaseTable+` SET expires_at = NOW_MS + ? WHERE name = ? AND holder = ? AND fence = ?`,
		s.lease.TTL.Milliseconds(), lease.Name, lease.Holder, lease.Fence)
	if err == nil && n != 1 {
		err = fmt.Errorf("%w: %s is held by another process", ErrLeaseLost, lease.Name)
	}
	return err
}

// pulse notices that the whole process did not run for a while: a goroutine
// that beats several times per limit has then missed its beats.
type pulse struct {
	started time.Time
	limit   time.Duration
	last    atomic.Int64 // of the last beat, since started
	dead    atomic.Bool
	end     chan struct{}
	ended   chan struct{}
}

func newPulse(limit time.Duration) *pulse {
	p := &pulse{started: time.Now(), limit: limit, end: make(chan struct{}), ended: make(chan struct{})}
	go p.beat()
	return p
}

func (p *pulse) beat() {
	defer close(p.ended)
	t := time.NewTicker(p.limit / 4)
	defer t.Stop()
	for {
		select {
		case <-p.end:
			return
		case <-t.C:
			if p.missed() {
				return
			}
			p.last.Store(int64(time.Since(p.started)))
		}
	}
}

// missed reports that a beat is overdue by more than the limit. Once it was, it
// stays so: the lease may have changed hands in between.
func (p *pulse) missed() bool {
	if time.Since(p.started)-time.Duration(p.last.Load()) > p.limit {
		p.dead.Store(true)
	}
	return p.dead.Load()
}

func (p *pulse) stop() {
	close(p.end)
	<-p.ended
}
