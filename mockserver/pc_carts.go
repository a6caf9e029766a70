package mockserver

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

func cartRoutes() []route {
	row := func(op, method, pattern string, write bool, handle func(*Server, *call) *reply) route {
		return route{op: op, method: method, patterns: []string{"/v1/customers/{customer}" + pattern}, vendor: vendorPartnerCenter, write: write, handle: handle,
			fidelity: Stateful, evidence: "published sample", proof: "TestPurchase"}
	}
	return []route{
		row("carts.create", "POST", "/carts", true, (*Server).cartsCreate),
		row("carts.get", "GET", "/carts/{cart}", false, (*Server).cartsGet),
		row("carts.update", "PUT", "/carts/{cart}", true, (*Server).cartsUpdate),
		row("carts.checkout", "POST", "/carts/{cart}/checkout", true, (*Server).cartsCheckout),
		row("orders.list", "GET", "/orders", false, (*Server).ordersList),
		{op: "orders.provisioningstatus.list", method: "GET", patterns: []string{"/v1/customers/{customer}/orders/{order}/provisioningstatus"}, vendor: vendorPartnerCenter, userOnly: true,
			handle: (*Server).ordersProvisioning, fidelity: ShapeOnly, evidence: "documented fields"},
		row("orders.get", "GET", "/orders/{order}", false, (*Server).ordersGet),
	}
}

// A Cart is a purchase in preparation.
type Cart struct {
	ID                    string         `json:"id"`
	CreationTimestamp     string         `json:"creationTimestamp"`
	LastModifiedTimestamp string         `json:"lastModifiedTimestamp"`
	ExpirationTimestamp   string         `json:"expirationTimestamp"`
	LastModifiedUser      string         `json:"lastModifiedUser"`
	Status                string         `json:"status"`
	LineItems             []CartLineItem `json:"lineItems"`
	Links                 pcLinks        `json:"links"`
	Attributes            pcAttributes   `json:"attributes"`

	tenant  string
	expires time.Time
	result  *checkoutResult
}

// A CartLineItem is one thing to buy.
type CartLineItem struct {
	ID            int               `json:"id"`
	CatalogItemID string            `json:"catalogItemId"`
	FriendlyName  string            `json:"friendlyName,omitempty"`
	Quantity      int64             `json:"quantity"`
	CurrencyCode  string            `json:"currencyCode,omitempty"`
	BillingCycle  string            `json:"billingCycle"`
	TermDuration  string            `json:"termDuration,omitempty"`
	Participants  []CartParticipant `json:"participants,omitempty"`
	OrderGroup    string            `json:"orderGroup,omitempty"`
}

// A CartParticipant names a partner who takes part, such as the reseller.
type CartParticipant struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// An Order is a finished purchase.
type Order struct {
	ID                  string          `json:"id"`
	AlternateID         string          `json:"alternateId"`
	ReferenceCustomerID string          `json:"referenceCustomerId"`
	BillingCycle        string          `json:"billingCycle"`
	CurrencyCode        string          `json:"currencyCode"`
	LineItems           []OrderLineItem `json:"lineItems"`
	CreationDate        string          `json:"creationDate"`
	Status              string          `json:"status"`
	TransactionType     string          `json:"transactionType"`
	Links               pcLinks         `json:"links"`
	Attributes          pcAttributes    `json:"attributes"`
}

// An OrderLineItem is one thing that was bought.
type OrderLineItem struct {
	LineItemNumber  int    `json:"lineItemNumber"`
	OfferID         string `json:"offerId"`
	SubscriptionID  string `json:"subscriptionId,omitempty"`
	TermDuration    string `json:"termDuration,omitempty"`
	TransactionType string `json:"transactionType"`
	FriendlyName    string `json:"friendlyName"`
	Quantity        int64  `json:"quantity"`
	// Links lead to the catalogue and to the subscription that was made.
	Links pcLinks `json:"links"`
}

