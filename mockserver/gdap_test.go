package mockserver_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
)

const (
	relationships  = "/v1.0/tenantRelationships/delegatedAdminRelationships"
	directoryRead  = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"
	licenseAdmin   = "4d6ac14f-3453-41d0-bef9-a3e0c569773a"
	globalAdmin    = "62e90394-69f5-4237-9190-012177145e10"
	relationshipID = "id"
)

func roles(ids ...string) map[string]any {
	list := []map[string]string{}
	for _, id := range ids {
		list = append(list, map[string]string{"roleDefinitionId": id})
	}
	return map[string]any{"unifiedRoles": list}
}

func (c *client) graph(method, path string, body any, header ...string) response {
	c.t.Helper()
	return c.send(method, path, body, append(c.as("graph"), header...)...)
}

func (r response) etag(t *testing.T) string { t.Helper(); return r.text(t, "@odata.etag") }

func TestGDAPLifeCycle(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	tenant, err := c.srv.AddTenant(mockserver.Tenant{Name: "A AB", Customer: true})
	if err != nil {
		t.Fatal(err)
	}
	made := c.graph("POST", relationships, map[string]any{
		"displayName": "Support", "duration": "P730D", "accessDetails": roles(directoryRead, licenseAdmin), "customer": map[string]string{"tenantId": tenant.ID},
	}).want(t, http.StatusCreated)
	path := relationships + "/" + made.text(t, relationshipID)
	c.graph("PATCH", path, map[string]any{"duration": "P365D"}).want(t, http.StatusBadRequest)
	c.graph("PATCH", path, map[string]any{"duration": "P365D"}, "If-Match", made.etag(t)).want(t, http.StatusOK)
	c.graph("PATCH", path, map[string]any{"duration": "P30D"}, "If-Match", made.etag(t)).want(t, http.StatusPreconditionFailed)
	request := c.graph("POST", path+"/requests", map[string]string{"action": "lockForApproval"}).want(t, http.StatusCreated)
	if got := c.graph("GET", path+"/requests/"+request.text(t, "id"), nil).text(t, "status"); got != "succeeded" {
		t.Errorf("the request is %s", got)
	}
	c.graph("PATCH", path, map[string]any{"duration": "P30D"}, "If-Match", c.graph("GET", path, nil).etag(t)).want(t, http.StatusBadRequest)
	c.send("POST", "/_mock/gdap/"+made.text(t, "id")+"/approve", nil).want(t, http.StatusNoContent)
	c.send("POST", "/_mock/gdap/"+made.text(t, "id")+"/approve", nil).want(t, http.StatusConflict)
	var seen []string
	for range 3 {
		seen = append(seen, c.graph("GET", path, nil).text(t, "status"))
	}
	if strings.Join(seen, " ") != "approved activating active" {
		t.Errorf("statuses on the way are %v", seen)
	}
	// The relationship shows the partner what it could not see before.
	c.send("GET", "/v1/customers/"+tenant.ID+"/customDomains", nil, c.as("pc")...).want(t, http.StatusOK)
	c.assignments(path)
	c.graph("DELETE", path, nil, "If-Match", "*").want(t, http.StatusBadRequest)
	for list, want := range map[string]int{"/requests": 1, "/operations": 1, "/accessAssignments": 0} {
		var got struct{ Value []json.RawMessage }
		c.graph("GET", path+list, nil).want(t, http.StatusOK).decode(t, &got)
		if len(got.Value) < want {
			t.Errorf("%s holds %d, want %d", list, len(got.Value), want)
		}
	}
	draft := relationships + "/" + c.graph("POST", relationships, map[string]any{"displayName": "Draft", "duration": "P30D", "accessDetails": roles(directoryRead)}).want(t, http.StatusCreated).text(t, "id")
	c.graph("DELETE", draft, nil, "If-Match", c.graph("GET", draft, nil).etag(t)).want(t, http.StatusNoContent)
	c.graph("GET", draft, nil).want(t, http.StatusNotFound)
	c.graph("POST", path+"/requests", map[string]string{"action": "terminate"}).want(t, http.StatusCreated)
	for range 2 {
		c.graph("GET", path, nil)
	}
	if got := c.graph("GET", path, nil).text(t, "status"); got != "terminated" {
		t.Errorf("after terminate it is %s", got)
	}
	c.send("GET", "/v1/customers/"+tenant.ID+"/customDomains", nil, c.as("pc")...).want(t, http.StatusForbidden)
}

