package cloudmore_test

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/internal/apidoc"
)

// methodCase is one method called against a server that answers as told.
type methodCase struct {
	method string
	want   []string // requests in order, with their query
	answer string
	body   string // members of the last body, or all of it when it is an array
	call   func(context.Context, *cloudmore.Client) (string, error)
}

func methodsOfUsers() []methodCase {
	const scope = "/api/resellers/r/organizations/o1"
	return []methodCase{
		{"Users.List", []string{"GET " + scope + "/Users"}, `[{"id":"u1","email":"a@b.example"}]`, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.Users().List(ctx, "o1")
			return list[0].Email, err
		}},
		{"Users.All", []string{"GET " + scope + "/Users"}, `[{"id":"u1"}]`, "", func(ctx context.Context, c *cloudmore.Client) (id string, err error) {
			for user, err := range c.Users().All(ctx, "o1") {
				if err != nil {
					return "", err
				}
				id = user.ID
			}
			return id, nil
		}},
		{"Users.Get", []string{"GET " + scope + "/Users/u1"}, `{"id":"u1","displayName":"Anna"}`, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			user, err := c.Users().Get(ctx, "o1", "u1")
			return user.DisplayName, err
		}},
		{"Users.Create", []string{"POST " + scope + "/Users"}, `{"id":"u1"}`, `{"email":"a@b.example"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			user, err := c.Users().Create(ctx, "o1", cloudmore.User{Email: "a@b.example"})
			return user.ID, err
		}},
		{"Users.Update", []string{"GET " + scope + "/Users/u1", "PUT " + scope + "/Users/u1"}, `{"id":"u1","new":[1]}`, `{"id":"u1","new":[1],"roleId":"7"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			user, err := c.Users().Update(ctx, "o1", "u1", func(u *cloudmore.User) error { u.RoleID = "7"; return nil })
			return user.ID, err
		}},
		{"Users.Delete", []string{"DELETE " + scope + "/Users/u1"}, ``, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.Users().Delete(ctx, "o1", "u1")
		}},
		{"Users.ListRoles", []string{"GET " + scope + "/OrganizationRoles"}, `[{"id":7,"name":"Admin"}]`, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.Users().ListRoles(ctx, "o1")
			return list[0].ID + list[0].Name, err
		}},
		{"Users.AllRoles", []string{"GET " + scope + "/OrganizationRoles"}, `[{"id":7,"name":"Admin"}]`, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.Users().AllRoles(ctx, "o1"))
			return last.ID + last.Name, err
		}},
		{"ManualBilling.List", []string{"GET " + scope + "/manualbilling"}, `{"items":[{"id":"l1"}]}`, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.ManualBilling().List(ctx, "o1")
			return list[0].ID, err
		}},
		{"ManualBilling.All", []string{"GET " + scope + "/manualbilling"}, `[{"id":"l1"}]`, "", func(ctx context.Context, c *cloudmore.Client) (id string, err error) {
			for line, err := range c.ManualBilling().All(ctx, "o1") {
				if err != nil {
					return "", err
				}
				id = line.ID
			}
			return id, nil
		}},
		{"ManualBilling.Get", []string{"GET " + scope + "/manualbilling/l1"}, `{"id":"l1","quantity":"2.50"}`, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			line, err := c.ManualBilling().Get(ctx, "o1", "l1")
			return line.Quantity.String(), err
		}},
		{"ManualBilling.Create", []string{"POST " + scope + "/manualbilling"}, `{"id":"l1"}`, `{"billingDate":"2026-11-01","serviceId":"s","unitSalesPrice":10.25}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			line, err := c.ManualBilling().Create(ctx, "o1", cloudmore.ManualLine{BillingDate: "2026-11-01", ServiceID: "s", UnitSalesPrice: decimal.RequireFromString("10.25")})
			return line.ID, err
		}},
		{"ManualBilling.Update", []string{"GET " + scope + "/manualbilling/l1", "PUT " + scope + "/manualbilling/l1"}, `{"id":"l1","kept":true}`, `{"id":"l1","kept":true,"description":"late"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			line, err := c.ManualBilling().Update(ctx, "o1", "l1", func(l *cloudmore.ManualLine) error { l.Description = "late"; return nil })
			return line.ID, err
		}},
		{"ManualBilling.Delete", []string{"DELETE " + scope + "/manualbilling/l1"}, ``, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.ManualBilling().Delete(ctx, "o1", "l1")
		}},
		{"CustomProperties.List", []string{"GET /api/resellers/r/settings/CustomProperties"}, `[{"name":"AutotaskCompanyID"}]`, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.CustomProperties().List(ctx)
			return list[0].Name, err
		}},
		{"CustomProperties.All", []string{"GET /api/resellers/r/settings/CustomProperties"}, `[{"name":"AutotaskCompanyID"}]`, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.CustomProperties().All(ctx))
			return last.Name, err
		}},
	}
}

