package mockserver

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// What a Snapshot holds more than the wire shows.

// savedTenant is a tenant with its place in lists and the version of its
// billing profile, which page tokens and ETags tell of.
type savedTenant struct {
	*Tenant
	Seq       int64              `json:"seq"`
	Etag      int64              `json:"etag"`
	Purchases []purchase         `json:"purchases,omitempty"`
	Amended   map[int]amendments `json:"amended_subscriptions,omitempty"`
}

func (st *state) saveTenants() []savedTenant {
	saved := make([]savedTenant, len(st.tenants))
	for i, t := range st.tenants {
		saved[i] = savedTenant{t, t.seq, t.etag, t.purchases, t.amended}
	}
	return saved
}

func (st *state) restoreTenants(saved []savedTenant) error {
	var last int64
	for _, x := range saved {
		if x.Tenant == nil || x.ID == "" || st.tenantByID[strings.ToLower(x.ID)] != nil {
			return fmt.Errorf("a tenant has no id or one that another has")
		}
		if x.Seq <= last {
			return fmt.Errorf("the tenant %s is out of order", x.ID)
		}
		last = x.Seq
		st.addTenant(x.Tenant)
		x.seq, x.etag, x.purchases, x.amended = x.Seq, x.Etag, x.Purchases, x.Amended
	}
	st.seq = max(st.seq, last)
	return nil
}

// savedCart is a cart with whose it is and what its checkout answered.
type savedCart struct {
	Cart
	Tenant  string          `json:"tenant_id"`
	Expires time.Time       `json:"expires"`
	Result  *checkoutResult `json:"result,omitempty"`
}

func (st *state) saveCarts() []savedCart {
	var saved []savedCart
	for _, id := range slices.Sorted(maps.Keys(st.carts)) {
		c := st.carts[id]
		saved = append(saved, savedCart{*c, c.tenant, c.expires, c.result})
	}
	return saved
}

func (st *state) restoreCarts(saved []savedCart) {
	for _, c := range saved {
		back := c.Cart
		back.tenant, back.expires, back.result = c.Tenant, c.Expires, c.Result
		st.carts[back.ID] = &back
	}
}

// restoreSubscriptions tells apart those that were bought since the start.
func (st *state) restoreSubscriptions(bought map[string][]*Subscription, changed map[string]*Subscription) error {
	keepMap(&st.subscriptions, bought)
	keepMap(&st.changed, changed)
	for tenant, list := range st.subscriptions {
		for _, sub := range list {
			if sub == nil {
				return fmt.Errorf("a subscription of tenant %s is null", tenant)
			}
			sub.bought = true
			if later := st.changed[sub.ID]; later != nil {
				later.bought = true
			}
		}
	}
	for id, sub := range st.changed {
		if sub == nil {
			return fmt.Errorf("the changed subscription %s is null", id)
		}
	}
	return nil
}

// savedRelationship is a delegated admin relationship with all that hangs on it.
type savedRelationship struct {
	relationship
	CreatedAt   time.Time           `json:"created_at"`
	EndsAt      time.Time           `json:"ends_at,omitzero"`
	Requests    []*gdapRequest      `json:"requests,omitempty"`
	Assignments []*accessAssignment `json:"assignments,omitempty"`
	Operations  []*gdapOperation    `json:"operations,omitempty"`
}

// savedGroup is a security group with its members.
type savedGroup struct {
	group
	Seq     int64    `json:"seq"`
	Members []string `json:"members,omitempty"`
}

// savedAccess is who may do what: relationships, groups, users, consents.
type savedAccess struct {
	Relationships []savedRelationship `json:"relationships,omitempty"`
	// DefaultGDAP are the customers whose default relationship was made, and
	// GDAPSeeded says that those of the seeded customers were.
	DefaultGDAP []string                   `json:"default_gdap,omitempty"`
	GDAPSeeded  bool                       `json:"gdap_seeded,omitempty"`
	Groups      []savedGroup               `json:"groups,omitempty"`
	Users       map[string][]*CustomerUser `json:"users,omitempty"`
	Consents    map[string]consentState    `json:"consents,omitempty"`
}

func (st *state) saveAccess() savedAccess {
	saved := savedAccess{GDAPSeeded: st.gdapSeeded, DefaultGDAP: slices.Sorted(maps.Keys(st.defaultGDAP)), Users: st.users, Consents: st.consents}
	for _, r := range st.relationships {
		saved.Relationships = append(saved.Relationships, savedRelationship{*r, r.created, r.end, r.requests, r.assignments, r.operations})
	}
	for _, g := range st.groups {
		saved.Groups = append(saved.Groups, savedGroup{*g, g.seq, g.members})
	}
	slices.SortFunc(saved.Groups, func(a, b savedGroup) int { return cmp.Compare(a.Seq, b.Seq) })
	return saved
}

