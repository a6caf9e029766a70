package cloudmore

// What is known of brokers, administrators and webhooks; see fields.go.

import (
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/go-json-experiment/json/jsontext"
)

// Webhook is a call to a seller. Seen in Cloudmore's sample program: all members
// but id.
type Webhook struct {
	// ID is opaque, made by Cloudmore.
	ID string `json:"id,omitzero"`
	// Name for people.
	Name string `json:"name,omitzero"`
	// ServiceID is a service of the seller's own.
	ServiceID string `json:"serviceId,omitzero"`
	// URL that is called.
	URL string `json:"url,omitzero"`
	// TriggerEventType is what it is called for, such as SubscriptionCreated; one
	// webhook a service and type.
	TriggerEventType string `json:"triggerEventType,omitzero"`
	// MessageToSendType says what is sent, such as OnlyTriggerAction.
	MessageToSendType string `json:"messageToSendType,omitzero"`
	// HTTPHeader is added to the call.
	HTTPHeader string `json:"httpHeader,omitzero"`
	// BasicAuthUserName signs the call in.
	BasicAuthUserName string `json:"basicAuthUserName,omitzero"`
	// BasicAuthPassword signs the call in.
	BasicAuthPassword Password `json:"basicAuthPassword,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`

	found map[string]string // the names under which members came
}

// Broker is a reseller that a seller makes. Seen in the creation of brokers in
// Cloudmore's tests: all members but id.
type Broker struct {
	// ID is opaque, made by Cloudmore.
	ID string `json:"id,omitzero"`
	// Name of the broker's company.
	Name string `json:"name,omitzero"`
	// RegistrationNumber of the company.
	RegistrationNumber string `json:"registrationNumber,omitzero"`
	// VAT number.
	VAT string `json:"vat,omitzero"`
	// Domain of the company.
	Domain string `json:"domain,omitzero"`
	// NotificationEmail receives Cloudmore's mails.
	NotificationEmail string `json:"notificationEmail,omitzero"`
	// SupportEmail is shown to customers.
	SupportEmail string `json:"supportEmail,omitzero"`
	// Contact is the contact person.
	Contact *BrokerContact `json:"contact,omitzero"`
	// Address is the postal address.
	Address *Address `json:"address,omitzero"`
	// InvoiceContact receives invoices.
	InvoiceContact *BrokerContact `json:"invoiceContact,omitzero"`
	// AllowCMPAccess lets the broker into the portal.
	AllowCMPAccess *bool `json:"allowCmpAccess,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`

	found map[string]string // the names under which members came
}

// BrokerContact is a contact person of a broker, with the telephone prefix apart.
type BrokerContact struct {
	// Name of the person.
	Name string `json:"name,omitzero"`
	// JobTitle of the person.
	JobTitle string `json:"jobTitle,omitzero"`
	// Email of the person.
	Email string `json:"email,omitzero"`
	// PhonePrefix is the country's.
	PhonePrefix string `json:"phonePrefix,omitzero"`
	// Phone without prefix.
	Phone string `json:"phone,omitzero"`
	// CellPhonePrefix is the country's.
	CellPhonePrefix string `json:"cellPhonePrefix,omitzero"`
	// CellPhone without prefix.
	CellPhone string `json:"cellPhone,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Reseller is a broker as a seller sees it. Provisional.
type Reseller struct {
	// ID of the broker.
	ID string `json:"id,omitzero"`
	// Name of the broker.
	Name string `json:"name,omitzero"`
	// Domain of the broker.
	Domain string `json:"domain,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Administrator is a person who administers a broker or a seller. Seen in the creation
// of seller's administrators in Cloudmore's tests: all members but id.
type Administrator struct {
	// ID is opaque, made by Cloudmore.
	ID string `json:"id,omitzero"`
	// Name is the login.
	Name string `json:"name,omitzero"`
	// Password to sign in with; sent only, never read.
	Password Password `json:"password,omitzero"`
	// FirstName of the person.
	FirstName string `json:"firstName,omitzero"`
	// LastName of the person.
	LastName string `json:"lastName,omitzero"`
	// DisplayName of the person.
	DisplayName string `json:"displayName,omitzero"`
	// RoleID is one of Roles; a number in a string.
	RoleID string `json:"roleId,omitzero"`
	// Title of the person.
	Title string `json:"title,omitzero"`
	// Email of the person.
	Email string `json:"email,omitzero"`
	// CellPhone without prefix.
	CellPhone string `json:"cellPhone,omitzero"`
	// CellPhonePrefix is the country's.
	CellPhonePrefix string `json:"cellPhonePrefix,omitzero"`
	// Address of the person.
	Address *AdministratorAddress `json:"address,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`

	found map[string]string // the names under which members came
}

// AdministratorAddress is a postal address as administrators have it: the street is
// called street, where brokers and organizations say address.
type AdministratorAddress struct {
	// CountryCode is the ISO 3166-1 alpha-2 code.
	CountryCode string `json:"countryCode,omitzero"`
	// Street with number.
	Street string `json:"street,omitzero"`
	// PostalCode of the town.
	PostalCode string `json:"postalCode,omitzero"`
	// City is the town.
	City string `json:"city,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Other spellings that are accepted, by the assumed name.

func webhookSpellings() spellings {
	return spellings{
		"id":  {"webhookId"},
		"url": {"uri"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (w *Webhook) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain Webhook
	w.found, err = readSpelled(dec, (*plain)(w), webhookSpellings())
	return err
}

// MarshalJSONTo writes the members under the names that they came with.
func (w Webhook) MarshalJSONTo(enc *jsontext.Encoder) error {
	type plain Webhook
	return writeSpelled(enc, plain(w), w.found)
}

func brokerSpellings() spellings {
	return spellings{
		"id": {"brokerId", "resellerId"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (b *Broker) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain Broker
	b.found, err = readSpelled(dec, (*plain)(b), brokerSpellings())
	return err
}

// MarshalJSONTo writes the members under the names that they came with.
func (b Broker) MarshalJSONTo(enc *jsontext.Encoder) error {
	type plain Broker
	return writeSpelled(enc, plain(b), b.found)
}

func resellerSpellings() spellings {
	return spellings{
		"id":     {"resellerId", "brokerId"},
		"name":   {"resellerName", "companyName"},
		"domain": {"domainName", "primaryDomain"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (r *Reseller) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain Reseller
	_, err = readSpelled(dec, (*plain)(r), resellerSpellings())
	return err
}

func administratorSpellings() spellings {
	return spellings{
		"id": {"administratorId", "userId"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (a *Administrator) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain Administrator
	a.found, err = readSpelled(dec, (*plain)(a), administratorSpellings())
	return err
}

// MarshalJSONTo writes the members under the names that they came with.
func (a Administrator) MarshalJSONTo(enc *jsontext.Encoder) error {
	type plain Administrator
	return writeSpelled(enc, plain(a), a.found)
}

// Password is a password that Cloudmore is given. It prints and logs as
// "[redacted]"; unlike a Secret it encodes as itself, because it is a member of a
// body.
type Password string

// String hides the password.
func (p Password) String() string { return Secret(p).String() }

// GoString hides the password from %#v.
func (p Password) GoString() string { return Secret(p).GoString() }

// Format hides the password from every verb.
func (p Password) Format(f fmt.State, verb rune) { Secret(p).Format(f, verb) }

// LogValue hides the password from log/slog.
func (p Password) LogValue() slog.Value { return Secret(p).LogValue() }
