package auth_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// canned answers every request with the same response.
type canned struct {
	status int
	body   string
}

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: c.status, Status: strconv.Itoa(c.status), Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(c.body)), ContentLength: int64(len(c.body)), Request: r,
	}, nil
}

// against is an Authenticator whose sign-in service gives one answer.
func against(t testing.TB, status int, body string) *auth.Authenticator {
	t.Helper()
	a, err := auth.New(auth.Grant{Tenant: "contoso.example", ClientID: "client"}, auth.ClientSecret("secret"), auth.NewMemoryStore(),
		auth.WithHTTPClient(&http.Client{Transport: canned{status, body}}))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func FuzzTokenResponse(f *testing.F) {
	f.Add(200, `{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"a.b.c","refresh_token":"r"}`)
	f.Add(200, `{"token_type":"Bearer","scope":"user_impersonation","expires_in":"3599","expires_on":"1547579127","not_before":"1547575227","access_token":"x"}`)
	f.Add(200, `{"access_token":"x","expires_in":1e300}`)
	f.Add(200, `{"access_token":"x","expires_in":-1}`)
	f.Add(400, `{"error":"invalid_grant","error_codes":[50173],"error_description":"AADSTS50173: x"}`)
	f.Add(400, `{"error":"invalid_grant","error_codes":["50173"]}`)
	f.Add(401, `<html>`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 200 || status > 499 || status == 408 || status == 429 {
			t.Skip() // these are sent again, after a while
		}
		tok, err := against(t, status, body).Source(auth.PartnerCenter, auth.AppOnly()).Token(t.Context())
		if (tok == nil) == (err == nil) {
			t.Fatalf("got token %v and error %v, want exactly one", tok != nil, err)
		}
		if err != nil {
			return
		}
		if tok.AccessToken == "" || !strings.EqualFold(tok.Type(), "bearer") {
			t.Error("an empty token, or one of another type, was accepted")
		}
		if left := time.Until(tok.Expiry); left <= 0 || left > 367*24*time.Hour {
			t.Errorf("the token is valid for %v, want between nothing and a year", left)
		}
	})
}

func FuzzIDToken(f *testing.F) {
	jwt := func(claims string) string {
		return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".sig"
	}
	f.Add(jwt(`{"aud":"client","iss":"https://x/t/v2.0","exp":9999999999,"tid":"t","oid":"o","amr":["pwd","mfa"],"upn":"u"}`))
	f.Add(jwt(`{"aud":["client"],"exp":"9999999999","amr":"mfa"}`))
	f.Add(jwt(`{"aud":5}`))
	f.Add("..")
	f.Add("a.!!.c")
	f.Fuzz(func(t *testing.T, token string) {
		info, err := auth.Inspect(&oauth2.Token{AccessToken: token})
		if err == nil && strings.Count(token, ".") != 2 {
			t.Errorf("something that is no JWT was read as %+v", info)
		}
		body, err := jsonText(token)
		if err != nil {
			t.Skip()
		}
		// The same text as the id_token of a sign-in must never be stored
		// unless it names our application and a user.
		good := jwt(`{"tid":"t","oid":"o","upn":"u","amr":["mfa"],"scp":"user_impersonation"}`)
		a := against(t, 200, `{"access_token":"`+good+`","refresh_token":"r","id_token":`+body+`}`)
		consent, err := a.Import(t.Context(), "r")
		if err == nil && (consent.ObjectID == "" || consent.Tenant == "") && body != `""` {
			t.Errorf("stored a sign-in of nobody: %+v", consent)
		}
	})
}

func FuzzStoredRecord(f *testing.F) {
	whole, err := auth.Record{Access: "a", Version: 1, Scopes: []string{"s"}, Consent: &auth.Consent{User: "u"}}.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte(`{"schema":2,"version":1,"access_token":"a"}`))
	f.Add([]byte(`{"schema":1,"version":1,"lifetime_ms":9223372036854775807,"access_token":"a"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var r auth.Record
		if err := r.UnmarshalBinary(data); err != nil {
			if !errors.Is(err, auth.ErrCorrupt) {
				t.Errorf("error is %v, want ErrCorrupt", err)
			}
			return
		}
		again, err := r.MarshalBinary()
		if err != nil {
			t.Skip() // a year beyond 9999 cannot be written
		}
		var second auth.Record
		if err := second.UnmarshalBinary(again); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		third, err := second.MarshalBinary()
		if err != nil || !bytes.Equal(again, third) {
			t.Errorf("the record changes each time it is stored (%v)", err)
		}
	})
}

func FuzzKey(f *testing.F) {
	f.Add("a", "b/c", "", "%2F", "ü")
	f.Fuzz(func(t *testing.T, authority, partner, client, account, audience string) {
		k := auth.Key{Kind: auth.KindAccess, Authority: authority, Partner: partner, Client: client, Account: account, Audience: audience}
		back, err := auth.ParseKey(k.String())
		if err != nil || back != k {
			t.Errorf("ParseKey(%q) = %+v, %v, want %+v", k.String(), back, err, k)
		}
	})
}
