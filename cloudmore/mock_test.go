package cloudmore_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func mock(t *testing.T, n int, opts ...cloudmore.Option) (*mockserver.Server, *cloudmore.Client) {
	t.Helper()
	srv := mockserver.New(t, mockserver.WithTenants(n))
	client, err := clients.Cloudmore(srv, opts...)
	require.NoError(t, err)
	return srv, client
}

func TestPasswordSource(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(1))
	c := srv.Credentials()
	right := cloudmore.Credentials{ClientID: c.CloudmoreClientID, ClientSecret: cloudmore.Secret(c.CloudmoreClientSecret),
		Username: c.CloudmoreUsername, Password: cloudmore.Secret(c.CloudmorePassword)}
	for _, style := range []cloudmore.AuthStyle{cloudmore.AuthBasic, cloudmore.AuthForm} {
		right.Style = style
		source, err := cloudmore.NewPasswordSource(right, cloudmore.WithBaseURL(srv.URL()))
		require.NoError(t, err)
		token, err := source.Token(t.Context())
		require.NoError(t, err, "style %q", style)
		again, err := source.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, token.AccessToken, again.AccessToken, "the token is kept")
		assert.WithinDuration(t, time.Now().Add(24*time.Hour), token.Expiry, time.Hour)
		srv.Advance(time.Minute)
		source.Invalidate(token)
		renewed, err := source.Token(t.Context())
		require.NoError(t, err)
		assert.NotEqual(t, token.AccessToken, renewed.AccessToken)
	}
	wrong := right
	wrong.Password = "wrong-password"
	source, err := cloudmore.NewPasswordSource(wrong, cloudmore.WithBaseURL(srv.URL()))
	require.NoError(t, err)
	srv.ClearRequests()
	_, err = source.Token(t.Context())
	require.Error(t, err)
	failed, ok := errors.AsType[*cloudmore.Error](err)
	require.True(t, ok, "%T", err)
	assert.Equal(t, "invalid_grant", failed.Code)
	assert.NotContains(t, err.Error(), "wrong-password")
	assert.Len(t, srv.Requests(mockserver.Match{Op: "cloudmore.token"}), 1, "wrong credentials must not be tried again")
}

func TestPasswordSourceRefuses(t *testing.T) {
	whole := cloudmore.Credentials{ClientSecret: "s", Username: "u", Password: "p"}
	for name, change := range map[string]func(*cloudmore.Credentials){
		"no secret":   func(c *cloudmore.Credentials) { c.ClientSecret = "" },
		"no user":     func(c *cloudmore.Credentials) { c.Username = "" },
		"no password": func(c *cloudmore.Credentials) { c.Password = "" },
		"style":       func(c *cloudmore.Credentials) { c.Style = "digest" },
	} {
		bad := whole
		change(&bad)
		_, err := cloudmore.NewPasswordSource(bad)
		assert.Error(t, err, name)
	}
	_, err := cloudmore.New(nil, cloudmore.Account{})
	assert.Error(t, err, "no account")
}

func TestOrganizations(t *testing.T) {
	_, client := mock(t, 10)
	ctx := t.Context()
	limit := decimal.RequireFromString("1500.50")
	made, err := client.Organizations().Create(ctx, cloudmore.Organization{
		Name: "Nordlicht GmbH", Domain: "nordlicht.example", CustomerNumber: "K-77", ApprovalProcess: new(true), ApprovalLimit: &limit,
		NotificationEmail: "info@nordlicht.example",
		Contact:           &cloudmore.Contact{Name: "Anna Berg", Email: "anna@nordlicht.example"},
		Address:           &cloudmore.Address{Street: "Hafenstr. 1", PostalCode: "24103", City: "Kiel", CountryCode: "DE"},
	})
	require.NoError(t, err)
	require.NotEmpty(t, made.ID)

	changed, err := client.Organizations().Update(ctx, made.ID, func(o *cloudmore.Organization) error { o.VAT = "DE123456789"; return nil })
	require.NoError(t, err)
	assert.Equal(t, "DE123456789", changed.VAT)
	got, err := client.Organizations().Get(ctx, made.ID)
	require.NoError(t, err)
	assert.Equal(t, "DE123456789", got.VAT)
	assert.Equal(t, "K-77", got.CustomerNumber, "PUT replaces all: an update must send back what it did not change")
	assert.Equal(t, "Kiel", got.Address.City)
	assert.True(t, limit.Equal(*got.ApprovalLimit), "%s", got.ApprovalLimit)

	list, err := client.Organizations().List(ctx, cloudmore.OrganizationQuery{ShowActive: new(true)})
	require.NoError(t, err)
	assert.Greater(t, len(list), 3)
	all := 0
	for _, err := range client.Organizations().All(ctx, cloudmore.OrganizationQuery{}) {
		require.NoError(t, err)
		all++
	}
	assert.Equal(t, len(list), all)

	require.NoError(t, client.Organizations().Delete(ctx, made.ID))
	_, err = client.Organizations().Get(ctx, made.ID)
	assert.ErrorIs(t, err, cloudmore.ErrNotFound)
}

