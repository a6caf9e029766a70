package secret_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	jsonx "github.com/go-json-experiment/json"

	"github.com/tenantlink/tenantlink/internal/secret"
)

const value = "0.AXoA-very-secret~value"

type holder struct {
	Token secret.Secret   `json:"token"`
	Ptr   *secret.Secret  `json:"ptr"`
	List  []secret.Secret `json:"list"`
}

func TestNoVerbShowsTheValue(t *testing.T) {
	s := secret.Secret(value)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s", "%t"} {
		for _, v := range []any{s, &s, holder{Token: s, Ptr: &s, List: []secret.Secret{s}}, []any{s}, map[string]any{"k": s}, fmt.Errorf("wrap %v", s)} {
			if got := fmt.Sprintf(verb, v); shows(got) {
				t.Errorf("fmt.Sprintf(%q, %T) shows the secret: %s", verb, v, got)
			}
		}
	}
}

func TestNoEncoderShowsTheValue(t *testing.T) {
	s := secret.Secret(value)
	h := holder{Token: s, Ptr: &s, List: []secret.Secret{s}}
	encoders := map[string]func() ([]byte, error){
		"encoding/json":      func() ([]byte, error) { return json.Marshal(h) },
		"go-json-experiment": func() ([]byte, error) { return jsonx.Marshal(h) },
		"encoding/xml":       func() ([]byte, error) { return xml.Marshal(h) },
		"slog json": func() ([]byte, error) {
			var b bytes.Buffer
			slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "s", s, "h", h, slog.Group("g", "s", s))
			return b.Bytes(), nil
		},
		"slog text": func() ([]byte, error) {
			var b bytes.Buffer
			slog.New(slog.NewTextHandler(&b, nil)).Info("x", "s", s, "h", h)
			return b.Bytes(), nil
		},
	}
	for name, enc := range encoders {
		t.Run(name, func(t *testing.T) {
			b, err := enc()
			if err != nil {
				t.Fatal(err)
			}
			if shows(string(b)) {
				t.Errorf("output shows the secret: %s", b)
			}
			if !strings.Contains(string(b), secret.Redacted) {
				t.Errorf("output lacks %q: %s", secret.Redacted, b)
			}
		})
	}
}

func TestASecretIsReadFromJSONAndRevealed(t *testing.T) {
	var h holder
	if err := json.Unmarshal([]byte(`{"token":"`+value+`"}`), &h); err != nil {
		t.Fatal(err)
	}
	if h.Token.Reveal() != value {
		t.Errorf("Reveal = %q, want %q", h.Token.Reveal(), value)
	}
}

// shows reports whether s holds the value plainly or in hex.
func shows(s string) bool {
	return strings.Contains(s, value) || strings.Contains(strings.ToLower(s), fmt.Sprintf("%x", value))
}
