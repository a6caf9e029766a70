package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/examples/internal/broker"
	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/sqlstore"
)

func watchCommand(flags *flag.FlagSet) func(context.Context, *session, []string) error {
	var w watcher
	flags.DurationVar(&w.every, "every", time.Hour, "time between two looks, at least a minute")
	flags.BoolVar(&w.apply, "apply", false, "link what is certain, without asking; nothing is created")
	flags.IntVar(&w.max, "max-changes", 50, "with -apply, the most writes of one look; 0 is no limit")
	flags.BoolVar(&w.worth, "worth", true, "say what unlinked tenants hold of the newest invoice")
	flags.StringVar(&w.journal, "journal", "tenantlink-watch.journal", "journal file of -apply; records in a database hold the journal too")
	flags.DurationVar(&w.lease, "lease", 30*time.Second, "with records in a database, how long a watch that died keeps the others from taking over")
	flags.StringVar(&w.listen, "listen", "", "address such as 127.0.0.1:9090 at which GET / answers with the alert as JSON and POST /look looks at once")
	return func(ctx context.Context, s *session, args []string) error {
		if len(args) > 0 {
			return errors.New("watch takes no arguments")
		}
		w.s = s
		return w.run(ctx)
	}
}

// watcher looks on a schedule until it is interrupted.
type watcher struct {
	s               *session
	every, lease    time.Duration
	apply, worth    bool
	max             int
	journal, listen string

	linker *linking.Linker
	kept   records
	alert  atomic.Pointer[linking.Alert]
}

func (w *watcher) run(ctx context.Context) error {
	modes := []mode{readOnly}
	if w.apply {
		modes = []mode{paced}
	}
	b, err := w.s.connect(ctx, modes...)
	if err != nil {
		return err
	}
	w.s.lease = w.lease
	if w.kept, err = w.s.openRecords(ctx); err != nil {
		return err
	}
	if w.linker, err = w.s.linker(ctx, b); err != nil {
		return err
	}
	look := make(chan struct{}, 1)
	schedule := linking.Schedule{Every: w.every, Jitter: w.every / 20, Store: w.kept, Trigger: look, Looked: w.alert.Store}
	if locker, ok := w.kept.(linking.Locker); ok {
		schedule.Locker = locker
	}
	if w.apply {
		schedule.Act = w.linkCertain
	}
	if w.worth {
		schedule.Valuer = &newestInvoice{s: w.s, b: b}
	}
	stop, err := w.serve(ctx, look)
	if err != nil {
		return err
	}
	defer stop()
	err = w.linker.Watch(ctx, schedule, w.say)
	if errors.Is(err, context.Canceled) {
		return nil // asked to stop
	}
	return err
}

// serve answers at -listen until stop is called.
func (w *watcher) serve(ctx context.Context, look chan<- struct{}) (stop func(), err error) {
	if w.listen == "" {
		return func() {}, nil
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", w.listen)
	if err != nil {
		return nil, fmt.Errorf("-listen: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", linking.AlertHandler(w.alert.Load))
	mux.HandleFunc("POST /look", func(out http.ResponseWriter, _ *http.Request) {
		select {
		case look <- struct{}{}:
		default: // one is due already
		}
		out.WriteHeader(http.StatusAccepted)
	})
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	w.s.say("the alert is at http://%s/\n", listener.Addr())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = srv.Serve(listener) // ends with Close
	}()
	return func() {
		_ = srv.Close()
		<-done
	}, nil
}

// linkCertain plans and applies what needs no person.
func (w *watcher) linkCertain(ctx context.Context, snapshot *linking.Snapshot) (err error) {
	plan, err := w.linker.Plan(ctx, snapshot)
	if err != nil {
		return err
	}
	plan = plan.Filter(func(a *linking.Action) bool { return a.Kind == linking.LinkExisting && a.Approved })
	if len(plan.Actions) == 0 {
		return nil
	}
	journal, done, err := w.openJournal(plan.Scope)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	out, err := w.linker.Apply(ctx, plan, journal, linking.ApplyOptions{Execute: true, MaxChanges: w.max})
	if err != nil {
		return err
	}
	return w.s.sayOutcome(plan, out)
}

// openJournal returns the journal that all watches of the records share.
func (w *watcher) openJournal(scope linking.Scope) (linking.Journal, func() error, error) {
	if store, ok := w.kept.(*sqlstore.Store); ok {
		return store.Journal(scope), func() error { return nil }, nil
	}
	journal, err := linking.OpenJournal(w.journal)
	if err != nil {
		return nil, nil, err
	}
	return journal, journal.Close, nil
}

// say prints what changed, and nothing else.
func (w *watcher) say(c linking.Change) {
	at := c.At.Format(time.RFC3339)
	if c.Err != nil {
		w.s.say("%s cannot look: %s\n", at, cli.Message(c.Err))
		return
	}
	if c.Recovered {
		w.s.say("%s looking again\n", at)
	}
	if c.Missed > 0 {
		w.s.say("%s nobody looked for %v\n", at, c.Missed.Round(time.Minute))
	}
	for _, t := range c.Opened {
		w.s.say("%s unlinked: %s %s\n", at, t.Tenant, linking.Printable(t.Name))
	}
	for _, t := range c.Closed {
		w.s.say("%s settled: %s\n", at, t)
	}
	w.s.say("%s %s\n", at, c.Alert)
}

// newestInvoice says what tenants are worth on the newest invoice. Its lines are
// read when there is another one than before.
type newestInvoice struct {
	s      *session
	b      *broker.Broker
	id     string
	report *billing.Report
}

// Values implements linking.Valuer.
func (n *newestInvoice) Values(ctx context.Context) ([]linking.Value, error) {
	all, err := n.b.Invoices(ctx)
	if err != nil {
		return nil, err
	}
	newest := newestOf(all, 1)
	if len(newest) == 0 {
		return nil, nil
	}
	if newest[0].ID != n.id {
		part, err := n.s.lines(ctx, n.b, newest)
		if err != nil || part == nil {
			return nil, err
		}
		if n.report, err = part.Report(); err != nil {
			return nil, err
		}
		n.id = newest[0].ID
	}
	return n.report.Values(ctx)
}
