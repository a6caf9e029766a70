package preflight_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/tenantlink/tenantlink/partnercenter/preflight"
)

func TestTheTableShowsEachRowWithItsRemedy(t *testing.T) {
	r := &preflight.Report{Results: []preflight.Result{
		{Check: preflight.CheckMFA, Status: preflight.Pass, Evidence: "seen"},
		{Check: preflight.CheckAudience, Status: preflight.Fail, Evidence: "two\nlines", Remedy: "repair"},
		{Check: preflight.CheckSSO, Evidence: "hidden", Remedy: "look"},
	}}
	var b strings.Builder
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	want := "PASS     MFA           seen\n" +
		"FAIL     audience      two lines\n" +
		"                       -> repair\n" +
		"UNKNOWN  required SSO  hidden\n" +
		"                       -> look\n"
	if b.String() != want {
		t.Errorf("printed:\n%s\nwant:\n%s", b.String(), want)
	}
}

func TestTheReportIsJSON(t *testing.T) {
	b, err := json.Marshal(preflight.Report{Results: []preflight.Result{{Check: preflight.CheckSSO, Evidence: "hidden"}}})
	want := `{"results":[{"check":"required SSO","status":"unknown","evidence":"hidden"}]}`
	if err != nil || string(b) != want {
		t.Errorf("JSON is %s (%v), want %s", b, err, want)
	}
}
