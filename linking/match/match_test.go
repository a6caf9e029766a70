package match_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking/match"
)

const (
	guidA = "0f2a51c1-5d7e-4a55-8f0e-0a6d4c8f1a01"
	guidB = "7c1b7f1e-95c1-4d0a-9a52-3d5d33a0b702"
)

// decide matches one tenant, failing the test on an error.
func decide(t *testing.T, tenant match.Record, organizations ...match.Record) match.Result {
	t.Helper()
	return decideAll(t, match.Policy{}, []match.Record{tenant}, organizations)[0]
}

func decideAll(t *testing.T, p match.Policy, tenants, organizations []match.Record, d ...match.Decision) []match.Result {
	t.Helper()
	ix, err := match.NewIndex(organizations)
	require.NoError(t, err)
	results, err := ix.Match(context.Background(), tenants, p, d...)
	require.NoError(t, err)
	require.Len(t, results, len(tenants))
	return results
}

// acme is a full organization, and the tenant that is the same company.
func acme() (tenant, organization match.Record) {
	organization = match.Record{
		ID: "o1", Names: []string{"Acme Widgets AB"}, Domains: []string{"acmewidgets.se"}, RegistrationNumbers: []string{"556036-0793"},
		Country: "SE", PostalCode: "111 22", City: "Stockholm", Street: "Storgatan 5", Phone: "08-123 45 67",
	}
	tenant = organization
	tenant.ID = guidA
	tenant.Names = []string{"ACME Widgets Aktiebolag"}
	return tenant, organization
}

