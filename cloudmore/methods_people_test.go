package cloudmore_test

import (
	"context"

	"github.com/tenantlink/tenantlink/cloudmore"
)

func methodsOfPeople() []methodCase {
	return []methodCase{
		{"Webhooks.List", []string{"GET /api/sellers/s/webhooks"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.Webhooks().List(ctx)
			return first(list).ID, err
		}},
		{"Webhooks.All", []string{"GET /api/sellers/s/webhooks"}, `[{"id":"x1"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.Webhooks().All(ctx))
			return last.ID, err
		}},
		{"Webhooks.Get", []string{"GET /api/sellers/s/webhooks/x1"}, `{"id":"x1"}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.Webhooks().Get(ctx, "x1")
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"Webhooks.Create", []string{"POST /api/sellers/s/webhooks"}, `{"id":"x1"}`, `{"name":"w","url":"https://a.example/hook","basicAuthPassword":"s3cret"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.Webhooks().Create(ctx, cloudmore.Webhook{Name: "w", URL: "https://a.example/hook", BasicAuthPassword: "s3cret"})
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"Webhooks.Update", []string{"GET /api/sellers/s/webhooks/x1", "PUT /api/sellers/s/webhooks/x1"}, `{"id":"x1","kept":[1]}`, `{"id":"x1","kept":[1],"triggerEventType":"SubscriptionCreated"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.Webhooks().Update(ctx, "x1", func(x *cloudmore.Webhook) error { x.TriggerEventType = "SubscriptionCreated"; return nil })
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"Webhooks.Delete", []string{"DELETE /api/sellers/s/webhooks/x1"}, ``, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.Webhooks().Delete(ctx, "x1")
		}},
		{"Brokers.List", []string{"GET /api/sellers/s/brokers"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.Brokers().List(ctx)
			return first(list).ID, err
		}},
		{"Brokers.All", []string{"GET /api/sellers/s/brokers"}, `[{"id":"x1"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.Brokers().All(ctx))
			return last.ID, err
		}},
		{"Brokers.Get", []string{"GET /api/sellers/s/brokers/x1"}, `{"id":"x1"}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.Brokers().Get(ctx, "x1")
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"Brokers.Create", []string{"POST /api/sellers/s/brokers"}, `{"id":"x1"}`, `{"name":"B AB","contact":{"phonePrefix":"+46"}}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.Brokers().Create(ctx, cloudmore.Broker{Name: "B AB", Contact: &cloudmore.BrokerContact{PhonePrefix: "+46"}})
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"Brokers.Update", []string{"GET /api/sellers/s/brokers/x1", "PUT /api/sellers/s/brokers/x1"}, `{"id":"x1","kept":[1]}`, `{"id":"x1","kept":[1],"supportEmail":"help@b.example"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.Brokers().Update(ctx, "x1", func(x *cloudmore.Broker) error { x.SupportEmail = "help@b.example"; return nil })
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"Brokers.Delete", []string{"DELETE /api/sellers/s/brokers/x1"}, ``, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.Brokers().Delete(ctx, "x1")
		}},
		{"Brokers.ListResellers", []string{"GET /api/sellers/s/resellers"}, `[{"resellerId":"r"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.Brokers().ListResellers(ctx)
			return first(list).ID, err
		}},
		{"Brokers.AllResellers", []string{"GET /api/sellers/s/resellers"}, `[{"resellerId":"r"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.Brokers().AllResellers(ctx))
			return last.ID, err
		}},
		{"Brokers.Reseller", []string{"GET /api/sellers/s/resellers/r"}, `{"resellerId":"r","resellerName":"B AB"}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.Brokers().Reseller(ctx, "r")
			if err != nil {
				return "", err
			}
			return got.Name, nil
		}},
		{"ResellerAdministrators.List", []string{"GET /api/resellers/r/ResellerAdministrators"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.ResellerAdministrators().List(ctx)
			return first(list).ID, err
		}},
		{"ResellerAdministrators.All", []string{"GET /api/resellers/r/ResellerAdministrators"}, `[{"id":"x1"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.ResellerAdministrators().All(ctx))
			return last.ID, err
		}},
		{"ResellerAdministrators.Get", []string{"GET /api/resellers/r/ResellerAdministrators/x1"}, `{"id":"x1"}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.ResellerAdministrators().Get(ctx, "x1")
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"ResellerAdministrators.Create", []string{"POST /api/resellers/r/ResellerAdministrators"}, `{"id":"x1"}`, `{"name":"anna","password":"s3cret","roleId":"2"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.ResellerAdministrators().Create(ctx, cloudmore.Administrator{Name: "anna", Password: "s3cret", RoleID: "2"})
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"ResellerAdministrators.Update", []string{"GET /api/resellers/r/ResellerAdministrators/x1", "PUT /api/resellers/r/ResellerAdministrators/x1"}, `{"id":"x1","kept":[1]}`, `{"id":"x1","kept":[1],"title":"CTO"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.ResellerAdministrators().Update(ctx, "x1", func(x *cloudmore.Administrator) error { x.Title = "CTO"; return nil })
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"ResellerAdministrators.Delete", []string{"DELETE /api/resellers/r/ResellerAdministrators/x1"}, ``, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.ResellerAdministrators().Delete(ctx, "x1")
		}},
		{"SellerAdministrators.List", []string{"GET /api/sellers/s/SellerAdministrators"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.SellerAdministrators().List(ctx)
			return first(list).ID, err
		}},
		{"SellerAdministrators.All", []string{"GET /api/sellers/s/SellerAdministrators"}, `[{"id":"x1"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.SellerAdministrators().All(ctx))
			return last.ID, err
		}},
		{"SellerAdministrators.Get", []string{"GET /api/sellers/s/SellerAdministrators/x1"}, `{"id":"x1"}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.SellerAdministrators().Get(ctx, "x1")
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"SellerAdministrators.Create", []string{"POST /api/sellers/s/SellerAdministrators"}, `{"id":"x1"}`, `{"name":"anna","password":"s3cret","roleId":"2"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.SellerAdministrators().Create(ctx, cloudmore.Administrator{Name: "anna", Password: "s3cret", RoleID: "2"})
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"SellerAdministrators.Update", []string{"GET /api/sellers/s/SellerAdministrators/x1", "PUT /api/sellers/s/SellerAdministrators/x1"}, `{"id":"x1","kept":[1]}`, `{"id":"x1","kept":[1],"title":"CTO"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.SellerAdministrators().Update(ctx, "x1", func(x *cloudmore.Administrator) error { x.Title = "CTO"; return nil })
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"SellerAdministrators.Delete", []string{"DELETE /api/sellers/s/SellerAdministrators/x1"}, ``, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.SellerAdministrators().Delete(ctx, "x1")
		}},
		{"ResellerAdministrators.ListRoles", []string{"GET /api/resellers/r/ResellerRoles"}, `[{"id":2,"name":"Global Admin"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.ResellerAdministrators().ListRoles(ctx)
			return first(list).Name, err
		}},
		{"ResellerAdministrators.AllRoles", []string{"GET /api/resellers/r/ResellerRoles"}, `[{"id":2,"name":"Global Admin"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.ResellerAdministrators().AllRoles(ctx))
			return last.Name, err
		}},
	}
}
