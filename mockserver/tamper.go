package mockserver

import (
	"errors"
	"maps"
	"slices"
)

// A Tampered says what was changed behind the clients' backs, so that a check
// which should notice it can be held to the exact amount.
type Tampered struct {
	InvoiceID string `json:"invoice_id"`
	TenantID  string `json:"tenant_id,omitempty"`
	// From and To are organizations, of a moved link.
	From string `json:"from_organization_id,omitempty"`
	To   string `json:"to_organization_id,omitempty"`
	// Before and After are decimal amounts in Currency: of the line, of the
	// invoice's stated total, or 0 and what the moved tenant costs.
	Before   string `json:"before"`
	After    string `json:"after"`
	Currency string `json:"currency"`
	// Difference is After minus Before.
	Difference string `json:"difference"`
}

var errNothingToTamper = errors.New("mockserver: there is no invoice with a charge of a linked tenant to tamper with")

// Amounts that tampering adds, in cents.
const (
	tamperedLine  = 1234
	tamperedTotal = 1000
)

// TamperLine changes the subtotal of one line of the newest invoice's export,
// not the total that the invoice states.
func (s *Server) TamperLine() (Tampered, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	inv, c := s.st.chargeToTamper()
	if c == nil {
		return Tampered{}, errNothingToTamper
	}
	// Exports under way read the old map without a lock.
	altered := maps.Clone(inv.altered)
	if altered == nil {
		altered = map[lineKey]int64{}
	}
	key := lineKey{c.tenant.ID, c.index}
	before := c.subtotal + altered[key]
	altered[key] += tamperedLine
	inv.altered = altered
	inv.version++
	return inv.tampered(c.tenant.ID, before, before+tamperedLine), nil
}

// TamperTotal changes the total that the newest invoice states, not its lines.
func (s *Server) TamperTotal() (Tampered, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	inv := s.st.newestInvoice()
	if inv == nil {
		return Tampered{}, errNothingToTamper
	}
	before := inv.net()
	inv.stated += tamperedTotal
	return inv.tampered("", before, inv.net()), nil
}

// TamperLink moves the link of a tenant with charges to an organization that
// has no tenant.
func (s *Server) TamperLink() (Tampered, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	inv, c := s.st.chargeToTamper()
	if c == nil {
		return Tampered{}, errNothingToTamper
	}
	taken := map[string]bool{}
	for _, org := range s.st.links {
		taken[org] = true
	}
	i := slices.IndexFunc(s.st.orgs, func(o *Organization) bool { return !taken[o.ID] })
	if i < 0 {
		return Tampered{}, errors.New("mockserver: every organization has a tenant, so there is none to move a link to")
	}
	var cost int64
	inv.charges(s.st.gen, []*Tenant{c.tenant}, func(c *charge) bool {
		cost += c.subtotal
		return true
	})
	t := inv.tampered(c.tenant.ID, 0, cost)
	t.From, t.To = s.st.links[c.tenant.ID], s.st.orgs[i].ID
	s.st.links[c.tenant.ID] = t.To
	return t, nil
}

func (inv *invoice) tampered(tenant string, before, after int64) Tampered {
	return Tampered{
		InvoiceID: inv.ID, TenantID: tenant, Currency: inv.Currency,
		Before: string(cents(before)), After: string(cents(after)), Difference: string(cents(after - before)),
	}
}

func (st *state) newestInvoice() *invoice {
	var newest *invoice
	for _, inv := range st.invoices {
		if inv.Type == "invoice" && inv.sign > 0 && (newest == nil || inv.Date.After(newest.Date)) {
			newest = inv
		}
	}
	return newest
}

// chargeToTamper is the first charge above zero of a linked customer on the
// newest invoice; the charge is nil if there is none.
func (st *state) chargeToTamper() (*invoice, *charge) {
	inv := st.newestInvoice()
	if inv == nil {
		return nil, nil
	}
	var found *charge
	inv.charges(st.gen, st.tenants, func(c *charge) bool {
		if c.tenant.Customer && st.links[c.tenant.ID] != "" && c.subtotal > 0 {
			found = c
		}
		return found == nil
	})
	return inv, found
}
