package sqldb_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tenantlink/tenantlink/internal/sqldb"
)

func Example() {
	dir, err := os.MkdirTemp("", "sqldb")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, "sqlite:"+filepath.Join(dir, "example.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = db.Close() }()
	fmt.Println(db.Migrate(ctx, "example", files("CREATE TABLE t (n INTEGER);\nINSERT INTO t VALUES (41);\n")))
	var n int
	err = db.Transact(ctx, func(tx sqldb.Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE t SET n = n + ?", 1); err != nil {
			return err
		}
		return tx.QueryRow(ctx, "SELECT n FROM t").Scan(&n)
	})
	fmt.Println(n, err)
	// Output:
	// <nil>
	// 42 <nil>
}
