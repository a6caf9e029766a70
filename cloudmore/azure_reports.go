package cloudmore

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// AzureReports are the reports that are built from Microsoft's invoices:
// recurring and one-time ones (seats of the new commerce, Azure plan,
// marketplace), and those of legacy Azure.
type AzureReports struct{ client *Client }

// AzureReports gives the reports that are built from Microsoft's invoices.
func (c *Client) AzureReports() *AzureReports { return &AzureReports{c} }

const azureReportsPath = resellerPath + "/billing/azurereports"

var (
	azureInvoices    = define[none, collection[AzureInvoice]]("cloudmore.azureReports.invoices.list", http.MethodGet, azureReportsPath+"/InvoiceList")
	azureInvoice     = define[none, collection[AzureCharge]]("cloudmore.azureReports.invoices.get", http.MethodGet, azureReportsPath+"/Invoice")
	azureOverview    = define[none, collection[AzureCharge]]("cloudmore.azureReports.invoices.overview", http.MethodGet, azureReportsPath+"/InvoiceOverview")
	azureCustomDates = define[none, collection[AzureCharge]]("cloudmore.azureReports.invoices.customDates", http.MethodGet, azureReportsPath+"/InvoicesByCustomDates")
	azureOngoing     = define[none, collection[AzureCharge]]("cloudmore.azureReports.ongoingPeriod", http.MethodGet, azureReportsPath+"/OngoingPeriod")
	oneTimeInvoices  = define[none, collection[AzureInvoice]]("cloudmore.azureReports.oneTime.list", http.MethodGet, azureReportsPath+"/AzureOneTimeInvoiceList")
	oneTimeStart     = define[none, OneTimeReport]("cloudmore.azureReports.oneTime.start", http.MethodPost, azureReportsPath+"/AzureOneTimeInvoice/generateReport", readOnly)
	oneTimeGet       = define[none, OneTimeReport]("cloudmore.azureReports.oneTime.get", http.MethodGet, azureReportsPath+"/AzureOneTimeInvoice/{taskId}")
)

// ListInvoices reads the ids and dates of Microsoft's legacy Azure invoices.
func (s *AzureReports) ListInvoices(ctx context.Context, opts ...CallOption) ([]AzureInvoice, error) {
	return listed(ctx, s.client, azureInvoices, Args{}, opts)
}

// AllInvoices walks what ListInvoices reads.
func (s *AzureReports) AllInvoices(ctx context.Context, opts ...CallOption) iter.Seq2[AzureInvoice, error] {
	return each(ctx, azureInvoices.Operation, func(ctx context.Context) ([]AzureInvoice, error) {
		return s.ListInvoices(ctx, opts...)
	})
}

// Invoice reads the charges of one legacy Azure invoice.
func (s *AzureReports) Invoice(ctx context.Context, invoiceID string, opts ...CallOption) ([]AzureCharge, error) {
	return listed(ctx, s.client, azureInvoice, Args{Query: url.Values{"invoiceId": {invoiceID}}}, opts)
}

// Overview reads the sums of the legacy Azure invoices.
func (s *AzureReports) Overview(ctx context.Context, opts ...CallOption) ([]AzureCharge, error) {
	return listed(ctx, s.client, azureOverview, Args{}, opts)
}

// CustomDates reads the legacy Azure charges between two days, both included.
func (s *AzureReports) CustomDates(ctx context.Context, from, to time.Time, opts ...CallOption) ([]AzureCharge, error) {
	return listed(ctx, s.client, azureCustomDates, between(from, to), opts)
}

// OngoingPeriod reads the legacy Azure charges that are not billed yet.
func (s *AzureReports) OngoingPeriod(ctx context.Context, opts ...CallOption) ([]AzureCharge, error) {
	return listed(ctx, s.client, azureOngoing, Args{}, opts)
}

// ListOneTimeInvoices reads the ids and dates of Microsoft's recurring and one-time
// invoices.
func (s *AzureReports) ListOneTimeInvoices(ctx context.Context, opts ...CallOption) ([]AzureInvoice, error) {
	return listed(ctx, s.client, oneTimeInvoices, Args{}, opts)
}

// AllOneTimeInvoices walks what ListOneTimeInvoices reads.
func (s *AzureReports) AllOneTimeInvoices(ctx context.Context, opts ...CallOption) iter.Seq2[AzureInvoice, error] {
	return each(ctx, oneTimeInvoices.Operation, func(ctx context.Context) ([]AzureInvoice, error) {
		return s.ListOneTimeInvoices(ctx, opts...)
	})
}

// StartOneTime starts the report of a recurring and one-time invoice. With
// stored, Cloudmore keeps it for download instead of giving it in the answer.
// The names invoiceNumber and storeToBlob are seen in Cloudmore's sample client,
// where they are parameters of the address.
func (s *AzureReports) StartOneTime(ctx context.Context, invoiceNumber string, stored bool, opts ...CallOption) (*OneTimeReport, error) {
	out := new(OneTimeReport)
	args := Args{Query: url.Values{"invoiceNumber": {invoiceNumber}, "storeToBlob": {strconv.FormatBool(stored)}}}
	answer, failure := s.client.rest.Do(ctx, s.client.request(oneTimeStart.Operation, args, nil, out, opts))
	if failure != nil {
		return nil, asError(failure)
	}
	var err error
	if out.TaskID, err = taskOf(oneTimeStart.Operation, out.TaskID, answer.Header.Get("Location")); err != nil {
		return nil, err
	}
	if out.Message == "" {
		out.Message = ReportProcessing
	}
	return out, nil
}

// OneTime reads a report or how far it is.
func (s *AzureReports) OneTime(ctx context.Context, taskID string, opts ...CallOption) (*OneTimeReport, error) {
	return oneTimeGet.call(ctx, s.client, at(taskID), nil, opts)
}

// WaitOneTime polls a report until it is there, waiting 1 to 30 seconds between
// two looks. A report that Cloudmore could not make is ErrReportFailed.
func (s *AzureReports) WaitOneTime(ctx context.Context, taskID string, opts ...CallOption) (*OneTimeReport, error) {
	return waited(ctx, oneTimeGet.Operation, taskID, func() (*OneTimeReport, ReportState, error) {
		report, err := s.OneTime(ctx, taskID, opts...)
		if err != nil {
			return nil, "", err
		}
		return report, report.Message, nil
	})
}
