package linking

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// UndoOptions say what Undo may do. The zero value only reports.
type UndoOptions struct {
	// Execute sends deletes; it has no effect without AllowDelete.
	Execute bool
	// AllowDelete permits removing organizations that this journal created and
	// that are still empty.
	AllowDelete bool
}

// Undo tells, for every write of the journal that took effect, how it can be
// taken back. What it can do itself is to remove an organization that the
// journal created, after reading that it has neither tenant nor service. A link
// has no public way back, removing an Azure service can end what runs on it, and
// removing a CSP service may unlink the tenant: these are left to a person. Each removal is journaled like any write.
func (l *Linker) Undo(ctx context.Context, j Journal, o UndoOptions) (*Outcome, error) {
	entries, err := j.Entries(ctx)
	if err != nil {
		return nil, fmt.Errorf("linking: undo: %w", err)
	}
	past, err := readHistory(entries, l.o.scope)
	if err != nil {
		return nil, fmt.Errorf("linking: undo: %w", err)
	}
	options, err := ApplyOptions{Execute: o.Execute && o.AllowDelete}.withDefaults()
	if err != nil {
		return nil, err
	}
	r := &run{l: l, o: options, journal: j, past: past, view: newView(l.platform, l.o.scope.Partner, options)}
	if err := r.view.load(ctx); err != nil {
		return nil, fmt.Errorf("linking: undo: %w", err)
	}
	out := new(Outcome)
	for _, e := range past.done() {
		res, err := r.undo(ctx, e)
		out.Results = append(out.Results, res)
		out.Writes = int(r.writes.Load())
		if err != nil {
			return out, fmt.Errorf("linking: undo: %w", err)
		}
	}
	return out, nil
}

// done returns the steps that took effect and can be undone, the last first.
func (h history) done() []Entry {
	var all []Entry
	for e := range maps.Values(h.last) {
		if e.State == StateDone && (e.Step == StepCreate || e.Step == StepLink || e.Step == StepAttach || e.Step == StepAttachCSP) {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b Entry) int {
		return cmp.Or(b.Time.Compare(a.Time), compareUUID(a.TenantID, b.TenantID), cmp.Compare(a.Step, b.Step))
	})
	return all
}

func (r *run) undo(ctx context.Context, e Entry) (Result, error) {
	res := Result{Action: e.Action, Kind: LinkExisting, TenantID: e.TenantID, OrganizationID: e.OrganizationID}
	switch e.Step {
	case StepAttach:
		res.Kind = AttachAzureService
	case StepAttachCSP:
		res.Kind = AttachCSPService
	case StepCreate:
		res.Kind = CreateAndLink
	}
	if e.Step != StepCreate {
		return res.with(VerdictReview, e.Undo), nil
	}
	id, _, exists := r.past.created(e.TenantID)
	switch tenants := r.view.tenants(id); {
	case !exists || !r.view.hasOrganization(id):
		return res.with(VerdictAlready, "the organization is gone"), nil
	case len(tenants) > 0:
		return res.with(VerdictSkipped, fmt.Sprintf("organization %s has tenant %s; it is not empty", id, tenants[0])), nil
	case !r.o.Execute:
		return res.with(VerdictWould, "remove organization "+id+" if it is still empty"), nil
	}
	remover, ok := r.l.platform.(OrganizationRemover)
	if !ok {
		return res.failed(errors.New("the platform cannot remove organizations")), nil
	}
	e.Step, e.Draft, e.Undo = StepRemove, nil, "create the organization again"
	return r.write(ctx, res, e, write{
		send: func(ctx context.Context) (string, error) { return id, remover.RemoveEmpty(ctx, id) },
		find: func(ctx context.Context, since time.Time) (string, error) {
			if err := r.view.listOrganizations(ctx, since); err != nil || r.view.hasOrganization(id) {
				return "", err
			}
			return id, nil
		},
	})
}
