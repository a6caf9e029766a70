package mockserver

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

func graphBillingRoutes() []route {
	const sample = "published sample"
	root := "/v1.0/reports/partners/billing/"
	export := func(op, path string, handle func(*Server, *call) *reply, proof string) route {
		return route{op: op, method: "POST", patterns: []string{root + path + "/export", root + path + "/microsoft.graph.partners.billing.export"}, vendor: vendorGraph,
			handle: handle, fidelity: Stateful, evidence: sample, proof: proof}
	}
	return []route{
		export("graph.billing.reconciliation.billed.export", "reconciliation/billed", exportBilled(exportReconciliation), "TestBillingExport"),
		export("graph.billing.reconciliation.unbilled.export", "reconciliation/unbilled", exportUnbilled(exportReconciliation), "TestUsageDetailsAzure"),
		export("graph.billing.usage.billed.export", "usage/billed", exportBilled(exportUsage), "TestUsageDetailsAzure"),
		export("graph.billing.usage.unbilled.export", "usage/unbilled", exportUnbilled(exportUsage), "TestUsageDetailsAzure"),
		{op: opBillingOperation, method: "GET", patterns: []string{root + "operations/{operation}"}, vendor: vendorGraph, pinned: true,
			handle: (*Server).billingOperation, fidelity: Stateful, evidence: sample, proof: "TestBillingExport"},
		{op: "graph.billing.manifests.get", method: "GET", patterns: []string{root + "manifests/{manifest}"}, vendor: vendorGraph,
			handle: (*Server).billingManifest, fidelity: Stateful, evidence: sample, proof: "TestBillingExport"},
		{op: "graph.billing.blobs.get", method: "GET", patterns: []string{"/_blob/{export}/{rest...}"}, vendor: vendorBlob,
			handle: (*Server).billingBlob, fidelity: Stateful, evidence: "published sample", proof: "TestInvoiceTotals"},
	}
}

type exportKind string

const (
	exportReconciliation exportKind = "reconciliation"
	exportUsage          exportKind = "usage"
)

// An exportOperation is an export on its way: the operation, then its manifest
// and blobs. It keeps what the tenants were when it was asked for.
type exportOperation struct {
	id, manifest string
	kind         exportKind
	invoice      *invoice
	basic        bool
	tenants      []*Tenant
	created      time.Time
	polls        int
	// failure is the error code of an export that fails.
	failure, failureText string
}

type exportRequest struct {
	InvoiceID     string `json:"invoiceId"`
	CurrencyCode  string `json:"currencyCode"`
	BillingPeriod string `json:"billingPeriod"`
	AttributeSet  string `json:"attributeSet"`
}

func exportBilled(kind exportKind) func(*Server, *call) *reply {
	return func(s *Server, c *call) *reply {
		in, rep := decodeExport(c)
		if rep != nil {
			return rep
		}
		if in.InvoiceID == "" {
			return graphError(c, http.StatusBadRequest, "BadRequest", "invoiceId is required")
		}
		return s.startExport(c, kind, s.st.invoice(in.InvoiceID), in)
	}
}

// exportUnbilled exports the month that has no invoice yet. "last" is the month
// before while its invoice has not come.
func exportUnbilled(kind exportKind) func(*Server, *call) *reply {
	return func(s *Server, c *call) *reply {
		in, rep := decodeExport(c)
		if rep != nil {
			return rep
		}
		m := s.st.invoiced + 1
		switch strings.ToLower(in.BillingPeriod) {
		case "current":
			if now := monthOf(s.brokerNow()); now > m {
				m = now
			}
		case "last":
		default:
			return graphError(c, http.StatusBadRequest, "BadRequest", "billingPeriod must be current or last")
		}
		var inv *invoice
		if strings.EqualFold(in.CurrencyCode, s.st.gen.currency) {
			inv = &invoice{Month: m, Currency: s.st.gen.currency, sign: 1}
		}
		return s.startExport(c, kind, inv, in)
	}
}

func decodeExport(c *call) (exportRequest, *reply) {
	var in exportRequest
	if err := c.decode(&in); err != nil {
		return in, graphError(c, http.StatusBadRequest, "BadRequest", err.Error())
	}
	if in.AttributeSet != "" && in.AttributeSet != "full" && in.AttributeSet != "basic" {
		return in, graphError(c, http.StatusBadRequest, "BadRequest", "attributeSet must be full or basic")
	}
	return in, nil
}

func (s *Server) startExport(c *call, kind exportKind, inv *invoice, in exportRequest) *reply {
	op := &exportOperation{
		id: s.st.nextID("operation"), manifest: s.st.nextID("manifest"), kind: kind, invoice: inv, basic: in.AttributeSet == "basic",
		tenants: slices.Clone(s.st.tenants), created: c.now,
	}
	if inv == nil {
		// An invoice without data fails later, with HTTP 200.
		op.failure, op.failureText = "5000", "No data available"
	}
	s.st.operations[op.id] = op
	s.st.operations[op.manifest] = op
	rep := newReply(http.StatusAccepted).set("Location", c.base+"/v1.0/reports/partners/billing/operations/"+op.id)
	return rep.set("Retry-After", s.exportWait())
}

func (s *Server) exportWait() string {
	return strconv.Itoa(int(s.opts.exports.RetryAfter / time.Second))
}

// export finds a live export by operation or manifest id.
func (s *Server) export(c *call, id string) (*exportOperation, *reply) {
	op := s.st.operations[strings.ToLower(id)]
	if op == nil {
		return nil, graphError(c, http.StatusNotFound, "NotFound", "There is no such operation or manifest.")
	}
	if c.now.After(op.created.Add(s.opts.exports.Life)) {
		return nil, graphError(c, http.StatusGone, "Gone", "The operation or manifest has expired. Submit the export again.")
	}
	return op, nil
}

