package linking

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// MissedCharge is what was left out of an organization's bills for one month,
// tenant and product, because the tenant was not linked then: net of tax, as
// Microsoft billed it.
type MissedCharge struct {
	Tenant uuid.UUID `json:"tenant_id"`
	// Invoice is Microsoft's document.
	Invoice string `json:"invoice"`
	// Month is the billing month as "2026-10".
	Month string `json:"month"`
	// ProductID and Product name what was charged.
	ProductID string `json:"product_id"`
	Product   string `json:"product"`
	// Currency is the ISO 4217 code of Cost.
	Currency string          `json:"currency"`
	Cost     decimal.Decimal `json:"cost"`
}

// ManualLine is a proposed manual billing line that brings a missed month into
// an organization's bill. Whether a platform bills the past by itself after a
// late link is not documented, so closed months count as not fixed by linking.
type ManualLine struct {
	// ID is stable: the same month, tenant, product, invoice and currency has
	// the same id in every proposal. A line is posted once by its id.
	ID             string `json:"id"`
	OrganizationID string `json:"organization_id"`
	MissedCharge
	// Date is the day the line is dated: the last of the missed month.
	Date string `json:"date"`
	// Sales is what the customer shall pay; a person or a rule sets it. Catch-up
	// proposes the cost.
	Sales    decimal.Decimal `json:"sales"`
	Text     string          `json:"text"`
	Approved bool            `json:"approved"`
}

const catchUpSchema = 1

// CatchUp is a proposal of manual lines, reviewed like a plan: nothing is
// approved until a person does it.
type CatchUp struct {
	Schema int          `json:"schema"`
	Scope  Scope        `json:"scope"`
	Lines  []ManualLine `json:"lines"`
	// Unlinked are charges of tenants that have no organization yet: link first.
	Unlinked []MissedCharge `json:"unlinked,omitempty"`
}

// ManualBiller is a platform that takes manual billing lines. Posting is not
// known to be idempotent, so Find is asked before and after.
type ManualBiller interface {
	// Find reports whether the line with the id has been posted.
	Find(ctx context.Context, organizationID, id string) (bool, error)
	// Post bills the line. Like every write it must tell by ErrRefused when it
	// had no effect.
	Post(ctx context.Context, l ManualLine) error
}

// ProposeCatchUp turns missed charges into one manual line for each month, tenant
// and product; equal ones are summed, a sum of zero is left out, and sums of
// different currencies or invoices stay apart.
func (s *Snapshot) ProposeCatchUp(missed []MissedCharge) (*CatchUp, error) {
	c := &CatchUp{Schema: catchUpSchema, Scope: s.Scope}
	links := s.linkByTenant()
	lines := make(map[string]*ManualLine)
	for n, m := range missed {
		month, err := time.Parse("2006-01", m.Month)
		if err != nil || m.Tenant == uuid.Nil || m.Invoice == "" || len(m.Currency) != 3 {
			return nil, fmt.Errorf("linking: catch-up: charge %d of tenant %s: it needs tenant, invoice, currency and a month such as 2026-10", n+1, m.Tenant)
		}
		k, linked := links[m.Tenant]
		if !linked {
			c.Unlinked = append(c.Unlinked, m)
			continue
		}
		id := s.Scope.manualID(m)
		if l, ok := lines[id]; ok {
			l.Cost, l.Sales = l.Cost.Add(m.Cost), l.Sales.Add(m.Cost)
			continue
		}
		lines[id] = &ManualLine{
			ID: id, OrganizationID: k.OrganizationID, MissedCharge: m, Sales: m.Cost,
			Date: month.AddDate(0, 1, -1).Format(time.DateOnly),
			Text: fmt.Sprintf("%s, %s, not billed before (invoice %s)", m.Product, month.Format("January 2006"), m.Invoice),
		}
	}
	for _, l := range lines {
		if !l.Cost.IsZero() {
			c.Lines = append(c.Lines, *l)
		}
	}
	slices.SortFunc(c.Lines, func(a, b ManualLine) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), compareUUID(a.Tenant, b.Tenant), cmp.Compare(a.ProductID, b.ProductID), cmp.Compare(a.ID, b.ID))
	})
	return c, nil
}

func (s Scope) manualID(m MissedCharge) string {
	h := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s|%s|%s|%s|%s", s.Partner, s.Platform, m.Invoice, m.Month, m.Tenant, m.ProductID, m.Currency))
	return hex.EncodeToString(h[:12])
}

// Approve approves the lines that the function accepts and returns how many are
// approved now.
func (c *CatchUp) Approve(accept func(*ManualLine) bool) int {
	n := 0
	for i := range c.Lines {
		l := &c.Lines[i]
		l.Approved = l.Approved || accept(l)
		if l.Approved {
			n++
		}
	}
	return n
}

// WriteJSON writes the proposal as indented JSON.
func (c *CatchUp) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(c)
}

// ReadCatchUp reads a proposal that WriteJSON wrote and that a person may have
// edited: amounts and approvals may change, ids may not.
func ReadCatchUp(r io.Reader) (*CatchUp, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile))
	if err != nil {
		return nil, fmt.Errorf("linking: read catch-up: %w", err)
	}
	var c CatchUp
	if err := decodeStrict(data, &c); err != nil {
		return nil, fmt.Errorf("linking: read catch-up: %w: %w", ErrPlan, err)
	}
	if err := c.validate(); err != nil {
		return nil, fmt.Errorf("linking: read catch-up: %w", withLine(data, err))
	}
	return &c, nil
}

