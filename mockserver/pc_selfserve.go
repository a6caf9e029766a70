package mockserver

import (
	"net/http"
	"strings"
)

func selfServeRoutes() []route {
	const proof = "TestSelfServePolicies"
	return []route{
		pcRoute("selfservepolicies.list", "GET /v1/SelfServePolicy", (*Server).selfServeList, proof).forUsers(),
		pcRoute("selfservepolicies.get", "GET /v1/SelfServePolicy/{policy}", (*Server).selfServeGet, proof).forUsers(),
		pcRoute("selfservepolicies.create", "POST /v1/SelfServePolicy", (*Server).selfServeCreate, proof).forUsers(),
		pcRoute("selfservepolicies.update", "PUT /v1/SelfServePolicy", (*Server).selfServeUpdate, proof).forUsers(),
		pcRoute("selfservepolicies.delete", "DELETE /v1/SelfServePolicy/{policy}", (*Server).selfServeDelete, proof).forUsers(),
	}
}

// A selfServePolicy lets a customer buy by itself.
type selfServePolicy struct {
	ID     string `json:"id"`
	Entity struct {
		Type   string `json:"selfServeEntityType"`
		Tenant string `json:"tenantID"`
	} `json:"selfServeEntity"`
	Grantor struct {
		Type   string `json:"grantorType"`
		Tenant string `json:"tenantID"`
	} `json:"grantor"`
	Permissions []selfServePermission `json:"permissions"`
	Attributes  pcAttributes          `json:"attributes"`
}

type selfServePermission struct {
	Resource string `json:"resource"`
	Action   string `json:"action"`
}

func (s *Server) selfServePolicy(id string) *selfServePolicy {
	for _, p := range s.st.ledger.SelfServe {
		if strings.EqualFold(p.ID, id) {
			return p
		}
	}
	return nil
}

func (s *Server) selfServeList(c *call) *reply {
	items := []*selfServePolicy{}
	for _, p := range s.st.ledger.SelfServe {
		if id := c.param("entity_id"); id == "" || strings.EqualFold(id, p.Entity.Tenant) {
			items = append(items, p)
		}
	}
	return ok(collection(items, "/SelfServePolicy"))
}

func (s *Server) withSelfServe(c *call, id string, use func(*selfServePolicy) *reply) *reply {
	if p := s.selfServePolicy(id); p != nil {
		return use(p)
	}
	return pcError(http.StatusNotFound, 2000, "The self-serve policy "+id+" was not found.")
}

func (s *Server) selfServeGet(c *call) *reply {
	return s.withSelfServe(c, c.params["policy"], func(p *selfServePolicy) *reply { return ok(p) })
}

func (s *Server) selfServeCreate(c *call) *reply {
	var in selfServePolicy
	if err := c.decode(&in); err != nil {
		return badInput(err)
	}
	if s.st.customer(in.Entity.Tenant) == nil || len(in.Permissions) == 0 {
		return refuse("selfServeEntity must name a customer, and permissions are required.")
	}
	for _, p := range s.st.ledger.SelfServe {
		if strings.EqualFold(p.Entity.Tenant, in.Entity.Tenant) {
			return pcError(http.StatusConflict, 2000, "The customer has a self-serve policy already.")
		}
	}
	in.ID = s.st.nextID("self-serve policy")
	in.Attributes = pcAttributes{Etag: `"` + s.st.nextID("etag") + `"`, ObjectType: "SelfServePolicy"}
	s.st.ledger.SelfServe = append(s.st.ledger.SelfServe, &in)
	return created(in)
}

// selfServeUpdate replaces the policy that the body names.
func (s *Server) selfServeUpdate(c *call) *reply {
	var in selfServePolicy
	if err := c.decode(&in); err != nil {
		return badInput(err)
	}
	return s.withSelfServe(c, in.ID, func(p *selfServePolicy) *reply {
		if etag := orElse(c.r.Header.Get("If-Match"), in.Attributes.Etag); etag != "" && etag != p.Attributes.Etag {
			return pcError(http.StatusPreconditionFailed, 2055, "The ETag is stale; get the resource again.")
		}
		p.Permissions = in.Permissions
		p.Attributes.Etag = `"` + s.st.nextID("etag") + `"`
		return ok(p)
	})
}

func (s *Server) selfServeDelete(c *call) *reply {
	return s.withSelfServe(c, c.params["policy"], func(p *selfServePolicy) *reply {
		kept := s.st.ledger.SelfServe[:0]
		for _, other := range s.st.ledger.SelfServe {
			if other != p {
				kept = append(kept, other)
			}
		}
		s.st.ledger.SelfServe = kept
		return noContent()
	})
}
