package mockserver

import "strings"

func compareText(a, b string) int { return strings.Compare(a, b) }

// A Situation is something that happens to brokers.
type Situation string

// A SuggestedIgnore is a tenant that belongs on the ignore list.
type SuggestedIgnore struct {
	TenantID string `json:"tenant_id"`
	// Kind is internal, test or dormant.
	Kind   string `json:"kind"`
	Reason string `json:"reason"`
}

func (st *state) seedBroker() {
	for i := range st.opts.tenants {
		r := random(st.opts.seed, "tenant", string(rune('a'+i%26)), uuidOf(st.opts.seed, "n", string(rune(i+1000))))
		id := newUUID(r)
		t := &Tenant{ID: id, Name: "Company " + id[:6] + " AB", Domain: "c" + id[:8] + ".onmicrosoft.com", Domains: []string{"c" + id[:8] + ".example"}, Customer: true, GDAP: true,
			Email: "billing@c" + id[:8] + ".example", Address: Address{Country: "SE", City: "Stockholm"}, Created: st.opts.asOf.AddDate(-1, 0, 0), Spend: Spend{Subscriptions: 1 + r.IntN(4)}}
		st.addTenant(t)
		o := &Organization{ID: newUUID(r), Name: t.Name, Domain: t.Domains[0], IsActive: true}
		st.addOrganization(o)
		if r.IntN(100) < 86 {
			st.links[t.ID] = o.ID
			o.Services = []string{ServiceCSP}
		}
	}
}
