package mockserver

import (
	"net/http"
	"strings"
)

func cloudmoreTenantRoutes() []route {
	return []route{
		{op: "cloudmore.cspTenants.list", method: "GET", patterns: []string{cloudmoreReseller + "/services/csp/CspTenants/List"}, vendor: vendorCloudmore,
			handle: (*Server).cspTenantsList, fidelity: Stateful, evidence: provisional, proof: "TestCspTenantsLink"},
		{op: "cloudmore.cspTenants.link", method: "POST", patterns: []string{cloudmoreReseller + "/services/csp/CspTenants/Link"}, vendor: vendorCloudmore, write: true,
			handle: (*Server).cspTenantsLink, fidelity: Stateful, evidence: provisional, proof: "TestCspTenantsLink"},
	}
}

type cspTenant struct {
	TenantID         string  `json:"tenantId"`
	CompanyName      string  `json:"companyName"`
	Domain           string  `json:"domain"`
	OrganizationID   *string `json:"organizationId"`
	OrganizationName *string `json:"organizationName"`
}

// cspTenantsList lists the partner's tenants and those that are linked although
// they are no customers any more.
func (s *Server) cspTenantsList(c *call) *reply {
	out := make([]cspTenant, 0, len(s.st.tenants))
	for _, t := range s.st.tenants {
		org := s.st.orgByID[s.st.links[t.ID]]
		if !t.Customer && org == nil || s.hidden(t, c.now) {
			continue
		}
		row := cspTenant{TenantID: t.ID, CompanyName: t.Name, Domain: t.Domain}
		if org != nil {
			row.OrganizationID, row.OrganizationName = &org.ID, &org.Name
		}
		out = append(out, row)
	}
	return ok(out)
}

type cspTenantLink struct {
	TenantID       string `json:"tenantId"`
	OrganizationID string `json:"organizationId"`
}

// cspTenantsLink joins a tenant and an organization. A tenant belongs to one
// organization; linking it again to the same one changes nothing.
func (s *Server) cspTenantsLink(c *call) *reply {
	var in cspTenantLink
	if err := c.decode(&in); err != nil {
		return cmError(http.StatusBadRequest, 1, "InvalidBody", err.Error())
	}
	wrong := map[string][]string{}
	if in.TenantID == "" {
		wrong["TenantId"] = []string{"The TenantId field is required."}
	}
	if in.OrganizationID == "" {
		wrong["OrganizationId"] = []string{"The OrganizationId field is required."}
	}
	if len(wrong) > 0 {
		return cmInvalid(wrong)
	}
	if problem := s.st.link(in.TenantID, in.OrganizationID); problem != "" {
		return cmError(http.StatusBadRequest, 5, "InvalidValue", problem)
	}
	return ok(in)
}

// link joins a tenant and an organization, and says what forbids it.
func (st *state) link(tenant, organization string) (problem string) {
	t, o := st.customer(tenant), st.orgByID[strings.ToLower(organization)]
	switch {
	case t == nil:
		return "The tenant " + tenant + " is not known."
	case o == nil:
		return "The organization " + organization + " is not known."
	}
	if have := st.links[t.ID]; have != "" && have != o.ID {
		return "The tenant " + tenant + " is already linked to another organization."
	}
	st.links[t.ID] = o.ID
	if !o.has(ServiceCSP) {
		o.Services = append(o.Services, ServiceCSP)
	}
	return ""
}
