package graph_test

import (
	"context"
	"testing"

	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

func TestMethods(t *testing.T) {
	checkMethods(t, []methodCase{
		{"graph.delegatedAdminRelationships.get", "GET /v1.0/tenantRelationships/delegatedAdminRelationships/a1", ``, `{"id":"x"}`, false, func(ctx context.Context, c *graph.Client) (any, error) {
			return c.GDAP().Get(ctx, "a1")
		}},
		{"graph.delegatedAdminRelationships.create", "POST /v1.0/tenantRelationships/delegatedAdminRelationships", `{"id":"x"}`, `{"id":"x"}`, false, func(ctx context.Context, c *graph.Client) (any, error) {
			return c.GDAP().Create(ctx, graph.Relationship{ID: "x"})
		}},
		{"graph.delegatedAdminRelationships.update", "PATCH /v1.0/tenantRelationships/delegatedAdminRelationships/a1", `{"id":"x"}`, `{"id":"x"}`, true, func(ctx context.Context, c *graph.Client) (any, error) {
			return c.GDAP().Update(ctx, "a1", `W/"e5"`, graph.Relationship{ID: "x"})
		}},
		{"graph.delegatedAdminRelationships.delete", "DELETE /v1.0/tenantRelationships/delegatedAdminRelationships/a1", ``, ``, true, func(ctx context.Context, c *graph.Client) (any, error) {
			return nil, c.GDAP().Delete(ctx, "a1", `W/"e5"`)
		}},
		{"graph.delegatedAdminRelationships.requests.get", "GET /v1.0/tenantRelationships/delegatedAdminRelationships/a1/requests/b2", ``, `{"id":"x"}`, false, func(ctx context.Context, c *graph.Client) (any, error) {
			return c.GDAP().GetRequest(ctx, "a1", "b2")
		}},
		{"graph.delegatedAdminRelationships.accessAssignments.get", "GET /v1.0/tenantRelationships/delegatedAdminRelationships/a1/accessAssignments/b2", ``, `{"id":"x"}`, false, func(ctx context.Context, c *graph.Client) (any, error) {
			return c.GDAP().Assignment(ctx, "a1", "b2")
		}},
		{"graph.delegatedAdminRelationships.accessAssignments.create", "POST /v1.0/tenantRelationships/delegatedAdminRelationships/a1/accessAssignments", `{"id":"x"}`, `{"id":"x"}`, false, func(ctx context.Context, c *graph.Client) (any, error) {
			return c.GDAP().Assign(ctx, "a1", graph.AccessAssignment{ID: "x"})
		}},
		{"graph.delegatedAdminRelationships.accessAssignments.update", "PATCH /v1.0/tenantRelationships/delegatedAdminRelationships/a1/accessAssignments/b2", `{"id":"x"}`, `{"status":"succeeded"}`, true, func(ctx context.Context, c *graph.Client) (any, error) {
			return c.GDAP().Reassign(ctx, "a1", "b2", `W/"e5"`, graph.AccessAssignment{ID: "x"})
		}},
		{"graph.delegatedAdminRelationships.accessAssignments.delete", "DELETE /v1.0/tenantRelationships/delegatedAdminRelationships/a1/accessAssignments/b2", ``, ``, true, func(ctx context.Context, c *graph.Client) (any, error) {
			return nil, c.GDAP().Unassign(ctx, "a1", "b2", `W/"e5"`)
		}},
		{"graph.delegatedAdminRelationships.operations.get", "GET /v1.0/tenantRelationships/delegatedAdminRelationships/a1/operations/b2", ``, `{"id":"x"}`, false, func(ctx context.Context, c *graph.Client) (any, error) {
			return c.GDAP().Operation(ctx, "a1", "b2")
		}},
		{"graph.delegatedAdminCustomers.get", "GET /v1.0/tenantRelationships/delegatedAdminCustomers/a1", ``, `{"id":"x"}`, false, func(ctx context.Context, c *graph.Client) (any, error) {
			return c.GDAP().Customer(ctx, "a1")
		}},
		{"graph.directoryRoleTemplates.get", "GET /v1.0/directoryRoleTemplates/a1", ``, `{"id":"x","displayName":"Global Reader"}`, false, func(ctx context.Context, c *graph.Client) (any, error) {
			return c.RoleTemplates().Get(ctx, "a1")
		}},
		{"graph.delegatedAdminRelationships.update, auto-extend", "PATCH /v1.0/tenantRelationships/delegatedAdminRelationships/a1", `{"autoExtendDuration":"P180D"}`, `{"id":"x","autoExtendDuration":"P180D"}`, true, func(ctx context.Context, c *graph.Client) (any, error) {
			return c.GDAP().SetAutoExtend(ctx, "a1", `W/"e5"`, true)
		}},
		{"graph.groups.list, by name", "GET /v1.0/groups?%24filter=displayName+eq+%27O%27%27Hara%27", ``, `{"value":[{"id":"x"}]}`, false, func(ctx context.Context, c *graph.Client) (any, error) {
			group, err := c.Groups().FindByName(ctx, "O'Hara")
			return map[string]any{"value": []any{group}}, err
		}},
		{"graph.groups.create", "POST /v1.0/groups", `{"id":"x"}`, `{"id":"x"}`, false, func(ctx context.Context, c *graph.Client) (any, error) {
			return c.Groups().Create(ctx, graph.Group{ID: "x"})
		}},
		{"graph.groups.members.delete", "DELETE /v1.0/groups/a1/members/b2/$ref", ``, ``, false, func(ctx context.Context, c *graph.Client) (any, error) {
			return nil, c.Groups().RemoveMember(ctx, "a1", "b2")
		}},
		{"graph.delegatedAdminRelationships.requests.create", "POST /v1.0/tenantRelationships/delegatedAdminRelationships/a1/requests", `{"action":"lockForApproval"}`, `{"action":"lockForApproval","status":"created"}`, false, func(ctx context.Context, c *graph.Client) (any, error) {
			return c.GDAP().Request(ctx, "a1", graph.ActionLockForApproval)
		}},
		{"graph.groups.get", "GET /v1.0/groups/a1", ``, `{"displayName":"x"}`, false, func(ctx context.Context, c *graph.Client) (any, error) {
			return c.Groups().Get(ctx, "a1")
		}},
		{"graph.groups.members.create", "POST /v1.0/groups/a1/members/$ref", `{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/b2"}`, ``, false, func(ctx context.Context, c *graph.Client) (any, error) {
			return nil, c.Groups().AddMember(ctx, "a1", "b2")
		}},
	})
}

func TestLists(t *testing.T) {
	checkLists(t, []listCase{
		{"graph.delegatedAdminRelationships.list", "GET /v1.0/tenantRelationships/delegatedAdminRelationships?%24filter=f&%24top=2", `{"id":"x"}`, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, string, error) {
			return listed(c.GDAP().List(ctx, q))
		}, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, error) {
			return walked(c.GDAP().All(ctx, q))
		}},
		{"graph.delegatedAdminRelationships.requests.list", "GET /v1.0/tenantRelationships/delegatedAdminRelationships/a1/requests?%24filter=f&%24top=2", `{"id":"x"}`, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, string, error) {
			return listed(c.GDAP().ListRequests(ctx, "a1", q))
		}, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, error) {
			return walked(c.GDAP().AllRequests(ctx, "a1", q))
		}},
		{"graph.delegatedAdminRelationships.accessAssignments.list", "GET /v1.0/tenantRelationships/delegatedAdminRelationships/a1/accessAssignments?%24filter=f&%24top=2", `{"id":"x"}`, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, string, error) {
			return listed(c.GDAP().ListAssignments(ctx, "a1", q))
		}, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, error) {
			return walked(c.GDAP().AllAssignments(ctx, "a1", q))
		}},
		{"graph.delegatedAdminRelationships.operations.list", "GET /v1.0/tenantRelationships/delegatedAdminRelationships/a1/operations?%24filter=f&%24top=2", `{"id":"x"}`, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, string, error) {
			return listed(c.GDAP().ListOperations(ctx, "a1", q))
		}, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, error) {
			return walked(c.GDAP().AllOperations(ctx, "a1", q))
		}},
		{"graph.delegatedAdminCustomers.list", "GET /v1.0/tenantRelationships/delegatedAdminCustomers?%24filter=f&%24top=2", `{"id":"x"}`, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, string, error) {
			return listed(c.GDAP().ListCustomers(ctx, q))
		}, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, error) {
			return walked(c.GDAP().AllCustomers(ctx, q))
		}},
		{"graph.delegatedAdminCustomers.serviceManagementDetails.list", "GET /v1.0/tenantRelationships/delegatedAdminCustomers/a1/serviceManagementDetails?%24filter=f&%24top=2", `{"id":"x"}`, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, string, error) {
			return listed(c.GDAP().ListServices(ctx, "a1", q))
		}, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, error) {
			return walked(c.GDAP().AllServices(ctx, "a1", q))
		}},
		{"graph.directoryRoleTemplates.list", "GET /v1.0/directoryRoleTemplates?%24filter=f&%24top=2", `{"id":"x"}`, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, string, error) {
			return listed(c.RoleTemplates().List(ctx, q))
		}, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, error) {
			return walked(c.RoleTemplates().All(ctx, q))
		}},
		{"graph.groups.list", "GET /v1.0/groups?%24filter=f&%24top=2", `{"id":"x"}`, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, string, error) {
			return listed(c.Groups().List(ctx, q))
		}, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, error) {
			return walked(c.Groups().All(ctx, q))
		}},
		{"graph.groups.members.list", "GET /v1.0/groups/a1/members?%24filter=f&%24top=2", `{"id":"x"}`, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, string, error) {
			return listed(c.Groups().ListMembers(ctx, "a1", q))
		}, func(ctx context.Context, c *graph.Client, q graph.ListQuery) (any, error) {
			return walked(c.Groups().AllMembers(ctx, "a1", q))
		}},
	})
}
