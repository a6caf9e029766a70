package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
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
	srv       *mockserver.Server
	tokens    map[string]clients.Tokens // by the first element of the path
	values    map[string]string         // for placeholders, by their name
	served    map[string]bool           // operations
	answers   map[string][][]byte       // of the scenario, by operation
	customers []string
}

// newMock starts a mock and plays the scenario on it.
func newMock(ctx context.Context) (*mock, error) {
	srv, err := mockserver.Start(mockserver.WithTenants(120), mockserver.WithSandbox(), mockserver.WithProfile(mockserver.ProfileIndirect))
	if err != nil {
		return nil, err
	}
	partnerCenter, graph := clients.User(srv, clients.AudiencePartnerCenter), clients.User(srv, clients.AudienceGraph)
	m := &mock{srv: srv, values: map[string]string{}, answers: map[string][][]byte{}, tokens: map[string]clients.Tokens{"v1": partnerCenter, "v1.0": graph, "webhooks": partnerCenter}}
	if err := m.learn(ctx); err != nil {
		_ = srv.Close()
		return nil, err
	}
	return m, nil
}

func (m *mock) learn(ctx context.Context) error {
	routes, _, err := m.send(ctx, http.MethodGet, "/_mock/routes", "")
	if err != nil {
		return err
	}
	var table []struct{ Op, Fidelity string }
	if err := json.Unmarshal(routes, &table); err != nil {
		return err
	}
	m.served = map[string]bool{}
	for _, route := range table {
		m.served[route.Op] = route.Fidelity != string(mockserver.Absent)
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
		m.customers = append(m.customers, customer.ID)
	}
	return m.play(ctx)
}

// compare says how a published answer differs from the nearest of the mock's
// answers to the operation: those of the scenario and, for a read, one to the
// published address. It is nil when the mock does not serve the operation.
func (m *mock) compare(ctx context.Context, op operation, r row, body []byte) (*Difference, error) {
	if r.direction != "response" || refused(r.status, body) || !m.served[op.id] || len(body) == 0 {
		return nil, nil
	}
	answers := m.answers[op.id]
	var problem string
	if r.method == http.MethodGet {
		address, ok := m.address(op, r, body)
		if !ok && len(answers) == 0 {
			return nil, nil
		}
		if ok {
			answer, _, err := m.send(ctx, http.MethodGet, address, "")
			if err != nil {
				problem = err.Error()
			} else {
				answers = append(answers[:len(answers):len(answers)], answer)
			}
		}
	}
	var nearest *Difference
	for _, answer := range answers {
		d, err := differ(body, answer)
		if err != nil {
			return nil, err
		}
		if nearest == nil || len(d.Missing) < len(nearest.Missing) {
			nearest = d
		}
	}
	if nearest == nil && problem != "" {
		return &Difference{Missing: []string{}, Extra: []string{}, Refused: problem}, nil
	}
	return nearest, nil
}

// address is where the mock answers what a published answer shows: with its own
// ids in the path and the query.
func (m *mock) address(op operation, r row, body []byte) (string, bool) {
	elements := slices.Clone(op.path)
	for i, element := range elements {
		if name, ok := strings.CutPrefix(element, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			if name == "subscription_id" && (strings.HasPrefix(op.id, "azure.") || strings.Contains(op.id, "usage")) {
				name = "azure_subscription"
			}
			if m.values[name] == "" {
				return "", false
			}
			elements[i] = m.values[name]
		}
	}
	if m.tokens[elements[0]] == (clients.Tokens{}) {
		return "", false
	}
	return "/" + strings.Join(elements, "/") + m.query(r.url, body), true
}

// query replaces what in a published query names things that only the service
// has. A page that leads to a next one is asked for in part.
func (m *mock) query(address string, body []byte) string {
	_, text, _ := strings.Cut(address, "?")
	q, err := url.ParseQuery(text)
	if err != nil || text == "" {
		return ""
	}
	for name, values := range q {
		switch v := values[0]; strings.ToLower(name) {
		case "country":
			q.Set(name, "US")
		case "mpnid", "mpn_id", "seekoperation", "eventstatus", "subscriptionid", "licensegroupids":
			q.Del(name)
		case "currencycode":
			q.Set(name, "EUR")
		case "start_time":
			q.Set(name, "2026-10-01T00:00:00Z")
		case "end_time":
			q.Set(name, "2026-10-03T00:00:00Z")
		case "size":
			if pick(body, ".links.next.uri") != "" {
				q.Set(name, "14")
			}
		case "filter":
			if strings.Contains(v, "IndirectReseller") {
				q.Set(name, `{"Field":"IndirectReseller","Value":"`+m.values["reseller"]+`","Operator":"starts_with"}`)
			}
		}
	}
	if strings.Contains(address, "productpromotions") {
		q.Set("segment", "commercial")
	}
	return "?" + q.Encode()
}

// send calls the mock as the user, with a token for whom the path belongs to.
func (m *mock) send(ctx context.Context, method, path, body string, header ...string) ([]byte, http.Header, error) {
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, m.srv.URL()+path, in)
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if len(header) == 2 && header[1] != "" {
		req.Header.Set(header[0], header[1])
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if tokens, ok := m.tokens[first]; ok {
		token, err := tokens.Token(ctx)
		if err != nil {
			return nil, nil, err
		}
		token.SetAuthHeader(req)
	}
	resp, err := m.srv.Client().Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	if err == nil && resp.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("the mock answers %s: %.200s", resp.Status, answer)
	}
	return answer, resp.Header, err
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
	want, said, got := map[string]bool{}, map[string]bool{}, map[string]bool{}
	paths("", p, want, false)
	paths("", p, said, true)
	paths("", m, got, false)
	return &Difference{Missing: without(said, got), Extra: without(got, want)}, nil
}

// paths finds the key paths of a body; with onlySaid those of members that say
// something, as the comparison of bodies has it.
func paths(path string, value any, found map[string]bool, onlySaid bool) {
	switch v := value.(type) {
	case map[string]any:
		for key, member := range v {
			if onlySaid && silent(member) {
				continue
			}
			// Pages write "attributes/objectType" for a member of a member, and
			// now and then a space too many.
			key = strings.ReplaceAll(strings.TrimSpace(strings.ToLower(key)), "/", ".")
			at := path + "." + key
			found[at] = true
			paths(at, member, found, onlySaid)
		}
	case []any:
		for _, item := range v {
			paths(path+"[]", item, found, onlySaid)
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
