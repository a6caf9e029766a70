package mockserver

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

const gdapRoot = "/v1.0/tenantRelationships/delegatedAdminRelationships"

// gdapRoutes lock the state for writing even in GETs: looking at something that
// is under way moves it on.
func gdapRoutes() []route {
	row := func(op, method, path string, write bool, handle func(*Server, *call) *reply) route {
		return route{op: "graph.delegatedAdmin" + op, method: method, patterns: []string{"/v1.0/tenantRelationships/delegatedAdmin" + path}, vendor: vendorGraph, write: write, pinned: true,
			handle: func(s *Server, c *call) *reply {
				s.mu.Lock()
				defer s.mu.Unlock()
				return handle(s, c)
			}, fidelity: Stateful, evidence: "published sample and schema", proof: "TestGDAPLifeCycle"}
	}
	one := "Relationships/{relationship}"
	return []route{
		row("Relationships.list", "GET", "Relationships", false, (*Server).relationshipsList).provenBy("TestDefaultRelationships"),
		row("Relationships.create", "POST", "Relationships", true, (*Server).relationshipsCreate),
		row("Relationships.get", "GET", one, false, (*Server).relationshipsGet),
		row("Relationships.update", "PATCH", one, true, (*Server).relationshipsUpdate),
		row("Relationships.delete", "DELETE", one, true, (*Server).relationshipsDelete),
		row("Relationships.requests.create", "POST", one+"/requests", true, (*Server).requestsCreate),
		row("Relationships.requests.list", "GET", one+"/requests", false, (*Server).requestsList),
		row("Relationships.requests.get", "GET", one+"/requests/{request}", false, (*Server).requestsGet),
		row("Relationships.accessAssignments.create", "POST", one+"/accessAssignments", true, (*Server).assignmentsCreate),
		row("Relationships.accessAssignments.list", "GET", one+"/accessAssignments", false, (*Server).assignmentsList),
		row("Relationships.accessAssignments.get", "GET", one+"/accessAssignments/{assignment}", false, (*Server).assignmentsGet),
		row("Relationships.accessAssignments.update", "PATCH", one+"/accessAssignments/{assignment}", true, (*Server).assignmentsUpdate),
		row("Relationships.accessAssignments.delete", "DELETE", one+"/accessAssignments/{assignment}", true, (*Server).assignmentsDelete),
		row("Relationships.operations.list", "GET", one+"/operations", false, (*Server).gdapOperationsList),
		row("Relationships.operations.get", "GET", one+"/operations/{operation}", false, (*Server).gdapOperationsGet),
		row("Customers.list", "GET", "Customers", false, (*Server).gdapCustomersList).provenBy("TestDefaultRelationships"),
		row("Customers.get", "GET", "Customers/{customer}", false, (*Server).gdapCustomersGet).provenBy("TestDefaultRelationships"),
		row("Customers.serviceManagementDetails.list", "GET", "Customers/{customer}/serviceManagementDetails", false, (*Server).gdapServices).provenBy("TestDefaultRelationships"),
	}
}

func graphBad(c *call, format string, args ...any) *reply {
	return graphError(c, http.StatusBadRequest, "badRequest", fmt.Sprintf(format, args...))
}

func (s *Server) withRelationship(c *call, use func(*relationship) *reply) *reply {
	for _, r := range s.st.relationshipsNow(c.now) {
		if strings.EqualFold(r.ID, c.params["relationship"]) {
			return use(r)
		}
	}
	return graphError(c, http.StatusNotFound, "notFound", "The relationship "+c.params["relationship"]+" was not found.")
}

// matched checks If-Match, which Graph demands for changes.
func matched(c *call, etag string) *reply {
	switch have := c.r.Header.Get("If-Match"); have {
	case etag, "*":
		return nil
	case "":
		return graphBad(c, "The header If-Match is required.")
	}
	return graphError(c, http.StatusPreconditionFailed, "preconditionFailed", "The ETag is stale; get the resource again.")
}

func (s *Server) relationshipsList(c *call) *reply {
	filter, err := parseODataFilter(c.query.Get("$filter"))
	if err != nil {
		return graphBad(c, "%v", err)
	}
	items := []*relationship{}
	for _, r := range s.st.relationshipsNow(c.now) {
		tenant := ""
		if r.Customer != nil {
			tenant = r.Customer.TenantID
		}
		if want, ok := filter["status"]; ok && !strings.EqualFold(want, r.Status) {
			continue
		}
		if want, ok := filter["customer/tenantid"]; ok && !strings.EqualFold(want, tenant) {
			continue
		}
		if want, ok := filter["displayname"]; ok && want != r.DisplayName {
			continue
		}
		items = append(items, r)
	}
	return pageReply(c, "tenantRelationships/delegatedAdminRelationships", items)
}

// entity answers with one resource, annotated as Graph annotates it.
func entity(c *call, status int, path, kind string, v any) *reply {
	rep := jsonReply(status, v)
	rep.body = append([]byte(`{"@odata.context":"`+c.base+"/v1.0/$metadata#tenantRelationships/"+path+`","@odata.type":"#microsoft.graph.`+kind+`",`), rep.body[1:]...)
	return rep
}

