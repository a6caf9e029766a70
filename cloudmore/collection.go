package cloudmore

import (
	"context"
	"iter"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// collection is a list. Cloudmore's lists are bare arrays as far as is known;
// an object that holds one array under a usual name is accepted too.
type collection[T any] []T

// UnmarshalJSONFrom implements the decoding.
func (c *collection[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if dec.PeekKind() != jsontext.KindBeginObject {
		return json.UnmarshalDecode(dec, (*[]T)(c))
	}
	var envelope struct {
		Items   []T `json:"items"`
		Data    []T `json:"data"`
		Results []T `json:"results"`
		Value   []T `json:"value"`
	}
	if err := json.UnmarshalDecode(dec, &envelope); err != nil {
		return err
	}
	for _, list := range [][]T{envelope.Items, envelope.Data, envelope.Results, envelope.Value} {
		if list != nil {
			*c = list
			break
		}
	}
	return nil
}

// each walks a list that has one page.
func each[T any](ctx context.Context, op Operation, read func(context.Context) ([]T, error)) iter.Seq2[T, error] {
	return rest.All(ctx, op.ID, func(ctx context.Context, _ int) ([]T, int, error) {
		items, err := read(ctx)
		return items, 0, err
	})
}