func TestBands(t *testing.T) {
	full := func(change func(tenant, organization *match.Record)) [2]match.Record {
		tenant, organization := acme()
		change(&tenant, &organization)
		return [2]match.Record{tenant, organization}
	}
	only := func(r *match.Record, keep func(from, to *match.Record)) {
		bare := match.Record{ID: r.ID, Names: r.Names}
		keep(r, &bare)
		*r = bare
	}
	nameOnly := func(_, _ *match.Record) {}
	for name, c := range map[string]struct {
		pair   [2]match.Record
		band   match.Band
		reason match.Reason
	}{
		"everything agrees": {full(func(_, _ *match.Record) {}), match.BandAuto, match.ReasonRegistration},
		"the organization has the tenant": {full(func(_, o *match.Record) {
			o.LinkedTenants = []string{strings.ToUpper(guidA)}
		}), match.BandAuto, match.ReasonLinked},
		"Microsoft names the tenant, the names differ": {full(func(tn, o *match.Record) {
			only(tn, nameOnly)
			only(o, nameOnly)
			o.Names, o.ResolvedTenants = []string{"Quite Other Name"}, []string{guidA}
		}), match.BandAuto, match.ReasonResolved},
		"Microsoft names another tenant": {full(func(_, o *match.Record) {
			o.ResolvedTenants = []string{guidB}
		}), match.BandReviewHigh, match.ReasonVeto},
		"domain, phone and street agree, the names not word by word": {full(func(tn, o *match.Record) {
			tn.RegistrationNumbers, tn.PostalCode = nil, ""
			tn.Names, o.Names = []string{"Acme Widgets Vasastan"}, []string{"Acme Widgets"}
		}), match.BandAuto, match.ReasonDomain},
		"a subsidiary at the same address, with the same domain and phone": {full(func(tn, o *match.Record) {
			tn.RegistrationNumbers, tn.Names = nil, []string{"Acme Widgets Holding AB"}
		}), match.BandReviewHigh, match.ReasonScore},
		"one site of a chain moved, the number is the chain's": {full(func(tn, o *match.Record) {
			tn.Phone, tn.PostalCode, tn.City, tn.Street = "", "211 10", "Malmö", "Hamngatan 9"
		}), match.BandReviewHigh, match.ReasonVeto},
		"the town in the name is the town of both": {full(func(tn, o *match.Record) {
			tn.RegistrationNumbers, tn.Domains, tn.Names = nil, nil, []string{"Acme Widgets Stockholm AB"}
		}), match.BandAuto, match.ReasonFields},
		"the same name and street, but other domains": {full(func(tn, o *match.Record) {
			keep := func(from, to *match.Record) { to.Street, to.Domains = from.Street, from.Domains }
			only(tn, keep)
			only(o, keep)
			o.Domains = []string{"acme-widgets.example.se"}
		}), match.BandReviewHigh, match.ReasonScore},
		"domain, phone and street agree, the names contradict": {full(func(tn, o *match.Record) {
			tn.RegistrationNumbers, tn.PostalCode = nil, ""
			tn.Names, o.Names = []string{"Acme Widgets Holding"}, []string{"Zenit Logistik AB"}
		}), match.BandReviewLow, match.ReasonVeto},
		"the organization has another tenant": {full(func(_, o *match.Record) {
			o.LinkedTenants = []string{guidB}
		}), match.BandReviewHigh, match.ReasonTaken},
		"the domain moved since the link": {full(func(_, o *match.Record) {
			o.LinkedTenants, o.ResolvedTenants = []string{guidA}, []string{guidB}
		}), match.BandConflict, match.ReasonContradiction},
		"unique domain and name": {full(func(tn, o *match.Record) {
			keep := func(from, to *match.Record) { to.Domains = from.Domains }
			only(tn, keep)
			only(o, keep)
		}), match.BandAuto, match.ReasonDomain},
		"name and e-mail domain": {full(func(tn, o *match.Record) {
			only(tn, nameOnly)
			tn.EmailDomains = []string{"bill@acmewidgets.se"}
			only(o, func(from, to *match.Record) { to.Domains = from.Domains })
		}), match.BandAuto, match.ReasonFields},
		"name and street": {full(func(tn, o *match.Record) {
			keep := func(from, to *match.Record) { to.Street, to.City = from.Street, from.City }
			only(tn, keep)
			only(o, keep)
		}), match.BandAuto, match.ReasonFields},
		"name and phone": {full(func(tn, o *match.Record) {
			keep := func(from, to *match.Record) { to.Phone = from.Phone }
			only(tn, keep)
			only(o, keep)
		}), match.BandAuto, match.ReasonFields},
		"name alone": {full(func(tn, o *match.Record) {
			only(tn, nameOnly)
			only(o, nameOnly)
		}), match.BandReviewHigh, match.ReasonScore},
		"name and city": {full(func(tn, o *match.Record) {
			keep := func(from, to *match.Record) { to.City, to.Country = from.City, from.Country }
			only(tn, keep)
			only(o, keep)
		}), match.BandReviewHigh, match.ReasonScore},
		"the same facebook page proves nothing": {full(func(tn, o *match.Record) {
			only(tn, nameOnly)
			only(o, nameOnly)
			tn.Domains, o.Domains = []string{"facebook.com/acme"}, []string{"https://www.facebook.com/acme"}
		}), match.BandReviewHigh, match.ReasonScore},
		"another name, but number, phone and street of one company": {full(func(tn, o *match.Record) {
			o.Domains, o.Names = nil, []string{"Grupa Zenit"}
		}), match.BandAuto, match.ReasonRegistration},
		"another name, number and street but not the phone": {full(func(tn, o *match.Record) {
			o.Domains, o.Phone, o.Names = nil, "", []string{"Grupa Zenit"}
		}), match.BandReviewHigh, match.ReasonVeto},
		"other registration number": {full(func(_, o *match.Record) {
			o.RegistrationNumbers = []string{"556012-5790"}
		}), match.BandReviewLow, match.ReasonVeto},
		"other legal form": {full(func(_, o *match.Record) {
			o.Names, o.RegistrationNumbers = []string{"Acme Widgets Handelsbolag"}, nil
		}), match.BandReviewHigh, match.ReasonVeto},
		"a legal form of another country": {full(func(tn, o *match.Record) {
			tn.Names, o.Names = []string{"Acme Widgets GmbH"}, []string{"Acme Widgets Ltd"}
			tn.RegistrationNumbers = nil
		}), match.BandReviewHigh, match.ReasonVeto},
		"a legal form in translation": {full(func(tn, o *match.Record) {
			tn.Names, o.Names = []string{"ООО Ромашка"}, []string{"Romashka LLC"}
		}), match.BandAuto, match.ReasonRegistration},
		"a series differs": {full(func(tn, o *match.Record) {
			tn.Names, o.Names = []string{"Acme Series A Fund"}, []string{"Acme Series B Fund"}
			tn.RegistrationNumbers = nil
		}), match.BandReviewLow, match.ReasonVeto},
		"a number differs": {full(func(tn, o *match.Record) {
			tn.Names, o.Names = []string{"Acme Fund VII"}, []string{"Acme Fund VIII"}
		}), match.BandReviewHigh, match.ReasonVeto},
		"a place differs": {full(func(tn, o *match.Record) {
			tn.Names, o.Names = []string{"Acme Widgets Norge"}, []string{"Acme Widgets Sverige"}
			tn.RegistrationNumbers = nil
		}), match.BandReviewLow, match.ReasonVeto},
		"another site of a chain": {full(func(tn, o *match.Record) {
			tn.RegistrationNumbers, tn.Phone, tn.PostalCode, tn.City, tn.Street = nil, "", "211 10", "Malmö", "Hamngatan 9"
		}), match.BandReviewLow, match.ReasonVeto},
		"a sister company": {full(func(tn, o *match.Record) {
			tn.RegistrationNumbers = nil
			tn.Names, o.Names = []string{"Acme Logistics AB"}, []string{"Acme Holding AB"}
		}), match.BandReviewLow, match.ReasonVeto},
		"same number, other name": {full(func(tn, o *match.Record) {
			keep := func(from, to *match.Record) {
				to.RegistrationNumbers, to.Country = from.RegistrationNumbers, from.Country
			}
			only(tn, keep)
			only(o, keep)
			o.Names = []string{"Zebra Consulting"}
		}), match.BandReviewLow, match.ReasonVeto},
		"nothing in common": {full(func(tn, o *match.Record) {
			*o = match.Record{ID: "o1", Names: []string{"Zebra Foods Oy"}, Country: "FI"}
		}), match.BandUnmatched, match.ReasonNothing},
	} {
		t.Run(name, func(t *testing.T) {
			r := decide(t, c.pair[0], c.pair[1])
			assert.Equal(t, c.band, r.Band, "band of\n%s", r)
			assert.Equal(t, c.reason, r.Reason, "reason of\n%s", r)
		})
	}
}

