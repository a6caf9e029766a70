package main

import (
	"context"
	"errors"
	"flag"
	"time"

	"github.com/tenantlink/tenantlink/linking"
)

func watchCommand(flags *flag.FlagSet) func(context.Context, *session, []string) error {
	every := flags.Duration("every", time.Hour, "time between two looks, at least a minute")
	apply := flags.Bool("apply", false, "link what is certain, without asking; nothing is created")
	journal := flags.String("journal", "tenantlink-watch.journal", "journal file of -apply")
	return func(ctx context.Context, s *session, args []string) error {
		if len(args) > 0 {
			return errors.New("watch takes no arguments")
		}
		var modes []mode
		if *apply {
			modes = append(modes, paced)
		} else {
			modes = append(modes, readOnly)
		}
		b, err := s.connect(ctx, modes...)
		if err != nil {
			return err
		}
		linker, err := s.linker(b)
		if err != nil {
			return err
		}
		records, err := s.records()
		if err != nil {
			return err
		}
		schedule := linking.Schedule{Every: *every, Jitter: *every / 20, Store: records}
		if *apply {
			schedule.Act = func(ctx context.Context, snapshot *linking.Snapshot) error {
				return s.linkCertain(ctx, linker, snapshot, *journal)
			}
		}
		err = linker.Watch(ctx, schedule, s.sayChange)
		if errors.Is(err, context.Canceled) {
			return nil // asked to stop
		}
		return err
	}
}

// linkCertain plans and applies what needs no person.
func (s *session) linkCertain(ctx context.Context, linker *linking.Linker, snapshot *linking.Snapshot, journalFile string) (err error) {
	plan, err := linker.Plan(ctx, snapshot)
	if err != nil {
		return err
	}
	plan = plan.Filter(func(a *linking.Action) bool { return a.Kind == linking.LinkExisting && a.Approved })
	if len(plan.Actions) == 0 {
		return nil
	}
	journal, err := linking.OpenJournal(journalFile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, journal.Close()) }()
	out, err := linker.Apply(ctx, plan, journal, linking.ApplyOptions{Execute: true})
	if err != nil {
		return err
	}
	return s.sayOutcome(plan, out)
}

func (s *session) sayChange(c linking.Change) {
	at := c.At.Format(time.RFC3339)
	if c.Err != nil {
		s.say("%s cannot look: %v\n", at, c.Err)
		return
	}
	if c.Recovered {
		s.say("%s looking again\n", at)
	}
	if c.Missed > 0 {
		s.say("%s nobody looked for %v\n", at, c.Missed.Round(time.Minute))
	}
	for _, t := range c.Opened {
		s.say("%s unlinked: %s %s\n", at, t.Tenant, linking.Printable(t.Name))
	}
	for _, t := range c.Closed {
		s.say("%s settled: %s\n", at, t)
	}
	if c.Alert != nil {
		s.say("%s %s\n", at, c.Alert)
	}
}
