package mockserver

import (
	"net/http"
	"strings"
)

func transferRoutes() []route {
	const at, proof = "/v1/customers/{customer}/transfers", "TestTransfers"
	return []route{
		pcRoute("transfers.list", "GET "+at, (*Server).transfersList, proof),
		pcRoute("transfers.get", "GET "+at+"/{transfer}", (*Server).transfersGet, proof),
		pcRoute("transfers.create", "POST "+at, (*Server).transfersCreate, proof),
		pcRoute("transfers.update", "PATCH "+at+"/{transfer}", (*Server).transfersUpdate, proof),
		pcRoute("transfers.accept", "POST "+at+"/{transfer}/accept", (*Server).transfersAccept, proof).inferred(),
		pcRoute("transfers.eligibility.list", "GET /v1/customers/{customer}/transferseligibility", (*Server).transfersEligibility, proof),
	}
}

// A transfer moves subscriptions of a customer to another partner.
type transfer struct {
	ID                    string         `json:"id"`
	Status                string         `json:"status"`
	CreatedTime           string         `json:"createdTime"`
	LastModifiedTime      string         `json:"lastModifiedTime"`
	CustomerTenantID      string         `json:"customerTenantId"`
	PartnerTenantID       string         `json:"partnertenantid"`
	SourcePartnerName     string         `json:"sourcePartnerName,omitempty"`
	SourcePartnerTenantID string         `json:"sourcePartnerTenantId"`
	TargetPartnerName     string         `json:"targetPartnerName,omitempty"`
	TargetPartnerTenantID string         `json:"targetPartnerTenantId"`
	LastModifiedUser      string         `json:"lastModifiedUser"`
	LineItems             []transferLine `json:"lineItems"`
	Links                 pcLinks        `json:"links"`
	Attributes            pcAttributes   `json:"attributes"`
}

type transferLine struct {
	ID                int            `json:"id"`
	SubscriptionID    string         `json:"subscriptionId"`
	OfferID           string         `json:"offerId"`
	BillingCycle      string         `json:"billingCycle"`
	FriendlyName      string         `json:"friendlyName"`
	Quantity          int64          `json:"quantity"`
	PartnerIDOnRecord string         `json:"partnerIdOnRecord,omitempty"`
	OrderID           string         `json:"orderId,omitempty"`
	Status            string         `json:"status,omitempty"`
	TransferGroupID   string         `json:"transferGroupId,omitempty"`
	TransferError     string         `json:"transferError,omitempty"`
	AddonItems        []transferLine `json:"addonItems"`
}

// transferOpen is the status of a transfer that nobody has decided on.
const transferOpen = "Active"

// transfersList answers a bare array, as published.
func (s *Server) transfersList(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply { return ok(append([]*transfer{}, s.st.ledger.Transfers[t.ID]...)) })
}

func (s *Server) withTransfer(c *call, use func(*Tenant, *transfer) *reply) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		for _, x := range s.st.ledger.Transfers[t.ID] {
			if strings.EqualFold(x.ID, c.params["transfer"]) {
				return use(t, x)
			}
		}
		return pcError(http.StatusNotFound, 2000, "The transfer "+c.params["transfer"]+" was not found.")
	})
}

func (s *Server) transfersGet(c *call) *reply {
	return s.withTransfer(c, func(_ *Tenant, x *transfer) *reply { return ok(x) })
}

// inTransfer says why a subscription cannot be moved; empty if it can.
func (s *Server) inTransfer(t *Tenant, sub *Subscription) string {
	if sub.Status != "active" {
		return "Subscription: " + sub.ID + " is " + sub.Status + "; only active subscriptions can be transferred."
	}
	for _, x := range s.st.ledger.Transfers[t.ID] {
		for _, l := range x.LineItems {
			if x.Status == transferOpen && l.SubscriptionID == sub.ID {
				return "Subscription: " + sub.ID + " is in the transfer " + x.ID + " already."
			}
		}
	}
	return ""
}

