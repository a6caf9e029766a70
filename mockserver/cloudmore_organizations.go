package mockserver

import (
	"net/http"
	"strconv"
	"strings"
)

const (
	cloudmoreReseller     = "/api/resellers/{resellerId}"
	cloudmoreOrganization = cloudmoreReseller + "/organizations/{organization}"
	// Cloudmore's field names are not public: shapes agree with what was seen
	// in its samples, and are provisional beyond that.
	provisional = "route is published, fields are provisional"
)

func cloudmoreOrganizationRoutes() []route {
	row := func(op, method, pattern string, write bool, handle func(*Server, *call) *reply) route {
		return route{op: op, method: method, patterns: []string{pattern}, vendor: vendorCloudmore, write: write, handle: handle,
			fidelity: Stateful, evidence: provisional, proof: "TestOrganizations"}
	}
	return []route{
		row("cloudmore.organizations.list", "GET", cloudmoreReseller+"/organizations", false, (*Server).organizationsList),
		row("cloudmore.organizations.create", "POST", cloudmoreReseller+"/organizations", true, (*Server).organizationsCreate),
		row("cloudmore.organizations.get", "GET", cloudmoreOrganization, false, (*Server).organizationsGet),
		row("cloudmore.organizations.update", "PUT", cloudmoreOrganization, true, (*Server).organizationsUpdate),
		row("cloudmore.organizations.delete", "DELETE", cloudmoreOrganization, true, (*Server).organizationsDelete),
	}
}

// wire is what the API shows of an organization: everything but its services.
func (o *Organization) wire() Organization {
	w := *o
	w.Services = nil
	if w.CustomProperties == nil {
		w.CustomProperties = []CustomProperty{}
	}
	return w
}

// organizationsList is not paged, as the real one is not.
func (s *Server) organizationsList(c *call) *reply {
	onlyActive := strings.EqualFold(c.query.Get("showActive"), "true")
	out := make([]Organization, 0, len(s.st.orgs))
	for _, o := range s.st.orgs {
		if !onlyActive || o.IsActive {
			out = append(out, o.wire())
		}
	}
	return ok(out)
}

// withOrganization finds the organization of the path.
func (s *Server) withOrganization(c *call, use func(*Organization) *reply) *reply {
	o := s.st.orgByID[strings.ToLower(c.params["organization"])]
	if o == nil {
		return cmError(http.StatusNotFound, 4, "NotFound", "The organization "+c.params["organization"]+" was not found.")
	}
	return use(o)
}

func (s *Server) organizationsGet(c *call) *reply {
	return s.withOrganization(c, func(o *Organization) *reply { return ok(o.wire()) })
}

func decodeOrganization(c *call) (Organization, *reply) {
	in := Organization{IsActive: true}
	if err := c.decode(&in); err != nil {
		return in, cmError(http.StatusBadRequest, 1, "InvalidBody", err.Error())
	}
	wrong := map[string][]string{}
	if strings.TrimSpace(in.Name) == "" {
		wrong["Name"] = []string{"The Name field is required."}
	}
	if in.Contact.Email != "" && !strings.Contains(in.Contact.Email, "@") {
		wrong["Contact.Email"] = []string{"The Email field is not a valid e-mail address."}
	}
	if n := in.Address.CountryCode; n != "" && len(n) != 2 {
		wrong["Address.CountryCode"] = []string{"The CountryCode field must be a two-letter country code."}
	}
	if len(wrong) > 0 {
		return in, cmInvalid(wrong)
	}
	if strings.ContainsAny(in.Domain, "/ :") {
		return in, cmError(http.StatusBadRequest, 5, "InvalidValue", "The domain "+strconv.Quote(in.Domain)+" is not valid.")
	}
	return in, nil
}

func (s *Server) organizationsCreate(c *call) *reply {
	in, rep := decodeOrganization(c)
	if rep != nil {
		return rep
	}
	in.ID, in.Services = s.st.nextID("organization"), nil
	s.st.addOrganization(&in)
	return created(in.wire()).set("Location", c.base+"/api/resellers/"+c.params["resellerId"]+"/organizations/"+in.ID)
}

// organizationsUpdate replaces all properties, as a PUT does.
func (s *Server) organizationsUpdate(c *call) *reply {
	return s.withOrganization(c, func(o *Organization) *reply {
		in, rep := decodeOrganization(c)
		if rep != nil {
			return rep
		}
		in.ID, in.seq, in.Services = o.ID, o.seq, o.Services
		*o = in
		return ok(o.wire())
	})
}

func (s *Server) organizationsDelete(c *call) *reply {
	return s.withOrganization(c, func(o *Organization) *reply {
		s.st.removeOrganization(o.ID)
		return noContent()
	})
}
