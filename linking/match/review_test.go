package match_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tenantlink/tenantlink/linking/match"
)

func TestTenantsThatFitEquallyWellAreReviewed(t *testing.T) {
	results := decideAll(t, match.Policy{}, []match.Record{{ID: "t1", Names: []string{"Kyrbex Bygg"}}, {ID: "t2", Names: []string{"KYRBEX BYGG"}}},
		[]match.Record{{ID: "o1", Names: []string{"Kyrbex Bygg AB"}}, {ID: "o2", Names: []string{"Tamworth Bricks Ltd"}}})
	for _, r := range results {
		assert.Equal(t, "o1", r.OrganizationID, "both tenants may be of this customer")
		assert.Equal(t, match.BandReviewLow, r.Band, "%s", r)
		assert.Equal(t, match.ReasonTaken, r.Reason, "%s", r)
	}
}

func TestPoorSecondChoiceIsNotSuggestedInsteadOfTheTakenFirst(t *testing.T) {
	results := decideAll(t, match.Policy{}, []match.Record{{ID: "t1", Names: []string{"Kyrbex Ltd"}}, {ID: "t2", Names: []string{"Kyrbex"}}},
		[]match.Record{{ID: "o1", Names: []string{"Kyrbex Ltd"}}, {ID: "o2", Names: []string{"Kyrbex Electronics (International) Ltd"}}})
	assert.Equal(t, "o1", results[1].OrganizationID, "%s", results[1])
	assert.Equal(t, match.BandReviewLow, results[1].Band, "%s", results[1])
}

func TestRenamedCompanyStaysInReview(t *testing.T) {
	tenant := match.Record{ID: "t1", Names: []string{"Kyrbex Oy"}, Domains: []string{"tamworth.example"}}
	organization := match.Record{ID: "o1", Names: []string{"Tamworth Bricks Ltd"}, Domains: []string{"tamworth.example"}}
	r := decide(t, tenant, organization)
	assert.Equal(t, match.BandReviewLow, r.Band, "records keep old names\n%s", r)
}

func TestPhoneOfTheChainDoesNotPickASite(t *testing.T) {
	tenant := match.Record{ID: "t1", Names: []string{"Kyrbex AB"}, Phone: "08-123 456 78", City: "Lund", PostalCode: "22100", Street: "Storgatan 1"}
	organization := match.Record{ID: "o1", Names: []string{"Kyrbex AB"}, Phone: "08-123 456 78", City: "Kiruna", PostalCode: "98131", Street: "Hjalmar Lundbohmsvägen 9"}
	r := decide(t, tenant, organization)
	assert.NotEqual(t, match.BandAuto, r.Band, "another address, and no other field\n%s", r)
}

func TestNumbersOfDifferentKindsAskForASecondField(t *testing.T) {
	tenant := match.Record{ID: "t1", Names: []string{"Kyrbex GmbH"}, Domains: []string{"kyrbex.example"}, RegistrationNumbers: []string{"HRB 173528"}, Country: "DE"}
	organization := match.Record{ID: "o1", Names: []string{"Kyrbex GmbH"}, Domains: []string{"kyrbex.example"}, RegistrationNumbers: []string{"61066362"}, Country: "DE"}
	assert.Equal(t, match.BandReviewHigh, decide(t, tenant, organization).Band, "the numbers may be those of two sites")
	tenant.RegistrationNumbers = nil
	assert.Equal(t, match.BandAuto, decide(t, tenant, organization).Band, "a missing number is neutral")
}

func TestCompanyOfOneMoreWordIsALowSuggestion(t *testing.T) {
	r := decide(t, match.Record{ID: "t1", Names: []string{"Kyrbex Ltd"}}, match.Record{ID: "o1", Names: []string{"Kyrbex Pharmaceuticals Ltd"}})
	assert.Equal(t, match.BandReviewLow, r.Band, "a parent and its subsidiary\n%s", r)
}

func TestLocatedSiteIsSuggestedBesideASisterWithoutAddress(t *testing.T) {
	tenant := match.Record{ID: "t1", Names: []string{"Kyrbex AB"}, City: "Lund", PostalCode: "22100", Street: "Storgatan 1"}
	site := match.Record{ID: "o1", Names: []string{"Kyrbex AB"}, City: "Lund", PostalCode: "22100", Street: "Storgatan 1"}
	r := decide(t, tenant, site, match.Record{ID: "o2", Names: []string{"Kyrbex AB"}})
	assert.Equal(t, match.BandReviewHigh, r.Band, "%s", r)
	assert.Equal(t, "o1", r.OrganizationID)
}
