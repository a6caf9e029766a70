package mockserver

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

func cloudmoreBillingRoutes() []route {
	root := cloudmoreReseller + "/billing/reports/MonthlyBillingPerOrganizationAsync"
	return []route{
		{op: "cloudmore.billingReports.monthlyPerOrganization.start", method: "POST", patterns: []string{root}, vendor: vendorCloudmore,
			handle: (*Server).billingReportStart, fidelity: Stateful, evidence: provisional, proof: "TestCloudmoreBilling"},
		{op: "cloudmore.billingReports.monthlyPerOrganization.get", method: "GET", patterns: []string{root + "/{task}"}, vendor: vendorCloudmore, pinned: true,
			handle: (*Server).billingReportGet, fidelity: Stateful, evidence: provisional, proof: "TestCloudmoreBilling"},
	}
}

// A billingTask is a report on its way.
type billingTask struct {
	id       string
	from, to time.Time
	polls    int
	result   []billedOrganization
}

type billedOrganization struct {
	OrganizationID   string          `json:"organizationId"`
	OrganizationName string          `json:"organizationName"`
	CustomerNumber   string          `json:"customerNumber"`
	CurrencyCode     string          `json:"currencyCode"`
	Services         []billedService `json:"services"`
}

type billedService struct {
	ServiceName string          `json:"serviceName"`
	Products    []billedProduct `json:"products"`
}

type billedProduct struct {
	ProductID      string      `json:"productId"`
	ProductName    string      `json:"productName"`
	SubscriptionID string      `json:"subscriptionId"`
	TenantID       string      `json:"tenantId"`
	Quantity       json.Number `json:"quantity"`
	CostPrice      json.Number `json:"costPrice"`
	SalesPrice     json.Number `json:"salesPrice"`
	CostTotal      json.Number `json:"costTotal"`
	SalesTotal     json.Number `json:"salesTotal"`
	InvoiceNumber  string      `json:"invoiceNumber"`
}

func (s *Server) billingReportStart(c *call) *reply {
	var in struct {
		StartDate, EndDate string
	}
	if err := c.decode(&in); err != nil {
		return cmError(http.StatusBadRequest, 1, "InvalidBody", err.Error())
	}
	from, err1 := parseDay(in.StartDate)
	to, err2 := parseDay(in.EndDate)
	wrong := map[string][]string{}
	if err1 != nil {
		wrong["StartDate"] = []string{"The StartDate field must be a date such as 2023-01-01."}
	}
	if err2 != nil || err1 == nil && to.Before(from) {
		wrong["EndDate"] = []string{"The EndDate field must be a date such as 2023-02-01, not before StartDate."}
	}
	if len(wrong) > 0 {
		return cmInvalid(wrong)
	}
	task := &billingTask{id: s.st.nextID("task"), from: from, to: to}
	s.st.tasks[task.id] = task
	rep := jsonReply(http.StatusAccepted, map[string]string{"taskId": task.id})
	return rep.set("Location", c.base+c.r.URL.Path+"/"+task.id)
}

func parseDay(s string) (time.Time, error) {
	if len(s) > 10 {
		s = s[:10]
	}
	return time.Parse(time.DateOnly, s)
}

func (s *Server) billingReportGet(c *call) *reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	task := s.st.tasks[strings.ToLower(c.params["task"])]
	if task == nil {
		return cmError(http.StatusNotFound, 4, "NotFound", "The task "+c.params["task"]+" was not found.")
	}
	task.polls++
	if task.polls <= s.opts.exports.Polls {
		return ok(map[string]any{"taskId": task.id, "message": "Processing", "result": nil})
	}
	if task.result == nil {
		task.result = s.st.billed(task.from, task.to)
	}
	return ok(map[string]any{"taskId": task.id, "message": "Successful", "result": task.result})
}

// billed is what Cloudmore bills: the charges of linked tenants, Azure's only
// where the organization has the Azure service. What is not linked is silently
// left out, as the real reports leave it out.
func (st *state) billed(from, to time.Time) []billedOrganization {
	tenants := map[string][]*Tenant{}
	for _, t := range st.tenants {
		if org := st.links[t.ID]; org != "" {
			tenants[org] = append(tenants[org], t)
		}
	}
	out := []billedOrganization{}
	for _, o := range st.orgs {
		b := billedOrganization{OrganizationID: o.ID, OrganizationName: o.Name, CustomerNumber: o.CustomerNumber, CurrencyCode: st.gen.currency}
		seats := billedService{ServiceName: serviceOf(ServiceCSP).Name}
		azure := billedService{ServiceName: serviceOf(ServiceAzure).Name}
		for _, inv := range st.invoices {
			if inv.Date.Before(from) || inv.Date.After(to.AddDate(0, 0, 1)) {
				continue
			}
			inv.charges(st.gen, tenants[o.ID], func(c *charge) bool {
				if c.meter == nil {
					seats.Products = append(seats.Products, st.billedProduct(inv, c))
				} else if o.has(ServiceAzure) {
					azure.Products = append(azure.Products, st.billedProduct(inv, c))
				}
				return true
			})
			st.explicitProducts(inv, tenants[o.ID], o, &seats, &azure)
		}
		for _, service := range []billedService{seats, azure} {
			if len(service.Products) > 0 {
				b.Services = append(b.Services, service)
			}
		}
		if len(b.Services) > 0 {
			out = append(out, b)
		}
	}
	return out
}

// salesFactor is the mock's margin: sales prices are cost plus 20 %.
const salesFactor = 120

func (st *state) billedProduct(inv *invoice, c *charge) billedProduct {
	unit := c.subtotal / max(1, c.quantity)
	return billedProduct{
		ProductID: c.product.id + ":" + c.product.sku, ProductName: c.product.name, SubscriptionID: c.subscription(st.gen), TenantID: c.tenant.ID,
		Quantity: whole(c.quantity), CostPrice: cents(unit), SalesPrice: cents(unit * salesFactor / 100),
		CostTotal: cents(c.subtotal), SalesTotal: cents(c.subtotal * salesFactor / 100), InvoiceNumber: inv.ID,
	}
}

// explicitProducts adds the lines that a test put on an invoice by hand.
func (st *state) explicitProducts(inv *invoice, tenants []*Tenant, o *Organization, seats, azure *billedService) {
	for _, l := range inv.explicit {
		for _, t := range tenants {
			if !strings.EqualFold(l.CustomerId, t.ID) {
				continue
			}
			n, _ := parseCents(l.Subtotal)
			p := billedProduct{
				ProductID: l.ProductId + ":" + l.SkuId, ProductName: l.ProductName, SubscriptionID: l.SubscriptionId, TenantID: t.ID,
				Quantity: number(l.Quantity), CostPrice: number(l.EffectiveUnitPrice), SalesPrice: number(l.EffectiveUnitPrice),
				CostTotal: cents(n), SalesTotal: cents(n * salesFactor / 100), InvoiceNumber: inv.ID,
			}
			if l.ProductId != st.gen.azure.id {
				seats.Products = append(seats.Products, p)
			} else if o.has(ServiceAzure) {
				azure.Products = append(azure.Products, p)
			}
		}
	}
}

func number(n json.Number) json.Number {
	if n == "" {
		return "0"
	}
	return n
}