// assignments walks through the assignments of an active relationship.
func (c *client) assignments(path string) {
	c.t.Helper()
	group := c.graph("POST", "/v1.0/groups", map[string]any{"displayName": "Helpdesk", "mailNickname": "helpdesk", "mailEnabled": false, "securityEnabled": true}).want(c.t, http.StatusCreated).text(c.t, "id")
	body := func(group string, ids ...string) map[string]any {
		return map[string]any{"accessContainer": map[string]string{"accessContainerId": group, "accessContainerType": "securityGroup"}, "accessDetails": roles(ids...)}
	}
	c.graph("POST", path+"/accessAssignments", body(group, globalAdmin)).want(c.t, http.StatusBadRequest)
	c.graph("POST", path+"/accessAssignments", body("nobody", directoryRead)).want(c.t, http.StatusBadRequest)
	made := c.graph("POST", path+"/accessAssignments", body(group, directoryRead)).want(c.t, http.StatusCreated)
	c.graph("POST", path+"/accessAssignments", body(group, directoryRead)).want(c.t, http.StatusConflict)
	one := path + "/accessAssignments/" + made.text(c.t, "id")
	c.graph("GET", one, nil)
	active := c.graph("GET", one, nil)
	if active.text(c.t, "status") != "active" {
		c.t.Errorf("%s", active.body)
	}
	changed := c.graph("PATCH", one, map[string]any{"accessDetails": roles(directoryRead, licenseAdmin)}, "If-Match", active.etag(c.t)).want(c.t, http.StatusAccepted)
	location := changed.header.Get("Location")
	if first, second := c.graph("GET", location, nil).text(c.t, "status"), c.graph("GET", location, nil).text(c.t, "status"); first != "running" || second != "succeeded" {
		c.t.Errorf("operation is %s, then %s", first, second)
	}
	c.graph("DELETE", one, nil, "If-Match", c.graph("GET", one, nil).etag(c.t)).want(c.t, http.StatusNoContent)
	c.graph("GET", one, nil)
	if got := c.graph("GET", one, nil).text(c.t, "status"); got != "deleted" {
		c.t.Errorf("the assignment is %s", got)
	}
}

func TestGDAPTime(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0), mockserver.WithLifetimes(mockserver.Lifetimes{Access: 5 * 365 * 24 * time.Hour}))
	create := func(name string, more map[string]any) string {
		body := map[string]any{"displayName": name, "duration": "P10D", "accessDetails": roles(directoryRead)}
		for k, v := range more {
			body[k] = v
		}
		id := c.graph("POST", relationships, body).want(t, http.StatusCreated).text(t, "id")
		c.graph("POST", relationships+"/"+id+"/requests", map[string]string{"action": "lockForApproval"}).want(t, http.StatusCreated)
		return id
	}
	activate := func(id string) {
		if err := c.srv.ApproveRelationship(id); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			c.graph("GET", relationships+"/"+id, nil)
		}
	}
	ends, extends, pending := create("ends", nil), create("extends", map[string]any{"autoExtendDuration": "P180D"}), create("pending", nil)
	activate(ends)
	activate(extends)
	c.srv.Advance(91 * 24 * time.Hour)
	for id, want := range map[string]string{ends: "expired", extends: "active", pending: "expired"} {
		if got := c.graph("GET", relationships+"/"+id, nil).text(t, "status"); got != want {
			t.Errorf("after 91 days it is %s, want %s", got, want)
		}
	}
}

func TestGDAPRefusesBadInput(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	good := func() map[string]any {
		return map[string]any{"displayName": "x", "duration": "P1Y", "accessDetails": roles(directoryRead)}
	}
	c.graph("POST", relationships, good()).want(t, http.StatusCreated)
	c.graph("POST", relationships, good()).want(t, http.StatusConflict)
	for name, change := range map[string]func(map[string]any){
		"no name": func(m map[string]any) { delete(m, "displayName") }, "long name": func(m map[string]any) { m["displayName"] = strings.Repeat("x", 51) },
		"three years": func(m map[string]any) { m["duration"] = "P3Y" }, "no duration": func(m map[string]any) { m["duration"] = "P" },
		"no roles": func(m map[string]any) { m["accessDetails"] = roles() }, "no guid": func(m map[string]any) { m["accessDetails"] = roles("Reader") },
		"extends a global administrator": func(m map[string]any) {
			m["accessDetails"], m["autoExtendDuration"] = roles(globalAdmin), "P180D"
		},
	} {
		body := good()
		body["displayName"] = "y"
		change(body)
		if resp := c.graph("POST", relationships, body); resp.status != http.StatusBadRequest {
			t.Errorf("%s: status %d %s", name, resp.status, resp.body)
		}
	}
}

// Microsoft's Go SDK normalises durations to weeks and writes none as "P".
func TestGDAPTakesDurationsAsTheGoSDKWritesThem(t *testing.T) {
	c := newClient(t)
	made := c.graph("POST", relationships, map[string]any{
		"displayName": "By weeks", "duration": "P104W2D", "autoExtendDuration": "P25W5D", "accessDetails": roles(directoryRead),
	}).want(t, http.StatusCreated)
	if got := made.text(t, "autoExtendDuration"); got != "P180D" {
		t.Errorf("autoExtendDuration is %q, want P180D", got)
	}
	made = c.graph("POST", relationships, map[string]any{
		"displayName": "Not extended", "duration": "P52W1D", "autoExtendDuration": "P", "accessDetails": roles(directoryRead),
	}).want(t, http.StatusCreated)
	if got := made.text(t, "autoExtendDuration"); got != "PT0S" {
		t.Errorf("autoExtendDuration is %q, want PT0S", got)
	}
}