func pageReply[T any](c *call, path string, items []T) *reply {
	page, err := pageGraph(c, path, items)
	if err != nil {
		return graphBad(c, "%v", err)
	}
	return ok(page)
}

// relationshipInput is what a client may set.
type relationshipInput struct {
	DisplayName        *string
	Duration           *string
	AutoExtendDuration *string
	Customer           *gdapCustomer
	AccessDetails      *accessDetails
}

func (s *Server) relationshipsCreate(c *call) *reply {
	var in relationshipInput
	if err := c.decode(&in); err != nil {
		return graphBad(c, "%v", err)
	}
	if in.DisplayName == nil || in.Duration == nil || in.AccessDetails == nil {
		return graphBad(c, "displayName, duration and accessDetails are required.")
	}
	r := &relationship{ID: s.st.nextID("gdap") + "-" + s.st.nextID("gdap customer"), Status: "created", AutoExtend: "PT0S", created: c.now, Created: stamp(c.now)}
	if rep := s.fillRelationship(c, r, in); rep != nil {
		return rep
	}
	s.st.relationships = append(s.st.relationshipsNow(c.now), r)
	return entity(c, http.StatusCreated, "delegatedAdminRelationships/$entity", "delegatedAdminRelationship", r).set("Location", c.base+gdapRoot+"/"+r.ID)
}

func (s *Server) fillRelationship(c *call, r *relationship, in relationshipInput) *reply {
	next := *r
	if in.DisplayName != nil {
		next.DisplayName = *in.DisplayName
	}
	if in.Duration != nil {
		next.Duration = *in.Duration
	}
	if in.AutoExtendDuration != nil {
		next.AutoExtend = *in.AutoExtendDuration
	}
	if in.Customer != nil {
		next.Customer = in.Customer
	}
	if in.AccessDetails != nil {
		next.Access = *in.AccessDetails
	}
	if rep := s.checkRelationship(c, &next); rep != nil {
		return rep
	}
	*r = next
	s.st.touch(r, c.now)
	return nil
}

func (s *Server) checkRelationship(c *call, r *relationship) *reply {
	years, months, days, ok := parseDuration(r.Duration)
	start := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	length := start.AddDate(years, months, days).Sub(start)
	var extends bool
	r.AutoExtend, extends = extension(r.AutoExtend)
	switch {
	case r.DisplayName == "" || len([]rune(r.DisplayName)) > 50:
		return graphBad(c, "displayName must have 1 to 50 characters.")
	case !ok || length <= 0 || length > 731*24*time.Hour:
		return graphBad(c, "duration must be between P1D and P2Y.")
	case !extends:
		return graphBad(c, "autoExtendDuration must be PT0S or P180D.")
	case len(r.Access.UnifiedRoles) == 0:
		return graphBad(c, "accessDetails must hold one role at least.")
	}
	for _, role := range r.Access.UnifiedRoles {
		if _, err := uuid.Parse(role.RoleDefinitionID); err != nil {
			return graphBad(c, "roleDefinitionId %q is not a role template id.", role.RoleDefinitionID)
		}
		if role.RoleDefinitionID == roleGlobalAdministrator && r.AutoExtend == "P180D" {
			return graphBad(c, "A relationship with Global Administrator cannot be extended by itself.")
		}
	}
	for _, other := range s.st.relationships {
		if other.ID != r.ID && other.DisplayName == r.DisplayName {
			return graphError(c, http.StatusConflict, "conflict", "displayName must be unique across all relationships of the partner.")
		}
	}
	return nil
}

const roleGlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10"

func (s *Server) relationshipsGet(c *call) *reply {
	return s.withRelationship(c, func(r *relationship) *reply {
		rep := ok(r)
		s.st.step(r, c.now)
		return rep
	})
}

func (s *Server) relationshipsUpdate(c *call) *reply {
	return s.withRelationship(c, func(r *relationship) *reply {
		if rep := matched(c, r.Etag); rep != nil {
			return rep
		}
		var in relationshipInput
		if err := c.decode(&in); err != nil {
			return graphBad(c, "%v", err)
		}
		onlyExtends := in.DisplayName == nil && in.Duration == nil && in.Customer == nil && in.AccessDetails == nil
		if r.Status != "created" && (r.Status != "active" || !onlyExtends) {
			return graphBad(c, "A relationship that is %s can not be changed so.", r.Status)
		}
		if rep := s.fillRelationship(c, r, in); rep != nil {
			return rep
		}
		return ok(r)
	})
}

func (s *Server) relationshipsDelete(c *call) *reply {
	return s.withRelationship(c, func(r *relationship) *reply {
		if rep := matched(c, r.Etag); rep != nil {
			return rep
		}
		if r.Status != "created" {
			return graphBad(c, "Only a relationship that is created can be deleted; this one is %s.", r.Status)
		}
		s.st.relationships = slices.DeleteFunc(s.st.relationships, func(x *relationship) bool { return x == r })
		return noContent()
	})
}

