package mockserver

import (
	"encoding/json"
	"net/http"
	"strings"
)

func invoiceLineRoutes() []route {
	const proof = "TestInvoiceLines"
	return []route{
		pcRoute("invoices.lineitems.list", "GET /v1/invoices/{invoice}/lineitems", (*Server).invoiceLines, proof),
		pcRoute("invoices.lineitems.listByPath", "GET /v1/invoices/{invoice}/lineitems/{provider}/{type}", (*Server).invoiceLines, proof),
		pcRoute("invoices.unbilled.lineitems.list", "GET /v1/invoices/unbilled/lineitems", (*Server).unbilledLines, proof),
		pcRoute("invoices.estimates.links.list", "GET /v1/invoices/estimates/links", (*Server).estimateLinks, ""),
		pcRoute("invoices.receipts.statement.get", "GET /v1/invoices/{invoice}/receipts/{receipt}/documents/statement", (*Server).invoiceReceipt, proof).forUsers(),
	}
}

// An invoiceLine is a line of the API that the Graph export replaces: the same
// line in other names, every number written as text.
type invoiceLine struct {
	PartnerID                  string       `json:"partnerId"`
	CustomerID                 string       `json:"customerId"`
	CustomerName               string       `json:"customerName"`
	CustomerDomainName         string       `json:"customerDomainName"`
	CustomerCountry            string       `json:"customerCountry"`
	InvoiceNumber              string       `json:"invoiceNumber"`
	MPNID                      string       `json:"mpnId"`
	ResellerMPNID              string       `json:"resellerMpnId"`
	OrderID                    string       `json:"orderId"`
	OrderDate                  string       `json:"orderDate"`
	ProductID                  string       `json:"productId"`
	SKUID                      string       `json:"skuId"`
	AvailabilityID             string       `json:"availabilityId"`
	ProductName                string       `json:"productName"`
	SKUName                    string       `json:"skuName"`
	ProductQualifiers          []string     `json:"productQualifiers"`
	ChargeType                 string       `json:"chargeType"`
	UnitPrice                  string       `json:"unitPrice"`
	EffectiveUnitPrice         string       `json:"effectiveUnitPrice"`
	UnitType                   string       `json:"unitType"`
	Quantity                   string       `json:"quantity"`
	Subtotal                   string       `json:"subtotal"`
	TaxTotal                   string       `json:"taxTotal"`
	TotalForCustomer           string       `json:"totalForCustomer"`
	Currency                   string       `json:"currency"`
	PublisherName              string       `json:"publisherName"`
	PublisherID                string       `json:"publisherId"`
	SubscriptionDescription    string       `json:"subscriptionDescription"`
	SubscriptionID             string       `json:"subscriptionId"`
	SubscriptionStartDate      string       `json:"subscriptionStartDate"`
	SubscriptionEndDate        string       `json:"subscriptionEndDate"`
	ChargeStartDate            string       `json:"chargeStartDate"`
	ChargeEndDate              string       `json:"chargeEndDate"`
	TermAndBillingCycle        string       `json:"termAndBillingCycle"`
	AlternateID                string       `json:"alternateId"`
	ReferenceID                string       `json:"referenceId"`
	PriceAdjustmentDescription string       `json:"priceAdjustmentDescription"`
	DiscountDetails            string       `json:"discountDetails"`
	PricingCurrency            string       `json:"pricingCurrency"`
	PCToBCExchangeRate         string       `json:"pcToBCExchangeRate"`
	PCToBCExchangeRateDate     string       `json:"pcToBCExchangeRateDate"`
	BillableQuantity           string       `json:"billableQuantity"`
	MeterDescription           string       `json:"meterDescription"`
	BillingFrequency           string       `json:"billingFrequency"`
	ReservationOrderID         string       `json:"reservationOrderId"`
	InvoiceLineItemType        string       `json:"invoiceLineItemType"`
	BillingProvider            string       `json:"billingProvider"`
	PromotionID                string       `json:"promotionId"`
	Attributes                 pcAttributes `json:"attributes"`
}

func lineOf(l *ReconciliationLine) invoiceLine {
	qualifiers := []string{}
	// The export writes the list as text; what is no list is none.
	_ = json.Unmarshal([]byte(l.ProductQualifiers), &qualifiers)
	return invoiceLine{
		PartnerID: l.PartnerId, CustomerID: l.CustomerId, CustomerName: l.CustomerName, CustomerDomainName: l.CustomerDomainName, CustomerCountry: l.CustomerCountry, InvoiceNumber: l.InvoiceNumber,
		MPNID: l.MpnId, ResellerMPNID: l.ResellerMPNID, OrderID: l.OrderId, OrderDate: l.OrderDate, ProductID: l.ProductId, SKUID: l.SkuId, AvailabilityID: l.AvailabilityId, ProductName: l.ProductName,
		SKUName: l.SkuName, ProductQualifiers: qualifiers, ChargeType: l.ChargeType, UnitPrice: string(l.UnitPrice), EffectiveUnitPrice: string(l.EffectiveUnitPrice), UnitType: l.UnitType,
		Quantity: string(l.Quantity), Subtotal: string(l.Subtotal), TaxTotal: string(l.TaxTotal), TotalForCustomer: string(l.Total), Currency: l.Currency, PublisherName: l.PublisherName,
		PublisherID: l.PublisherId, SubscriptionDescription: l.SubscriptionDescription, SubscriptionID: l.SubscriptionId, SubscriptionStartDate: l.SubscriptionStartDate,
		SubscriptionEndDate: l.SubscriptionEndDate, ChargeStartDate: l.ChargeStartDate, ChargeEndDate: l.ChargeEndDate, TermAndBillingCycle: l.TermAndBillingCycle, AlternateID: l.AlternateId,
		ReferenceID: l.ReferenceID, PriceAdjustmentDescription: l.PriceAdjustmentDescription, PricingCurrency: l.PricingCurrency, PCToBCExchangeRate: string(l.PCToBCExchangeRate),
		PCToBCExchangeRateDate: l.PCToBCExchangeRateDate, BillableQuantity: string(l.BillableQuantity), MeterDescription: l.MeterDescription, BillingFrequency: l.BillingFrequency,
		ReservationOrderID: l.ReservationOrderId, InvoiceLineItemType: "billing_line_items", BillingProvider: "one_time", PromotionID: l.PromotionID, Attributes: pcAttributes{ObjectType: "OneTimeInvoiceLineItem"},
	}
}

