package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/tenantlink/tenantlink/mockserver"
)

// step is one call of the scenario that puts something into every list of the
// mock. Path and body hold {values} that earlier steps have learnt.
type step struct {
	op, request string
	body        string
	// learn is what later steps call a member of the answer, by its path:
	// "cart_id" from ".id". An etag is for the next step's If-Match.
	learn map[string]string
}

const legacyOffers = "/v1/offers?country=US"

// scenario lives a customer's life: purchases of both commerces, users, devices,
// transfers, migrations, access, exports. Its answers are compared as well as
// those to the plain reads.
func scenario() []step {
	const at = " /v1/customers/{customer_id}"
	const gdap = " /v1.0/tenantRelationships/delegatedAdminRelationships"
	id := func(name string) map[string]string { return map[string]string{name: ".id"} }
	return []step{
		{"", "GET " + legacyOffers, "", map[string]string{"offer": ".items[0].id"}},
		{"customers.create", "POST /v1/customers", `{"enableGDAPByDefault":false,"companyProfile":{"domain":"fresh.onmicrosoft.com"},"billingProfile":{"email":"a@fresh.example","culture":"en-US","language":"en","companyName":"Fresh","defaultAddress":` + address + `}}`, id("fresh")},
		{"customers.agreements.create", "POST /v1/customers/{fresh}/agreements", `{"templateId":"117a77b0-9360-443b-8795-c6dedc750cf9","type":"MicrosoftCustomerAgreement","dateAgreed":"2026-11-01T00:00:00Z","primaryContact":{"firstName":"A","lastName":"B","email":"a@fresh.example","phoneNumber":"1"}}`, nil},
		{"", "GET" + at + "/profiles/billing", "", map[string]string{"etag": ".attributes.etag"}},
		{"customers.profiles.billing.update", "PUT" + at + "/profiles/billing", `{"email":"a@scenario.example","culture":"en-US","language":"en","companyName":"Scenario","firstName":"A","lastName":"B","defaultAddress":` + address + `}`, nil},
		{"customers.qualifications.create", "POST" + at + "/qualifications", `{"qualification":"Education"}`, nil},
		{"customers.usagebudget.update", "PATCH" + at + "/usagebudget", `{"amount":100}`, nil},
		{"validations.address", "POST /v1/validations/address", address, nil},

		{"carts.create", "POST" + at + "/carts", `{"lineItems":[` + seats + `]}`, id("cart_id")},
		{"carts.checkout", "POST" + at + "/carts/{cart_id}/checkout", "", map[string]string{"order_id": ".orders[0].id", "bought": ".orders[0].lineItems[0].subscriptionId"}},
		{"carts.create", "POST" + at + "/carts", `{"lineItems":[{"catalogItemId":"CFQ7TTC0LFLX:0001:CFQ7TTC0K4FF","quantity":3,"billingCycle":"monthly","termDuration":"P1Y","addonItems":[{"catalogItemId":"CFQ7TTC0LH0T:0001:CFQ7TTC0HLJ5","quantity":2,"billingCycle":"monthly","termDuration":"P1Y"}]}]}`, id("target_cart")},
		{"carts.checkout", "POST" + at + "/carts/{target_cart}/checkout", "", map[string]string{"target": ".orders[0].lineItems[0].subscriptionId"}},
		{"carts.create", "POST" + at + "/carts", `{"lineItems":[{"catalogItemId":"CFQ7TTC0LH0T:0001:CFQ7TTC0HLJ5","quantity":1,"billingCycle":"annual","termDuration":"P1Y","provisioningContext":{"parentSubscriptionId":"{target}"}}]}`, nil},
		{"carts.create", "POST" + at + "/carts", `{"lineItems":[{"catalogItemId":"DZH318Z0BPS6:0001:DZH318Z0BML6","quantity":1,"billingCycle":"monthly","termDuration":"P1Y","renewsTo":{"termDuration":"P1Y"},"provisioningContext":{"subscriptionId":"x","scope":"shared"}}]}`, nil},
		{"transfers.create", "POST" + at + "/transfers", `{"sourcePartnerTenantId":"{partner}","targetPartnerTenantId":"{partner}","targetPartnerName":"Other","lineItems":[{"subscriptionId":"{target}","partnerIdOnRecord":"1"}]}`, id("transfer_id")},
		{"subscriptions.update", "PATCH" + at + "/subscriptions/{target}", `{"status":"suspended"}`, nil},
		{"transfers.accept", "POST" + at + "/transfers/{transfer_id}/accept", "", nil},
		{"subscriptions.update", "PATCH" + at + "/subscriptions/{bought}", `{"autoRenewEnabled":true,"scheduledNextTermInstructions":{"product":{"productId":"CFQ7TTC0LH18","skuId":"0001","availabilityId":"CFQ7TTC0K971","billingCycle":"annual","termDuration":"P1Y"},"quantity":1}}`, nil},
		{"subscriptions.transitionEligibilities.list", "GET" + at + "/subscriptions/{bought}/transitionEligibilities", "", nil},
		{"subscriptions.transitions.create", "POST" + at + "/subscriptions/{bought}/transitions", `{"toCatalogItemId":"CFQ7TTC0LCHC:0002:CFQ7TTC0K59J","quantity":1}`, nil},
		{"subscriptions.overage.update", "PUT" + at + "/subscriptions/overage", `{"overageEnabled":true}`, nil},
		{"products.checkinventory", "POST /v1/extensions/product/checkinventory?country=US", `{"targetItems":[{"productId":"DZH318Z0BPS6"}],"inventoryContext":{"customerId":"{customer_id}","azureSubscriptionId":"x","armRegionName":"japanwest"}}`, nil},

		{"orders.create", "POST" + at + "/orders", `{"billingCycle":"monthly","lineItems":[{"lineItemNumber":0,"offerId":"{offer}","quantity":5}]}`, map[string]string{"legacy_order": ".id", "legacy": ".lineItems[0].subscriptionId"}},
		{"orders.create", "POST" + at + "/orders", `{"billingCycle":"monthly","lineItems":[{"lineItemNumber":0,"offerId":"{offer}","parentSubscriptionId":"{legacy}","quantity":5}]}`, map[string]string{"legacy_addon": ".lineItems[0].subscriptionId"}},
		{"orders.update", "PATCH" + at + "/orders/{legacy_order}", `{"billingCycle":"annual"}`, nil},
		{"subscriptions.list", "GET" + at + "/subscriptions", "", nil},
		{"subscriptions.addons.list", "GET" + at + "/subscriptions/{target}/addons", "", nil},
		{"migrations.validate", "POST" + at + "/migrations/newcommerce/validate", `{"currentSubscriptionId":"{legacy}"}`, nil},
		{"migrations.validate", "POST" + at + "/migrations/newcommerce/validate", `{"currentSubscriptionId":"{bought}"}`, nil},
		{"migrations.schedules.create", "POST" + at + "/migrations/newcommerce/schedules", `{"currentSubscriptionId":"{legacy}","targetDate":"{soon}","addOnMigrations":[{"currentSubscriptionId":"{legacy_addon}","quantity":1,"termDuration":"P1M","billingCycle":"Monthly"}]}`, id("schedule_id")},
		{"migrations.schedules.update", "PUT" + at + "/migrations/newcommerce/schedules/{schedule_id}", `{"targetDate":"{soon}"}`, nil},
		{"migrations.schedules.cancel", "POST" + at + "/migrations/newcommerce/schedules/{schedule_id}/cancel", "", nil},
		{"migrations.create", "POST" + at + "/migrations/newcommerce", `{"currentSubscriptionId":"{legacy}","externalReferenceId":"ext","addOnMigrations":[{"currentSubscriptionId":"{legacy_addon}","quantity":1,"termDuration":"P1M","billingCycle":"Monthly"}]}`, id("migration_id")},
		{"", "POST" + at + "/carts", `{"lineItems":[{"catalogItemId":"DG7GMGF0PWHC:0003:DG7GMGF0F49X","quantity":1,"billingCycle":"one_time"}]}`, id("software_cart")},
		{"", "POST" + at + "/carts/{software_cart}/checkout", "", map[string]string{"software": ".orders[0].id"}},
		{"orders.update", "PATCH" + at + "/orders/{software}", `{"status":"cancelled"}`, nil},
		{"orders.get", "GET" + at + "/orders/{order_id}", "", nil},
		{"transfers.create", "POST" + at + "/transfers", `{"sourcePartnerTenantId":"{partner}","targetPartnerTenantId":"{partner}","targetPartnerName":"Other","lineItems":[{"subscriptionId":"{subscription_id}","partnerIdOnRecord":"1"}]}`, id("transfer_id")},
		{"transfers.update", "PATCH" + at + "/transfers/{transfer_id}", `{"status":"reject"}`, nil},
		{"subscriptions.conversions.list", "GET /v1/customers/{trial_customer}/subscriptions/{trial}/conversions", "", map[string]string{"trial_offer": ".items[0].targetOfferId"}},
		{"subscriptions.conversions.create", "POST /v1/customers/{trial_customer}/subscriptions/{trial}/conversions", `{"targetOfferId":"{trial_offer}"}`, nil},

		{"users.create", "POST" + at + "/users", `{"usageLocation":"US","userPrincipalName":"a@scenario.example","firstName":"A","lastName":"B","displayName":"A","immutableId":"1"}`, id("user_id")},
		{"users.create", "POST" + at + "/users", `{"usageLocation":"US","userPrincipalName":"b@scenario.example","firstName":"B","lastName":"B","displayName":"B"}`, id("deleted_user")},
		{"users.update", "PATCH" + at + "/users/{user_id}", `{"displayName":"AA"}`, nil},
		{"users.resetpassword", "PATCH" + at + "/users/{user_id}/resetpassword", `{"passwordProfile":{"password":"x","forceChangePassword":true}}`, nil},
		{"users.delete", "DELETE" + at + "/users/{deleted_user}", "", nil},
		{"", "GET" + at + "/subscribedskus", "", map[string]string{"sku": ".items[0].productSku.id"}},
		{"users.licenseupdates.create", "POST" + at + "/users/{user_id}/licenseupdates", `{"licensesToAssign":[{"skuId":"{sku}"}]}`, nil},
		{"directoryroles.usermembers.create", "POST" + at + "/directoryroles/729827e3-9c14-49f7-bb1b-9608f156bbb8/usermembers", `{"id":"{user_id}"}`, nil},

		{"devices.policies.create", "POST" + at + "/policies", `{"name":"p","category":"o_o_b_e","description":"d","policySettings":["skip_eula"]}`, id("policy")},
		{"devices.policies.update", "PUT" + at + "/policies/{policy}", `{"name":"q","category":"o_o_b_e","description":"d","policySettings":["skip_eula"]}`, nil},
		{"devices.upload", "POST" + at + "/deviceBatches/B/devices", `[{"serialNumber":"S","productKey":"K"}]`, nil},
		{"devices.list", "GET" + at + "/deviceBatches/B/devices", "", nil},
		{"selfservepolicies.create", "POST /v1/SelfServePolicy", `{"selfServeEntity":{"selfServeEntityType":"customer","tenantID":"{customer_id}"},"grantor":{"grantorType":"billToPartner","tenantID":"{partner}"},"permissions":[{"resource":"AzureReservedInstances","action":"Purchase"}]}`, id("policy_id")},
		{"selfservepolicies.update", "PUT /v1/SelfServePolicy", `{"id":"{policy_id}","permissions":[{"resource":"AzureReservedInstances","action":"Purchase"}]}`, nil},
		{"", "GET /v1/servicerequests", "", map[string]string{"request_id": ".items[0].id"}},
		{"servicerequests.update", "PATCH /v1/servicerequests/{request_id}", `{"status":"none","newNote":{"text":"n"}}`, nil},
		{"productUpgrades.create", "POST /v1/productUpgrades", `{"customerId":"{customer_id}","productFamily":"Azure"}`, nil},
		{"productUpgrades.eligibility", "POST /v1/productUpgrades/eligibility", `{"customerId":"{customer_id}","productFamily":"Azure"}`, map[string]string{"upgrade_id": ".upgradeId"}},
		{"productUpgrades.status.get", "POST /v1/productUpgrades/{upgrade_id}/status", `{"customerId":"{customer_id}","productFamily":"Azure"}`, nil},
		{"profiles.organization.update", "PUT /v1/profiles/organization", `{"language":"en"}`, nil},
		{"profiles.billing.update", "PUT /v1/profiles/billing", `{"purchaseOrderNumber":"1"}`, nil},
		{"profiles.support.update", "PUT /v1/profiles/support", `{"website":"https://x.example"}`, nil},
		{"", "GET /v1/productpromotions?country=US&segment=commercial", "", map[string]string{"promotion_id": ".items[0].id"}},

		{"graph.delegatedAdminRelationships.create", "POST" + gdap, `{"displayName":"Scenario","duration":"P30D","autoExtendDuration":"P0D","customer":{"tenantId":"{customer_id}"},"accessDetails":{"unifiedRoles":[{"roleDefinitionId":"` + role + `"}]}}`, id("relationship_id")},
		{"graph.delegatedAdminRelationships.requests.create", "POST" + gdap + "/{relationship_id}/requests", `{"action":"lockForApproval"}`, nil},
		{"", "POST /_mock/gdap/{relationship_id}/approve", "", nil},
		{"", "GET" + gdap + "/{relationship_id}", "", nil},
		{"", "GET" + gdap + "/{relationship_id}", "", nil},
		{"", "GET" + gdap + "/{relationship_id}", "", nil},
		{"", "POST /v1.0/groups", `{"displayName":"G","mailNickname":"g","mailEnabled":false,"securityEnabled":true}`, id("group")},
		{"graph.delegatedAdminRelationships.accessAssignments.create", "POST" + gdap + "/{relationship_id}/accessAssignments", `{"accessContainer":{"accessContainerId":"{group}","accessContainerType":"securityGroup"},"accessDetails":{"unifiedRoles":[{"roleDefinitionId":"` + role + `"}]}}`, nil},
		{"", "POST /v1.0/reports/partners/billing/reconciliation/billed/export", `{"invoiceId":"{invoice_id}"}`, map[string]string{"operation_id": "Location"}},
		{"graph.billing.operations.get", "GET /v1.0/reports/partners/billing/operations/{operation_id}", "", nil},
		{"graph.billing.operations.get", "GET /v1.0/reports/partners/billing/operations/{operation_id}", "", map[string]string{"manifest_id": ".resourceLocation@odata.navigationLink"}},
		{"", "POST /v1.0/reports/partners/billing/reconciliation/billed/export", `{"invoiceId":"none"}`, map[string]string{"failing": "Location"}},
		{"graph.billing.operations.get", "GET /v1.0/reports/partners/billing/operations/{failing}", "", nil},
		{"graph.billing.operations.get", "GET /v1.0/reports/partners/billing/operations/{failing}", "", nil},
		{"customers.update", "PATCH /v1/customers/{fresh}", `{"relationshipToPartner":"none"}`, nil},
	}
}

