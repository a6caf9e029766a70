package mockserver

import (
	"encoding/json"
	"io"
	"slices"
	"time"
)

// StateVersion is the version of the JSON that WriteState writes.
const StateVersion = 1

// A Snapshot is the business state of a server as JSON. Tokens are not in it.
type Snapshot struct {
	Version       int                        `json:"version"`
	Seed          uint64                     `json:"seed"`
	Profile       Profile                    `json:"profile"`
	AsOf          time.Time                  `json:"as_of"`
	PartnerTenant string                     `json:"partner_tenant_id"`
	ResellerID    string                     `json:"reseller_id"`
	Tenants       []*Tenant                  `json:"tenants"`
	Organizations []*Organization            `json:"organizations"`
	Links         []Link                     `json:"links"`
	Subscriptions map[string][]*Subscription `json:"subscriptions,omitempty"`
}

// WriteState writes the state as indented JSON: tenants and organizations in
// the order they were made, links by tenant.
func (s *Server) WriteState(w io.Writer) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(s.snapshot())
}

func (s *Server) snapshot() Snapshot {
	st := s.st
	snap := Snapshot{
		Version: StateVersion, Seed: s.opts.seed, Profile: s.opts.profile, AsOf: s.opts.asOf,
		PartnerTenant: st.partner.TenantID, ResellerID: st.partner.ResellerID,
		Tenants: st.tenants, Organizations: st.orgs, Links: []Link{}, Subscriptions: st.subscriptions,
	}
	for t, o := range st.links {
		snap.Links = append(snap.Links, Link{t, o})
	}
	slices.SortFunc(snap.Links, func(a, b Link) int { return compareText(a.TenantID, b.TenantID) })
	return snap
}

// Links returns every link, by tenant id.
func (s *Server) Links() []Link {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.snapshot().Links
}
