package partnercenter

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/internal/wire"
)

// PurchaseOrder is what an order whose status is pending_po_upload asks for.
type PurchaseOrder struct {
	// IsPartOfTender tells whether the order answers a tender; then TenderLink or
	// a file of kind TenderFile is required.
	IsPartOfTender bool `json:"isPartofTender"`
	// CustomerPrice is what the customer pays.
	CustomerPrice decimal.Decimal `json:"customerPrice"`
	// Currency of the price, ISO 4217.
	Currency string `json:"currency"`
	// FXRate is the exchange rate, if there is one.
	FXRate *decimal.Decimal `json:"fxRate,omitempty"`
	// TenderLink is the address of the tender; may be left out when a file of kind
	// TenderFile is attached.
	TenderLink string `json:"tenderLink,omitzero"`
}

// FileKind says what a file of a purchase order is.
type FileKind string

// The kinds of files.
const (
	// PurchaseOrderFile is the customer's purchase order.
	PurchaseOrderFile FileKind = "pofiles"
	// TenderFile is the tender.
	TenderFile FileKind = "tenderfiles"
)

// OrderFile is a file to attach to an order.
type OrderFile struct {
	// Kind says whether it is the purchase order or the tender.
	Kind FileKind
	// Name such as "PO_Part1.pdf".
	Name string
	// ContentType such as "application/pdf".
	ContentType string
	// Content is read to its end, at most 50 MiB.
	Content io.Reader
}

// OrderAttachment is a file of an order.
type OrderAttachment struct {
	// AttachmentID is made by Partner Center.
	AttachmentID string `json:"attachmentId,omitzero"`
	// FileName as uploaded.
	FileName string `json:"fileName,omitzero"`
	// SizeInKB is its size in kibibytes.
	SizeInKB int `json:"sizeInKB"`
	// AttachmentType is POAttachment or TenderAttachment.
	AttachmentType string `json:"attachmentType,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var ordersAttachmentsCreate = define[PurchaseOrder, Page[OrderAttachment]]("orders.attachments.create", http.MethodPost, "/v1/customers/{customer_id}/orders/{order_id}/attachment", "attaching-purchase-order-and-completing-po-details", AuthBoth)

// maxOrderFile bounds a file; the service's own bound is not documented.
const maxOrderFile = 50 << 20

// AttachPurchaseOrder sends what an order in status pending_po_upload asks for,
// after which its status is po_upload_complete. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/attaching-purchase-order-and-completing-po-details
func (s *Orders) AttachPurchaseOrder(ctx context.Context, customerID, orderID string, in PurchaseOrder, files []OrderFile, opts ...CallOption) ([]OrderAttachment, error) {
	body, contentType, err := in.form(files)
	if err != nil {
		return nil, invalid(ordersAttachmentsCreate.Operation, err)
	}
	var page Page[OrderAttachment]
	call := s.client.request(ordersAttachmentsCreate.Operation, at(customerID, orderID), nil, &page, opts)
	call.Body, call.ContentType = body, contentType
	if _, failure := s.client.rest.Do(ctx, call); failure != nil {
		return nil, asError(failure)
	}
	return page.Items, nil
}

// form is the multipart body: the member "metadata" and the files.
func (o PurchaseOrder) form(files []OrderFile) (body []byte, contentType string, err error) {
	var buffer bytes.Buffer
	form := multipart.NewWriter(&buffer)
	metadata, err := wire.Marshal(o)
	if err != nil {
		return nil, "", err
	}
	if err := form.WriteField("metadata", string(metadata)); err != nil {
		return nil, "", err
	}
	for _, file := range files {
		header := textproto.MIMEHeader{"Content-Type": {file.ContentType}}
		header.Set("Content-Disposition", multipart.FileContentDisposition(string(file.Kind), file.Name))
		part, err := form.CreatePart(header)
		if err != nil {
			return nil, "", err
		}
		n, err := io.Copy(part, io.LimitReader(file.Content, maxOrderFile+1))
		if err != nil {
			return nil, "", fmt.Errorf("read %s: %w", file.Name, err)
		}
		if n > maxOrderFile {
			return nil, "", fmt.Errorf("%s is larger than %d bytes", file.Name, maxOrderFile)
		}
	}
	if err := form.Close(); err != nil {
		return nil, "", err
	}
	return buffer.Bytes(), form.FormDataContentType(), nil
}
