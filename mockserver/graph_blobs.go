package mockserver

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// billingBlob streams one blob: gzip of JSON lines, made while it is sent.
func (s *Server) billingBlob(c *call) *reply {
	op := s.st.operations[strings.ToLower(c.params["export"])]
	if op == nil || op.invoice == nil {
		return blobError(http.StatusNotFound, "BlobNotFound", "The specified blob does not exist.")
	}
	wantSig := strings.ReplaceAll(uuidOf(s.opts.seed, "signature", op.manifest), "-", "")
	if c.query.Get("sig") != wantSig || c.now.After(op.created.Add(s.opts.exports.Life)) {
		return blobError(http.StatusForbidden, "AuthenticationFailed", "Signature not valid in the specified time frame, or signature did not match.")
	}
	parts := s.parts(op)
	for i := range parts {
		if strings.HasSuffix(c.params["rest"], "/"+blobName(op, i)) {
			return s.blobReply(op, parts[i], i == len(parts)-1)
		}
	}
	return blobError(http.StatusNotFound, "BlobNotFound", "The specified blob does not exist.")
}

func (s *Server) blobReply(op *exportOperation, tenants []*Tenant, last bool) *reply {
	rep := newReply(http.StatusOK).set("Content-Type", "application/octet-stream").set("x-ms-blob-type", "BlockBlob").set("ETag", `"`+op.invoice.eTag(s.opts.seed)+`"`)
	g, p, inv := s.st.gen, s.partner, *op.invoice
	rep.stream = func(w io.Writer) error {
		// Speed matters more than size on loopback.
		zw, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
		if err != nil {
			return err
		}
		enc := json.NewEncoder(zw)
		if op.kind == exportUsage {
			err = writeUsage(enc, g, p, &inv, tenants, op.basic)
		} else {
			err = writeReconciliation(enc, g, p, &inv, tenants, last)
		}
		if err != nil {
			return err
		}
		return zw.Close()
	}
	return rep
}

func writeReconciliation(enc *json.Encoder, g *generator, p *partner, inv *invoice, tenants []*Tenant, last bool) error {
	for l := range inv.lines(g, p, tenants) {
		if err := enc.Encode(&l); err != nil {
			return err
		}
	}
	if !last {
		return nil
	}
	for i := range inv.explicit {
		if err := enc.Encode(&inv.explicit[i]); err != nil {
			return err
		}
	}
	return nil
}