func TestDefaultRelationships(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(30))
	id := c.send("POST", "/v1/customers", newCustomer("a.onmicrosoft.com"), c.as("pc")...).text(t, "id")
	type page struct {
		Value []struct {
			DisplayName, Status string
			AccessDetails       struct{ UnifiedRoles []any }
		}
		Next string `json:"@odata.nextLink"`
	}
	var own page
	c.graph("GET", relationships+"?$filter=customer%2FtenantId%20eq%20'"+id+"'%20and%20status%20eq%20'active'", nil).want(t, http.StatusOK).decode(t, &own)
	if len(own.Value) != 1 || !strings.HasPrefix(own.Value[0].DisplayName, "Default_") || len(own.Value[0].AccessDetails.UnifiedRoles) != 11 {
		t.Errorf("a new customer has an active Default_ relationship with 11 roles: %+v", own.Value)
	}
	n, next := 0, c.base+relationships+"?$top=5"
	for next != "" {
		var p page
		c.graph("GET", next, nil).want(t, http.StatusOK).decode(t, &p)
		n += len(p.Value)
		next = p.Next
	}
	var all page
	c.graph("GET", relationships, nil).decode(t, &all)
	if n != len(all.Value) || n < 10 {
		t.Errorf("pages of 5 hold %d relationships, one page %d", n, len(all.Value))
	}
	c.graph("GET", relationships+"?$filter=nonsense", nil).want(t, http.StatusBadRequest)
	var customers struct{ Value []struct{ TenantID string } }
	c.graph("GET", "/v1.0/tenantRelationships/delegatedAdminCustomers", nil).want(t, http.StatusOK).decode(t, &customers)
	if len(customers.Value) != n {
		t.Errorf("%d delegated customers with %d relationships", len(customers.Value), n)
	}
	c.graph("GET", "/v1.0/tenantRelationships/delegatedAdminCustomers/"+id, nil).want(t, http.StatusOK)
	c.graph("GET", "/v1.0/tenantRelationships/delegatedAdminCustomers/"+id+"/serviceManagementDetails", nil).want(t, http.StatusOK)
	c.graph("GET", "/v1.0/tenantRelationships/delegatedAdminCustomers/none", nil).want(t, http.StatusNotFound)
}

func TestGroups(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	id := c.graph("POST", "/v1.0/groups", map[string]any{"displayName": "G", "mailNickname": "g", "securityEnabled": true}).want(t, http.StatusCreated).text(t, "id")
	c.graph("GET", "/v1.0/groups/"+id, nil).want(t, http.StatusOK)
	var list struct {
		Value []struct{ ID, DisplayName string }
	}
	c.graph("GET", "/v1.0/groups?$filter=displayName%20eq%20'AdminAgents'", nil).decode(t, &list)
	if len(list.Value) != 1 {
		t.Errorf("groups: %+v", list)
	}
	var me struct {
		Value []struct {
			Type        string `json:"@odata.type"`
			DisplayName string
		}
	}
	c.graph("GET", "/v1.0/me/memberOf", nil).want(t, http.StatusOK).decode(t, &me)
	if len(me.Value) != 2 || me.Value[0].DisplayName != "AdminAgents" || me.Value[1].DisplayName != "Privileged Role Administrator" {
		t.Errorf("memberOf: %+v", me)
	}
	c.graph("POST", "/v1.0/groups", map[string]any{"displayName": "G"}).want(t, http.StatusBadRequest)
	var admins struct{ Value []struct{ ID string } }
	c.graph("GET", "/v1.0/groups/"+list.Value[0].ID+"/members", nil).want(t, http.StatusOK).decode(t, &admins)
	if len(admins.Value) != 2 {
		t.Fatalf("members of AdminAgents: %+v", admins)
	}
	ref := map[string]string{"@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/" + admins.Value[0].ID}
	c.graph("POST", "/v1.0/groups/"+id+"/members/$ref", ref).want(t, http.StatusNoContent)
	c.graph("POST", "/v1.0/groups/"+id+"/members/$ref", ref).want(t, http.StatusBadRequest)
	c.graph("DELETE", "/v1.0/groups/"+id+"/members/"+admins.Value[0].ID+"/$ref", nil).want(t, http.StatusNoContent)
	c.graph("DELETE", "/v1.0/groups/"+id+"/members/"+admins.Value[0].ID+"/$ref", nil).want(t, http.StatusNotFound)
}
