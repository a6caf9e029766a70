package auth

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	saveTimeout  = 30 * time.Second
	firstSaveGap = time.Second
	maxSaveGap   = time.Minute
)

// saver stores replaced refresh tokens and keeps the one that could not be
// stored until it can.
type saver struct {
	trying   sync.Mutex // one try at a time, so that they end in order
	mu       sync.Mutex // guards what follows
	unsaved  *Record
	replaces Secret // the token in the store that unsaved replaces
	running  bool
}

// pending returns the refresh token that waits to be stored.
func (s *saver) pending() (unsaved Record, replaces Secret, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unsaved == nil {
		return Record{}, "", false
	}
	return s.unsaved.clone(), s.replaces, true
}

// forget drops a token that waits to be stored.
func (s *saver) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unsaved, s.replaces = nil, ""
}

// save stores next, which replaces used. If the store fails, next stays in
// memory and saving goes on in the background.
func (s *saver) save(ctx, held context.Context, a *Authenticator, used Secret, next Record) {
	s.mu.Lock()
	if s.unsaved == nil {
		s.replaces = used
	}
	s.unsaved = &next
	s.mu.Unlock()
	// The token was redeemed: it must be stored though the caller, or the
	// lock, is gone. held's values prove the lock to the store.
	err := s.try(context.WithoutCancel(held), a)
	if errors.Is(err, ErrConflict) {
		// The lock was lost meanwhile. put looks at what is stored now.
		err = s.try(context.WithoutCancel(ctx), a)
	}
	if err == nil {
		return
	}
	a.emit(ctx, SaveFailedEvent{Key: a.Key(), Err: err, Attempt: 1})
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.running && a.life.begin() == nil {
		s.running = true
		go func() {
			defer a.life.work.Done()
			s.retry(a)
		}()
	}
}

// retry tries until the store takes the token or the Authenticator is closed.
func (s *saver) retry(a *Authenticator) {
	ctx := context.Background()
	gap := firstSaveGap
	for attempt := 2; ; attempt++ {
		select {
		case <-time.After(gap):
		case <-a.life.ended.Done():
			return
		}
		err := s.try(ctx, a)
		s.mu.Lock()
		if s.unsaved == nil {
			s.running = false
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()
		if err != nil {
			a.emit(ctx, SaveFailedEvent{Key: a.Key(), Err: err, Attempt: attempt})
		}
		gap = min(2*gap, maxSaveGap)
	}
}

// try stores the unsaved token once.
func (s *saver) try(ctx context.Context, a *Authenticator) error {
	s.trying.Lock()
	defer s.trying.Unlock()
	next, replaces, ok := s.pending()
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, saveTimeout)
	defer cancel()
	written, err := a.store.Update(ctx, a.Key(), func(old Record, ok bool) (Record, error) {
		if ok && old.Refresh != replaces && old.Refresh != next.Refresh {
			// Somebody signed in, or refreshed, since we read: theirs is newer.
			return old, nil
		}
		return next, nil
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	if s.unsaved != nil && s.unsaved.Refresh == next.Refresh {
		s.unsaved, s.replaces = nil, ""
	} else {
		s.replaces = next.Refresh // a newer one waits already
	}
	s.mu.Unlock()
	if written.Refresh == next.Refresh && next.Refresh != replaces {
		a.emit(ctx, RotatedEvent{Key: a.Key(), Ends: written.Expiry})
	}
	return nil
}

// Close ends the work in the background, and is to be called before the process
// ends or the store is closed. It waits for a refresh under way, because a
// refresh token that was sent must be replaced in the store, and makes one last
// attempt to store one that could not be stored before; its error means that
// the token is lost. Afterwards sources give the token they hold until it
// expires, and then [ErrClosed].
func (a *Authenticator) Close() error {
	a.life.close()
	if a.own != nil {
		a.own.CloseIdleConnections()
	}
	return a.saver.try(context.Background(), a)
}
