package auth_test

import (
	"bufio"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// classes is every code of Microsoft's table with what it calls for.
var classes = map[int]auth.Class{
	50173: auth.ClassSignIn, 700082: auth.ClassSignIn, 70043: auth.ClassSignIn, 70008: auth.ClassSignIn, 70000: auth.ClassSignIn,
	50076: auth.ClassSignIn, 50079: auth.ClassSignIn, 50074: auth.ClassSignIn, 50078: auth.ClassSignIn, 50072: auth.ClassSignIn, 50158: auth.ClassSignIn,
	53003: auth.ClassPolicy, 53000: auth.ClassPolicy, 53001: auth.ClassPolicy, 530034: auth.ClassPolicy,
	50057: auth.ClassAccount, 50034: auth.ClassAccount, 50053: auth.ClassAccount, 50055: auth.ClassAccount, 50126: auth.ClassAccount,
	50020: auth.ClassAccount, 50105: auth.ClassAccount,
	65001: auth.ClassConsent, 90094: auth.ClassConsent, 90095: auth.ClassConsent, 90099: auth.ClassConsent,
	650057: auth.ClassConfiguration, 650052: auth.ClassConfiguration, 65005: auth.ClassConfiguration, 500011: auth.ClassConfiguration,
	700016: auth.ClassConfiguration, 7000112: auth.ClassConfiguration, 70001: auth.ClassConfiguration,
	7000215: auth.ClassConfiguration, 7000222: auth.ClassConfiguration, 7000218: auth.ClassConfiguration, 700025: auth.ClassConfiguration,
	700027: auth.ClassConfiguration, 700030: auth.ClassConfiguration, 700005: auth.ClassConfiguration, 50011: auth.ClassConfiguration,
	70011: auth.ClassConfiguration, 28002: auth.ClassConfiguration, 700022: auth.ClassConfiguration, 901002: auth.ClassConfiguration,
	90002: auth.ClassConfiguration, 50194: auth.ClassConfiguration, 50196: auth.ClassConfiguration,
	50033: auth.ClassTransient, 90006: auth.ClassTransient, 90012: auth.ClassTransient, 90024: auth.ClassTransient,
	90033: auth.ClassTransient, 90055: auth.ClassTransient, 50087: auth.ClassTransient,
	70016: auth.ClassPending, 70018: auth.ClassExpired, 70019: auth.ClassExpired, 54005: auth.ClassExpired,
}

func person(c auth.Class) bool {
	switch c {
	case auth.ClassSignIn, auth.ClassPolicy, auth.ClassAccount, auth.ClassConsent, auth.ClassExpired:
		return true
	}
	return false
}

func TestEveryCodeIsClassified(t *testing.T) {
	srv := start(t)
	for code, class := range classes {
		t.Run(strconv.Itoa(code), func(t *testing.T) {
			srv.ClearFaults()
			a := signedIn(t, srv, auth.NewMemoryStore())
			if err := srv.Fail("entra.token", mockserver.Fault{Kind: mockserver.FaultStatus, Code: strconv.Itoa(code)}); err != nil {
				t.Fatal(err)
			}
			_, err := a.Source(auth.Graph).Token(t.Context())
			var e *auth.Error
			if !errors.As(err, &e) {
				t.Fatalf("error is %v, want an auth.Error", err)
			}
			if e.Code != code || e.Class != class {
				t.Errorf("code %d has class %q, want %d and %q", e.Code, e.Class, code, class)
			}
			if e.Cause == "" || e.Remedy == "" || strings.Count(e.Cause, ".") != 1 {
				t.Errorf("cause %q and remedy %q: want one sentence and a remedy", e.Cause, e.Remedy)
			}
			if got := errors.Is(err, auth.ErrReauthRequired); got != person(class) {
				t.Errorf("errors.Is(err, ErrReauthRequired) = %v for class %q", got, class)
			}
			if got := errors.Is(err, auth.ErrTransient); got != (class == auth.ClassTransient) {
				t.Errorf("errors.Is(err, ErrTransient) = %v for class %q", got, class)
			}
			if got := errors.Is(err, auth.ErrConfiguration); got != (class == auth.ClassConfiguration) {
				t.Errorf("errors.Is(err, ErrConfiguration) = %v for class %q", got, class)
			}
		})
	}
	srv.ClearFaults()
}

// TestTheTableCoversTheReference compares the table above with the fact sheet,
// where the repository lies beside the shared reference.
func TestTheTableCoversTheReference(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "reference", "partnercenter-api.md"))
	if err != nil {
		t.Skip("the shared reference is not beside the repository; the table is not compared with it")
	}
	defer func() { _ = f.Close() }()
	number := regexp.MustCompile(`\b\d{5,7}\b`)
	in, rows := false, 0
	for s := bufio.NewScanner(f); s.Scan(); {
		line := s.Text()
		if strings.HasPrefix(line, "| AADSTS") {
			in = true
			continue
		}
		if !in || !strings.HasPrefix(line, "| ") {
			in = in && strings.HasPrefix(line, "|")
			continue
		}
		rows++
		for _, text := range number.FindAllString(strings.Split(line, "|")[1], -1) {
			code, _ := strconv.Atoi(text)
			if classes[code] == "" {
				t.Errorf("AADSTS%d of the reference is not classified", code)
			}
		}
	}
	if rows < 20 {
		t.Errorf("%d rows were found in the reference, want its whole table", rows)
	}
}

