package partnercenter_test

import (
	"context"
	"testing"

	"github.com/tenantlink/tenantlink/partnercenter"
)

func TestCustomerMethods(t *testing.T) {
	checkMethods(t, []methodCase{
		{"customers.delete", "DELETE /v1/customers/a1", ``, ``, func(ctx context.Context, c both) (any, error) {
			return nil, c.Customers().Delete(ctx, "a1")
		}},
		{"customers.update", "PATCH /v1/customers/a1", `{"relationshipToPartner":"x"}`, `{"relationshipToPartner":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Customers().Update(ctx, "a1", partnercenter.Customer{RelationshipToPartner: "x"})
		}},
		{"customers.relationshiprequests.get", "GET /v1/customers/relationshiprequests", ``, `{"url":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Customers().RelationshipRequest(ctx)
		}},
		{"customers.profiles.billing.update", "PUT /v1/customers/a1/profiles/billing", `{"companyName":"x"}`, `{"companyName":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Customers().UpdateBillingProfile(ctx, "a1", "e5", partnercenter.BillingProfile{CompanyName: "x"})
		}},
		{"customers.qualifications.create", "POST /v1/customers/a1/qualifications", `{"qualification":"x"}`, `{"qualification":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Customers().AddQualification(ctx, "a1", partnercenter.Qualification{Qualification: "x"})
		}},
		{"customers.validationStatus.get", "GET /v1/customers/a1/validationStatus?type=q1", ``, `{"type":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Customers().ValidationStatus(ctx, "a1", "q1")
		}},
		{"customers.agreements.directSignStatus.get", "GET /v1/customers/a1/directSignedMicrosoftCustomerAgreementStatus", ``, `{"isSigned":true}`, func(ctx context.Context, c both) (any, error) {
			return c.Customers().DirectSignStatus(ctx, "a1")
		}},
		{"validations.address", "POST /v1/validations/address", `{"city":"x"}`, `{"status":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Validations().Address(ctx, partnercenter.Address{City: "x"})
		}},
		{"countryvalidationrules.get", "GET /v1/countryvalidationrules/a1", ``, `{"iso2Code":"x","states":{"value":["AK"]},"supportedStatesList":["AL"]}`, func(ctx context.Context, c both) (any, error) {
			return c.Validations().Country(ctx, "a1")
		}},
		{"agreementtemplates.document.get", "GET /v1/agreementtemplates/a1/document?country=q2&language=q1", ``, `{"displayUri":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Agreements().Document(ctx, "a1", "q1", "q2")
		}},
		{"customers.agreements.create", "POST /v1/customers/a1/agreements", `{"userId":"x"}`, `{"userId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Agreements().Confirm(ctx, "a1", partnercenter.Agreement{UserID: "x"})
		}},
		{"compliance.csp.agreementstatus.get", "GET /v1/compliance/csp/agreementstatus?tenantId=q1", ``, `{"isAgreementSigned":true}`, func(ctx context.Context, c both) (any, error) {
			return c.Agreements().PartnerStatus(ctx, "q1")
		}},
		{"profiles.organization.update", "PUT /v1/profiles/organization", `{"companyName":"x"}`, `{"companyName":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Profiles().UpdateOrganization(ctx, partnercenter.OrganizationProfile{CompanyName: "x"})
		}},
		{"profiles.legalbusiness.get", "GET /v1/profiles/legalbusiness?vettingVersion=q1", ``, `{"companyName":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Profiles().LegalBusiness(ctx, "q1")
		}},
		{"profiles.legalbusiness.update", "PUT /v1/profiles/legalbusiness", `{"companyName":"x"}`, `{"companyName":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Profiles().UpdateLegalBusiness(ctx, partnercenter.LegalBusinessProfile{CompanyName: "x"})
		}},
		{"profiles.billing.get", "GET /v1/profiles/billing", ``, `{"companyName":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Profiles().Billing(ctx)
		}},
		{"profiles.billing.update", "PUT /v1/profiles/billing", `{"companyName":"x"}`, `{"companyName":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Profiles().UpdateBilling(ctx, partnercenter.PartnerBillingProfile{CompanyName: "x"})
		}},
		{"profiles.support.get", "GET /v1/profiles/support", ``, `{"email":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Profiles().Support(ctx)
		}},
		{"profiles.support.update", "PUT /v1/profiles/supportprofile", `{"email":"x"}`, `{"email":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Profiles().UpdateSupport(ctx, partnercenter.SupportProfile{Email: "x"})
		}},
		{"profiles.mpn.get", "GET /v1/profiles/mpn?mpnId=q1", ``, `{"mpnId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Profiles().MPN(ctx, "q1")
		}},
		{"applicationconsents.create", "POST /v1/customers/a1/applicationconsents", `{"applicationId":"x"}`, `{"applicationId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Consents().Create(ctx, "a1", partnercenter.ApplicationConsent{ApplicationID: "x"})
		}},
		{"applicationconsents.delete", "DELETE /v1/customers/a1/applicationconsents/b2", ``, ``, func(ctx context.Context, c both) (any, error) {
			return nil, c.Consents().Delete(ctx, "a1", "b2")
		}},
		{"transfers.get", "GET /v1/customers/a1/transfers/b2", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Transfers().Get(ctx, "a1", "b2")
		}},
		{"transfers.create", "POST /v1/customers/a1/transfers", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Transfers().Create(ctx, "a1", partnercenter.Transfer{ID: "x"})
		}},
		{"transfers.update", "PATCH /v1/customers/a1/transfers/b2", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Transfers().Update(ctx, "a1", "b2", partnercenter.Transfer{ID: "x"})
		}},
		{"transfers.accept", "POST /v1/customers/a1/transfers/b2/accept", ``, `{"orders":[{"id":"o"}],"transferErrors":[{"transferGroupId":"1","code":"900103","lineItems":[{"id":1,"entitlementId":"e"}]}]}`, func(ctx context.Context, c both) (any, error) {
			return c.Transfers().Accept(ctx, "a1", "b2")
		}},
		{"users.get", "GET /v1/customers/a1/users/b2", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Users().Get(ctx, "a1", "b2")
		}},
		{"users.create", "POST /v1/customers/a1/users", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Users().Create(ctx, "a1", partnercenter.User{ID: "x"})
		}},
		{"users.update", "PATCH /v1/customers/a1/users/b2", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Users().Update(ctx, "a1", "b2", partnercenter.User{ID: "x"})
		}},
		{"users.resetpassword", "PATCH /v1/customers/a1/users/b2/resetpassword", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Users().ResetPassword(ctx, "a1", "b2", partnercenter.User{ID: "x"})
		}},
		{"users.delete", "DELETE /v1/customers/a1/users/b2", ``, ``, func(ctx context.Context, c both) (any, error) {
			return nil, c.Users().Delete(ctx, "a1", "b2")
		}},
		{"users.licenseupdates.create", "POST /v1/customers/a1/users/b2/licenseupdates", `{"licensesToAssign":[{"skuId":"x"}]}`, `{"licensesToAssign":[{"skuId":"x"}]}`, func(ctx context.Context, c both) (any, error) {
			return c.Users().UpdateLicenses(ctx, "a1", "b2", partnercenter.LicenseUpdate{LicensesToAssign: []partnercenter.LicenseAssignment{{SKUID: "x"}}})
		}},
		{"directoryroles.usermembers.create", "POST /v1/customers/a1/directoryroles/b2/usermembers", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Users().AddRoleMember(ctx, "a1", "b2", partnercenter.RoleMember{ID: "x"})
		}},
		{"directoryroles.usermembers.delete", "DELETE /v1/customers/a1/directoryroles/b2/usermembers/c3", ``, ``, func(ctx context.Context, c both) (any, error) {
			return nil, c.Users().RemoveRoleMember(ctx, "a1", "b2", "c3")
		}},
	})
	checkLists(t, []listCase{
		{"customers.qualifications.list", "GET /v1/customers/a1/qualifications", `{"qualification":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Customers().ListQualifications(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Customers().AllQualifications(ctx, "a1"))
		}},
		{"customers.organization.list", "GET /v1/customers/a1/organization", `{"street":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Customers().ListOrganizations(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Customers().AllOrganizations(ctx, "a1"))
		}},
		{"customers.domains.list", "GET /v1/customers/a1/customDomains", `"x"`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Customers().ListCustomDomains(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Customers().AllCustomDomains(ctx, "a1"))
		}},
		{"customers.relationships.list", "GET /v1/customers/a1/relationships", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Customers().ListRelationships(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Customers().AllRelationships(ctx, "a1"))
		}},
		{"customers.managedservices.list", "GET /v1/customers/a1/managedservices", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Customers().ListManagedServices(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Customers().AllManagedServices(ctx, "a1"))
		}},
		{"customers.validations.list", "GET /v1/customers/all/validations", `{"partnerId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Validations().ListCodes(ctx, after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Validations().AllCodes(ctx))
		}},
		{"agreements.metadata.list", "GET /v1/agreements?agreementType=q1", `{"templateId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Agreements().ListMetadata(ctx, "q1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Agreements().AllMetadata(ctx, "q1"))
		}},
		{"customers.agreements.list", "GET /v1/customers/a1/agreements?agreementType=q1", `{"userId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Agreements().List(ctx, "a1", "q1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Agreements().All(ctx, "a1", "q1"))
		}},
		{"relationships.list", "GET /v1/relationships?relationship_type=q1", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Profiles().ListRelationships(ctx, "q1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Profiles().AllRelationships(ctx, "q1"))
		}},
		{"transfers.list", "GET /v1/customers/a1/transfers", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Transfers().List(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Transfers().All(ctx, "a1"))
		}},
		{"transfers.eligibility.list", "GET /v1/customers/a1/transferseligibility?transferType=q1", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Transfers().ListEligibilities(ctx, "a1", "q1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Transfers().AllEligibilities(ctx, "a1", "q1"))
		}},
		{"users.list", "GET /v1/customers/a1/users", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Users().List(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Users().All(ctx, "a1"))
		}},
		{"subscribedskus.list", "GET /v1/customers/a1/subscribedskus", `{"capabilityStatus":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Users().ListSubscribedSKUs(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Users().AllSubscribedSKUs(ctx, "a1"))
		}},
		{"users.licenses.list", "GET /v1/customers/a1/users/b2/licenses", `{"servicePlans":[{"id":"x"}]}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Users().ListLicenses(ctx, "a1", "b2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Users().AllLicenses(ctx, "a1", "b2"))
		}},
		{"users.directoryroles.list", "GET /v1/customers/a1/users/b2/directoryroles", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Users().ListRoles(ctx, "a1", "b2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Users().AllRoles(ctx, "a1", "b2"))
		}},
		{"directoryroles.list", "GET /v1/customers/a1/directoryroles", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Users().ListDirectoryRoles(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Users().AllDirectoryRoles(ctx, "a1"))
		}},
		{"directoryroles.usermembers.list", "GET /v1/customers/a1/directoryroles/b2/usermembers", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Users().ListRoleMembers(ctx, "a1", "b2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Users().AllRoleMembers(ctx, "a1", "b2"))
		}},
	})
}
