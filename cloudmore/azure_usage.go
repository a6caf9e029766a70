package cloudmore

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"reflect"
	"strconv"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// AzureUsage is the daily usage of the Azure plan, billed and not billed yet. It
// details the Azure lines of an invoice and is never added to them.
type AzureUsage struct{ client *Client }

// AzureUsage gives the operations on Azure usage.
func (c *Client) AzureUsage() *AzureUsage { return &AzureUsage{c} }

const azureUsagePath = resellerPath + "/billing/azureonetimeusage/report"

var (
	usageBilled = define[none, collection[AzureCharge]]("cloudmore.azureUsage.billed", http.MethodGet, azureUsagePath+"/billed/invoice/{invoiceId}")
	usageExport = define[none, UnbilledExport]("cloudmore.azureUsage.unbilled.export", http.MethodPost, azureUsagePath+"/unbilled/period/{period}/export", readOnly)
	usageStatus = define[none, UnbilledExport]("cloudmore.azureUsage.unbilled.status", http.MethodGet, azureUsagePath+"/unbilled/period/{period}/operation/{operationId}/status")
	usageResult = define[none, collection[AzureCharge]]("cloudmore.azureUsage.unbilled.result", http.MethodGet, azureUsagePath+"/unbilled/period/{period}/operation/{operationId}/result")
)

// UsagePage selects a page of usage. Pages are numbered from 1, which is not
// documented publicly.
type UsagePage struct {
	// Number of the page, sent as pageNumber when above 0.
	Number int
	// Size is the number of lines of a page, sent as pageSize when above 0.
	Size int
}

func (p UsagePage) args(path ...string) Args {
	q := url.Values{}
	if p.Number > 0 {
		q.Set("pageNumber", strconv.Itoa(p.Number))
	}
	if p.Size > 0 {
		q.Set("pageSize", strconv.Itoa(p.Size))
	}
	return Args{Path: path, Query: q}
}

// usagePageSize is what walks ask for; the service's limit is not documented.
const usagePageSize = 1000

// ListBilled reads a page of the usage behind an invoice.
func (s *AzureUsage) ListBilled(ctx context.Context, invoiceID string, p UsagePage, opts ...CallOption) ([]AzureCharge, error) {
	return listed(ctx, s.client, usageBilled, p.args(invoiceID), opts)
}

// AllBilled walks the usage behind an invoice, page by page, until one is empty.
// A service that gives the same page for every number ends it with an error.
func (s *AzureUsage) AllBilled(ctx context.Context, invoiceID string, opts ...CallOption) iter.Seq2[AzureCharge, error] {
	return pages(ctx, usageBilled.Operation, func(ctx context.Context, p UsagePage) ([]AzureCharge, error) {
		return s.ListBilled(ctx, invoiceID, p, opts...)
	})
}

// ExportUnbilled starts an export of the usage of a period that is not billed
// yet. The values of period are not documented publicly; Microsoft's are current
// and last. Its body's model is AzureOneTimeUnbilledUsageRequestViewModel, whose
// members are not known: none are sent.
func (s *AzureUsage) ExportUnbilled(ctx context.Context, period string, opts ...CallOption) (*UnbilledExport, error) {
	out := new(UnbilledExport)
	answer, failure := s.client.rest.Do(ctx, s.client.request(usageExport.Operation, at(period), struct{}{}, out, opts))
	if failure != nil {
		return nil, asError(failure)
	}
	var err error
	out.OperationID, err = taskOf(usageExport.Operation, out.OperationID, answer.Header.Get("Location"))
	return out, err
}

// UnbilledStatus reads how far an export is.
func (s *AzureUsage) UnbilledStatus(ctx context.Context, period, operationID string, opts ...CallOption) (*UnbilledExport, error) {
	return usageStatus.call(ctx, s.client, at(period, operationID), nil, opts)
}

// ListUnbilled reads a page of an export.
func (s *AzureUsage) ListUnbilled(ctx context.Context, period, operationID string, p UsagePage, opts ...CallOption) ([]AzureCharge, error) {
	return listed(ctx, s.client, usageResult, p.args(period, operationID), opts)
}

// AllUnbilled walks an export, page by page, until one is empty.
func (s *AzureUsage) AllUnbilled(ctx context.Context, period, operationID string, opts ...CallOption) iter.Seq2[AzureCharge, error] {
	return pages(ctx, usageResult.Operation, func(ctx context.Context, p UsagePage) ([]AzureCharge, error) {
		return s.ListUnbilled(ctx, period, operationID, p, opts...)
	})
}

// pages walks numbered pages until one has no line. Neither a total nor the last
// page is announced as far as is known, so a short page is not taken for the last.
func pages(ctx context.Context, op Operation, read func(context.Context, UsagePage) ([]AzureCharge, error)) iter.Seq2[AzureCharge, error] {
	return func(yield func(AzureCharge, error) bool) {
		var before []AzureCharge
		rest.All(ctx, op.ID, func(ctx context.Context, number int) ([]AzureCharge, int, error) {
			page := UsagePage{Number: max(number, 1), Size: usagePageSize}
			charges, err := read(ctx, page)
			if err != nil || len(charges) == 0 {
				return nil, 0, err
			}
			if page.Number > 1 && reflect.DeepEqual(before, charges) {
				return nil, 0, &Error{Op: op.ID, Method: op.Method, Target: op.Path, Outcome: OutcomeDone,
					Err: fmt.Errorf("pages %d and %d are the same: the service does not page as expected", page.Number-1, page.Number)}
			}
			before = charges
			return charges, page.Number + 1, nil
		})(yield)
	}
}