func TestAReauthErrorSaysWhereToSignIn(t *testing.T) {
	srv := start(t)
	const address = "https://service.example/consent/start"
	var r recorder
	a := signedIn(t, srv, auth.NewMemoryStore(), auth.WithSignInURL(address), auth.WithEvents(r.hook))
	srv.RevokeSessions()
	_, err := a.Source(auth.Graph).Token(t.Context())
	var reauth *auth.ReauthError
	if !errors.As(err, &reauth) {
		t.Fatalf("error is %v, want a ReauthError", err)
	}
	if reauth.SignInURL != address || reauth.Code != 50173 || reauth.Key != a.Key() || !strings.Contains(err.Error(), address) {
		t.Errorf("the error is %+v, want code 50173, the grant's key and the address", reauth)
	}
	if n := len(of[auth.ReauthRequiredEvent](&r)); n != 1 {
		t.Errorf("%d events, want 1", n)
	}
}

func TestWithoutASignInTheErrorSaysSo(t *testing.T) {
	srv := start(t)
	_, err := open(t, srv, auth.NewMemoryStore()).Source(auth.Graph).Token(t.Context())
	if !errors.Is(err, auth.ErrReauthRequired) || !errors.Is(err, auth.ErrNotFound) {
		t.Errorf("error is %v, want ErrReauthRequired and ErrNotFound", err)
	}
	if n := tokenRequests(srv); n != 0 {
		t.Errorf("%d token requests without a refresh token, want none", n)
	}
}

func TestARefusedTokenIsNotTriedAgainAtOnce(t *testing.T) {
	srv := start(t)
	a := signedIn(t, srv, auth.NewMemoryStore())
	srv.RevokeSessions()
	for range 20 {
		if _, err := a.Source(auth.Graph).Token(t.Context()); !errors.Is(err, auth.ErrReauthRequired) {
			t.Fatalf("error is %v, want ErrReauthRequired", err)
		}
	}
	if n := tokenRequests(srv); n != 1 {
		t.Errorf("%d token requests with a refused token, want 1", n)
	}
}

