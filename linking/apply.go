package linking

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"
)

// ApplyOptions say how a plan is carried out. The zero value is a dry run.
type ApplyOptions struct {
	// Execute sends writes. Without it Apply only reports what it would do.
	Execute bool
	// Workers bounds the writes in flight, 1 to 64. 0 means 4.
	Workers int
	// StopOnError ends the run at the first action that fails; otherwise every
	// action is tried and all failures are reported.
	StopOnError bool
	// MaxChanges bounds the number of writes of one run. 0 means no bound.
	MaxChanges int
	// RelistAfter and RelistWrites bound how old the list of links may be
	// against which a precondition is checked. 0 means 30 seconds, 100 writes.
	RelistAfter  time.Duration
	RelistWrites int
	// Consistency is how long a created organization may stay invisible in
	// lists. After a creation whose outcome is unknown, absence is believed
	// only when that time has passed. 0 means 30 seconds.
	Consistency time.Duration
}

func (o ApplyOptions) withDefaults() (ApplyOptions, error) {
	if o.Workers < 0 || o.Workers > 64 || o.MaxChanges < 0 || o.RelistAfter < 0 || o.RelistWrites < 0 || o.Consistency < 0 {
		return o, errors.New("linking: apply: workers must be 0 to 64 and no option negative")
	}
	if o.Workers == 0 {
		o.Workers = 4
	}
	if o.RelistAfter == 0 {
		o.RelistAfter = 30 * time.Second
	}
	if o.RelistWrites == 0 {
		o.RelistWrites = 100
	}
	if o.Consistency == 0 {
		o.Consistency = 30 * time.Second
	}
	return o, nil
}

var errStop = errors.New("stopped at the first failure")

// Apply carries out the approved actions of the plan. Each action checks its
// precondition again, is journaled before and after each write, and can be
// repeated: a second Apply of the same plan, also by another process after a
// crash, has no second effect. Nothing that exists is overwritten: a tenant or
// organization that was linked by hand in the meantime is left alone. So is a
// tenant that is on the ignore list by now, and a pair that somebody has rejected.
//
// The error is non-nil when Apply could not go on (a plan of another scope, a
// journal that cannot be written, a cancelled context); failures of single
// actions are in the Outcome.
func (l *Linker) Apply(ctx context.Context, p *Plan, j Journal, o ApplyOptions) (*Outcome, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	if err := p.validate(); err != nil {
		return nil, err
	}
	if p.Scope != l.o.scope {
		return nil, fmt.Errorf("linking: apply: %w: it was made for partner %s on %s, this is partner %s on %s",
			ErrPlan, p.Scope.Partner, p.Scope.Platform, l.o.scope.Partner, l.o.scope.Platform)
	}
	if err := l.checkEnvironment(ctx); err != nil {
		return nil, fmt.Errorf("linking: apply: %w", err)
	}
	said, err := l.answers(ctx)
	if err != nil {
		return nil, fmt.Errorf("linking: apply: %w", err)
	}
	entries, err := j.Entries(ctx)
	if err != nil {
		return nil, fmt.Errorf("linking: apply: %w", err)
	}
	past, err := readHistory(entries, l.o.scope)
	if err != nil {
		return nil, fmt.Errorf("linking: apply: %w", err)
	}
	r := &run{l: l, o: o, journal: j, plan: p, past: past, answers: said, view: newView(l.platform, l.o.scope.Partner, o), makes: p.makes()}
	if err := r.view.load(ctx); err != nil {
		return nil, fmt.Errorf("linking: apply: %w", err)
	}
	if o.Execute {
		if err := r.settle(ctx); err != nil {
			return nil, fmt.Errorf("linking: apply: settle what an earlier run left open: %w", err)
		}
	}
	return r.all(ctx)
}

// run is one Apply.
type run struct {
	l       *Linker
	o       ApplyOptions
	journal Journal
	plan    *Plan
	past    history
	answers answers
	view    *view
	writes  atomic.Int64
	// makes is, for each organization to create, the first tenant of the plan.
	makes map[draftKey]uuid.UUID
}

func (r *run) all(ctx context.Context) (*Outcome, error) {
	results := make([]Result, len(r.plan.Actions))
	var done atomic.Int64
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(r.o.Workers)
	for n := range r.plan.Actions {
		a := &r.plan.Actions[n]
		results[n] = a.result(VerdictSkipped, "not reached")
		if gctx.Err() != nil {
			continue
		}
		g.Go(func() error {
			res, err := r.action(gctx, a)
			if err != nil {
				return err
			}
			results[n] = res
			r.l.o.progress(Progress{Stage: "apply", Done: int(done.Add(1)), Total: len(results)})
			r.l.o.logger.DebugContext(gctx, "action", "id", a.ID, "kind", a.Kind, "tenant", a.TenantID, "verdict", res.Verdict)
			if res.Verdict == VerdictFailed && r.o.StopOnError {
				return errStop
			}
			return nil
		})
	}
	err := g.Wait()
	out := &Outcome{Results: results, Writes: int(r.writes.Load())}
	if errors.Is(err, errStop) {
		err = nil
	}
	if ctx.Err() != nil {
		err = ended(ctx)
	}
	if err != nil {
		return out, fmt.Errorf("linking: apply: %w", err)
	}
	return out, nil
}

