package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
)

// Billing exports the lines of Microsoft's invoices to the partner, and of the
// open period. All of it works app-only with PartnerBilling.Read.All.
type Billing struct{ client *Client }

// Billing gives the exports of billing lines.
func (c *Client) Billing() *Billing { return &Billing{c} }

// AttributeSet says how many attributes a line has.
type AttributeSet string

// The sets of attributes.
const (
	AttributesFull  AttributeSet = "full"
	AttributesBasic AttributeSet = "basic"
)

// Period is a period that is not invoiced yet.
type Period string

// The open periods.
const (
	PeriodCurrent Period = "current"
	PeriodLast    Period = "last"
)

// BilledExport asks for the lines of an invoice.
type BilledExport struct {
	// InvoiceID is the document number, such as "G016907411".
	InvoiceID string `json:"invoiceId"`
	// Attributes is full unless set.
	Attributes AttributeSet `json:"attributeSet,omitzero"`
}

// UnbilledExport asks for the lines of an open period.
type UnbilledExport struct {
	// Currency is the ISO 4217 code of the partner's billing currency.
	Currency string `json:"currencyCode"`
	// Period is the current or the last one.
	Period Period `json:"billingPeriod"`
	// Attributes is full unless set.
	Attributes AttributeSet `json:"attributeSet,omitzero"`
}

// Export is an export as the service reports on it.
type Export struct {
	// ODataContext is the address of the type's description, as OData sends it.
	ODataContext string `json:"@odata.context,omitzero"`
	// Type is the OData type, such as
	// "#microsoft.graph.partners.billing.runningOperation".
	Type string `json:"@odata.type,omitzero"`
	// ID of the operation. Keep it to go on after a restart.
	ID string `json:"id"`
	// Status of the operation.
	Status ExportStatus `json:"status"`
	// Created is when it was submitted.
	Created time.Time `json:"createdDateTime,omitzero"`
	// LastAction is when its state last changed.
	LastAction time.Time `json:"lastActionDateTime,omitzero"`
	// Manifest is the list of files when the service puts it inline.
	Manifest *Manifest `json:"resourceLocation,omitzero"`
	// ManifestURL is where the list of files is otherwise.
	ManifestURL string `json:"resourceLocation@odata.navigationLink,omitzero"`
	// Error says why the export failed.
	Error *ExportError `json:"error,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`

	// RetryAfter is how long the service asks to wait; 0 when it does not say, and
	// the shortest wait, 50 ms, when it says 0.
	RetryAfter time.Duration `json:"-"`
}

// ExportStatus is the state of an export.
type ExportStatus string

// The states of an export.
const (
	ExportNotStarted ExportStatus = "notStarted"
	ExportRunning    ExportStatus = "running"
	ExportSucceeded  ExportStatus = "succeeded"
	ExportFailed     ExportStatus = "failed"
)

