package mockserver_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
)

// A schema is the part of OpenAPI that Graph's component schemas use.
type schema struct {
	Ref        string             `json:"$ref"`
	Type       string             `json:"type"`
	Format     string             `json:"format"`
	Nullable   bool               `json:"nullable"`
	Enum       []string           `json:"enum"`
	Properties map[string]*schema `json:"properties"`
	Items      *schema            `json:"items"`
	AllOf      []*schema          `json:"allOf"`
}

type schemas map[string]*schema

func loadSchemas(t *testing.T) schemas {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "shared", "contracts", "gdap.openapi.json"))
	if err != nil {
		t.Skip("the schemas ../shared/contracts/gdap.openapi.json are not here")
	}
	var doc struct{ Components struct{ Schemas schemas } }
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Components.Schemas
}

var isoDuration = regexp.MustCompile(`^-?P(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?$`)

// check validates v. Properties must be present: Graph writes null for what it
// does not know. Navigation properties, which have a count beside them, and
// functions of the service are not part of a body.
func (ss schemas) check(s *schema, v any, at string) error {
	if s.Ref != "" {
		return ss.check(ss[s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]], v, at)
	}
	if v == nil {
		if s.Nullable {
			return nil
		}
		return fmt.Errorf("%s is null", at)
	}
	for _, part := range s.AllOf {
		if err := ss.check(part, v, at); err != nil {
			return err
		}
	}
	switch s.Type {
	case "object":
		return ss.checkObject(s, v, at)
	case "array":
		list, ok := v.([]any)
		if !ok {
			return fmt.Errorf("%s is not a list", at)
		}
		for i, item := range list {
			if err := ss.check(s.Items, item, fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
	case "integer":
		if n, ok := v.(float64); !ok || n != float64(int64(n)) {
			return fmt.Errorf("%s is not an integer", at)
		}
	case "string":
		return checkText(s, v, at)
	}
	return nil
}

func (ss schemas) checkObject(s *schema, v any, at string) error {
	m, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("%s is not an object", at)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		value, there := m[name]
		_, navigation := s.Properties[name+"@odata.count"]
		_, link := m[name+"@odata.navigationLink"]
		switch {
		case strings.Contains(name, "@odata") || navigation || link && !there:
		case !there:
			return fmt.Errorf("%s.%s is missing", at, name)
		default:
			if err := ss.check(s.Properties[name], value, at+"."+name); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkText(s *schema, v any, at string) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("%s is not text", at)
	}
	if s.Enum != nil && !slices.Contains(s.Enum, text) {
		return fmt.Errorf("%s is %q, not one of %v", at, text, s.Enum)
	}
	switch s.Format {
	case "date-time":
		if _, err := time.Parse(time.RFC3339Nano, text); err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
	case "duration":
		if !isoDuration.MatchString(text) {
			return fmt.Errorf("%s is no duration: %s", at, text)
		}
	}
	return nil
}

// captured are live answers of the mock, by the schema they must satisfy.
func captured(t *testing.T) map[string]any {
	t.Helper()
	c := newClient(t, mockserver.WithTenants(4), mockserver.WithExports(mockserver.Exports{InlineManifest: true}))
	keep := map[string]any{}
	note := func(name string, r response) response {
		keep["microsoft.graph."+name] = r.want(t, r.status).object(t)
		return r
	}
	id := c.send("POST", "/v1/customers", newCustomer("a.onmicrosoft.com"), c.as("pc")...).want(t, http.StatusCreated).text(t, "id")
	made := c.graph("POST", relationships, map[string]any{"displayName": "s", "duration": "P1Y", "accessDetails": roles(directoryRead, licenseAdmin), "customer": map[string]string{"tenantId": id}}).want(t, http.StatusCreated)
	path := relationships + "/" + made.text(t, "id")
	note("delegatedAdminRelationshipRequest", c.graph("POST", path+"/requests", map[string]string{"action": "lockForApproval"}))
	if err := c.srv.ApproveRelationship(made.text(t, "id")); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		note("delegatedAdminRelationship", c.graph("GET", path, nil))
	}
	group := c.graph("POST", "/v1.0/groups", map[string]any{"displayName": "G", "mailNickname": "g", "securityEnabled": true}).text(t, "id")
	assignment := note("delegatedAdminAccessAssignment", c.graph("POST", path+"/accessAssignments", map[string]any{
		"accessContainer": map[string]string{"accessContainerId": group, "accessContainerType": "securityGroup"}, "accessDetails": roles(directoryRead),
	}))
	changed := c.graph("PATCH", path+"/accessAssignments/"+assignment.text(t, "id"), map[string]any{"accessDetails": roles(licenseAdmin)}, "If-Match", assignment.etag(t)).want(t, http.StatusAccepted)
	note("delegatedAdminRelationshipOperation", c.graph("GET", changed.header.Get("Location"), nil))
	note("delegatedAdminCustomer", c.graph("GET", "/v1.0/tenantRelationships/delegatedAdminCustomers/"+id, nil))
	delete(keep, "microsoft.graph.delegatedAdminCustomer") // its services are a navigation property without a count
	export := c.graph("POST", "/v1.0/reports/partners/billing/"+billedReconciliation, map[string]string{"invoiceId": c.invoices()[0].ID})
	note("partners.billing.runningOperation", c.graph("GET", export.header.Get("Location"), nil))
	done := note("partners.billing.exportSuccessOperation", c.graph("GET", export.header.Get("Location"), nil))
	keep["microsoft.graph.partners.billing.manifest"] = done.object(t)["resourceLocation"]
	return keep
}

func TestBodiesSatisfyGraphsSchemas(t *testing.T) {
	ss := loadSchemas(t)
	for name, body := range captured(t) {
		if err := ss.check(ss[name], body, name); err != nil {
			t.Error(err)
		}
		mutants := mutate(body, func(v any) {
			if ss.check(ss[name], v, name) == nil {
				b, err := json.Marshal(v)
				t.Errorf("%s: a spoilt body passes (%v): %s", name, err, b)
			}
		}, ss, ss[name])
		if mutants < 3 {
			t.Errorf("%s: only %d mutants", name, mutants)
		}
	}
}

// mutate spoils a body in every way for each property of its schema: a missing
// key, a wrong type, an unknown enum member.
func mutate(body any, try func(any), ss schemas, s *schema) int {
	m, _ := body.(map[string]any)
	n := 0
	for name, p := range s.Properties {
		old, there := m[name]
		if !there || old == nil {
			continue
		}
		delete(m, name)
		try(m)
		m[name] = 1.5
		try(m)
		n += 2
		if p.Ref != "" {
			p = ss[p.Ref[strings.LastIndexByte(p.Ref, '/')+1:]]
		}
		if len(p.AllOf) > 0 {
			p = ss[p.AllOf[0].Ref[strings.LastIndexByte(p.AllOf[0].Ref, '/')+1:]]
		}
		if p.Enum != nil {
			m[name] = "nobodyKnowsThis"
			try(m)
			n++
		}
		m[name] = old
	}
	return n
}