const (
	seats   = `{"catalogItemId":"CFQ7TTC0LH18:0001:CFQ7TTC0K971","friendlyName":"x","quantity":10,"billingCycle":"monthly","termDuration":"P1Y"}`
	address = `{"country":"US","region":"","city":"Redmond","state":"WA","addressLine1":"1 Microsoft Way","addressLine2":"2","postalCode":"98052","firstName":"A","lastName":"B","phoneNumber":"1"}`
	role    = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"
)

// play adds the scenario's customer and runs its steps.
func (m *mock) play(ctx context.Context) error {
	reseller := uuid.NewString()
	t, err := m.srv.AddTenant(mockserver.Tenant{
		Name: "Scenario", Email: "a@scenario.example", Domains: []string{"scenario.example"}, Customer: true, GDAP: true, Reseller: reseller, RegistrationNumber: "1",
		Spend:   mockserver.Spend{Subscriptions: 3, Azure: 100_000},
		Address: mockserver.Address{Country: "US", City: "Redmond", State: "WA", AddressLine1: "1 Microsoft Way", AddressLine2: "2", PostalCode: "98052", FirstName: "A", LastName: "B", PhoneNumber: "1"},
	})
	if err != nil {
		return err
	}
	m.values["customer_id"], m.values["reseller"], m.values["partner"] = t.ID, reseller, m.srv.Credentials().PartnerTenantID
	m.values["soon"] = m.srv.Now().AddDate(0, 1, 0).Format(time.RFC3339)
	if err := m.findSubscriptions(ctx); err != nil {
		return err
	}
	for _, st := range scenario() {
		method, path, _ := strings.Cut(m.fill(st.request), " ")
		answer, header, err := m.send(ctx, method, path, m.fill(st.body), "If-Match", m.values["etag"])
		delete(m.values, "etag")
		if err != nil {
			return fmt.Errorf("scenario: %s: %w", st.request, err)
		}
		if st.op != "" && len(answer) > 0 {
			m.answers[st.op] = append(m.answers[st.op], answer)
		}
		for name, from := range st.learn {
			if from == "Location" {
				m.values[name] = last(header.Get(from))
				continue
			}
			if m.values[name] = last(pick(answer, from)); m.values[name] == "" {
				return fmt.Errorf("scenario: %s: no %s in %s", st.request, from, answer)
			}
		}
	}
	return nil
}

