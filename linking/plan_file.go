package linking

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
)

// WriteJSON writes the plan as indented JSON with a final newline. The same
// plan gives the same bytes.
func (p *Plan) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(p)
}

// ReadPlan reads a plan that WriteJSON wrote and that a person may have edited.
// An unknown schema, an unknown member or an inconsistency is an error matching
// ErrPlan that names the line.
func ReadPlan(r io.Reader) (*Plan, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile))
	if err != nil {
		return nil, fmt.Errorf("linking: read plan: %w", err)
	}
	var p Plan
	if err := decodeStrict(bytes.NewReader(data), &p); err != nil {
		return nil, fmt.Errorf("linking: read plan: %w: %s%w", ErrPlan, place(data, err), err)
	}
	if err := p.validate(); err != nil {
		var bad *actionError
		if errors.As(err, &bad) {
			return nil, fmt.Errorf("linking: read plan: line %d: %w", actionLine(data, bad.index), err)
		}
		return nil, fmt.Errorf("linking: read plan: %w", err)
	}
	return &p, nil
}

// place turns the offset of a decoding error into "line N: ".
func place(data []byte, err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("line %d: ", lineAt(data, syntax.Offset))
	case errors.As(err, &kind):
		return fmt.Sprintf("line %d: ", lineAt(data, kind.Offset))
	default:
		return ""
	}
}

func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(max(offset, 0), int64(len(data)))], []byte("\n"))
}

// actionLine returns the line on which the action with the index begins.
func actionLine(data []byte, index int) int {
	dec := json.NewDecoder(bytes.NewReader(data))
	if _, err := dec.Token(); err != nil { // the opening brace
		return 1
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return 1
		}
		if key != "actions" {
			var skip json.RawMessage
			if dec.Decode(&skip) != nil {
				return 1
			}
			continue
		}
		if _, err := dec.Token(); err != nil {
			return 1
		}
		var raw json.RawMessage
		for range index + 1 {
			if !dec.More() || dec.Decode(&raw) != nil {
				return 1
			}
		}
		return lineAt(data, dec.InputOffset()-int64(len(raw)))
	}
	return 1
}

// actionError names the action that makes a plan unusable.
type actionError struct {
	index int
	id    string
	why   string
}

func (e *actionError) Error() string {
	return fmt.Sprintf("%v: action %d (%s): %s", ErrPlan, e.index+1, e.id, e.why)
}

func (e *actionError) Unwrap() error { return ErrPlan }

// validate refuses what Plan would never make and what Apply could misread.
func (p *Plan) validate() error {
	if p.Schema != planSchema {
		return fmt.Errorf("%w: schema %d is unknown; this version reads %d", ErrPlan, p.Schema, planSchema)
	}
	if p.Scope.Partner == uuid.Nil || p.Scope.Platform == "" || p.Digest == "" {
		return fmt.Errorf("%w: scope or digest is missing", ErrPlan)
	}
	ids := make(map[string]bool)
	linked := make(map[uuid.UUID]bool) // tenants that an approved action links
	taken := make(map[string]bool)     // organizations that an approved action links
	for n := range p.Actions {
		a := &p.Actions[n]
		why := a.inconsistency()
		switch {
		case why != "":
		case ids[a.ID]:
			why = "the id occurs twice"
		case a.Approved && !a.attaches() && linked[a.TenantID]:
			why = fmt.Sprintf("tenant %s is linked by an earlier action too", a.TenantID)
		case a.Approved && a.Kind == LinkExisting && !a.SecondTenantAllowed && taken[a.OrganizationID]:
			why = fmt.Sprintf("organization %s is linked by an earlier action too; set second_tenant_allowed if that is meant", a.OrganizationID)
		}
		if why != "" {
			return &actionError{index: n, id: a.ID, why: why}
		}
		ids[a.ID] = true
		if a.Approved && !a.attaches() {
			linked[a.TenantID] = true
		}
		if a.Approved && a.Kind == LinkExisting {
			taken[a.OrganizationID] = true
		}
	}
	return nil
}

// inconsistency says what is wrong with the action alone, or "".
func (a *Action) inconsistency() string {
	needsOrganization := a.Kind == LinkExisting || a.attaches() || a.Kind == DuplicateOrganization
	switch {
	case a.ID == "":
		return "the id is missing"
	case a.Kind.order() < 0:
		return fmt.Sprintf("unknown kind %q", a.Kind)
	case a.TenantID == uuid.Nil && a.Kind != DuplicateOrganization:
		return "the tenant id is missing"
	case needsOrganization && a.OrganizationID == "":
		return fmt.Sprintf("%s needs an organization_id", a.Kind)
	case a.Kind == CreateAndLink && (a.Draft == nil || a.Draft.Name == ""):
		return "create_and_link needs a draft with a name"
	case a.Kind == CreateAndLink && a.OrganizationID != "":
		return "create_and_link must not name an organization_id; use link_existing"
	case a.Kind != CreateAndLink && a.Draft != nil:
		return fmt.Sprintf("%s must not have a draft", a.Kind)
	case a.Approved && !a.writes():
		return fmt.Sprintf("a %s action cannot be approved; change its kind to link_existing and set organization_id", a.Kind)
	default:
		return ""
	}
}
