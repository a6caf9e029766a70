package sqlstore_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/adapter"
	"github.com/tenantlink/tenantlink/linking/linktest"
	"github.com/tenantlink/tenantlink/linking/sqlstore"
)

const watcherEnv = "TENANTLINK_TEST_WATCHER"

// watcherSettings is what a test tells a watcher process.
type watcherSettings struct {
	URL, Database, ResellerID, Partner         string
	ClientID, ClientSecret, Username, Password string
	Links                                      int
	// PauseBefore and PauseAfter make the journal say so and wait, before the
	// first intent is durable, or after it is and before the write is sent.
	PauseBefore, PauseAfter bool
}

const leaseTTL = 2 * time.Second

func tenant(n int) uuid.UUID      { return uuid.MustParse(fmt.Sprintf("22222222-0000-4000-8000-%012d", n)) }
func organization(n int) string   { return fmt.Sprintf("33333333-0000-4000-8000-%012d", n) }
func say(format string, a ...any) { fmt.Fprintf(os.Stdout, format+"\n", a...) }

// watcher is the other process: it watches a broker on the mock, and in every
// run applies a plan that links tenants. It says when it begins and ends to act.
func watcher() int {
	if err := watch(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func watch(ctx context.Context) error {
	var in watcherSettings
	if err := json.Unmarshal([]byte(os.Getenv(watcherEnv)), &in); err != nil {
		return err
	}
	store, err := sqlstore.OpenSQLite(ctx, in.Database, sqlstore.WithLeaseTTL(leaseTTL))
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	l, scope, err := in.linker()
	if err != nil {
		return err
	}
	plan := &linking.Plan{Schema: 1, Scope: scope, Digest: "sha256:test"}
	for n := range in.Links {
		plan.Actions = append(plan.Actions, linking.Action{
			ID: fmt.Sprint(n), Kind: linking.LinkExisting, TenantID: tenant(n), OrganizationID: organization(n), Approved: true})
	}
	trigger := make(chan struct{})
	go func() {
		for {
			time.Sleep(300 * time.Millisecond) // longer than others wait between two tries of the lock
			trigger <- struct{}{}
		}
	}()
	journal := &pausing{Journal: store.Journal(scope), before: in.PauseBefore, after: in.PauseAfter}
	return l.Watch(ctx, linking.Schedule{Every: time.Minute, Trigger: trigger, Store: store, Locker: store, Act: func(ctx context.Context, _ *linking.Snapshot) error {
		say("begin")
		out, err := l.Apply(ctx, plan, journal, linking.ApplyOptions{Execute: true, Workers: 1})
		if err != nil {
			say("end failed %v", err)
			return err
		}
		say("end done %d", out.Count(linking.VerdictDone))
		return out.Err()
	}}, func(linking.Change) {})
}

func (in watcherSettings) linker() (*linking.Linker, linking.Scope, error) {
	partner, err := uuid.Parse(in.Partner)
	if err != nil {
		return nil, linking.Scope{}, err
	}
	scope := adapter.Scope(partner, in.ResellerID)
	base := cloudmore.WithBaseURL(in.URL)
	tokens, err := cloudmore.NewPasswordSource(cloudmore.Credentials{
		ClientID: in.ClientID, ClientSecret: cloudmore.Secret(in.ClientSecret), Username: in.Username, Password: cloudmore.Secret(in.Password)}, base)
	if err != nil {
		return nil, scope, err
	}
	client, err := cloudmore.New(tokens, cloudmore.Account{ResellerID: in.ResellerID}, base)
	if err != nil {
		return nil, scope, err
	}
	broker, err := adapter.NewBroker(client, partner)
	if err != nil {
		return nil, scope, err
	}
	l, err := linking.New(linktest.Tenants{}, broker, linking.WithScope(scope))
	return l, scope, err
}

// pausing gives the test time to stop the process at an exact place.
type pausing struct {
	linking.Journal
	before, after bool
}

const pause = time.Second

func (p *pausing) Append(ctx context.Context, e linking.Entry) error {
	if p.before {
		p.before = false
		say("pausing")
		time.Sleep(pause)
	}
	err := p.Journal.Append(ctx, e)
	if p.after {
		p.after = false
		say("pausing")
		time.Sleep(pause)
	}
	return err
}

// expire makes every lease old, as if its holder had been gone for long.
func expire(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), "UPDATE tenantlink_linking_leases SET expires_at = 0")
	require.NoError(t, err)
	require.NoError(t, db.Close())
}
