package linking

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/google/uuid"
)

// Diff is what a newer plan proposes differently from an older one.
type Diff struct {
	// Added are proposals about something the older plan did not mention.
	Added []Action `json:"added"`
	// Removed are proposals that the newer plan no longer makes: done, or moot.
	Removed []Action `json:"removed"`
	// Changed are proposals about the same thing that differ.
	Changed []ActionChange `json:"changed"`
}

// ActionChange is the same tenant's or organization's action in two plans.
type ActionChange struct {
	Old Action `json:"old"`
	New Action `json:"new"`
}

// subject is what an action is about: a tenant's place, a service, or an
// organization.
type subject struct {
	topic        string
	tenant       uuid.UUID
	organization string
}

func (a *Action) subject() subject {
	switch a.Kind {
	case AttachAzureService:
		return subject{"azure", a.TenantID, a.OrganizationID}
	case AttachCSPService:
		return subject{"csp", a.TenantID, a.OrganizationID}
	case DuplicateOrganization:
		return subject{"duplicate", uuid.Nil, a.OrganizationID}
	case Stale:
		return subject{"stale", a.TenantID, a.OrganizationID}
	default:
		return subject{topic: "organization", tenant: a.TenantID}
	}
}

// Compare tells how the newer plan differs from the older one. Approvals count
// as differences; evidence and wording do not. Plans of different scopes cannot
// be compared: the error matches ErrPlan.
func Compare(older, newer *Plan) (*Diff, error) {
	if older.Scope != newer.Scope {
		return nil, fmt.Errorf("linking: compare: %w: the plans are of different partners or platforms", ErrPlan)
	}
	before := make(map[subject]*Action, len(older.Actions))
	for n := range older.Actions {
		before[older.Actions[n].subject()] = &older.Actions[n]
	}
	d := new(Diff)
	for _, a := range newer.Actions {
		old, ok := before[a.subject()]
		delete(before, a.subject())
		switch {
		case !ok:
			d.Added = append(d.Added, a)
		case old.Kind != a.Kind || old.OrganizationID != a.OrganizationID || old.Approved != a.Approved || old.Band != a.Band:
			d.Changed = append(d.Changed, ActionChange{Old: *old, New: a})
		}
	}
	for _, a := range older.Actions {
		if _, gone := before[a.subject()]; gone {
			d.Removed = append(d.Removed, a)
		}
	}
	slices.SortStableFunc(d.Changed, func(x, y ActionChange) int { return cmp.Compare(x.New.Kind.order(), y.New.Kind.order()) })
	return d, nil
}

// Empty reports whether the plans propose the same.
func (d *Diff) Empty() bool { return len(d.Added)+len(d.Removed)+len(d.Changed) == 0 }

// WriteTable writes the difference for a terminal, one line per action: "+" for
// new, "-" for gone, "~" for changed. Vendors' text cannot move the cursor.
func (d *Diff) WriteTable(w io.Writer) error {
	b := bufio.NewWriter(w)
	if d.Empty() {
		fmt.Fprintln(b, "no difference")
	}
	for _, a := range d.Added {
		fmt.Fprintf(b, "+ %s\n", a.summary())
	}
	for _, a := range d.Removed {
		fmt.Fprintf(b, "- %s\n", a.summary())
	}
	for _, c := range d.Changed {
		fmt.Fprintf(b, "~ %s\n  was %s\n", c.New.summary(), c.Old.summary())
	}
	return b.Flush()
}

// summary is the action in one line.
func (a *Action) summary() string {
	text := string(a.Kind)
	if a.TenantID != uuid.Nil {
		text += "  " + a.TenantID.String() + "  " + Printable(a.TenantName)
	}
	if a.OrganizationID != "" {
		text += fmt.Sprintf(" -> %s [%s]", Printable(a.OrganizationName), Printable(a.OrganizationID))
	}
	if a.Approved {
		text += "  approved"
	}
	return text
}
