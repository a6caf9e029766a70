package preflight_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
	"github.com/tenantlink/tenantlink/partnercenter"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
	"github.com/tenantlink/tenantlink/partnercenter/preflight"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// broker is a healthy broker and what a test may break of it.
type broker struct {
	srv     *mockserver.Server
	user    string // who signs in
	subject preflight.Subject
	// audience of the tokens that the Partner Center client sends
	audience string
}

// signIn consents as b.user through the loopback page of the mock.
func (b *broker) signIn(t testing.TB) *auth.Authenticator {
	t.Helper()
	c := b.srv.Credentials()
	a, err := auth.New(
		auth.Grant{Cloud: auth.Cloud{Authority: b.srv.URL(), PartnerCenterAPI: b.srv.URL()}, Tenant: c.PartnerTenantID, ClientID: c.ClientID},
		auth.ClientSecret(auth.Secret(c.ClientSecret)), auth.NewMemoryStore(), auth.WithLoginHint(b.user), auth.WithoutMFA(),
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	_, err = a.ConsentLoopback(t.Context(), func(address string) error {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			return err
		}
		resp, err := (&http.Client{Transport: transport}).Do(req)
		if err != nil {
			return err
		}
		return resp.Body.Close()
	})
	if err != nil {
		t.Fatal("sign in:", err)
	}
	return a
}

// subject is what preflight looks at.
func (b *broker) prepare(t testing.TB) preflight.Subject {
	t.Helper()
	a := b.signIn(t)
	var err error
	s := b.subject
	s.Auth = a
	client := b.srv.Client()
	t.Cleanup(client.CloseIdleConnections)
	once := partnercenter.Retry{Attempts: 1}
	s.PartnerCenter, err = partnercenter.New(a.Source(b.audience), partnercenter.WithBaseURL(b.srv.URL()),
		partnercenter.WithHTTPClient(client), partnercenter.WithRetry(once))
	if err != nil {
		t.Fatal(err)
	}
	s.Graph, err = graph.New(a.Source(auth.Graph), graph.WithBaseURL(b.srv.URL()), graph.WithHTTPClient(client), graph.WithRetry(once))
	if err != nil {
		t.Fatal(err)
	}
	cm, err := clients.Cloudmore(b.srv, cloudmore.WithRetry(once))
	if err != nil {
		t.Fatal(err)
	}
	s.Cloudmore = facts(cm)
	return s
}

func healthy(t testing.TB) *broker {
	t.Helper()
	srv := mockserver.New(t, mockserver.WithTenants(30))
	return &broker{
		srv: srv, user: srv.Credentials().Username, audience: auth.PartnerCenter,
		subject: preflight.Subject{CloudmoreAddress: "https://eu.cloudmore.com", PartnerID: srv.Credentials().PartnerTenantID},
	}
}

func run(t testing.TB, s preflight.Subject) *preflight.Report {
	t.Helper()
	r, err := preflight.Run(t.Context(), s)
	if err != nil {
		t.Fatal("Run:", err)
	}
	return r
}

func TestAHealthyBrokerPassesAllButTheReminder(t *testing.T) {
	r := run(t, healthy(t).prepare(t))
	if len(r.Results) != 12 {
		t.Errorf("%d results, want 12", len(r.Results))
	}
	for _, one := range r.Results {
		want := preflight.Pass
		if one.Check == preflight.CheckSSO {
			want = preflight.Unknown
		}
		if one.Status != want {
			t.Errorf("%s is %s, want %s (%s)", one.Check, one.Status, want, one.Evidence)
		}
		if one.Evidence == "" || (one.Remedy == "") != (one.Status == preflight.Pass) {
			t.Errorf("%s: evidence %q, remedy %q: want evidence always and a remedy unless it passed", one.Check, one.Evidence, one.Remedy)
		}
	}
}

