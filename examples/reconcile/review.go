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
	return func(ctx context.Context, s *session, args []string) error {
		if len(args) > 0 {
			return errors.New("review takes no arguments: it asks")
		}
		if *by == "" {
			if u, err := user.Current(); err == nil {
				*by = u.Username
			}
		}
		b, err := s.connect(ctx, readOnly)
		if err != nil {
			return err
		}
		snapshot, linker, err := s.discover(ctx, b)
		if err != nil {
			return err
		}
		plan, err := linker.Plan(ctx, snapshot)
		if err != nil {
			return err
		}
		records, err := s.records()
		if err != nil {
			return err
		}
		r := &reviewer{s: s, in: bufio.NewReader(s.env.stdin), records: records, scope: plan.Scope, by: *by}
		return r.all(ctx, plan)
	}
}

// reviewer asks a person about one action after the other.
type reviewer struct {
	s       *session
	in      *bufio.Reader
	records *linking.FileStore
	scope   linking.Scope
	by      string
	decided int
}

var errQuit = errors.New("quit")

func (r *reviewer) all(ctx context.Context, p *linking.Plan) error {
	open := p.Filter(func(a *linking.Action) bool { return a.Kind == linking.Review || a.Kind == linking.SecondTenant })
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
	r.s.say("%d decided, kept in %s; plan and apply honour them\n", r.decided, r.s.settings.records)
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

func (r *reviewer) ask(ctx context.Context, a *linking.Action) error {
	ids := choices(a)
	for {
		r.s.say("[1-%d] it is that one, [r N] it is not N, [i KIND REASON] ignore (internal, test, dormant, other_partner, other), [s]kip, [q]uit: ", len(ids))
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
		if len(words) < 3 {
			return false, fmt.Errorf("%w: a kind and a reason are needed", errAnswer)
		}
		entry := linking.Ignore{TenantKey: r.key(a), Kind: linking.IgnoreKind(words[1]), Reason: strings.Join(words[2:], " "), By: r.by}
		if err := entry.Validate(); err != nil {
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

func (r *reviewer) decide(ctx context.Context, a *linking.Action, ids []string, number string, v match.Verdict) error {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(ids) {
		return fmt.Errorf("%w: %q is not between 1 and %d", errAnswer, number, len(ids))
	}
	r.decided++
	return r.records.Decide(ctx, r.scope, linking.Decision{
		TenantKey: r.key(a), OrganizationID: ids[n-1], Verdict: v, By: r.by, At: time.Now().UTC(),
	})
}

func (r *reviewer) key(a *linking.Action) linking.TenantKey {
	return linking.TenantKey{Partner: r.scope.Partner, Tenant: a.TenantID}
}
