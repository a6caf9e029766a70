package mockserver

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"
	"time"
)

// priceSheetRoutes are those of the partner API, another host than Partner
// Center's with an audience of its own.
func priceSheetRoutes() []route {
	sheet := func(op, path string, handle func(*Server, *call) *reply) route {
		r := pcRoute(op, "GET /v1.0/sales/"+path, handle, "").forUsers().inferred()
		r.audience = audiencePartnerAPI
		return r
	}
	return []route{
		sheet("pricesheets.get", "pricesheets(Market='x',PricesheetView='y')/$value", (*Server).priceSheet),
		sheet("fxrates.get", "fxrates(Month='x')/$value", (*Server).exchangeRates),
	}
}

// functionArgs reads the arguments of an OData function such as (Month='202610').
func functionArgs(c *call) map[string]string {
	args := map[string]string{}
	for part := range strings.SplitSeq(c.params["args"], ",") {
		name, value, _ := strings.Cut(part, "=")
		args[strings.ToLower(strings.TrimSpace(name))] = strings.Trim(strings.TrimSpace(value), "'")
	}
	return args
}

// priceSheet lists what the catalogue costs in a market: the list price and the
// partner's, which is four fifths of it.
func (s *Server) priceSheet(c *call) *reply {
	args := functionArgs(c)
	market := strings.ToUpper(args["market"])
	if len(market) != 2 || args["pricesheetview"] == "" {
		return refuse("Market must be a two-letter country code, and PricesheetView is required.")
	}
	usage := strings.Contains(strings.ToLower(args["pricesheetview"]), "azure")
	rows := [][]string{{"ProductTitle", "ProductId", "SkuId", "SkuTitle", "Publisher", "SkuDescription", "UnitOfMeasure", "TermDuration", "BillingPlan", "Market", "Currency", "UnitPrice",
		"PricingTierRangeMin", "PricingTierRangeMax", "EffectiveStartDate", "EffectiveEndDate", "Tags", "ERP Price", "Segment"}}
	currency := s.st.gen.pricingCurrency(&Tenant{Address: Address{Country: market}})
	row := func(p *product, term, plan, list, net, tags string) {
		rows = append(rows, []string{p.name, p.id, p.sku, p.name, "Microsoft Corporation", p.name, "", term, plan, market, currency, net, "", "", "2026-01-01T00:00:00Z", "9999-12-31T00:00:00Z", tags, list, "Commercial"})
	}
	for _, p := range s.st.catalog() {
		switch {
		case usage && p.usage():
			row(p, "", "", "", "", "Azure;Consumption")
		case !usage && !p.usage():
			for i := range s.st.gen.terms {
				t := &s.st.gen.terms[i]
				if (t.duration == "") == p.once {
					price := s.st.gen.price(&seat{product: p, term: t}, currency)
					row(p, t.duration, t.cycle, decimalText(price.list), decimalText(price.net), "License")
				}
			}
		}
	}
	return csvReply(rows)
}

// decimalText writes a price in units of 1e-9.
func decimalText(n int64) string { return string(price(n)) }

// exchangeRates are those that invoices of the month are converted with.
func (s *Server) exchangeRates(c *call) *reply {
	month := functionArgs(c)["month"]
	at, err := time.Parse("200601", month)
	if err != nil {
		return refuse("Month must be written as 202610.")
	}
	rows := [][]string{{"CurrencyCode", "USDPerUnit", "Month"}}
	for _, currency := range []string{"DKK", "EUR", "GBP", "NOK", "SEK", "USD"} {
		rate := int64(nano)
		if currency != "USD" {
			// Rates are kept to the billing currency; both are of the same month.
			rate = s.st.gen.rate(monthOf(at), currency) * nano / max(1, s.st.gen.rate(monthOf(at), "USD"))
		}
		rows = append(rows, []string{currency, decimalText(rate), month})
	}
	return csvReply(rows)
}

// csvReply writes rows with a byte order mark, as the service does.
func csvReply(rows [][]string) *reply {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil {
		return newReply(http.StatusInternalServerError).set("X-Mock-Error", err.Error())
	}
	rep := newReply(http.StatusOK).set("Content-Type", "text/csv")
	rep.body = b.Bytes()
	return rep
}
