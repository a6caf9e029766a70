package mockserver

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

// AddTenant adds a tenant and returns it with what was filled in: an id, a
// domain and a creation time where none is given. A tenant with Spend is billed
// on every invoice.
func (s *Server) AddTenant(t Tenant) (Tenant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.ID == "" {
		t.ID = s.st.nextID("tenant")
	}
	if _, err := uuid.Parse(t.ID); err != nil {
		return t, fmt.Errorf("mockserver: tenant id %q is not a GUID", t.ID)
	}
	if s.st.tenantByID[strings.ToLower(t.ID)] != nil {
		return t, fmt.Errorf("mockserver: there is a tenant %s already", t.ID)
	}
	if t.Domain == "" {
		t.Domain = "t" + t.ID[:8] + ".onmicrosoft.com"
	}
	for _, d := range append([]string{t.Domain}, t.Domains...) {
		if s.st.domains[strings.ToLower(d)] != "" {
			return t, fmt.Errorf("mockserver: the domain %s belongs to another tenant", d)
		}
	}
	if t.Spend.Until != "" {
		if _, err := parseMonth(t.Spend.Until); err != nil {
			return t, fmt.Errorf("mockserver: tenant %s: %w", t.ID, err)
		}
	}
	if t.Created.IsZero() {
		t.Created = s.opts.asOf
	}
	s.st.addTenant(&t)
	s.st.retotal()
	return t, nil
}

// AddOrganization adds an organization to Cloudmore and returns it with its id.
func (s *Server) AddOrganization(o Organization) (Organization, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o.ID == "" {
		o.ID = s.st.nextID("organization")
	}
	if s.st.orgByID[strings.ToLower(o.ID)] != nil {
		return o, fmt.Errorf("mockserver: there is an organization %s already", o.ID)
	}
	o.IsActive = true
	s.st.addOrganization(&o)
	return o, nil
}

// Link links a tenant to an organization, under the API's own rules.
func (s *Server) Link(tenantID, organizationID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if problem := s.st.link(tenantID, organizationID); problem != "" {
		return fmt.Errorf("mockserver: %s", problem)
	}
	return nil
}

// RemoveCustomer ends the partner's relationship with a tenant: it leaves the
// customers list, but keeps its link, its domains and its past charges.
func (s *Server) RemoveCustomer(tenantID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.st.customer(tenantID)
	if t == nil {
		return fmt.Errorf("mockserver: %s is not a customer", tenantID)
	}
	s.st.changeTenant(t, func(t *Tenant) { t.Customer = false })
	return nil
}

// AddInvoice adds a document that holds exactly these lines and returns its
// id. Each Subtotal must be a number with at most two decimals; the document
// states their sum. An empty id, currency or date is filled in.
func (s *Server) AddInvoice(inv Invoice) (Invoice, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, l := range inv.Lines {
		if _, ok := parseCents(l.Subtotal); !ok {
			return inv, fmt.Errorf("mockserver: line %d: Subtotal %q is not a number with at most two decimals", i, l.Subtotal)
		}
	}
	if inv.ID == "" {
		s.st.seq++
		inv.ID = fmt.Sprintf("G%09d", 90_000_000+s.st.seq)
	}
	if s.st.invoice(inv.ID) != nil {
		return inv, fmt.Errorf("mockserver: there is an invoice %s already", inv.ID)
	}
	inv.Currency = orElse(inv.Currency, s.st.gen.currency)
	inv.Type = orElse(inv.Type, "invoice")
	if inv.Date.IsZero() {
		inv.Date = s.opts.asOf
	}
	s.st.insertInvoice(inv.document())
	return inv, nil
}

// An Invoice is a document made by hand, for AddInvoice.
type Invoice struct {
	ID string `json:"id"`
	// Type is invoice, void_note, adjustment_note or "Credit Note".
	Type     string               `json:"type"`
	AmendsOf string               `json:"amends_of,omitempty"`
	Date     time.Time            `json:"date"`
	Currency string               `json:"currency"`
	Lines    []ReconciliationLine `json:"lines"`
}

// document is the invoice as the state keeps it; its lines are of the month
// before its date.
func (inv Invoice) document() *invoice {
	return &invoice{ID: inv.ID, Type: inv.Type, AmendsOf: inv.AmendsOf, Month: monthOf(inv.Date) - 1, Date: inv.Date, Currency: inv.Currency, explicit: inv.Lines}
}
