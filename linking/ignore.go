package linking

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"
)

// Validate reports what an entry of the ignore list lacks: tenant ids, a known
// kind, a reason and an author.
func (i Ignore) Validate() error {
	if i.Tenant == uuid.Nil || i.Partner == uuid.Nil {
		return errors.New("an ignored tenant needs the partner's and its own tenant id")
	}
	switch i.Kind {
	case IgnoreInternal, IgnoreTest, IgnoreDormant, IgnoreOtherPartner, IgnoreOther:
	default:
		return fmt.Errorf("tenant %s: unknown kind %q", i.Tenant, i.Kind)
	}
	if strings.TrimSpace(i.Reason) == "" || strings.TrimSpace(i.By) == "" {
		return fmt.Errorf("tenant %s: an ignored tenant needs a reason and who decided it", i.Tenant)
	}
	return nil
}

// decodeStrict decodes one JSON value and nothing after it, refusing members
// that the reader does not know: in a file that a person edits they are typing
// errors.
func decodeStrict(r io.Reader, v any) error {
	dec := json.NewDecoder(io.LimitReader(r, maxFile))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more follows after the JSON value")
	}
	return nil
}

// maxFile bounds the files that are read: a plan for a million tenants is far
// smaller.
const maxFile = 4 << 30
