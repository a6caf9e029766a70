package billing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"
)

// RulesSchema is the version of the rules file. [ReadRules] refuses others.
const RulesSchema = 1

// Rules are the caller's own decisions: corrections of the join and sales prices.
type Rules struct {
	// Version names this set of rules; it is printed on the report.
	Version string `json:"version"`
	// Lines correct the join. The first that matches a line decides.
	Lines []Rule `json:"lines,omitempty"`
	// Prices make sales prices; see [PriceRule] for which one applies.
	Prices []PriceRule `json:"prices,omitempty"`
}

// Rule moves matching lines to an organization, or keeps them out for a reason
// of the caller's own. It never changes an amount. Exactly one of Organization
// and Exclude is set.
type Rule struct {
	// Name identifies the rule in the report.
	Name string `json:"name"`
	Match
	// Organization gets the lines, whatever the links say. The Azure gate still holds.
	Organization string `json:"to_organization,omitempty"`
	// Exclude keeps the lines out for this reason.
	Exclude Reason `json:"exclude,omitempty"`
}

// Match says which lines a rule is for. Fields that are set must all be equal,
// ignoring case; at least one must be set.
type Match struct {
	Tenant       uuid.UUID `json:"tenant_id,omitzero"`
	Product      string    `json:"product_id,omitempty"`
	Sku          string    `json:"sku_id,omitempty"`
	Publisher    string    `json:"publisher,omitempty"`
	ChargeType   string    `json:"charge_type,omitempty"`
	Subscription string    `json:"subscription_id,omitempty"`
}

// matchFields are the fields a Match looks at.
var matchFields = setOf(fProductID, fSkuID, fPublisher, fChargeType, fSubscriptionID)

func (m Match) empty() bool { return m == Match{} }

func (m Match) matches(tenant uuid.UUID, v *[numFields]value) bool {
	return (m.Tenant == uuid.Nil || m.Tenant == tenant) &&
		matchText(m.Product, v[fProductID]) && matchText(m.Sku, v[fSkuID]) &&
		matchText(m.Publisher, v[fPublisher]) && matchText(m.ChargeType, v[fChargeType]) &&
		matchText(m.Subscription, v[fSubscriptionID])
}

func matchText(want string, v value) bool {
	return want == "" || strings.EqualFold(want, string(v.text()))
}

func (r Rules) validate() error {
	names := map[string]bool{}
	for i, rule := range r.Lines {
		switch {
		case rule.Name == "" || names[rule.Name]:
			return fmt.Errorf("line rule %d: the name %q is empty or taken", i+1, rule.Name)
		case rule.empty():
			return fmt.Errorf("line rule %q matches every line: set at least one field", rule.Name)
		case (rule.Organization == "") == (rule.Exclude == ""):
			return fmt.Errorf("line rule %q: set exactly one of to_organization and exclude", rule.Name)
		}
		names[rule.Name] = true
	}
	for i, p := range r.Prices {
		if p.Name == "" || names[p.Name] {
			return fmt.Errorf("price rule %d: the name %q is empty or taken", i+1, p.Name)
		}
		if err := p.validate(); err != nil {
			return fmt.Errorf("price rule %q: %w", p.Name, err)
		}
		names[p.Name] = true
	}
	return nil
}

type rulesFile struct {
	Schema int `json:"schema"`
	Rules
}

// ReadRules reads a rules file: JSON with schema, version, lines and prices.
// Unknown members are refused, so that a misspelt condition cannot widen a rule.
func ReadRules(r io.Reader) (Rules, error) {
	data, err := io.ReadAll(io.LimitReader(r, 16<<20))
	if err != nil {
		return Rules{}, fmt.Errorf("billing: rules: %w", err)
	}
	var f rulesFile
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return Rules{}, fmt.Errorf("billing: rules: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Rules{}, errors.New("billing: rules: text behind the JSON object")
	}
	if f.Schema != RulesSchema {
		return Rules{}, fmt.Errorf("billing: rules: schema %d: %w, this program reads %d", f.Schema, ErrSchema, RulesSchema)
	}
	if err := f.validate(); err != nil {
		return Rules{}, fmt.Errorf("billing: rules: %w", err)
	}
	return f.Rules, nil
}
