package linking_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
)

// The whole way on a platform of one's own: discover, plan, apply, and a second
// run that finds nothing to do.
func Example() {
	ctx := context.Background()
	scope := linking.Scope{Partner: uuid.MustParse("11111111-1111-4111-8111-111111111111"), Platform: "erp:42"}
	tenant := func(id, name, domain string) linking.Tenant {
		return linking.Tenant{TenantKey: linking.TenantKey{Partner: scope.Partner, Tenant: uuid.MustParse(id)}, Name: name, Domains: []string{domain}}
	}
	customers := linktest.Tenants{
		tenant("aaaaaaaa-0000-4000-8000-000000000001", "Åkerlund Bygg AB", "akerlundbygg.example"),
		tenant("aaaaaaaa-0000-4000-8000-000000000002", "Fjord Data AS", "fjorddata.example"),
	}
	erp := linktest.NewMemory() // implements linking.Platform
	erp.Add(linking.Organization{ID: "1001", Name: "Akerlund Bygg", Domain: "akerlundbygg.example"})

	l, err := linking.New(customers, erp, linking.WithScope(scope))
	if err != nil {
		log.Fatal(err)
	}
	s, err := l.Discover(ctx)
	if err != nil {
		log.Fatal(err)
	}
	plan, err := l.Plan(ctx, s)
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range plan.Actions {
		fmt.Printf("%s: %s (%s)\n", a.Kind, a.TenantName, a.Band)
	}
	// Links that are certain are approved; a person approves creations.
	plan.Approve(func(a *linking.Action) bool { return a.Kind == linking.CreateAndLink })

	journal := new(linking.MemoryJournal) // linking.OpenJournal for one that survives
	for range 2 {
		out, err := l.Apply(ctx, plan, journal, linking.ApplyOptions{Execute: true})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("done %d, already so %d, writes %d\n", out.Count(linking.VerdictDone), out.Count(linking.VerdictAlready), out.Writes)
	}
	// Output:
	// link_existing: Åkerlund Bygg AB (auto)
	// create_and_link: Fjord Data AS (unmatched)
	// done 2, already so 0, writes 3
	// done 0, already so 2, writes 0
}

func ExamplePlan_WriteTable() {
	p := &linking.Plan{Actions: []linking.Action{{
		ID: "0a1b2c3d4e5f", Kind: linking.Stale, TenantID: uuid.MustParse("aaaaaaaa-0000-4000-8000-000000000003"),
		TenantName: "Old Mill Ltd", OrganizationID: "1003", OrganizationName: "Old Mill", Reason: "linked, but no longer a customer",
	}}}
	if err := p.WriteTable(os.Stdout); err != nil {
		log.Fatal(err)
	}
	// Output:
	// stale (1)
	//   0a1b2c3d4e5f  aaaaaaaa-0000-4000-8000-000000000003  Old Mill Ltd -> Old Mill [1003]  ()
	//       linked, but no longer a customer
}