func TestOneTenantLinkedTwiceIsAConflict(t *testing.T) {
	r := decide(t, match.Record{ID: guidA},
		match.Record{ID: "o1", LinkedTenants: []string{guidA}}, match.Record{ID: "o2", LinkedTenants: []string{guidA}})
	assert.Equal(t, match.BandConflict, r.Band, r)
}

func TestLinkAgainstMicrosoftsAnswerIsAConflict(t *testing.T) {
	r := decide(t, match.Record{ID: guidA},
		match.Record{ID: "old", LinkedTenants: []string{guidA}}, match.Record{ID: "new", ResolvedTenants: []string{guidA}})
	assert.Equal(t, match.BandConflict, r.Band, r)
	assert.Equal(t, "old", r.OrganizationID, "the link stays")
}

func TestTwoOrganizationsOfOneTenantAreNotAuto(t *testing.T) {
	r := decide(t, match.Record{ID: guidA, Names: []string{"Acme"}},
		match.Record{ID: "o1", Names: []string{"Acme"}, ResolvedTenants: []string{guidA}},
		match.Record{ID: "o2", Names: []string{"Acme"}, ResolvedTenants: []string{guidA}})
	assert.Equal(t, match.BandAmbiguous, r.Band, r)
}

func TestKeysThatNameTwoOrganizationsAreAConflict(t *testing.T) {
	tenant, organization := acme()
	byDomain := match.Record{ID: "o2", Names: tenant.Names, Domains: organization.Domains}
	organization.Domains = nil
	r := decide(t, tenant, organization, byDomain)
	assert.Equal(t, match.BandConflict, r.Band, r)
}

