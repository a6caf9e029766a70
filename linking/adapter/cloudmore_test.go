package adapter_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/adapter"
	"github.com/tenantlink/tenantlink/linking/linktest"
	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
)

var execute = linking.ApplyOptions{Execute: true}

func TestBrokerConforms(t *testing.T) {
	linktest.Run(t, func(t *testing.T) (linking.Platform, [2]linking.TenantKey) {
		s := newSide(t, mockserver.New(t, mockserver.WithTenants(0), mockserver.WithoutListener()))
		s.add(t, 2, 0)
		partner := s.scope.Partner
		return s.broker, [2]linking.TenantKey{{Partner: partner, Tenant: tenantID(0)}, {Partner: partner, Tenant: tenantID(1)}}
	})
}

func TestNewBrokerNeedsAClientAndAPartner(t *testing.T) {
	_, err := adapter.NewBroker(nil, uuid.New())
	require.Error(t, err)
	_, err = adapter.NewBroker(new(cloudmore.Client), uuid.Nil)
	require.Error(t, err)
}

func TestScopeDoesNotDependOnLetterCase(t *testing.T) {
	partner := uuid.New()
	require.Equal(t, adapter.Scope(partner, "abc-1"), adapter.Scope(partner, " ABC-1"))
}

func TestCreateSendsEveryFieldOfTheDraft(t *testing.T) {
	s := newSide(t, mockserver.New(t, mockserver.WithTenants(0), mockserver.WithoutListener()))
	made, err := s.broker.Create(t.Context(), linking.Draft{
		Name: "Møller & Sønner", Domain: "moller.example", RegistrationNumber: "12345678", CustomerNumber: "C-1",
		Email: "bill@moller.example", Phone: "+45 1", Address: linking.Address{Street: "Vej 1", PostalCode: "1000", City: "København", Country: "DK"},
		BillingStart: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), ApprovalLimit: "1000.50", Properties: map[string]string{"segment": "smb"},
	})
	require.NoError(t, err)
	cm, err := clients.Cloudmore(s.srv)
	require.NoError(t, err)
	o, err := cm.Organizations().Get(t.Context(), made.ID)
	require.NoError(t, err)
	require.Equal(t, "Møller & Sønner", o.Name)
	require.Equal(t, "C-1", o.CustomerNumber)
	require.Equal(t, "2026-12-01", o.BillingStartDate)
	require.True(t, *o.ApprovalProcess, "created organizations start with approval on")
	require.Equal(t, "1000.5", o.ApprovalLimit.String())
	require.Equal(t, "segment", o.CustomProperties[0].Name)
	require.Equal(t, "smb", o.CustomProperties[0].Value)
	require.Equal(t, "DK", made.Address.Country)
	require.Equal(t, "bill@moller.example", made.Email)
}

func TestCreateRefusesAnUnreadableApprovalLimit(t *testing.T) {
	s := newSide(t, mockserver.New(t, mockserver.WithTenants(0), mockserver.WithoutListener()))
	_, err := s.broker.Create(t.Context(), linking.Draft{Name: "A", ApprovalLimit: "a lot"})
	require.ErrorIs(t, err, linking.ErrRefused)
	require.Empty(t, s.srv.Requests(mockserver.Match{Op: "cloudmore.organizations.create"}), "nothing may be sent")
}

func TestLinkRefusesAnotherPartnersTenant(t *testing.T) {
	s := newSide(t, mockserver.New(t, mockserver.WithTenants(0), mockserver.WithoutListener()))
	err := s.broker.Link(t.Context(), linking.Link{TenantKey: linking.TenantKey{Partner: uuid.New(), Tenant: tenantID(0)}, OrganizationID: "o"})
	require.ErrorIs(t, err, linking.ErrRefused)
}

func TestRemoveEmptyKeepsAnOrganizationWithATenant(t *testing.T) {
	s := newSide(t, mockserver.New(t, mockserver.WithTenants(0), mockserver.WithoutListener()))
	s.add(t, 1, 2)
	require.NoError(t, s.srv.Link(tenantID(0).String(), organizationID(0)))
	require.ErrorIs(t, s.broker.RemoveEmpty(t.Context(), organizationID(0)), linking.ErrRefused)
	require.NoError(t, s.broker.RemoveEmpty(t.Context(), organizationID(1)))
	require.NoError(t, s.broker.RemoveEmpty(t.Context(), organizationID(1)), "removing twice is harmless")
}

// requireApplied checks on the server that plan(links, creates) took effect
// exactly once.
func (s side) requireApplied(t *testing.T, links, creates int) {
	t.Helper()
	s.srv.ClearFaults()
	names := make(map[string]string)
	for o, err := range s.broker.Organizations(t.Context()) {
		require.NoError(t, err)
		for id, name := range names {
			require.NotEqual(t, name, o.Name, "organizations %s and %s have one name", id, o.ID)
		}
		names[o.ID] = o.Name
	}
	require.Len(t, names, links+creates)
	linked := make(map[string]string)
	for _, l := range s.srv.Links() {
		linked[l.TenantID] = names[l.OrganizationID]
	}
	for n := range links + creates {
		want := fmt.Sprintf("Old %d", n)
		if n >= links {
			want = fmt.Sprintf("Company %d", n)
		}
		require.Equal(t, want, linked[tenantID(n).String()], "tenant %d", n)
	}
}

