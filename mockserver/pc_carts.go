package mockserver

import (
	"encoding/json"
	"net/http"
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
	// ProvisioningContext names, for an add-on to what is owned, the
	// parentSubscriptionId; AddonItems are add-ons to this line.
	ProvisioningContext map[string]string `json:"provisioningContext"`
	AddonItems          []CartLineItem    `json:"addonItems,omitempty"`
	// RenewsTo is the term that follows the first.
	RenewsTo *RenewsTo    `json:"renewsTo,omitempty"`
	Pricing  *LinePricing `json:"pricing,omitempty"`
}

// RenewsTo is what a line renews to.
type RenewsTo struct {
	TermDuration string `json:"termDuration"`
}

// LinePricing is what one seat of a line costs for one billing, in the billing
// currency; ExtendedPrice is that of all seats.
type LinePricing struct {
	ListPrice       json.Number `json:"listPrice"`
	DiscountedPrice json.Number `json:"discountedPrice"`
	ProratedPrice   json.Number `json:"proratedPrice"`
	Price           json.Number `json:"price"`
	ExtendedPrice   json.Number `json:"extendedPrice"`
}

// pricing is the list price of a line; usage has none.
func (st *state) pricing(p *product, duration, cycle string, quantity int64) *LinePricing {
	if p.usage() {
		return nil
	}
	share := int64(100_000)
	for _, t := range st.gen.terms {
		if t.duration == duration && strings.EqualFold(t.cycle, cycle) {
			share = t.share
		}
	}
	one := p.yearUSD * share / 100_000
	return &LinePricing{cents(one), cents(one), cents(one), cents(one), cents(one * quantity)}
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
	CurrencySymbol      string          `json:"currencySymbol"`
	LineItems           []OrderLineItem `json:"lineItems"`
	CreationDate        string          `json:"creationDate"`
	Status              string          `json:"status"`
	TransactionType     string          `json:"transactionType"`
	TotalPrice          json.Number     `json:"totalPrice,omitempty"`
	Client              orderClient     `json:"client"`
	Links               pcLinks         `json:"links"`
	Attributes          pcAttributes    `json:"attributes"`
}

// orderClient is what an order was made with.
type orderClient struct {
	MarketplaceCountry string `json:"marketplaceCountry"`
	DeviceFamily       string `json:"deviceFamily"`
	Name               string `json:"name"`
}

// An OrderLineItem is one thing that was bought.
type OrderLineItem struct {
	LineItemNumber int    `json:"lineItemNumber"`
	OfferID        string `json:"offerId"`
	SubscriptionID string `json:"subscriptionId,omitempty"`
	// ParentSubscriptionID is what an add-on was added to.
	ParentSubscriptionID string       `json:"parentSubscriptionId,omitempty"`
	TermDuration         string       `json:"termDuration"`
	TransactionType      string       `json:"transactionType"`
	FriendlyName         string       `json:"friendlyName"`
	Quantity             int64        `json:"quantity"`
	Pricing              *LinePricing `json:"pricing,omitempty"`
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
	number := 0
	for i := range in.LineItems {
		if rep := s.checkLine(cart.tenant, &in.LineItems[i], &number); rep != nil {
			return rep
		}
	}
	cart.LineItems, cart.LastModifiedTimestamp, cart.LastModifiedUser = in.LineItems, stamp(c.now), c.identity.object
	cart.ExpirationTimestamp = stamp(cart.expires)
	cart.Links = pcLinks{Self: linkTo("/customers/" + cart.tenant + "/carts/" + cart.ID)}
	cart.Attributes.ObjectType = "Cart"
	return nil
}

