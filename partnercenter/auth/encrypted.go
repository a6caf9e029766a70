package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// EncryptedStore encrypts the records of another store. Make one with
// [Encrypted].
type EncryptedStore struct {
	inner TokenStore
	ring  *Keyring
}

const (
	sealVersion   = 1
	sealAlgorithm = "A256GCM"
	asideSuffix   = "-corrupt"
)

// envelope is a sealed record.
type envelope struct {
	Version   int    `json:"v"`
	Algorithm string `json:"alg"`
	KeyID     string `json:"kid"`
	Text      []byte `json:"ct"`
}

// Encrypted wraps a store so that it holds nothing but ciphertext, versions and
// times. Each record is bound to its key and version: one moved to another
// place, or an old one put back under a new version, gives [ErrCorrupt]. The
// keys of records, which hold no secret, stay readable.
//
// To change the encryption key, make a keyring with the new key first and the
// old one after it, call [EncryptedStore.Rotate], then drop the old key.
func Encrypted(inner TokenStore, ring *Keyring) (*EncryptedStore, error) {
	if inner == nil || ring == nil {
		return nil, errors.New("auth: Encrypted needs a store and a keyring")
	}
	return &EncryptedStore{inner: inner, ring: ring}, nil
}

// Load returns the record under k, decrypted.
func (s *EncryptedStore) Load(ctx context.Context, k Key) (Record, error) {
	sealed, err := s.inner.Load(ctx, k)
	if err != nil {
		return Record{}, err
	}
	r, _, err := s.ring.open(k, sealed)
	return r, err
}

// Update changes the record under k. A record that cannot be decrypted, perhaps
// because the keyring is the wrong one, is first kept aside as it is, under the
// key with "-corrupt" added to its kind.
func (s *EncryptedStore) Update(ctx context.Context, k Key, fn func(old Record, ok bool) (Record, error)) (Record, error) {
	r, err := s.update(ctx, k, fn, false)
	if !errors.Is(err, errUnreadable) {
		return r, err
	}
	if err := s.keepAside(ctx, k); err != nil {
		return Record{}, fmt.Errorf("keep the corrupt record aside: %w", err)
	}
	return s.update(ctx, k, fn, true)
}

// errUnreadable marks a sealed record that does not open, within this file.
var errUnreadable = errors.New("the sealed record does not open")

func (s *EncryptedStore) update(ctx context.Context, k Key, fn func(Record, bool) (Record, error), overwrite bool) (Record, error) {
	var plain Record
	sealed, err := s.inner.Update(ctx, k, func(old Record, ok bool) (Record, error) {
		var opened Record
		var err error
		if ok {
			opened, _, err = s.ring.open(k, old)
			if err != nil && !overwrite {
				return Record{}, fmt.Errorf("%w: %w", errUnreadable, err)
			}
			ok = err == nil
		}
		if plain, err = fn(opened, ok); err != nil {
			return Record{}, err
		}
		return s.ring.seal(k, plain, old.Version+1)
	})
	if err != nil {
		return Record{}, err
	}
	plain.Version, plain.UpdatedAt = sealed.Version, sealed.UpdatedAt
	return plain, nil
}

func (s *EncryptedStore) keepAside(ctx context.Context, k Key) error {
	sealed, err := s.inner.Load(ctx, k)
	if err != nil {
		return err
	}
	aside := k
	aside.Kind += asideSuffix
	_, err = s.inner.Update(ctx, aside, func(Record, bool) (Record, error) { return sealed, nil })
	return err
}

// Delete removes the record under k, readable or not.
func (s *EncryptedStore) Delete(ctx context.Context, k Key) error { return s.inner.Delete(ctx, k) }

// Keys enumerates the keys of the inner store, if it is a [Lister].
func (s *EncryptedStore) Keys(ctx context.Context) iter.Seq2[Key, error] {
	if l, ok := s.inner.(Lister); ok {
		return l.Keys(ctx)
	}
	return func(yield func(Key, error) bool) {
		yield(Key{}, fmt.Errorf("auth: a %T cannot list its keys", s.inner))
	}
}

