package mockserver

import (
	"net/http"
	"slices"
	"strings"
)

func groupRoutes() []route {
	row := func(op, method, path string, write bool, handle func(*Server, *call) *reply) route {
		return route{op: op, method: method, patterns: []string{"/v1.0" + path}, vendor: vendorGraph, write: write, handle: handle,
			fidelity: Stateful, evidence: "documented fields", proof: "TestGroups"}
	}
	return []route{
		row("graph.groups.list", "GET", "/groups", false, (*Server).groupsList),
		row("graph.groups.create", "POST", "/groups", true, (*Server).groupsCreate),
		row("graph.groups.get", "GET", "/groups/{group}", false, (*Server).groupsGet),
		row("graph.me.memberOf.list", "GET", "/me/memberOf", false, (*Server).memberOf),
	}
}

// A group is a security group of the partner's tenant.
type group struct {
	ID              string `json:"id"`
	DisplayName     string `json:"displayName"`
	Description     string `json:"description,omitempty"`
	MailEnabled     bool   `json:"mailEnabled"`
	MailNickname    string `json:"mailNickname"`
	SecurityEnabled bool   `json:"securityEnabled"`
	Created         string `json:"createdDateTime"`

	seq     int64
	members []string
}

func (st *state) seedGroups() {
	id := st.partner.AdminsID
	var members []string
	for _, u := range st.partner.Users {
		if u.AdminAgent {
			members = append(members, u.ID)
		}
	}
	st.groups[id] = &group{members: members, ID: id, DisplayName: "AdminAgents", MailNickname: "AdminAgents", SecurityEnabled: true, Created: stamp(st.opts.asOf)}
}

func (s *Server) groupsList(c *call) *reply {
	filter, err := parseODataFilter(c.query.Get("$filter"))
	if err != nil {
		return graphBad(c, "%v", err)
	}
	items := []*group{}
	for _, g := range s.st.groups {
		if want, ok := filter["displayname"]; !ok || want == g.DisplayName {
			items = append(items, g)
		}
	}
	slices.SortFunc(items, func(a, b *group) int { return int(a.seq - b.seq) })
	return pageReply(c, "groups", items)
}

func (s *Server) groupsCreate(c *call) *reply {
	var in group
	if err := c.decode(&in); err != nil {
		return graphBad(c, "%v", err)
	}
	if in.DisplayName == "" || in.MailNickname == "" || !in.SecurityEnabled {
		return graphBad(c, "displayName, mailNickname and securityEnabled are required.")
	}
	in.ID, in.Created = s.st.nextID("group"), stamp(c.now)
	in.seq = s.st.seq
	s.st.groups[in.ID] = &in
	return created(in).set("Location", c.base+"/v1.0/groups/"+in.ID)
}

func (s *Server) groupsGet(c *call) *reply {
	return s.withGroup(c, func(g *group) *reply { return ok(g) })
}

type directoryObject struct {
	Type           string `json:"@odata.type"`
	ID             string `json:"id"`
	DisplayName    string `json:"displayName"`
	RoleTemplateID string `json:"roleTemplateId,omitempty"`
}

// memberOf says which groups and directory roles the signed-in user has.
func (s *Server) memberOf(c *call) *reply {
	user := s.partner.user(c.identity.User)
	if user == nil {
		return graphBad(c, "/me request is only valid with delegated authentication flow.")
	}
	items := []directoryObject{}
	if user.AdminAgent {
		items = append(items, directoryObject{Type: "#microsoft.graph.group", ID: s.partner.AdminsID, DisplayName: "AdminAgents"})
	}
	names := map[string]string{rolePrivilegedRoleAdministrator: "Privileged Role Administrator", roleDirectoryReaders: "Directory Readers"}
	for _, role := range user.Roles {
		items = append(items, directoryObject{Type: "#microsoft.graph.directoryRole", ID: uuidOf(s.opts.seed, "role", role), DisplayName: names[role], RoleTemplateID: role})
	}
	return pageReply(c, "directoryObjects", items)
}

// groupMember is a user of the partner in a group.
type groupMember struct {
	Type string `json:"@odata.type"`
	ID   string `json:"id"`
	Name string `json:"displayName"`
	UPN  string `json:"userPrincipalName"`
}

func memberRoutes() []route {
	row := func(op, method, path string, write bool, handle func(*Server, *call) *reply) route {
		return route{op: "graph.groups.members." + op, method: method, patterns: []string{"/v1.0/groups/{group}/members" + path}, vendor: vendorGraph, write: write, handle: handle,
			fidelity: Stateful, evidence: "documented fields", proof: "TestGroups"}
	}
	return []route{
		row("list", "GET", "", false, (*Server).membersList),
		row("create", "POST", "/$ref", true, (*Server).membersCreate),
		row("delete", "DELETE", "/{member}/$ref", true, (*Server).membersDelete),
	}
}

func (s *Server) withGroup(c *call, use func(*group) *reply) *reply {
	g := s.st.groups[strings.ToLower(c.params["group"])]
	if g == nil {
		return graphError(c, http.StatusNotFound, "Request_ResourceNotFound", "The group was not found.")
	}
	return use(g)
}

func (s *Server) membersList(c *call) *reply {
	return s.withGroup(c, func(g *group) *reply {
		items := []groupMember{}
		for _, id := range g.members {
			if u := s.partner.userByID(id); u != nil {
				items = append(items, groupMember{"#microsoft.graph.user", u.ID, u.Name, u.UPN})
			}
		}
		return pageReply(c, "directoryObjects", items)
	})
}

func (s *Server) membersCreate(c *call) *reply {
	return s.withGroup(c, func(g *group) *reply {
		var in struct {
			ID string `json:"@odata.id"`
		}
		if err := c.decode(&in); err != nil {
			return graphBad(c, "%v", err)
		}
		id := strings.ToLower(in.ID[strings.LastIndexByte(in.ID, '/')+1:])
		switch {
		case s.partner.userByID(id) == nil:
			return graphError(c, http.StatusNotFound, "Request_ResourceNotFound", "The user "+id+" was not found.")
		case slices.Contains(g.members, id):
			return graphBad(c, "One or more added object references already exist for the following modified properties: 'members'.")
		}
		g.members = append(g.members, id)
		return noContent()
	})
}

func (s *Server) membersDelete(c *call) *reply {
	return s.withGroup(c, func(g *group) *reply {
		i := slices.Index(g.members, strings.ToLower(c.params["member"]))
		if i < 0 {
			return graphError(c, http.StatusNotFound, "Request_ResourceNotFound", "The user is not a member.")
		}
		g.members = slices.Delete(g.members, i, i+1)
		return noContent()
	})
}
