package billing

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Document is the header of an invoice or of a note that amends one, as Partner
// Center's invoices resource gives it.
type Document struct {
	ID string `json:"id"`
	// Type is invoice, void_note, adjustment_note or credit note, as given.
	Type string `json:"type"`
	// AmendsOf is the document this one amends; empty for an invoice.
	AmendsOf string    `json:"amends_of,omitempty"`
	Currency string    `json:"currency"`
	Date     time.Time `json:"date,omitzero"`
	// PeriodStart and PeriodEnd bound the billing period.
	PeriodStart time.Time `json:"period_start,omitzero"`
	PeriodEnd   time.Time `json:"period_end,omitzero"`
	// Net is the total before tax, if known. Whether totalCharges of the API is
	// net or gross is not documented publicly: leave it nil unless you know.
	Net *decimal.Decimal `json:"net,omitempty"`
}

// Chain is an invoice with everything that amends it, directly or not.
type Chain struct {
	// Documents begin with the one that amends nothing; the rest follow by date and id.
	Documents []ChainLink `json:"documents"`
	// Total is the sum of the lines of all documents of the chain in this report.
	Total decimal.Decimal `json:"total"`
	// Complete says that every document of the chain that should have lines has
	// some in this report, or a stated net of zero.
	Complete bool `json:"complete"`
}

// ChainLink is one document of a chain.
type ChainLink struct {
	Document
	// Lines is nil when the report holds no lines of the document.
	Lines *decimal.Decimal `json:"lines_net"`
	// Known is false for a document that others amend but nobody gave the header of.
	Known bool `json:"known"`
}

// chains finds the chain of each document. nets are the sums of the lines in one currency.
type chains struct {
	docs map[string]Document
	root map[string]string
}

func newChains(docs []Document) (*chains, error) {
	c := &chains{docs: map[string]Document{}, root: map[string]string{}}
	for _, d := range docs {
		if old, ok := c.docs[d.ID]; ok && (old.AmendsOf != d.AmendsOf || old.Currency != d.Currency) {
			return nil, fmt.Errorf("billing: document %s: two headers that differ", d.ID)
		}
		c.docs[d.ID] = d
	}
	for id := range c.docs {
		at, steps := id, 0
		for c.docs[at].AmendsOf != "" {
			at = c.docs[at].AmendsOf
			if steps++; steps > len(c.docs) {
				return nil, fmt.Errorf("billing: document %s: %w", id, ErrChain)
			}
		}
		c.root[id] = at
	}
	return c, nil
}

// of is the chain of a document, nil when nothing amends it and it amends nothing.
func (c *chains) of(id, currency string, nets map[docKey]decimal.Decimal) *Chain {
	root, ok := c.root[id]
	if !ok {
		root = id
	}
	members := []string{root}
	for other, r := range c.root {
		if r == root && other != root {
			members = append(members, other)
		}
	}
	if len(members) == 1 {
		return nil
	}
	slices.SortFunc(members[1:], func(a, b string) int {
		return cmp.Or(c.docs[a].Date.Compare(c.docs[b].Date), cmp.Compare(a, b))
	})
	out := &Chain{Complete: true}
	for _, m := range members {
		d, known := c.docs[m]
		d.ID = m
		l := ChainLink{Document: d, Known: known}
		if net, ok := nets[docKey{m, currency}]; ok {
			l.Lines = &net
			out.Total = out.Total.Add(net)
		} else if d.Net == nil || !d.Net.IsZero() {
			out.Complete = false
		}
		out.Documents = append(out.Documents, l)
	}
	return out
}
