package mockserver

import (
	"net/http"
	"slices"
	"strings"
)

func cloudmoreServiceRoutes() []route {
	row := func(op, method, path string, write bool, handle func(*Server, *call) *reply) route {
		return route{op: op, method: method, patterns: []string{cloudmoreOrganization + path}, vendor: vendorCloudmore, write: write, handle: handle,
			fidelity: Stateful, evidence: provisional, proof: "TestOrganizationServices"}
	}
	return []route{
		row("cloudmore.organizations.services.list", "GET", "/services", false, (*Server).servicesList),
		row("cloudmore.organizations.csp.get", "GET", "/services/Csp", false, (*Server).cspGet),
		row("cloudmore.organizations.csp.add", "POST", "/services/Csp", true, (*Server).cspAdd).provenBy("TestCspAddMakesATenant"),
		row("cloudmore.organizations.csp.remove", "DELETE", "/services/Csp", true, (*Server).cspRemove),
		row("cloudmore.organizations.azure.get", "GET", "/services/Azure", false, (*Server).azureGet),
		row("cloudmore.organizations.azure.add", "POST", "/services/Azure", true, (*Server).azureAdd),
		row("cloudmore.organizations.azure.remove", "DELETE", "/services/Azure", true, (*Server).azureRemove),
	}
}

type serviceBody struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func serviceOf(id string) serviceBody {
	if id == ServiceAzure {
		return serviceBody{ID: id, Name: "Microsoft Azure"}
	}
	return serviceBody{ID: id, Name: "Microsoft 365 CSP"}
}

func (s *Server) servicesList(c *call) *reply {
	return s.withOrganization(c, func(o *Organization) *reply {
		out := []serviceBody{}
		for _, id := range o.Services {
			out = append(out, serviceOf(id))
		}
		return ok(out)
	})
}

// tenantOf is a tenant that is linked to the organization, the oldest if there
// are several.
func (st *state) tenantOf(o *Organization) *Tenant {
	var first *Tenant
	for id, org := range st.links {
		if t := st.tenantByID[id]; org == o.ID && t != nil && (first == nil || t.seq < first.seq) {
			first = t
		}
	}
	return first
}

type cspBody struct {
	TenantID string `json:"tenantId"`
	Domain   string `json:"domain"`
}

func (s *Server) cspGet(c *call) *reply {
	return s.withOrganization(c, func(o *Organization) *reply {
		t := s.st.tenantOf(o)
		if t == nil || !o.has(ServiceCSP) {
			return cmError(http.StatusNotFound, 4, "NotFound", "The organization has no Microsoft 365 CSP service.")
		}
		return ok(cspBody{t.ID, t.Domain})
	})
}

// cspAdd makes a tenant in Partner Center for the organization and links it.
func (s *Server) cspAdd(c *call) *reply {
	return s.withOrganization(c, func(o *Organization) *reply {
		var in struct {
			Domain       string `json:"domain"`
			DomainPrefix string `json:"domainPrefix"`
		}
		if err := c.decode(&in); err != nil {
			return cmError(http.StatusBadRequest, 1, "InvalidBody", err.Error())
		}
		domain := strings.ToLower(orElse(in.Domain, in.DomainPrefix))
		if domain == "" {
			return cmInvalid(map[string][]string{"Domain": {"The Domain field is required."}})
		}
		if !strings.Contains(domain, ".") {
			domain += ".onmicrosoft.com"
		}
		if s.st.domains[domain] != "" {
			return cmError(http.StatusBadRequest, 5, "InvalidValue", "The domain "+domain+" is taken.")
		}
		if s.st.tenantOf(o) != nil {
			return cmError(http.StatusBadRequest, 5, "InvalidValue", "The organization has a tenant already.")
		}
		t := &Tenant{
			ID: s.st.nextID("tenant"), Name: o.Name, Domain: domain, Email: o.Contact.Email, Created: c.now, Customer: true, GDAP: true, RegistrationNumber: o.RegistrationNumber,
			Address: Address{Country: o.Address.CountryCode, City: o.Address.City, AddressLine1: o.Address.Address, PostalCode: o.Address.PostalCode},
		}
		s.st.addTenant(t)
		if problem := s.st.link(t.ID, o.ID); problem != "" {
			return cmError(http.StatusBadRequest, 5, "InvalidValue", problem)
		}
		return created(cspBody{t.ID, t.Domain})
	})
}

// cspRemove takes the service off; whether the real one unlinks the tenant as
// well is not documented. Here it does, because it is the only way to.
func (s *Server) cspRemove(c *call) *reply {
	return s.withOrganization(c, func(o *Organization) *reply {
		if !o.has(ServiceCSP) {
			return cmError(http.StatusNotFound, 4, "NotFound", "The organization has no Microsoft 365 CSP service.")
		}
		o.Services = without(o.Services, ServiceCSP)
		for t, org := range s.st.links {
			if org == o.ID {
				delete(s.st.links, t)
			}
		}
		return noContent()
	})
}

func without(list []string, item string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == item })
}

func (s *Server) azureGet(c *call) *reply {
	return s.withOrganization(c, func(o *Organization) *reply {
		if !o.has(ServiceAzure) {
			return cmError(http.StatusNotFound, 4, "NotFound", "The organization has no Microsoft Azure service.")
		}
		return ok(serviceOf(ServiceAzure))
	})
}

func (s *Server) azureAdd(c *call) *reply {
	return s.withOrganization(c, func(o *Organization) *reply {
		if s.st.tenantOf(o) == nil {
			return cmError(http.StatusBadRequest, 5, "InvalidValue", "The organization has no tenant to attach Azure to.")
		}
		if !o.has(ServiceAzure) {
			o.Services = append(slices.Clone(o.Services), ServiceAzure)
		}
		return created(serviceOf(ServiceAzure))
	})
}

func (s *Server) azureRemove(c *call) *reply {
	return s.withOrganization(c, func(o *Organization) *reply {
		if !o.has(ServiceAzure) {
			return cmError(http.StatusNotFound, 4, "NotFound", "The organization has no Microsoft Azure service.")
		}
		o.Services = without(o.Services, ServiceAzure)
		return noContent()
	})
}
