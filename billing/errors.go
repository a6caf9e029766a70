package billing

import (
	"errors"
	"fmt"
	"strings"
)

// Errors that a build can end with. Match them with errors.Is; the place is in
// the [*BlobError] that wraps them.
var (
	// ErrTruncated: a blob ends in the middle of its gzip stream or of a line.
	ErrTruncated = errors.New("truncated blob")
	// ErrDuplicate: the same blob, or the same line origin, was given twice.
	ErrDuplicate = errors.New("duplicate blob")
	// ErrForeignInvoice: a line belongs to another invoice than its export.
	ErrForeignInvoice = errors.New("line of another invoice")
	// ErrMixedCurrencies: one invoice holds lines in two currencies.
	ErrMixedCurrencies = errors.New("two currencies in one invoice")
	// ErrUsageLines: daily-rated usage was given where reconciliation lines belong.
	ErrUsageLines = errors.New("usage lines among reconciliation lines")
	// ErrTooLarge: a blob, a line or a compression ratio is beyond its limit.
	ErrTooLarge = errors.New("beyond the limit")
	// ErrMissingBlobs: the manifest promised more blobs than were given.
	ErrMissingBlobs = errors.New("blobs missing")
	// ErrMixedVersions: parts of one invoice come from manifests with different eTags.
	ErrMixedVersions = errors.New("two versions of one export")
	// ErrMalformed: strict mode met a line that cannot be read.
	ErrMalformed = errors.New("malformed line")
	// ErrFormat: a blob is neither JSON lines, nor a JSON document of line items, nor the portal's CSV.
	ErrFormat = errors.New("unknown format")
	// ErrSchema: a stored report, partial or rules file has a schema version this package does not know.
	ErrSchema = errors.New("unknown schema version")
	// ErrLinks: the links contradict each other.
	ErrLinks = errors.New("contradicting links")
	// ErrMismatch: two partials were made with different links, rules or options.
	ErrMismatch = errors.New("partials do not belong together")
	// ErrChanged: a blob differs between the first and the second reading.
	ErrChanged = errors.New("blob changed")
	// ErrNoItems: the report was built without [WithItems].
	ErrNoItems = errors.New("report has no items")
	// ErrChain: the documents amend each other in a circle.
	ErrChain = errors.New("circular amendments")
)

// BlobError says in which blob, and where in it, something failed.
type BlobError struct {
	Blob string // name of the blob
	Line int64  // line (or item) number from 1; 0 when the whole blob is meant
	Err  error  // what failed; wraps one of the package's errors
	Hint string // what to do about it
}

// Error names the place, the failure and the remedy.
func (e *BlobError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "billing: %s", e.Blob)
	if e.Line > 0 {
		fmt.Fprintf(&b, " line %d", e.Line)
	}
	fmt.Fprintf(&b, ": %v", e.Err)
	if e.Hint != "" {
		fmt.Fprintf(&b, " (%s)", e.Hint)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *BlobError) Unwrap() error { return e.Err }

// Malformed is one line that could not be read. Its value is unknown, so it is
// neither included nor excluded: only the stated net can show whether it matters.
type Malformed struct {
	Blob    string `json:"blob"`
	Line    int64  `json:"line"`
	Field   string `json:"field,omitempty"` // the field at fault; empty when the line is no JSON object
	Problem string `json:"problem"`
}

// Error makes a Malformed usable as the error of strict mode.
func (m *Malformed) Error() string {
	if m.Field == "" {
		return m.Problem
	}
	return "field " + m.Field + ": " + m.Problem
}

// Is reports that every Malformed is an ErrMalformed.
func (m *Malformed) Is(target error) bool { return target == ErrMalformed }
