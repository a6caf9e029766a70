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

	seq int64
}

func (st *state) seedGroups() {
	id := st.partner.AdminsID
	st.groups[id] = &group{ID: id, DisplayName: "AdminAgents", MailNickname: "AdminAgents", SecurityEnabled: true, Created: stamp(st.opts.asOf)}
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
	g := s.st.groups[strings.ToLower(c.params["group"])]
	if g == nil {
		return graphError(c, http.StatusNotFound, "Request_ResourceNotFound", "The group was not found.")
	}
	return ok(g)
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
