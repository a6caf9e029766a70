package mockserver

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// StateVersion is the version of the JSON that WriteState writes. Restore
// refuses any other.
const StateVersion = 2

// A Snapshot is everything that calls have changed, as JSON: a server that
// restores it answers as the one that wrote it. Not in it are sign-ins (tokens
// and codes), answers kept for a repeated MS-RequestId, faults, the request
// log, and what the Tamper methods falsified.
type Snapshot struct {
	Version int       `json:"version"`
	Seed    uint64    `json:"seed"`
	Profile Profile   `json:"profile"`
	AsOf    time.Time `json:"as_of"`
	// Elapsed is how far the clock was advanced. Restore advances a clock that
	// is behind it.
	Elapsed       time.Duration   `json:"elapsed_ns"`
	PartnerTenant string          `json:"partner_tenant_id"`
	ResellerID    string          `json:"reseller_id"`
	Tenants       []savedTenant   `json:"tenants"`
	Organizations []*Organization `json:"organizations"`
	Links         []Link          `json:"links"`
	// Subscriptions and Orders were made since the start, by tenant, orders also
	// of the seeded ones that were updated; Changed are seeded or bought
	// subscriptions as they were last updated, by id.
	Subscriptions  map[string][]*Subscription `json:"subscriptions,omitempty"`
	Changed        map[string]*Subscription   `json:"changed_subscriptions,omitempty"`
	Orders         map[string][]Order         `json:"orders,omitempty"`
	Agreements     map[string][]Agreement     `json:"agreements,omitempty"`
	Qualifications map[string][]Qualification `json:"qualifications,omitempty"`
	Carts          []savedCart                `json:"carts,omitempty"`
	Access         savedAccess                `json:"access"`
	// ManualLines are Cloudmore's manual billing lines, by organization.
	ManualLines map[string][]*manualLine `json:"manual_billing_lines,omitempty"`
	// Invoices are those made by hand; the months' follow from the seed.
	Invoices []Invoice     `json:"invoices,omitempty"`
	Exports  []savedExport `json:"exports,omitempty"`
	Tasks    []savedTask   `json:"billing_tasks,omitempty"`
	// Ledger is the rest of Partner Center.
	Ledger ledger `json:"ledger"`
	// Sequence is the number that the last id was made of.
	Sequence int64 `json:"sequence"`
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
		Elapsed:       s.clock.elapsed(),
		PartnerTenant: st.partner.TenantID, ResellerID: st.partner.ResellerID,
		Tenants: st.saveTenants(), Organizations: st.orgs, Links: []Link{},
		Subscriptions: st.subscriptions, Changed: st.changed, Orders: st.orders, Agreements: st.agreements, Qualifications: st.qualifications,
		Carts: st.saveCarts(), Access: st.saveAccess(), ManualLines: st.manual, Exports: st.saveExports(), Tasks: st.saveTasks(),
		Ledger: st.ledger, Sequence: st.seq,
	}
	for t, o := range st.links {
		snap.Links = append(snap.Links, Link{t, o})
	}
	slices.SortFunc(snap.Links, func(a, b Link) int { return strings.Compare(a.TenantID, b.TenantID) })
	for _, inv := range st.invoices {
		if inv.sign == 0 {
			snap.Invoices = append(snap.Invoices, Invoice{ID: inv.ID, Type: inv.Type, AmendsOf: inv.AmendsOf, Date: inv.Date, Currency: inv.Currency, Lines: inv.explicit})
		}
	}
	return snap
}

// Restore puts a state that WriteState wrote in place of the present one.
// Charges follow from seed, profile and day, so those must be the server's own;
// a snapshot of another version or broker is refused and nothing changes.
// Tokens stay valid.
func (s *Server) Restore(r io.Reader) error {
	var snap Snapshot
	if err := json.NewDecoder(r).Decode(&snap); err != nil {
		return fmt.Errorf("mockserver: restore: %w", err)
	}
	if snap.Version != StateVersion {
		return fmt.Errorf("mockserver: restore: the state has version %d, this server understands %d", snap.Version, StateVersion)
	}
	if snap.Seed != s.opts.seed || snap.Profile != s.opts.profile || !snap.AsOf.Equal(s.opts.asOf) {
		return fmt.Errorf("mockserver: restore: the state is of seed %d, profile %s, as of %s; start the server with these", snap.Seed, snap.Profile, snap.AsOf.Format(time.DateOnly))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	next, err := s.st.restored(snap)
	if err != nil {
		return fmt.Errorf("mockserver: restore: %w", err)
	}
	if ahead := snap.Elapsed - s.clock.elapsed(); ahead > 0 {
		s.clock.advance(ahead)
	}
	next.age(s.clock.elapsed())
	s.st = next
	s.endTerms()
	return nil
}

// restored is a new state with the snapshot's data and this state's sign-ins.
func (st *state) restored(snap Snapshot) (*state, error) {
	next := emptyState(st.opts)
	next.partner = st.partner
	next.codes, next.refreshes, next.devices = st.codes, st.refreshes, st.devices
	next.situations, next.ignores, next.truth = st.situations, st.ignores, st.truth
	if err := next.restoreTenants(snap.Tenants); err != nil {
		return nil, err
	}
	for _, o := range snap.Organizations {
		if o == nil || o.ID == "" || next.orgByID[strings.ToLower(o.ID)] != nil {
			return nil, fmt.Errorf("an organization has no id or one that another has")
		}
		next.addOrganization(o)
	}
	for _, l := range snap.Links {
		if next.tenantByID[l.TenantID] == nil || next.orgByID[l.OrganizationID] == nil || next.links[l.TenantID] != "" {
			return nil, fmt.Errorf("the link of tenant %s to organization %s is not possible", l.TenantID, l.OrganizationID)
		}
		next.links[l.TenantID] = l.OrganizationID
	}
	if err := next.restoreSubscriptions(snap.Subscriptions, snap.Changed); err != nil {
		return nil, err
	}
	keepMap(&next.orders, snap.Orders)
	keepMap(&next.agreements, snap.Agreements)
	keepMap(&next.qualifications, snap.Qualifications)
	for org, lines := range snap.ManualLines {
		next.manual[org] = present(lines)
	}
	next.restoreCarts(snap.Carts)
	if err := next.restoreAccess(snap.Access); err != nil {
		return nil, err
	}
	next.seedInvoices()
	for _, inv := range snap.Invoices {
		next.insertInvoice(inv.document())
	}
	next.age(snap.Elapsed) // exports may be of months that have closed since the start
	if err := next.restoreExports(snap.Exports); err != nil {
		return nil, err
	}
	next.restoreTasks(snap.Tasks)
	snap.Ledger.tidy()
	next.ledger = snap.Ledger
	next.seq = max(st.seq, snap.Sequence)
	return next, nil
}

func keepMap[K comparable, V any](dst *map[K]V, m map[K]V) {
	if m != nil {
		*dst = m
	}
}

// Links returns every link, by tenant id.
func (s *Server) Links() []Link {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.snapshot().Links
}