func TestEachBrokenPrerequisiteFailsItsRowAlone(t *testing.T) {
	down := mockserver.Fault{Kind: mockserver.FaultReset}
	refused := mockserver.Fault{Kind: mockserver.FaultStatus, Status: http.StatusForbidden, Code: "900308"}
	for check, broken := range map[preflight.Check]func(t *testing.T, b *broker){
		preflight.CheckCloudmoreAddress: func(_ *testing.T, b *broker) { b.subject.CloudmoreAddress = "https://portal.broker.example" },
		preflight.CheckPartnerID:        func(_ *testing.T, b *broker) { b.subject.PartnerID = uuid.NewString() },
		preflight.CheckMFA:              func(_ *testing.T, b *broker) { b.user = b.srv.Credentials().UsernameNoMFA },
		preflight.CheckConsentRole:      func(_ *testing.T, b *broker) { b.user = b.srv.Credentials().UsernameNoRole },
		preflight.CheckAudience:         func(_ *testing.T, b *broker) { b.audience = auth.Graph },
		preflight.CheckAdminAgent:       func(t *testing.T, b *broker) { b.fail(t, refused, "customers.list") },
		preflight.CheckPartnerCenter:    func(t *testing.T, b *broker) { b.fail(t, down, "customers.*", "invoices.*", "profiles.*") },
		preflight.CheckGraphBilling: func(t *testing.T, b *broker) {
			b.fail(t, mockserver.Fault{Kind: mockserver.FaultStatus, Status: http.StatusForbidden}, "graph.billing.reconciliation.billed.export")
		},
		preflight.CheckBillingData: func(t *testing.T, b *broker) {
			b.fail(t, mockserver.Fault{Kind: mockserver.FaultFailedOperation}, "graph.billing.operations.get")
		},
		preflight.CheckCloudmore: func(t *testing.T, b *broker) { b.fail(t, down, "cloudmore.*") },
		preflight.CheckCloudmoreConsent: func(t *testing.T, b *broker) {
			// An invoice that Microsoft has issued and Cloudmore did not fetch.
			_, err := b.srv.AddInvoice(mockserver.Invoice{ID: "G999999999", Date: time.Now().AddDate(0, 0, -6)})
			must(t, err)
		},
	} {
		t.Run(strings.ReplaceAll(string(check), " ", "_"), func(t *testing.T) {
			b := healthy(t)
			broken(t, b)
			r := run(t, b.prepare(t))
			for _, one := range r.Results {
				if failed := one.Status == preflight.Fail; failed != (one.Check == check) {
					t.Errorf("%s is %s, and only %q was broken (%s)", one.Check, one.Status, check, one.Evidence)
				}
			}
			if one := r.Result(check); one.Evidence == "" || one.Remedy == "" {
				t.Errorf("%s fails with evidence %q and remedy %q, want both", check, one.Evidence, one.Remedy)
			}
		})
	}
}

