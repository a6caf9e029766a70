package graph_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// From a relationship to a group that has roles of it, against the mock.
func TestGDAPFromRequestToReassignment(t *testing.T) {
	synctest.Test(t, fromRequestToReassignment)
}

func fromRequestToReassignment(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(0), mockserver.WithoutListener())
	const tenant = "11111111-2222-4333-8444-555555555555"
	_, err := srv.AddTenant(mockserver.Tenant{ID: tenant, Name: "Contoso AB", Domain: "contoso.onmicrosoft.com", Customer: true})
	require.NoError(t, err)
	g, err := graph.New(clients.User(srv, clients.AudienceGraph), graph.WithHTTPClient(srv.Client()))
	require.NoError(t, err)
	ctx, gdap := t.Context(), g.GDAP()

	set := graph.RoleSet{Name: "first line", RoleIDs: []string{graph.RoleUserAdministrator, graph.RoleDirectoryReaders, graph.RoleUserAdministrator}}
	require.Len(t, set.AccessDetails().UnifiedRoles, 2)
	made, err := gdap.Create(ctx, graph.Relationship{DisplayName: "Contoso support", Duration: "P730D", AccessDetails: set.AccessDetails(),
		Customer: &graph.RelationshipCustomer{TenantID: tenant}})
	require.NoError(t, err)
	_, err = gdap.Request(ctx, made.ID, graph.ActionLockForApproval)
	require.NoError(t, err)
	require.NoError(t, srv.ApproveRelationship(made.ID))
	active, err := gdap.Get(ctx, made.ID)
	for i := 0; err == nil && active.Status != graph.RelationshipActive && i < 5; i++ {
		active, err = gdap.Get(ctx, made.ID)
	}
	require.NoError(t, err)
	require.Equal(t, graph.RelationshipActive, active.Status)

	extended, err := gdap.SetAutoExtend(ctx, made.ID, active.ETag, true)
	require.NoError(t, err)
	assert.Equal(t, graph.AutoExtendOn, extended.AutoExtendDuration)
	_, err = gdap.SetAutoExtend(ctx, made.ID, active.ETag, false)
	require.ErrorIs(t, err, graph.ErrPrecondition, "the ETag is stale")

	group, err := g.Groups().Create(ctx, graph.Group{DisplayName: "Support", MailNickname: "support", SecurityEnabled: true})
	require.NoError(t, err)
	found, err := g.Groups().FindByName(ctx, "Support")
	require.NoError(t, err)
	assert.Equal(t, group.ID, found.ID)
	_, err = g.Groups().FindByName(ctx, "Nobody")
	require.ErrorIs(t, err, graph.ErrNotFound)

	assignment, err := gdap.Assign(ctx, made.ID, graph.AccessAssignment{
		AccessContainer: &graph.AccessContainer{AccessContainerID: group.ID, AccessContainerType: "securityGroup"},
		AccessDetails:   graph.RoleSet{RoleIDs: []string{graph.RoleDirectoryReaders}}.AccessDetails()})
	require.NoError(t, err)
	assignment, err = gdap.WaitAssignment(ctx, made.ID, assignment.ID)
	require.NoError(t, err)
	require.Equal(t, graph.AssignmentActive, assignment.Status)

	operation, err := gdap.Reassign(ctx, made.ID, assignment.ID, assignment.ETag, graph.AccessAssignment{AccessDetails: set.AccessDetails()})
	require.NoError(t, err)
	require.NotEmpty(t, operation.ID, "the operation is in the header Location")
	operation, err = gdap.WaitOperation(ctx, made.ID, operation)
	require.NoError(t, err)
	assert.Equal(t, graph.OperationSucceeded, operation.Status)
	again, err := gdap.Assignment(ctx, made.ID, assignment.ID)
	require.NoError(t, err)
	assert.Len(t, again.AccessDetails.UnifiedRoles, 2)
	same, err := gdap.Reassign(ctx, made.ID, assignment.ID, again.ETag, graph.AccessAssignment{AccessDetails: set.AccessDetails()})
	require.NoError(t, err)
	assert.Equal(t, graph.OperationSucceeded, same.Status, "nothing changes")
}

func TestWaitsOfGDAPEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, _ := fake(t, func(n int) (int, string) {
			if n < 3 {
				return http.StatusOK, `{"id":"o","status":"running"}`
			}
			return http.StatusOK, `{"id":"o","status":"failed","data":"no"}`
		})
		_, err := client.GDAP().WaitOperation(t.Context(), "r", &graph.RelationshipOperation{ID: "o", Status: graph.OperationRunning})
		require.ErrorIs(t, err, graph.ErrOperationFailed)

		client, _ = fake(t, func(int) (int, string) { return http.StatusOK, `{"id":"a","status":"error"}` })
		_, err = client.GDAP().WaitAssignment(t.Context(), "r", "a")
		require.ErrorIs(t, err, graph.ErrOperationFailed)

		client, _ = fake(t, func(int) (int, string) { return http.StatusOK, `{"id":"a","status":"deleting"}` })
		_, err = client.GDAP().WaitAssignment(t.Context(), "r", "a")
		require.ErrorIs(t, err, graph.ErrNotFound)

		client, seen := fake(t, func(int) (int, string) { return http.StatusOK, `{"id":"a","status":"pending"}` })
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err = client.GDAP().WaitAssignment(ctx, "r", "a")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Less(t, len(*seen), 10)
	})
}

func TestSeveralGroupsOfAName(t *testing.T) {
	client, _ := fake(t, func(int) (int, string) { return http.StatusOK, `{"value":[{"id":"g1"},{"id":"g2"}]}` })
	_, err := client.Groups().FindByName(t.Context(), "Support")
	require.ErrorIs(t, err, graph.ErrConflict)
	require.ErrorContains(t, err, "g1, g2")
}

func TestRoleNames(t *testing.T) {
	assert.Equal(t, "User Administrator", graph.RoleName(graph.RoleUserAdministrator))
	assert.Equal(t, "x", graph.RoleName("x"), "an unknown role is its id")
	ids, names := map[string]bool{}, map[string]bool{}
	for _, role := range graph.DirectoryRoles() {
		assert.Len(t, role.ID, 36)
		assert.False(t, ids[role.ID] || names[role.DisplayName], "%s is there twice", role.DisplayName)
		ids[role.ID], names[role.DisplayName] = true, true
	}
	assert.Len(t, ids, 36)
}
