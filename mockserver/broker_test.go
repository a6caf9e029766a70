package mockserver_test

import (
	"bytes"
	"flag"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/tenantlink/tenantlink/mockserver"
)

func everySituation() []mockserver.Situation {
	return []mockserver.Situation{
		mockserver.SituationLinked, mockserver.SituationDomain, mockserver.SituationNameForm, mockserver.SituationRegistration, mockserver.SituationNoOrganization,
		mockserver.SituationDepartments, mockserver.SituationSister, mockserver.SituationSecondTenant, mockserver.SituationInternal, mockserver.SituationTest,
		mockserver.SituationDormant, mockserver.SituationGone, mockserver.SituationAzureMissing, mockserver.SituationCredit,
	}
}

func TestEverySituationOccurs(t *testing.T) {
	for _, profile := range []mockserver.Profile{mockserver.ProfileEU, mockserver.ProfileIndirect, mockserver.ProfileUS} {
		for seed := uint64(1); seed <= 4; seed++ {
			srv := mockserver.New(t, mockserver.WithoutListener(), mockserver.WithSeed(seed), mockserver.WithProfile(profile))
			b := srv.Broker()
			for _, s := range everySituation() {
				if len(b.In(s)) == 0 {
					t.Errorf("profile %s seed %d: no tenant is in situation %q", profile, seed, s)
				}
			}
		}
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	dump := func(seed uint64) string {
		srv := mockserver.New(t, mockserver.WithoutListener(), mockserver.WithSeed(seed), mockserver.WithTenants(300))
		var b bytes.Buffer
		if err := srv.WriteState(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	first, again, other := dump(7), dump(7), dump(8)
	if first != again {
		t.Error("one seed gave two brokers")
	}
	if first == other {
		t.Error("two seeds gave the same broker")
	}
}

type brokerState struct {
	Tenants       []mockserver.Tenant
	Organizations []mockserver.Organization
	Links         []mockserver.Link
}

func (c *client) state() (b brokerState, tenants map[string]mockserver.Tenant, orgs map[string]mockserver.Organization, links map[string]string) {
	c.t.Helper()
	c.send("GET", "/_mock/state", nil).want(c.t, http.StatusOK).decode(c.t, &b)
	tenants, orgs, links = map[string]mockserver.Tenant{}, map[string]mockserver.Organization{}, map[string]string{}
	for _, t := range b.Tenants {
		tenants[t.ID] = t
	}
	for _, o := range b.Organizations {
		orgs[o.ID] = o
	}
	for _, l := range b.Links {
		links[l.TenantID] = l.OrganizationID
	}
	return b, tenants, orgs, links
}

// resolve asks Graph which tenant owns a domain.
func (c *client) resolve(domain string) string {
	c.t.Helper()
	resp := c.send("GET", "/v1.0/tenantRelationships/findTenantInformationByDomainName(domainName='"+url.PathEscape(domain)+"')", nil, c.as("graph")...)
	if resp.status == http.StatusNotFound {
		return ""
	}
	return resp.want(c.t, http.StatusOK).text(c.t, "tenantId")
}

// Each situation is what its name says, as a client sees it.
func TestSituationsAreReal(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(2000), mockserver.WithSeed(3))
	b := c.srv.Broker()
	_, tenants, orgs, links := c.state()
	byDomain := map[string][]string{}
	for _, o := range orgs {
		if o.Domain != "" {
			byDomain[o.Domain] = append(byDomain[o.Domain], o.ID)
		}
	}
	for _, id := range b.In(mockserver.SituationDomain) {
		o := orgs[b.Truth[id]]
		if links[id] != "" || c.resolve(o.Domain) != id || len(byDomain[o.Domain]) != 1 {
			t.Errorf("%s: domain %q of the organization does not lead to the unlinked tenant alone", tenants[id].Name, o.Domain)
		}
	}
	for _, id := range b.In(mockserver.SituationNameForm) {
		o := orgs[b.Truth[id]]
		if o.Domain != "" || o.Name == tenants[id].Name || o.Address.PostalCode != tenants[id].Address.PostalCode {
			t.Errorf("%q and %q must differ in form only and share no domain", tenants[id].Name, o.Name)
		}
	}
	for _, id := range b.In(mockserver.SituationRegistration) {
		if reg := tenants[id].RegistrationNumber; reg == "" || reg != orgs[b.Truth[id]].RegistrationNumber {
			t.Errorf("%s: registration number %q is not the organization's", tenants[id].Name, reg)
		}
	}
	for _, id := range b.In(mockserver.SituationDepartments) {
		if n := len(byDomain[tenants[id].Domains[0]]); n != 2 {
			t.Errorf("%s has %d departments, want 2", tenants[id].Name, n)
		}
	}
	for _, id := range b.In(mockserver.SituationSecondTenant) {
		taken := slices.Contains(values(links), b.Truth[id])
		if links[id] != "" || !taken {
			t.Errorf("%s: the group's organization must have another tenant", tenants[id].Name)
		}
	}
	for _, id := range b.In(mockserver.SituationSister) {
		name, _ := strings.CutSuffix(tenants[id].Name, " GmbH")
		if !slices.ContainsFunc(b.In(mockserver.SituationDomain), func(other string) bool { return tenants[other].Name == name+" AG" }) {
			t.Errorf("%s has no sister AG", tenants[id].Name)
		}
	}
	for _, id := range b.In(mockserver.SituationGone) {
		if tenants[id].Customer || links[id] == "" {
			t.Errorf("%s must be linked and no customer", tenants[id].Name)
		}
	}
	for _, id := range b.In(mockserver.SituationAzureMissing) {
		if tenants[id].Spend.Azure == 0 || slices.Contains(orgs[links[id]].Services, mockserver.ServiceAzure) {
			t.Errorf("%s must spend on Azure without the service", tenants[id].Name)
		}
	}
	kinds := map[string]bool{}
	for _, ig := range b.SuggestedIgnores {
		kinds[ig.Kind] = true
		if links[ig.TenantID] != "" {
			t.Errorf("%s is to be ignored and linked", tenants[ig.TenantID].Name)
		}
	}
	if len(kinds) != 3 {
		t.Errorf("kinds of suggested ignores are %v, want internal, test and dormant", kinds)
	}
}

func values(m map[string]string) []string {
	var out []string
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

func TestSharesOfALargeBroker(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithoutListener(), mockserver.WithTenants(1000))
	b := srv.Broker()
	for _, tc := range []struct {
		s        mockserver.Situation
		from, to int
	}{{mockserver.SituationDomain, 45, 55}, {mockserver.SituationNameForm, 18, 22}, {mockserver.SituationNoOrganization, 28, 32}, {mockserver.SituationDormant, 14, 16}, {mockserver.SituationGone, 10, 10}} {
		if n := len(b.In(tc.s)); n < tc.from || n > tc.to {
			t.Errorf("%d of 1000 tenants are in situation %q, want %d to %d", n, tc.s, tc.from, tc.to)
		}
	}
	if n := len(srv.Links()); n < 840 || n > 900 {
		t.Errorf("%d of 1000 tenants are linked, want about 860", n)
	}
}

func TestNewestInvoiceHasCreditsRefundsAndLateCredits(t *testing.T) {
	c := newClient(t)
	gone := c.srv.Broker().In(mockserver.SituationGone)
	credits, refunds, late := 0, 0, 0
	for _, l := range c.lines(c.export(billedReconciliation, map[string]string{"invoiceId": c.invoices()[0].ID})) {
		if !l.Subtotal.IsNegative() {
			continue
		}
		switch {
		case slices.Contains(gone, l.CustomerId):
			late++
		case l.ChargeType == "customerCredit":
			credits++
		default:
			refunds++
			if !l.EffectiveUnitPrice.IsNegative() || !l.BillableQuantity.IsPositive() {
				t.Errorf("a refund has a negative price and a positive quantity: %+v", l)
			}
		}
	}
	if credits == 0 || refunds == 0 || late == 0 {
		t.Errorf("%d credits, %d refunds, %d late credits; want some of each", credits, refunds, late)
	}
}

func TestTamper(t *testing.T) {
	newest := func(c *client) (decimal.Decimal, decimal.Decimal) {
		inv := c.invoices()[0]
		return inv.TotalCharges, sum(c.lines(c.export(billedReconciliation, map[string]string{"invoiceId": inv.ID})))
	}
	t.Run("line", func(t *testing.T) {
		c := newClient(t)
		before := c.export(billedReconciliation, map[string]string{"invoiceId": c.invoices()[0].ID}).ETag
		was, err := c.srv.TamperLine()
		if err != nil {
			t.Fatal(err)
		}
		if stated, lines := newest(c); lines.Sub(stated).String() != was.Difference {
			t.Errorf("lines differ from the total by %v, tampering said %s", lines.Sub(stated), was.Difference)
		}
		if after := c.export(billedReconciliation, map[string]string{"invoiceId": c.invoices()[0].ID}).ETag; after == before {
			t.Error("the data changed and the eTag did not")
		}
	})
	t.Run("total", func(t *testing.T) {
		c := newClient(t)
		was, err := c.srv.TamperTotal()
		if err != nil {
			t.Fatal(err)
		}
		if stated, lines := newest(c); stated.Sub(lines).StringFixed(2) != was.Difference || stated.StringFixed(2) != was.After {
			t.Errorf("total %v differs from the lines %v, tampering said %+v", stated, lines, was)
		}
	})
	t.Run("link", func(t *testing.T) {
		c := newClient(t)
		was, err := c.srv.TamperLink()
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range c.srv.Links() {
			if l.TenantID == was.TenantID && l.OrganizationID != was.To || was.To == was.From {
				t.Errorf("the link is %+v, tampering said %+v", l, was)
			}
		}
	})
	t.Run("nothing", func(t *testing.T) {
		c := newClient(t, mockserver.WithTenants(0))
		if _, err := c.srv.TamperLine(); err == nil {
			t.Error("an empty broker has no line to tamper with")
		}
	})
}

func TestMonthsFollowTheClock(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(10))
	before := c.invoices()
	c.srv.Advance(62 * 24 * time.Hour)
	c.token = map[string]string{}
	if after := c.invoices(); len(after) != len(before)+2 || after[2].ID != before[0].ID || !after[2].TotalCharges.Equal(before[0].TotalCharges) {
		t.Errorf("two months later there are %d invoices, want %d, the old ones unchanged", len(after), len(before)+2)
	}
}

// soak makes the long runs long: go test ./mockserver -args -soak.
var soak = flag.Bool("soak", false, "run with full sizes")

// The promise is 100,000 tenants in three seconds on an idle machine; the
// bounds here leave room for a busy one.
func TestSeedsLargeBrokersFast(t *testing.T) {
	n := 10_000
	if *soak {
		n = 100_000
	}
	start := time.Now()
	srv := mockserver.New(t, mockserver.WithoutListener(), mockserver.WithTenants(n))
	took := time.Since(start)
	t.Logf("seeded %d tenants in %v", n, took)
	if took > 15*time.Second {
		t.Errorf("seeding %d tenants took %v", n, took)
	}
	if links := len(srv.Links()); links < n*84/100 {
		t.Errorf("%d links of %d tenants", links, n)
	}
}
