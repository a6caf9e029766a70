package preflight

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/tenantlink/tenantlink/partnercenter"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// run is one preflight with what was observed. Observing comes first and judging
// after, so that one failure can be told from its consequences.
type run struct {
	Subject

	token    auth.TokenInfo
	tokenErr error

	compliance partnercenter.MFACompliance
	mfaErr     error

	customers    map[string]bool
	customersErr error

	invoices    []partnercenter.Invoice
	invoicesErr error

	exportErr error // of submitting the export
	dataErr   error // of waiting for it and reading
	bytes     int64

	reachErr, tenantsErr, reportErr error
	tenants                         []string
	reported                        []string
}

// errNotLooked marks what nobody gave us the means to look at.
var errNotLooked = errors.New("not looked at")

func (r *run) observe(ctx context.Context) {
	r.observeToken(ctx)
	r.observePartnerCenter(ctx)
	r.observeGraph(ctx)
	r.observeCloudmore(ctx)
}

func (r *run) observeToken(ctx context.Context) {
	t, err := r.Auth.Source(r.Auth.Grant().Cloud.PartnerCenter).Token(ctx)
	if err != nil {
		r.tokenErr = err
		return
	}
	r.token, r.tokenErr = auth.Inspect(t)
}

func (r *run) observePartnerCenter(ctx context.Context) {
	if r.PartnerCenter == nil {
		r.mfaErr, r.customersErr, r.invoicesErr = errNotLooked, errNotLooked, errNotLooked
		return
	}
	r.compliance, r.mfaErr = r.PartnerCenter.ValidateMFA(ctx)
	r.customers = map[string]bool{}
	for c, err := range r.PartnerCenter.Customers().All(ctx, partnercenter.CustomerQuery{}) {
		if err != nil {
			r.customersErr = err
			break
		}
		r.customers[strings.ToLower(c.ID)] = true
	}
	for i, err := range r.PartnerCenter.Invoices().All(ctx, partnercenter.InvoiceQuery{}) {
		if err != nil {
			r.invoicesErr = err
			break
		}
		r.invoices = append(r.invoices, i)
	}
}

// newest is the newest document that is an invoice, not a note.
func (r *run) newest() (partnercenter.Invoice, bool) {
	var newest partnercenter.Invoice
	for _, i := range r.invoices {
		if i.AmendsOf == "" && i.InvoiceDate.After(newest.InvoiceDate) {
			newest = i
		}
	}
	return newest, newest.ID != ""
}

func (r *run) observeGraph(ctx context.Context) {
	newest, ok := r.newest()
	if r.Graph == nil || !ok {
		r.exportErr, r.dataErr = errNotLooked, errNotLooked
		return
	}
	export, err := r.Graph.Billing().ExportBilledReconciliation(ctx, graph.BilledExport{InvoiceID: newest.ID})
	if err != nil {
		r.exportErr, r.dataErr = err, errNotLooked
		return
	}
	r.bytes, r.dataErr = r.readExport(ctx, export)
}

// readExport reads the first file of an export.
func (r *run) readExport(ctx context.Context, export *graph.Export) (int64, error) {
	manifest, err := r.Graph.Billing().Wait(ctx, export)
	if err != nil {
		return 0, err
	}
	if len(manifest.Blobs) == 0 {
		return 0, errors.New("the export has no files")
	}
	blob, err := r.Graph.Billing().Open(ctx, manifest, manifest.Blobs[0])
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(io.Discard, blob)
	return n, errors.Join(err, blob.Close())
}

func (r *run) observeCloudmore(ctx context.Context) {
	r.reachErr, r.tenantsErr, r.reportErr = errNotLooked, errNotLooked, errNotLooked
	if r.Cloudmore.Reach != nil {
		r.reachErr = r.Cloudmore.Reach(ctx)
	}
	if r.Cloudmore.Tenants != nil {
		r.tenants, r.tenantsErr = r.Cloudmore.Tenants(ctx)
	}
	if newest, ok := r.newest(); ok && r.Cloudmore.Invoices != nil {
		y, m, _ := newest.InvoiceDate.UTC().Date()
		from := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
		r.reported, r.reportErr = r.Cloudmore.Invoices(ctx, from, from.AddDate(0, 1, -1))
	}
}
