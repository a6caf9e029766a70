package sqlstore_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/sqlstore"
)

// A person decides once that a tenant needs no organization; every process with
// the same database honours it.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	store, err := sqlstore.OpenSQLite(ctx, filepath.Join(dir, "linking.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = store.Close() }()

	partner := uuid.MustParse("11111111-1111-4111-8111-111111111111")
	err = store.SetIgnore(ctx, linking.Ignore{
		TenantKey: linking.TenantKey{Partner: partner, Tenant: partner},
		Kind:      linking.IgnoreInternal, Reason: "our own tenant", By: "bo@broker.example",
	})
	if err != nil {
		log.Fatal(err)
	}
	list, err := store.Ignores(ctx, partner)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(list[0].Kind, "-", list[0].Reason)
	// Output: internal - our own tenant
}