// checkLine checks a line with its add-ons and numbers them.
func (s *Server) checkLine(tenant string, l *CartLineItem, number *int) *reply {
	l.ID = *number
	*number++
	p, line := s.st.offer(l.CatalogItemID), strconv.Itoa(l.ID)
	parent := l.ProvisioningContext["parentSubscriptionId"]
	switch {
	case p == nil:
		return pcError(http.StatusBadRequest, 800009, "CatalogItemIdIsNotValid: "+l.CatalogItemID)
	case l.Quantity < 1:
		return pcError(http.StatusBadRequest, 2001, "The quantity of line "+line+" must be 1 at least.")
	case !p.usage() && !p.once && !knownTerm(l.TermDuration):
		return pcError(http.StatusBadRequest, 800009, "termDuration of line "+line+" must be P1M, P1Y or P3Y.")
	case l.BillingCycle == "":
		return pcError(http.StatusBadRequest, 800009, "billingCycle of line "+line+" is required.")
	case parent != "" && s.subscriptionOf(s.st.tenantByID[tenant], parent) == nil:
		return pcError(http.StatusBadRequest, 800009, "There is no subscription "+parent+" that line "+line+" could be added to.")
	}
	l.FriendlyName, l.CurrencyCode, l.OrderGroup = orElse(l.FriendlyName, p.name), s.st.gen.currency, "0"
	l.Pricing = s.st.pricing(p, l.TermDuration, l.BillingCycle, l.Quantity)
	if l.ProvisioningContext == nil {
		l.ProvisioningContext = map[string]string{}
	}
	for i := range l.AddonItems {
		if rep := s.checkLine(tenant, &l.AddonItems[i], number); rep != nil {
			return rep
		}
	}
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
			s.st.keepOrder(t, order)
			cart.Status, cart.result = "Ordered", &checkoutResult{Orders: []Order{order}, Attributes: pcAttributes{ObjectType: "CartCheckoutResult"}}
		}
		return created(cart.result)
	})
}

func (s *Server) buy(c *call, t *Tenant, cart *Cart) Order {
	order := s.newOrder(c, t, cart.LineItems[0].BillingCycle)
	for _, l := range cart.LineItems {
		s.buyLine(c, t, &order, l, l.ProvisioningContext["parentSubscriptionId"])
	}
	return order
}

func (s *Server) newOrder(c *call, t *Tenant, cycle string) Order {
	o := s.st.orderAt(t, s.st.nextID("order")[24:], orElse(cycle, "monthly"), stamp(c.now))
	o.Attributes.Etag = s.st.nextID("etag")[:8]
	return o
}

// buyLine buys a line and its add-ons, which belong to its subscription.
func (s *Server) buyLine(c *call, t *Tenant, order *Order, l CartLineItem, parent string) {
	p := s.st.offer(l.CatalogItemID)
	item := orderLine(t, p, l.Quantity, l.TermDuration)
	item.LineItemNumber, item.ParentSubscriptionID, item.FriendlyName = len(order.LineItems), parent, l.FriendlyName
	item.Pricing = s.st.pricing(p, l.TermDuration, l.BillingCycle, l.Quantity)
	if item.Pricing != nil {
		sum, _ := parseCents(order.TotalPrice)
		more, _ := parseCents(item.Pricing.ExtendedPrice)
		order.TotalPrice = cents(sum + more)
	}
	if !p.once {
		sub := s.bought(t, p, l, order.ID, c.now)
		item.of(t, sub.ID)
		sub.ParentSubscriptionID = parent
		s.addSubscription(t, sub)
	} else {
		s.addPurchase(t, purchase{Order: order.ID, Product: p.item(), Term: len(s.st.gen.terms) - 1, Quantity: l.Quantity})
	}
	order.LineItems = append(order.LineItems, item)
	for _, addOn := range l.AddonItems {
		s.buyLine(c, t, order, addOn, item.SubscriptionID)
	}
}

func (s *Server) bought(t *Tenant, p *product, l CartLineItem, order string, now time.Time) *Subscription {
	sub := newSubscription(t, s.st.nextID("subscription"), order, p, now, addMonths(now, termMonths(orElse(l.TermDuration, "P1Y"))))
	sub.FriendlyName, sub.Quantity, sub.Status = l.FriendlyName, l.Quantity, "active"
	sub.TermDuration, sub.BillingCycle = l.TermDuration, strings.ToLower(l.BillingCycle)
	sub.RenewalTermDuration = l.TermDuration
	if l.RenewsTo != nil {
		sub.RenewalTermDuration = l.RenewsTo.TermDuration
	}
	if p.usage() {
		sub.ProductType, sub.UnitType, sub.BillingType = productType{"Azure", "Azure"}, "Usage-based", "usage"
		sub.EntitlementID = s.st.nextID("entitlement")
	}
	return sub
}

func (s *Server) ordersList(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply { return ok(collection(s.ordersOf(t), t.path()+"/orders")) })
}

func (s *Server) withOrder(c *call, use func(Order) *reply) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		for _, o := range s.ordersOf(t) {
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
