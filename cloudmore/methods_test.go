package cloudmore_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/cloudmore"
)

// TestMethods calls what the mock does not serve.
func TestMethods(t *testing.T) {
	const scope = "/api/resellers/r/organizations/o1"
	cases := []struct {
		op     string
		want   []string // requests in order
		answer string
		body   string // members of the last body
		call   func(context.Context, *cloudmore.Client) (string, error)
	}{
		{"users.list", []string{"GET " + scope + "/Users"}, `[{"id":"u1","email":"a@b.example"}]`, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.Users().List(ctx, "o1")
			return list[0].Email, err
		}},
		{"users.all", []string{"GET " + scope + "/Users"}, `[{"id":"u1"}]`, "", func(ctx context.Context, c *cloudmore.Client) (id string, err error) {
			for user, err := range c.Users().All(ctx, "o1") {
				if err != nil {
					return "", err
				}
				id = user.ID
			}
			return id, nil
		}},
		{"users.get", []string{"GET " + scope + "/Users/u1"}, `{"id":"u1","displayName":"Anna"}`, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			user, err := c.Users().Get(ctx, "o1", "u1")
			return user.DisplayName, err
		}},
		{"users.create", []string{"POST " + scope + "/Users"}, `{"id":"u1"}`, `{"email":"a@b.example"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			user, err := c.Users().Create(ctx, "o1", cloudmore.User{Email: "a@b.example"})
			return user.ID, err
		}},
		{"users.update", []string{"GET " + scope + "/Users/u1", "PUT " + scope + "/Users/u1"}, `{"id":"u1","new":[1]}`, `{"id":"u1","new":[1],"roleId":"7"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			user, err := c.Users().Update(ctx, "o1", "u1", func(u *cloudmore.User) error { u.RoleID = "7"; return nil })
			return user.ID, err
		}},
		{"users.delete", []string{"DELETE " + scope + "/Users/u1"}, ``, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.Users().Delete(ctx, "o1", "u1")
		}},
		{"users.roles", []string{"GET " + scope + "/OrganizationRoles"}, `[{"id":7,"name":"Admin"}]`, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.Users().Roles(ctx, "o1")
			return list[0].ID + list[0].Name, err
		}},
		{"manualBilling.list", []string{"GET " + scope + "/manualbilling"}, `{"items":[{"id":"l1"}]}`, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.ManualBilling().List(ctx, "o1")
			return list[0].ID, err
		}},
		{"manualBilling.all", []string{"GET " + scope + "/manualbilling"}, `[{"id":"l1"}]`, "", func(ctx context.Context, c *cloudmore.Client) (id string, err error) {
			for line, err := range c.ManualBilling().All(ctx, "o1") {
				if err != nil {
					return "", err
				}
				id = line.ID
			}
			return id, nil
		}},
		{"manualBilling.get", []string{"GET " + scope + "/manualbilling/l1"}, `{"id":"l1","quantity":"2.50"}`, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			line, err := c.ManualBilling().Get(ctx, "o1", "l1")
			return line.Quantity.String(), err
		}},
		{"manualBilling.create", []string{"POST " + scope + "/manualbilling"}, `{"id":"l1"}`, `{"billingDate":"2026-11-01","serviceId":"s","unitSalesPrice":10.25}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			line, err := c.ManualBilling().Create(ctx, "o1", cloudmore.ManualLine{BillingDate: "2026-11-01", ServiceID: "s", UnitSalesPrice: decimal.RequireFromString("10.25")})
			return line.ID, err
		}},
		{"manualBilling.update", []string{"GET " + scope + "/manualbilling/l1", "PUT " + scope + "/manualbilling/l1"}, `{"id":"l1","kept":true}`, `{"id":"l1","kept":true,"description":"late"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			line, err := c.ManualBilling().Update(ctx, "o1", "l1", func(l *cloudmore.ManualLine) error { l.Description = "late"; return nil })
			return line.ID, err
		}},
		{"manualBilling.delete", []string{"DELETE " + scope + "/manualbilling/l1"}, ``, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.ManualBilling().Delete(ctx, "o1", "l1")
		}},
		{"customProperties.list", []string{"GET /api/resellers/r/settings/CustomProperties"}, `[{"name":"AutotaskCompanyID"}]`, "", func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.CustomProperties(ctx)
			return list[0].Name, err
		}},
	}
	for _, c := range cases {
		t.Run(c.op, func(t *testing.T) {
			var requests []string
			var last []byte
			transport := roundTrip(func(req *http.Request) (*http.Response, error) {
				requests = append(requests, req.Method+" "+req.URL.Path)
				if req.Body != nil {
					last = read(t, req.Body)
				}
				if c.answer == "" {
					return reply(req, http.StatusNoContent, ""), nil
				}
				return reply(req, http.StatusOK, c.answer), nil
			})
			client, err := cloudmore.New(nil, cloudmore.Account{ResellerID: "r"}, cloudmore.WithHTTPClient(&http.Client{Transport: transport}))
			require.NoError(t, err)
			got, err := c.call(t.Context(), client)
			require.NoError(t, err)
			assert.NotEmpty(t, got, "nothing was decoded")
			assert.Equal(t, c.want, requests)
			if c.body != "" {
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