// TestApplyReachesTheSameEndWhateverGoesWrong breaks each write in each way.
func TestApplyReachesTheSameEndWhateverGoesWrong(t *testing.T) {
	faults := map[string]mockserver.Fault{
		"429":                     {Status: http.StatusTooManyRequests, RetryAfter: time.Second, First: 2},
		"503 before the commit":   {Status: http.StatusServiceUnavailable, First: 2},
		"503 after the commit":    {Status: http.StatusServiceUnavailable, Phase: mockserver.After, First: 2},
		"500 after the commit":    {Status: http.StatusInternalServerError, Phase: mockserver.After, First: 2},
		"reset before the commit": {Kind: mockserver.FaultReset, First: 2},
		"reset after the commit":  {Kind: mockserver.FaultReset, Phase: mockserver.After, First: 2},
		"truncated body":          {Kind: mockserver.FaultTruncate, First: 2},
		"malformed body":          {Kind: mockserver.FaultMalformed, First: 2},
	}
	for name, fault := range faults {
		for _, op := range []string{"cloudmore.cspTenants.link", "cloudmore.organizations.create"} {
			t.Run(op+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := newSide(t, mockserver.New(t, mockserver.WithTenants(0), mockserver.WithoutListener(), mockserver.WithViolationsAllowed()))
					s.add(t, 4, 2)
					require.NoError(t, s.srv.Fail(op, fault))
					journal := new(linking.MemoryJournal)
					out, err := s.linker(t).Apply(t.Context(), s.plan(2, 2), journal, execute)
					require.NoError(t, err)
					require.NoError(t, out.Err())
					s.requireApplied(t, 2, 2)

					s.srv.ClearRequests()
					_, err = s.linker(t).Apply(t.Context(), s.plan(2, 2), journal, execute)
					require.NoError(t, err)
					require.Empty(t, s.srv.Requests(mockserver.Match{Write: true}), "a second apply must not write")
				})
			})
		}
	}
}

func TestApplyAttachesAzureWhateverGoesWrong(t *testing.T) {
	for name, fault := range map[string]mockserver.Fault{
		"429":                     {Status: http.StatusTooManyRequests, RetryAfter: time.Second, First: 1},
		"503 before the commit":   {Status: http.StatusServiceUnavailable, First: 1},
		"503 after the commit":    {Status: http.StatusServiceUnavailable, Phase: mockserver.After, First: 1},
		"reset before the commit": {Kind: mockserver.FaultReset, First: 1},
		"reset after the commit":  {Kind: mockserver.FaultReset, Phase: mockserver.After, First: 1},
		"truncated body":          {Kind: mockserver.FaultTruncate, First: 1},
		"malformed body":          {Kind: mockserver.FaultMalformed, First: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSide(t, mockserver.New(t, mockserver.WithTenants(0), mockserver.WithoutListener()))
				s.add(t, 1, 1)
				require.NoError(t, s.srv.Link(tenantID(0).String(), organizationID(0)))
				require.NoError(t, s.srv.Fail("cloudmore.organizations.azure.add", fault))
				l := s.linker(t, linking.WithAzureTenants(tenantID(0)))
				snapshot, err := l.Discover(t.Context())
				require.NoError(t, err)
				p, err := l.Plan(t.Context(), snapshot)
				require.NoError(t, err)
				require.Equal(t, 1, p.Count(linking.AttachAzureService))
				require.NoError(t, p.ApproveAction(p.Actions[0].ID))
				out, err := l.Apply(t.Context(), p, new(linking.MemoryJournal), execute)
				require.NoError(t, err)
				require.NoError(t, out.Err())
				state, err := s.broker.AzureService(t.Context(), organizationID(0))
				require.NoError(t, err)
				require.Equal(t, linking.ServiceAttached, state)
				committed := 0
				sent := s.srv.Requests(mockserver.Match{Op: "cloudmore.organizations.azure.add"})
				for n, r := range sent {
					if r.Committed {
						committed++
						require.Equal(t, len(sent)-1, n, "what took effect is not sent again")
					}
				}
				require.Equal(t, 1, committed, "the service must be attached once")
			})
		})
	}
}

func TestDiscoverRefusesASandboxPartnerWithAProductionBroker(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(3), mockserver.WithoutListener())
	partner := uuid.MustParse(srv.Credentials().PartnerTenantID)
	pc, err := clients.PartnerCenter(srv)
	require.NoError(t, err)
	customers, err := adapter.NewCustomers(pc, partner, adapter.InEnvironment(linking.EnvironmentSandbox))
	require.NoError(t, err)
	cm, err := clients.Cloudmore(srv)
	require.NoError(t, err)
	broker, err := adapter.NewBroker(cm, partner, adapter.OnEnvironment(linking.EnvironmentProduction))
	require.NoError(t, err)
	l, err := linking.New(customers, broker, linking.WithScope(adapter.Scope(partner, "1")))
	require.NoError(t, err)
	_, err = l.Discover(t.Context())
	require.ErrorIs(t, err, linking.ErrScope)
}

func TestDetailTellsDormantTenants(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(0), mockserver.WithoutListener())
	s := newSide(t, srv)
	for n, spend := range []mockserver.Spend{{}, {Subscriptions: 2}} {
		_, err := srv.AddTenant(mockserver.Tenant{ID: tenantID(n).String(), Name: fmt.Sprintf("Quiet %d", n), Domain: fmt.Sprintf("q%d.onmicrosoft.com", n), Customer: true, Spend: spend})
		require.NoError(t, err)
	}
	pc, err := clients.PartnerCenter(srv)
	require.NoError(t, err)
	customers, err := adapter.NewCustomers(pc, s.scope.Partner, adapter.WithSubscriptions())
	require.NoError(t, err)
	for n, want := range []bool{true, false} {
		got, err := customers.Detail(t.Context(), linking.Tenant{TenantKey: linking.TenantKey{Partner: s.scope.Partner, Tenant: tenantID(n)}})
		require.NoError(t, err)
		require.Equal(t, want, got.Dormant, "tenant %d", n)
	}
}
