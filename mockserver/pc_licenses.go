package mockserver

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

func licenseRoutes() []route {
	const at = "/v1/customers/{customer}"
	return []route{
		pcRoute("users.resetpassword", "PATCH "+at+"/users/{user}/resetpassword", (*Server).passwordReset, "").forUsers(),
		pcRoute("subscribedskus.list", "GET "+at+"/subscribedskus", (*Server).subscribedSKUs, "TestLicenses").forUsers(),
		pcRoute("users.licenses.list", "GET "+at+"/users/{user}/licenses", (*Server).userLicenses, "TestLicenses").forUsers(),
		pcRoute("users.licenseupdates.create", "POST "+at+"/users/{user}/licenseupdates", (*Server).licensesUpdate, "TestLicenses").forUsers(),
		pcRoute("users.directoryroles.list", "GET "+at+"/users/{user}/directoryroles", (*Server).userRoles, "TestDirectoryRoles").forUsers(),
		pcRoute("directoryroles.list", "GET "+at+"/directoryroles", (*Server).rolesList, "TestDirectoryRoles").forUsers(),
		pcRoute("directoryroles.usermembers.list", "GET "+at+"/directoryroles/{role}/usermembers", (*Server).roleMembers, "TestDirectoryRoles").forUsers(),
		pcRoute("directoryroles.usermembers.create", "POST "+at+"/directoryroles/{role}/usermembers", (*Server).roleMembersCreate, "TestDirectoryRoles").forUsers(),
		pcRoute("directoryroles.usermembers.delete", "DELETE "+at+"/directoryroles/{role}/usermembers/{user}", (*Server).roleMembersDelete, "TestDirectoryRoles").forUsers(),
	}
}

// passwordReset takes the new password and, unlike the service, does not send
// it back.
func (s *Server) passwordReset(c *call) *reply {
	return s.withUser(c, func(u *CustomerUser) *reply {
		var in struct {
			PasswordProfile *struct {
				Password            string
				ForceChangePassword bool
			}
		}
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		if in.PasswordProfile == nil || in.PasswordProfile.Password == "" {
			return refuse("passwordProfile with a password is required.")
		}
		return ok(u)
	})
}

// licenseSKU is the GUID that the directory knows a product by.
func (s *Server) licenseSKU(sub *Subscription) string {
	product, _, _ := strings.Cut(sub.OfferID, ":")
	return uuidOf(0, "license sku", product)
}

type productSKU struct {
	ID             string `json:"id"`
	Name           string `json:"name"`
	SKUPartNumber  string `json:"skuPartNumber"`
	TargetType     string `json:"targetType"`
	LicenseGroupID string `json:"licenseGroupId"`
}

type servicePlan struct {
	DisplayName      string `json:"displayName"`
	ServiceName      string `json:"serviceName"`
	ID               string `json:"id"`
	CapabilityStatus string `json:"capabilityStatus"`
	TargetType       string `json:"targetType"`
}

type subscribedSKU struct {
	AvailableUnits   int64         `json:"availableUnits"`
	ActiveUnits      int64         `json:"activeUnits"`
	ConsumedUnits    int64         `json:"consumedUnits"`
	SuspendedUnits   int64         `json:"suspendedUnits"`
	TotalUnits       int64         `json:"totalUnits"`
	WarningUnits     int64         `json:"warningUnits"`
	ProductSKU       productSKU    `json:"productSku"`
	ServicePlans     []servicePlan `json:"servicePlans"`
	CapabilityStatus string        `json:"capabilityStatus"`
	Attributes       pcAttributes  `json:"attributes"`
}

