package provision_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/provision"
	"github.com/tenantlink/tenantlink/mockserver"
)

func TestRunBuysAndLinks(t *testing.T) {
	s := newSide(t)
	r := s.request(t, 1)
	var asked []provision.Quote
	p := s.provisioner(t, provision.WithConfirm(func(q provision.Quote) error { asked = append(asked, q); return nil }))
	j := new(linking.MemoryJournal)
	res, err := p.Run(t.Context(), s.scope, j, r)
	require.NoError(t, err)
	s.requireBoughtOnce(t, r, res)
	require.Len(t, asked, 1)
	require.Equal(t, 3, asked[0].Lines[0].Quantity)
	require.NotEmpty(t, asked[0].Lines[0].Name)

	s.srv.ClearRequests()
	again, err := p.Run(t.Context(), s.scope, j, r)
	require.NoError(t, err)
	require.Equal(t, res, again)
	require.Empty(t, s.srv.Requests(mockserver.Match{Write: true}), "a finished request must not write")
	require.Len(t, asked, 1, "and asks nobody")
}

func TestRunSpendsNothingWithoutConfirmation(t *testing.T) {
	s := newSide(t)
	r, j := s.request(t, 1), new(linking.MemoryJournal)
	for _, opts := range [][]provision.Option{nil, {provision.WithConfirm(func(provision.Quote) error { return errors.New("too dear") })}} {
		_, err := s.provisioner(t, opts...).Run(t.Context(), s.scope, j, r)
		require.ErrorIs(t, err, provision.ErrNotConfirmed)
	}
	require.Empty(t, s.srv.Requests(mockserver.Match{Op: "carts.checkout"}))
	res, err := s.provisioner(t, provision.WithConfirm(accept)).Run(t.Context(), s.scope, j, r)
	require.NoError(t, err, "the request goes on when the quote is accepted later")
	s.requireBoughtOnce(t, r, res)
}

func TestRunStopsAtATakenDomain(t *testing.T) {
	s := newSide(t)
	r := s.request(t, 1)
	tenant, err := s.srv.AddTenant(mockserver.Tenant{Name: "Somebody", Domain: r.Customer.Domain, Customer: true})
	require.NoError(t, err)
	_, err = s.provisioner(t, provision.WithConfirm(accept)).Run(t.Context(), s.scope, new(linking.MemoryJournal), r)
	require.ErrorIs(t, err, provision.ErrDomainTaken)
	require.ErrorContains(t, err, tenant.ID, "a customer of ours is named, so that it can be used")
	require.Empty(t, s.srv.Requests(mockserver.Match{Write: true}))
}

func TestRunAtAForeignDomainGivesTheRelationshipURL(t *testing.T) {
	s := newSide(t)
	r := s.request(t, 1)
	_, err := s.srv.AddTenant(mockserver.Tenant{Name: "Somebody", Domain: r.Customer.Domain})
	require.NoError(t, err)
	_, err = s.provisioner(t, provision.WithConfirm(accept)).Run(t.Context(), s.scope, new(linking.MemoryJournal), r)
	requireRelationshipURL(t, err, provision.ErrDomainTaken)
	require.Empty(t, s.srv.Requests(mockserver.Match{Write: true}))
}

