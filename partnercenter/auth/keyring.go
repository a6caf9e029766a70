package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// EncryptionKey is an AES-256 key with the id by which sealed records name it.
type EncryptionKey struct {
	// ID tells keys apart; it is stored in the open.
	ID string
	// Key is 32 random bytes.
	Key []byte `json:"-"`
}

// String shows the id only.
func (k EncryptionKey) String() string { return "encryption key " + k.ID }

// Format writes the id only, whatever the verb.
func (k EncryptionKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// LogValue gives the id only to log/slog.
func (k EncryptionKey) LogValue() slog.Value { return slog.StringValue(k.String()) }

// Keyring holds the keys of an [Encrypted] store: one encrypts, all decrypt.
// It is immutable.
type Keyring struct {
	current string
	ciphers map[string]cipher.AEAD
}

// NewKeyring makes a keyring. The first key encrypts; the others are earlier
// ones that still decrypt.
func NewKeyring(current EncryptionKey, earlier ...EncryptionKey) (*Keyring, error) {
	r := &Keyring{current: current.ID, ciphers: map[string]cipher.AEAD{}}
	for _, k := range append([]EncryptionKey{current}, earlier...) {
		switch {
		case k.ID == "" || strings.ContainsAny(k.ID, "\x00\n"):
			return nil, errors.New("auth: an encryption key needs an id of printable text")
		case len(k.Key) != 32:
			return nil, fmt.Errorf("auth: encryption key %s has %d bytes, and AES-256 takes 32", k.ID, len(k.Key))
		case r.ciphers[k.ID] != nil:
			return nil, fmt.Errorf("auth: two encryption keys have the id %s", k.ID)
		}
		block, err := aes.NewCipher(k.Key)
		if err != nil {
			return nil, fmt.Errorf("auth: encryption key %s: %w", k.ID, err)
		}
		// The nonce is random and is put before the ciphertext.
		if r.ciphers[k.ID], err = cipher.NewGCMWithRandomNonce(block); err != nil {
			return nil, fmt.Errorf("auth: encryption key %s: %w", k.ID, err)
		}
	}
	return r, nil
}