func TestKeysOfTwoTenantsToOneOrganizationAreAConflict(t *testing.T) {
	byNumber, organization := acme()
	byNumber.Domains, byNumber.Phone, byNumber.Street = nil, "", ""
	byDomain := match.Record{ID: guidB, Names: organization.Names, Domains: organization.Domains}
	for _, r := range decideAll(t, match.Policy{}, []match.Record{byNumber, byDomain}, []match.Record{organization}) {
		assert.Equal(t, match.BandConflict, r.Band, r)
	}
}

func TestDepartmentsAreAmbiguous(t *testing.T) {
	tenant := match.Record{ID: guidA, Names: []string{"Acme Widgets AB"}, Domains: []string{"acmewidgets.se"}}
	r := decide(t, tenant,
		match.Record{ID: "o1", Names: []string{"Acme Widgets AB"}, Domains: []string{"acmewidgets.se"}},
		match.Record{ID: "o2", Names: []string{"Acme Widgets AB"}, Domains: []string{"acmewidgets.se"}})
	assert.Equal(t, match.BandAmbiguous, r.Band, r)
	r = decide(t, tenant,
		match.Record{ID: "o1", Names: []string{"Acme Widgets AB"}, Domains: []string{"acmewidgets.se"}},
		match.Record{ID: "o2", Names: []string{"Acme Widgets AB"}})
	assert.Equal(t, match.BandAmbiguous, r.Band, "the domain of one department does not tell them apart\n%s", r)
}

func TestDomainOfManyTenantsIsNoEvidence(t *testing.T) {
	_, organization := acme()
	var tenants []match.Record
	for i := range 4 {
		tenants = append(tenants, match.Record{
			ID: fmt.Sprint(i), Names: []string{fmt.Sprintf("Company%c Trading", 'A'+i)}, EmailDomains: []string{"billing@acmewidgets.se"},
		})
	}
	for _, r := range decideAll(t, match.Policy{}, tenants, []match.Record{organization}) {
		assert.Equal(t, match.BandUnmatched, r.Band, r)
	}
}

// A chain shows itself by another site: then name and domain without any part of
// an address do not say which site this is.
func TestChainWithoutAddressIsNotAuto(t *testing.T) {
	tenant := match.Record{ID: guidA, Names: []string{"Kranvik Pizza Express"}, Domains: []string{"kranvikpizza.se"}}
	site := match.Record{ID: "o1", Names: []string{"Kranvik Pizza Express"}, Domains: []string{"kranvikpizza.se"}}
	other := match.Record{ID: "o2", Names: []string{"Kranvik Pizza Express Lund"}, City: "Lund"}
	assert.Equal(t, match.BandAuto, decide(t, tenant, site).Band, "without a sign of a chain the domain is enough")
	r := decide(t, tenant, site, match.Record{ID: "o2", Names: []string{"Kranvik Pizza Express Stockholm"}, City: "Stockholm"})
	assert.Equal(t, match.BandReviewHigh, r.Band, r)
	assert.Equal(t, match.ReasonMargin, r.Reason)
	tenant.City, site.City = "Lund", "Lund"
	other.City = "Malmö"
	assert.Equal(t, match.BandAuto, decide(t, tenant, site, other).Band, "the town tells the site")
}