func TestUpdateWithoutChange(t *testing.T) {
	srv, client := mock(t, 3)
	list, err := client.Organizations().List(t.Context(), cloudmore.OrganizationQuery{})
	require.NoError(t, err)
	no := errors.New("no")
	_, err = client.Organizations().Update(t.Context(), list[0].ID, func(*cloudmore.Organization) error { return no })
	require.ErrorIs(t, err, no)
	assert.Empty(t, srv.Requests(mockserver.Match{Write: true}), "a change that fails must not be written")
}

// place makes a tenant and an organization that is not linked.
func place(t *testing.T, srv *mockserver.Server, client *cloudmore.Client) (tenant, organization string) {
	t.Helper()
	tenant = "11111111-2222-4333-8444-555555555555"
	srv.AddTenant(mockserver.Tenant{ID: tenant, Name: "Probe AB", Domain: "probe.onmicrosoft.com", Customer: true})
	made, err := client.Organizations().Create(t.Context(), cloudmore.Organization{Name: "Probe AB", Domain: "probe.example"})
	require.NoError(t, err)
	return tenant, made.ID
}

func linkedTo(t *testing.T, client *cloudmore.Client, tenant string) string {
	t.Helper()
	for found, err := range client.CSPTenants().All(t.Context()) {
		require.NoError(t, err)
		if strings.EqualFold(found.TenantID, tenant) {
			organization, _ := found.Linked()
			return organization
		}
	}
	t.Fatalf("tenant %s is not in the list", tenant)
	return ""
}

func TestLink(t *testing.T) {
	srv, client := mock(t, 3)
	tenant, organization := place(t, srv, client)
	require.Empty(t, linkedTo(t, client, tenant))
	require.NoError(t, client.CSPTenants().Link(t.Context(), tenant, organization))
	assert.Equal(t, organization, linkedTo(t, client, tenant))
	require.NoError(t, client.CSPTenants().Link(t.Context(), tenant, organization), "the same link again changes nothing")

	other, err := client.Organizations().Create(t.Context(), cloudmore.Organization{Name: "Other AB", Domain: "other.example"})
	require.NoError(t, err)
	err = client.CSPTenants().Link(t.Context(), tenant, other.ID)
	require.Error(t, err, "a tenant has one organization")
	assert.Equal(t, cloudmore.OutcomeRefused, cloudmore.OutcomeOf(err))
	assert.Equal(t, organization, linkedTo(t, client, tenant))
}

// What a fault leaves behind and what the error says of it must agree.
func TestOutcomeOfLink(t *testing.T) {
	cases := []struct {
		name     string
		fault    mockserver.Fault
		requests int
		linked   bool
		outcome  cloudmore.Outcome
	}{
		{"429 until the end", mockserver.Fault{Kind: mockserver.FaultStatus, Status: 429, Phase: mockserver.Before}, 4, false, cloudmore.OutcomeRefused},
		{"503 before", mockserver.Fault{Kind: mockserver.FaultStatus, Status: 503, Phase: mockserver.Before}, 1, false, cloudmore.OutcomeUnknown},
		{"503 after", mockserver.Fault{Kind: mockserver.FaultStatus, Status: 503, Phase: mockserver.After}, 1, true, cloudmore.OutcomeUnknown},
		{"reset before", mockserver.Fault{Kind: mockserver.FaultReset, Phase: mockserver.Before}, 1, false, cloudmore.OutcomeUnknown},
		{"reset after", mockserver.Fault{Kind: mockserver.FaultReset, Phase: mockserver.After}, 1, true, cloudmore.OutcomeUnknown},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := mockserver.New(t, mockserver.WithTenants(2), mockserver.WithoutListener())
				client, err := clients.Cloudmore(srv)
				require.NoError(t, err)
				tenant, organization := place(t, srv, client)
				require.NoError(t, srv.Fail("cloudmore.cspTenants.link", c.fault))
				err = client.CSPTenants().Link(t.Context(), tenant, organization)
				require.Error(t, err)
				assert.Equal(t, c.outcome, cloudmore.OutcomeOf(err), "%v", err)
				assert.Len(t, srv.Requests(mockserver.Match{Op: "cloudmore.cspTenants.link"}), c.requests, "requests sent")
				srv.ClearFaults()
				assert.Equal(t, c.linked, linkedTo(t, client, tenant) != "")
			})
		})
	}
}