// fail makes operations fail.
func (b *broker) fail(t testing.TB, f mockserver.Fault, ops ...string) {
	t.Helper()
	for _, op := range ops {
		must(t, b.srv.Fail(op, f))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestNothingIsPassedThatWasNotLookedAt(t *testing.T) {
	b := healthy(t)
	a, err := auth.New(auth.Grant{Cloud: auth.Cloud{Authority: b.srv.URL()}, Tenant: b.srv.Credentials().PartnerTenantID, ClientID: b.srv.Credentials().ClientID},
		auth.ClientSecret("wrong"), auth.NewMemoryStore())
	must(t, err)
	r := run(t, preflight.Subject{Auth: a})
	for _, one := range r.Results {
		if one.Status == preflight.Pass {
			t.Errorf("%s passed though nobody signed in and no client was given (%s)", one.Check, one.Evidence)
		}
	}
}

func TestNoSubjectIsAnError(t *testing.T) {
	if _, err := preflight.Run(t.Context(), preflight.Subject{}); err == nil {
		t.Error("Run without Auth gives no error")
	}
}

func TestCloudmoresAddress(t *testing.T) {
	b := healthy(t)
	for address, want := range map[string]preflight.Status{
		"https://eu.cloudmore.com": preflight.Pass, "https://us.cloudmore.com/": preflight.Pass, "EU.Cloudmore.com": preflight.Pass,
		"https://eu.cloudmore.com:443/portal": preflight.Pass, "": preflight.Unknown,
		"http://eu.cloudmore.com": preflight.Fail, "https://cloudmore.com": preflight.Fail, "https://portal.broker.example": preflight.Fail,
		"https://eu.cloudmore.com.broker.example": preflight.Fail, "https://eu.cloudmore.com@broker.example": preflight.Fail,
		"https://broker.example/eu.cloudmore.com": preflight.Fail, "https://": preflight.Fail, "://": preflight.Fail,
	} {
		r := run(t, preflight.Subject{Auth: b.unsigned(t), CloudmoreAddress: address})
		if one := r.Result(preflight.CheckCloudmoreAddress); one.Status != want {
			t.Errorf("%q is %s, want %s (%s)", address, one.Status, want, one.Evidence)
		}
	}
}

// unsigned is a grant for which nobody has signed in.
func (b *broker) unsigned(t testing.TB) *auth.Authenticator {
	t.Helper()
	c := b.srv.Credentials()
	a, err := auth.New(auth.Grant{Cloud: auth.Cloud{Authority: b.srv.URL()}, Tenant: c.PartnerTenantID, ClientID: c.ClientID},
		auth.ClientSecret(auth.Secret(c.ClientSecret)), auth.NewMemoryStore())
	must(t, err)
	return a
}

func TestAPartnerIDThatIsNoGUIDFailsWithoutAToken(t *testing.T) {
	b := healthy(t)
	for _, id := range []string{"contoso.onmicrosoft.com", "1234567", "{" + uuid.NewString() + "}"} {
		r := run(t, preflight.Subject{Auth: b.unsigned(t), PartnerID: id})
		if one := r.Result(preflight.CheckPartnerID); one.Status != preflight.Fail {
			t.Errorf("%q is %s, want fail (%s)", id, one.Status, one.Evidence)
		}
	}
}

func TestWhatCloudmoreBringsHomeShowsItsConsent(t *testing.T) {
	s := healthy(t).prepare(t)
	listed, invoices := s.Cloudmore.Tenants, s.Cloudmore.Invoices
	for name, c := range map[string]struct {
		tenants  func(context.Context) ([]string, error)
		invoices func(context.Context, time.Time, time.Time) ([]string, error)
		want     preflight.Status
	}{
		"all": {listed, invoices, preflight.Pass},
		"a customer is missing": {func(ctx context.Context) ([]string, error) {
			all, err := listed(ctx)
			return all[1:], err
		}, invoices, preflight.Fail},
		"a tenant that has left": {func(ctx context.Context) ([]string, error) {
			all, err := listed(ctx)
			return append(all, uuid.NewString()), err
		}, invoices, preflight.Pass},
		"no invoices are known": {listed, nil, preflight.Unknown},
		"no tenants are known":  {nil, invoices, preflight.Unknown},
		"the newest invoice is not there": {listed, func(context.Context, time.Time, time.Time) ([]string, error) {
			return []string{"G000000000"}, nil
		}, preflight.Fail},
		"the report fails": {listed, func(context.Context, time.Time, time.Time) ([]string, error) {
			return nil, errors.New("boom")
		}, preflight.Unknown},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			s := s
			s.Cloudmore.Tenants, s.Cloudmore.Invoices = c.tenants, c.invoices
			if one := run(t, s).Result(preflight.CheckCloudmoreConsent); one.Status != c.want {
				t.Errorf("the row is %s, want %s (%s)", one.Status, c.want, one.Evidence)
			}
		})
	}
}

func TestWhatHidesBehindAFailureIsUnknown(t *testing.T) {
	b := healthy(t)
	s := b.prepare(t)
	b.srv.RevokeSessions() // the grant is dead: nothing of Microsoft can be looked at
	s.Auth = b.unsigned(t)
	once := partnercenter.Retry{Attempts: 1}
	var err error
	s.PartnerCenter, err = partnercenter.New(s.Auth.Source(auth.PartnerCenter), partnercenter.WithBaseURL(b.srv.URL()), partnercenter.WithRetry(once))
	must(t, err)
	r := run(t, s)
	passed := map[preflight.Check]bool{preflight.CheckCloudmoreAddress: true, preflight.CheckCloudmore: true}
	for _, one := range r.Results {
		want := preflight.Unknown
		if passed[one.Check] {
			want = preflight.Pass
		}
		if one.Status != want {
			t.Errorf("%s is %s without a token, want %s (%s)", one.Check, one.Status, want, one.Evidence)
		}
	}
}