// Lock locks name in the inner store. If that is no [Locker] nothing is locked,
// as without encryption.
func (s *EncryptedStore) Lock(ctx context.Context, name string) (held context.Context, release func() error, err error) {
	if l, ok := s.inner.(Locker); ok {
		return l.Lock(ctx, name)
	}
	return ctx, func() error { return nil }, ctx.Err()
}

// Rotate encrypts every record with the keyring's current key that is not yet,
// also records that were stored before encryption was used, and returns how
// many it rewrote. Errors of single records are joined; the others are done.
func (s *EncryptedStore) Rotate(ctx context.Context) (int, error) {
	var keys []Key
	var errs []error
	for k, err := range s.Keys(ctx) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if !strings.HasSuffix(string(k.Kind), asideSuffix) {
			keys = append(keys, k)
		}
	}
	n := 0
	for _, k := range keys {
		switch err := s.reseal(ctx, k); {
		case err == nil:
			n++
		case !errors.Is(err, errSealedAlready) && !errors.Is(err, ErrNotFound):
			errs = append(errs, fmt.Errorf("rotate %s: %w", k, err))
		}
	}
	return n, errors.Join(errs...)
}

var errSealedAlready = errors.New("sealed with the current key")

func (s *EncryptedStore) reseal(ctx context.Context, k Key) error {
	_, err := s.inner.Update(ctx, k, func(old Record, ok bool) (Record, error) {
		if !ok {
			return Record{}, ErrNotFound
		}
		plain := old
		if len(old.Sealed) > 0 {
			opened, kid, err := s.ring.open(k, old)
			if err != nil {
				return Record{}, err
			}
			if kid == s.ring.current {
				return Record{}, errSealedAlready
			}
			plain = opened
		}
		return s.ring.seal(k, plain, old.Version+1)
	})
	return err
}

// seal encrypts a record that will be stored under k as the given version.
func (r *Keyring) seal(k Key, plain Record, version uint64) (Record, error) {
	plain.Version = version
	text, err := plain.MarshalBinary()
	if err != nil {
		return Record{}, err
	}
	sealed, err := json.Marshal(envelope{
		Version: sealVersion, Algorithm: sealAlgorithm, KeyID: r.current,
		Text: r.ciphers[r.current].Seal(nil, nil, text, boundTo(k, version)),
	})
	if err != nil {
		return Record{}, err
	}
	return Record{Sealed: sealed}, nil
}

// open decrypts a record and says with which key.
func (r *Keyring) open(k Key, sealed Record) (plain Record, kid string, err error) {
	if len(sealed.Sealed) == 0 {
		return plain, "", fmt.Errorf("%w: %s is not encrypted; Rotate encrypts what was stored before", ErrCorrupt, k)
	}
	var e envelope
	if err := json.Unmarshal(sealed.Sealed, &e); err != nil {
		return plain, "", fmt.Errorf("%w: %s: the envelope is unreadable (%w)", ErrCorrupt, k, hideContent(err))
	}
	if e.Version != sealVersion || e.Algorithm != sealAlgorithm {
		return plain, "", fmt.Errorf("%w: %s is sealed in an unknown way (version %d)", ErrCorrupt, k, e.Version)
	}
	aead := r.ciphers[e.KeyID]
	if aead == nil {
		return plain, "", fmt.Errorf("%w: %s is sealed with key %q, which the keyring lacks", ErrCorrupt, k, e.KeyID)
	}
	text, err := aead.Open(nil, nil, e.Text, boundTo(k, sealed.Version))
	if err != nil {
		return plain, "", fmt.Errorf("%w: %s fails authentication: it was changed, moved or put back, or the key is wrong", ErrCorrupt, k)
	}
	if err := plain.UnmarshalBinary(text); err != nil {
		return plain, "", fmt.Errorf("%s: %w", k, err)
	}
	plain.Version, plain.UpdatedAt = sealed.Version, sealed.UpdatedAt
	return plain, e.KeyID, nil
}

// boundTo is the additional data that ties a ciphertext to its place.
func boundTo(k Key, version uint64) []byte {
	return []byte("tenantlink record\x00" + k.String() + "\x00" + strconv.FormatUint(version, 10))
}
