package linking

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking/match"
)

// Kind says what an action does.
type Kind string

// The kinds of actions. Only LinkExisting, CreateAndLink, AttachAzureService and
// AttachCSPService write; the others tell a person what was seen.
const (
	// LinkExisting links a tenant to an organization that has none.
	LinkExisting Kind = "link_existing"
	// CreateAndLink makes an organization for a tenant that has none, and links it.
	CreateAndLink Kind = "create_and_link"
	// AttachAzureService adds the Azure service to a linked organization whose
	// Azure consumption is left out of billing. It can provision Azure, so it is
	// never approved by Plan.
	AttachAzureService Kind = "attach_azure_service"
	// AttachCSPService adds the Microsoft 365 CSP service to an organization whose
	// tenant is linked and that lacks it. It is never proposed for an organization
	// without tenant, where Cloudmore would make a new one, and never approved by
	// Plan or Approve.
	AttachCSPService Kind = "attach_csp_service"
	// Review leaves the choice between candidates to a person.
	Review Kind = "review"
	// SecondTenant is a candidate organization that already has a tenant.
	SecondTenant Kind = "second_tenant"
	// Conflict is certain evidence that contradicts a link or other evidence.
	Conflict Kind = "conflict"
	// Stale is a link to a tenant that is no longer a customer.
	Stale Kind = "stale"
	// DuplicateOrganization is an organization without tenant that agrees with
	// another one in name, domain and registration number. It has no tenant id.
	DuplicateOrganization Kind = "duplicate_organization"
	// Ignored is an unlinked tenant on the ignore list.
	Ignored Kind = "ignored"
)

var kindOrder = [...]Kind{LinkExisting, CreateAndLink, AttachAzureService, AttachCSPService, SecondTenant, Review, Conflict, Stale, DuplicateOrganization, Ignored}

func (k Kind) order() int { return slices.Index(kindOrder[:], k) }

const planSchema = 1

// Plan is what Apply would do: a value that can be printed, saved, reviewed,
// edited and applied later, also by another process. It says nothing of when it
// was made, so the same state gives the same bytes.
type Plan struct {
	Schema int   `json:"schema"`
	Scope  Scope `json:"scope"`
	// Digest identifies the Snapshot it was made from.
	Digest string `json:"digest"`
	// Model is the version of the matching weights.
	Model   string   `json:"model"`
	Actions []Action `json:"actions"`
}

// Action is one proposed change or finding about one tenant.
type Action struct {
	// ID is stable: the same proposal has the same id in every plan.
	ID       string    `json:"id"`
	Kind     Kind      `json:"kind"`
	TenantID uuid.UUID `json:"tenant_id"`
	// TenantName and OrganizationName are for people; nothing is decided by them.
	TenantName string `json:"tenant_name,omitempty"`
	// OrganizationID is the organization concerned: the one to link, the best
	// candidate of a review, or empty.
	OrganizationID   string `json:"organization_id"`
	OrganizationName string `json:"organization_name,omitempty"`
	// Approved lets Apply carry the action out. Plan approves only LinkExisting
	// in band auto; everything else waits for Approve.
	Approved bool `json:"approved"`
	// Band is how certain the match is.
	Band match.Band `json:"band"`
	// Evidence is what the band rests on, one entry per compared field.
	Evidence []match.Evidence `json:"evidence"`
	// Vetoes are what speaks against the pair.
	Vetoes []match.Veto `json:"vetoes,omitempty"`
	// Candidates are the other organizations that were close, best first.
	Candidates []Candidate `json:"candidates,omitempty"`
	// Draft is the organization that CreateAndLink makes.
	Draft *Draft `json:"draft,omitempty"`
	// SecondTenantAllowed lets LinkExisting add a tenant to an organization that
	// already has one. A person sets it.
	SecondTenantAllowed bool `json:"second_tenant_allowed,omitempty"`
	// Reason says in words why the action is what it is.
	Reason string `json:"reason,omitempty"`
	// Expects says in words what must still hold when it is applied; otherwise it
	// is skipped.
	Expects string `json:"expects,omitempty"`
	// Change says in words what applying it changes.
	Change string `json:"change,omitempty"`
}

// Candidate is an organization that a person may choose instead.
type Candidate struct {
	OrganizationID string           `json:"organization_id"`
	Name           string           `json:"name"`
	Score          float64          `json:"score"`
	Evidence       []match.Evidence `json:"evidence"`
	Vetoes         []match.Veto     `json:"vetoes,omitempty"`
}

// Plan matches the snapshot's unlinked tenants and proposes what to do. It reads
// and writes nothing but the snapshot.
func (l *Linker) Plan(ctx context.Context, s *Snapshot) (*Plan, error) {
	if s.Scope != l.o.scope {
		return nil, fmt.Errorf("linking: plan: %w: the snapshot is of partner %s on %s", ErrScope, s.Scope.Partner, s.Scope.Platform)
	}
	b := &planner{l: l, s: s, orgs: make(map[string]*Organization, len(s.Organizations)), links: s.linkByTenant(), names: s.names()}
	for n := range s.Organizations {
		b.orgs[s.Organizations[n].ID] = &s.Organizations[n]
	}
	if err := b.unlinked(ctx); err != nil {
		return nil, fmt.Errorf("linking: plan: %w", err)
	}
	b.linked()
	b.azure()
	b.csp()
	b.duplicates()
	b.ignored()
	p := &Plan{Schema: planSchema, Scope: s.Scope, Digest: s.Digest(), Model: b.model, Actions: append([]Action{}, b.actions...)}
	for n := range p.Actions {
		p.Actions[n].complete(p.Scope)
	}
	slices.SortFunc(p.Actions, func(a, b Action) int {
		return cmp.Or(cmp.Compare(a.Kind.order(), b.Kind.order()), compareUUID(a.TenantID, b.TenantID), cmp.Compare(a.OrganizationID, b.OrganizationID))
	})
	if err := p.validate(); err != nil {
		return nil, err
	}
	return p, nil
}

