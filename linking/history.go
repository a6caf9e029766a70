package linking

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
)

// settle finds out, before anything new is written, what became of creations
// that a crash left open, whatever plan they belonged to.
func (r *run) settle(ctx context.Context) error {
	for _, e := range r.past.openCreates() {
		id, err := r.findOut(ctx, write{
			find: func(ctx context.Context, since time.Time) (string, error) {
				return r.view.findCreated(ctx, *e.Draft, since)
			},
			patient: true,
		}, e.Time)
		var several *severalError
		switch {
		case errors.As(err, &several):
			e.State, e.Detail = StateReview, err.Error()
		case err != nil:
			return err
		case id == "":
			e.State, e.Detail = StateFailed, "never took effect"
		default:
			e.State, e.Detail, e.OrganizationID = StateDone, "found after an interruption", id
		}
		if err := r.append(ctx, e, e.State, e.Detail); err != nil {
			return err
		}
		r.past.last[stepKey{e.TenantID, e.Step}] = e
	}
	return nil
}

// history is what the journal says of each tenant.
type history struct {
	last map[stepKey]Entry
}

type stepKey struct {
	tenant uuid.UUID
	step   Step
}

func readHistory(entries []Entry, s Scope) (history, error) {
	h := history{last: make(map[stepKey]Entry)}
	for _, e := range entries {
		if e.Scope != s {
			return h, fmt.Errorf("%w: it belongs to partner %s on %s", ErrJournal, e.Scope.Partner, e.Scope.Platform)
		}
		if e.Step == StepCreate && e.Draft == nil {
			return h, fmt.Errorf("%w: the creation for tenant %s lacks its draft", ErrJournal, e.TenantID)
		}
		h.last[stepKey{e.TenantID, e.Step}] = e
	}
	return h, nil
}

func (h history) open(tenant uuid.UUID, s Step) bool {
	return h.last[stepKey{tenant, s}].State == StateIntent
}

// created returns the organization that was made for the tenant, unless Undo
// removed it.
func (h history) created(tenant uuid.UUID) (id string, at time.Time, ok bool) {
	e := h.last[stepKey{tenant, StepCreate}]
	removed := h.last[stepKey{tenant, StepRemove}]
	gone := removed.OrganizationID == e.OrganizationID && removed.State == StateDone
	return e.OrganizationID, e.Time, e.State == StateDone && !gone
}

func (h history) needsReview(tenant uuid.UUID, s Step) string {
	if e := h.last[stepKey{tenant, s}]; e.State == StateReview {
		return e.Detail
	}
	return ""
}

func (h history) openCreates() []Entry {
	var open []Entry
	for k, e := range h.last {
		if k.step == StepCreate && e.State == StateIntent {
			open = append(open, e)
		}
	}
	slices.SortFunc(open, func(a, b Entry) int { return compareUUID(a.TenantID, b.TenantID) })
	return open
}
