package adapter_test

import (
	"context"
	"fmt"
	"log"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/adapter"
	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
)

// From credentials to the list of unlinked tenants. Against the real services
// the two clients come from partnercenter.New and cloudmore.New.
func Example() {
	srv, err := demo()
	check(err)
	defer func() { _ = srv.Close() }()
	partner := uuid.MustParse(srv.Credentials().PartnerTenantID)
	pc, err := clients.PartnerCenter(srv)
	check(err)
	cm, err := clients.Cloudmore(srv)
	check(err)
	customers, err := adapter.NewCustomers(pc, partner)
	check(err)
	broker, err := adapter.NewBroker(cm, partner)
	check(err)
	l, err := linking.New(customers, broker, linking.WithScope(adapter.Scope(partner, srv.Credentials().ResellerID)))
	check(err)
	printUnlinked(l)
	// Output:
	// 22222222-0000-4000-8000-000000000002 Fjord Data AS
	// 22222222-0000-4000-8000-000000000003 Skogsberg Logistik AB
}

func printUnlinked(l *linking.Linker) {
	s, err := l.Discover(context.Background())
	check(err)
	for _, t := range s.Unlinked() {
		fmt.Println(t.Tenant, t.Name)
	}
}

// demo is a mock broker with three tenants, one of them linked.
func demo() (*mockserver.Server, error) {
	srv, err := mockserver.Start(mockserver.WithTenants(0), mockserver.WithoutListener())
	if err != nil {
		return nil, err
	}
	for n, name := range []string{"Åkerlund Bygg AB", "Fjord Data AS", "Skogsberg Logistik AB"} {
		if _, err := srv.AddTenant(mockserver.Tenant{ID: tenantID(n + 1).String(), Name: name, Domain: fmt.Sprintf("t%d.onmicrosoft.com", n), Customer: true}); err != nil {
			return nil, err
		}
	}
	if _, err := srv.AddOrganization(mockserver.Organization{ID: organizationID(1), Name: "Åkerlund Bygg"}); err != nil {
		return nil, err
	}
	return srv, srv.Link(tenantID(1).String(), organizationID(1))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
