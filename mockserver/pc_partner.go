package mockserver

import (
	"encoding/json"
	"net/http"
	"strings"
)

// partnerRoutes are what a partner keeps about itself, and what little else
// there is to know about its customers.
func partnerRoutes() []route {
	const at = "/v1/customers/{customer}"
	return []route{
		pcRoute("profiles.organization.update", "PUT /v1/profiles/organization", profileUpdate(profileOrganization), "TestPartnerProfiles").forUsers(),
		pcRoute("profiles.legalbusiness.update", "PUT /v1/profiles/legalbusiness", profileUpdate(profileLegal), "TestPartnerProfiles").forUsers(),
		pcRoute("profiles.billing.update", "PUT /v1/profiles/billing", profileUpdate(profileBilling), "TestPartnerProfiles").forUsers(),
		pcRoute("profiles.support.update", "PUT /v1/profiles/support", profileUpdate(profileSupport), "TestPartnerProfiles").forUsers().also("/v1/profiles/supportprofile"),
		pcRoute("customers.managedservices.list", "GET "+at+"/managedservices", (*Server).managedServices, "").forUsers().inferred(),
		pcRoute("customers.validations.list", "GET /v1/customers/all/validations", (*Server).validationCodes, "").forUsers(),
		pcRoute("customers.verifieddomain.create", "POST "+at+"/verifieddomain", (*Server).verifiedDomain, "TestVerifiedDomain").inferred(),
		pcRoute("agreementtemplates.document.get", "GET /v1/agreementtemplates/{template}/document", (*Server).agreementDocument, "").forUsers(),
	}
}

// also gives a route a second path.
func (r route) also(path string) route {
	r.patterns = append(r.patterns, path)
	return r
}

// The partner's own profiles.
const (
	profileOrganization = "organization"
	profileLegal        = "legalbusiness"
	profileBilling      = "billing"
	profileSupport      = "support"
)

// profile is a profile as it was last written, or the seeded one.
func (s *Server) profile(name string, seeded map[string]any) *reply {
	if written := s.st.ledger.Profiles[name]; written != nil {
		return ok(written)
	}
	return ok(seeded)
}

// profileUpdate replaces the members that the body names, under an ETag where
// the profile has one.
func profileUpdate(name string) func(*Server, *call) *reply {
	return func(s *Server, c *call) *reply {
		var in map[string]any
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		var now map[string]any
		if err := json.Unmarshal(s.profileNow(name, c).body, &now); err != nil {
			return badInput(err)
		}
		attributes, _ := now["attributes"].(map[string]any)
		if want := strings.Trim(c.r.Header.Get("If-Match"), `"`); want != "" && attributes["etag"] != nil && want != attributes["etag"] {
			return pcError(http.StatusPreconditionFailed, 2055, "The ETag is stale; get the resource again.")
		}
		for key, v := range in {
			for have := range now {
				if strings.EqualFold(have, key) && have != "attributes" && have != "links" && have != "id" && have != "tenantId" && have != "profileType" {
					now[have] = v
				}
			}
		}
		if attributes["etag"] != nil {
			attributes["etag"] = s.st.nextID("etag")
		}
		setIn(&s.st.ledger.Profiles, name, now)
		return ok(now)
	}
}

func (s *Server) profileNow(name string, c *call) *reply {
	switch name {
	case profileOrganization:
		return s.organizationProfile(c)
	case profileLegal:
		return s.legalBusinessProfile(c)
	case profileBilling:
		return s.partnerBillingProfile(c)
	}
	return s.supportProfile(c)
}

// managedServices are the admin centers that a partner can open for a customer.
func (s *Server) managedServices(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		items := []map[string]any{}
		for _, name := range []string{"Exchange", "Microsoft Entra ID"} {
			items = append(items, map[string]any{
				"id": uuidOf(0, "managed service", name), "name": name, "attributes": pcAttributes{ObjectType: "ManagedService"},
				"links": map[string]*pcLink{"adminService": linkTo("https://admin.microsoft.com/?ctid=" + t.ID), "serviceHealth": linkTo("https://admin.microsoft.com/?ctid=" + t.ID + "#/servicehealth")},
			})
		}
		return ok(collection(items, t.path()+"/managedservices"))
	})
}

func (s *Server) validationCodes(*call) *reply {
	p := s.partner
	return ok([]map[string]any{{"partnerId": p.TenantID, "organizationName": p.Name, "validationId": "12345", "maxCreates": 5, "remainingCreates": 5, "eTag": `W/"datetime'2026-01-01T00%3A00%3A00Z'"`}})
}

// verifiedDomain gives a customer's tenant another domain.
func (s *Server) verifiedDomain(c *call) *reply {
	return s.withGDAP(c, func(t *Tenant) *reply {
		var in struct {
			VerifiedDomainName string
			Domain             struct{ Name, AuthenticationType string }
		}
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		name := strings.ToLower(orElse(in.VerifiedDomainName, in.Domain.Name))
		switch {
		case !strings.Contains(name, "."):
			return refuse("verifiedDomainName must be a full domain.")
		case s.st.domains[name] != "":
			return pcError(http.StatusConflict, 2000, "The domain "+name+" is taken.")
		}
		s.st.changeTenant(t, func(t *Tenant) { t.Domains = append(t.Domains[:len(t.Domains):len(t.Domains)], name) })
		return created(map[string]any{
			"authenticationType": orElse(in.Domain.AuthenticationType, "federated"), "capability": "email", "isDefault": false, "isInitial": false, "name": name, "rootDomain": nil,
			"status": "verified", "verificationMethod": "dns_record",
		})
	})
}

func (s *Server) agreementDocument(c *call) *reply {
	id := c.params["template"]
	if id != customerAgreementTemplate && id != cloudAgreementTemplate {
		return pcError(http.StatusNotFound, 2000, "The agreement template "+id+" was not found.")
	}
	return ok(map[string]string{
		"displayUri": "https://aka.ms/customeragreement", "downloadUri": "https://aka.ms/customeragreement/download",
		"language": orElse(c.param("language"), "en-US"), "country": orElse(c.param("country"), "US"),
	})
}