func TestServices(t *testing.T) {
	srv, client := mock(t, 3)
	tenant, organization := place(t, srv, client)
	require.NoError(t, client.CSPTenants().Link(t.Context(), tenant, organization))
	ctx := t.Context()
	_, err := client.Services().Azure(ctx, organization)
	require.ErrorIs(t, err, cloudmore.ErrNotFound)
	added, err := client.Services().AddAzure(ctx, organization)
	require.NoError(t, err)
	got, err := client.Services().Azure(ctx, organization)
	require.NoError(t, err)
	assert.Equal(t, added.ID, got.ID)
	list, err := client.Services().List(ctx, organization)
	require.NoError(t, err)
	assert.NotEmpty(t, list)
	require.NoError(t, client.Services().RemoveAzure(ctx, organization))
	_, err = client.Services().Azure(ctx, organization)
	require.ErrorIs(t, err, cloudmore.ErrNotFound)

	fresh, err := client.Organizations().Create(ctx, cloudmore.Organization{Name: "Fresh AB", Domain: "fresh.example"})
	require.NoError(t, err)
	_, err = client.Services().CSP(ctx, fresh.ID)
	require.ErrorIs(t, err, cloudmore.ErrNotFound)
	_, err = client.Services().AddCSP(ctx, fresh.ID, cloudmore.CSPService{Domain: "brandnew"})
	require.NoError(t, err)
	csp, err := client.Services().CSP(ctx, fresh.ID)
	require.NoError(t, err)
	assert.NotEmpty(t, csp.TenantID, "adding the service makes a tenant")
	require.NoError(t, client.Services().RemoveCSP(ctx, fresh.ID))
	for service, err := range client.Services().All(ctx, fresh.ID) {
		require.NoError(t, err)
		assert.NotEmpty(t, service.ID)
	}
}

func TestMonthlyReport(t *testing.T) {
	_, client := mock(t, 20)
	from := time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC)
	started, err := client.Reports().StartMonthly(t.Context(), from, from.AddDate(0, 1, -1))
	require.NoError(t, err)
	report, err := client.Reports().WaitMonthly(t.Context(), started.TaskID)
	require.NoError(t, err)
	require.NotEmpty(t, report.Organizations)
	sum := decimal.Zero
	for _, organization := range report.Organizations {
		assert.NotEmpty(t, organization.ID)
		assert.Len(t, organization.Currency, 3)
		for _, service := range organization.Services {
			for _, product := range service.Products {
				sum = sum.Add(product.CostTotal)
			}
		}
	}
	assert.True(t, sum.IsPositive(), "sum of costs %s", sum)
	_, err = client.Reports().StartMonthly(t.Context(), from, from.AddDate(0, 0, -1))
	assert.Equal(t, cloudmore.OutcomeNotSent, cloudmore.OutcomeOf(err), "a range that ends before it begins")
}

func TestReadOnly(t *testing.T) {
	srv, client := mock(t, 3, cloudmore.WithReadOnly())
	require.NoError(t, client.Health(t.Context()))
	srv.ClearRequests()
	assert.ErrorIs(t, client.CSPTenants().Link(t.Context(), "a", "b"), cloudmore.ErrReadOnly)
	_, err := client.Organizations().Create(t.Context(), cloudmore.Organization{Name: "x"})
	assert.ErrorIs(t, err, cloudmore.ErrReadOnly)
	assert.Empty(t, srv.Requests(mockserver.Match{}))
	_, err = client.Reports().StartMonthly(t.Context(), time.Now(), time.Now())
	assert.NotErrorIs(t, err, cloudmore.ErrReadOnly, "a report changes nothing")
}

func TestDo(t *testing.T) {
	srv, client := mock(t, 3)
	var organizations []struct{ ID string }
	op := cloudmore.Operation{ID: "own", Method: http.MethodGet, Path: "/api/resellers/{resellerId}/Organizations"}
	require.NoError(t, client.Do(t.Context(), op, cloudmore.Args{}, nil, &organizations))
	require.NotEmpty(t, organizations)
	op = cloudmore.Operation{ID: "own", Method: http.MethodGet, Path: "/api/sellers/{sellerId}/brokers"}
	err := client.Do(t.Context(), op, cloudmore.Args{}, nil, nil)
	require.ErrorContains(t, err, "sellerId", "the account names no seller")
	assert.NotEmpty(t, srv.Credentials().ResellerID)
}