type checkoutResult struct {
	Orders      []Order      `json:"orders"`
	OrderErrors []any        `json:"orderErrors,omitempty"`
	Attributes  pcAttributes `json:"attributes"`
}

func (s *Server) cartsCreate(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		if !s.st.agreed(t) {
			return pcError(http.StatusForbidden, 13605, "The customer's acceptance of the Microsoft Customer Agreement has not been confirmed.")
		}
		cart := &Cart{ID: s.st.nextID("cart"), tenant: t.ID, Status: "Active", CreationTimestamp: stamp(c.now), expires: c.now.AddDate(0, 0, 7)}
		if rep := s.fillCart(c, cart); rep != nil {
			return rep
		}
		s.st.carts[cart.ID] = cart
		return created(cart)
	})
}

// fillCart takes the line items of the request, after checking them.
func (s *Server) fillCart(c *call, cart *Cart) *reply {
	var in struct{ LineItems []CartLineItem }
	if err := c.decode(&in); err != nil {
		return pcError(http.StatusBadRequest, 800002, "Invalid request input: "+err.Error())
	}
	if len(in.LineItems) == 0 {
		return pcError(http.StatusBadRequest, 800009, "The cart has no line items.")
	}
	for i := range in.LineItems {
		l := &in.LineItems[i]
		l.ID = i
		p := s.st.offer(l.CatalogItemID)
		switch {
		case p == nil:
			return pcError(http.StatusBadRequest, 800009, "CatalogItemIdIsNotValid: "+l.CatalogItemID)
		case l.Quantity < 1:
			return pcError(http.StatusBadRequest, 2001, "The quantity of line "+strconv.Itoa(i)+" must be 1 at least.")
		case !p.usage() && !p.once && !slices.Contains([]string{"P1M", "P1Y", "P3Y"}, l.TermDuration):
			return pcError(http.StatusBadRequest, 800009, "termDuration of line "+strconv.Itoa(i)+" must be P1M, P1Y or P3Y.")
		case l.BillingCycle == "":
			return pcError(http.StatusBadRequest, 800009, "billingCycle of line "+strconv.Itoa(i)+" is required.")
		}
		l.FriendlyName, l.CurrencyCode = orElse(l.FriendlyName, p.name), s.st.gen.currency
	}
	cart.LineItems, cart.LastModifiedTimestamp, cart.LastModifiedUser = in.LineItems, stamp(c.now), c.identity.object
	cart.ExpirationTimestamp = stamp(cart.expires)
	cart.Links = pcLinks{Self: linkTo("/customers/" + cart.tenant + "/carts/" + cart.ID)}
	cart.Attributes.ObjectType = "Cart"
	return nil
}

func (s *Server) withCart(c *call, use func(*Tenant, *Cart) *reply) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		cart := s.st.carts[strings.ToLower(c.params["cart"])]
		if cart == nil || cart.tenant != t.ID || c.now.After(cart.expires) {
			return pcError(http.StatusNotFound, 800008, "The cart "+c.params["cart"]+" was not found.")
		}
		return use(t, cart)
	})
}

func (s *Server) cartsGet(c *call) *reply {
	return s.withCart(c, func(_ *Tenant, cart *Cart) *reply { return ok(cart) })
}

func (s *Server) cartsUpdate(c *call) *reply {
	return s.withCart(c, func(_ *Tenant, cart *Cart) *reply {
		if cart.result != nil {
			return pcError(http.StatusBadRequest, 800065, "The cart has been submitted already.")
		}
		if rep := s.fillCart(c, cart); rep != nil {
			return rep
		}
		return ok(cart)
	})
}

