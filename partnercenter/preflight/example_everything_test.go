package preflight_test

import (
	"context"
	"fmt"
	"time"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
	"github.com/tenantlink/tenantlink/partnercenter"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
	"github.com/tenantlink/tenantlink/partnercenter/preflight"
)

// Every prerequisite of a healthy broker, and what joins Cloudmore's client to
// the preflight.
func Example_everything() {
	ctx := context.Background()
	subject, finish, err := wholeSubject(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer finish()
	report, err := preflight.Run(ctx, subject)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, one := range report.Results {
		fmt.Println(one.Status, one.Check)
	}
	// Output:
	// pass cloudmore address
	// pass partner Microsoft ID
	// pass MFA
	// pass Admin Agent
	// pass role to consent
	// pass audience
	// pass Partner Center reachable
	// pass Graph billing permission
	// pass billing data
	// pass Cloudmore reachable
	// pass Cloudmore's own consent
	// unknown required SSO
}

// wholeSubject is a broker with everything there is to look at: here the mock
// server's, which answers in place of Microsoft and Cloudmore.
func wholeSubject(ctx context.Context) (s preflight.Subject, finish func(), err error) {
	srv, err := mockserver.Start(mockserver.WithoutListener(), mockserver.WithTenants(10))
	if err != nil {
		return s, nil, err
	}
	finish = func() { _ = srv.Close() }
	c := srv.Credentials()
	s = preflight.Subject{PartnerID: c.PartnerTenantID, CloudmoreAddress: "https://eu.cloudmore.com"}
	s.Auth, err = auth.New(auth.Grant{Tenant: c.PartnerTenantID, ClientID: c.ClientID},
		auth.ClientSecret(auth.Secret(c.ClientSecret)), auth.NewMemoryStore(), auth.WithHTTPClient(srv.Client()))
	if err != nil {
		return s, finish, err
	}
	if _, err := s.Auth.Import(ctx, auth.Secret(c.RefreshToken)); err != nil {
		return s, finish, err
	}
	if s.PartnerCenter, err = partnercenter.New(s.Auth.Source(auth.PartnerCenter), partnercenter.WithHTTPClient(srv.Client())); err != nil {
		return s, finish, err
	}
	if s.Graph, err = graph.New(s.Auth.Source(auth.Graph), graph.WithHTTPClient(srv.Client())); err != nil {
		return s, finish, err
	}
	cm, err := clients.Cloudmore(srv)
	if err != nil {
		return s, finish, err
	}
	s.Cloudmore = facts(cm)
	return s, finish, nil
}

// facts tells preflight what it needs from Cloudmore.
func facts(cm *cloudmore.Client) preflight.Cloudmore {
	return preflight.Cloudmore{
		Reach: func(ctx context.Context) error { return cm.Health(ctx) },
		Tenants: func(ctx context.Context) (ids []string, err error) {
			tenants, err := cm.CSPTenants().List(ctx)
			for _, t := range tenants {
				ids = append(ids, t.TenantID)
			}
			return ids, err
		},
		Invoices: func(ctx context.Context, from, to time.Time) (numbers []string, err error) {
			report, err := cm.Reports().StartMonthly(ctx, from, to)
			if err == nil {
				report, err = cm.Reports().WaitMonthly(ctx, report.TaskID)
			}
			if err != nil {
				return nil, err
			}
			for _, organization := range report.Organizations {
				for _, service := range organization.Services {
					for _, product := range service.Products {
						numbers = append(numbers, product.InvoiceNumber)
					}
				}
			}
			return numbers, nil
		},
	}
}