func (st *state) restoreAccess(saved savedAccess) error {
	st.gdapSeeded = saved.GDAPSeeded
	for _, id := range saved.DefaultGDAP {
		st.defaultGDAP[id] = true
	}
	for _, r := range saved.Relationships {
		if r.Customer == nil && r.Status == "active" {
			return fmt.Errorf("the active relationship %s has no customer", r.ID)
		}
		back := r.relationship
		back.created, back.end, back.requests, back.assignments, back.operations = r.CreatedAt, r.EndsAt, present(r.Requests), present(r.Assignments), present(r.Operations)
		st.relationships = append(st.relationships, &back)
	}
	if len(saved.Groups) == 0 {
		st.seedGroups()
	}
	for _, g := range saved.Groups {
		back := g.group
		back.seq, back.members = g.Seq, g.Members
		st.groups[strings.ToLower(back.ID)] = &back
	}
	for tenant, users := range saved.Users {
		users = present(users)
		for i, u := range users {
			u.seq = int64(i + 1) // lists keep the order of the snapshot
		}
		st.users[tenant] = users
	}
	keepMap(&st.consents, saved.Consents)
	return nil
}

// present drops what a snapshot written by hand left null.
func present[T any](list []*T) []*T {
	return slices.DeleteFunc(list, func(x *T) bool { return x == nil })
}

// savedExport is a billing export on its way. Its lines follow from the
// tenants and the invoice, so they are not in it.
type savedExport struct {
	ID       string     `json:"id"`
	Manifest string     `json:"manifest"`
	Kind     exportKind `json:"kind"`
	// Invoice is the id of what is exported; empty for the unbilled Month.
	Invoice string    `json:"invoice,omitempty"`
	Month   month     `json:"month,omitempty"`
	Basic   bool      `json:"basic,omitempty"`
	Created time.Time `json:"created"`
	Polls   int       `json:"polls"`
	Code    string    `json:"failure_code,omitempty"`
	Text    string    `json:"failure_text,omitempty"`
}

func (st *state) saveExports() []savedExport {
	var saved []savedExport
	for _, key := range slices.Sorted(maps.Keys(st.operations)) {
		op := st.operations[key]
		if key != op.id { // an export is found by its manifest's id as well
			continue
		}
		x := savedExport{ID: op.id, Manifest: op.manifest, Kind: op.kind, Basic: op.basic, Created: op.created, Polls: op.polls, Code: op.failure, Text: op.failureText}
		if op.invoice != nil {
			x.Invoice, x.Month = op.invoice.ID, op.invoice.Month
		}
		saved = append(saved, x)
	}
	return saved
}

func (st *state) restoreExports(saved []savedExport) error {
	for _, x := range saved {
		op := &exportOperation{id: x.ID, manifest: x.Manifest, kind: x.Kind, basic: x.Basic, created: x.Created, polls: x.Polls, failure: x.Code, failureText: x.Text, tenants: slices.Clone(st.tenants)}
		switch {
		case x.Invoice != "":
			op.invoice = st.invoice(x.Invoice)
		case x.Code == "":
			op.invoice = &invoice{Month: x.Month, Currency: st.gen.currency, sign: 1}
		}
		if op.invoice == nil && op.failure == "" {
			return fmt.Errorf("the export %s is of the unknown invoice %s", x.ID, x.Invoice)
		}
		st.operations[op.id], st.operations[op.manifest] = op, op
	}
	return nil
}

// savedTask is a billing report of Cloudmore on its way, or done with Result.
type savedTask struct {
	ID     string               `json:"id"`
	From   time.Time            `json:"from"`
	To     time.Time            `json:"to"`
	Polls  int                  `json:"polls"`
	Result []billedOrganization `json:"result,omitempty"`
}

func (st *state) saveTasks() []savedTask {
	var saved []savedTask
	for _, id := range slices.Sorted(maps.Keys(st.tasks)) {
		t := st.tasks[id]
		saved = append(saved, savedTask{t.id, t.from, t.to, t.polls, t.result})
	}
	return saved
}

func (st *state) restoreTasks(saved []savedTask) {
	for _, t := range saved {
		st.tasks[t.ID] = &billingTask{t.ID, t.From, t.To, t.Polls, t.Result}
	}
}
