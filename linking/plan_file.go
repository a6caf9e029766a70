package linking

import (
	"encoding/json"
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
// An unknown schema, an unknown member, one that occurs twice or an inconsistency
// is an error matching ErrPlan that names the line.
func ReadPlan(r io.Reader) (*Plan, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile))
	if err != nil {
		return nil, fmt.Errorf("linking: read plan: %w", err)
	}
	var p Plan
	if err := decodeStrict(data, &p); err != nil {
		return nil, fmt.Errorf("linking: read plan: %w: %w", ErrPlan, err)
	}
	if err := p.validate(); err != nil {
		return nil, fmt.Errorf("linking: read plan: %w", withLine(data, err))
	}
	return &p, nil
}

// validate refuses what Plan would never make and what Apply could misread.
func (p *Plan) validate() error {
	if p.Schema != planSchema {
		return &placedError{at: "/schema", why: fmt.Sprintf("schema %d is unknown; this version reads %d", p.Schema, planSchema)}
	}
	if p.Scope.Partner == uuid.Nil || p.Scope.Platform == "" || p.Digest == "" {
		return &placedError{why: "scope or digest is missing"}
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
			return &placedError{at: element("/actions", n), why: fmt.Sprintf("action %d (%s): %s", n+1, a.ID, why)}
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
