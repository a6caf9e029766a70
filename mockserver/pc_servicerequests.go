package mockserver

import (
	"net/http"
	"strings"
)

func serviceRequestRoutes() []route {
	const proof = "TestServiceRequests"
	return []route{
		pcRoute("servicerequests.list", "GET /v1/servicerequests", (*Server).serviceRequests, proof).forUsers(),
		pcRoute("customers.servicerequests.list", "GET /v1/customers/{customer}/servicerequests", (*Server).customerServiceRequests, proof).forUsers(),
		pcRoute("servicerequests.supporttopics.list", "GET /v1/servicerequests/supporttopics", (*Server).supportTopics, "").forUsers().inSwagger(),
		pcRoute("servicerequests.get", "GET /v1/servicerequests/{request}", (*Server).serviceRequestGet, proof).forUsers().also("/v1/customers/{customer}/servicerequests/{request}"),
		pcRoute("servicerequests.update", "PATCH /v1/servicerequests/{request}", (*Server).serviceRequestUpdate, proof).forUsers().also("/v1/customers/{customer}/servicerequests/{request}"),
	}
}

type serviceRequest struct {
	ID               string                     `json:"id"`
	Title            string                     `json:"title"`
	Description      string                     `json:"description"`
	Severity         string                     `json:"severity"`
	SupportTopicID   string                     `json:"supportTopicId"`
	SupportTopicName string                     `json:"supportTopicName"`
	Status           string                     `json:"status"`
	Organization     serviceRequestOrganization `json:"organization"`
	ProductID        string                     `json:"productId"`
	CreatedDate      string                     `json:"createdDate"`
	LastModifiedDate string                     `json:"lastModifiedDate"`
	LastClosedDate   string                     `json:"lastClosedDate"`
	Notes            []serviceRequestNote       `json:"notes"`
	CountryCode      string                     `json:"countryCode,omitempty"`
	Attributes       pcAttributes               `json:"attributes"`
}

type serviceRequestOrganization struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type serviceRequestNote struct {
	CreatedByName string `json:"createdByName"`
	CreatedDate   string `json:"createdDate"`
	Text          string `json:"text"`
}

// serviceRequestsNow are the requests: one of the partner's own and one of each
// of the first three customers, with what was changed since.
func (s *Server) serviceRequestsNow() []*serviceRequest {
	var out []*serviceRequest
	add := func(id, name, country string) {
		number := "6" + itoa(int(subSeed(s.opts.seed, "service request", id)%1_000_000_00))
		if x := s.st.ledger.ServiceRequests[number]; x != nil {
			out = append(out, x)
			return
		}
		at := stamp(s.opts.asOf.AddDate(0, 0, -9))
		out = append(out, &serviceRequest{
			ID: number, Title: "Invoice question", Description: "A line of the invoice is not clear", Severity: "minimal", SupportTopicID: itoa(billingTopic), SupportTopicName: "Billing", Status: "open",
			Organization: serviceRequestOrganization{id, name}, ProductID: "15960", CreatedDate: at, LastModifiedDate: at, LastClosedDate: "0001-01-01T00:00:00", Notes: []serviceRequestNote{},
			CountryCode: country, Attributes: pcAttributes{ObjectType: "ServiceRequest"},
		})
	}
	add(s.partner.TenantID, s.partner.Name, s.partner.Country)
	for _, t := range s.st.tenants {
		if len(out) == 4 {
			break
		}
		if t.Customer {
			add(t.ID, t.Name, t.Address.Country)
		}
	}
	return out
}

// billingTopic is the number of the topic of the seeded requests.
const billingTopic = 32444671

func (s *Server) supportTopics(*call) *reply {
	return ok(collection([]map[string]any{
		{"id": billingTopic, "name": "Billing", "description": "Invoices and charges", "attributes": pcAttributes{ObjectType: "SupportTopic"}},
	}, "/servicerequests/supporttopics"))
}

func (s *Server) serviceRequests(c *call) *reply {
	return pageByOffset(c, s.serviceRequestsNow(), "/servicerequests")
}

func (s *Server) customerServiceRequests(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		items := []*serviceRequest{}
		for _, x := range s.serviceRequestsNow() {
			if x.Organization.ID == t.ID {
				items = append(items, x)
			}
		}
		return pageByOffset(c, items, t.path()+"/servicerequests")
	})
}

func (s *Server) withServiceRequest(c *call, use func(*serviceRequest) *reply) *reply {
	for _, x := range s.serviceRequestsNow() {
		if customer := c.params["customer"]; customer != "" && !strings.EqualFold(customer, x.Organization.ID) {
			continue
		}
		if x.ID == c.params["request"] {
			return use(x)
		}
	}
	return pcError(http.StatusNotFound, 2000, "The service request "+c.params["request"]+" was not found.")
}

func (s *Server) serviceRequestGet(c *call) *reply {
	return s.withServiceRequest(c, func(x *serviceRequest) *reply { return ok(x) })
}

// serviceRequestUpdate adds a note or closes the request. "none" is what the
// SDK sends for what it leaves as it is.
func (s *Server) serviceRequestUpdate(c *call) *reply {
	return s.withServiceRequest(c, func(x *serviceRequest) *reply {
		var in struct {
			Status  string
			NewNote *serviceRequestNote
		}
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		next := *x
		next.LastModifiedDate = stamp(c.now)
		switch status := strings.ToLower(in.Status); status {
		case "", "none":
		case "open", "attention_needed":
			next.Status = status
		case "closed":
			next.Status, next.LastClosedDate = status, stamp(c.now)
		default:
			return refuse("The status %s is unknown.", in.Status)
		}
		if in.NewNote != nil {
			next.Notes = append(next.Notes[:len(next.Notes):len(next.Notes)], serviceRequestNote{orElse(c.identity.User, "Account"), stamp(c.now), in.NewNote.Text})
		}
		setIn(&s.st.ledger.ServiceRequests, next.ID, &next)
		return ok(next)
	})
}