// complete fills what follows from the rest.
func (a *Action) complete(s Scope) {
	h := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s|%s|%s", s.Partner, s.Platform, a.Kind, a.TenantID, a.OrganizationID))
	a.ID = hex.EncodeToString(h[:6])
	if a.Evidence == nil {
		a.Evidence = []match.Evidence{}
	}
	if a.Band == "" {
		a.Band = match.BandUnmatched
	}
	switch a.Kind {
	case LinkExisting:
		a.Expects = "the tenant has no organization; the organization exists and has no tenant"
		if a.SecondTenantAllowed {
			a.Expects = "the tenant has no organization; the organization exists"
		}
		a.Change = fmt.Sprintf("link tenant %s to organization %s", a.TenantID, a.OrganizationID)
	case CreateAndLink:
		a.Expects = "the tenant has no organization; no organization like the new one exists"
		a.Change = fmt.Sprintf("create organization %q and link tenant %s to it", a.Draft.Name, a.TenantID)
	case AttachAzureService:
		a.Expects = "the organization has no Azure service"
		a.Change = fmt.Sprintf("attach the Azure service to organization %s; this can provision Azure", a.OrganizationID)
	case AttachCSPService:
		a.Expects = "the tenant is linked to the organization; the organization has no CSP service"
		a.Change = fmt.Sprintf("attach the CSP service of tenant %s to organization %s", a.TenantID, a.OrganizationID)
	}
}

// Approve approves every writing action that the function accepts and returns
// how many are approved now. Attaching the Azure or the CSP service is left out:
// approve each such action by its id with ApproveAction.
func (p *Plan) Approve(accept func(*Action) bool) int {
	n := 0
	for i := range p.Actions {
		a := &p.Actions[i]
		if (a.Kind == LinkExisting || a.Kind == CreateAndLink) && accept(a) {
			a.Approved = true
		}
		if a.Approved {
			n++
		}
	}
	return n
}

// ApproveAction approves one action by its id, whatever it writes. An unknown
// id, or an action that writes nothing, is an error.
func (p *Plan) ApproveAction(id string) error {
	for i := range p.Actions {
		a := &p.Actions[i]
		if a.ID != id {
			continue
		}
		if !a.writes() {
			return fmt.Errorf("linking: approve %s: a %s action writes nothing; choose an organization with Choose first", id, a.Kind)
		}
		a.Approved = true
		return nil
	}
	return fmt.Errorf("linking: approve: the plan has no action %q", id)
}

// Choose settles a Review or SecondTenant action: a person decided that the
// tenant belongs to the organization. The action becomes an approved
// LinkExisting; for a SecondTenant the organization may keep its other tenant.
func (p *Plan) Choose(id, organizationID string) error {
	for i := range p.Actions {
		a := &p.Actions[i]
		if a.ID != id {
			continue
		}
		if a.Kind != Review && a.Kind != SecondTenant {
			return fmt.Errorf("linking: choose %s: a %s action leaves no choice", id, a.Kind)
		}
		if organizationID == "" {
			return fmt.Errorf("linking: choose %s: the organization is missing", id)
		}
		a.SecondTenantAllowed = a.Kind == SecondTenant
		a.Kind, a.OrganizationID, a.Approved = LinkExisting, organizationID, true
		a.Reason = "chosen by a person"
		a.complete(p.Scope)
		return nil
	}
	return fmt.Errorf("linking: choose: the plan has no action %q", id)
}

// Filter returns a copy of the plan with the actions that the function accepts.
func (p *Plan) Filter(accept func(*Action) bool) *Plan {
	out := *p
	out.Actions = nil
	for i := range p.Actions {
		if accept(&p.Actions[i]) {
			out.Actions = append(out.Actions, p.Actions[i])
		}
	}
	return &out
}

// Count returns how many actions are of the kind.
func (p *Plan) Count(k Kind) int {
	n := 0
	for _, a := range p.Actions {
		if a.Kind == k {
			n++
		}
	}
	return n
}

// Pending returns how many actions would write if they were approved.
func (p *Plan) Pending() int {
	return p.Count(LinkExisting) + p.Count(CreateAndLink) + p.Count(AttachAzureService) + p.Count(AttachCSPService)
}

// makes gives, for each organization that approved actions create, the tenant of
// the first: a plan that was edited can ask for the same one twice.
func (p *Plan) makes() map[draftKey]uuid.UUID {
	first := make(map[draftKey]uuid.UUID)
	for n := range p.Actions {
		a := &p.Actions[n]
		if a.Kind != CreateAndLink || !a.Approved {
			continue
		}
		if _, ok := first[a.Draft.key()]; !ok {
			first[a.Draft.key()] = a.TenantID
		}
	}
	return first
}

func (a *Action) writes() bool {
	return a.Kind == LinkExisting || a.Kind == CreateAndLink || a.attaches()
}

// attaches says that the action adds a service to an organization whose tenant
// is linked.
func (a *Action) attaches() bool { return a.Kind == AttachAzureService || a.Kind == AttachCSPService }
