package auth_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// wiretap collects every secret that crosses the wire, in either direction.
type wiretap struct {
	next    http.RoundTripper
	mu      sync.Mutex
	secrets map[string]string // value by where it was seen
	echo    bool              // the server's errors quote the request
}

func (w *wiretap) RoundTrip(r *http.Request) (*http.Response, error) {
	var form url.Values
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		form, _ = url.ParseQuery(string(body))
		for _, name := range []string{"refresh_token", "client_secret", "client_assertion", "code", "code_verifier", "device_code"} {
			w.note("request "+name, form.Get(name))
		}
	}
	w.note("bearer", strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	resp, err := w.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if err := resp.Body.Close(); err != nil {
		return nil, err
	}
	var answer map[string]any
	if json.Unmarshal(body, &answer) == nil {
		for _, name := range []string{"access_token", "refresh_token", "id_token", "device_code"} {
			s, _ := answer[name].(string)
			w.note("answer "+name, s)
		}
	}
	if w.echo && resp.StatusCode >= 400 && form != nil {
		body, _ = json.Marshal(map[string]any{
			"error": "invalid_grant", "error_codes": []int{50173},
			"error_description": "AADSTS50173: refused " + form.Encode() + " " + form.Get("refresh_token"),
		})
		resp.ContentLength = int64(len(body))
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

func (w *wiretap) note(where, value string) {
	if len(value) < 8 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.secrets[where+" "+fmt.Sprint(len(w.secrets))] = value
}

// check fails the test if text shows a secret, in any usual writing.
func (w *wiretap) check(t *testing.T, name, text string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for where, s := range w.secrets {
		for writing, v := range map[string]string{
			"plain": s, "URL-encoded": url.QueryEscape(s), "path-escaped": url.PathEscape(s),
			"base64":    strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(s)), "="),
			"base64url": base64.RawURLEncoding.EncodeToString([]byte(s)), "hex": fmt.Sprintf("%x", s),
		} {
			if strings.Contains(text, v) {
				t.Errorf("%s shows the %s, %s", name, where, writing)
			}
		}
	}
}

// everything is all that a program might print of these values.
func everything(t *testing.T, values ...any) string {
	t.Helper()
	var b strings.Builder
	for _, v := range values {
		_, _ = fmt.Fprintf(&b, "%v\n%+v\n%#v\n%s\n%q\n%x\n", v, v, v, v, v, v)
		if j, err := json.Marshal(v); err == nil {
			b.Write(j)
		}
		slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "v", v)
		slog.New(slog.NewTextHandler(&b, nil)).Info("x", "v", v)
		if err, ok := v.(error); ok {
			for ; err != nil; err = errors.Unwrap(err) {
				_, _ = fmt.Fprintf(&b, "%v %+v %#v\n", err, err, err)
			}
		}
	}
	return b.String()
}

