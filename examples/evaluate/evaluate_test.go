package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// folder writes files and returns their folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	return dir
}

// program runs the command and returns its standard output.
func program(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(context.Background(), args, &out, &errs)
	return out.String(), err
}

func jsonOf(t *testing.T, args ...string) map[string]any {
	t.Helper()
	out, err := program(t, append(args, "-json")...)
	require.NoError(t, err)
	var v map[string]any
	require.NoError(t, json.Unmarshal([]byte(out), &v))
	return v
}

// at follows a path of keys.
func at(t *testing.T, v any, path string) any {
	t.Helper()
	for key := range strings.SplitSeq(path, ".") {
		m, ok := v.(map[string]any)
		require.True(t, ok, "%s is no object", path)
		v, ok = m[key]
		require.True(t, ok, "key %s of %s is missing", key, path)
	}
	return v
}

const header = "id,name,domain,registration_number,country,city,postal_code,street,phone,email\n"

var records = map[string]string{
	"tenants.csv": header +
		"t1,KRANVIK BYGG AKTIEBOLAG,kranvik.se,,SE,Lund,,,,\n" +
		"t2,Oljeby Foods,,,SE,,,,,\n" +
		"t3,Zebra Unknown,,,NO,,,,,\n",
	"organizations.csv": header +
		"o1,Kranvik Bygg AB,kranvik.se,,SE,Lund,,,,\n" +
		"o2,Oljeby Foods AB,,,SE,,,,,\n" +
		"o3,Fjellvik Energi AS,,,NO,,,,,\n",
	"truth.csv": "tenant_id,organization_id\nt1,o1\nt2,o2\n",
}

func TestRecords(t *testing.T) {
	v := jsonOf(t, "-dir", folder(t, records))
	for path, want := range map[string]any{
		"auto.links": 1.0, "auto.correct": 1.0, "auto.wrong": 0.0, "auto.precision": 1.0, "auto.recall": 0.5,
		"suggested.top1_correct": 2.0, "suggested.recall": 1.0, "best_f1.f1": 1.0, "best_f1.precision": 1.0, "best_f1.recall": 1.0,
		"recall_at_p99": 1.0, "bands.auto": 1.0, "bands.review_high": 1.0, "bands.unmatched": 1.0, "bands.ambiguous": 0.0, "bands.conflict": 0.0,
		"bands.review_low": 0.0, "records.tenants": 3.0, "records.organizations": 3.0, "records.truth": 2.0, "synthetic": false,
	} {
		assert.Equal(t, want, at(t, v, path), path)
	}
	for _, path := range []string{"best_f1.threshold", "seconds.index", "seconds.match", "seconds.total", "peak_rss_bytes", "wrong_auto", "model"} {
		at(t, v, path)
	}
}

func TestDecisionsDoNotNeedTheTruth(t *testing.T) {
	dir := folder(t, records)
	with, without := filepath.Join(dir, "with.csv"), filepath.Join(dir, "without.csv")
	_, err := program(t, "-dir", dir, "-decisions", with)
	require.NoError(t, err)
	require.NoError(t, os.Remove(filepath.Join(dir, "truth.csv")))
	_, err = program(t, "-dir", dir, "-decisions", without)
	require.NoError(t, err)
	a, err := os.ReadFile(with)
	require.NoError(t, err)
	b, err := os.ReadFile(without)
	require.NoError(t, err)
	assert.Equal(t, string(a), string(b), "the truth changed a decision")
	lines := strings.Split(strings.TrimSpace(string(a)), "\n")
	require.Len(t, lines, 4)
	assert.Equal(t, "tenant_id,organization_id,band,score", lines[0])
	assert.True(t, strings.HasPrefix(lines[1], "t1,o1,auto,"), lines[1])
	assert.Equal(t, "t3,,unmatched,0", lines[3])
}

func TestAbsentAndEmptyTruth(t *testing.T) {
	dir := folder(t, records)
	truth := filepath.Join(dir, "truth.csv")
	require.NoError(t, os.WriteFile(truth, nil, 0o600))
	v := jsonOf(t, "-dir", dir)
	assert.Equal(t, true, at(t, v, "judged"))
	assert.Equal(t, 1.0, at(t, v, "auto.wrong"), "an empty truth says that nothing belongs together")

	require.NoError(t, os.Remove(truth))
	v = jsonOf(t, "-dir", dir)
	assert.Equal(t, false, at(t, v, "judged"))
	assert.Equal(t, 1.0, at(t, v, "auto.links"))
	assert.Equal(t, 0.0, at(t, v, "auto.wrong"), "without a truth nothing is wrong")
	assert.Empty(t, at(t, v, "wrong_auto"))
	out, err := program(t, "-dir", dir)
	require.NoError(t, err)
	assert.Contains(t, out, "there is no truth.csv")
}

func TestFilesAsSpreadsheetsWriteThem(t *testing.T) {
	files := map[string]string{}
	for name, content := range records {
		files[name] = "\ufeff" + strings.ReplaceAll(strings.Replace(content, "id,name,domain", "ID, Name ,domain", 1), "\n", "\r\n")
	}
	v := jsonOf(t, "-dir", folder(t, files))
	assert.Equal(t, jsonOf(t, "-dir", folder(t, records))["auto"], v["auto"])
}

func TestPairsMayBeNone(t *testing.T) {
	dir := folder(t, map[string]string{"pairs.csv": "name1,name2,expected\n"})
	decisions := filepath.Join(dir, "d.csv")
	_, err := program(t, "-dir", dir, "-decisions", decisions)
	require.NoError(t, err)
	text, err := os.ReadFile(decisions)
	require.NoError(t, err)
	assert.Equal(t, "name1,name2,band,score\n", string(text))
}

