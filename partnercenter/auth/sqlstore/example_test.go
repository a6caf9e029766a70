package sqlstore_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/auth/sqlstore"
)

func ExampleOpenSQLite() {
	dir, err := os.MkdirTemp("", "tokens")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	ctx := context.Background()
	store, err := sqlstore.OpenSQLite(ctx, filepath.Join(dir, "tokens.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = store.Close() }()

	a, err := auth.New(auth.Grant{Tenant: "contoso.onmicrosoft.com", ClientID: "00000000-0000-0000-0000-000000000001"},
		auth.ClientSecret("the value, not the id"), store)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = a.Close() }()
	_, err = a.Source(auth.PartnerCenter).Token(ctx)
	fmt.Println(err != nil) // nobody has signed in yet: a ReauthError says where to
	// Output: true
}
