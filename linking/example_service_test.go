package linking_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
)

// A service embeds the linker: it watches with the service's own logger, links
// what is certain, exports a metric and the alert over HTTP, and stops when the
// service does.
func ExampleLinker_Watch() {
	scope := linking.Scope{Partner: uuid.MustParse("11111111-1111-4111-8111-111111111111"), Platform: "erp:42"}
	customers := linktest.Tenants{
		{TenantKey: linking.TenantKey{Partner: scope.Partner, Tenant: uuid.MustParse("aaaaaaaa-0000-4000-8000-000000000001")}, Name: "Åkerlund Bygg AB", Domains: []string{"akerlundbygg.example"}},
		{TenantKey: linking.TenantKey{Partner: scope.Partner, Tenant: uuid.MustParse("aaaaaaaa-0000-4000-8000-000000000002")}, Name: "Fjord Data AS"},
	}
	erp := linktest.NewMemory()
	erp.Add(linking.Organization{ID: "1001", Name: "Akerlund Bygg", Domain: "akerlundbygg.example"})

	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	l, err := linking.New(customers, erp, linking.WithScope(scope), linking.WithLogger(logger))
	if err != nil {
		log.Fatal(err)
	}
	var alert atomic.Pointer[linking.Alert] // for the handler
	var unlinked atomic.Int64               // a gauge of the service's metrics
	journal := new(linking.MemoryJournal)   // linking.OpenJournal for one that survives

	ctx, stop := context.WithCancel(context.Background())
	schedule := linking.Schedule{Every: time.Hour, Jitter: time.Minute, Looked: func(a *linking.Alert) {
		alert.Store(a)
		unlinked.Store(int64(len(a.Unlinked)))
	}, Act: func(ctx context.Context, s *linking.Snapshot) error {
		plan, err := l.Plan(ctx, s)
		if err != nil {
			return err
		}
		out, err := l.Apply(ctx, plan, journal, linking.ApplyOptions{Execute: true, MaxChanges: 50})
		if err != nil {
			return err
		}
		fmt.Println("linked:", out.Count(linking.VerdictDone))
		return out.Err()
	}}
	err = l.Watch(ctx, schedule, func(c linking.Change) {
		if c.Err != nil { // runs fail; the last alert stays
			logger.Error("cannot look", "error", c.Err)
			return
		}
		fmt.Println("unlinked now:", len(c.Opened), "settled:", len(c.Closed))
		stop() // the service shuts down; here, after the first report
	})
	fmt.Println("stopped:", err)
	fmt.Println("gauge:", unlinked.Load())

	answer := httptest.NewRecorder()
	linking.AlertHandler(alert.Load).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/unlinked", nil))
	fmt.Println(answer.Code, answer.Header().Get("Content-Type"))
	// Output:
	// linked: 1
	// unlinked now: 1 settled: 0
	// stopped: context canceled
	// gauge: 1
	// 200 application/json; charset=utf-8
}