// Many towns have a Main Street 1: the company there is found in its own town
// without comparing all of them.
func TestCommonStreetIsSearchedInTheTenantsTown(t *testing.T) {
	var organizations []match.Record
	for i := range 300 {
		word := strings.Repeat(string(rune('a'+i%26)), 4+i/26)
		organizations = append(organizations, match.Record{
			ID: fmt.Sprintf("o%03d", i), Names: []string{word + " Trading"}, Street: "Main Street 1", City: word + "ville", Country: "US",
		})
	}
	r := decide(t, match.Record{ID: guidA, Names: []string{"Renamed Since Inc"}, Street: "1 Main Street", City: organizations[222].City, Country: "US"}, organizations...)
	require.NotEmpty(t, r.Candidates, "the organization at the same street and town must be compared")
	assert.Equal(t, "o222", r.Candidates[0].OrganizationID)
	assert.Less(t, r.Compared, 20, "organizations of other towns must not be compared for their street")
}

func TestBrokerDomainIsNoEvidence(t *testing.T) {
	tenant := match.Record{ID: guidA, Names: []string{"Acme"}, Domains: []string{"broker.se"}}
	ix, err := match.NewIndex([]match.Record{{ID: "o1", Names: []string{"Acme"}, Domains: []string{"broker.se"}}},
		match.WithBrokerDomains("www.broker.se"))
	require.NoError(t, err)
	results, err := ix.Match(context.Background(), []match.Record{tenant}, match.Policy{})
	require.NoError(t, err)
	assert.Equal(t, match.BandReviewHigh, results[0].Band, results[0])
}

// The trap of a greedy one-to-one match: a1b1 fits best, yet a1b2 and a2b1
// together fit better. Nobody can be certain, so a person decides.
func TestGreedyTrapEndsInReview(t *testing.T) {
	tenants := []match.Record{
		{ID: "a1", Names: []string{"Nordwind Kaltstein Elbtal"}, Street: "Storgatan 5", City: "Lund"},
		{ID: "a2", Names: []string{"Nordwind Kaltstein Elbtak"}, Street: "Storgatan 5", City: "Lund"},
	}
	organizations := []match.Record{
		{ID: "b1", Names: []string{"Nordwind Kaltstein Elbtal"}, Street: "Storgatan 5", City: "Lund"},
		{ID: "b2", Names: []string{"Nordwind Kaltstain Elbtal"}, Street: "Storgatan 5", City: "Lund"},
	}
	for _, r := range decideAll(t, match.Policy{}, tenants, organizations) {
		assert.NotEqual(t, match.BandAuto, r.Band, r)
		assert.NotEqual(t, match.BandUnmatched, r.Band, r)
	}
}

func TestDecisionsAreHonouredExactly(t *testing.T) {
	tenant, organization := acme()
	other := match.Record{ID: "o2", Names: []string{"Zebra"}}
	confirm := match.Decision{TenantID: tenant.ID, OrganizationID: "o2", Verdict: match.Confirmed}
	reject := match.Decision{TenantID: tenant.ID, OrganizationID: "o1", Verdict: match.Rejected}
	organizations := []match.Record{organization, other}

	r := decideAll(t, match.Policy{}, []match.Record{tenant}, organizations, confirm, reject)[0]
	assert.Equal(t, match.BandAuto, r.Band, r)
	assert.Equal(t, match.ReasonConfirmed, r.Reason)
	assert.Equal(t, "o2", r.OrganizationID)

	r = decideAll(t, match.Policy{}, []match.Record{tenant}, organizations, reject)[0]
	assert.Equal(t, match.BandUnmatched, r.Band, r)
	for _, c := range r.Candidates {
		assert.NotEqual(t, "o1", c.OrganizationID, "a rejected pair is not proposed again")
	}

	gone := match.Decision{TenantID: tenant.ID, OrganizationID: "removed", Verdict: match.Confirmed}
	r = decideAll(t, match.Policy{}, []match.Record{tenant}, organizations, gone)[0]
	assert.Equal(t, "o1", r.OrganizationID, "an answer about a removed organization has no effect")
}