type operationBody struct {
	Type       string         `json:"@odata.type"`
	ID         string         `json:"id"`
	Status     string         `json:"status"`
	Created    string         `json:"createdDateTime"`
	LastAction string         `json:"lastActionDateTime"`
	Link       string         `json:"resourceLocation@odata.navigationLink,omitempty"`
	Inline     *manifestBody  `json:"resourceLocation,omitempty"`
	Error      *operationFail `json:"error,omitempty"`
}

type operationFail struct {
	Message string `json:"message"`
	Code    string `json:"code"`
}

const operationType = "#microsoft.graph.partners.billing."

// billingOperation answers polls. It counts them, so it locks the state for
// writing although it is a GET.
func (s *Server) billingOperation(c *call) *reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	op, rep := s.export(c, c.params["operation"])
	if rep != nil {
		return rep
	}
	op.polls++
	body := operationBody{
		Type: operationType + "runningOperation", ID: op.id, Status: "running",
		Created: op.created.Format("2006-01-02T15:04:05Z"), LastAction: c.now.Format("2006-01-02T15:04:05.0000000Z"),
	}
	switch {
	case c.fault != nil && c.fault.Kind == FaultFailedOperation:
		return ok(failedOperation(body, orElse(c.fault.Code, "5000"), orElse(c.fault.Message, "No data available")))
	case op.polls <= s.opts.exports.Polls:
		return ok(body).set("Retry-After", s.exportWait())
	case op.failure != "":
		return ok(failedOperation(body, op.failure, op.failureText))
	}
	body.Type, body.Status = operationType+"exportSuccessOperation", "succeeded"
	if s.opts.exports.InlineManifest {
		body.Inline = new(s.manifest(c, op))
	} else {
		body.Link = c.base + "/v1.0/reports/partners/billing/manifests/" + op.manifest
	}
	return ok(body)
}

func failedOperation(body operationBody, code, text string) operationBody {
	body.Type, body.Status = operationType+"failedOperation", "failed"
	body.Link, body.Inline = "", nil
	body.Error = &operationFail{Message: text, Code: code}
	return body
}

type manifestBody struct {
	Context         string         `json:"@odata.context,omitempty"`
	ID              string         `json:"id"`
	SchemaVersion   string         `json:"schemaVersion"`
	DataFormat      string         `json:"dataFormat"`
	Created         string         `json:"createdDateTime"`
	ETag            string         `json:"eTag"`
	PartnerTenantID string         `json:"partnerTenantId"`
	RootDirectory   string         `json:"rootDirectory"`
	SASToken        string         `json:"sasToken"`
	PartitionType   string         `json:"partitionType"`
	BlobCount       int            `json:"blobCount"`
	Blobs           []manifestBlob `json:"blobs"`
}

type manifestBlob struct {
	Name           string `json:"name"`
	PartitionValue string `json:"partitionValue"`
}

func (s *Server) billingManifest(c *call) *reply {
	op, rep := s.export(c, c.params["manifest"])
	if rep != nil {
		return rep
	}
	body := s.manifest(c, op)
	body.Context = c.base + "/v1.0/$metadata#reports/partners/billing/manifests/$entity"
	return ok(body)
}

func (s *Server) manifest(c *call, op *exportOperation) manifestBody {
	m := manifestBody{
		ID: op.manifest, SchemaVersion: "1", DataFormat: "compressedJSON", Created: op.created.Format("2006-01-02T15:04:05.00Z"),
		ETag: op.invoice.eTag(s.opts.seed), PartnerTenantID: s.st.partner.TenantID, PartitionType: "Default",
		RootDirectory: blobBase(c) + "/_blob/" + op.manifest + "/" + string(op.kind) + "/PartitionType=default",
		SASToken:      s.signature(op),
	}
	for i := range s.parts(op) {
		m.Blobs = append(m.Blobs, manifestBlob{Name: blobName(op, i), PartitionValue: "default"})
	}
	m.BlobCount = len(m.Blobs)
	return m
}

// blobBase is where blobs are fetched from: beside the mock's other paths on
// loopback, a storage host when the client came by a real host name.
func blobBase(c *call) string {
	if _, known := vendorOfHost(strings.Split(c.r.Host, ":")[0]); known {
		return "https://mockbilling.blob.core.windows.net"
	}
	return c.base
}

// parts splits an export's tenants over its blobs. There are always two at
// least, because clients that read only the first are a classic.
func (s *Server) parts(op *exportOperation) [][]*Tenant {
	size := s.opts.exports.BlobTenants
	if n := len(op.tenants); n <= size {
		size = max(1, (n+1)/2)
	}
	parts := slices.Collect(slices.Chunk(op.tenants, size))
	for len(parts) < 2 {
		parts = append(parts, nil)
	}
	return parts
}

func blobName(op *exportOperation, i int) string {
	n := strconv.Itoa(i)
	return "part-" + strings.Repeat("0", 5-min(5, len(n))) + n + "-" + op.manifest + ".c000.json.gz"
}

// signature is a shared access signature: when it ends and a proof.
func (s *Server) signature(op *exportOperation) string {
	end := op.created.Add(s.opts.exports.Life)
	return "skoid=mock&sv=2021-08-06&se=" + strings.ReplaceAll(end.Format(time.RFC3339), ":", "%3A") + "&sr=d&sp=rl&sdd=7&sig=" +
		strings.ReplaceAll(uuidOf(s.opts.seed, "signature", op.manifest), "-", "")
}