// invoiceLines pages by size and offset, and by token where a page says so.
func (s *Server) invoiceLines(c *call) *reply {
	id := strings.TrimPrefix(c.params["invoice"], "OneTime-")
	inv := s.st.invoice(id)
	if inv == nil {
		return pcError(http.StatusNotFound, 1000, "The invoice "+id+" was not found.")
	}
	return s.lineItems(c, inv, "/invoices/"+id+"/lineitems")
}

// unbilledLines are those of the month that has no invoice yet.
func (s *Server) unbilledLines(c *call) *reply {
	if currency := c.param("currencycode"); currency != "" && !strings.EqualFold(currency, s.st.gen.currency) {
		return ok(collection([]invoiceLine{}, "/invoices/unbilled/lineitems"))
	}
	inv := s.openMonth()
	switch strings.ToLower(c.param("period")) {
	case "current":
	case "previous", "last":
		inv.Month = s.st.invoiced + 1
	default:
		return refuse("period must be current or previous.")
	}
	return s.lineItems(c, inv, "/invoices/unbilled/lineitems")
}

func (s *Server) lineItems(c *call, inv *invoice, self string) *reply {
	provider := strings.ToLower(orElse(c.params["provider"], c.param("provider")))
	kind := strings.ToLower(orElse(c.params["type"], c.param("invoicelineitemtype")))
	switch provider {
	case "onetime", "one_time", "marketplace", "all":
	case "office", "azure":
		return ok(collection([]invoiceLine{}, self)) // legacy commerce bills nothing here
	default:
		return refuse("provider must be OneTime, Marketplace, Office or Azure.")
	}
	if kind != "billinglineitems" && kind != "billing_line_items" && kind != "usagelineitems" && kind != "usage_line_items" {
		return refuse("invoicelineitemtype must be BillingLineItems or UsageLineItems.")
	}
	usage := strings.HasPrefix(kind, "usage")
	size, err := c.queryInt("size", 2000)
	if err != nil {
		return refuse("%v", err)
	}
	at, err := c.queryInt("offset", 0)
	if err != nil {
		return refuse("%v", err)
	}
	if strings.EqualFold(c.param("seekOperation"), "next") {
		tok, err := decodePageToken(c.r.Header.Get("MS-ContinuationToken"))
		if err != nil {
			return refuse("%v", err)
		}
		at = int(tok.After)
	}
	if size == 0 || size > 2000 {
		size = 2000
	}
	items, n, more := []invoiceLine{}, 0, false
	for l := range inv.lines(s.st.gen, s.partner, s.st.tenants) {
		if usage && l.MeterDescription == "" {
			continue
		}
		n++
		if n <= at {
			continue
		}
		if len(items) == size {
			more = true
			break
		}
		x := lineOf(&l)
		if usage {
			x.InvoiceLineItemType = "usage_line_items"
		}
		items = append(items, x)
	}
	page := collection(items, self)
	if more {
		next := nextByToken(self, size, pageToken{After: int64(at + size)})
		next.URI += "&provider=" + provider + "&invoicelineitemtype=" + kind + "&period=" + c.param("period")
		page.Links.Next = next
	}
	return ok(page)
}

func (s *Server) estimateLinks(c *call) *reply {
	if c.param("currencyCode") == "" {
		return refuse("currencyCode is required.")
	}
	link := func(kind, period string) map[string]any {
		return map[string]any{
			"type": kind, "title": "Estimate of " + kind, "description": "Unbilled " + kind + " of the " + period + " period", "period": period,
			"link": linkTo("/invoices/unbilled/lineitems?provider=onetime&invoicelineitemtype=" + kind + "&currencycode=" + s.st.gen.currency + "&period=" + period),
		}
	}
	return ok(collection([]map[string]any{link("usagelineitems", "current"), link("usagelineitems", "previous"), link("billinglineitems", "current")}, "/invoices/estimates/links"))
}

// invoiceReceipt is the one tax receipt that every document here has.
func (s *Server) invoiceReceipt(c *call) *reply {
	inv := s.st.invoice(strings.TrimPrefix(c.params["invoice"], "OneTime-"))
	if inv == nil || c.params["receipt"] != receiptID(inv) {
		return pcError(http.StatusNotFound, 1000, "The receipt "+c.params["receipt"]+" was not found.")
	}
	rep := newReply(http.StatusOK).set("Content-Type", "application/pdf")
	rep.body = pdf("Tax receipt " + receiptID(inv) + " of invoice " + inv.ID)
	return rep
}

func receiptID(inv *invoice) string { return "R" + strings.TrimPrefix(inv.ID, "G") }
