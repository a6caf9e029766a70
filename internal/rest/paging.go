package rest

import (
	"context"
	"fmt"
	"iter"
)

// All walks the pages of a list, lazily. fetch gets the continuation of the
// page to read, the zero value for the first one, and returns the items and the
// continuation of the next page, the zero value when there is none.
//
// Stopping the loop stops the reading; ranging again starts again; an error is
// yielded once and ends the loop, and so does a continuation that was seen
// before.
func All[T any, C comparable](ctx context.Context, op string, fetch func(context.Context, C) ([]T, C, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		var end, at C
		seen := map[C]struct{}{}
		for {
			if err := ctx.Err(); err != nil {
				yield(none, fmt.Errorf("%s: %w", op, err))
				return
			}
			items, next, err := fetch(ctx, at)
			if err != nil {
				yield(none, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if next == end {
				return
			}
			if _, loop := seen[next]; loop {
				yield(none, fmt.Errorf("%s: %w", op, ErrPagingLoop))
				return
			}
			seen[next] = struct{}{}
			at = next
		}
	}
}