// ended says that ctx has ended and, when there is more to know, why: for a
// lease that was lost the cause tells.
func ended(ctx context.Context) error {
	if cause := context.Cause(ctx); cause != ctx.Err() { //nolint:errorlint // the very same error adds nothing
		return fmt.Errorf("%w: %w", ctx.Err(), cause)
	}
	return ctx.Err()
}

// action carries out one action. An error ends the whole run.
func (r *run) action(ctx context.Context, a *Action) (Result, error) {
	switch a.Kind {
	case LinkExisting, CreateAndLink, AttachAzureService, AttachCSPService:
	case Review, Conflict, SecondTenant:
		return a.result(VerdictReview, a.Reason), nil
	case Stale, DuplicateOrganization, Ignored:
		return a.result(VerdictSkipped, a.Reason), nil
	}
	if !a.Approved {
		return a.result(VerdictReview, "not approved"), nil
	}
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	if why := r.answers.against(a); why != "" {
		return a.result(VerdictSkipped, why), nil
	}
	switch a.Kind {
	case CreateAndLink:
		return r.createAndLink(ctx, a)
	case AttachAzureService:
		return r.attachAzure(ctx, a)
	case AttachCSPService:
		return r.attachCSP(ctx, a)
	default:
		return r.link(ctx, a, a.OrganizationID)
	}
}

func (r *run) link(ctx context.Context, a *Action, organizationID string) (Result, error) {
	res := a.result(VerdictAlready, "")
	res.OrganizationID = organizationID
	blocked, err := r.view.linkBlocked(ctx, a.TenantID, organizationID, a.SecondTenantAllowed)
	if err != nil {
		return res.failed(err), nil
	}
	switch {
	case errors.Is(blocked, errAlready):
		return res, r.closeLink(ctx, a, organizationID)
	case blocked != nil:
		return res.with(VerdictSkipped, blocked.Error()), nil
	case !r.o.Execute:
		return res.with(VerdictWould, a.Change), nil
	}
	link := Link{TenantKey: TenantKey{Partner: r.plan.Scope.Partner, Tenant: a.TenantID}, OrganizationID: organizationID}
	entry := r.entry(a, StepLink)
	entry.OrganizationID = organizationID
	entry.Undo = "remove the link by hand; no public endpoint for it is known"
	res, err = r.write(ctx, res, entry, write{
		send: func(ctx context.Context) (string, error) { return organizationID, r.l.platform.Link(ctx, link) },
		find: func(ctx context.Context, since time.Time) (string, error) {
			return r.view.findLink(ctx, a.TenantID, organizationID, since)
		},
	})
	if res.Verdict == VerdictDone {
		r.view.addLink(a.TenantID, organizationID)
	} else {
		r.view.release(a.TenantID, organizationID)
	}
	return res, err
}

// closeLink ends a link step that a crash left open although it took effect.
func (r *run) closeLink(ctx context.Context, a *Action, organizationID string) error {
	if !r.o.Execute || !r.past.open(a.TenantID, StepLink) {
		return nil
	}
	e := r.entry(a, StepLink)
	e.OrganizationID, e.State, e.Detail = organizationID, StateDone, "found after an interruption"
	return r.journal.Append(ctx, e)
}

func (r *run) createAndLink(ctx context.Context, a *Action) (Result, error) {
	res := a.result(VerdictAlready, "")
	if k, ok, err := r.view.linkOf(ctx, a.TenantID); err != nil {
		return res.failed(err), nil
	} else if ok {
		res.OrganizationID = k
		return res, r.closeLink(ctx, a, k)
	}
	if first := r.makes[a.Draft.key()]; first != a.TenantID {
		return res.with(VerdictSkipped, fmt.Sprintf("the same organization is made for tenant %s; plan again", first)), nil
	}
	if why := r.past.needsReview(a.TenantID, StepCreate); why != "" {
		return res.with(VerdictReview, why), nil
	}
	if id, at, ok := r.past.created(a.TenantID); ok {
		if listed, err := r.listed(ctx, id, at); err != nil {
			return res.failed(err), ctx.Err()
		} else if listed {
			return r.link(ctx, a, id)
		}
	}
	alike, err := r.view.lookAlikes(ctx, *a.Draft, time.Now().Add(-r.o.RelistAfter))
	if err != nil {
		return res.failed(err), nil
	}
	if len(alike) > 0 {
		return res.with(VerdictSkipped, fmt.Sprintf("an organization like it exists now (%s); plan again", alike[0])), nil
	}
	if !r.o.Execute {
		return res.with(VerdictWould, a.Change), nil
	}
	res, err = r.create(ctx, a, res)
	if err != nil || res.Verdict != VerdictDone {
		return res, err
	}
	return r.link(ctx, a, res.OrganizationID)
}

