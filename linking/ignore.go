package linking

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/internal/atomicfile"
)

const ignoreSchema = 1

type ignoreFile struct {
	Schema  int      `json:"schema"`
	Ignores []Ignore `json:"ignores"`
}

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

// LoadIgnores reads an ignore list that SaveIgnores wrote, or that a person
// wrote in the same form: {"schema":1,"ignores":[{...}]}. A missing file is an
// empty list. An entry without reason or author is refused: an ignore list that
// nobody can explain hides lost revenue.
func LoadIgnores(path string) ([]Ignore, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("linking: ignore list: %w", err)
	}
	defer f.Close()
	var in ignoreFile
	if err := decodeStrict(f, &in); err != nil {
		return nil, fmt.Errorf("linking: ignore list %s: %w", path, err)
	}
	if in.Schema != ignoreSchema {
		return nil, fmt.Errorf("linking: ignore list %s: schema %d is unknown; this version reads %d", path, in.Schema, ignoreSchema)
	}
	for n, i := range in.Ignores {
		if err := i.Validate(); err != nil {
			return nil, fmt.Errorf("linking: ignore list %s: entry %d: %w", path, n+1, err)
		}
	}
	return in.Ignores, nil
}

// SaveIgnores replaces the file with the list, sorted by tenant.
func SaveIgnores(path string, list []Ignore) error {
	for _, i := range list {
		if err := i.Validate(); err != nil {
			return fmt.Errorf("linking: ignore list: %w", err)
		}
	}
	sorted := slices.SortedFunc(slices.Values(list), func(a, b Ignore) int {
		return strings.Compare(a.TenantKey.String(), b.TenantKey.String())
	})
	return atomicfile.Write(path, 0o600, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(ignoreFile{Schema: ignoreSchema, Ignores: sorted})
	})
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
