package partnercenter_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
	"github.com/tenantlink/tenantlink/partnercenter"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// mock starts a mock with n tenants and a client of it.
func mock(t *testing.T, n int, opts ...partnercenter.Option) (*mockserver.Server, *partnercenter.Client) {
	t.Helper()
	srv := mockserver.New(t, mockserver.WithTenants(n))
	client, err := clients.PartnerCenter(srv, opts...)
	require.NoError(t, err)
	return srv, client
}

func TestCustomersAllReadsEveryPage(t *testing.T) {
	srv, client := mock(t, 23)
	seen := map[string]bool{}
	for customer, err := range client.Customers().All(t.Context(), partnercenter.CustomerQuery{Size: 5}) {
		require.NoError(t, err)
		assert.NotEmpty(t, customer.CompanyProfile.CompanyName)
		assert.False(t, seen[customer.ID], "%s came twice", customer.ID)
		seen[customer.ID] = true
	}
	assert.GreaterOrEqual(t, len(seen), 20)
	requests := srv.Requests(mockserver.Match{Op: "customers.list"})
	assert.GreaterOrEqual(t, len(requests), 4, "pages of 5")
}

func TestCustomersListContinues(t *testing.T) {
	_, client := mock(t, 12)
	first, err := client.Customers().List(t.Context(), partnercenter.CustomerQuery{Size: 4})
	require.NoError(t, err)
	require.Len(t, first.Items, 4)
	require.False(t, first.Next.IsZero())
	second, err := client.Customers().List(t.Context(), partnercenter.CustomerQuery{Size: 4, After: first.Next})
	require.NoError(t, err)
	require.NotEmpty(t, second.Items)
	assert.NotEqual(t, first.Items[0].ID, second.Items[0].ID)
}

func TestCustomersFilter(t *testing.T) {
	_, client := mock(t, 30)
	all, err := client.Customers().List(t.Context(), partnercenter.CustomerQuery{Size: 30})
	require.NoError(t, err)
	prefix := all.Items[7].CompanyProfile.CompanyName[:3]
	filtered, err := client.Customers().List(t.Context(), partnercenter.CustomerQuery{Size: 30,
		Filter: &partnercenter.Filter{Field: "CompanyName", Operator: partnercenter.FilterStartsWith, Value: prefix}})
	require.NoError(t, err)
	require.NotEmpty(t, filtered.Items)
	assert.Less(t, len(filtered.Items), len(all.Items))
	for _, customer := range filtered.Items {
		assert.Equal(t, prefix, customer.CompanyProfile.CompanyName[:3])
	}
}

func TestCustomerByID(t *testing.T) {
	_, client := mock(t, 3)
	list, err := client.Customers().List(t.Context(), partnercenter.CustomerQuery{})
	require.NoError(t, err)
	id := list.Items[0].ID
	customer, err := client.Customers().Get(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, id, customer.ID)
	require.NotNil(t, customer.BillingProfile, "Get fills the billing profile")
	billing, err := client.Customers().BillingProfile(t.Context(), id)
	require.NoError(t, err)
	assert.NotEmpty(t, billing.Attributes.ETag)
	assert.NotEmpty(t, billing.Email)
	company, err := client.Customers().CompanyProfile(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, id, company.TenantID)
}

func newCustomer(domain string) partnercenter.Customer {
	return partnercenter.Customer{
		CompanyProfile: partnercenter.CompanyProfile{Domain: domain},
		BillingProfile: &partnercenter.BillingProfile{
			Email: "anna@nordlicht.example", Culture: "de-DE", Language: "de", CompanyName: "Nordlicht GmbH",
			DefaultAddress: &partnercenter.Address{Country: "DE", City: "Kiel", PostalCode: "24103", AddressLine1: "Hafenstr. 1",
				FirstName: "Anna", LastName: "Berg", State: "SH"},
		},
	}
}

func TestCustomerCreate(t *testing.T) {
	srv, client := mock(t, 3)
	made, err := client.Customers().Create(t.Context(), newCustomer("nordlicht-kiel.onmicrosoft.com"))
	require.NoError(t, err)
	require.NoError(t, uuid.Validate(made.ID))
	require.NotNil(t, made.UserCredentials)
	assert.NotEmpty(t, made.UserCredentials.Password.Reveal())
	again, err := client.Customers().Get(t.Context(), made.ID)
	require.NoError(t, err)
	assert.Equal(t, "Nordlicht GmbH", again.BillingProfile.CompanyName)
	assert.Nil(t, again.UserCredentials, "credentials come once")
	writes := srv.Requests(mockserver.Match{Op: "customers.create", Write: true})
	require.Len(t, writes, 1)
}

