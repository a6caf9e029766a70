package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
	"github.com/tenantlink/tenantlink/partnercenter"
)

// Difference is how the key paths of a published answer and the mock's differ.
type Difference struct {
	// Missing are key paths that only the published answer has.
	Missing []string `json:"missing"`
	// Extra are key paths that only the mock's answer has.
	Extra []string `json:"extra"`
	// Refused says why the mock gave no answer to compare.
	Refused string `json:"refused,omitempty"`
}

// mock answers routes from a running mock server.
type mock struct {
	srv    *mockserver.Server
	tokens map[string]clients.Tokens // by the first element of the path
	values map[string]string         // for placeholders, by their name
	served map[string]bool           // operations
}

// newMock starts a mock and finds values for the placeholders of routes.
func newMock(ctx context.Context) (*mock, error) {
	srv, err := mockserver.Start(mockserver.WithTenants(20))
	if err != nil {
		return nil, err
	}
	m := &mock{srv: srv, values: map[string]string{}, tokens: map[string]clients.Tokens{
		"v1": clients.User(srv, clients.AudiencePartnerCenter), "v1.0": clients.User(srv, clients.AudienceGraph),
	}}
	if err := m.learn(ctx); err != nil {
		_ = srv.Close()
		return nil, err
	}
	return m, nil
}

func (m *mock) learn(ctx context.Context) error {
	routes, err := m.fetch(ctx, "/_mock/routes", nil)
	if err != nil {
		return err
	}
	var table []struct{ Op string }
	if err := json.Unmarshal(routes, &table); err != nil {
		return err
	}
	m.served = map[string]bool{}
	for _, route := range table {
		m.served[route.Op] = true
	}
	client, err := clients.PartnerCenter(m.srv)
	if err != nil {
		return err
	}
	for invoice, err := range client.Invoices().All(ctx, partnercenter.InvoiceQuery{Size: 1}) {
		if err != nil {
			return err
		}
		m.values["invoice_id"] = invoice.ID
		break
	}
	for customer, err := range client.Customers().All(ctx, partnercenter.CustomerQuery{}) {
		if err != nil {
			return err
		}
		subscriptions, err := client.Subscriptions().List(ctx, customer.ID, partnercenter.SubscriptionQuery{})
		if err != nil {
			return err
		}
		if len(subscriptions.Items) > 0 {
			m.values["customer_id"], m.values["subscription_id"] = customer.ID, subscriptions.Items[0].ID
			m.values["order_id"] = subscriptions.Items[0].OrderID
			product, sku, _ := strings.Cut(subscriptions.Items[0].OfferID, ":")
			m.values["product_id"] = product
			m.values["sku_id"], m.values["availability_id"], _ = strings.Cut(sku, ":")
			break
		}
	}
	return nil
}

// compare asks the mock for the operation of a published answer; nil when the
// mock does not serve it or needs an id that is not known.
func (m *mock) compare(ctx context.Context, op operation, r row, body []byte) (*Difference, error) {
	if r.method != http.MethodGet || r.direction != "response" || refused(r.status, body) || !m.served[op.id] {
		return nil, nil
	}
	elements := slices.Clone(op.path)
	for i, element := range elements {
		if name, ok := strings.CutPrefix(element, "{"); ok {
			value := m.values[strings.TrimSuffix(name, "}")]
			if value == "" {
				return nil, nil
			}
			elements[i] = value
		}
	}
	_, query, _ := strings.Cut(r.url, "?")
	if query != "" {
		query = "?" + query
	}
	tokens, ok := m.tokens[elements[0]]
	if !ok {
		return nil, nil
	}
	answer, err := m.fetch(ctx, "/"+strings.Join(elements, "/")+query, &tokens)
	if err != nil {
		return &Difference{Missing: []string{}, Extra: []string{}, Refused: err.Error()}, nil
	}
	return differ(body, answer)
}

func (m *mock) fetch(ctx context.Context, path string, tokens *clients.Tokens) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, m.srv.URL()+path, nil)
	if err != nil {
		return nil, err
	}
	if tokens != nil {
		token, err := tokens.Token(ctx)
		if err != nil {
			return nil, err
		}
		token.SetAuthHeader(req)
	}
	resp, err := m.srv.Client().Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	if err == nil && resp.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("the mock answers %s: %.200s", resp.Status, body)
	}
	return body, err
}

// differ compares the key paths of two bodies; array indexes do not count.
func differ(published, mocked []byte) (*Difference, error) {
	p, err := parse(published)
	if err != nil {
		return nil, err
	}
	m, err := parse(mocked)
	if err != nil {
		return nil, err
	}
	want, got := map[string]bool{}, map[string]bool{}
	paths("", p, want)
	paths("", m, got)
	return &Difference{Missing: without(want, got), Extra: without(got, want)}, nil
}

func paths(path string, value any, found map[string]bool) {
	switch v := value.(type) {
	case map[string]any:
		for key, member := range v {
			at := path + "." + strings.ToLower(key)
			found[at] = true
			paths(at, member, found)
		}
	case []any:
		for _, item := range v {
			paths(path+"[]", item, found)
		}
	}
}

func without(a, b map[string]bool) []string {
	list := []string{}
	for path := range a {
		if !b[path] {
			list = append(list, path)
		}
	}
	slices.Sort(list)
	return list
}
