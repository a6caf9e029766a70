package preflight_test

import (
	"context"
	"fmt"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/preflight"
)

func Example() {
	srv, err := mockserver.Start(mockserver.WithoutListener(), mockserver.WithTenants(0))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = srv.Close() }()
	credentials := srv.Credentials()
	ctx := context.Background()

	a, err := auth.New(auth.Grant{Tenant: credentials.PartnerTenantID, ClientID: credentials.ClientID},
		auth.ClientSecret(auth.Secret(credentials.ClientSecret)), auth.NewMemoryStore(), auth.WithHTTPClient(srv.Client()))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = a.Close() }()
	if _, err := a.Import(ctx, auth.Secret(credentials.RefreshToken)); err != nil {
		fmt.Println(err)
		return
	}

	report, err := preflight.Run(ctx, preflight.Subject{Auth: a, CloudmoreAddress: "https://portal.broker.example"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, failed := range report.Failed() {
		fmt.Printf("%s: %s\n-> %s\n", failed.Check, failed.Evidence, failed.Remedy)
	}
	fmt.Println(len(report.Unknown()), "prerequisites were not looked at")
	// Output:
	// cloudmore address: portal.broker.example is not the regional address.
	// -> Open Cloudmore at https://eu.cloudmore.com or https://us.cloudmore.com: the consent does not work at a branded address.
	// 8 prerequisites were not looked at
}
