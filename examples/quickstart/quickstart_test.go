package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func quickstart(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out, diag bytes.Buffer
	err := run(t.Context(), args, &out, &diag)
	return out.String(), err
}

func TestProofHolds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out, err := quickstart(t, "-out", dir)
	require.NoError(t, err, out)
	require.Contains(t, out, "PROOF HOLDS")
	require.Contains(t, out, "nothing to link or create, no write")
	for _, f := range []string{"plan.json", "report.json", "report.csv", "report.html", "report.xlsx"} {
		require.FileExists(t, filepath.Join(dir, f))
	}
	// Every situation that the broker is seeded with must show in the story.
	for _, kind := range []string{"link_existing", "create_and_link", "attach_azure_service", "second_tenant", "review", "stale", "ignored"} {
		require.Regexp(t, regexp.MustCompile(`(?m)^\s+\*?\s*`+kind), out)
	}
	require.NotContains(t, out, "\x1b", "no progress bar and no escapes without a terminal")
}

func TestOneSeedOnePlan(t *testing.T) {
	t.Parallel()
	plan := func(seed string) []byte {
		dir := t.TempDir()
		out, err := quickstart(t, "-seed", seed, "-out", dir)
		require.NoError(t, err, out)
		data, err := os.ReadFile(filepath.Join(dir, "plan.json"))
		require.NoError(t, err)
		return data
	}
	first := plan("4")
	require.Equal(t, first, plan("4"), "the same seed must give the same plan byte for byte")
	require.NotEqual(t, first, plan("5"), "another seed must give another plan")
}

func TestTamperingIsFound(t *testing.T) {
	for _, what := range []string{tamperLine, tamperTotal, tamperLink} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			out, err := quickstart(t, "-tamper", what, "-out", dir)
			require.ErrorContains(t, err, "the proof of invoice G")
			amount := regexp.MustCompile(`was changed by EUR (-?[\d.]+)`).FindStringSubmatch(out)
			require.NotNil(t, amount, "the story must say what was changed")
			require.Contains(t, err.Error(), strings.TrimPrefix(amount[1], "-"), "the error must name the amount")
			require.NoFileExists(t, filepath.Join(dir, "report.json"), "a bill whose proof fails must not be written")
		})
	}
}

func TestExistingFilesAreKept(t *testing.T) {
	for _, name := range []string{"plan.json", "report.xlsx"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), name)
			require.NoError(t, os.WriteFile(path, []byte("mine"), 0o600))
			out, err := quickstart(t, "-out", filepath.Dir(path))
			require.ErrorContains(t, err, "-force")
			require.Empty(t, out, "the run must not begin when its files cannot be written")
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, "mine", string(data))
		})
	}
}

func TestBadFlagsAreNamed(t *testing.T) {
	for _, args := range [][]string{{"-tenants", "3"}, {"-tamper", "everything"}, {"stray"}} {
		_, err := quickstart(t, args...)
		require.ErrorContains(t, err, args[len(args)-1])
	}
}

func TestIndentedKeepsLinesWhole(t *testing.T) {
	var b bytes.Buffer
	w := &indented{w: &b}
	for _, part := range []string{"on", "e\ntwo\n", "\nthr", "ee\n"} {
		_, err := w.Write([]byte(part))
		require.NoError(t, err)
	}
	require.Equal(t, "   one\n   two\n\n   three\n", b.String())
}
