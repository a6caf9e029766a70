package mockserver

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

func sandboxRoutes() []route {
	const at = "/v1/sandboxIndirectReseller"
	return []route{
		pcRoute("sandbox.resellers.create", "POST "+at, (*Server).sandboxResellerCreate, "TestSandboxResellers").forUsers().inferred(),
		pcRoute("sandbox.resellers.delete", "DELETE "+at+"/{reseller}", (*Server).sandboxResellerDelete, "TestSandboxResellers").forUsers().inferred(),
	}
}

// sandboxResellerLimit is how many indirect resellers a provider may make.
const sandboxResellerLimit = 5

// A sandboxReseller is an indirect reseller that was made in the sandbox.
type sandboxReseller struct {
	AccountID    string              `json:"accountId"`
	MPNID        string              `json:"mpnId"`
	Tenant       sandboxAccount      `json:"tenant"`
	Signature    agreementSignature  `json:"agreementSignature"`
	Relationship partnerRelationship `json:"partnerRelationship"`
	Attributes   pcAttributes        `json:"attributes"`
}

type sandboxAccount struct {
	ID               string `json:"id"`
	AdminUserAccount string `json:"adminUserAccount"`
	Password         string `json:"password,omitempty"`
}

type agreementSignature struct {
	ID                        string       `json:"id"`
	AccountID                 string       `json:"accountId"`
	AgreementID               string       `json:"agreementId"`
	AgreementType             string       `json:"agreementType"`
	DateSigned                string       `json:"dateSigned"`
	SignedByFirstName         string       `json:"signedByFirstName"`
	SignedByUserPrincipalName string       `json:"signedByUserPrincipalName"`
	SignedByUserObjectID      string       `json:"signedByUserObjectId"`
	SignedByUserTenantID      string       `json:"signedByUserTenantId"`
	Attributes                pcAttributes `json:"attributes"`
}

type sandboxResellerInput struct {
	MPNID  string
	Tenant struct{ DomainPrefix, Name, AdminUserName, AdminFirstName, Country string }
}

// sandboxResellerCreate makes a reseller with a tenant of its own. The password
// is said once.
func (s *Server) sandboxResellerCreate(c *call) *reply {
	if !s.opts.sandbox {
		return pcError(http.StatusForbidden, 2032, "Indirect resellers can be made in the integration sandbox only.")
	}
	var in sandboxResellerInput
	if err := c.decode(&in); err != nil {
		return badInput(err)
	}
	switch {
	case in.MPNID == "" || in.Tenant.DomainPrefix == "" || in.Tenant.AdminUserName == "":
		return refuse("mpnId, tenant.domainPrefix and tenant.adminUserName are required.")
	case len(s.st.ledger.SandboxResellers) >= sandboxResellerLimit:
		return refuse("A provider can have %d sandbox indirect resellers; delete one.", sandboxResellerLimit)
	case s.st.domains[strings.ToLower(in.Tenant.DomainPrefix+".onmicrosoft.com")] != "":
		return refuse("The domain prefix %s is taken.", in.Tenant.DomainPrefix)
	}
	x := s.sandboxReseller(in, c.now)
	s.st.ledger.SandboxResellers = append(s.st.ledger.SandboxResellers, x)
	told := *x
	told.Tenant.Password = "Mock-" + s.st.nextID("password")[:8]
	return created(told)
}

func (s *Server) sandboxReseller(in sandboxResellerInput, now time.Time) *sandboxReseller {
	id := s.st.nextID("sandbox reseller")
	admin := in.Tenant.AdminUserName + "@" + strings.ToLower(in.Tenant.DomainPrefix) + ".onmicrosoft.com"
	return &sandboxReseller{
		AccountID: id, MPNID: in.MPNID, Tenant: sandboxAccount{ID: id, AdminUserAccount: admin},
		Signature: agreementSignature{
			ID: s.st.nextID("signature"), AccountID: id, AgreementID: uuidOf(0, "agreement", "ValueAddedReseller"), AgreementType: "ValueAddedReseller", DateSigned: stamp(now),
			SignedByFirstName: in.Tenant.AdminFirstName, SignedByUserPrincipalName: admin, SignedByUserObjectID: s.st.nextID("user"), SignedByUserTenantID: id,
			Attributes: pcAttributes{ObjectType: "AgreementSignature"},
		},
		Relationship: partnerRelationship{
			ID: id, Name: in.Tenant.Name, Type: "is_indirect_cloud_solution_provider_of", State: "Active", MPNID: in.MPNID, Location: orElse(in.Tenant.Country, s.partner.Country),
			Attributes: pcAttributes{ObjectType: "PartnerRelationship"},
		},
		Attributes: pcAttributes{ObjectType: "SandboxIndirectReseller"},
	}
}

// sandboxResellerDelete takes a reseller away, after its customers. A repeat
// changes nothing.
func (s *Server) sandboxResellerDelete(c *call) *reply {
	id := strings.ToLower(c.params["reseller"])
	for _, t := range s.st.tenants {
		if t.Customer && t.Reseller == id {
			return refuse("The reseller has the customer %s; delete it first.", t.ID)
		}
	}
	s.st.ledger.SandboxResellers = slices.DeleteFunc(slices.Clone(s.st.ledger.SandboxResellers), func(x *sandboxReseller) bool { return x.AccountID == id })
	return noContent()
}
