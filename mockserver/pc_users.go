package mockserver

import (
	"net/http"
	"slices"
	"strings"
)

func userRoutes() []route {
	row := func(op, method, pattern string, write bool, handle func(*Server, *call) *reply) route {
		return route{op: op, method: method, patterns: []string{"/v1/customers/{customer}/users" + pattern}, vendor: vendorPartnerCenter, write: write, userOnly: true, handle: handle,
			fidelity: Stateful, evidence: "published sample", proof: "TestUsers"}
	}
	return []route{
		row("users.list", "GET", "", false, (*Server).usersList),
		row("users.create", "POST", "", true, (*Server).usersCreate),
		row("users.get", "GET", "/{user}", false, (*Server).usersGet),
		row("users.update", "PATCH", "/{user}", true, (*Server).usersUpdate),
		row("users.delete", "DELETE", "/{user}", true, (*Server).usersDelete),
	}
}

// A CustomerUser is a user in a customer's tenant.
type CustomerUser struct {
	ID                string       `json:"id"`
	UsageLocation     string       `json:"usageLocation"`
	UserPrincipalName string       `json:"userPrincipalName"`
	FirstName         string       `json:"firstName"`
	LastName          string       `json:"lastName"`
	DisplayName       string       `json:"displayName"`
	ImmutableID       string       `json:"immutableId,omitempty"`
	UserDomainType    string       `json:"userDomainType"`
	State             string       `json:"state"`
	SoftDeletionTime  *string      `json:"softDeletionTime"`
	LastDirectorySync *string      `json:"lastDirectorySyncTime"`
	Links             pcLinks      `json:"links"`
	Attributes        pcAttributes `json:"attributes"`

	seq int64
}

// withGDAP finds the customer of the path and demands a relationship with it.
func (s *Server) withGDAP(c *call, use func(*Tenant) *reply) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		if !t.GDAP {
			return pcError(http.StatusForbidden, 900308, "Insufficient privileges to complete the operation.")
		}
		return use(t)
	})
}

func (s *Server) withUser(c *call, use func(*CustomerUser) *reply) *reply {
	return s.withGDAP(c, func(t *Tenant) *reply {
		for _, u := range s.st.users[t.ID] {
			if strings.EqualFold(u.ID, c.params["user"]) {
				return use(u)
			}
		}
		return pcError(http.StatusNotFound, 60002, "The user "+c.params["user"]+" was not found.")
	})
}

// usersList pages by token. Deleted users are shown when the filter asks for
// inactive ones.
func (s *Server) usersList(c *call) *reply {
	return s.withGDAP(c, func(t *Tenant) *reply {
		size, tok, err := pageOf(c)
		if err != nil {
			return pcError(http.StatusBadRequest, 2000, err.Error())
		}
		state := "active"
		if f := tok.Filter; f != nil {
			if !strings.EqualFold(f.Field, "UserState") {
				return pcError(http.StatusBadRequest, 2000, errFilter.Error())
			}
			state = strings.ToLower(f.Value)
		}
		items, more := []*CustomerUser{}, false
		for _, u := range s.st.users[t.ID] {
			if u.State != state || u.seq <= tok.After {
				continue
			}
			if len(items) == size {
				more = true
				break
			}
			items = append(items, u)
			tok.After = u.seq
		}
		page := collection(items, t.path()+"/users")
		if more {
			page.Links.Next = nextByToken(t.path()+"/users", size, tok)
		}
		return ok(page)
	})
}

// usersCreate answers 200, not 201, as documented.
func (s *Server) usersCreate(c *call) *reply {
	return s.withGDAP(c, func(t *Tenant) *reply {
		var in CustomerUser
		if err := c.decode(&in); err != nil {
			return pcError(http.StatusBadRequest, 800002, "Invalid request input: "+err.Error())
		}
		if in.UsageLocation == "" || !strings.Contains(in.UserPrincipalName, "@") || in.DisplayName == "" {
			return pcError(http.StatusBadRequest, 2000, "usageLocation, userPrincipalName and displayName are required.")
		}
		if slices.ContainsFunc(s.st.users[t.ID], func(u *CustomerUser) bool { return strings.EqualFold(u.UserPrincipalName, in.UserPrincipalName) }) {
			return pcError(http.StatusConflict, 2000, "There is a user "+in.UserPrincipalName+" already.")
		}
		in.ID = s.st.nextID("user")
		in.seq, in.State, in.UserDomainType, in.SoftDeletionTime = s.st.seq, "active", "none", nil
		in.Links = pcLinks{Self: linkTo(t.path() + "/users/" + in.ID)}
		in.Attributes = pcAttributes{ObjectType: "CustomerUser"}
		s.st.users[t.ID] = append(s.st.users[t.ID], &in)
		return ok(&in)
	})
}

func (s *Server) usersGet(c *call) *reply {
	return s.withUser(c, func(u *CustomerUser) *reply { return ok(u) })
}

// usersUpdate changes names, or brings a deleted user back with state active.
func (s *Server) usersUpdate(c *call) *reply {
	return s.withUser(c, func(u *CustomerUser) *reply {
		var in CustomerUser
		if err := c.decode(&in); err != nil {
			return pcError(http.StatusBadRequest, 800002, "Invalid request input: "+err.Error())
		}
		u.FirstName, u.LastName = orElse(in.FirstName, u.FirstName), orElse(in.LastName, u.LastName)
		u.DisplayName, u.UsageLocation = orElse(in.DisplayName, u.DisplayName), orElse(in.UsageLocation, u.UsageLocation)
		if strings.EqualFold(in.State, "active") {
			u.State, u.SoftDeletionTime = "active", nil
		}
		return ok(u)
	})
}

// usersDelete keeps the user for 30 days, as inactive.
func (s *Server) usersDelete(c *call) *reply {
	return s.withUser(c, func(u *CustomerUser) *reply {
		if u.State != "active" {
			return pcError(http.StatusNotFound, 60002, "The user is deleted.")
		}
		u.State, u.SoftDeletionTime = "inactive", new(stamp(c.now))
		return noContent()
	})
}