// Whatever breaks, one Create makes one customer, because all attempts carry the
// same MS-RequestId.
func TestCustomerCreateSurvivesFaults(t *testing.T) {
	faults := map[string]mockserver.Fault{
		"429":              {Kind: mockserver.FaultStatus, Status: 429, Phase: mockserver.Before, First: 2},
		"503 before":       {Kind: mockserver.FaultStatus, Status: 503, Phase: mockserver.Before, First: 2},
		"503 after":        {Kind: mockserver.FaultStatus, Status: 503, Phase: mockserver.After, First: 1},
		"reset before":     {Kind: mockserver.FaultReset, Phase: mockserver.Before, First: 1},
		"reset after":      {Kind: mockserver.FaultReset, Phase: mockserver.After, First: 1},
		"truncated answer": {Kind: mockserver.FaultTruncate, Phase: mockserver.After, First: 1},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := mockserver.New(t, mockserver.WithTenants(2), mockserver.WithoutListener())
				client, err := clients.PartnerCenter(srv)
				require.NoError(t, err)
				require.NoError(t, srv.Fail("customers.create", fault))
				id := uuid.New()
				made, err := client.Customers().Create(t.Context(), newCustomer("faults.onmicrosoft.com"), partnercenter.WithRequestID(id))
				require.NoError(t, err)
				require.NotNil(t, made.UserCredentials, "the replayed answer holds the credentials")
				attempts := srv.Requests(mockserver.Match{Op: "customers.create"})
				assert.Greater(t, len(attempts), 1, "the fault must have fired")
				count := 0
				for _, attempt := range attempts {
					assert.Equal(t, id.String(), attempt.RequestID, "all attempts carry the same id")
				}
				for customer, err := range client.Customers().All(t.Context(), partnercenter.CustomerQuery{}) {
					require.NoError(t, err)
					if customer.CompanyProfile.Domain == made.CompanyProfile.Domain {
						count++
					}
				}
				assert.Equal(t, 1, count, "customers with the new domain")
			})
		})
	}
}

func TestReadOnlyClientCreatesNothing(t *testing.T) {
	srv, client := mock(t, 1, partnercenter.WithReadOnly())
	_, err := client.Customers().Create(t.Context(), newCustomer("x.onmicrosoft.com"))
	require.ErrorIs(t, err, partnercenter.ErrReadOnly)
	assert.Equal(t, partnercenter.OutcomeNotSent, partnercenter.OutcomeOf(err))
	assert.Empty(t, srv.Requests(mockserver.Match{Op: "*"}), "not even a token was asked for")
}

func TestUnknownCustomer(t *testing.T) {
	_, client := mock(t, 1)
	correlation := uuid.New()
	_, err := client.Customers().Get(t.Context(), "00000000-0000-4000-8000-000000000000", partnercenter.WithCorrelationID(correlation))
	require.ErrorIs(t, err, partnercenter.ErrNotFound)
	failed, ok := errors.AsType[*partnercenter.Error](err)
	require.True(t, ok)
	assert.Equal(t, "customers.get", failed.Op)
	assert.Equal(t, partnercenter.OutcomeRefused, failed.Outcome)
	for _, part := range []string{"customers.get", "/v1/customers/00000000-0000-4000-8000-000000000000", failed.Code, failed.RequestID, correlation.String()} {
		assert.NotEmpty(t, part)
		assert.ErrorContains(t, err, part)
	}
}

func TestProfilesAndInvoices(t *testing.T) {
	srv, client := mock(t, 5)
	profile, err := client.Profiles().Organization(t.Context())
	require.NoError(t, err)
	assert.Equal(t, srv.Credentials().PartnerTenantID, profile.TenantID)

	var invoices []partnercenter.Invoice
	for invoice, err := range client.Invoices().All(t.Context(), partnercenter.InvoiceQuery{Size: 4}) {
		require.NoError(t, err)
		invoices = append(invoices, invoice)
	}
	require.Greater(t, len(invoices), 8)
	one, err := client.Invoices().Get(t.Context(), invoices[0].ID)
	require.NoError(t, err)
	assert.Equal(t, invoices[0].ID, one.ID)
	assert.False(t, one.TotalCharges.IsZero())
	assert.Len(t, one.CurrencyCode, 3)
}