// findSubscriptions learns the ids of a subscription of seats and one of Azure,
// and of a trial of some customer.
func (m *mock) findSubscriptions(ctx context.Context) error {
	for _, id := range append([]string{m.values["customer_id"]}, m.customers...) {
		body, _, err := m.send(ctx, "GET", "/v1/customers/"+id+"/subscriptions", "")
		if err != nil {
			return err
		}
		var list struct {
			Items []struct {
				ID, OfferID, BillingType, Status string
				IsTrial                          bool
			}
		}
		if err := json.Unmarshal(body, &list); err != nil {
			return err
		}
		for _, sub := range list.Items {
			switch {
			case sub.IsTrial && sub.Status == "active":
				m.values["trial_customer"], m.values["trial"] = id, sub.ID
			case id != m.values["customer_id"] || sub.Status != "active":
			case sub.BillingType == "usage":
				m.values["azure_subscription"] = sub.ID
			default:
				m.values["subscription_id"] = sub.ID
			}
		}
	}
	m.values["product_id"], m.values["sku_id"], m.values["availability_id"] = "CFQ7TTC0LH18", "0001", "CFQ7TTC0K971"
	return nil
}

var value = regexp.MustCompile(`\{[a-z_]+\}`)

// fill replaces {names} by what was learnt.
func (m *mock) fill(text string) string {
	return value.ReplaceAllStringFunc(text, func(name string) string {
		if v, ok := m.values[strings.Trim(name, "{}")]; ok {
			return v
		}
		return name
	})
}

// last is the last element of an address, or an id as it is.
func last(text string) string { return text[strings.LastIndexByte(text, '/')+1:] }

// pick reads a text member such as ".orders[0].id" of a body. A name with dots
// in it, such as an OData annotation, is a member of the body itself.
func pick(body []byte, path string) string {
	var at any
	if json.Unmarshal(body, &at) != nil {
		return ""
	}
	path = strings.TrimPrefix(path, ".")
	if whole, ok := at.(map[string]any); ok && whole[path] != nil {
		text, _ := whole[path].(string)
		return text
	}
	for name := range strings.SplitSeq(path, ".") {
		name, first := strings.CutSuffix(name, "[0]")
		members, _ := at.(map[string]any)
		at = members[name]
		if list, _ := at.([]any); first && len(list) > 0 {
			at = list[0]
		}
	}
	text, _ := at.(string)
	return text
}
