package linking

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/tenantlink/tenantlink/linking/match"
)

// OwnCompany is the partner itself. Partners have customer tenants of their own,
// for internal use, demonstrations and tests: a tenant with the partner's name,
// or at one of its domains, is put before a person and gets no organization by
// itself. The domains are no evidence in matching either, since many billing
// profiles carry the partner's address.
type OwnCompany struct {
	// Names are names of the company, with or without legal form.
	Names []string `json:"names,omitempty"`
	// Domains are the domains it owns, its initial domain among them.
	Domains []string `json:"domains,omitempty"`
	// Emails are its addresses. A domain of one counts as the company's own only
	// when DomainOwners name the partner's tenant as its owner.
	Emails []string `json:"emails,omitempty"`
}

// OwnCompanyTeller is an optional part of Tenants: who the partner is. Discover
// asks once per run.
type OwnCompanyTeller interface {
	OwnCompany(ctx context.Context) (OwnCompany, error)
}

// WithOwnCompany adds names and domains of the partner to what an
// OwnCompanyTeller tells. Several calls add up.
func WithOwnCompany(c OwnCompany) Option {
	return func(o *options) error {
		for _, name := range c.Names {
			if strings.TrimSpace(name) == "" {
				return errors.New("WithOwnCompany: a name is empty")
			}
		}
		for _, domain := range c.Domains {
			if !isDomain(normalDomain(domain)) {
				return fmt.Errorf("WithOwnCompany: %q is no domain", domain)
			}
		}
		o.own.Names = append(o.own.Names, c.Names...)
		o.own.Domains = append(o.own.Domains, c.Domains...)
		o.own.Emails = append(o.own.Emails, c.Emails...)
		return nil
	}
}

// isDomain refuses what match.WithBrokerDomains would refuse, and single labels.
func isDomain(domain string) bool {
	if !strings.Contains(domain, ".") {
		return false
	}
	_, err := match.NewIndex(nil, match.WithBrokerDomains(domain))
	return err == nil
}

// readOwn puts who the partner is into the snapshot: names, and domains that are
// certain.
func (l *Linker) readOwn(ctx context.Context, s *Snapshot) error {
	own := OwnCompany{Names: slices.Clone(l.o.own.Names), Domains: slices.Clone(l.o.own.Domains), Emails: slices.Clone(l.o.own.Emails)}
	if teller, ok := l.tenants.(OwnCompanyTeller); ok {
		told, err := teller.OwnCompany(ctx)
		if err != nil {
			return fmt.Errorf("the partner's own company: %w", err)
		}
		own.Names = append(own.Names, told.Names...)
		own.Domains = append(own.Domains, told.Domains...)
		own.Emails = append(own.Emails, told.Emails...)
	}
	owned, err := l.ownedHosts(ctx, own.Emails)
	if err != nil {
		return err
	}
	own.Domains = append(own.Domains, owned...)
	for _, name := range own.Names {
		if name = nameKey(name); name != "" {
			s.Own.Names = append(s.Own.Names, name)
		}
	}
	for _, domain := range own.Domains {
		if domain = normalDomain(domain); isDomain(domain) {
			s.Own.Domains = append(s.Own.Domains, domain)
		}
	}
	s.Own.Names, s.Own.Domains = sortedSet(s.Own.Names), sortedSet(s.Own.Domains)
	return nil
}

// ownedHosts are the domains of the addresses that the partner's tenant owns; the
// others belong to a mail provider or a consultant.
func (l *Linker) ownedHosts(ctx context.Context, emails []string) ([]string, error) {
	if l.o.owners == nil {
		return nil, nil
	}
	var hosts, owned []string
	for _, email := range emails {
		if _, host, ok := strings.Cut(email, "@"); ok && isDomain(normalDomain(host)) {
			hosts = append(hosts, normalDomain(host))
		}
	}
	for _, host := range sortedSet(hosts) {
		owner, err := l.o.owners.TenantOf(ctx, host)
		if err != nil {
			return nil, fmt.Errorf("tenant of domain %s: %w", host, err)
		}
		if owner == l.o.scope.Partner {
			owned = append(owned, host)
		}
	}
	return owned, nil
}

func sortedSet(values []string) []string {
	slices.Sort(values)
	return slices.Compact(values)
}

// ownTenant says why the tenant looks like the partner's own, or "".
func (s *Snapshot) ownTenant(t Tenant) string {
	if t.Tenant == s.Scope.Partner {
		return "the partner's own tenant"
	}
	for _, domain := range append([]string{t.Domain}, t.Domains...) {
		domain = normalDomain(domain)
		for _, own := range s.Own.Domains {
			if domain == own || strings.HasSuffix(domain, "."+own) {
				return fmt.Sprintf("may be the partner's own tenant: its domain %s is the partner's", domain)
			}
		}
	}
	for _, name := range nonEmpty(t.Name, t.BillingName) {
		for _, own := range s.Own.Names {
			if sameName(name, own) {
				return fmt.Sprintf("may be the partner's own tenant: it is called %s", name)
			}
			if containsWords(name, own) {
				return fmt.Sprintf("may be a test or demonstration tenant of the partner: its name %s holds the partner's", name)
			}
		}
	}
	return ""
}

// sameName compares without case, punctuation and legal form.
func sameName(a, b string) bool { return match.NormalizeName(a) == match.NormalizeName(b) }

// containsWords reports that the whole name, legal form included, occurs in the
// text as words: a short name alone would occur in those of strangers.
func containsWords(text, name string) bool {
	fields := func(s string) string {
		return " " + strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) }), " ") + " "
	}
	words := fields(name)
	return strings.Count(words, " ") > 2 && strings.Contains(fields(text), words)
}
