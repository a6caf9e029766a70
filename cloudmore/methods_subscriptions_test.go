package cloudmore_test

import (
	"context"

	"github.com/tenantlink/tenantlink/cloudmore"
)

func methodsOfSubscriptions() []methodCase {
	return []methodCase{
		{"CSPSubscriptions.List", []string{"GET /api/resellers/r/organizations/o1/services/csp/subscriptions"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.CSPSubscriptions().List(ctx, "o1")
			return first(list).ID, err
		}},
		{"CSPSubscriptions.All", []string{"GET /api/resellers/r/organizations/o1/services/csp/subscriptions"}, `[{"id":"x1"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.CSPSubscriptions().All(ctx, "o1"))
			return last.ID, err
		}},
		{"CSPSubscriptions.Get", []string{"GET /api/resellers/r/organizations/o1/services/csp/subscriptions/x1"}, `{"id":"x1"}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.CSPSubscriptions().Get(ctx, "o1", "x1")
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"CSPSubscriptions.Create", []string{"POST /api/resellers/r/organizations/o1/services/csp/subscriptions"}, `{"id":"x1"}`, `{"productId":"p","quantity":10}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.CSPSubscriptions().Create(ctx, "o1", cloudmore.Subscription{ProductID: "p", Quantity: ten()})
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"CSPSubscriptions.Update", []string{"GET /api/resellers/r/organizations/o1/services/csp/subscriptions/x1", "PUT /api/resellers/r/organizations/o1/services/csp/subscriptions/x1"}, `{"id":"x1","kept":[1]}`, `{"id":"x1","kept":[1],"quantity":10}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.CSPSubscriptions().Update(ctx, "o1", "x1", func(x *cloudmore.Subscription) error { x.Quantity = ten(); return nil })
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"CSPSubscriptions.Delete", []string{"DELETE /api/resellers/r/organizations/o1/services/csp/subscriptions/x1"}, ``, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.CSPSubscriptions().Delete(ctx, "o1", "x1")
		}},
		{"CSPSubscriptions.ListOfReseller", []string{"GET /api/resellers/r/services/csp/Subscriptions"}, `[{"subscriptionId":"x1","organizationId":"o1"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.CSPSubscriptions().ListOfReseller(ctx)
			return first(list).OrganizationID, err
		}},
		{"CSPSubscriptions.AllOfReseller", []string{"GET /api/resellers/r/services/csp/Subscriptions"}, `[{"subscriptionId":"x1","organizationId":"o1"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.CSPSubscriptions().AllOfReseller(ctx))
			return last.OrganizationID, err
		}},
		{"CSPSubscriptions.ListProducts", []string{"GET /api/resellers/r/organizations/o1/services/Csp/products"}, `{"items":[{"productId":"p","sku":"CFQ7:0001"}]}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.CSPSubscriptions().ListProducts(ctx, "o1")
			return first(list).ItemCode, err
		}},
		{"CSPSubscriptions.AllProducts", []string{"GET /api/resellers/r/organizations/o1/services/Csp/products"}, `{"items":[{"productId":"p","sku":"CFQ7:0001"}]}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.CSPSubscriptions().AllProducts(ctx, "o1"))
			return last.ItemCode, err
		}},
		{"CSPSubscriptions.ListLicenses", []string{"GET /api/resellers/r/organizations/o1/services/Csp/productlicenses"}, `[{"id":"l","totalUnits":"25"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.CSPSubscriptions().ListLicenses(ctx, "o1")
			return first(list).Total.String(), err
		}},
		{"CSPSubscriptions.AllLicenses", []string{"GET /api/resellers/r/organizations/o1/services/Csp/productlicenses"}, `[{"id":"l","totalUnits":"25"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.CSPSubscriptions().AllLicenses(ctx, "o1"))
			return last.Total.String(), err
		}},
		{"NCESubscriptions.List", []string{"GET /api/resellers/r/organizations/o1/services/csp/nce/subscriptions"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.NCESubscriptions().List(ctx, "o1")
			return first(list).ID, err
		}},
		{"NCESubscriptions.All", []string{"GET /api/resellers/r/organizations/o1/services/csp/nce/subscriptions"}, `[{"id":"x1"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.NCESubscriptions().All(ctx, "o1"))
			return last.ID, err
		}},
		{"NCESubscriptions.Get", []string{"GET /api/resellers/r/organizations/o1/services/csp/nce/subscriptions/x1"}, `{"id":"x1"}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.NCESubscriptions().Get(ctx, "o1", "x1")
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"NCESubscriptions.Create", []string{"POST /api/resellers/r/organizations/o1/services/csp/nce/subscriptions"}, `{"id":"x1"}`, `{"productId":"p","quantity":10}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.NCESubscriptions().Create(ctx, "o1", cloudmore.Subscription{ProductID: "p", Quantity: ten()})
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"NCESubscriptions.Update", []string{"GET /api/resellers/r/organizations/o1/services/csp/nce/subscriptions/x1", "PUT /api/resellers/r/organizations/o1/services/csp/nce/subscriptions/x1"}, `{"id":"x1","kept":[1]}`, `{"id":"x1","kept":[1],"quantity":10}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.NCESubscriptions().Update(ctx, "o1", "x1", func(x *cloudmore.Subscription) error { x.Quantity = ten(); return nil })
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"NCESubscriptions.Delete", []string{"DELETE /api/resellers/r/organizations/o1/services/csp/nce/subscriptions/x1"}, ``, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.NCESubscriptions().Delete(ctx, "o1", "x1")
		}},
		{"NCESubscriptions.ListOfReseller", []string{"GET /api/resellers/r/services/csp/nce/subscriptions"}, `[{"id":"x1","segment":"education"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.NCESubscriptions().ListOfReseller(ctx)
			return first(list).Segment, err
		}},
		{"NCESubscriptions.AllOfReseller", []string{"GET /api/resellers/r/services/csp/nce/subscriptions"}, `[{"id":"x1","segment":"education"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.NCESubscriptions().AllOfReseller(ctx))
			return last.Segment, err
		}},
		{"NCESubscriptions.ListProducts", []string{"GET /api/resellers/r/organizations/o1/services/csp/nce/products"}, `[{"title":"Microsoft 365 E3"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.NCESubscriptions().ListProducts(ctx, "o1")
			return first(list).Name, err
		}},
		{"NCESubscriptions.AllProducts", []string{"GET /api/resellers/r/organizations/o1/services/csp/nce/products"}, `[{"title":"Microsoft 365 E3"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.NCESubscriptions().AllProducts(ctx, "o1"))
			return last.Name, err
		}},
		{"NCESubscriptions.ListAlignmentDates", []string{"GET /api/resellers/r/organizations/o1/services/csp/nce/subscriptions/alignmentdates"}, `[{"endDate":"2027-01-31"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.NCESubscriptions().ListAlignmentDates(ctx, "o1")
			return first(list).Date, err
		}},
		{"NCESubscriptions.AllAlignmentDates", []string{"GET /api/resellers/r/organizations/o1/services/csp/nce/subscriptions/alignmentdates"}, `[{"endDate":"2027-01-31"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.NCESubscriptions().AllAlignmentDates(ctx, "o1"))
			return last.Date, err
		}},
		{"NCESubscriptions.ListExistingEligibilities", []string{"GET /api/resellers/r/organizations/o1/services/csp/nce/subscriptions/x1/existingSubscriptionEligiblities"}, `[{"targetSubscriptionId":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.NCESubscriptions().ListExistingEligibilities(ctx, "o1", "x1")
			return first(list).SubscriptionID, err
		}},
		{"NCESubscriptions.AllExistingEligibilities", []string{"GET /api/resellers/r/organizations/o1/services/csp/nce/subscriptions/x1/existingSubscriptionEligiblities"}, `[{"targetSubscriptionId":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.NCESubscriptions().AllExistingEligibilities(ctx, "o1", "x1"))
			return last.SubscriptionID, err
		}},
		{"NCESubscriptions.ListNewEligibilities", []string{"GET /api/resellers/r/organizations/o1/services/csp/nce/subscriptions/x1/newSubscriptionEligibilities"}, `[{"catalogItemId":"CFQ7:0002"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.NCESubscriptions().ListNewEligibilities(ctx, "o1", "x1")
			return first(list).ProductID, err
		}},
		{"NCESubscriptions.AllNewEligibilities", []string{"GET /api/resellers/r/organizations/o1/services/csp/nce/subscriptions/x1/newSubscriptionEligibilities"}, `[{"catalogItemId":"CFQ7:0002"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.NCESubscriptions().AllNewEligibilities(ctx, "o1", "x1"))
			return last.ProductID, err
		}},
		{"NCESubscriptions.UpgradeStatus", []string{"GET /api/resellers/r/organizations/o1/services/csp/nce/subscriptions/x1/upgradeStatus"}, `{"state":"Completed"}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.NCESubscriptions().UpgradeStatus(ctx, "o1", "x1")
			if err != nil {
				return "", err
			}
			return got.Status, nil
		}},
		{"NCESubscriptions.UpgradeToExisting", []string{"POST /api/resellers/r/organizations/o1/services/csp/nce/subscriptions/x1/upgradeToExistingSubscription"}, `{"status":"Processing"}`, `{"targetSubscriptionId":"x2","quantity":10}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.NCESubscriptions().UpgradeToExisting(ctx, "o1", "x1", cloudmore.Upgrade{TargetSubscriptionID: "x2", Quantity: ten()})
			if err != nil {
				return "", err
			}
			return got.Status, nil
		}},
		{"NCESubscriptions.UpgradeToNew", []string{"POST /api/resellers/r/organizations/o1/services/csp/nce/subscriptions/x1/upgradeToNewSubscription"}, `{"subscriptionId":"x3"}`, `{"productId":"CFQ7:0002"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.NCESubscriptions().UpgradeToNew(ctx, "o1", "x1", cloudmore.Upgrade{ProductID: "CFQ7:0002"})
			if err != nil {
				return "", err
			}
			return got.SubscriptionID, nil
		}},
		{"AzureSubscriptions.List", []string{"GET /api/resellers/r/organizations/o1/services/azureplan/subscriptions"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.AzureSubscriptions().List(ctx, "o1")
			return first(list).ID, err
		}},
		{"AzureSubscriptions.All", []string{"GET /api/resellers/r/organizations/o1/services/azureplan/subscriptions"}, `[{"id":"x1"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.AzureSubscriptions().All(ctx, "o1"))
			return last.ID, err
		}},
		{"AzureSubscriptions.Get", []string{"GET /api/resellers/r/organizations/o1/services/azureplan/subscriptions/x1"}, `{"id":"x1"}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.AzureSubscriptions().Get(ctx, "o1", "x1")
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"AzureSubscriptions.Create", []string{"POST /api/resellers/r/organizations/o1/services/azureplan/subscriptions"}, `{"id":"x1"}`, `{"name":"Production"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.AzureSubscriptions().Create(ctx, "o1", cloudmore.Subscription{Name: "Production"})
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"AzureSubscriptions.Update", []string{"GET /api/resellers/r/organizations/o1/services/azureplan/subscriptions/x1", "PUT /api/resellers/r/organizations/o1/services/azureplan/subscriptions/x1"}, `{"id":"x1","kept":[1]}`, `{"id":"x1","kept":[1],"name":"Live"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.AzureSubscriptions().Update(ctx, "o1", "x1", func(x *cloudmore.Subscription) error { x.Name = "Live"; return nil })
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"AzureSubscriptions.CreateEntitlement", []string{"POST /api/resellers/r/organizations/o1/services/azureplan/subscriptions/CreateEntitlement"}, `{"entitlementId":"e1"}`, `{"name":"Production"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.AzureSubscriptions().CreateEntitlement(ctx, "o1", cloudmore.Entitlement{Name: "Production"})
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"AzureSubscriptions.ListLegacy", []string{"GET /api/resellers/r/organizations/o1/services/azure/subscriptions"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.AzureSubscriptions().ListLegacy(ctx, "o1")
			return first(list).ID, err
		}},
		{"AzureSubscriptions.AllLegacy", []string{"GET /api/resellers/r/organizations/o1/services/azure/subscriptions"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.AzureSubscriptions().AllLegacy(ctx, "o1"))
			return last.ID, err
		}},
		{"AzureSubscriptions.DeleteLegacy", []string{"DELETE /api/resellers/r/organizations/o1/services/azure/subscriptions/x1"}, ``, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.AzureSubscriptions().DeleteLegacy(ctx, "o1", "x1")
		}},
		{"AzureSubscriptions.ListOfReseller", []string{"GET /api/resellers/r/services/azure/Subscriptions"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.AzureSubscriptions().ListOfReseller(ctx)
			return first(list).ID, err
		}},
		{"AzureSubscriptions.AllOfReseller", []string{"GET /api/resellers/r/services/azure/Subscriptions"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.AzureSubscriptions().AllOfReseller(ctx))
			return last.ID, err
		}},
		{"ServiceSubscriptions.List", []string{"GET /api/resellers/r/organizations/o1/services/v1/subscriptions"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.ServiceSubscriptions().List(ctx, "o1", "v1")
			return first(list).ID, err
		}},
		{"ServiceSubscriptions.All", []string{"GET /api/resellers/r/organizations/o1/services/v1/subscriptions"}, `[{"id":"x1"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.ServiceSubscriptions().All(ctx, "o1", "v1"))
			return last.ID, err
		}},
		{"ServiceSubscriptions.Get", []string{"GET /api/resellers/r/organizations/o1/services/v1/subscriptions/x1"}, `{"id":"x1"}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.ServiceSubscriptions().Get(ctx, "o1", "v1", "x1")
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"ServiceSubscriptions.Create", []string{"POST /api/resellers/r/organizations/o1/services/v1/subscriptions"}, `{"id":"x1"}`, `{"productId":"p","quantity":10}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.ServiceSubscriptions().Create(ctx, "o1", "v1", cloudmore.Subscription{ProductID: "p", Quantity: ten()})
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"ServiceSubscriptions.Update", []string{"GET /api/resellers/r/organizations/o1/services/v1/subscriptions/x1", "PUT /api/resellers/r/organizations/o1/services/v1/subscriptions/x1"}, `{"id":"x1","kept":[1]}`, `{"id":"x1","kept":[1],"quantity":10}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.ServiceSubscriptions().Update(ctx, "o1", "v1", "x1", func(x *cloudmore.Subscription) error { x.Quantity = ten(); return nil })
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"ServiceSubscriptions.Delete", []string{"DELETE /api/resellers/r/organizations/o1/services/v1/subscriptions/x1"}, ``, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.ServiceSubscriptions().Delete(ctx, "o1", "v1", "x1")
		}},
		{"ServiceSubscriptions.ListProducts", []string{"GET /api/resellers/r/organizations/o1/services/v1/products"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.ServiceSubscriptions().ListProducts(ctx, "o1", "v1")
			return first(list).ID, err
		}},
		{"ServiceSubscriptions.AllProducts", []string{"GET /api/resellers/r/organizations/o1/services/v1/products"}, `[{"id":"x1"},{"id":"x2"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.ServiceSubscriptions().AllProducts(ctx, "o1", "v1"))
			return last.ID, err
		}},
		{"ServiceSubscriptions.ListHistory", []string{"GET /api/resellers/r/organizations/o1/services/v1/Subscriptions/history/x1"}, `[{"created":"2026-11-01T00:00:00","event":"QuantityChanged"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.ServiceSubscriptions().ListHistory(ctx, "o1", "v1", "x1")
			return first(list).Action, err
		}},
		{"ServiceSubscriptions.AllHistory", []string{"GET /api/resellers/r/organizations/o1/services/v1/Subscriptions/history/x1"}, `[{"created":"2026-11-01T00:00:00","event":"QuantityChanged"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.ServiceSubscriptions().AllHistory(ctx, "o1", "v1", "x1"))
			return last.Action, err
		}},
		{"EStore.List", []string{"GET /api/resellers/r/organizations/o1/Estore"}, `[{"serviceId":"v1","serviceName":"Backup"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.EStore().List(ctx, "o1")
			return first(list).Name, err
		}},
		{"EStore.All", []string{"GET /api/resellers/r/organizations/o1/Estore"}, `[{"id":"x1"}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			last, err := lastOf(c.EStore().All(ctx, "o1"))
			return last.ID, err
		}},
		{"EStore.Get", []string{"GET /api/resellers/r/organizations/o1/Estore/v1"}, `{"id":"v1","items":[{"productName":"Backup 1 TB"}]}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.EStore().Get(ctx, "o1", "v1")
			if err != nil {
				return "", err
			}
			return got.Products[0].Name, nil
		}},
		{"PriceLists.Organization", []string{"GET /api/resellers/r/organizations/o1/services/v1/pricelist"}, `[{"ItemId":"CFQ7:0001","salesPrice":12.50}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.PriceLists().Organization(ctx, "o1", "v1")
			return first(list).ItemID, err
		}},
		{"PriceLists.SetOrganization", []string{"PUT /api/resellers/r/organizations/o1/services/v1/pricelist"}, ``, `[{"itemId":"CFQ7:0001","salesPrice":12.5}]`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.PriceLists().SetOrganization(ctx, "o1", "v1", []cloudmore.PriceListItem{{ItemID: "CFQ7:0001", SalesPrice: price()}})
		}},
		{"PriceLists.Reseller", []string{"GET /api/resellers/r/services/v1/pricelist?currencyCode=SEK"}, `[{"ItemId":"CFQ7:0001","salesPrice":12.50}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.PriceLists().Reseller(ctx, "v1", cloudmore.PriceListQuery{CurrencyCode: "SEK"})
			return first(list).SalesPrice.String(), err
		}},
		{"PriceLists.CommitmentPrices", []string{"GET /api/resellers/r/services/v1/pricelist/CommitmentPrice?currencyCode=SEK"}, `[{"ItemId":"CFQ7:0001","salesPrice":12.50}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.PriceLists().CommitmentPrices(ctx, "v1", cloudmore.PriceListQuery{CurrencyCode: "SEK"})
			return first(list).SalesPrice.String(), err
		}},
		{"PriceLists.PostRenewalPrices", []string{"GET /api/resellers/r/services/v1/pricelist/PostRenewalPrice?currencyCode=SEK"}, `[{"ItemId":"CFQ7:0001","salesPrice":12.50}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.PriceLists().PostRenewalPrices(ctx, "v1", cloudmore.PriceListQuery{CurrencyCode: "SEK"})
			return first(list).SalesPrice.String(), err
		}},
		{"PriceLists.Seller", []string{"GET /api/sellers/s/services/v1/pricelist?currencyCode=SEK"}, `[{"ItemId":"CFQ7:0001","salesPrice":12.50}]`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			list, err := c.PriceLists().Seller(ctx, "v1", cloudmore.PriceListQuery{CurrencyCode: "SEK"})
			return first(list).SalesPrice.String(), err
		}},
		{"PriceLists.SetReseller", []string{"PUT /api/resellers/r/services/v1/pricelist"}, ``, `[{"itemId":"CFQ7:0001","salesPrice":12.5}]`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.PriceLists().SetReseller(ctx, "v1", []cloudmore.PriceListItem{{ItemID: "CFQ7:0001", SalesPrice: price()}})
		}},
		{"PriceLists.SetSeller", []string{"PUT /api/sellers/s/services/v1/pricelist"}, ``, `[{"itemId":"CFQ7:0001","salesPrice":12.5}]`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.PriceLists().SetSeller(ctx, "v1", []cloudmore.PriceListItem{{ItemID: "CFQ7:0001", SalesPrice: price()}})
		}},
		{"Services.Get", []string{"GET /api/resellers/r/organizations/o1/services/v1"}, `{"serviceId":"v1","serviceName":"Backup"}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.Services().Get(ctx, "o1", "v1")
			if err != nil {
				return "", err
			}
			return got.Name, nil
		}},
		{"Services.Add", []string{"POST /api/resellers/r/organizations/o1/services"}, `{"id":"v1"}`, `{"id":"v1"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.Services().Add(ctx, "o1", cloudmore.Service{ID: "v1"})
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"Services.Update", []string{"GET /api/resellers/r/organizations/o1/services/v1", "PUT /api/resellers/r/organizations/o1/services/v1"}, `{"id":"v1","kept":[1]}`, `{"id":"v1","kept":[1],"name":"Backup"}`, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.Services().Update(ctx, "o1", "v1", func(x *cloudmore.Service) error { x.Name = "Backup"; return nil })
			if err != nil {
				return "", err
			}
			return got.ID, nil
		}},
		{"Services.Remove", []string{"DELETE /api/resellers/r/organizations/o1/services/v1"}, ``, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			return "done", c.Services().Remove(ctx, "o1", "v1")
		}},
		{"Services.CSPDomain", []string{"GET /api/resellers/r/services/csp/domainvalidation?domainPrefix=acme"}, `{"domainPrefix":"acme","isValid":true}`, ``, func(ctx context.Context, c *cloudmore.Client) (string, error) {
			got, err := c.Services().CSPDomain(ctx, "acme")
			if err != nil {
				return "", err
			}
			return got.Domain, nil
		}},
	}
}