func TestNoSecretIsEverShown(t *testing.T) {
	srv := start(t)
	tap := &wiretap{next: srv.Transport(), secrets: map[string]string{}, echo: true}
	tap.note("the client secret", srv.Credentials().ClientSecret)
	tap.note("the imported token", srv.Credentials().RefreshToken)
	var log bytes.Buffer
	var events recorder
	store := auth.NewMemoryStore()
	grant := grantFor(srv)
	credential := auth.ClientSecret(auth.Secret(srv.Credentials().ClientSecret))
	a, err := auth.New(grant, credential, store, auth.WithHTTPClient(&http.Client{Transport: tap}), auth.WithEvents(events.hook),
		auth.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	if err != nil {
		t.Fatal(err)
	}
	var shown []any
	consent, err := a.Import(t.Context(), auth.Secret(srv.Credentials().RefreshToken))
	shown = append(shown, consent, err, a, grant, credential, store)

	s := newSite(t, srv, a)
	s.mock = tap
	b := browser(t, s)
	callback := authorize(t, b, srv.Credentials().Username)
	u, err := url.Parse(callback)
	if err != nil {
		t.Fatal(err)
	}
	tap.note("the authorization code", u.Query().Get("code"))
	get(t, b, callback)
	shown = append(shown, s.got)

	source := a.Source(auth.Graph)
	token(t, source)
	if err := auth.CheckRoles(t.Context(), a); err != nil {
		shown = append(shown, err)
	}
	record, err := store.Load(t.Context(), a.Key())
	shown = append(shown, record, err, source)
	srv.RevokeSessions()
	err = a.Refresh(t.Context()) // answered with an error that quotes the request
	if err == nil {
		t.Fatal("the revoked grant was refreshed")
	}
	shown = append(shown, err, a)
	_, err = a.Import(t.Context(), auth.Secret(srv.Credentials().RefreshToken))
	shown = append(shown, err)
	_ = a.Close()

	if len(tap.secrets) < 12 {
		t.Fatalf("only %d secrets were seen: the test proves nothing", len(tap.secrets))
	}
	tap.check(t, "the log", log.String())
	for _, v := range shown {
		tap.check(t, fmt.Sprintf("a %T", v), everything(t, v))
	}
	for _, e := range events.events {
		tap.check(t, fmt.Sprintf("a %T", e), everything(t, e))
	}
	for _, q := range srv.Requests(mockserver.Match{}) {
		tap.check(t, "the mock's request log", everything(t, q))
	}
}

func TestKeysOfAKeyringAreNotShown(t *testing.T) {
	key := testKey("k")
	ring, err := auth.NewKeyring(key)
	if err != nil {
		t.Fatal(err)
	}
	tap := &wiretap{secrets: map[string]string{}}
	tap.note("the key", string(key.Key))
	tap.check(t, "a key", everything(t, key, &key, map[string]any{"k": key}))
	tap.check(t, "a keyring", everything(t, ring))
	if !strings.Contains(key.String(), "k") {
		t.Error("the key's id is not shown")
	}
}

func TestStoredRecordsAreReadableOnlyOnPurpose(t *testing.T) {
	r := auth.Record{Refresh: "very secret refresh", Access: "very secret access"}
	tap := &wiretap{secrets: map[string]string{"refresh": r.Refresh.Reveal(), "access": r.Access.Reveal()}}
	tap.check(t, "a record", everything(t, r, &r, map[string]any{"r": r}))
	data, err := r.MarshalBinary()
	if err != nil || !bytes.Contains(data, []byte("very secret refresh")) {
		t.Errorf("MarshalBinary lacks the token (%v): stores would lose it", err)
	}
}

func TestAssertionsAndDeviceCodesAreNotShown(t *testing.T) {
	key := rsaKey(t)
	cert := selfSigned(t, &key.PublicKey, key, time.Now().Add(time.Hour))
	credential, err := auth.CertificatePEM(pemOf(t, cert, key))
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		// The bubble's clock stands before the certificate's time; nothing checks that.
		srv := start(t, mockserver.WithClientKey(&key.PublicKey))
		tap := &wiretap{next: srv.Transport(), secrets: map[string]string{}, echo: true}
		var log bytes.Buffer
		a, err := auth.New(grantFor(srv), credential, auth.NewMemoryStore(), auth.WithHTTPClient(&http.Client{Transport: tap}),
			auth.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		if err != nil {
			t.Fatal(err)
		}
		// The person is not there at the first poll, whose error quotes the request.
		_, err = a.ConsentDevice(t.Context(), func(auth.DevicePrompt) error { return nil })
		if err == nil {
			t.Fatal("signed in without a person")
		}
		seen := map[string]bool{}
		for where := range tap.secrets {
			kind, _, _ := strings.Cut(strings.TrimPrefix(where, "request "), " ")
			seen[kind] = true
		}
		if !seen["client_assertion"] || !seen["device_code"] {
			t.Fatalf("seen on the wire: %v, want a client assertion and a device code: the test proves nothing", seen)
		}
		tap.check(t, "the log", log.String())
		tap.check(t, "the error", everything(t, err, credential, a))
		for _, q := range srv.Requests(mockserver.Match{}) {
			tap.check(t, "the mock's request log", everything(t, q))
		}
	})
}