func TestAMissingScopeAsksForConsent(t *testing.T) {
	srv := start(t)
	scopes := auth.RequiredScopes()
	scopes.Version++
	scopes.Graph = append(scopes.Graph, "Needed.By.Next.Version")
	a := signedIn(t, srv, auth.NewMemoryStore(), auth.WithRequiredScopes(scopes))
	var err error
	for range 20 { // who asks again at once is not sent to the service again
		_, err = a.Source(auth.Graph).Token(t.Context())
	}
	if n := tokenRequests(srv); n != 1 {
		t.Errorf("%d token requests for a permission that is missing, want 1", n)
	}
	var reauth *auth.ReauthError
	if !errors.As(err, &reauth) || len(reauth.Missing) != 1 || reauth.Missing[0] != "Needed.By.Next.Version" {
		t.Errorf("error is %v, want a ReauthError that names the missing permission", err)
	}
	token(t, a.Source(auth.PartnerCenter)) // other audiences go on
}

// refused is the error of a grant whose refresh token gets this answer.
func refused(t *testing.T, status int, body string) error {
	t.Helper()
	store := auth.NewMemoryStore()
	a, err := auth.New(auth.Grant{Tenant: "contoso.example", ClientID: "client"}, auth.ClientSecret("secret"), store,
		auth.WithHTTPClient(&http.Client{Transport: canned{status, body}}))
	if err != nil {
		t.Fatal(err)
	}
	put(t, store, a.Key(), "refresh")
	_, err = a.Source(auth.Graph).Token(t.Context())
	return err
}

func TestACodeNobodyHasDescribedIsJudgedByItsOAuthError(t *testing.T) {
	for oauth, want := range map[string]auth.Class{
		"invalid_grant": auth.ClassSignIn, "interaction_required": auth.ClassSignIn, "login_required": auth.ClassSignIn,
		"access_denied": auth.ClassSignIn, "consent_required": auth.ClassConsent,
		"invalid_client": auth.ClassConfiguration, "unauthorized_client": auth.ClassConfiguration, "invalid_scope": auth.ClassConfiguration,
		"invalid_resource": auth.ClassConfiguration, "invalid_request": auth.ClassConfiguration,
		"temporarily_unavailable": auth.ClassTransient, "expired_token": auth.ClassExpired, "new_in_2030": auth.ClassUnknown,
	} {
		t.Run(oauth, func(t *testing.T) {
			err := refused(t, 400, `{"error":"`+oauth+`","error_codes":["9999999"],"error_description":"AADSTS9999999: what?","trace_id":"the-trace"}`)
			var e *auth.Error
			if !errors.As(err, &e) || e.Class != want || e.Code != 9999999 || e.OAuth != oauth || e.TraceID != "the-trace" {
				t.Fatalf("error is %+v, want class %q with code, OAuth error and trace", e, want)
			}
			if got := errors.Is(err, auth.ErrReauthRequired); got != person(want) {
				t.Errorf("errors.Is(err, ErrReauthRequired) = %v for class %q", got, want)
			}
		})
	}
}

func TestTheCodeIsFoundInTheTextWhenTheListIsMissing(t *testing.T) {
	err := refused(t, 400, `{"error":"invalid_grant","error_description":"AADSTS700082: The refresh token has expired due to inactivity."}`)
	var reauth *auth.ReauthError
	if !errors.As(err, &reauth) || reauth.Code != 700082 {
		t.Errorf("error is %v, want a ReauthError with code 700082", err)
	}
}

func TestACorruptGrantAsksForASignInAndSaysWhy(t *testing.T) {
	store, dir := fileStore(t)
	a, err := auth.New(auth.Grant{Tenant: "contoso.example", ClientID: "client"}, auth.ClientSecret("secret"), store)
	if err != nil {
		t.Fatal(err)
	}
	put(t, store, a.Key(), "refresh")
	damageFile(t, "file:"+dir, a.Key())
	_, err = a.Source(auth.Graph).Token(t.Context())
	if !errors.Is(err, auth.ErrReauthRequired) || !errors.Is(err, auth.ErrCorrupt) || !strings.Contains(err.Error(), "backup") {
		t.Errorf("error is %v, want ErrReauthRequired and ErrCorrupt with both remedies", err)
	}
}