func (s *Server) requestsCreate(c *call) *reply {
	return s.withRelationship(c, func(r *relationship) *reply {
		var in struct{ Action string }
		if err := c.decode(&in); err != nil {
			return graphBad(c, "%v", err)
		}
		from, to := "", ""
		switch in.Action {
		case "lockForApproval":
			from, to = "created", "approvalPending"
		case "terminate":
			from, to = "active", "terminationRequested"
		default:
			return graphBad(c, "action must be lockForApproval or terminate.")
		}
		if r.Status != from {
			return graphBad(c, "%s needs a relationship that is %s; this one is %s.", in.Action, from, r.Status)
		}
		r.Status = to
		s.st.touch(r, c.now)
		q := &gdapRequest{ID: s.st.nextID("gdap request"), Action: in.Action, Status: "created", Created: stamp(c.now), LastModified: stamp(c.now)}
		r.requests = append(r.requests, q)
		return entity(c, http.StatusCreated, "delegatedAdminRelationships('"+r.ID+"')/requests/$entity", "delegatedAdminRelationshipRequest", q).set("Location", c.base+gdapRoot+"/"+r.ID+"/requests/"+q.ID)
	})
}

func (s *Server) requestsList(c *call) *reply {
	return s.withRelationship(c, func(r *relationship) *reply { return pageReply(c, "requests", r.requests) })
}

func (s *Server) requestsGet(c *call) *reply {
	return s.withRelationship(c, func(r *relationship) *reply {
		for _, q := range r.requests {
			if strings.EqualFold(q.ID, c.params["request"]) {
				q.Status, q.LastModified = "succeeded", stamp(c.now)
				return ok(q)
			}
		}
		return graphError(c, http.StatusNotFound, "notFound", "The request was not found.")
	})
}

// ApproveRelationship does what the customer does on the approval page: it
// approves a relationship that was locked for approval.
func (s *Server) ApproveRelationship(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.now()
	for _, r := range s.st.relationshipsNow(now) {
		if !strings.EqualFold(r.ID, id) {
			continue
		}
		if r.Status != "approvalPending" {
			return fmt.Errorf("mockserver: relationship %s is %s, not approvalPending", id, r.Status)
		}
		r.Status = "approved"
		s.st.touch(r, now)
		if r.Customer != nil {
			if t := s.st.customer(r.Customer.TenantID); t != nil && !t.GDAP {
				s.st.changeTenant(t, func(t *Tenant) { t.GDAP = true })
			}
		}
		return nil
	}
	return fmt.Errorf("mockserver: there is no relationship %s", id)
}

func (s *Server) gdapOperationsList(c *call) *reply {
	return s.withRelationship(c, func(r *relationship) *reply { return pageReply(c, "operations", r.operations) })
}

func (s *Server) gdapOperationsGet(c *call) *reply {
	return s.withRelationship(c, func(r *relationship) *reply {
		for _, o := range r.operations {
			if strings.EqualFold(o.ID, c.params["operation"]) {
				rep := ok(o)
				o.Status, o.LastModified = "succeeded", stamp(c.now)
				return rep
			}
		}
		return graphError(c, http.StatusNotFound, "notFound", "The operation was not found.")
	})
}

type delegatedCustomer struct {
	ID          string  `json:"id"`
	TenantID    string  `json:"tenantId"`
	DisplayName *string `json:"displayName"`
}

// delegatedCustomers are the customers with an active relationship.
func (s *Server) delegatedCustomers(c *call) []delegatedCustomer {
	items, seen := []delegatedCustomer{}, map[string]bool{}
	for _, r := range s.st.relationshipsNow(c.now) {
		if r.Status == "active" && r.Customer != nil && !seen[r.Customer.TenantID] {
			seen[r.Customer.TenantID] = true
			items = append(items, delegatedCustomer{r.Customer.TenantID, r.Customer.TenantID, r.Customer.DisplayName})
		}
	}
	return items
}

func (s *Server) gdapCustomersList(c *call) *reply {
	return pageReply(c, "tenantRelationships/delegatedAdminCustomers", s.delegatedCustomers(c))
}

func (s *Server) withDelegatedCustomer(c *call, use func(delegatedCustomer) *reply) *reply {
	for _, x := range s.delegatedCustomers(c) {
		if strings.EqualFold(x.ID, c.params["customer"]) {
			return use(x)
		}
	}
	return graphError(c, http.StatusNotFound, "notFound", "The customer has no active relationship.")
}

func (s *Server) gdapCustomersGet(c *call) *reply {
	return s.withDelegatedCustomer(c, func(x delegatedCustomer) *reply { return ok(x) })
}

// gdapServices lists where the customer's services are managed; the fields are
// of the schema, the values of the mock.
func (s *Server) gdapServices(c *call) *reply {
	return s.withDelegatedCustomer(c, func(x delegatedCustomer) *reply {
		return pageReply(c, "serviceManagementDetails", []map[string]string{
			{"id": "admincenter", "serviceName": "Microsoft 365 admin center", "serviceManagementUrl": "https://admin.microsoft.com/Partner/BeginClientSession.aspx?CTID=" + x.TenantID},
		})
	})
}
