package mockserver_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/tenantlink/tenantlink/mockserver"
	"pgregory.net/rapid"
)

// A model that knows only the rules: a tenant has one organization, the first
// one wins, and Cloudmore bills what is linked, Azure only with the service.
type model struct {
	links map[string]string
	azure map[string]bool
	// changed since billing was compared last
	changed bool
}

// Whatever order calls come in, links and billing agree with the model.
func TestModel(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	var tenants, orgs []string
	for i := range 4 {
		tenant, org := c.pair(fmt.Sprintf("C%d", i))
		tenants, orgs = append(tenants, tenant), append(orgs, org)
	}
	var start []byte
	start = append(start, c.send("GET", "/_mock/state", nil).body...)
	invoice := c.invoices()[0]
	cost := map[string]struct{ seats, azure decimal.Decimal }{}
	for _, l := range c.lines(c.export(billedReconciliation, map[string]string{"invoiceId": invoice.ID})) {
		x := cost[l.CustomerId]
		if l.MeterDescription == "" {
			x.seats = x.seats.Add(l.Subtotal)
		} else {
			x.azure = x.azure.Add(l.Subtotal)
		}
		cost[l.CustomerId] = x
	}
	rapid.Check(t, func(rt *rapid.T) {
		c.send("PUT", "/_mock/state", string(start)).want(t, http.StatusNoContent)
		m := model{links: map[string]string{}, azure: map[string]bool{}}
		tenant, org := rapid.SampledFrom(tenants), rapid.SampledFrom(orgs)
		rt.Repeat(map[string]func(*rapid.T){
			"link": func(rt *rapid.T) {
				x, o := tenant.Draw(rt, "tenant"), org.Draw(rt, "organization")
				want := http.StatusOK
				if have := m.links[x]; have != "" && have != o {
					want = http.StatusBadRequest
				} else {
					m.changed = m.changed || have != o
					m.links[x] = o
				}
				if got := c.link(x, o).status; got != want {
					rt.Fatalf("link answered %d, want %d", got, want)
				}
			},
			"azure": func(rt *rapid.T) {
				o := org.Draw(rt, "organization")
				want := http.StatusBadRequest
				for _, have := range m.links {
					if have == o {
						want = http.StatusCreated
						m.changed = m.changed || !m.azure[o]
						m.azure[o] = true
					}
				}
				if got := c.send("POST", c.reseller("/organizations/"+o+"/services/Azure"), nil, c.as("cm")...).status; got != want {
					rt.Fatalf("adding Azure answered %d, want %d", got, want)
				}
			},
			"remove csp": func(rt *rapid.T) {
				o := org.Draw(rt, "organization")
				want := http.StatusNotFound
				for x, have := range m.links {
					if have == o {
						want = http.StatusNoContent
						delete(m.links, x)
						m.changed = true
					}
				}
				if got := c.send("DELETE", c.reseller("/organizations/"+o+"/services/Csp"), nil, c.as("cm")...).status; got != want {
					rt.Fatalf("removing CSP answered %d, want %d", got, want)
				}
			},
			"": func(rt *rapid.T) {
				links := c.srv.Links()
				if len(links) != len(m.links) {
					rt.Fatalf("%d links, the model has %d", len(links), len(m.links))
				}
				if !m.changed {
					return
				}
				m.changed = false
				billed := c.billed(invoice.InvoiceDate[:10])
				for _, x := range tenants {
					want := decimal.Zero
					if o := m.links[x]; o != "" {
						want = cost[x].seats
						if m.azure[o] {
							want = want.Add(cost[x].azure)
						}
					}
					if !billed[x].Equal(want) {
						rt.Fatalf("tenant %s is billed %v, want %v", x, billed[x], want)
					}
				}
			},
		})
	})
}