// skusOf adds a tenant's seats up by product; what users hold is consumed.
func (s *Server) skusOf(t *Tenant) []*subscribedSKU {
	var out []*subscribedSKU
	for _, sub := range s.subscriptionsOf(t) {
		if sub.azure() || sub.Status == "deleted" {
			continue
		}
		id := s.licenseSKU(sub)
		at := slices.IndexFunc(out, func(x *subscribedSKU) bool { return x.ProductSKU.ID == id })
		if at < 0 {
			part, _, _ := strings.Cut(sub.OfferID, ":")
			out = append(out, &subscribedSKU{
				ProductSKU:       productSKU{id, sub.OfferName, part, "User", "group1"},
				ServicePlans:     []servicePlan{{sub.OfferName, part, uuidOf(0, "service plan", part), "Enabled", "User"}},
				CapabilityStatus: "Enabled", Attributes: pcAttributes{ObjectType: "SubscribedSku"},
			})
			at = len(out) - 1
		}
		if sub.Status == "active" {
			out[at].ActiveUnits += sub.Quantity
		} else {
			out[at].SuspendedUnits += sub.Quantity
		}
		out[at].TotalUnits += sub.Quantity
	}
	for _, x := range out {
		for _, u := range s.st.users[t.ID] {
			if slices.Contains(s.st.ledger.Licenses[u.ID], x.ProductSKU.ID) {
				x.ConsumedUnits++
			}
		}
		x.AvailableUnits = x.ActiveUnits - x.ConsumedUnits
	}
	return out
}

// subscribedSKUs lists what users can be given; licenseGroupIds other than
// group1 have none.
func (s *Server) subscribedSKUs(c *call) *reply {
	return s.withGDAP(c, func(t *Tenant) *reply {
		items := []*subscribedSKU{}
		if groups := c.query["licenseGroupIds"]; len(groups) == 0 || slices.Contains(groups, "group1") {
			items = append(items, s.skusOf(t)...)
		}
		return ok(collection(items, t.path()+"/subscribedskus"))
	})
}

func (s *Server) userLicenses(c *call) *reply {
	return s.withUser(c, func(u *CustomerUser) *reply {
		items := []map[string]any{}
		groups := c.query["licenseGroupIds"]
		for _, x := range s.skusOf(s.st.customer(c.params["customer"])) {
			if slices.Contains(s.st.ledger.Licenses[u.ID], x.ProductSKU.ID) && (len(groups) == 0 || slices.Contains(groups, "group1")) {
				items = append(items, map[string]any{"servicePlans": x.ServicePlans, "productSku": x.ProductSKU, "attributes": pcAttributes{ObjectType: "License"}})
			}
		}
		return ok(collection(items, u.Links.Self.URI+"/licenses"))
	})
}

type licenseUpdate struct {
	LicensesToAssign []licenseAssignment `json:"licensesToAssign,omitempty"`
	LicensesToRemove []string            `json:"licensesToRemove,omitempty"`
	LicenseWarnings  []string            `json:"licenseWarnings"`
	Attributes       pcAttributes        `json:"attributes"`
}

type licenseAssignment struct {
	ExcludedPlans []string `json:"excludedPlans,omitempty"`
	SKUID         string   `json:"skuId"`
}

// licensesUpdate gives and takes licences; a user needs a usage location, and
// there must be seats left.
func (s *Server) licensesUpdate(c *call) *reply {
	return s.withUser(c, func(u *CustomerUser) *reply {
		var in licenseUpdate
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		if len(in.LicensesToAssign)+len(in.LicensesToRemove) == 0 {
			return refuse("licensesToAssign or licensesToRemove is required.")
		}
		held := slices.Clone(s.st.ledger.Licenses[u.ID])
		for _, id := range in.LicensesToRemove {
			if !slices.Contains(held, strings.ToLower(id)) {
				return refuse("The user does not hold the licence %s.", id)
			}
			held = slices.DeleteFunc(held, func(h string) bool { return strings.EqualFold(h, id) })
		}
		skus := s.skusOf(s.st.customer(c.params["customer"]))
		for _, a := range in.LicensesToAssign {
			id := strings.ToLower(a.SKUID)
			at := slices.IndexFunc(skus, func(x *subscribedSKU) bool { return x.ProductSKU.ID == id })
			switch {
			case at < 0:
				return refuse("The customer has no subscription of the SKU %s.", a.SKUID)
			case slices.Contains(held, id):
				return refuse("The user holds the licence %s already.", a.SKUID)
			case skus[at].AvailableUnits < 1:
				return refuse("There is no seat left of the SKU %s.", a.SKUID)
			}
			held = append(held, id)
		}
		setIn(&s.st.ledger.Licenses, u.ID, held)
		in.LicenseWarnings, in.Attributes = []string{}, pcAttributes{ObjectType: "LicenseUpdate"}
		return created(in)
	})
}

type directoryRole struct {
	Name       string       `json:"name"`
	ID         string       `json:"id"`
	Attributes pcAttributes `json:"attributes"`
}