func TestReadRequestNamesTheLine(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"unknown member": {"{\n \"id\": \"a\",\n \"tennant_id\": \"x\"\n}", "line 3"},
		"wrong type":     {"{\n \"id\": 7}", "line 2"},
		"broken":         {"{\n \"id\": \"a\"\n\n", "line 4"},
		"two":            {"{\"id\": \"a\"}\n{}", "more than one"},
		"incomplete":     {`{"id": "a"}`, "tenant_id or a customer"},
		"unknown route":  {`{"id":"a","route":"moon","customer":{"domain":"x"},"organization_id":"o","items":[{"catalog_item":"a:b:c","quantity":1,"billing_cycle":"monthly"}]}`, `route "moon"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := provision.ReadRequest(strings.NewReader(c.text))
			require.ErrorContains(t, err, c.want)
		})
	}
}

func FuzzReadRequest(f *testing.F) {
	f.Add(`{"id":"a","tenant_id":"11111111-1111-4111-8111-111111111111","organization_id":"o","items":[{"catalog_item":"a:b:c","quantity":1,"billing_cycle":"monthly"}]}`)
	f.Add(`{"id":"a","route":"platform","customer":{"domain":"x.example"},"organization_id":"o","items":[]}`)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := provision.ReadRequest(strings.NewReader(text))
		if err != nil {
			return
		}
		again, err := json.Marshal(r)
		require.NoError(t, err)
		_, err = provision.ReadRequest(bytes.NewReader(again))
		require.NoError(t, err, "what was accepted once must be accepted as written")
	})
}

func TestRunForACustomerThatExists(t *testing.T) {
	s := newSide(t)
	tenant, err := s.srv.AddTenant(mockserver.Tenant{Name: "Existing", Domain: "existing.onmicrosoft.com", Customer: true})
	require.NoError(t, err)
	r := s.request(t, 1)
	r.Customer, r.Tenant = nil, uuid.MustParse(tenant.ID)
	res, err := s.provisioner(t, provision.WithConfirm(accept)).Run(t.Context(), s.scope, new(linking.MemoryJournal), r)
	require.NoError(t, err)
	require.Equal(t, r.Tenant, res.Tenant)
	require.Len(t, res.Orders, 1)
	require.Empty(t, s.srv.Requests(mockserver.Match{Op: "customers.create"}))
}

func TestRunNeedsTheAgreementAsAFact(t *testing.T) {
	s := newSide(t)
	r := s.request(t, 1)
	r.Agreement = nil
	_, err := s.provisioner(t, provision.WithConfirm(accept)).Run(t.Context(), s.scope, new(linking.MemoryJournal), r)
	require.ErrorContains(t, err, "has not accepted")
	require.Empty(t, s.srv.Requests(mockserver.Match{Op: "customers.agreements.create"}), "an acceptance must never be made up")
}

func TestRunRefusesAnotherRequestUnderTheSameID(t *testing.T) {
	s := newSide(t)
	r, j := s.request(t, 1), new(linking.MemoryJournal)
	p := s.provisioner(t, provision.WithConfirm(accept))
	_, err := p.Run(t.Context(), s.scope, j, r)
	require.NoError(t, err)
	r.Items[0].Quantity = 30
	_, err = p.Run(t.Context(), s.scope, j, r)
	require.ErrorIs(t, err, provision.ErrChanged)
}

func TestRunRefusesIncompleteRequests(t *testing.T) {
	s := newSide(t)
	for name, spoil := range map[string]func(*provision.Request){
		"id":           func(r *provision.Request) { r.ID = "a b" },
		"both":         func(r *provision.Request) { r.Tenant = uuid.New() },
		"neither":      func(r *provision.Request) { r.Customer = nil },
		"organization": func(r *provision.Request) { r.OrganizationID = "" },
		"items":        func(r *provision.Request) { r.Items = nil },
		"quantity":     func(r *provision.Request) { r.Items[0].Quantity = 0 },
		"domain":       func(r *provision.Request) { r.Customer.Domain = " " },
		"agreement":    func(r *provision.Request) { r.Agreement.Agreed = time.Time{} },
	} {
		t.Run(name, func(t *testing.T) {
			r := s.request(t, 1)
			spoil(&r)
			_, err := s.provisioner(t).Run(t.Context(), s.scope, new(linking.MemoryJournal), r)
			require.Error(t, err)
			require.Empty(t, s.srv.Requests(mockserver.Match{Write: true}))
		})
	}
}

func TestRunLeavesATenantThatWasLinkedElsewhereToAPerson(t *testing.T) {
	s := newSide(t)
	tenant, err := s.srv.AddTenant(mockserver.Tenant{Name: "Existing", Domain: "existing.onmicrosoft.com", Customer: true})
	require.NoError(t, err)
	other, err := s.srv.AddOrganization(mockserver.Organization{Name: "Other"})
	require.NoError(t, err)
	require.NoError(t, s.srv.Link(tenant.ID, other.ID))
	r := s.request(t, 1)
	r.Customer, r.Tenant = nil, uuid.MustParse(tenant.ID)
	_, err = s.provisioner(t, provision.WithConfirm(accept)).Run(t.Context(), s.scope, new(linking.MemoryJournal), r)
	require.ErrorIs(t, err, provision.ErrNeedsReview)
}

func TestRunMakesANewCartWhenTheOldOneExpired(t *testing.T) {
	s := newSide(t)
	r, j := s.request(t, 1), new(linking.MemoryJournal)
	_, err := s.provisioner(t).Run(t.Context(), s.scope, j, r)
	require.ErrorIs(t, err, provision.ErrNotConfirmed)
	s.srv.Advance(8 * 24 * time.Hour) // a cart lives seven days
	p := s.provisioner(t, provision.WithConfirm(accept))
	_, err = p.Run(t.Context(), s.scope, j, r)
	require.ErrorContains(t, err, "run the request again")
	res, err := p.Run(t.Context(), s.scope, j, r)
	require.NoError(t, err)
	s.requireBoughtOnce(t, r, res)
}

// TestRunSurvivesACrashAtEveryEvent dies at each journal entry, before and after
// it is kept, while the writes themselves take effect or lose their answers.
func TestRunSurvivesACrashAtEveryEvent(t *testing.T) {
	for at := 1; at <= 12; at++ {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("entry %d kept %v", at, after), func(t *testing.T) {
				s := newSide(t)
				r, j := s.request(t, 1), new(linking.MemoryJournal)
				p := s.provisioner(t, provision.WithConfirm(accept))
				_, err := p.Run(t.Context(), s.scope, &crashJournal{Journal: j, left: at, after: after}, r)
				require.ErrorIs(t, err, errCrash)
				res, err := p.Run(t.Context(), s.scope, j, r)
				require.NoError(t, err)
				s.requireBoughtOnce(t, r, res)
			})
		}
	}
}

// TestRunBuysOnceWhateverGoesWrong breaks each write in each way.
func TestRunBuysOnceWhateverGoesWrong(t *testing.T) {
	for name, fault := range map[string]mockserver.Fault{
		"503 before the commit":   {Status: http.StatusServiceUnavailable, First: 3},
		"503 after the commit":    {Status: http.StatusServiceUnavailable, Phase: mockserver.After, First: 3},
		"500 after the commit":    {Status: http.StatusInternalServerError, Phase: mockserver.After, First: 3},
		"reset before the commit": {Kind: mockserver.FaultReset, First: 3},
		"reset after the commit":  {Kind: mockserver.FaultReset, Phase: mockserver.After, First: 3},
		"truncated body":          {Kind: mockserver.FaultTruncate, First: 3},
	} {
		for _, op := range []string{"customers.create", "customers.agreements.create", "carts.create", "carts.checkout", "cloudmore.cspTenants.link"} {
			t.Run(op+" "+name, func(t *testing.T) {
				s := newSide(t)
				r, j := s.request(t, 1), new(linking.MemoryJournal)
				require.NoError(t, s.srv.Fail(op, fault))
				p := s.provisioner(t, provision.WithConfirm(accept))
				res, err := p.Run(t.Context(), s.scope, j, r)
				if err != nil { // the fault outlasted the run; the next one goes on
					res, err = p.Run(t.Context(), s.scope, j, r)
				}
				require.NoError(t, err)
				s.requireBoughtOnce(t, r, res)
			})
		}
	}
}

// TestSoakPurchases runs many purchases under 2 % faults and crashes at random
// journal entries: never two orders for one request. With -soak it is 200.
func TestSoakPurchases(t *testing.T) {
	purchases := 20
	if *soak {
		purchases = 200
	}
	s := newSide(t)
	random := rand.New(rand.NewPCG(3, 4))
	crashes, runs := 0, 0
	var done []provision.Request
	var results []*provision.Result
	for n := range purchases {
		r, j := s.request(t, n), new(linking.MemoryJournal)
		for i, f := range []mockserver.Fault{
			{Status: http.StatusServiceUnavailable}, {Kind: mockserver.FaultReset}, {Status: http.StatusBadGateway, Phase: mockserver.After},
			{Kind: mockserver.FaultReset, Phase: mockserver.After}, {Kind: mockserver.FaultTruncate},
		} {
			f.Probability, f.Seed = 0.02/5, uint64(100*n+i+1)
			require.NoError(t, s.srv.Fail("*", f))
		}
		p := s.provisioner(t, provision.WithConfirm(accept))
		for try := 0; ; try++ {
			require.Less(t, try, 50, "request %s does not come to an end", r.ID)
			var journal linking.Journal = j
			if random.IntN(2) == 0 {
				journal = &crashJournal{Journal: j, left: 1 + random.IntN(12), after: random.IntN(2) == 0}
			}
			runs++
			res, err := p.Run(t.Context(), s.scope, journal, r)
			if err == nil {
				done, results = append(done, r), append(results, res)
				break
			}
			if errors.Is(err, errCrash) {
				crashes++
			}
		}
		s.srv.ClearFaults()
	}
	faults, committed := 0, 0
	for _, r := range s.srv.Requests(mockserver.Match{}) {
		if r.Fault != "" {
			faults++
			if r.Committed {
				committed++
			}
		}
	}
	t.Logf("%d purchases in %d runs: %d crashes, %d faults, %d of them after a write had taken effect", purchases, runs, crashes, faults, committed)
	for n, r := range done {
		s.requireBoughtOnce(t, r, results[n])
	}
}
