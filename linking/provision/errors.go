package provision

import (
	"errors"

	"github.com/google/uuid"
)

// The errors that tell how a request can go on.
var (
	// ErrDomainTaken: a tenant with the domain exists already. TakenError has
	// the page on which its administrator can become a customer.
	ErrDomainTaken = errors.New("the domain is taken")
	// ErrNotCustomer: the tenant exists and is no customer of the partner.
	// NotCustomerError has the page on which it can become one.
	ErrNotCustomer = errors.New("the tenant is no customer")
	// ErrNotConfirmed: the quote was not accepted. Running again asks again.
	ErrNotConfirmed = errors.New("the quote was not confirmed")
	// ErrChanged: the id was used for a request with other content.
	ErrChanged = errors.New("the request differs from the one that its id began")
	// ErrNeedsReview: what became of a step cannot be found out; a person must
	// look before anything is sent again.
	ErrNeedsReview = errors.New("a person must look")
)

// TakenError says that a tenant with the domain exists.
type TakenError struct {
	Domain string
	// Customer is the tenant when it is a customer of the partner already: then
	// the request should name it as its tenant.
	Customer uuid.UUID
	// RelationshipURL is the page on which the tenant's administrator accepts to
	// become a customer; empty for a customer, or when it could not be read.
	RelationshipURL string
}

// Error names the domain and the way on.
func (e *TakenError) Error() string {
	if e.Customer != uuid.Nil {
		return "the domain " + e.Domain + " is taken by your own customer " + e.Customer.String() + "; give that as tenant_id instead of the customer"
	}
	text := "the domain " + e.Domain + " is taken: it belongs to a tenant that exists"
	if e.RelationshipURL != "" {
		text += "; its administrator can become your customer at " + e.RelationshipURL
	}
	return text
}

// Is matches ErrDomainTaken.
func (e *TakenError) Is(target error) bool { return target == ErrDomainTaken }

// NotCustomerError says that an existing tenant is no customer of the partner,
// for example because it buys from another one.
type NotCustomerError struct {
	Tenant uuid.UUID
	// RelationshipURL is the page on which the tenant's administrator accepts to
	// become a customer; empty when it could not be read.
	RelationshipURL string
}

// Error names the tenant and the way on.
func (e *NotCustomerError) Error() string {
	text := "tenant " + e.Tenant.String() + " is no customer of this partner"
	if e.RelationshipURL != "" {
		text += "; its administrator can become your customer at " + e.RelationshipURL
	}
	return text
}

// Is matches ErrNotCustomer.
func (e *NotCustomerError) Is(target error) bool { return target == ErrNotCustomer }