func TestConfirmedOrganizationIsNotGivenToAnother(t *testing.T) {
	tenant, organization := acme()
	second := match.Record{ID: guidB, Names: []string{"Acme Widgets"}}
	results := decideAll(t, match.Policy{}, []match.Record{tenant, second}, []match.Record{organization},
		match.Decision{TenantID: guidB, OrganizationID: "o1", Verdict: match.Confirmed})
	assert.Equal(t, match.BandAuto, results[1].Band, results[1])
	assert.NotEqual(t, match.BandAuto, results[0].Band, results[0])
}

func TestPolicy(t *testing.T) {
	tenant, organization := acme()
	r := decideAll(t, match.Policy{NoAuto: true}, []match.Record{tenant}, []match.Record{organization})[0]
	assert.Equal(t, match.BandReviewHigh, r.Band)
	assert.Equal(t, match.ReasonPolicy, r.Reason)

	organization.LinkedTenants = []string{guidB}
	r = decideAll(t, match.Policy{SeveralTenants: true}, []match.Record{tenant}, []match.Record{organization})[0]
	assert.Equal(t, match.BandAuto, r.Band, "a second tenant on a deterministic key\n%s", r)

	tenant.RegistrationNumbers, tenant.Domains = nil, nil
	r = decideAll(t, match.Policy{SeveralTenants: true}, []match.Record{tenant}, []match.Record{organization})[0]
	assert.Equal(t, match.BandReviewHigh, r.Band, "a second tenant without a deterministic key\n%s", r)

	r = decideAll(t, match.Policy{ReviewLow: 90, ReviewHigh: 95}, []match.Record{tenant}, []match.Record{organization})[0]
	assert.Equal(t, match.BandUnmatched, r.Band)
}

func TestSecondTenantOfAnOrganizationIsReviewed(t *testing.T) {
	_, organization := acme()
	first := match.Record{ID: guidA, Names: organization.Names, Phone: organization.Phone, Street: organization.Street, City: "Stockholm"}
	second := match.Record{ID: guidB, Names: organization.Names}
	results := decideAll(t, match.Policy{}, []match.Record{first, second}, []match.Record{organization})
	assert.Equal(t, match.BandAuto, results[0].Band, results[0])
	assert.Equal(t, match.BandReviewLow, results[1].Band, "never a new organization beside this one\n%s", results[1])
	assert.Equal(t, match.ReasonTaken, results[1].Reason)
}

