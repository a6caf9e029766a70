package partnercenter

import (
	"fmt"

	"github.com/tenantlink/tenantlink/internal/wire"
)

// Filter is a condition on a list, sent as JSON in the query. It is either a
// field compared with a value, or two filters joined by FilterAnd or FilterOr.
type Filter struct {
	// Field is the name of the compared field, such as "CompanyName".
	Field string `json:"Field,omitzero"`
	// Value is what the field is compared with, in any letter case.
	Value string `json:"Value,omitzero"`
	// Left and Right are joined by Operator.
	Left *Filter `json:"LeftFilter,omitzero"`
	// Right is the second of two joined filters.
	Right *Filter `json:"RightFilter,omitzero"`
	// Operator compares or joins.
	Operator FilterOperator `json:"Operator"`
}

// FilterOperator compares or joins in a Filter.
type FilterOperator string

// The operators. Customers accept FilterStartsWith only.
const (
	FilterEquals              FilterOperator = "equals"
	FilterNotEquals           FilterOperator = "not_equals"
	FilterGreaterThan         FilterOperator = "greater_than"
	FilterGreaterThanOrEquals FilterOperator = "greater_than_or_equals"
	FilterLessThan            FilterOperator = "less_than"
	FilterLessThanOrEquals    FilterOperator = "less_than_or_equals"
	FilterSubstring           FilterOperator = "substring"
	FilterStartsWith          FilterOperator = "starts_with"
	FilterNotStartsWith       FilterOperator = "not_starts_with"
	FilterAnd                 FilterOperator = "and"
	FilterOr                  FilterOperator = "or"
)

// encode is the filter as the value of the query parameter, "" for none.
func (f *Filter) encode() (string, error) {
	if f == nil {
		return "", nil
	}
	if err := f.check(); err != nil {
		return "", err
	}
	text, err := wire.Marshal(f)
	return string(text), err
}

func (f *Filter) check() error {
	joins := f.Operator == FilterAnd || f.Operator == FilterOr
	switch {
	case f.Operator == "":
		return fmt.Errorf("filter on %q: the operator is empty", f.Field)
	case joins && (f.Left == nil || f.Right == nil || f.Field != ""):
		return fmt.Errorf("filter %q: it joins two filters and names no field", f.Operator)
	case !joins && (f.Left != nil || f.Right != nil || f.Field == ""):
		return fmt.Errorf("filter %q: it compares one field and joins nothing", f.Operator)
	case !joins:
		return nil
	}
	if err := f.Left.check(); err != nil {
		return err
	}
	return f.Right.check()
}
