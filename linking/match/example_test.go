package match_test

import (
	"context"
	"fmt"
	"log"

	"github.com/tenantlink/tenantlink/linking/match"
)

func Example() {
	organizations := []match.Record{
		{ID: "42", Names: []string{"Kranvik Bygg AB"}, Domains: []string{"kranvik.se"}, Street: "Storgatan 5", City: "Lund"},
		{ID: "43", Names: []string{"Kranvik Fastigheter AB"}, Domains: []string{"kranvik-fastigheter.se"}, City: "Lund"},
	}
	tenants := []match.Record{
		{ID: "0f2a51c1-5d7e-4a55-8f0e-0a6d4c8f1a01", Names: []string{"KRANVIK BYGG AKTIEBOLAG"}, Domains: []string{"kranvik.onmicrosoft.com", "kranvik.se"}},
		{ID: "7c1b7f1e-95c1-4d0a-9a52-3d5d33a0b702", Names: []string{"Kranvik Fastigheter"}},
	}
	index, err := match.NewIndex(organizations)
	if err != nil {
		log.Fatal(err)
	}
	results, err := index.Match(context.Background(), tenants, match.Policy{})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range results {
		fmt.Println(r.TenantID[:8], r.Band, r.OrganizationID, r.Reason)
	}
	// Output:
	// 0f2a51c1 auto 42 domain
	// 7c1b7f1e review_high 43 score
}

func ExampleResult_String() {
	index, err := match.NewIndex([]match.Record{{ID: "42", Names: []string{"Kranvik Bygg AB"}, Domains: []string{"kranvik.se"}, City: "Lund"}})
	if err != nil {
		log.Fatal(err)
	}
	results, err := index.Match(context.Background(), []match.Record{
		{ID: "t1", Names: []string{"Kranvik Bygg HB"}, EmailDomains: []string{"info@kranvik.se"}, City: "Lund"},
	}, match.Policy{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(results[0])
	// Output:
	// tenant t1: review_high -> organization 42 (veto; score 13.5, margin unrivalled, 1 compared, model 2026-11.3)
	//   organization 42: 13.5
	//     email_domain "info@kranvik.se" / "kranvik.se": equal, unique on both sides, +8.0
	//     name "Kranvik Bygg HB" / "Kranvik Bygg AB": same words, +10.0
	//     legal_form "hb" / "ab": different classes, -6.0
	//     city "Lund": equal, +1.5
	//     veto: legal_form_differs
}

// A person's answers come back as decisions, so that nothing is asked twice.
func ExampleDecision() {
	index, err := match.NewIndex([]match.Record{{ID: "42", Names: []string{"Acorn Construction"}}})
	if err != nil {
		log.Fatal(err)
	}
	results, err := index.Match(context.Background(), []match.Record{{ID: "t1", Names: []string{"Contoso"}}}, match.Policy{},
		match.Decision{TenantID: "t1", OrganizationID: "42", Verdict: match.Confirmed})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(results[0].Band, results[0].OrganizationID, results[0].Reason)
	// Output: auto 42 confirmed
}

func ExampleNormalizeName() {
	fmt.Println(match.NormalizeName("ACME Géo-Systems S.p.A."))
	fmt.Println(match.NormalizeName("ООО «Ромашка»"))
	// Output:
	// acme geo systems
	// romashka
}
