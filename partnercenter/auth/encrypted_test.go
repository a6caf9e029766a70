package auth_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

func keyring(t *testing.T, current string, earlier ...string) *auth.Keyring {
	t.Helper()
	var old []auth.EncryptionKey
	for _, id := range earlier {
		old = append(old, testKey(id))
	}
	ring, err := auth.NewKeyring(testKey(current), old...)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func sealed(t *testing.T, inner auth.TokenStore, current string, earlier ...string) *auth.EncryptedStore {
	t.Helper()
	s, err := auth.Encrypted(inner, keyring(t, current, earlier...))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t *testing.T, s auth.TokenStore, k auth.Key, refresh auth.Secret) {
	t.Helper()
	if _, err := s.Update(t.Context(), k, func(auth.Record, bool) (auth.Record, error) { return auth.Record{Refresh: refresh}, nil }); err != nil {
		t.Fatal("Update:", err)
	}
}

func wantRefresh(t *testing.T, s auth.TokenStore, k auth.Key, want auth.Secret) {
	t.Helper()
	if r, err := s.Load(t.Context(), k); err != nil || r.Refresh != want {
		t.Errorf("Load: error %v, the right token: %v", err, r.Refresh == want)
	}
}

var (
	keyA = auth.Key{Kind: auth.KindRefresh, Client: "a"}
	keyB = auth.Key{Kind: auth.KindRefresh, Client: "b"}
)

func TestAnEncryptedFileHoldsNoToken(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tokens")
	files, err := auth.OpenFileStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	put(t, sealed(t, files, "k1"), keyA, "the-secret-token")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte("the-secret-token")) {
			t.Errorf("%s shows the token", e.Name())
		}
	}
}

func TestOldKeysStillDecryptAndRotateDropsThem(t *testing.T) {
	inner := auth.NewMemoryStore()
	put(t, sealed(t, inner, "k1"), keyA, "one")
	both := sealed(t, inner, "k2", "k1")
	wantRefresh(t, both, keyA, "one")
	put(t, both, keyB, "two")
	if n, err := both.Rotate(t.Context()); n != 1 || err != nil {
		t.Errorf("Rotate = %d, %v, want the one record of the old key", n, err)
	}
	only := sealed(t, inner, "k2")
	wantRefresh(t, only, keyA, "one")
	wantRefresh(t, only, keyB, "two")
	if _, err := sealed(t, inner, "k1").Load(t.Context(), keyA); !errors.Is(err, auth.ErrCorrupt) {
		t.Errorf("the old key gives %v, want ErrCorrupt", err)
	}
}

func TestRotateEncryptsWhatWasPlain(t *testing.T) {
	inner := auth.NewMemoryStore()
	put(t, inner, keyA, "plain")
	s := sealed(t, inner, "k1")
	if _, err := s.Load(t.Context(), keyA); !errors.Is(err, auth.ErrCorrupt) {
		t.Errorf("a plain record gives %v, want ErrCorrupt: anybody could have put it there", err)
	}
	if n, err := s.Rotate(t.Context()); n != 1 || err != nil {
		t.Errorf("Rotate = %d, %v, want 1", n, err)
	}
	wantRefresh(t, s, keyA, "plain")
	if r, err := inner.Load(t.Context(), keyA); err != nil || r.Refresh != "" || len(r.Sealed) == 0 {
		t.Errorf("the inner record is still plain (%v)", err)
	}
}

// tamper replaces what is stored, behind the encryption.
func tamper(t *testing.T, inner auth.TokenStore, k auth.Key, change func(auth.Record) auth.Record) {
	t.Helper()
	if _, err := inner.Update(t.Context(), k, func(old auth.Record, _ bool) (auth.Record, error) { return change(old), nil }); err != nil {
		t.Fatal(err)
	}
}

func TestMovedOldAndChangedRecordsAreRefused(t *testing.T) {
	for name, attack := range map[string]func(t *testing.T, inner auth.TokenStore){
		"moved to another key": func(t *testing.T, inner auth.TokenStore) {
			other, err := inner.Load(t.Context(), keyB)
			if err != nil {
				t.Fatal(err)
			}
			// At the version at which it was sealed, which is the hard case.
			if err := inner.Delete(t.Context(), keyA); err != nil {
				t.Fatal(err)
			}
			tamper(t, inner, keyA, func(auth.Record) auth.Record { return other })
		},
		"an old version put back": func(t *testing.T, inner auth.TokenStore) {
			old, err := inner.Load(t.Context(), keyA)
			if err != nil {
				t.Fatal(err)
			}
			put(t, sealed(t, inner, "k1"), keyA, "newer")
			tamper(t, inner, keyA, func(auth.Record) auth.Record { return old })
		},
		"a bit flipped": func(t *testing.T, inner auth.TokenStore) {
			// The version is bound, too: begin anew so that only the bit differs.
			r, err := inner.Load(t.Context(), keyA)
			if err != nil {
				t.Fatal(err)
			}
			if err := inner.Delete(t.Context(), keyA); err != nil {
				t.Fatal(err)
			}
			r.Sealed = bytes.Replace(r.Sealed, []byte(`"ct":"A`), []byte(`"ct":"B`), 1)
			r.Sealed[len(r.Sealed)-10] ^= 1
			tamper(t, inner, keyA, func(auth.Record) auth.Record { return r })
		},
		"an envelope of text": func(t *testing.T, inner auth.TokenStore) {
			tamper(t, inner, keyA, func(auth.Record) auth.Record { return auth.Record{Sealed: []byte("text")} })
		},
	} {
		t.Run(name, func(t *testing.T) {
			inner := auth.NewMemoryStore()
			s := sealed(t, inner, "k1")
			put(t, s, keyA, "one")
			put(t, s, keyB, "two")
			attack(t, inner)
			if r, err := s.Load(t.Context(), keyA); !errors.Is(err, auth.ErrCorrupt) {
				t.Errorf("Load gives error %v and a token: %v, want ErrCorrupt", err, r.Refresh != "")
			}
			wantRefresh(t, s, keyB, "two")
		})
	}
}

func TestAnUnreadableRecordIsKeptAsideWhenReplaced(t *testing.T) {
	inner := auth.NewMemoryStore()
	put(t, sealed(t, inner, "lost"), keyA, "one")
	s := sealed(t, inner, "k1")
	put(t, s, keyA, "two") // a new sign-in
	wantRefresh(t, s, keyA, "two")
	aside := keyA
	aside.Kind += "-corrupt"
	if r, err := inner.Load(t.Context(), aside); err != nil || len(r.Sealed) == 0 {
		t.Errorf("the record of the lost key was not kept aside: %v", err)
	}
}

func TestKeyringsRefuseBadKeys(t *testing.T) {
	good := testKey("a")
	for name, keys := range map[string][]auth.EncryptionKey{
		"no id": {{Key: good.Key}}, "short": {{ID: "a", Key: good.Key[:16]}}, "twice": {good, good}, "a bad old key": {good, {ID: "b"}},
	} {
		if _, err := auth.NewKeyring(keys[0], keys[1:]...); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if _, err := auth.Encrypted(nil, keyring(t, "a")); err == nil {
		t.Error("no store was accepted")
	}
	if _, err := auth.Encrypted(auth.NewMemoryStore(), nil); err == nil {
		t.Error("no keyring was accepted")
	}
}
