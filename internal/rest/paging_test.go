package rest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// pages is a list in pages that counts how often one is read.
type pages struct {
	lists [][]int
	next  func(page int) string // the continuation after a page
	fail  int                   // page that fails, -1 for none
	reads int
}

var errPage = errors.New("page failed")

func paged(lists ...[]int) *pages {
	p := &pages{lists: lists, fail: -1}
	p.next = func(page int) string {
		if page+1 == len(lists) {
			return ""
		}
		return fmt.Sprint(page + 1)
	}
	return p
}

func (p *pages) fetch(_ context.Context, at string) ([]int, string, error) {
	p.reads++
	page := 0
	if at != "" {
		_, _ = fmt.Sscan(at, &page)
	}
	if page == p.fail {
		return nil, "", errPage
	}
	return p.lists[page], p.next(page), nil
}

func TestPagingYieldsEverythingInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lists := rapid.SliceOfN(rapid.SliceOfN(rapid.Int(), 0, 5), 1, 8).Draw(t, "pages")
		var got []int
		for item, err := range rest.All(context.Background(), "x", paged(lists...).fetch) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, item)
		}
		if want := slices.Concat(lists...); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v; an empty page with a next link does not end the list", got, want)
		}
	})
}

func TestPagingIsLazy(t *testing.T) {
	p := paged([]int{1, 2}, []int{3}, []int{4})
	seq := rest.All(t.Context(), "x", p.fetch)
	assert.Zero(t, p.reads, "nothing is read before the loop begins")
	for item := range seq {
		if item == 2 {
			break
		}
	}
	assert.Equal(t, 1, p.reads, "break must stop the reading")
}

func TestRangingTwiceRestarts(t *testing.T) {
	seq := rest.All(t.Context(), "x", paged([]int{1}, []int{2}, []int{3}).fetch)
	for range 2 {
		var got []int
		for item, err := range seq {
			require.NoError(t, err)
			got = append(got, item)
		}
		assert.Equal(t, []int{1, 2, 3}, got)
	}
}

func TestPagingErrorComesOnceAndLast(t *testing.T) {
	p := paged([]int{1}, []int{2}, []int{3})
	p.fail = 1
	var items []int
	var errs []error
	for item, err := range rest.All(t.Context(), "x", p.fetch) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		items = append(items, item)
	}
	assert.Equal(t, []int{1}, items)
	require.Len(t, errs, 1)
	assert.ErrorIs(t, errs[0], errPage)
}

func TestCancelBetweenPages(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p := paged([]int{1}, []int{2}, []int{3})
	var last error
	for item, err := range rest.All(ctx, "things.list", p.fetch) {
		last = err
		if item == 2 {
			cancel()
		}
	}
	assert.Equal(t, 2, p.reads, "no page is read after the cancel")
	assert.ErrorIs(t, last, context.Canceled)
	assert.ErrorContains(t, last, "things.list")
}

func TestContinuationSeenBeforeIsAnError(t *testing.T) {
	for name, next := range map[string]func(int) string{
		"the same page for ever": func(int) string { return "1" },
		"a longer circle":        func(page int) string { return fmt.Sprint(page%3 + 1) },
	} {
		t.Run(name, func(t *testing.T) {
			p := paged([]int{0}, []int{1}, []int{2}, []int{3})
			p.next = next
			var last error
			for _, err := range rest.All(t.Context(), "x", p.fetch) {
				last = err
			}
			assert.ErrorIs(t, last, rest.ErrPagingLoop)
			assert.LessOrEqual(t, p.reads, 5)
		})
	}
}
