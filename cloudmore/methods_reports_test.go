package cloudmore_test

import (
	"context"

	"github.com/tenantlink/tenantlink/cloudmore"
)

func methodsOfReports() []methodCase {
	return []methodCase{
		{"ExternalInvoices.List", []string{"GET /api/resellers/r/organizations/o1/ExternalInvoice?endDate=2026-11-30&startDate=2026-11-01"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.ExternalInvoices().List(ctx, "o1", day(1), day(30))
			return first(list).ID, err
		}},
		{"ExternalInvoices.All", []string{"GET /api/resellers/r/organizations/o1/ExternalInvoice?endDate=2026-11-30&startDate=2026-11-01"}, `[{"id":"x1"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.ExternalInvoices().All(ctx, "o1", day(1), day(30)))
			return last.ID, err
		}},
		{"ExternalInvoices.Get", []string{"GET /api/resellers/r/organizations/o1/ExternalInvoice/x1"}, `{"id":"x1"}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.ExternalInvoices().Get(ctx, "o1", "x1")
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"ExternalInvoices.Create", []string{"POST /api/resellers/r/organizations/o1/ExternalInvoice"}, `{"id":"x1"}`, `{"invoiceNumber":"F-1","amount":12.5}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.ExternalInvoices().Create(ctx, "o1", cloudmore.ExternalInvoice{Number: "F-1", Amount: price()})
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"ExternalInvoices.Update", []string{"GET /api/resellers/r/organizations/o1/ExternalInvoice/x1", "PUT /api/resellers/r/organizations/o1/ExternalInvoice/x1"}, `{"id":"x1","kept":[1]}`, `{"id":"x1","kept":[1],"description":"hosting"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.ExternalInvoices().Update(ctx, "o1", "x1", func(x *cloudmore.ExternalInvoice) error { x.Description = "hosting"; return nil })
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"ExternalInvoices.Delete", []string{"DELETE /api/resellers/r/organizations/o1/ExternalInvoice/x1"}, ``, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.ExternalInvoices().Delete(ctx, "o1", "x1")
		}},
		{"Reports.PerOrganization", []string{"GET /api/resellers/r/billing/reports/MonthlyBillingPerOrganization?endDate=2026-11-30&startDate=2026-11-01"}, `[{"organizationId":"o1","services":[{"serviceName":"Azure","products":[{"costTotal":12.5}]}]}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.Reports().PerOrganization(ctx, day(1), day(30))
			return first(list).Services[0].Products[0].CostTotal.String(), err
		}},
		{"Reports.CSPPerOrganization", []string{"GET /api/resellers/r/billing/cspreports/MonthlyBillingPerOrganization?endDate=2026-11-30&startDate=2026-11-01"}, `[{"organizationId":"o1","services":[{"serviceName":"Azure","products":[{"costTotal":12.5}]}]}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.Reports().CSPPerOrganization(ctx, day(1), day(30))
			return first(list).Services[0].Products[0].CostTotal.String(), err
		}},
		{"Reports.AzurePerOrganization", []string{"GET /api/resellers/r/billing/azurereports/MonthlyBillingPerOrganization?endDate=2026-11-30&startDate=2026-11-01"}, `[{"organizationId":"o1","services":[{"serviceName":"Azure","products":[{"costTotal":12.5}]}]}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.Reports().AzurePerOrganization(ctx, day(1), day(30))
			return first(list).Services[0].Products[0].CostTotal.String(), err
		}},
		{"Reports.PerService", []string{"GET /api/resellers/r/billing/reports/MonthlyBillingPerService?endDate=2026-11-30&startDate=2026-11-01"}, `[{"serviceName":"Azure"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.Reports().PerService(ctx, day(1), day(30))
			return first(list).Name, err
		}},
		{"Reports.PerReseller", []string{"GET /api/sellers/s/billing/MonthlyBillingPerReseller?endDate=2026-11-30&startDate=2026-11-01"}, `[{"id":"r","name":"B AB"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.Reports().PerReseller(ctx, day(1), day(30))
			return first(list).Name, err
		}},
		{"AzureReports.ListInvoices", []string{"GET /api/resellers/r/billing/azurereports/InvoiceList"}, `[{"invoiceNumber":"G1","date":"2026-11-06"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.AzureReports().ListInvoices(ctx)
			return first(list).ID, err
		}},
		{"AzureReports.AllInvoices", []string{"GET /api/resellers/r/billing/azurereports/InvoiceList"}, `[{"invoiceNumber":"G1","date":"2026-11-06"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.AzureReports().AllInvoices(ctx))
			return last.ID, err
		}},
		{"AzureReports.Invoice", []string{"GET /api/resellers/r/billing/azurereports/Invoice?invoiceId=G1"}, `[{"organizationId":"o1","totalCost":12.5}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.AzureReports().Invoice(ctx, "G1")
			return first(list).CostTotal.String(), err
		}},
		{"AzureReports.Overview", []string{"GET /api/resellers/r/billing/azurereports/InvoiceOverview"}, `[{"organizationId":"o1","totalCost":12.5}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.AzureReports().Overview(ctx)
			return first(list).CostTotal.String(), err
		}},
		{"AzureReports.CustomDates", []string{"GET /api/resellers/r/billing/azurereports/InvoicesByCustomDates?endDate=2026-11-30&startDate=2026-11-01"}, `[{"organizationId":"o1","totalCost":12.5}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.AzureReports().CustomDates(ctx, day(1), day(30))
			return first(list).CostTotal.String(), err
		}},
		{"AzureReports.OngoingPeriod", []string{"GET /api/resellers/r/billing/azurereports/OngoingPeriod"}, `[{"organizationId":"o1","totalCost":12.5}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.AzureReports().OngoingPeriod(ctx)
			return first(list).CostTotal.String(), err
		}},
		{"AzureReports.ListOneTimeInvoices", []string{"GET /api/resellers/r/billing/azurereports/AzureOneTimeInvoiceList"}, `[{"id":"G1","date":"2026-11-06"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.AzureReports().ListOneTimeInvoices(ctx)
			return first(list).Date, err
		}},
		{"AzureReports.AllOneTimeInvoices", []string{"GET /api/resellers/r/billing/azurereports/AzureOneTimeInvoiceList"}, `[{"id":"G1","date":"2026-11-06"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.AzureReports().AllOneTimeInvoices(ctx))
			return last.Date, err
		}},
		{"AzureReports.StartOneTime", []string{"POST /api/resellers/r/billing/azurereports/AzureOneTimeInvoice/generateReport?invoiceNumber=G1&storeToBlob=true"}, `{"taskId":"t1"}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.AzureReports().StartOneTime(ctx, "G1", true)
			if err != nil {
				return "", err
			}
			return got.TaskID, nil
		}},
		{"AzureReports.OneTime", []string{"GET /api/resellers/r/billing/azurereports/AzureOneTimeInvoice/t1"}, `{"taskId":"t1","status":"Successful","items":[{"organizationId":"o1","totalCost":12.5}]}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.AzureReports().OneTime(ctx, "t1")
			if err != nil {
				return "", err
			}
			return got.Charges[0].CostTotal.String(), nil
		}},
		{"AzureReports.WaitOneTime", []string{"GET /api/resellers/r/billing/azurereports/AzureOneTimeInvoice/t1"}, `{"taskId":"t1","message":"successful","blobUrl":"https://b.example/x"}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.AzureReports().WaitOneTime(ctx, "t1")
			if err != nil {
				return "", err
			}
			return got.URL, nil
		}},
		{"AzureUsage.ListBilled", []string{"GET /api/resellers/r/billing/azureonetimeusage/report/billed/invoice/G1?pageNumber=2&pageSize=50"}, `[{"organizationId":"o1","totalCost":12.5}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.AzureUsage().ListBilled(ctx, "G1", cloudmore.UsagePage{Number: 2, Size: 50})
			return first(list).CostTotal.String(), err
		}},
		{"AzureUsage.ExportUnbilled", []string{"POST /api/resellers/r/billing/azureonetimeusage/report/unbilled/period/current/export"}, `{"operationId":"op1"}`, `{}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.AzureUsage().ExportUnbilled(ctx, "current")
			if err != nil {
				return "", err
			}
			return got.OperationID, nil
		}},
		{"AzureUsage.UnbilledStatus", []string{"GET /api/resellers/r/billing/azureonetimeusage/report/unbilled/period/current/operation/op1/status"}, `{"id":"op1","state":"Successful"}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.AzureUsage().UnbilledStatus(ctx, "current", "op1")
			if err != nil {
				return "", err
			}
			return got.Status, nil
		}},
		{"AzureUsage.ListUnbilled", []string{"GET /api/resellers/r/billing/azureonetimeusage/report/unbilled/period/current/operation/op1/result"}, `[{"organizationId":"o1","totalCost":12.5}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.AzureUsage().ListUnbilled(ctx, "current", "op1", cloudmore.UsagePage{})
			return first(list).CostTotal.String(), err
		}},
		{"ManualBilling.ListOfReseller", []string{"GET /api/sellers/s/resellers/r2/manualbilling?billingEndDate=2026-11-30&billingStartDate=2026-11-01"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.ManualBilling().ListOfReseller(ctx, "r2", day(1), day(30))
			return first(list).ID, err
		}},
		{"ManualBilling.AllOfReseller", []string{"GET /api/sellers/s/resellers/r2/manualbilling?billingEndDate=2026-11-30&billingStartDate=2026-11-01"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.ManualBilling().AllOfReseller(ctx, "r2", day(1), day(30)))
			return last.ID, err
		}},
		{"ManualBilling.GetOfReseller", []string{"GET /api/sellers/s/resellers/r2/manualbilling/x1"}, `{"id":"x1"}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.ManualBilling().GetOfReseller(ctx, "r2", "x1")
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"ManualBilling.CreateForReseller", []string{"POST /api/sellers/s/resellers/r2/manualbilling"}, `{"id":"x1"}`, `{"serviceId":"v1"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.ManualBilling().CreateForReseller(ctx, "r2", cloudmore.ManualLine{ServiceID: "v1"})
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"ManualBilling.DeleteOfReseller", []string{"DELETE /api/sellers/s/resellers/r2/manualbilling/x1"}, ``, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.ManualBilling().DeleteOfReseller(ctx, "r2", "x1")
		}},
	}
}