func TestInvalidInput(t *testing.T) {
	ctx := context.Background()
	_, err := match.NewIndex([]match.Record{{ID: "x"}, {}})
	require.ErrorIs(t, err, match.ErrNoID)
	_, err = match.NewIndex([]match.Record{{ID: "x"}, {ID: "x"}})
	require.ErrorIs(t, err, match.ErrDuplicateID)
	_, err = match.NewIndex(nil, match.WithWorkers(0))
	require.ErrorContains(t, err, "at least 1")
	_, err = match.NewIndex(nil, match.WithBrokerDomains("nonsense"))
	require.ErrorContains(t, err, "nonsense")

	ix, err := match.NewIndex([]match.Record{{ID: "x"}})
	require.NoError(t, err)
	_, err = ix.Add(match.Record{ID: "x"})
	require.ErrorIs(t, err, match.ErrDuplicateID)
	_, err = ix.Match(ctx, []match.Record{{ID: "t"}, {ID: "t"}}, match.Policy{})
	require.ErrorIs(t, err, match.ErrDuplicateID)
	_, err = ix.Match(ctx, nil, match.Policy{Candidates: 99})
	require.ErrorContains(t, err, "Candidates")
	_, err = ix.Match(ctx, nil, match.Policy{ReviewLow: -1})
	require.ErrorContains(t, err, "ReviewLow")
	_, err = ix.Match(ctx, nil, match.Policy{}, match.Decision{TenantID: "t", OrganizationID: "x", Verdict: "perhaps"})
	require.ErrorContains(t, err, "perhaps")
	_, err = ix.Match(ctx, nil, match.Policy{},
		match.Decision{TenantID: "t", OrganizationID: "x", Verdict: match.Confirmed},
		match.Decision{TenantID: "t", OrganizationID: "x", Verdict: match.Rejected})
	require.ErrorContains(t, err, "both")

	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = ix.Match(cancelled, []match.Record{{ID: "t"}}, match.Policy{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestEmptySides(t *testing.T) {
	assert.Empty(t, decideAll(t, match.Policy{}, nil, nil))
	r := decide(t, match.Record{ID: "t"})
	assert.Equal(t, match.BandUnmatched, r.Band)
}

func TestExplanation(t *testing.T) {
	tenant, organization := acme()
	r := decide(t, tenant, organization, match.Record{ID: "o2", Names: []string{"Acme Widgets Norge AS"}})
	require.NotEmpty(t, r.Candidates)
	sum := 0.0
	fields := map[match.Field]match.Evidence{}
	for _, e := range r.Candidates[0].Evidence {
		sum += e.Weight
		fields[e.Field] = e
	}
	assert.InDelta(t, r.Score, sum, 0.01, "the evidence adds up to the score")
	assert.Equal(t, "ACME Widgets Aktiebolag", fields[match.FieldName].Tenant, "values are shown as given")
	assert.Equal(t, "Acme Widgets AB", fields[match.FieldName].Organization)
	assert.Contains(t, r.String(), `domain "acmewidgets.se": equal, unique on both sides, +10.0`)

	text, err := json.Marshal(r)
	require.NoError(t, err)
	var keys map[string]any
	require.NoError(t, json.Unmarshal(text, &keys))
	for _, k := range []string{"tenant_id", "organization_id", "band", "reason", "score", "margin", "candidates", "compared", "model"} {
		assert.Contains(t, keys, k)
	}
}

// Where very many have one postal code, a twin may have it too.
func TestCommonPostalCodeIsNoField(t *testing.T) {
	tenant := match.Record{ID: guidA, Names: []string{"Kranvik Oljeby AB"}, PostalCode: "111 22"}
	organizations := []match.Record{{ID: "o", Names: tenant.Names, PostalCode: "11122"}}
	r := decide(t, tenant, organizations...)
	assert.Equal(t, match.BandAuto, r.Band, r)
	for i := range 60 {
		organizations = append(organizations, match.Record{ID: fmt.Sprintf("n%02d", i), Names: []string{fmt.Sprintf("Zyxo%dvut", i)}, PostalCode: "11122"})
	}
	r = decide(t, tenant, organizations...)
	assert.Equal(t, match.BandReviewHigh, r.Band, r)
}

// A chain's registration number does not say which site of unknown number it is.
func TestNumberOfAChainDoesNotPickASite(t *testing.T) {
	tenant := match.Record{ID: guidA, Names: []string{"Kranvik Bygg"}, Country: "SE", RegistrationNumbers: []string{"5560360793"}}
	site := match.Record{ID: "o1", Names: []string{"Kranvik Bygg AB"}, Country: "SE", City: "Lund", RegistrationNumbers: []string{"556036-0793"}}
	other := match.Record{ID: "o2", Names: []string{"Kranvik Bygg AB"}, Country: "SE", City: "Malmö"}
	assert.Equal(t, match.BandAuto, decide(t, tenant, site).Band)
	r := decide(t, tenant, site, other)
	assert.Equal(t, match.BandReviewHigh, r.Band, r)
	assert.Equal(t, match.ReasonMargin, r.Reason)
	other.RegistrationNumbers = []string{"556012-5790"}
	r = decide(t, tenant, site, other)
	assert.Equal(t, match.BandAuto, r.Band, "the other site has a number of its own\n%s", r)
}