// listed reports whether an organization that was made at the given time still
// exists; that it does not is believed after the consistency window only.
func (r *run) listed(ctx context.Context, id string, made time.Time) (bool, error) {
	if r.view.hasOrganization(id) || !r.o.Execute {
		return r.view.hasOrganization(id), nil
	}
	if err := sleep(ctx, r.o.Consistency-time.Since(made)); err != nil {
		return false, err
	}
	err := r.view.listOrganizations(ctx, made.Add(r.o.Consistency))
	return r.view.hasOrganization(id), err
}

func (r *run) create(ctx context.Context, a *Action, res Result) (Result, error) {
	entry := r.entry(a, StepCreate)
	entry.Draft = a.Draft
	entry.Undo = "delete the organization if it is still empty"
	var made Organization
	res, err := r.write(ctx, res, entry, write{
		send: func(ctx context.Context) (string, error) {
			o, err := r.l.platform.Create(ctx, *a.Draft)
			made = o
			return o.ID, err
		},
		find: func(ctx context.Context, since time.Time) (string, error) {
			return r.view.findCreated(ctx, *a.Draft, since)
		},
		patient: true,
	})
	if res.Verdict == VerdictDone && made.ID != "" {
		r.view.addOrganization(made)
	}
	return res, err
}

func (r *run) entry(a *Action, s Step) Entry {
	return Entry{
		Schema: JournalSchema, Scope: r.plan.Scope, Plan: r.plan.Digest, Action: a.ID,
		Step: s, State: StateIntent, TenantID: a.TenantID,
	}
}

// write is one write whose outcome can be found out.
type write struct {
	send func(context.Context) (organizationID string, err error)
	// find returns the organization that shows the write took effect, or ""
	// when there is none. What it reads must be no older than since.
	find func(ctx context.Context, since time.Time) (string, error)
	// patient waits for the consistency window before absence is believed,
	// because repeating the write could have a second effect.
	patient bool
}

// maxSends bounds how often one write is sent within a run.
const maxSends = 4

// write journals the intent, sends, finds out the outcome and journals it. The
// returned error ends the run; the intent then stays open for the next one.
func (r *run) write(ctx context.Context, res Result, e Entry, w write) (Result, error) {
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			return res, err
		}
		if limit := int64(r.o.MaxChanges); r.writes.Add(1) > limit && limit > 0 {
			r.writes.Add(-1)
			return res.with(VerdictSkipped, fmt.Sprintf("the budget of %d writes is spent", limit)), nil
		}
		if err := r.append(ctx, e, StateIntent, ""); err != nil {
			return res, err
		}
		if err := Guard(ctx); err != nil {
			return res, err
		}
		started := time.Now()
		id, err := w.send(ctx)
		r.view.wrote()
		if err != nil && !errors.Is(err, ErrRefused) {
			sendErr := err
			id, err = r.findOut(ctx, w, started)
			switch {
			case err != nil || id != "":
			case errors.Is(sendErr, ErrAnswerLost):
				return r.leave(ctx, res, e, sendErr)
			case n < maxSends:
				continue // certainly not there: send again
			default:
				err = fmt.Errorf("%w: sent %d times without effect: %w", ErrRefused, n, sendErr)
			}
		}
		return r.conclude(ctx, res, e, id, err)
	}
}

// leave leaves a write that took effect, but whose result the platform does not
// list, to a person: sending it again would have a second effect.
func (r *run) leave(ctx context.Context, res Result, e Entry, why error) (Result, error) {
	detail := why.Error() + "; the platform does not list the result"
	return res.with(VerdictReview, detail), r.append(ctx, e, StateReview, detail)
}

func (r *run) conclude(ctx context.Context, res Result, e Entry, id string, err error) (Result, error) {
	var several *severalError
	switch {
	case err == nil:
		e.OrganizationID, res.OrganizationID = id, id
		return res.with(VerdictDone, ""), r.append(ctx, e, StateDone, "")
	case errors.As(err, &several), errors.Is(err, errOtherTenant):
		return res.with(VerdictReview, err.Error()), r.append(ctx, e, StateReview, err.Error())
	case errors.Is(err, ErrRefused):
		return res.failed(err), r.append(ctx, e, StateFailed, err.Error())
	case ctx.Err() != nil:
		return res, ctx.Err()
	default: // unknown: the intent stays open, the next run finds out
		return res.failed(err), nil
	}
}

// findOut learns what became of a write whose answer was lost.
func (r *run) findOut(ctx context.Context, w write, started time.Time) (string, error) {
	id, err := w.find(ctx, started)
	if err != nil || id != "" || !w.patient {
		return id, err
	}
	if err := sleep(ctx, r.o.Consistency-time.Since(started)); err != nil {
		return "", err
	}
	return w.find(ctx, time.Now())
}

func (r *run) append(ctx context.Context, e Entry, s State, detail string) error {
	e.State, e.Detail, e.Time = s, detail, time.Now().UTC()
	return r.journal.Append(ctx, e)
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
