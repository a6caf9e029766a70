package mockserver

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// pcLink is a link of Partner Center. Its uri leaves out host and /v1.
type pcLink struct {
	URI     string     `json:"uri"`
	Method  string     `json:"method"`
	Headers []pcHeader `json:"headers"`
}

type pcHeader struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

func linkTo(uri string) *pcLink {
	return &pcLink{URI: uri, Method: http.MethodGet, Headers: []pcHeader{}}
}

type pcLinks struct {
	Offer              *pcLink `json:"offer,omitempty"`
	PatchOperation     *pcLink `json:"patchOperation,omitempty"`
	Product            *pcLink `json:"product,omitempty"`
	SKU                *pcLink `json:"sku,omitempty"`
	Availability       *pcLink `json:"availability,omitempty"`
	Subscription       *pcLink `json:"subscription,omitempty"`
	ProvisioningStatus *pcLink `json:"provisioningStatus,omitempty"`
	Self               *pcLink `json:"self,omitempty"`
	Next               *pcLink `json:"next,omitempty"`
}

// catalogLinks lead to what was bought, in the customer's country.
func catalogLinks(p *product, country string) pcLinks {
	product := "/products/" + p.id
	in := "?country=" + orElse(country, "US")
	return pcLinks{
		Product: linkTo(product + in), SKU: linkTo(product + "/skus/" + p.sku + in),
		Availability: linkTo(product + "/skus/" + p.sku + "/availabilities/" + p.availability + in),
	}
}

type pcAttributes struct {
	Etag       string `json:"etag,omitempty"`
	ObjectType string `json:"objectType"`
}

// pcCollection is the envelope of lists. TotalCount is that of the page, as in
// every published page that has a next link.
type pcCollection[T any] struct {
	TotalCount int          `json:"totalCount"`
	Items      []T          `json:"items"`
	Links      pcLinks      `json:"links"`
	Attributes pcAttributes `json:"attributes"`
}

func collection[T any](items []T, self string) pcCollection[T] {
	if items == nil {
		items = []T{}
	}
	return pcCollection[T]{TotalCount: len(items), Items: items, Links: pcLinks{Self: linkTo(self)}, Attributes: pcAttributes{ObjectType: "Collection"}}
}

// badInput is the answer to a body that is no JSON of the right shape.
func badInput(err error) *reply {
	return pcError(http.StatusBadRequest, 800002, "Invalid request input: "+err.Error())
}

// refuse is the answer to input that breaks a rule.
func refuse(format string, args ...any) *reply {
	return pcError(http.StatusBadRequest, 2000, fmt.Sprintf(format, args...))
}

// A pageToken is where the next page begins. Clients see it as opaque text.
type pageToken struct {
	After  int64     `json:"a"`
	Filter *pcFilter `json:"f,omitempty"`
}

func (t pageToken) encode() string {
	b, err := json.Marshal(t)
	if err != nil {
		return ""
	}
	return base64.URLEncoding.EncodeToString(b)
}

var errPageToken = errors.New("MS-ContinuationToken is not one that this service issued")

func decodePageToken(text string) (pageToken, error) {
	var t pageToken
	b, err := base64.URLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(b, &t) != nil {
		return t, errPageToken
	}
	return t, nil
}

// pcFilter is the JSON of the filter parameter.
type pcFilter struct {
	Field    string
	Value    string
	Operator string
}

var errFilter = errors.New(`filter must be JSON such as {"Field":"CompanyName","Value":"cont","Operator":"starts_with"}`)

func parseFilter(text string) (*pcFilter, error) {
	if text == "" {
		return nil, nil
	}
	var f pcFilter
	if err := json.Unmarshal([]byte(text), &f); err != nil || f.Field == "" {
		return nil, errFilter
	}
	return &f, nil
}

// maxPage bounds the size of a page; what the real service allows is not
// documented, 500 is what is said.
const maxPage = 500

// pageOf reads size, filter and continuation token of a list request.
func pageOf(c *call) (size int, tok pageToken, err error) {
	size, err = c.queryInt("size", 100)
	if err != nil {
		return 0, tok, err
	}
	if size == 0 || size > maxPage {
		size = maxPage
	}
	filter, err := parseFilter(c.param("filter"))
	if err != nil {
		return 0, tok, err
	}
	text := c.r.Header.Get("MS-ContinuationToken")
	if strings.EqualFold(c.param("seekOperation"), "next") {
		if text == "" {
			return 0, tok, errors.New("seekOperation=Next needs the header MS-ContinuationToken")
		}
		tok, err = decodePageToken(text)
		return size, tok, err
	}
	return size, pageToken{Filter: filter}, nil
}

// nextByToken is the link to the next page of a list that pages by token.
func nextByToken(path string, size int, tok pageToken) *pcLink {
	return &pcLink{
		URI: path + "?size=" + strconv.Itoa(size) + "&seekOperation=Next", Method: http.MethodGet,
		Headers: []pcHeader{{Key: "MS-ContinuationToken", Value: tok.encode()}},
	}
}
