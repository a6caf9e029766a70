package partnercenter

import (
	"encoding/json"

	"github.com/tenantlink/tenantlink/internal/secret"
)

// Secret is a password or another credential: it prints, logs and encodes as
// "[redacted]", and Reveal gives the value. On the wire to Partner Center it is
// sent in clear.
type Secret = secret.Secret

// Resource is what every Partner Center resource carries besides its own
// fields.
type Resource struct {
	// Links are the resource's links by name ("self", "next", ...).
	Links Links `json:"links,omitzero"`
	// Attributes hold the ETag and the object type.
	Attributes Attributes `json:"attributes,omitzero"`
	// Unknown holds, raw, the members that this version does not know. They
	// are sent back when the resource is.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Links are links by name.
type Links map[string]Link

// Link is one link. Its URI is relative to the API and often without version.
type Link struct {
	// URI is the path and query, or an absolute URL.
	URI string `json:"uri"`
	// Method is the HTTP verb.
	Method string `json:"method,omitzero"`
	// Headers must be sent along.
	Headers []Header `json:"headers,omitzero"`
	// Body is a request body to send along, as text.
	Body string `json:"body,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Header is a header of a link.
type Header struct {
	// Key is the header's name, Value its value.
	Key   string `json:"key"`
	Value string `json:"value"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Attributes are metadata of a resource.
type Attributes struct {
	// ETag is the version of the resource, without quotes; empty when the
	// resource has none.
	ETag string `json:"etag,omitzero"`
	// ObjectType is the type name, such as "Customer".
	ObjectType string `json:"objectType,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Address is a postal address.
type Address struct {
	// ID is set on stored addresses of some resources.
	ID string `json:"id,omitzero"`
	// Country is the ISO 3166-1 alpha-2 code.
	Country string `json:"country,omitzero"`
	// Region is used in few countries.
	Region string `json:"region,omitzero"`
	// City is the town.
	City string `json:"city,omitzero"`
	// State is a two-letter code where the country has states.
	State string `json:"state,omitzero"`
	// District is used in few countries.
	District string `json:"district,omitzero"`
	// AddressLine1 is the street, 1 to 200 characters.
	AddressLine1 string `json:"addressLine1,omitzero"`
	// AddressLine2 continues the street.
	AddressLine2 string `json:"addressLine2,omitzero"`
	// AddressLine3 continues the street.
	AddressLine3 string `json:"addressLine3,omitzero"`
	// PostalCode in the form of the country: CountryRules.PostalCodeRegex.
	PostalCode string `json:"postalCode,omitzero"`
	// FirstName of the contact, 1 to 50 characters.
	FirstName string `json:"firstName,omitzero"`
	// MiddleName of the contact.
	MiddleName string `json:"middleName,omitzero"`
	// LastName of the contact, 1 to 50 characters.
	LastName string `json:"lastName,omitzero"`
	// PhoneNumber of the contact. Required where a registration number is.
	PhoneNumber string `json:"phoneNumber,omitzero"`
	// EmailAddress of the contact.
	EmailAddress string `json:"emailAddress,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}