func TestPairs(t *testing.T) {
	dir := folder(t, map[string]string{"pairs.csv": "name1,name2,expected\n" +
		"Siemens Aktiengesellschaft,Siemens AG,yes\nRoyal Bank,Royal Mail,no\nSun,Sun Microsystems,review\n"})
	v := jsonOf(t, "-dir", dir, "-decisions", filepath.Join(dir, "d.csv"))
	assert.Equal(t, 0.0, at(t, v, "auto_on_no_or_review"))
	assert.Equal(t, 1.0, at(t, v, "suggested_on_yes"))
	assert.Equal(t, 1.0, at(t, v, "best_f1.f1"))
	text, err := os.ReadFile(filepath.Join(dir, "d.csv"))
	require.NoError(t, err)
	assert.Contains(t, string(text), "name1,name2,band,score\nSiemens Aktiengesellschaft,Siemens AG,review_high,")
}

func TestExplainAndPrint(t *testing.T) {
	var out, errs bytes.Buffer
	require.NoError(t, run(context.Background(), []string{"-dir", folder(t, records), "-explain", "auto"}, &out, &errs))
	assert.Contains(t, errs.String(), `domain "kranvik.se": equal, unique on both sides`)
	assert.Contains(t, out.String(), "auto             1 links, 0 wrong, precision 1.0000, recall 0.5000")
}

// names makes a file of made-up names for the generator.
func names(t *testing.T) string {
	var b strings.Builder
	b.WriteString("id,name,domain,country,city,postal_code\n")
	heads := strings.Fields("Kran Olje Fjell Sund Berg Lund Tor Vind Sol Hav Skog Malm Stal Is Eld Gran Alm Ek")
	tails := strings.Fields("vik by dal hamn strand torp sjo ang")
	trades := []string{"Bygg", "Foods", "Energi", "Data Systems"}
	for i, h := range heads {
		for k, tail := range tails {
			name := h + tail
			fmt.Fprintf(&b, "%d-%d,%s %s %s,%s.example.se,%s,,\n", i, k, name, trades[(i+k)%4], []string{"AB", "AS", "Oy", "Ltd"}[k%4], strings.ToLower(name), []string{"Sweden", "Norway", "Finland", ""}[i%4])
		}
	}
	return filepath.Join(folder(t, map[string]string{"names.csv": b.String()}), "names.csv")
}

func TestSynthetic(t *testing.T) {
	from := names(t)
	v := jsonOf(t, "-synthetic", "1500", "-from", from, "-seed", "7")
	assert.Equal(t, true, at(t, v, "synthetic"))
	assert.Equal(t, true, at(t, v, "judged"))
	assert.Equal(t, 1500.0, at(t, v, "records.tenants"))
	assert.Equal(t, 1500.0, at(t, v, "records.organizations"))
	assert.Equal(t, 0.0, at(t, v, "auto.wrong"), "wrong: %v", at(t, v, "wrong_auto"))
	truth, _ := at(t, v, "records.truth").(float64)
	assert.Less(t, truth, 0.8*1500, "at least a fifth of the tenants has no organization")
	recall, _ := at(t, v, "auto.recall").(float64)
	assert.Greater(t, recall, 0.5)

	again := jsonOf(t, "-synthetic", "1500", "-from", from, "-seed", "7")
	for _, k := range []string{"auto", "bands", "best_f1", "records"} {
		assert.Equal(t, v[k], again[k], "the same seed gives another %s", k)
	}
	out, err := program(t, "-synthetic", "100", "-from", from)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(out, "SYNTHETIC"), "the output must say that the data is made up")
}

func TestErrorsSayWhatToDo(t *testing.T) {
	bad := func(name, content string) string {
		files := map[string]string{}
		for k, v := range records {
			files[k] = v
		}
		files[name] = content
		return folder(t, files)
	}
	for want, args := range map[string][]string{
		"give either -dir or -synthetic":       {},
		"unexpected argument":                  {"-dir", "x", "y"},
		"needs -from":                          {"-synthetic", "5"},
		"no such file":                         {"-dir", t.TempDir()},
		`a column is missing: "name"`:          {"-dir", bad("tenants.csv", "id\n1\n")},
		"tenants.csv:2: 12 cells":              {"-dir", bad("tenants.csv", header+"1,2,3,4,5,6,7,8,9,10,11,12\n")},
		"n.csv:1: a column is missing":         {"-synthetic", "50", "-from", filepath.Join(folder(t, map[string]string{"n.csv": "Acme;Sweden\nAcme\n"}), "n.csv")},
		"n.txt: 2 names; at least 100":         {"-synthetic", "50", "-from", filepath.Join(folder(t, map[string]string{"n.txt": "Acme;Sweden\nBrix;Norway\n"}), "n.txt")},
		"at least 100 are needed":              {"-synthetic", "50", "-from", filepath.Join(folder(t, map[string]string{"n.csv": "name\nAcme\n"}), "n.csv")},
		"pairs.csv:2: column expected":         {"-dir", folder(t, map[string]string{"pairs.csv": "name1,name2,expected\na,b,maybe\n"})},
		`-explain is "nonsense"; give wrong`:   {"-dir", "x", "-explain", "nonsense"},
		"organizations.csv: the file is empty": {"-dir", bad("organizations.csv", "")},
		"tenants.csv:3: record id occurs":      {"-dir", bad("tenants.csv", header+"1,A\n1,B\n")},
		"tenants.csv:2: record has no id":      {"-dir", bad("tenants.csv", header+",A\n")},
	} {
		_, err := program(t, args...)
		assert.ErrorContains(t, err, want)
	}
}
