package provision_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/provision"
	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// directoryReaders is a role that every default relationship has.
var directoryReaders = uuid.MustParse("88d8e3e3-8f55-4a1e-953a-9b9898b8876b")

// gdap is the side with access to Graph, and a group of the partner.
func gdap(t *testing.T) (side, *graph.Client, provision.Option, *provision.Admin) {
	t.Helper()
	s := newSide(t)
	client, err := graph.New(clients.User(s.srv, clients.AudienceGraph), graph.WithHTTPClient(s.srv.Client()))
	require.NoError(t, err)
	access, err := provision.NewGDAP(client)
	require.NoError(t, err)
	for g, err := range client.Groups().All(t.Context(), graph.ListQuery{}) {
		require.NoError(t, err)
		return s, client, provision.WithAccess(access), &provision.Admin{Groups: []provision.Group{{ID: uuid.MustParse(g.ID), Roles: []uuid.UUID{directoryReaders}}}}
	}
	require.Fail(t, "the mock's partner has no group")
	return side{}, nil, nil, nil
}

// requireAssignedOnce checks on the server that the group has one assignment
// with the tenant.
func requireAssignedOnce(t *testing.T, client *graph.Client, tenant uuid.UUID, admin *provision.Admin) {
	t.Helper()
	n := 0
	for r, err := range client.GDAP().All(t.Context(), graph.ListQuery{Filter: "customer/tenantId eq '" + tenant.String() + "'"}) {
		require.NoError(t, err)
		for a, err := range client.GDAP().AllAssignments(t.Context(), r.ID, graph.ListQuery{}) {
			require.NoError(t, err)
			require.Equal(t, admin.Groups[0].ID.String(), a.AccessContainer.AccessContainerID)
			n++
		}
	}
	require.Equal(t, 1, n, "the group must be assigned once")
}

func TestRunAssignsGroupsToTheDefaultRelationshipOfANewTenant(t *testing.T) {
	s, client, access, admin := gdap(t)
	r, j := s.request(t, 1), new(linking.MemoryJournal)
	r.Admin = admin
	p := s.provisioner(t, provision.WithConfirm(accept), access)
	var res *provision.Result
	for range 2 {
		var err error
		res, err = p.Run(t.Context(), s.scope, j, r)
		require.NoError(t, err)
	}
	s.requireBoughtOnce(t, r, res)
	requireAssignedOnce(t, client, res.Tenant, admin)
	require.Empty(t, s.srv.Requests(mockserver.Match{Op: "graph.delegatedAdminRelationships.create"}), "a new tenant's relationship is made by Microsoft")
}

// existing is a request for a customer that exists and has no relationship.
func (s side) existing(t *testing.T, admin *provision.Admin) provision.Request {
	t.Helper()
	tenant, err := s.srv.AddTenant(mockserver.Tenant{Name: "Existing", Domain: "existing.onmicrosoft.com", Customer: true})
	require.NoError(t, err)
	r := s.request(t, 1)
	r.Customer, r.Tenant, r.Admin = nil, uuid.MustParse(tenant.ID), admin
	return r
}

func TestRunWaitsForCustomerApproval(t *testing.T) {
	s, client, access, admin := gdap(t)
	r, j := s.existing(t, admin), new(linking.MemoryJournal)
	var waiting *provision.WaitingError
	for range 3 { // each as another process would, with nothing but the journal
		_, err := s.provisioner(t, provision.WithConfirm(accept), access).Run(t.Context(), s.scope, j, r)
		require.ErrorIs(t, err, provision.ErrWaiting)
		require.ErrorAs(t, err, &waiting)
		require.Contains(t, err.Error(), "waiting for customer approval")
	}
	require.Len(t, s.srv.Requests(mockserver.Match{Op: "graph.delegatedAdminRelationships.create"}), 1, "the customer must be asked once")
	require.NoError(t, s.srv.ApproveRelationship(waiting.URL[strings.LastIndex(waiting.URL, "/")+1:]))

	p := s.provisioner(t, provision.WithConfirm(accept), access)
	res, err := p.Run(t.Context(), s.scope, j, r)
	for n := 0; errors.Is(err, provision.ErrWaiting) && n < 5; n++ { // it becomes active by itself
		res, err = p.Run(t.Context(), s.scope, j, r)
	}
	require.NoError(t, err)
	require.Len(t, res.Orders, 1)
	requireAssignedOnce(t, client, r.Tenant, admin)
}

func TestRunAsksTheCustomerOnceWhateverGoesWrong(t *testing.T) {
	for name, fault := range map[string]mockserver.Fault{
		"503 before the commit":  {Status: http.StatusServiceUnavailable, First: 2},
		"502 after the commit":   {Status: http.StatusBadGateway, Phase: mockserver.After, First: 2},
		"reset after the commit": {Kind: mockserver.FaultReset, Phase: mockserver.After, First: 2},
		"truncated body":         {Kind: mockserver.FaultTruncate, First: 2},
	} {
		for _, op := range []string{"create", "requests.create", "accessAssignments.create"} {
			t.Run(op+" "+name, func(t *testing.T) {
				s, client, access, admin := gdap(t)
				r, j := s.existing(t, admin), new(linking.MemoryJournal)
				require.NoError(t, s.srv.Fail("graph.delegatedAdminRelationships."+op, fault))
				p := s.provisioner(t, provision.WithConfirm(accept), access)
				var err error
				for range 12 {
					_, err = p.Run(t.Context(), s.scope, j, r)
					var waiting *provision.WaitingError
					if errors.As(err, &waiting) && waiting.URL != "" {
						require.NoError(t, s.srv.ApproveRelationship(waiting.URL[strings.LastIndex(waiting.URL, "/")+1:]))
					}
					if err == nil {
						break
					}
				}
				require.NoError(t, err)
				requireAssignedOnce(t, client, r.Tenant, admin)
				n := 0
				for _, err := range client.GDAP().All(t.Context(), graph.ListQuery{Filter: "customer/tenantId eq '" + r.Tenant.String() + "'"}) {
					require.NoError(t, err)
					n++
				}
				require.Equal(t, 1, n, "the customer must be asked once")
			})
		}
	}
}

func TestRunRefusesAdminWithoutAccess(t *testing.T) {
	s, _, access, admin := gdap(t)
	r := s.request(t, 1)
	r.Admin = admin
	_, err := s.provisioner(t).Run(t.Context(), s.scope, new(linking.MemoryJournal), r)
	require.ErrorContains(t, err, "WithAccess")
	r.Admin = &provision.Admin{Groups: []provision.Group{{ID: uuid.New()}}}
	_, err = s.provisioner(t, access).Run(t.Context(), s.scope, new(linking.MemoryJournal), r)
	require.ErrorContains(t, err, "at least one role")
	require.Empty(t, s.srv.Requests(mockserver.Match{Write: true}))
}