// cartsCheckout makes an order and subscriptions. A repeat answers with the
// first result.
func (s *Server) cartsCheckout(c *call) *reply {
	return s.withCart(c, func(t *Tenant, cart *Cart) *reply {
		if cart.result == nil {
			order := s.buy(c, t, cart)
			s.st.orders[t.ID] = append(s.st.orders[t.ID], order)
			cart.Status, cart.result = "Ordered", &checkoutResult{Orders: []Order{order}, Attributes: pcAttributes{ObjectType: "CartCheckoutResult"}}
		}
		return created(cart.result)
	})
}

func (s *Server) buy(c *call, t *Tenant, cart *Cart) Order {
	id := s.st.nextID("order")[24:]
	order := Order{
		ID: id, AlternateID: id, ReferenceCustomerID: t.ID, BillingCycle: cart.LineItems[0].BillingCycle, CurrencyCode: s.st.gen.currency,
		CreationDate: stamp(c.now), Status: "completed", TransactionType: "UserPurchase",
		Links:      pcLinks{Self: linkTo(t.path() + "/orders/" + id), ProvisioningStatus: linkTo(t.path() + "/orders/" + id + "/provisioningstatus")},
		Attributes: pcAttributes{ObjectType: "Order"},
	}
	for i, l := range cart.LineItems {
		p := s.st.offer(l.CatalogItemID)
		item := OrderLineItem{LineItemNumber: i, OfferID: p.item(), TermDuration: l.TermDuration, TransactionType: "New", FriendlyName: l.FriendlyName, Quantity: l.Quantity, Links: catalogLinks(p, t.Address.Country)}
		if !p.once {
			sub := s.bought(t, p, l, id, c.now)
			item.SubscriptionID, item.Links.Subscription = sub.ID, sub.Links.Self
			s.st.subscriptions[t.ID] = append(s.st.subscriptions[t.ID], sub)
		}
		order.LineItems = append(order.LineItems, item)
	}
	return order
}

func (s *Server) bought(t *Tenant, p *product, l CartLineItem, order string, now time.Time) *Subscription {
	months := map[string]int{"P1M": 1, "P1Y": 12, "P3Y": 36}[l.TermDuration]
	sub := newSubscription(t, s.st.nextID("subscription"), order, p, now, now.AddDate(0, max(months, 12), 0))
	sub.FriendlyName, sub.Quantity, sub.Status, sub.bought = l.FriendlyName, l.Quantity, "active", true
	sub.TermDuration, sub.BillingCycle = l.TermDuration, strings.ToLower(l.BillingCycle)
	if p.usage() {
		sub.ProductType, sub.UnitType, sub.BillingType = productType{"Azure", "Azure"}, "Usage-based", "usage"
	}
	return sub
}

func (s *Server) ordersList(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply { return ok(collection(s.st.orders[t.ID], t.path()+"/orders")) })
}

func (s *Server) withOrder(c *call, use func(Order) *reply) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		for _, o := range s.st.orders[t.ID] {
			if strings.EqualFold(o.ID, c.params["order"]) {
				return use(o)
			}
		}
		return pcError(http.StatusNotFound, 20000, "The order "+c.params["order"]+" was not found.")
	})
}

func (s *Server) ordersGet(c *call) *reply {
	return s.withOrder(c, func(o Order) *reply { return ok(o) })
}

type provisioning struct {
	LineItemNumber int                    `json:"lineItemNumber"`
	Status         string                 `json:"status"`
	Quantities     []provisioningQuantity `json:"quantityProvisioningInformation"`
}

type provisioningQuantity struct {
	Quantity int64  `json:"quantity"`
	Status   string `json:"status"`
}

// ordersProvisioning says that everything is delivered: here it always is.
func (s *Server) ordersProvisioning(c *call) *reply {
	return s.withOrder(c, func(o Order) *reply {
		var items []provisioning
		for _, l := range o.LineItems {
			items = append(items, provisioning{l.LineItemNumber, "fulfilled", []provisioningQuantity{{l.Quantity, "fulfilled"}}})
		}
		return ok(collection(items, o.Links.ProvisioningStatus.URI))
	})
}