// ExportError says why an export failed.
type ExportError struct {
	// Code such as "5000", no data available.
	Code string `json:"code"`
	// Message for people.
	Message string `json:"message"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

const permissionBilling = "PartnerBilling.Read.All"

var (
	exportBilledReconciliation   = defineExport[BilledExport]("graph.billing.reconciliation.billed.export", "reconciliation/billed", "partners-billing-billedreconciliation-export")
	exportUnbilledReconciliation = defineExport[UnbilledExport]("graph.billing.reconciliation.unbilled.export", "reconciliation/unbilled", "partners-billing-unbilledreconciliation-export")
	exportBilledUsage            = defineExport[BilledExport]("graph.billing.usage.billed.export", "usage/billed", "partners-billing-billedusage-export")
	exportUnbilledUsage          = defineExport[UnbilledExport]("graph.billing.usage.unbilled.export", "usage/unbilled", "partners-billing-unbilledusage-export")

	exportGet = define[none, Export]("graph.billing.operations.get", http.MethodGet,
		"/v1.0/reports/partners/billing/operations/{operation_id}", "partners-billing-operation-get", permissionBilling)
)

func defineExport[In any](id, kind, page string) typed[In, Export] {
	return define[In, Export](id, http.MethodPost, "/v1.0/reports/partners/billing/"+kind+"/export", page, permissionBilling, readOnly)
}

// ExportBilledReconciliation submits the export of an invoice's reconciliation
// lines, which hold all products.
//
// https://learn.microsoft.com/graph/api/partners-billing-billedreconciliation-export
func (s *Billing) ExportBilledReconciliation(ctx context.Context, in BilledExport, opts ...CallOption) (*Export, error) {
	return submit(ctx, s.client, exportBilledReconciliation, &in, opts)
}

// ExportUnbilledReconciliation submits the export of an open period's
// reconciliation lines.
//
// https://learn.microsoft.com/graph/api/partners-billing-unbilledreconciliation-export
func (s *Billing) ExportUnbilledReconciliation(ctx context.Context, in UnbilledExport, opts ...CallOption) (*Export, error) {
	return submit(ctx, s.client, exportUnbilledReconciliation, &in, opts)
}

// ExportBilledUsage submits the export of an invoice's daily rated usage, the
// detail of its Azure lines. Never add it to reconciliation lines.
//
// https://learn.microsoft.com/graph/api/partners-billing-billedusage-export
func (s *Billing) ExportBilledUsage(ctx context.Context, in BilledExport, opts ...CallOption) (*Export, error) {
	return submit(ctx, s.client, exportBilledUsage, &in, opts)
}

// ExportUnbilledUsage submits the export of an open period's daily rated usage,
// which is about a day late.
//
// https://learn.microsoft.com/graph/api/partners-billing-unbilledusage-export
func (s *Billing) ExportUnbilledUsage(ctx context.Context, in UnbilledExport, opts ...CallOption) (*Export, error) {
	return submit(ctx, s.client, exportUnbilledUsage, &in, opts)
}

// qualifiedExport is the other spelling of the action "export": that of Graph's
// contract and of Microsoft's own SDKs, where the documentation has the short one.
const qualifiedExport = "microsoft.graph.partners.billing.export"

// submit sends an export, in the other spelling of the action if Graph does not
// know the short one; the operation's address is in the header Location.
func submit[In any](ctx context.Context, c *Client, op typed[In, Export], in *In, opts []CallOption) (*Export, error) {
	export, header, err := op.answer(ctx, c, Args{}, in, opts)
	if isUnknownAction(err) {
		op.Path = path.Join(path.Dir(op.Path), qualifiedExport)
		export, header, err = op.answer(ctx, c, Args{}, in, opts)
	}
	if err != nil {
		return nil, err
	}
	export.RetryAfter = seconds(header)
	if export.ID == "" {
		export.ID = lastElement(header.Get("Location"))
	}
	if export.ID == "" {
		return nil, &Error{
			Op: op.ID, Method: op.Method, Target: op.Path, Status: http.StatusAccepted, Outcome: OutcomeDone,
			Err: errors.New("the answer names no operation in its Location"),
		}
	}
	if export.Status == "" {
		export.Status = ExportNotStarted
	}
	return export, nil
}

// isUnknownAction tells that the address is not known: 404, or OData's 400
// "Resource not found for the segment 'export'.".
func isUnknownAction(err error) bool {
	failed, ok := errors.AsType[*Error](err)
	return ok && (failed.Status == http.StatusNotFound ||
		failed.Status == http.StatusBadRequest && strings.Contains(failed.Message, "not found for the segment"))
}

// Export reads the state of an export. One that failed is returned as it is; Wait
// makes an error of it. After some time it is ErrExpired.
//
// https://learn.microsoft.com/graph/api/partners-billing-operation-get
func (s *Billing) Export(ctx context.Context, id string, opts ...CallOption) (*Export, error) {
	export, header, err := exportGet.answer(ctx, s.client, at(id), nil, opts)
	if err != nil {
		return nil, err
	}
	export.RetryAfter = seconds(header)
	return export, nil
}

// Wait polls an export until it has ended and reads its manifest, inline or
// linked. It waits as long as the service asks, otherwise 1 to 30 seconds; where
// the service always says "at once", the waits grow all the same. An export that
// failed is ErrExportFailed, one that is gone ErrExpired: submit it again.
func (s *Billing) Wait(ctx context.Context, export *Export, opts ...CallOption) (*Manifest, error) {
	var waits pauses
	for export.Status != ExportSucceeded {
		if export.Status == ExportFailed {
			return nil, exportFailure(export)
		}
		if err := sleep(ctx, waits.next(export.RetryAfter)); err != nil {
			return nil, fmt.Errorf("wait for export %s: %w", export.ID, err)
		}
		next, err := s.Export(ctx, export.ID, opts...)
		if err != nil {
			return nil, err
		}
		export = next
	}
	return s.manifestOf(ctx, export, opts)
}

func (s *Billing) manifestOf(ctx context.Context, export *Export, opts []CallOption) (*Manifest, error) {
	if export.Manifest != nil && len(export.Manifest.Blobs) > 0 {
		return export.Manifest, nil
	}
	link := export.ManifestURL
	if link == "" && export.Manifest != nil {
		link = export.Manifest.ID
	}
	if link == "" {
		return nil, &Error{
			Op: exportGet.ID, Method: exportGet.Method, Target: exportGet.Path, Status: http.StatusOK, Outcome: OutcomeDone,
			Err: fmt.Errorf("%w: the operation succeeded but names no manifest", ErrIncomplete),
		}
	}
	return s.Manifest(ctx, lastElement(link), opts...)
}

func exportFailure(export *Export) error {
	e := &Error{
		Op: exportGet.ID, Method: exportGet.Method, Target: strings.Replace(exportGet.Path, "{operation_id}", url.PathEscape(export.ID), 1),
		Status: http.StatusOK, Outcome: OutcomeDone, Err: ErrExportFailed,
	}
	if export.Error != nil {
		e.Code, e.Message = export.Error.Code, export.Error.Message
	}
	return e
}

// lastElement is the id at the end of a link. Only the id is used, never the
// link's host.
func lastElement(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Path == "" {
		return ""
	}
	if id := path.Base(u.Path); id != "." && id != "/" && id != ".." {
		return id
	}
	return ""
}
