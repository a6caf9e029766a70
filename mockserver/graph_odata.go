package mockserver

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
)

// graphPage is the envelope of Graph's lists.
type graphPage[T any] struct {
	Context  string `json:"@odata.context"`
	Value    []T    `json:"value"`
	NextLink string `json:"@odata.nextLink,omitempty"`
}

// odataClause is "property eq 'value'"; the quotes are missing around booleans
// and enum members in some clients.
var odataClause = regexp.MustCompile(`^\s*([A-Za-z/]+)\s+eq\s+'?([^']*)'?\s*$`)

var errODataFilter = errors.New("$filter is understood as property eq 'value', joined by and")

// parseODataFilter reads the filters that partners use: equalities joined by and.
func parseODataFilter(text string) (map[string]string, error) {
	out := map[string]string{}
	if strings.TrimSpace(text) == "" {
		return out, nil
	}
	for clause := range strings.SplitSeq(text, " and ") {
		m := odataClause.FindStringSubmatch(clause)
		if m == nil {
			return nil, errODataFilter
		}
		out[strings.ToLower(m[1])] = m[2]
	}
	return out, nil
}

// pageGraph cuts one page out of items: $top at most, after $skiptoken.
func pageGraph[T any](c *call, path string, items []T) (graphPage[T], error) {
	page := graphPage[T]{Context: c.base + "/v1.0/$metadata#" + path, Value: []T{}}
	top, err := c.queryInt("$top", 300)
	if err != nil {
		return page, err
	}
	skip, err := c.queryInt("$skiptoken", 0)
	if err != nil {
		return page, err
	}
	top = min(max(top, 1), 300)
	from := min(skip, len(items))
	to := min(from+top, len(items))
	page.Value = append(page.Value, items[from:to]...)
	if to < len(items) {
		q := c.query
		q.Set("$skiptoken", strconv.Itoa(to))
		q.Set("$top", strconv.Itoa(top))
		page.NextLink = c.base + c.r.URL.Path + "?" + q.Encode()
	}
	return page, nil
}
