package provision_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
	"github.com/tenantlink/tenantlink/linking/provision"
)

// shop is a Seller in memory.
type shop struct {
	provision.Accounts
	orders []string
}

func (s *shop) Attest(context.Context, uuid.UUID, *provision.Agreement, uuid.UUID) error { return nil }

func (s *shop) CreateCart(_ context.Context, _ uuid.UUID, items []provision.Item, _ uuid.UUID) (provision.Quote, error) {
	return provision.Quote{CartID: "cart-1", Lines: []provision.QuoteLine{{Item: items[0], Name: "Business Standard", Currency: "EUR"}}}, nil
}

func (s *shop) Quote(ctx context.Context, tenant uuid.UUID, _ string) (provision.Quote, []string, error) {
	q, err := s.CreateCart(ctx, tenant, []provision.Item{{CatalogItem: "CFQ7TTC0LDPB:0001:X", Quantity: 5}}, uuid.Nil)
	return q, s.orders, err
}

func (s *shop) Checkout(context.Context, uuid.UUID, string, uuid.UUID) ([]string, error) {
	s.orders = append(s.orders, "order-1")
	return s.orders, nil
}

// A purchase stops until somebody accepts the quote, then goes on; running it
// again buys nothing.
func Example() {
	ctx := context.Background()
	scope := linking.Scope{Partner: uuid.MustParse("11111111-1111-4111-8111-111111111111"), Platform: "erp:42"}
	erp := linktest.NewMemory()
	erp.Add(linking.Organization{ID: "1001", Name: "Fjord Data"})
	request := provision.Request{
		ID: "web-4711", Tenant: uuid.MustParse("aaaaaaaa-0000-4000-8000-000000000001"), OrganizationID: "1001",
		Agreement: &provision.Agreement{FirstName: "Åsa", LastName: "Ek", Email: "asa@fjord.example", Agreed: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)},
		Items:     []provision.Item{{CatalogItem: "CFQ7TTC0LDPB:0001:X", Quantity: 5, Term: "P1Y", BillingCycle: "monthly"}},
	}
	accepted := false
	p, err := provision.New(new(shop), erp, provision.WithConfirm(func(q provision.Quote) error {
		fmt.Println("asked:", q.Lines[0].Quantity, "x", q.Lines[0].Name)
		if !accepted {
			return errors.New("the customer is still thinking")
		}
		return nil
	}))
	if err != nil {
		log.Fatal(err)
	}
	journal := new(linking.MemoryJournal) // linking.OpenJournal for one that survives
	_, err = p.Run(ctx, scope, journal, request)
	fmt.Println("waiting:", errors.Is(err, provision.ErrNotConfirmed))
	accepted = true
	for range 2 {
		res, err := p.Run(ctx, scope, journal, request)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("bought:", res.Orders, "linked to", res.OrganizationID)
	}
	// Output:
	// asked: 5 x Business Standard
	// waiting: true
	// asked: 5 x Business Standard
	// bought: [order-1] linked to 1001
	// bought: [order-1] linked to 1001
}