// directoryRoles are the built-in roles that partners give to users.
func directoryRoles() []directoryRole {
	role := func(id, name string) directoryRole {
		return directoryRole{name, id, pcAttributes{ObjectType: "DirectoryRole"}}
	}
	return []directoryRole{
		role("62e90394-69f5-4237-9190-012177145e10", "Global Administrator"),
		role("729827e3-9c14-49f7-bb1b-9608f156bbb8", "Helpdesk Administrator"),
		role("f023fd81-a637-4b56-95fd-791ac0226033", "Service Support Administrator"),
		role("fe930be7-5e62-47db-91af-98c3a49a38b1", "User Administrator"),
		role("4d6ac14f-3453-41d0-bef9-a3e0c569773a", "License Administrator"),
		role(roleDirectoryReaders, "Directory Readers"),
	}
}

func (s *Server) rolesList(c *call) *reply {
	return s.withGDAP(c, func(t *Tenant) *reply { return ok(collection(directoryRoles(), t.path()+"/directoryroles")) })
}

func (s *Server) userRoles(c *call) *reply {
	return s.withUser(c, func(u *CustomerUser) *reply {
		items := []directoryRole{}
		for _, r := range directoryRoles() {
			if slices.Contains(s.st.ledger.RoleMembers[roleKey(c, r.ID)], u.ID) {
				items = append(items, r)
			}
		}
		return ok(collection(items, u.Links.Self.URI+"/directoryroles"))
	})
}

// roleKey names a role in the tenant of the path.
func roleKey(c *call, role string) string {
	return strings.ToLower(c.params["customer"] + " " + role)
}

type roleMember struct {
	DisplayName       string       `json:"displayName"`
	UserPrincipalName string       `json:"userPrincipalName"`
	RoleID            string       `json:"roleId"`
	ID                string       `json:"id"`
	Attributes        pcAttributes `json:"attributes"`
}

func (s *Server) withRole(c *call, use func(*Tenant, directoryRole) *reply) *reply {
	return s.withGDAP(c, func(t *Tenant) *reply {
		for _, r := range directoryRoles() {
			if strings.EqualFold(r.ID, c.params["role"]) {
				return use(t, r)
			}
		}
		return pcError(http.StatusNotFound, 2000, "The role "+c.params["role"]+" was not found.")
	})
}

func memberOf(u *CustomerUser, role string) roleMember {
	return roleMember{u.DisplayName, u.UserPrincipalName, role, u.ID, pcAttributes{ObjectType: "UserMember"}}
}

func (s *Server) roleMembers(c *call) *reply {
	return s.withRole(c, func(t *Tenant, r directoryRole) *reply {
		items := []roleMember{}
		for _, u := range s.st.users[t.ID] {
			if slices.Contains(s.st.ledger.RoleMembers[roleKey(c, r.ID)], u.ID) {
				items = append(items, memberOf(u, r.ID))
			}
		}
		return ok(collection(items, t.path()+"/directoryroles/"+r.ID+"/usermembers"))
	})
}

func (s *Server) roleMembersCreate(c *call) *reply {
	return s.withRole(c, func(t *Tenant, r directoryRole) *reply {
		var in struct{ ID string }
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		key := roleKey(c, r.ID)
		for _, u := range s.st.users[t.ID] {
			if !strings.EqualFold(u.ID, in.ID) {
				continue
			}
			if slices.Contains(s.st.ledger.RoleMembers[key], u.ID) {
				return pcError(http.StatusConflict, 2000, "The user has the role already.")
			}
			keepIn(&s.st.ledger.RoleMembers, key, u.ID)
			return created(memberOf(u, r.ID))
		}
		return pcError(http.StatusNotFound, 60002, "The user "+in.ID+" was not found.")
	})
}

func (s *Server) roleMembersDelete(c *call) *reply {
	return s.withRole(c, func(_ *Tenant, r directoryRole) *reply {
		key, user := roleKey(c, r.ID), strings.ToLower(c.params["user"])
		members := s.st.ledger.RoleMembers[key]
		if !slices.Contains(members, user) {
			return pcError(http.StatusNotFound, 60002, "The user "+user+" has not the role.")
		}
		setIn(&s.st.ledger.RoleMembers, key, slices.DeleteFunc(members, func(id string) bool { return id == user }))
		return noContent()
	})
}
