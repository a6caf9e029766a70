package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/linking"
)

func applyCommand(flags *flag.FlagSet) func(context.Context, *session, []string) error {
	var o linking.ApplyOptions
	dryRun := flags.Bool("dry-run", false, "only say what would be done")
	path := flags.String("journal", "", "journal file; PLAN.journal unless set")
	flags.IntVar(&o.Workers, "workers", 4, "writes in flight, 1 to 64")
	flags.IntVar(&o.MaxChanges, "max-changes", 0, "stop after so many writes; 0 is no limit")
	flags.BoolVar(&o.StopOnError, "stop-on-error", false, "end at the first action that fails")
	flags.DurationVar(&o.Consistency, "consistency", 30*time.Second, "how long a new organization may stay invisible in lists")
	return func(ctx context.Context, s *session, args []string) error {
		if len(args) != 1 {
			return errors.New("name one plan file")
		}
		o.Execute = !*dryRun
		if *path == "" {
			*path = args[0] + ".journal"
		}
		return apply(ctx, s, args[0], *path, o)
	}
}

func apply(ctx context.Context, s *session, planFile, journalFile string, o linking.ApplyOptions) (err error) {
	plan, err := readPlan(planFile)
	if err != nil {
		return err
	}
	b, err := s.connect(ctx, paced)
	if err != nil {
		return err
	}
	linker, err := s.linker(ctx, b)
	if err != nil {
		return err
	}
	journal, err := linking.OpenJournal(journalFile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, journal.Close()) }()
	out, err := linker.Apply(ctx, plan, journal, o)
	if err != nil && out == nil { // it did not begin
		return err
	}
	if err != nil {
		return fmt.Errorf("%w; what was done is in %s, and running the same command again goes on", err, journalFile)
	}
	if err := s.sayOutcome(plan, out); err != nil || out.Writes == 0 {
		return err
	}
	return s.readBack(ctx, linker, plan, journal, out)
}

// readBack lists everything again and holds it against the plan: what was
// reported done must be there. A dry run says what is not.
func (s *session) readBack(ctx context.Context, linker *linking.Linker, plan *linking.Plan, journal linking.Journal, done *linking.Outcome) error {
	now, err := linker.Apply(ctx, plan, journal, linking.ApplyOptions{})
	if err != nil {
		return err
	}
	missing := 0
	for n, r := range now.Results {
		if r.Verdict == linking.VerdictWould && done.Results[n].Verdict == linking.VerdictDone {
			missing++
		}
	}
	if missing > 0 {
		return fmt.Errorf("%d actions are not in place although they were reported done; run the same command again", missing)
	}
	s.say("read back: what was done is in place\n")
	return nil
}

func (s *session) sayOutcome(plan *linking.Plan, out *linking.Outcome) error {
	table := cli.NewTable("action", "kind", "name", "tenant", "organization", "verdict", "detail")
	for n, r := range out.Results {
		switch r.Verdict {
		case linking.VerdictAlready, linking.VerdictReview:
			continue
		}
		switch a := &plan.Actions[n]; a.Kind {
		case linking.Ignored, linking.Stale, linking.DuplicateOrganization: // nothing to do, ever
		default:
			table.Row(r.Action, string(r.Kind), a.TenantName, r.TenantID.String(), r.OrganizationID, string(r.Verdict), r.Detail)
		}
	}
	if table.Len() > 0 {
		if err := table.Write(s.env.stdout, ""); err != nil {
			return err
		}
	}
	s.say("%d done, %d already so, %d would be done, %d skipped, %d wait for a person, %d failed; %d writes\n",
		out.Count(linking.VerdictDone), out.Count(linking.VerdictAlready), out.Count(linking.VerdictWould), out.Count(linking.VerdictSkipped),
		out.Count(linking.VerdictReview), out.Count(linking.VerdictFailed), out.Writes)
	return out.Err()
}
