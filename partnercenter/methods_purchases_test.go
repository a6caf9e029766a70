package partnercenter_test

import (
	"context"
	"testing"

	"github.com/tenantlink/tenantlink/partnercenter"
)

func TestPurchaseMethods(t *testing.T) {
	checkMethods(t, []methodCase{
		{"subscriptions.get", "GET /v1/customers/a1/subscriptions/b2", ``, `{"friendlyName":"x","scheduledActions":[{"scheduleType":"TermEnd","actionType":"Cancel"}]}`, func(ctx context.Context, c both) (any, error) {
			return c.Subscriptions().Get(ctx, "a1", "b2")
		}},
		{"subscriptions.update", "PATCH /v1/customers/a1/subscriptions/b2", `{"friendlyName":"x"}`, `{"friendlyName":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Subscriptions().Update(ctx, "a1", "b2", partnercenter.Subscription{FriendlyName: "x"})
		}},
		{"subscriptions.provisioningstatus.get", "GET /v1/customers/a1/subscriptions/b2/provisioningstatus", ``, `{"skuId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Subscriptions().ProvisioningStatus(ctx, "a1", "b2")
		}},
		{"subscriptions.supportcontact.get", "GET /v1/customers/a1/subscriptions/b2/supportcontact", ``, `{"supportTenantId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Subscriptions().SupportContact(ctx, "a1", "b2")
		}},
		{"subscriptions.supportcontact.update", "PUT /v1/customers/a1/subscriptions/b2/supportcontact", `{"supportTenantId":"x"}`, `{"supportTenantId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Subscriptions().UpdateSupportContact(ctx, "a1", "b2", partnercenter.SupportContact{SupportTenantID: "x"})
		}},
		{"subscriptions.registrations.create", "POST /v1/customers/a1/subscriptions/b2/registrations", ``, ``, func(ctx context.Context, c both) (any, error) {
			return nil, c.Subscriptions().Register(ctx, "a1", "b2")
		}},
		{"subscriptions.registrationstatus.get", "GET /v1/customers/a1/subscriptions/b2/registrationstatus", ``, `{"subscriptionId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Subscriptions().RegistrationStatus(ctx, "a1", "b2")
		}},
		{"subscriptions.overage.update", "PUT /v1/customers/a1/subscriptions/overage", `{"azureEntitlementId":"x"}`, `{"azureEntitlementId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Subscriptions().UpdateOverage(ctx, "a1", partnercenter.Overage{AzureEntitlementID: "x"})
		}},
		{"subscriptions.conversions.create", "POST /v1/customers/a1/subscriptions/b2/conversions", `{"offerId":"x"}`, `{"subscriptionId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Subscriptions().Convert(ctx, "a1", "b2", partnercenter.Conversion{OfferID: "x"})
		}},
		{"subscriptions.transitions.create", "POST /v1/customers/a1/subscriptions/b2/transitions", `{"operationId":"x"}`, `{"operationId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Subscriptions().Transition(ctx, "a1", "b2", partnercenter.Transition{OperationID: "x"})
		}},
		{"orders.create", "POST /v1/customers/a1/orders", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Orders().Create(ctx, "a1", partnercenter.Order{ID: "x"})
		}},
		{"orders.update", "PATCH /v1/customers/a1/orders/b2", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Orders().Update(ctx, "a1", "b2", partnercenter.Order{ID: "x"})
		}},
		{"carts.create", "POST /v1/customers/a1/carts", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Carts().Create(ctx, "a1", partnercenter.Cart{ID: "x"})
		}},
		{"carts.get", "GET /v1/customers/a1/carts/b2", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Carts().Get(ctx, "a1", "b2")
		}},
		{"carts.update", "PUT /v1/customers/a1/carts/b2", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Carts().Update(ctx, "a1", "b2", partnercenter.Cart{ID: "x"})
		}},
		{"carts.checkout", "POST /v1/customers/a1/carts/b2/checkout", ``, `{"orders":[{"id":"x"}]}`, func(ctx context.Context, c both) (any, error) {
			return c.Carts().Checkout(ctx, "a1", "b2")
		}},
		{"products.get", "GET /v1/products/a1?country=q1", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Products().Get(ctx, "a1", "q1")
		}},
		{"products.skus.get", "GET /v1/products/a1/skus/b2?country=q1", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Products().SKU(ctx, "a1", "b2", "q1")
		}},
		{"products.skus.availabilities.get", "GET /v1/products/a1/skus/b2/availabilities/c3?country=q1", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Products().Availability(ctx, "a1", "b2", "c3", "q1")
		}},
		{"productpromotions.get", "GET /v1/productpromotions/a1?country=q1", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Products().Promotion(ctx, "a1", "q1")
		}},
		{"customers.products.get", "GET /v1/customers/a1/products/b2", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.CustomerProducts().Get(ctx, "a1", "b2")
		}},
		{"customers.products.skus.get", "GET /v1/customers/a1/products/b2/skus/c3", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.CustomerProducts().SKU(ctx, "a1", "b2", "c3")
		}},
		{"customers.products.skus.availabilities.get", "GET /v1/customers/a1/products/b2/skus/c3/availabilities/d4", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.CustomerProducts().Availability(ctx, "a1", "b2", "c3", "d4")
		}},
		{"productUpgrades.status.get", "POST /v1/productUpgrades/a1/status", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Entitlements().UpgradeStatus(ctx, "a1", partnercenter.ProductUpgrade{ID: "x"})
		}},
		{"productUpgrades.eligibility", "POST /v1/productUpgrades/eligibility", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Entitlements().UpgradeEligibility(ctx, partnercenter.ProductUpgrade{ID: "x"})
		}},
		{"productUpgrades.create", "POST /v1/productUpgrades", `{"id":"x"}`, ``, func(ctx context.Context, c both) (any, error) {
			_, err := c.Entitlements().Upgrade(ctx, partnercenter.ProductUpgrade{ID: "x"})
			return nil, err
		}},
		{"migrations.validate", "POST /v1/customers/a1/migrations/newcommerce/validate", `{"id":"x"}`, `{"currentSubscriptionId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Migrations().Validate(ctx, "a1", partnercenter.Migration{ID: "x"})
		}},
		{"migrations.create", "POST /v1/customers/a1/migrations/newcommerce", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Migrations().Create(ctx, "a1", partnercenter.Migration{ID: "x"})
		}},
		{"migrations.get", "GET /v1/customers/a1/migrations/newcommerce/b2", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Migrations().Get(ctx, "a1", "b2")
		}},
		{"migrations.schedules.create", "POST /v1/customers/a1/migrations/newcommerce/schedules", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Migrations().CreateSchedule(ctx, "a1", partnercenter.MigrationSchedule{ID: "x"})
		}},
		{"migrations.schedules.get", "GET /v1/customers/a1/migrations/newcommerce/schedules/b2", ``, `[{"id":"x"}]`, func(ctx context.Context, c both) (any, error) {
			schedule, err := c.Migrations().Schedule(ctx, "a1", "b2")
			return []*partnercenter.MigrationSchedule{schedule}, err
		}},
		{"migrations.schedules.update", "PUT /v1/customers/a1/migrations/newcommerce/schedules/b2", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Migrations().UpdateSchedule(ctx, "a1", "b2", partnercenter.MigrationSchedule{ID: "x"})
		}},
		{"migrations.schedules.cancel", "POST /v1/customers/a1/migrations/newcommerce/schedules/b2/cancel", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Migrations().CancelSchedule(ctx, "a1", "b2")
		}},
	})
	checkLists(t, []listCase{
		{"subscriptions.addons.list", "GET /v1/customers/a1/subscriptions/b2/addons", `{"friendlyName":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Subscriptions().ListAddOns(ctx, "a1", "b2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Subscriptions().AllAddOns(ctx, "a1", "b2"))
		}},
		{"subscriptions.activationlinks.list", "GET /v1/customers/a1/subscriptions/b2/activationlinks", `{"lineItemNumber":1,"link":{"uri":"x"}}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Subscriptions().ListActivationLinks(ctx, "a1", "b2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Subscriptions().AllActivationLinks(ctx, "a1", "b2"))
		}},
		{"subscriptions.overage.list", "GET /v1/customers/a1/subscriptions/overage", `{"azureEntitlementId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Subscriptions().ListOverages(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Subscriptions().AllOverages(ctx, "a1"))
		}},
		{"subscriptions.conversions.list", "GET /v1/customers/a1/subscriptions/b2/conversions", `{"offerId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Subscriptions().ListConversions(ctx, "a1", "b2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Subscriptions().AllConversions(ctx, "a1", "b2"))
		}},
		{"subscriptions.transitionEligibilities.list", "GET /v1/customers/a1/subscriptions/b2/transitionEligibilities?eligibilityType=q1", `{"operationId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Subscriptions().ListTransitionEligibilities(ctx, "a1", "b2", "q1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Subscriptions().AllTransitionEligibilities(ctx, "a1", "b2", "q1"))
		}},
		{"subscriptions.transitions.list", "GET /v1/customers/a1/subscriptions/b2/transitions", `{"operationId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Subscriptions().ListTransitions(ctx, "a1", "b2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Subscriptions().AllTransitions(ctx, "a1", "b2"))
		}},
		{"orders.provisioningstatus.list", "GET /v1/customers/a1/orders/b2/provisioningstatus", `{"status":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Orders().ListProvisioning(ctx, "a1", "b2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Orders().AllProvisioning(ctx, "a1", "b2"))
		}},
		{"orders.activationlinks.list", "GET /v1/customers/a1/orders/b2/activationlinks", `{"lineItemNumber":1,"link":{"uri":"x"}}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Orders().ListActivationLinks(ctx, "a1", "b2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Orders().AllActivationLinks(ctx, "a1", "b2"))
		}},
		{"orders.lineitems.activationlinks.list", "GET /v1/customers/a1/orders/b2/lineitems/1/activationlinks", `{"lineItemNumber":1,"link":{"uri":"x"}}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Orders().ListLineActivationLinks(ctx, "a1", "b2", 1, after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Orders().AllLineActivationLinks(ctx, "a1", "b2", 1))
		}},
		{"products.list", "GET /v1/products?country=q1&targetView=q2", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Products().List(ctx, "q1", "q2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Products().All(ctx, "q1", "q2"))
		}},
		{"products.skus.list", "GET /v1/products/a1/skus?country=q1", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Products().ListSKUs(ctx, "a1", "q1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Products().AllSKUs(ctx, "a1", "q1"))
		}},
		{"products.skus.availabilities.list", "GET /v1/products/a1/skus/b2/availabilities?country=q1", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Products().ListAvailabilities(ctx, "a1", "b2", "q1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Products().AllAvailabilities(ctx, "a1", "b2", "q1"))
		}},
		{"productpromotions.list", "GET /v1/productpromotions?country=q1&segment=q2", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Products().ListPromotions(ctx, "q1", "q2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Products().AllPromotions(ctx, "q1", "q2"))
		}},
		{"offercategories.list", "GET /v1/offercategories?country=q1", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Products().ListOfferCategories(ctx, "q1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Products().AllOfferCategories(ctx, "q1"))
		}},
		{"customers.products.list", "GET /v1/customers/a1/products?targetView=q1", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.CustomerProducts().List(ctx, "a1", "q1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.CustomerProducts().All(ctx, "a1", "q1"))
		}},
		{"customers.products.skus.list", "GET /v1/customers/a1/products/b2/skus", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.CustomerProducts().ListSKUs(ctx, "a1", "b2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.CustomerProducts().AllSKUs(ctx, "a1", "b2"))
		}},
		{"customers.products.skus.availabilities.list", "GET /v1/customers/a1/products/b2/skus/c3/availabilities", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.CustomerProducts().ListAvailabilities(ctx, "a1", "b2", "c3", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.CustomerProducts().AllAvailabilities(ctx, "a1", "b2", "c3"))
		}},
		{"entitlements.list", "GET /v1/customers/a1/entitlements?entitlementType=q1&showExpiry=true", `{"productId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Entitlements().List(ctx, "a1", partnercenter.EntitlementQuery{Type: "q1", ShowExpiry: true, After: after}))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Entitlements().All(ctx, "a1", partnercenter.EntitlementQuery{Type: "q1", ShowExpiry: true}))
		}},
		{"migrations.list", "GET /v1/migrations/newcommerce?CustomerTenantId=q1", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Migrations().List(ctx, "q1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Migrations().All(ctx, "q1"))
		}},
		{"migrations.events.list", "GET /v1/customers/a1/migrations/newcommerce/events", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Migrations().ListEvents(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Migrations().AllEvents(ctx, "a1"))
		}},
		{"migrations.schedules.list", "GET /v1/customers/a1/migrations/newcommerce/schedules", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Migrations().ListSchedules(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Migrations().AllSchedules(ctx, "a1"))
		}},
	})
}
