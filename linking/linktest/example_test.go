package linktest_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
)

// Memory behaves as a platform must: a tenant belongs to one organization.
func ExampleMemory() {
	ctx := context.Background()
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "1", Name: "First"})
	m.Add(linking.Organization{ID: "2", Name: "Second"})
	tenant := linking.TenantKey{Partner: uuid.New(), Tenant: uuid.New()}

	fmt.Println(m.Link(ctx, linking.Link{TenantKey: tenant, OrganizationID: "1"}))
	fmt.Println(m.Link(ctx, linking.Link{TenantKey: tenant, OrganizationID: "1"}))
	err := m.Link(ctx, linking.Link{TenantKey: tenant, OrganizationID: "2"})
	fmt.Println(errors.Is(err, linking.ErrRefused), "writes:", m.Writes())
	// Output:
	// <nil>
	// <nil>
	// true writes: 1
}
