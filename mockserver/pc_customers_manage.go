package mockserver

import (
	"net/http"
	"strings"
)

func customerManageRoutes() []route {
	row := func(op, method, pattern string, write, userOnly bool, handle func(*Server, *call) *reply, proof string) route {
		r := route{op: op, method: method, patterns: []string{"/v1" + pattern}, vendor: vendorPartnerCenter, write: write, userOnly: userOnly, handle: handle,
			fidelity: Stateful, evidence: "published sample", proof: proof}
		if proof == "" {
			r.fidelity = ShapeOnly
		}
		return r
	}
	return []route{
		row("customers.relationshiprequests.get", "GET", "/customers/relationshiprequests", false, true, (*Server).relationshipRequest, ""),
		row("customers.update", "PATCH", "/customers/{customer}", true, true, (*Server).customersUpdate, "TestRemoveCustomer"),
		row("customers.delete", "DELETE", "/customers/{customer}", true, false, (*Server).customersDelete, "TestRemoveCustomer"),
		row("customers.qualifications.list", "GET", "/customers/{customer}/qualifications", false, false, (*Server).qualificationsList, "TestQualifications"),
		row("customers.qualifications.create", "POST", "/customers/{customer}/qualifications", true, true, (*Server).qualificationsCreate, "TestQualifications"),
		row("customers.organization.list", "GET", "/customers/{customer}/organization", false, false, (*Server).customerOrganization, "TestCustomerDetails"),
		row("customers.validationStatus.get", "GET", "/customers/{customer}/validationStatus", false, true, (*Server).validationStatus, ""),
		row("customers.relationships.list", "GET", "/customers/{customer}/relationships", false, true, (*Server).customerRelationships, "TestResellers"),
		row("relationships.list", "GET", "/relationships", false, true, (*Server).resellersList, "TestResellers"),
		row("applicationconsents.create", "POST", "/customers/{customer}/applicationconsents", true, true, (*Server).consentsCreate, "TestApplicationConsent"),
		row("applicationconsents.delete", "DELETE", "/customers/{customer}/applicationconsents/{application}", true, true, (*Server).consentsDelete, "TestApplicationConsent"),
	}
}

// WithSandbox makes the partner an integration sandbox, the only place where
// customers can be deleted.
func WithSandbox() Option { return func(o *options) { o.sandbox = true } }

func (s *Server) relationshipRequest(*call) *reply {
	return ok(map[string]any{
		"url":        "https://admin.microsoft.com/Adminportal/Home?invType=ResellerRelationship&partnerId=" + s.partner.TenantID + "&msppId=0&DAP=false#/BillingAccounts/partner-invitation",
		"attributes": pcAttributes{ObjectType: "RelationshipRequest"},
	})
}

// customersUpdate ends the reseller relationship. The answer is a customer of
// nulls, with members in Pascal case, as published.
func (s *Server) customersUpdate(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		var in struct{ RelationshipToPartner string }
		if err := c.decode(&in); err != nil {
			return pcError(http.StatusBadRequest, 800002, "Invalid request input: "+err.Error())
		}
		if !strings.EqualFold(in.RelationshipToPartner, "none") {
			return pcError(http.StatusBadRequest, 2000, "relationshipToPartner can be set to none only.")
		}
		for _, sub := range s.subscriptionsOf(t) {
			if sub.Status == "active" {
				return pcError(http.StatusBadRequest, 2000, "The customer has active subscriptions; suspend or cancel them first.")
			}
		}
		s.st.changeTenant(t, func(t *Tenant) { t.Customer = false })
		return ok(map[string]any{
			"Id": nil, "CommerceId": nil, "CompanyProfile": nil, "BillingProfile": nil, "RelationshipToPartner": "none", "AllowDelegatedAccess": nil,
			"UserCredentials": nil, "CustomDomains": nil, "AssociatedPartnerId": nil, "Attributes": map[string]string{"ObjectType": "Customer"},
		})
	})
}

func (s *Server) customersDelete(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		if !s.opts.sandbox {
			return pcError(http.StatusForbidden, 2032, "Customers can be deleted in the integration sandbox only.")
		}
		s.st.changeTenant(t, func(t *Tenant) { t.Customer = false })
		return noContent()
	})
}

// A Qualification is a customer's right to special offers.
type Qualification struct {
	Qualification      string `json:"qualification"`
	VettingStatus      string `json:"vettingStatus,omitempty"`
	VettingReason      string `json:"vettingReason"`
	VettingCreatedDate string `json:"vettingCreatedDate"`
}

func (s *Server) qualificationsList(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply { return ok(append([]Qualification{}, s.st.qualifications[t.ID]...)) })
}