// transfersCreate asks the customer's new partner to take subscriptions over.
func (s *Server) transfersCreate(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		var in transfer
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		if in.TargetPartnerTenantID == "" || len(in.LineItems) == 0 {
			return refuse("targetPartnerTenantId and lineItems are required.")
		}
		lines := make([]transferLine, 0, len(in.LineItems))
		for i, l := range in.LineItems {
			sub := s.subscriptionOf(t, l.SubscriptionID)
			if sub == nil {
				return refuse("The customer has no subscription %s.", l.SubscriptionID)
			}
			if why := s.inTransfer(t, sub); why != "" {
				return refuse("%s", why)
			}
			lines = append(lines, s.transferLine(t, i, sub, l.PartnerIDOnRecord))
		}
		id, now := s.st.nextID("transfer"), stamp(c.now)
		made := &transfer{
			ID: id, Status: transferOpen, CreatedTime: now, LastModifiedTime: now, CustomerTenantID: t.ID, PartnerTenantID: s.partner.TenantID,
			SourcePartnerName: s.partner.Name, SourcePartnerTenantID: orElse(in.SourcePartnerTenantID, s.partner.TenantID),
			TargetPartnerName: in.TargetPartnerName, TargetPartnerTenantID: in.TargetPartnerTenantID, LastModifiedUser: c.identity.object,
			LineItems: lines, Links: pcLinks{Self: linkTo(t.path() + "/transfers/" + id)}, Attributes: pcAttributes{ObjectType: "TransferEntity"},
		}
		keepIn(&s.st.ledger.Transfers, t.ID, made)
		return created(made)
	})
}

func (s *Server) transferLine(t *Tenant, n int, sub *Subscription, mpn string) transferLine {
	l := transferLine{ID: n, SubscriptionID: sub.ID, OfferID: sub.OfferID, BillingCycle: sub.BillingCycle, FriendlyName: sub.FriendlyName, Quantity: sub.Quantity, PartnerIDOnRecord: mpn, OrderID: sub.OrderID, TransferGroupID: itoa(n), AddonItems: []transferLine{}}
	for _, other := range s.subscriptionsOf(t) {
		if other.ParentSubscriptionID == sub.ID {
			l.AddonItems = append(l.AddonItems, s.transferLine(t, len(l.AddonItems), other, mpn))
		}
	}
	return l
}

// transfersUpdate rejects or cancels a transfer that is open.
func (s *Server) transfersUpdate(c *call) *reply {
	return s.withTransfer(c, func(_ *Tenant, x *transfer) *reply {
		var in struct{ Status string }
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		status := map[string]string{"reject": "Reject", "cancel": "Cancel"}[strings.ToLower(in.Status)]
		switch {
		case status == "":
			return refuse("The status of a transfer can be set to reject or cancel.")
		case x.Status != transferOpen:
			return refuse("The transfer is decided: %s.", x.Status)
		}
		x.Status, x.LastModifiedTime, x.LastModifiedUser = status, stamp(c.now), c.identity.object
		return ok(x)
	})
}

// transfersAccept does what the other partner's acceptance does: subscriptions
// end here. One that is active no more is left out, with an error of its own.
func (s *Server) transfersAccept(c *call) *reply {
	return s.withTransfer(c, func(t *Tenant, x *transfer) *reply {
		if x.Status != transferOpen {
			return refuse("The transfer is decided: %s.", x.Status)
		}
		x.LastModifiedTime, x.LastModifiedUser = stamp(c.now), c.identity.object
		failed := []map[string]any{}
		for i := range x.LineItems {
			l := &x.LineItems[i]
			sub := s.subscriptionOf(t, l.SubscriptionID)
			if sub == nil || sub.Status != "active" {
				l.Status, l.TransferError = "Failed", "The subscription is not active."
				failed = append(failed, map[string]any{"transferGroupId": l.TransferGroupID, "code": 900103, "description": l.TransferError, "lineItems": []transferLine{*l}})
				continue
			}
			l.Status = "Complete"
			s.end(t, sub)
			for _, addOn := range l.AddonItems {
				if sub := s.subscriptionOf(t, addOn.SubscriptionID); sub != nil {
					s.end(t, sub)
				}
			}
		}
		switch len(failed) {
		case 0:
			x.Status = "Complete"
		case len(x.LineItems):
			x.Status = "Failed"
		default:
			x.Status = "PartiallyComplete"
		}
		return ok(map[string]any{"orders": []Order{}, "transferErrors": failed, "attributes": pcAttributes{ObjectType: "TransferAcceptResult"}})
	})
}

// end deletes a subscription.
func (s *Server) end(t *Tenant, sub *Subscription) {
	next := *sub
	next.Status = statusDeleted
	s.replaceSubscription(t, next)
}

type transferEligibility struct {
	ID         string `json:"id"`
	IsEligible bool   `json:"isEligible"`
	Reason     string `json:"reason"`
}

func (s *Server) transfersEligibility(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		items := []transferEligibility{}
		for _, sub := range s.subscriptionsOf(t) {
			why := s.inTransfer(t, sub)
			items = append(items, transferEligibility{sub.ID, why == "", why})
		}
		return ok(items)
	})
}
