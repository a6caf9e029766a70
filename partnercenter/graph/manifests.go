package graph

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// Manifest lists the files of an export. Its ETag names the version of the
// data: another one for the same request means that a report made from this one
// is superseded.
type Manifest struct {
	// ODataContext and ODataType are OData's description of the answer.
	ODataContext string `json:"@odata.context,omitzero"`
	ODataType    string `json:"@odata.type,omitzero"`
	// ID is the end of the manifest's address.
	ID string `json:"id"`
	// SchemaVersion of the files, such as "1".
	SchemaVersion string `json:"schemaVersion,omitzero"`
	// DataFormat is "compressedJSON": gzip of JSON lines.
	DataFormat string `json:"dataFormat,omitzero"`
	// Created is when the files were made.
	Created time.Time `json:"createdDateTime,omitzero"`
	// ETag is the version of the data.
	ETag string `json:"eTag,omitzero"`
	// PartnerTenantID is whose data it is.
	PartnerTenantID string `json:"partnerTenantId,omitzero"`
	// RootDirectory is the address below which the files are.
	RootDirectory string `json:"rootDirectory,omitzero"`
	// SASToken permits reading the files, for some hours.
	SASToken Secret `json:"sasToken,omitzero"`
	// PartitionType is "Default".
	PartitionType string `json:"partitionType,omitzero"`
	// BlobCount is how many files there are.
	BlobCount int `json:"blobCount"`
	// Blobs are the files.
	Blobs []Blob `json:"blobs,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Blob is one file of an export.
type Blob struct {
	// Name of the file below the manifest's root directory.
	Name string `json:"name"`
	// PartitionValue is "default".
	PartitionValue string `json:"partitionValue,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	manifestGet = define[none, Manifest]("graph.billing.manifests.get", http.MethodGet,
		"/v1.0/reports/partners/billing/manifests/{manifest_id}", "partners-billing-manifest-get", permissionBilling)
	blobGet = define[none, none]("graph.billing.blobs.get", http.MethodGet, "{root_directory}/{blob_name}", "partners-billing-manifest-get", "none: the address carries its own signature")
)

// Manifest reads a manifest by its id. After some time it is ErrExpired. A
// manifest that does not list as many files as it counts is ErrIncomplete.
//
// https://learn.microsoft.com/graph/api/partners-billing-manifest-get
func (s *Billing) Manifest(ctx context.Context, id string, opts ...CallOption) (*Manifest, error) {
	manifest, err := manifestGet.call(ctx, s.client, at(id), nil, opts)
	if err != nil {
		return nil, err
	}
	if manifest.BlobCount != len(manifest.Blobs) {
		return nil, &Error{
			Op: manifestGet.ID, Method: manifestGet.Method, Target: manifestGet.Path, Status: http.StatusOK, Outcome: OutcomeDone,
			Err: fmt.Errorf("%w: manifest %s counts %d files and lists %d", ErrIncomplete, manifest.ID, manifest.BlobCount, len(manifest.Blobs)),
		}
	}
	return manifest, nil
}

// Open reads a file of an export as it is decompressed: JSON lines. No token is
// sent, the manifest's signature permits the reading. A broken connection is
// resumed; io.EOF comes only when the file is complete by its length, its MD5
// sum where the storage gives one, and gzip's checksum. Close the reader.
func (s *Billing) Open(ctx context.Context, m *Manifest, b Blob) (io.ReadCloser, error) {
	raw, err := s.openRaw(ctx, m, b)
	if err != nil {
		return nil, err
	}
	reader, err := newBlobReader(raw)
	if err != nil {
		_ = raw.Close()
		return nil, blobError(b, err)
	}
	reader.blob = b
	return reader, nil
}

// openRaw opens a file as it lies in blob storage.
func (s *Billing) openRaw(ctx context.Context, m *Manifest, b Blob) (io.ReadCloser, error) {
	address, err := m.address(b)
	if err != nil {
		return nil, invalid(blobGet.Operation, err)
	}
	raw, failure := s.client.rest.Download(ctx, blobGet.transport(), address)
	if failure != nil {
		return nil, asError(failure)
	}
	return raw, nil
}

// address is where a file is, with the signature.
func (m *Manifest) address(b Blob) (string, error) {
	if m.RootDirectory == "" || b.Name == "" {
		return "", errors.New("the manifest names no root directory or the file has no name")
	}
	for _, element := range strings.Split(b.Name, "/") {
		if element == ".." || strings.ContainsAny(element, "?#\\") {
			return "", fmt.Errorf("the file name %q would lead to another place", b.Name)
		}
	}
	address := strings.TrimRight(m.RootDirectory, "/") + "/" + b.Name
	if sas := strings.TrimPrefix(m.SASToken.Reveal(), "?"); sas != "" {
		address += "?" + sas
	}
	return address, nil
}

// blobReader decompresses what is compressed.
type blobReader struct {
	io.Reader
	raw  io.Closer
	blob Blob
}

func newBlobReader(raw io.ReadCloser) (*blobReader, error) {
	buffered := bufio.NewReaderSize(raw, 64<<10)
	magic, err := buffered.Peek(2)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if len(magic) < 2 || magic[0] != 0x1f || magic[1] != 0x8b {
		return &blobReader{Reader: buffered, raw: raw}, nil
	}
	unzip, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, err
	}
	return &blobReader{Reader: unzip, raw: raw}, nil
}

// Read implements io.Reader.
func (r *blobReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = blobError(r.blob, err)
	}
	return n, err
}

// Close implements io.Closer.
func (r *blobReader) Close() error { return r.raw.Close() }

// blobError makes this package's error of what reading a file returned.
func blobError(b Blob, err error) error {
	if failure, ok := errors.AsType[*rest.Failure](err); ok {
		return asError(failure)
	}
	return &Error{
		Op: blobGet.ID, Method: blobGet.Method, Target: b.Name, Status: http.StatusOK, Outcome: OutcomeDone,
		Err: fmt.Errorf("%w: %w", ErrIncomplete, err),
	}
}