// qualificationsCreate asks for one. Its answer spells the date's name without
// the d of the list, as published.
func (s *Server) qualificationsCreate(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		var in struct{ Qualification string }
		if err := c.decode(&in); err != nil {
			return pcError(http.StatusBadRequest, 800002, "Invalid request input: "+err.Error())
		}
		switch in.Qualification {
		case "Education", "GovernmentCommunityCloud", "StateOwnedEntity":
		default:
			return pcError(http.StatusBadRequest, 2000, "The qualification "+in.Qualification+" can not be asked for.")
		}
		q := Qualification{Qualification: in.Qualification, VettingStatus: "InReview", VettingCreatedDate: stamp(c.now)}
		s.st.qualifications[t.ID] = append(s.st.qualifications[t.ID], q)
		return created(map[string]string{"qualification": q.Qualification, "vettingStatus": q.VettingStatus, "vettingCreateDate": q.VettingCreatedDate})
	})
}

func (s *Server) customerOrganization(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		if !t.GDAP {
			return pcError(http.StatusForbidden, 900308, "Insufficient privileges to complete the operation.")
		}
		a := t.Address
		return ok([]map[string]any{{
			"street": a.AddressLine1, "countryLetterCode": a.Country, "postalCode": a.PostalCode, "city": a.City, "state": a.State,
			"displayName": t.Name, "technicalNotificationMails": []string{t.Email},
		}})
	})
}

func (s *Server) validationStatus(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		if !strings.EqualFold(c.param("type"), "account") {
			return pcError(http.StatusBadRequest, 2000, "type must be account.")
		}
		return ok(map[string]string{"type": "account", "status": "Allowed", "lastUpdateDateTime": stamp(t.Created)})
	})
}

type partnerRelationship struct {
	ID         string       `json:"id"`
	Name       string       `json:"name"`
	Type       string       `json:"relationshipType"`
	State      string       `json:"state"`
	MPNID      string       `json:"mpnId"`
	Location   string       `json:"location"`
	Attributes pcAttributes `json:"attributes"`
}

func resellerOf(id string, t *Tenant) partnerRelationship {
	return partnerRelationship{
		ID: id, Name: "Reseller " + id[:8], Type: "is_indirect_cloud_solution_provider_of", State: "Active", MPNID: resellerMPN(&Tenant{Reseller: id}),
		Location: orElse(t.Address.Country, "SE"), Attributes: pcAttributes{ObjectType: "PartnerRelationship"},
	}
}

// resellersList lists the indirect resellers that customers have, and those that
// were made in the sandbox.
func (s *Server) resellersList(c *call) *reply {
	switch strings.ToLower(c.param("relationship_type")) {
	case "isindirectcloudsolutionproviderof":
	case "isindirectresellerof":
		return ok(collection([]partnerRelationship{}, "/relationships"))
	default:
		return pcError(http.StatusBadRequest, 2000, "relationship_type must be IsIndirectCloudSolutionProviderOf or IsIndirectResellerOf.")
	}
	var items []partnerRelationship
	seen := map[string]bool{"": true}
	for _, x := range s.st.ledger.SandboxResellers {
		seen[x.AccountID] = true
		items = append(items, x.Relationship)
	}
	for _, t := range s.st.tenants {
		if !seen[t.Reseller] {
			seen[t.Reseller] = true
			items = append(items, resellerOf(t.Reseller, t))
		}
	}
	return ok(collection(items, "/relationships"))
}

func (s *Server) customerRelationships(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		var items []partnerRelationship
		if t.Reseller != "" {
			items = append(items, resellerOf(t.Reseller, t))
		}
		return ok(collection(items, t.path()+"/relationships"))
	})
}

type applicationConsent struct {
	ApplicationID     string             `json:"applicationId"`
	ApplicationGrants []applicationGrant `json:"applicationGrants"`
}

type applicationGrant struct {
	EnterpriseApplicationID string `json:"enterpriseApplicationId"`
	Scope                   string `json:"scope"`
}

// consentsCreate consents to an application in a customer's tenant; from then
// on its refresh tokens buy tokens there.
func (s *Server) consentsCreate(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		var in applicationConsent
		if err := c.decode(&in); err != nil {
			return pcError(http.StatusBadRequest, 800002, "Invalid request input: "+err.Error())
		}
		if in.ApplicationID == "" || len(in.ApplicationGrants) == 0 {
			return pcError(http.StatusBadRequest, 2000, "applicationId and applicationGrants are required.")
		}
		key := t.ID + " " + strings.ToLower(in.ApplicationID)
		if s.st.consents[key] == consentGiven {
			return pcError(http.StatusConflict, 2000, "The application has a consent in this tenant already.")
		}
		s.st.consents[key] = consentGiven
		return created(in)
	})
}

func (s *Server) consentsDelete(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		s.st.consents[t.ID+" "+strings.ToLower(c.params["application"])] = consentRemoved
		return noContent()
	})
}

// A consentState is what was decided about an application in a tenant; without
// a decision a delegated admin relationship decides.
type consentState int

const (
	consentGiven consentState = iota + 1
	consentRemoved
)
