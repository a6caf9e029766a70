package mockserver

import (
	"net/http"
	"strings"

	"github.com/google/uuid"
)

func graphTenantRoutes() []route {
	return []route{
		{op: "graph.tenantInformation.findByDomainName", method: "GET", patterns: []string{"/v1.0/tenantRelationships/findTenantInformationByDomainName(domainName='x')"}, vendor: vendorGraph,
			handle: (*Server).tenantByDomain, fidelity: Stateful, evidence: "documented fields", proof: "TestTenantInformation"},
		{op: "graph.tenantInformation.findByTenantID", method: "GET", patterns: []string{"/v1.0/tenantRelationships/findTenantInformationByTenantId(tenantId='x')"}, vendor: vendorGraph,
			handle: (*Server).tenantByID, fidelity: Stateful, evidence: "documented fields", proof: "TestTenantInformation"},
	}
}

type tenantInformation struct {
	Context             string  `json:"@odata.context"`
	TenantID            string  `json:"tenantId"`
	FederationBrandName *string `json:"federationBrandName"`
	DisplayName         string  `json:"displayName"`
	DefaultDomainName   string  `json:"defaultDomainName"`
}

// functionArgument reads name='value' out of an OData call; quotes are doubled.
func functionArgument(args, name string) (string, bool) {
	value, found := strings.CutPrefix(strings.TrimSpace(args), name+"='")
	if !found || !strings.HasSuffix(value, "'") {
		return "", false
	}
	return strings.ReplaceAll(strings.TrimSuffix(value, "'"), "''", "'"), true
}

func (s *Server) tenantByDomain(c *call) *reply {
	domain, ok := functionArgument(c.params["args"], "domainName")
	if !ok || domain == "" {
		return graphError(c, http.StatusBadRequest, "BadRequest", "domainName must be a quoted domain")
	}
	id := s.st.domains[strings.ToLower(domain)]
	if p := s.st.partner; strings.EqualFold(domain, p.Domain) || strings.EqualFold(domain, p.Custom) {
		id = p.TenantID
	}
	return s.tenantInformation(c, id, domain)
}

func (s *Server) tenantByID(c *call) *reply {
	id, ok := functionArgument(c.params["args"], "tenantId")
	if _, err := uuid.Parse(id); !ok || err != nil {
		return graphError(c, http.StatusBadRequest, "BadRequest", "tenantId must be a quoted GUID")
	}
	return s.tenantInformation(c, strings.ToLower(id), id)
}

func (s *Server) tenantInformation(c *call, id, asked string) *reply {
	info := tenantInformation{Context: c.base + "/v1.0/$metadata#microsoft.graph.tenantInformation", TenantID: id}
	switch t := s.st.tenantByID[id]; {
	case id == s.st.partner.TenantID:
		info.DisplayName, info.DefaultDomainName = s.st.partner.Name, s.st.partner.Domain
	case t != nil:
		info.DisplayName, info.DefaultDomainName = t.Name, t.Domain
		if len(t.Domains) > 0 {
			info.DefaultDomainName = t.Domains[0]
		}
	default:
		return graphError(c, http.StatusNotFound, "Request_ResourceNotFound", "No tenant was found for '"+asked+"'.")
	}
	return ok(info)
}
