package broker

import (
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/cloudmore"
)

func platformLine(o cloudmore.BilledOrganization, s cloudmore.BilledService, p cloudmore.BilledProduct) (billing.PlatformLine, error) {
	line := billing.PlatformLine{
		OrganizationID: o.ID, OrganizationName: o.Name, Currency: strings.ToUpper(o.Currency),
		Service: s.Name, Product: p.ID, Name: p.Name, Subscription: p.SubscriptionID, Invoice: p.InvoiceNumber,
		Quantity: p.Quantity, Cost: p.CostTotal, Sales: p.SalesTotal,
	}
	if p.TenantID == "" {
		return line, nil
	}
	tenant, err := uuid.Parse(p.TenantID)
	if err != nil {
		return line, fmt.Errorf("report of Cloudmore, organization %s: the tenant %q is no GUID", o.ID, p.TenantID)
	}
	line.Tenant = tenant
	return line, nil
}
