package adapter_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/mockserver"
)

// withoutCSP is a broker with one organization that has tenant 0 and lacks the
// CSP service, which no call can bring about.
func withoutCSP(t *testing.T, opts ...cloudmore.Option) side {
	t.Helper()
	s := newSide(t, mockserver.New(t, mockserver.WithTenants(0), mockserver.WithoutListener()), opts...)
	s.add(t, 1, 1)
	require.NoError(t, s.srv.Link(tenantID(0).String(), organizationID(0)))
	var b bytes.Buffer
	require.NoError(t, s.srv.WriteState(&b))
	var state map[string]any
	require.NoError(t, json.Unmarshal(b.Bytes(), &state))
	for _, o := range state["organizations"].([]any) {
		delete(o.(map[string]any), "services")
	}
	text, err := json.Marshal(state)
	require.NoError(t, err)
	require.NoError(t, s.srv.Restore(bytes.NewReader(text)))
	return s
}

// approvedCSP is the plan to attach the service, approved by name.
func approvedCSP(t *testing.T, s side) (*linking.Linker, *linking.Plan) {
	t.Helper()
	l := s.linker(t, linking.WithCSPAudit())
	snapshot, err := l.Discover(t.Context())
	require.NoError(t, err)
	p, err := l.Plan(t.Context(), snapshot)
	require.NoError(t, err)
	require.Equal(t, 1, p.Count(linking.AttachCSPService))
	require.NoError(t, p.ApproveAction(p.Actions[0].ID))
	return l, p
}

func (s side) tenants(t *testing.T) int {
	t.Helper()
	n := 0
	for _, err := range s.customers.All(t.Context()) {
		require.NoError(t, err)
		n++
	}
	return n
}

// What Cloudmore does with an organization whose tenant is linked is not public.
// The mock takes the cautious reading and refuses: then nothing may be made, and
// the refusal must be told.
func TestAttachCSPMakesNoTenantWhenCloudmoreRefuses(t *testing.T) {
	s := withoutCSP(t)
	l, p := approvedCSP(t, s)
	out, err := l.Apply(t.Context(), p, new(linking.MemoryJournal), execute)
	require.NoError(t, err)
	require.Equal(t, linking.VerdictFailed, out.Results[0].Verdict)
	require.ErrorIs(t, out.Results[0].Err, linking.ErrRefused)
	require.Equal(t, 1, s.tenants(t))
	require.Len(t, s.srv.Links(), 1)
}

// attaching is a Cloudmore that accepts the service for the tenant it names.
type attaching struct {
	tenant string // empty until it was added
	answer string // names this tenant instead of the one asked for
	body   string
}

func (a *attaching) answerTo(r *http.Request, next http.RoundTripper) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, "/services/Csp") || r.Method == http.MethodGet && a.tenant == "" {
		return next.RoundTrip(r)
	}
	status := http.StatusOK
	if r.Method == http.MethodPost {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		a.body, status = string(body), http.StatusCreated
		var in struct{ TenantID string }
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, err
		}
		if a.tenant = in.TenantID; a.answer != "" {
			a.tenant = a.answer
		}
	}
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(`{"tenantId":"` + a.tenant + `"}`))}, nil
}

func (a *attaching) middleware() cloudmore.Option {
	return cloudmore.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) { return a.answerTo(r, next) })
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestAttachCSPSendsTheLinkedTenantAndItsOwnDomain(t *testing.T) {
	a := new(attaching)
	s := withoutCSP(t, a.middleware())
	l, p := approvedCSP(t, s)
	out, err := l.Apply(t.Context(), p, new(linking.MemoryJournal), execute)
	require.NoError(t, err)
	require.Equal(t, linking.VerdictDone, out.Results[0].Verdict, out.Results[0].Detail)
	require.JSONEq(t, `{"tenantId":"`+tenantID(0).String()+`","domain":"t0.onmicrosoft.com"}`, a.body)
}

func TestAttachCSPThatShowsAnotherTenantIsLeftToAPerson(t *testing.T) {
	a := &attaching{answer: tenantID(9).String()}
	s := withoutCSP(t, a.middleware())
	l, p := approvedCSP(t, s)
	journal := new(linking.MemoryJournal)
	for range 2 { // and it stays so
		out, err := l.Apply(t.Context(), p, journal, execute)
		require.NoError(t, err)
		require.Equal(t, linking.VerdictReview, out.Results[0].Verdict)
		require.Contains(t, out.Results[0].Detail, "another tenant")
	}
}

func TestAttachCSPRefusesATenantThatIsLinkedElsewhere(t *testing.T) {
	s := withoutCSP(t)
	s.srv.ClearRequests()
	err := s.broker.AttachCSP(t.Context(), linking.Link{TenantKey: linking.TenantKey{Partner: s.scope.Partner, Tenant: tenantID(0)}, OrganizationID: organizationID(5)})
	require.ErrorIs(t, err, linking.ErrRefused)
	require.Empty(t, s.srv.Requests(mockserver.Match{Op: "cloudmore.organizations.csp.add"}), "nothing may be sent")
}