func TestUnknownMembersAreSentBack(t *testing.T) {
	var sent []byte
	transport := roundTrip(func(req *http.Request) (*http.Response, error) {
		body := `{"id":"7","Name":"Alt","loyaltyTier":{"level":3},"primaryDomainName":"alt.example","address":{"Street":"Gata 1","doorCode":12}}`
		if req.Method == http.MethodPut {
			sent = read(t, req.Body)
			body = string(sent)
		}
		return reply(req, 200, body), nil
	})
	client, err := cloudmore.New(nil, cloudmore.Account{ResellerID: "r"}, cloudmore.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	updated, err := client.Organizations().Update(t.Context(), "7", func(o *cloudmore.Organization) error {
		assert.Equal(t, "alt.example", o.Domain, "another spelling must be understood")
		assert.Equal(t, "Gata 1", o.Address.Street)
		o.Name = "Neu"
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, "Neu", updated.Name)
	assert.JSONEq(t, `{"id":"7","name":"Neu","loyaltyTier":{"level":3},"primaryDomainName":"alt.example","address":{"Street":"Gata 1","doorCode":12}}`, string(sent),
		"members must go back under the names they came with")
}

func TestFaultBodies(t *testing.T) {
	cases := []struct {
		name, body, code, message string
		fields                    map[string][]string
	}{
		{"array", `[{"errorCode":5,"errorName":"InvalidValue","errorMessage":"The domain is not valid"},{"errorCode":6,"errorName":"Other","errorMessage":"too"}]`,
			"5", "InvalidValue: The domain is not valid; Other: too", map[string][]string{"": {"The domain is not valid", "too"}}},
		{"code as text", `[{"errorCode":"5","errorName":"InvalidValue","errorMessage":"m"}]`, "5", "InvalidValue: m", map[string][]string{"": {"m"}}},
		{"fields", `{"Contact.Phone":["is required"],"Address.City":["is too long","is odd"]}`,
			"", "Address.City: is too long, is odd; Contact.Phone: is required", map[string][]string{"Contact.Phone": {"is required"}, "Address.City": {"is too long", "is odd"}}},
		{"sign-in", `{"error":"invalid_grant","error_description":"wrong"}`, "invalid_grant", "wrong", nil},
		{"single object", `{"errorCode":9,"errorName":"N","errorMessage":"m"}`, "9", "N: m", map[string][]string{"": {"m"}}},
		{"page of a proxy", `<html>`, "", "", nil},
		{"nothing", ``, "", "", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			transport := roundTrip(func(req *http.Request) (*http.Response, error) { return reply(req, 400, c.body), nil })
			client, err := cloudmore.New(nil, cloudmore.Account{ResellerID: "r"}, cloudmore.WithHTTPClient(&http.Client{Transport: transport}))
			require.NoError(t, err)
			failed, ok := errors.AsType[*cloudmore.Error](client.Health(t.Context()))
			require.True(t, ok)
			assert.Equal(t, c.code, failed.Code)
			assert.Equal(t, c.message, failed.Message)
			assert.Equal(t, c.fields, failed.Fields)
		})
	}
}

func TestListsInEnvelopes(t *testing.T) {
	for _, body := range []string{
		`[{"tenantId":"a","organizationId":"o"}]`, `{"items":[{"tenantId":"a","organizationId":"o"}]}`,
		`{"data":[{"CspTenantId":"a","linkedOrganizationId":"o"}],"total":1}`, "\ufeff" + `[{"TENANTID":"a","ORGANIZATIONID":"o"}]`,
	} {
		transport := roundTrip(func(req *http.Request) (*http.Response, error) { return reply(req, 200, body), nil })
		client, err := cloudmore.New(nil, cloudmore.Account{ResellerID: "r"}, cloudmore.WithHTTPClient(&http.Client{Transport: transport}))
		require.NoError(t, err)
		list, err := client.CSPTenants().List(t.Context())
		require.NoError(t, err, body)
		require.Len(t, list, 1, body)
		assert.Equal(t, "a", list[0].TenantID, body)
		organization, _ := list[0].Linked()
		assert.Equal(t, "o", organization, body)
	}
}

func FuzzOrganization(f *testing.F) {
	f.Add([]byte(`{"id":"1","Address":{"zip":"1"},"x":[1,2]}`))
	f.Add([]byte(`{"name":1,"organizationName":"b","isActive":"true"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		transport := roundTrip(func(req *http.Request) (*http.Response, error) { return reply(req, 200, string(data)), nil })
		client, err := cloudmore.New(nil, cloudmore.Account{ResellerID: "r"}, cloudmore.WithHTTPClient(&http.Client{Transport: transport}))
		if err != nil {
			t.Fatal(err)
		}
		o, err := client.Organizations().Get(t.Context(), "1")
		if err != nil {
			return
		}
		if _, err := json.Marshal(o.Unknown); err != nil {
			t.Errorf("what was kept raw is not JSON: %v", err)
		}
	})
}