func TestSubscriptions(t *testing.T) {
	srv, client := mock(t, 0)
	tenant := uuid.MustParse("11111111-2222-4333-8444-555555555555")
	srv.AddTenant(mockserver.Tenant{ID: tenant.String(), Name: "Probe AB", Customer: true, Spend: mockserver.Spend{Subscriptions: 3}})
	var found []partnercenter.Subscription
	for subscription, err := range client.Subscriptions().All(t.Context(), tenant.String(), partnercenter.SubscriptionQuery{}) {
		require.NoError(t, err)
		found = append(found, subscription)
	}
	require.NotEmpty(t, found)
	assert.NotEmpty(t, found[0].OfferID)
	assert.Positive(t, found[0].Quantity)
}

func TestValidateMFA(t *testing.T) {
	cases := []struct {
		name   string
		mode   mockserver.MFAEnforcement
		source func(*mockserver.Server) clients.Tokens
		want   partnercenter.MFACompliance
	}{
		{"user with MFA", mockserver.MFAReport, func(s *mockserver.Server) clients.Tokens { return clients.User(s, clients.AudiencePartnerCenter) }, partnercenter.MFACompliant},
		{"user without MFA, reported", mockserver.MFAReport, withoutMFA, partnercenter.MFANotCompliant},
		{"user without MFA, refused without body", mockserver.MFARefuseWithoutBody, withoutMFA, partnercenter.MFANotCompliant},
		{"user without MFA, refused with code", mockserver.MFARefuse900421, withoutMFA, partnercenter.MFANotCompliant},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			srv := mockserver.New(t, mockserver.WithTenants(2), mockserver.WithMFA(c.mode))
			client, err := partnercenter.New(c.source(srv), partnercenter.WithBaseURL(srv.URL()), partnercenter.WithHTTPClient(srv.Client()))
			require.NoError(t, err)
			got, err := client.ValidateMFA(t.Context())
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}

func withoutMFA(s *mockserver.Server) clients.Tokens {
	return clients.UserNamed(s, clients.AudiencePartnerCenter, s.Credentials().UsernameNoMFA)
}

func TestMFARequired(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(2), mockserver.WithMFA(mockserver.MFARefuseWithoutBody))
	client, err := partnercenter.New(withoutMFA(srv), partnercenter.WithBaseURL(srv.URL()), partnercenter.WithHTTPClient(srv.Client()))
	require.NoError(t, err)
	_, err = client.Customers().List(t.Context(), partnercenter.CustomerQuery{})
	assert.ErrorIs(t, err, partnercenter.ErrMFARequired)
	assert.ErrorIs(t, err, partnercenter.ErrUnauthorized)
}

func TestAppOnlyIsForbiddenWhereUserIsNeeded(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(2))
	client, err := partnercenter.New(clients.AppOnly(srv, clients.AudiencePartnerCenter), partnercenter.WithBaseURL(srv.URL()), partnercenter.WithHTTPClient(srv.Client()))
	require.NoError(t, err)
	_, err = client.Profiles().Organization(t.Context())
	require.ErrorIs(t, err, partnercenter.ErrForbidden)
	assert.ErrorContains(t, err, "900329")
}

func TestWrongAudience(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(2))
	client, err := partnercenter.New(clients.User(srv, clients.AudienceGraph), partnercenter.WithBaseURL(srv.URL()), partnercenter.WithHTTPClient(srv.Client()))
	require.NoError(t, err)
	_, err = client.Customers().List(t.Context(), partnercenter.CustomerQuery{})
	assert.ErrorIs(t, err, partnercenter.ErrUnauthorized)
	assert.NotErrorIs(t, err, partnercenter.ErrMFARequired)
	assert.ErrorContains(t, err, "900420")
}

func TestDo(t *testing.T) {
	op := partnercenter.Operation{ID: "own.customers", Method: http.MethodGet, Path: "/v1/customers"}
	var out struct{ TotalCount int }
	var label string
	spy := func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(req *http.Request) (*http.Response, error) {
			label = partnercenter.OperationID(req.Context())
			return next.RoundTrip(req)
		})
	}
	srv := mockserver.New(t, mockserver.WithTenants(2))
	client, err := clients.PartnerCenter(srv, partnercenter.WithMiddleware(spy))
	require.NoError(t, err)
	require.NoError(t, client.Do(t.Context(), op, partnercenter.Args{}, nil, &out))
	assert.Positive(t, out.TotalCount)
	assert.Equal(t, "own.customers", label)
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestCancelledCall(t *testing.T) {
	_, client := mock(t, 2)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := client.Customers().Get(ctx, "x")
	assert.ErrorIs(t, err, context.Canceled)
}
