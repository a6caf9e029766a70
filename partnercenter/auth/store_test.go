package auth_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/auth/storetest"
)

// fingerprint tells tokens apart without showing them.
func fingerprint(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:6])
}

func TestStoresConform(t *testing.T) {
	kills := 5
	if *soak {
		kills = 100
	}
	file := func(prefix string) func(*testing.T) string {
		return func(t *testing.T) string { return prefix + "file:" + filepath.Join(t.TempDir(), "tokens") }
	}
	for name, suite := range map[string]storetest.Suite{
		"memory": {New: func(*testing.T) string { return "memory:" }},
		"file":   {New: file(""), Processes: true, Corrupt: damageFile},
		"encrypted memory": {
			New: func(*testing.T) string { return "encrypted+memory:" },
		},
		"encrypted file": {New: file("encrypted+"), Processes: true, Corrupt: damageFile},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			suite.Open, suite.Kills = openStore, kills
			storetest.Run(t, suite)
		})
	}
}

// recordFile is the file that holds k's record.
func recordFile(t *testing.T, where string, k auth.Key) string {
	t.Helper()
	_, dir, _ := strings.Cut(where, "file:")
	sum := sha256.Sum256([]byte(k.String()))
	return filepath.Join(dir, hex.EncodeToString(sum[:16])+".json")
}

func damageFile(t *testing.T, where string, k auth.Key) {
	t.Helper()
	path := recordFile(t, where, k)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data[:len(data)/2], 0o600); err != nil {
		t.Fatal(err)
	}
}