func (c *CatchUp) validate() error {
	if c.Schema != catchUpSchema {
		return &placedError{at: "/schema", why: fmt.Sprintf("schema %d is unknown; this version reads %d", c.Schema, catchUpSchema)}
	}
	seen := make(map[string]bool, len(c.Lines))
	for n, l := range c.Lines {
		_, err := time.Parse(time.DateOnly, l.Date)
		why := ""
		switch {
		case l.ID != c.Scope.manualID(l.MissedCharge):
			why = "the id does not belong to its month, tenant, product and invoice"
		case seen[l.ID]:
			why = "the id occurs twice"
		case l.OrganizationID == "" || err != nil:
			why = "organization_id or date is missing"
		}
		if why != "" {
			return &placedError{at: element("/lines", n), why: fmt.Sprintf("charge %d (%s): %s", n+1, l.ID, why)}
		}
		seen[l.ID] = true
	}
	return nil
}

// PostCatchUp posts the approved lines, each once: it is journaled before and
// after, looked for before it is sent, and never sent again while its outcome is
// unknown. A line whose tenant does not belong to its organization any more is
// refused. It returns how many were posted now.
func (l *Linker) PostCatchUp(ctx context.Context, c *CatchUp, b ManualBiller, j Journal) (posted int, err error) {
	if err := c.validate(); err != nil {
		return 0, fmt.Errorf("linking: catch-up: %w", err)
	}
	if c.Scope != l.o.scope {
		return 0, fmt.Errorf("linking: catch-up: %w: it was made for partner %s on %s", ErrPlan, c.Scope.Partner, c.Scope.Platform)
	}
	entries, err := j.Entries(ctx)
	if err != nil {
		return 0, fmt.Errorf("linking: catch-up: %w", err)
	}
	past := make(map[string]State)
	for _, e := range entries {
		if e.Step == StepPost && e.Scope == c.Scope {
			past[e.Action] = e.State
		}
	}
	links, err := l.collectLinks(ctx)
	if err != nil {
		return 0, fmt.Errorf("linking: catch-up: %w", err)
	}
	linked := (&Snapshot{Links: links}).linkByTenant()
	var failed []error
	for n, line := range c.Lines {
		l.o.progress(Progress{Stage: "manual lines", Done: n + 1, Total: len(c.Lines)})
		if !line.Approved || past[line.ID] == StateDone {
			continue
		}
		if has := linked[line.Tenant].OrganizationID; has != line.OrganizationID {
			failed = append(failed, fmt.Errorf("line %s: %w: tenant %s belongs to organization %q now, not to %q", line.ID, ErrRefused, line.Tenant, has, line.OrganizationID))
			continue
		}
		sent, err := l.postLine(ctx, line, b, j, past[line.ID] == StateIntent)
		if sent {
			posted++
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("line %s: %w", line.ID, err))
		}
		if ctx.Err() != nil || errors.Is(err, ErrJournal) {
			break
		}
	}
	if err := errors.Join(failed...); err != nil {
		return posted, fmt.Errorf("linking: catch-up: %w", err)
	}
	return posted, nil
}

// postLine posts one line unless it is there. One whose earlier outcome is open
// and that cannot be found is left to a person.
func (l *Linker) postLine(ctx context.Context, line ManualLine, b ManualBiller, j Journal, open bool) (sent bool, err error) {
	e := Entry{Schema: JournalSchema, Scope: l.o.scope, Action: line.ID, Step: StepPost, State: StateIntent, TenantID: line.Tenant, OrganizationID: line.OrganizationID,
		Undo: "post a manual line over the negative amount"}
	there, err := b.Find(ctx, line.OrganizationID, line.ID)
	switch {
	case err != nil:
		return false, err
	case there:
		return false, appendAs(ctx, j, e, StateDone, "found")
	case open:
		return false, errors.New("it was sent before and is not listed; a person must look whether it was billed")
	}
	if err := appendAs(ctx, j, e, StateIntent, ""); err != nil {
		return false, err
	}
	if err := Guard(ctx); err != nil {
		return false, err
	}
	switch err := b.Post(ctx, line); {
	case err == nil, errors.Is(err, ErrAnswerLost):
		return true, appendAs(ctx, j, e, StateDone, "")
	case errors.Is(err, ErrRefused):
		return false, errors.Join(err, appendAs(ctx, j, e, StateFailed, err.Error()))
	default:
		if there, findErr := b.Find(ctx, line.OrganizationID, line.ID); findErr == nil && there {
			return true, appendAs(ctx, j, e, StateDone, "found after its answer was lost")
		}
		return false, err // the intent stays open
	}
}

func appendAs(ctx context.Context, j Journal, e Entry, s State, detail string) error {
	e.State, e.Detail, e.Time = s, detail, time.Now().UTC()
	if err := j.Append(ctx, e); err != nil {
		return fmt.Errorf("%w: %w", ErrJournal, err)
	}
	return nil
}