func ten() *decimal.Decimal   { return new(decimal.NewFromInt(10)) }
func price() *decimal.Decimal { return new(decimal.RequireFromString("12.5")) }

func day(d int) time.Time { return time.Date(2026, time.November, d, 0, 0, 0, 0, time.UTC) }

// first is the first item, or an empty one.
func first[T any](list []T) (item T) {
	if len(list) > 0 {
		item = list[0]
	}
	return item
}

func lastOf[T any](all iter.Seq2[T, error]) (last T, err error) {
	for item, err := range all {
		if err != nil {
			return last, err
		}
		last = item
	}
	return last, nil
}

// testedElsewhere are the methods that mock_test.go and usage_test.go call.
var testedElsewhere = []string{
	"Client.Health", "Organizations.", "Services.List", "Services.All", "Services.CSP", "Services.AddCSP", "Services.RemoveCSP",
	"Services.Azure", "Services.AddAzure", "Services.RemoveAzure", "CSPTenants.", "Reports.StartMonthly", "Reports.Monthly",
	"Reports.WaitMonthly", "PasswordSource.", "NewPasswordSource", "AzureUsage.AllBilled", "AzureUsage.AllUnbilled",
}

// TestMethods calls every method that the mock does not serve.
func TestMethods(t *testing.T) {
	cases := slices.Concat(methodsOfUsers(), methodsOfSubscriptions(), methodsOfReports(), methodsOfPeople())
	methods, err := apidoc.Methods(".")
	require.NoError(t, err)
	for op, names := range methods {
		for _, name := range names {
			tested := slices.ContainsFunc(cases, func(c methodCase) bool { return c.method == name }) ||
				slices.ContainsFunc(testedElsewhere, func(prefix string) bool {
					return name == prefix || strings.HasSuffix(prefix, ".") && strings.HasPrefix(name, prefix)
				})
			assert.True(t, tested, "no test calls %s (%s)", name, op)
		}
	}
	for _, c := range cases {
		t.Run(c.method, func(t *testing.T) {
			var requests []string
			var last []byte
			transport := roundTrip(func(req *http.Request) (*http.Response, error) {
				request := req.Method + " " + req.URL.Path
				if req.URL.RawQuery != "" {
					request += "?" + req.URL.RawQuery
				}
				requests = append(requests, request)
				if req.Body != nil {
					last = read(t, req.Body)
				}
				if c.answer == "" {
					return reply(req, http.StatusNoContent, ""), nil
				}
				return reply(req, http.StatusOK, c.answer), nil
			})
			client, err := cloudmore.New(nil, cloudmore.Account{ResellerID: "r", SellerID: "s"}, cloudmore.WithHTTPClient(&http.Client{Transport: transport}))
			require.NoError(t, err)
			got, err := c.call(t.Context(), client)
			require.NoError(t, err)
			assert.NotEmpty(t, got, "nothing was decoded")
			assert.Equal(t, c.want, requests)
			if c.body != "" {
				if c.body[0] == '[' {
					assert.JSONEq(t, c.body, string(last))
					return
				}
				var want, sent map[string]any
				require.NoError(t, json.Unmarshal([]byte(c.body), &want))
				require.NoError(t, json.Unmarshal(last, &sent))
				for name, value := range want {
					assert.Equal(t, value, sent[name], "member %s of the body", name)
				}
			}
		})
	}
}
