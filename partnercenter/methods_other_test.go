package partnercenter_test

import (
	"context"
	"testing"

	"github.com/tenantlink/tenantlink/partnercenter"
)

func TestOtherMethods(t *testing.T) {
	checkMethods(t, []methodCase{
		{"selfservepolicies.get", "GET /v1/SelfServePolicy/a1", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.SelfServePolicies().Get(ctx, "a1")
		}},
		{"selfservepolicies.create", "POST /v1/SelfServePolicy", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.SelfServePolicies().Create(ctx, partnercenter.SelfServePolicy{ID: "x"})
		}},
		{"selfservepolicies.update", "PUT /v1/SelfServePolicy", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.SelfServePolicies().Update(ctx, partnercenter.SelfServePolicy{ID: "x"})
		}},
		{"selfservepolicies.delete", "DELETE /v1/SelfServePolicy/a1", ``, ``, func(ctx context.Context, c both) (any, error) {
			return nil, c.SelfServePolicies().Delete(ctx, "a1")
		}},
		{"devices.policies.get", "GET /v1/customers/a1/policies/b2", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Devices().Policy(ctx, "a1", "b2")
		}},
		{"devices.policies.create", "POST /v1/customers/a1/policies", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Devices().CreatePolicy(ctx, "a1", partnercenter.DevicePolicy{ID: "x"})
		}},
		{"devices.policies.update", "PUT /v1/customers/a1/policies/b2", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Devices().UpdatePolicy(ctx, "a1", "b2", partnercenter.DevicePolicy{ID: "x"})
		}},
		{"devices.policies.delete", "DELETE /v1/customers/a1/policies/b2", ``, ``, func(ctx context.Context, c both) (any, error) {
			return nil, c.Devices().DeletePolicy(ctx, "a1", "b2")
		}},
		{"devices.policyupdates.create", "PATCH /v1/customers/a1/DevicePolicyUpdates", `{"devices":[{"id":"x"}]}`, ``, func(ctx context.Context, c both) (any, error) {
			_, err := c.Devices().AssignPolicies(ctx, "a1", partnercenter.DevicePolicyUpdate{Devices: []partnercenter.Device{{ID: "x"}}})
			return nil, err
		}},
		{"devices.batches.create", "POST /v1/customers/a1/deviceBatches", `{"batchId":"b","devices":[{"serialNumber":"s"}]}`, ``, func(ctx context.Context, c both) (any, error) {
			_, err := c.Devices().CreateBatch(ctx, "a1", partnercenter.DeviceBatchCreation{BatchID: "b", Devices: []partnercenter.Device{{SerialNumber: "s"}}})
			return nil, err
		}},
		{"devices.delete", "DELETE /v1/customers/a1/deviceBatches/b2/devices/c3", ``, ``, func(ctx context.Context, c both) (any, error) {
			return nil, c.Devices().Delete(ctx, "a1", "b2", "c3")
		}},
		{"margins.get", "GET /v1/margins", ``, `{"totalSize":1,"results":[{"id":"m","type":"CustomPrice","marginPercentage":10,"priceConfiguration":{"pricingModel":"Flat rate","purchase":[{"termDuration":"Monthly","includedMeterQuantities":["20 device"],"marketSetPrices":[{"markets":["GB"],"currency":"GBP","customPrice":447.29387}]}],"consumption":[{"meterType":"device","unitofMeasure":"per 1 device"}]}}]}`, func(ctx context.Context, c both) (any, error) {
			return c.Margins().Get(ctx)
		}},
		{"sandbox.resellers.create", "POST /v1/sandboxIndirectReseller", `{"mpnId":"6363276","tenant":{"domainPrefix":"p"}}`, `{"accountId":"a","tenant":{"adminUserAccount":"admin@p.onmicrosoft.com","password":"pw"},"agreementSignature":{"agreementType":"ValueAddedReseller"},"partnerRelationship":{"state":"Active"}}`, func(ctx context.Context, c both) (any, error) {
			return c.Sandbox().CreateReseller(ctx, partnercenter.SandboxReseller{MPNID: "6363276", Tenant: &partnercenter.SandboxTenant{DomainPrefix: "p"}})
		}},
		{"sandbox.resellers.delete", "DELETE /v1/sandboxIndirectReseller/a1", ``, ``, func(ctx context.Context, c both) (any, error) {
			return nil, c.Sandbox().DeleteReseller(ctx, "a1")
		}},
		{"devices.batchjobstatus.get", "GET /v1/customers/a1/batchjobstatus/b2", ``, `{"batchTrackingId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Devices().BatchStatus(ctx, "a1", "b2")
		}},
		{"servicerequests.get", "GET /v1/servicerequests/a1", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.ServiceRequests().Get(ctx, "a1")
		}},
		{"servicerequests.update", "PATCH /v1/servicerequests/a1", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.ServiceRequests().Update(ctx, "a1", partnercenter.ServiceRequest{ID: "x"})
		}},
		{"webhooks.registration.get", "GET /webhooks/v1/registration", ``, `{"SubscriberId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Webhooks().Registration(ctx)
		}},
		{"webhooks.registration.create", "POST /webhooks/v1/registration", `{"SubscriberId":"x"}`, `{"SubscriberId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Webhooks().Register(ctx, partnercenter.WebhookRegistration{SubscriberID: "x"})
		}},
		{"webhooks.registration.update", "PUT /webhooks/v1/registration", `{"SubscriberId":"x"}`, `{"SubscriberId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Webhooks().Update(ctx, partnercenter.WebhookRegistration{SubscriberID: "x"})
		}},
		{"webhooks.validationEvents.create", "POST /webhooks/v1/registration/validationEvents", ``, `{"correlationId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Webhooks().Test(ctx)
		}},
		{"webhooks.validationEvents.get", "GET /webhooks/v1/registration/validationEvents/a1", ``, `{"correlationId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Webhooks().TestResult(ctx, "a1")
		}},
	})
	checkLists(t, []listCase{
		{"selfservepolicies.list", "GET /v1/SelfServePolicy?entity_id=q1", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.SelfServePolicies().List(ctx, "q1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.SelfServePolicies().All(ctx, "q1"))
		}},
		{"devices.policies.list", "GET /v1/customers/a1/policies", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Devices().ListPolicies(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Devices().AllPolicies(ctx, "a1"))
		}},
		{"devices.batches.list", "GET /v1/customers/a1/deviceBatches", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Devices().ListBatches(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Devices().AllBatches(ctx, "a1"))
		}},
		{"devices.list", "GET /v1/customers/a1/deviceBatches/b2/devices", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Devices().ListDevices(ctx, "a1", "b2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Devices().AllDevices(ctx, "a1", "b2"))
		}},
		{"servicerequests.list", "GET /v1/servicerequests", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.ServiceRequests().List(ctx, after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.ServiceRequests().All(ctx))
		}},
		{"webhooks.events.list", "GET /webhooks/v1/registration/events", `"x"`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Webhooks().ListEvents(ctx, after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Webhooks().AllEvents(ctx))
		}},
	})
}
