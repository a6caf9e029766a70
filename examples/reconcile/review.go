package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os/user"
	"strconv"
	"strings"
	"time"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/match"
)

func reviewCommand(flags *flag.FlagSet) func(context.Context, *session, []string) error {
	by := flags.String("by", "", "who decides; the signed-in user of this machine unless set")
	var planner planner
	planner.flags(flags)
	return func(ctx context.Context, s *session, args []string) error {
		if len(args) > 0 {
			return errors.New("review takes no arguments: it asks")
		}
		if *by == "" {
			if u, err := user.Current(); err == nil {
				*by = u.Username
			}
		}
		plan, err := planner.make(ctx, s)
		if err != nil {
			return err
		}
		kept, err := s.openRecords(ctx)
		if err != nil {
			return err
		}
		r := &reviewer{s: s, in: bufio.NewReader(s.env.stdin), records: kept, scope: plan.Scope, by: *by}
		return r.all(ctx, plan)
	}
}

// reviewer asks a person about one action after the other.
type reviewer struct {
	s       *session
	in      *bufio.Reader
	records records
	scope   linking.Scope
	by      string
	decided int
}

var errQuit = errors.New("quit")

// asks reports that a person has to choose: also where certain keys contradict
// each other and the tenant has no organization yet, so that there are candidates.
func asks(a *linking.Action) bool {
	return a.Kind == linking.Review || a.Kind == linking.SecondTenant || a.Kind == linking.Conflict && len(a.Candidates) > 0
}

func (r *reviewer) all(ctx context.Context, p *linking.Plan) error {
	open := p.Filter(asks)
	for i := range open.Actions {
		a := &open.Actions[i]
		r.s.say("\n%d of %d\n", i+1, len(open.Actions))
		one := p.Filter(func(b *linking.Action) bool { return b.ID == a.ID })
		if err := one.WriteTable(r.s.env.stdout); err != nil {
			return err
		}
		err := r.ask(ctx, a)
		if errors.Is(err, errQuit) {
			break
		}
		if err != nil {
			return err
		}
	}
	r.s.say("%d decided, kept in %s; the next plan follows them\n", r.decided, r.s.settings.records)
	return nil
}

// choices are the organizations that the person may choose, by number.
func choices(a *linking.Action) []string {
	var ids []string
	if a.OrganizationID != "" {
		ids = append(ids, a.OrganizationID)
	}
	for _, c := range a.Candidates {
		ids = append(ids, c.OrganizationID)
	}
	return ids
}

// question lists the answers that make sense.
func question(candidates int) string {
	q := "[i KIND REASON] ignore (internal, test, dormant, other_partner, other; until=2027-01-31 before the reason ends it), [s]kip, [q]uit: "
	switch candidates {
	case 0:
		return q
	case 1:
		return "[1] it is that one, [r 1] it is not, " + q
	default:
		return fmt.Sprintf("[1-%d] it is that one, [r N] it is not N, ", candidates) + q
	}
}

func (r *reviewer) ask(ctx context.Context, a *linking.Action) error {
	ids := choices(a)
	for {
		r.s.say("%s", question(len(ids)))
		line, err := r.in.ReadString('\n')
		if errors.Is(err, io.EOF) && strings.TrimSpace(line) == "" {
			return errQuit
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		done, err := r.answer(ctx, a, ids, strings.Fields(line))
		if err != nil && !errors.Is(err, errAnswer) || done {
			return err
		}
		if err != nil {
			r.s.say("%v\n", err)
		}
	}
}

// errAnswer marks an answer that was not understood; the question is repeated.
var errAnswer = errors.New("not understood")

// answer carries out one answer; done ends the question.
func (r *reviewer) answer(ctx context.Context, a *linking.Action, ids, words []string) (done bool, err error) {
	if len(words) == 0 {
		return false, nil
	}
	switch words[0] {
	case "s":
		return true, nil
	case "q":
		return true, errQuit
	case "i":
		entry, err := r.ignore(a, words[1:])
		if err != nil {
			return false, fmt.Errorf("%w: %w", errAnswer, err)
		}
		r.decided++
		return true, r.records.SetIgnore(ctx, entry)
	case "r":
		if len(words) != 2 {
			return false, fmt.Errorf("%w: which one is it not?", errAnswer)
		}
		return false, r.decide(ctx, a, ids, words[1], match.Rejected)
	default:
		err := r.decide(ctx, a, ids, words[0], match.Confirmed)
		return err == nil, err
	}
}

// ignore reads an entry of the ignore list.
func (r *reviewer) ignore(a *linking.Action, words []string) (linking.Ignore, error) {
	entry := linking.Ignore{TenantKey: r.key(a), By: r.by}
	if len(words) < 2 {
		return entry, errors.New("a kind and a reason are needed")
	}
	entry.Kind, words = linking.IgnoreKind(words[0]), words[1:]
	if date, ok := strings.CutPrefix(words[0], "until="); ok {
		until, err := time.Parse(time.DateOnly, date)
		if err != nil {
			return entry, fmt.Errorf("%q is no date such as 2027-01-31", date)
		}
		entry.Until, words = until, words[1:]
	}
	entry.Reason = strings.Join(words, " ")
	return entry, entry.Validate()
}

func (r *reviewer) decide(ctx context.Context, a *linking.Action, ids []string, number string, v match.Verdict) error {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(ids) {
		return fmt.Errorf("%w: %q is not between 1 and %d", errAnswer, number, len(ids))
	}
	r.decided++
	err = r.records.Decide(ctx, r.scope, linking.Decision{
		TenantKey: r.key(a), OrganizationID: ids[n-1], Verdict: v, By: r.by, At: time.Now().UTC(),
	})
	if err != nil || v == match.Rejected {
		return err
	}
	return r.records.ClearIgnore(ctx, r.key(a)) // one that a charge reopened
}

func (r *reviewer) key(a *linking.Action) linking.TenantKey {
	return linking.TenantKey{Partner: r.scope.Partner, Tenant: a.TenantID}
}
