package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// Referrals are leads that partners share, and the payouts for them. All of it is
// App+User only.
type Referrals struct{ client *Client }

// Referrals gives the operations on referrals and payouts.
func (p *PartnerAPI) Referrals() *Referrals { return &Referrals{p.client} }

// Referral is a lead that partners share.
type Referral struct {
	// Context is the context.
	Context string `json:"@odata.context,omitzero"`
	// ODataETag is the etag.
	ODataETag string `json:"@odata.etag,omitzero"`
	// ID is its id.
	ID string `json:"id,omitzero"`
	// Name is the title of the referral.
	Name string `json:"name,omitzero"`
	// EngagementID is the id of the engagement.
	EngagementID string `json:"engagementId,omitzero"`
	// OrganizationID is the id of the organization.
	OrganizationID string `json:"organizationId,omitzero"`
	// OrganizationName is the organization name.
	OrganizationName string `json:"organizationName,omitzero"`
	// BusinessProfileID is the id of the business profile.
	BusinessProfileID string `json:"businessProfileId,omitzero"`
	// CreatedDateTime is the created date time, to the second.
	CreatedDateTime time.Time `json:"createdDateTime,omitzero"`
	// UpdatedDateTime is the updated date time, to the second.
	UpdatedDateTime time.Time `json:"updatedDateTime,omitzero"`
	// ExpirationDateTime is the expiration date time, to the second.
	ExpirationDateTime time.Time `json:"expirationDateTime,omitzero"`
	// Status is New, Active or Closed.
	Status string `json:"status,omitzero"`
	// Substatus is the substatus.
	Substatus string `json:"substatus,omitzero"`
	// StatusReason is the status reason.
	StatusReason string `json:"statusReason,omitzero"`
	// Qualification is how far the lead is qualified, as the service names it.
	Qualification string `json:"qualification,omitzero"`
	// Type is Independent or Shared.
	Type string `json:"type,omitzero"`
	// Direction is Incoming or Outgoing.
	Direction string `json:"direction,omitzero"`
	// ExternalReferenceID is the id of the external reference.
	ExternalReferenceID string `json:"externalReferenceId,omitzero"`
	// Target are the target.
	Target []ReferralTarget `json:"target,omitzero"`
	// CustomerProfile is the customer profile.
	CustomerProfile *ReferralCustomer `json:"customerProfile,omitzero"`
	// Consent is the consent.
	Consent *ReferralConsent `json:"consent,omitzero"`
	// Details is the details.
	Details *ReferralDetails `json:"details,omitzero"`
	// Team are the team.
	Team []ReferralPerson `json:"team,omitzero"`
	// InviteContext is the invite context.
	InviteContext *ReferralInvite `json:"inviteContext,omitzero"`
	// Links is the links.
	Links Links `json:"links,omitzero"`
	// ETag is the e tag.
	ETag string `json:"eTag,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralTarget is whom a referral is for.
type ReferralTarget struct {
	// Type is the type.
	Type string `json:"type,omitzero"`
	// ID is its id.
	ID string `json:"id,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralCustomer is the company a referral is about.
type ReferralCustomer struct {
	// Name is the name.
	Name string `json:"name,omitzero"`
	// Address is the address.
	Address *ReferralAddress `json:"address,omitzero"`
	// Size is the size.
	Size string `json:"size,omitzero"`
	// Team are the team.
	Team []ReferralPerson `json:"team,omitzero"`
	// IDs are the ids.
	IDs []ReferralCustomerID `json:"ids,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralAddress is a postal address.
type ReferralAddress struct {
	// AddressLine1 is the address line1.
	AddressLine1 string `json:"addressLine1,omitzero"`
	// AddressLine2 is the address line2.
	AddressLine2 string `json:"addressLine2,omitzero"`
	// City is the city.
	City string `json:"city,omitzero"`
	// State is the state.
	State string `json:"state,omitzero"`
	// PostalCode is the postal code.
	PostalCode string `json:"postalCode,omitzero"`
	// Country is the ISO 3166-1 alpha-2 code.
	Country string `json:"country,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralCustomerID is an id of the company.
type ReferralCustomerID struct {
	// ProfileType is the profile type.
	ProfileType string `json:"profileType,omitzero"`
	// ID is its id.
	ID string `json:"id,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralPerson is a person.
type ReferralPerson struct {
	// ContactPreference is the contact preference.
	ContactPreference *ContactPreference `json:"contactPreference,omitzero"`
	// FirstName is the first name.
	FirstName string `json:"firstName,omitzero"`
	// LastName is the last name.
	LastName string `json:"lastName,omitzero"`
	// PhoneNumber is the phone number.
	PhoneNumber string `json:"phoneNumber,omitzero"`
	// Email is the email.
	Email string `json:"email,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ContactPreference says how to reach a person.
type ContactPreference struct {
	// Locale is a language and country, such as "en-US".
	Locale string `json:"locale,omitzero"`
	// DisableNotifications tells whether it holds: disable notifications.
	DisableNotifications bool `json:"disableNotifications"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralConsent is what the company has agreed to.
type ReferralConsent struct {
	// ConsentToShareInfoWithOthers tells whether it holds: consent to to share info
	// with others.
	ConsentToShareInfoWithOthers bool `json:"consentToToShareInfoWithOthers"`
	// ConsentToContact tells whether it holds: consent to contact.
	ConsentToContact bool `json:"consentToContact"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralDetails is what a referral is about.
type ReferralDetails struct {
	// Notes is the notes.
	Notes string `json:"notes,omitzero"`
	// DealValue is the deal value.
	DealValue decimal.Decimal `json:"dealValue"`
	// Currency is the ISO 4217 code of the amounts beside it.
	Currency string `json:"currency,omitzero"`
	// ClosingDateTime is the closing date time, to the second.
	ClosingDateTime time.Time `json:"closingDateTime,omitzero"`
	// Requirements is the requirements.
	Requirements *ReferralRequirements `json:"requirements,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralRequirements are what the company looks for.
type ReferralRequirements struct {
	// Industries are the industries.
	Industries []ReferralItem `json:"industries,omitzero"`
	// Products are the products.
	Products []ReferralItem `json:"products,omitzero"`
	// Services are the services.
	Services []ReferralItem `json:"services,omitzero"`
	// Solutions are the solutions.
	Solutions []ReferralItem `json:"solutions,omitzero"`
	// Offers are the offers.
	Offers []ReferralItem `json:"offers,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralItem is a thing that the company looks for.
type ReferralItem struct {
	// ID is its id.
	ID string `json:"id,omitzero"`
	// Name is the name.
	Name string `json:"name,omitzero"`
	// Type is the type.
	Type string `json:"type,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralInvite is how a partner was invited.
type ReferralInvite struct {
	// Notes is the notes.
	Notes string `json:"notes,omitzero"`
	// InvitedBy is the invited by.
	InvitedBy *ReferralInviter `json:"invitedBy,omitzero"`
	// AssistanceRequestCode is the assistance request code.
	AssistanceRequestCode string `json:"assistanceRequestCode,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralInviter is who invited.
type ReferralInviter struct {
	// OrganizationID is the id of the organization.
	OrganizationID string `json:"organizationId,omitzero"`
	// OrganizationName is the organization name.
	OrganizationName string `json:"organizationName,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralPage is one page of referrals.
type ReferralPage struct {
	// Context is the context.
	Context string `json:"@odata.context,omitzero"`
	// Count is the count.
	Count int `json:"@odata.count"`
	// Value are the value.
	Value []Referral `json:"value,omitzero"`
	// NextLink is the next link.
	NextLink string `json:"@odata.nextLink,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralPatch is one change in a JSON patch.
type ReferralPatch struct {
	// Op is add, replace or remove.
	Op string `json:"op,omitzero"`
	// Path is the path.
	Path string `json:"path,omitzero"`
	// Value is the value.
	Value json.RawMessage `json:"value,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ExportRequest is an export of payouts.
type ExportRequest struct {
	// RequestID is the id of the request.
	RequestID string `json:"requestId,omitzero"`
	// RequestDateTime is the request date time, to the second.
	RequestDateTime time.Time `json:"requestDateTime,omitzero"`
	// RequestPath is the request path.
	RequestPath string `json:"requestPath,omitzero"`
	// RequestQueryString is the request query string.
	RequestQueryString string `json:"requestQueryString,omitzero"`
	// BlobLocation is the blob location.
	BlobLocation string `json:"blobLocation,omitzero"`
	// Status is its state, as the service names it; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ExportRequests are exports of payouts.
type ExportRequests struct {
	// Value are the value.
	Value []ExportRequest `json:"value,omitzero"`
	// NextLink is the next link.
	NextLink string `json:"nextLink,omitzero"`
	// TotalCount is the total count.
	TotalCount int `json:"totalCount"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	referralsList                   = define[none, ReferralPage]("referrals.list", http.MethodGet, "/v1.0/engagements/referrals", "get-a-list-of-referrals", AuthUser)
	referralsGet                    = define[none, Referral]("referrals.get", http.MethodGet, "/v1.0/engagements/referrals/{referral_id}", "get-a-referral-by-id", AuthUser)
	referralsCreate                 = define[Referral, Referral]("referrals.create", http.MethodPost, "/v1.0/engagements/referrals", "create-a-referral", AuthUser, noResend)
	referralsUpdate                 = define[Referral, Referral]("referrals.update", http.MethodPut, "/v1.0/engagements/referrals/{referral_id}", "update-a-referral", AuthUser, noResend)
	referralsPatch                  = define[[]ReferralPatch, Referral]("referrals.patch", http.MethodPatch, "/v1.0/engagements/referrals/{referral_id}", "patch-a-referral", AuthUser, noResend)
	payoutsTransactionhistoryCreate = define[none, ExportRequests]("payouts.transactionhistory.create", http.MethodPost, "/v1/payouts/transactionhistory", "create-earnings-export-request", AuthUser, noResend)
	payoutsTransactionhistoryGet    = define[none, ExportRequests]("payouts.transactionhistory.get", http.MethodGet, "/v1/payouts/transactionhistory/{request_id}", "get-earnings-export-request-by-id", AuthUser)
	payoutsTransactionhistoryDelete = define[none, none]("payouts.transactionhistory.delete", http.MethodDelete, "/v1/payouts/transactionhistory/{request_id}", "delete-earnings-export-request-by-id", AuthUser, noResend)
	payoutsPaymentsGet              = define[none, ExportRequests]("payouts.payments.get", http.MethodGet, "/v1/payouts/payments/{request_id}", "get-payment-export-request-by-id", AuthUser)
	payoutsPaymentsDelete           = define[none, none]("payouts.payments.delete", http.MethodDelete, "/v1/payouts/payments/{request_id}", "delete-payment-export-request-by-id", AuthUser, noResend)
	payoutsPaymentsCreate           = define[none, ExportRequests]("payouts.payments.create", http.MethodPost, "/v1/payouts/payments", "create-payments-export-request", AuthUser, noResend)
)

// ReferralQuery selects referrals; its zero value is all of them.
type ReferralQuery struct {
	// Filter is an OData filter, such as "status eq 'New'".
	Filter string
	// OrderBy is an OData order, such as "createdDateTime desc".
	OrderBy string
	// Top is the size of a page; 0 leaves it to the server.
	Top int
	// After is the NextLink of an earlier page; the other fields are then those of
	// the link.
	After string
}

func (q ReferralQuery) args() Args {
	top := ""
	if q.Top > 0 {
		top = strconv.Itoa(q.Top)
	}
	return Args{Query: params("$filter", q.Filter, "$orderby", q.OrderBy, "$top", top)}
}

// List reads one page of referrals. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-referrals
func (s *Referrals) List(ctx context.Context, q ReferralQuery, opts ...CallOption) (*ReferralPage, error) {
	page := new(ReferralPage)
	call := s.client.request(referralsList.Operation, q.args(), nil, page, opts)
	call.URL = q.After
	if _, failure := s.client.rest.Do(ctx, call); failure != nil {
		return nil, asError(failure)
	}
	return page, nil
}

// All walks all pages of List.
func (s *Referrals) All(ctx context.Context, q ReferralQuery, opts ...CallOption) iter.Seq2[Referral, error] {
	return rest.All(ctx, referralsList.ID, func(ctx context.Context, next string) ([]Referral, string, error) {
		at := q
		if next != "" {
			at.After = next
		}
		page, err := s.List(ctx, at, opts...)
		if err != nil {
			return nil, "", err
		}
		return page.Value, page.NextLink, nil
	})
}

// Get reads one referral. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-referral-by-id
func (s *Referrals) Get(ctx context.Context, referralID string, opts ...CallOption) (*Referral, error) {
	return referralsGet.call(ctx, s.client, at(referralID), nil, opts)
}

// Create makes a referral. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/create-a-referral
func (s *Referrals) Create(ctx context.Context, in Referral, opts ...CallOption) (*Referral, error) {
	return referralsCreate.call(ctx, s.client, Args{}, &in, opts)
}

// Update replaces a referral; the ETag guards it. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/update-a-referral
func (s *Referrals) Update(ctx context.Context, referralID, etag string, in Referral, opts ...CallOption) (*Referral, error) {
	return referralsUpdate.call(ctx, s.client, Args{Path: []string{referralID}, Header: ifMatch(etag)}, &in, opts)
}

// ExportEarnings asks for the history of earnings as a file, by an OData filter;
// the format is "csv". App+User only.
//
// https://learn.microsoft.com/partner-center/developer/create-earnings-export-request
func (s *Referrals) ExportEarnings(ctx context.Context, filter, format string, opts ...CallOption) (*ExportRequests, error) {
	return payoutsTransactionhistoryCreate.call(ctx, s.client, Args{Query: params("$filter", filter, "fileformat", format)}, nil, opts)
}

// ExportPayments asks for the history of payments as a file, by an OData filter;
// the format is "csv". App+User only.
//
// https://learn.microsoft.com/partner-center/developer/create-payments-export-request
func (s *Referrals) ExportPayments(ctx context.Context, filter, format string, opts ...CallOption) (*ExportRequests, error) {
	return payoutsPaymentsCreate.call(ctx, s.client, Args{Query: params("$filter", filter, "fileformat", format)}, nil, opts)
}

// EarningsExport reads how far an export of earnings is: Queued, Processing,
// Failed or Completed, and then where the file is. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-earnings-export-request-by-id
func (s *Referrals) EarningsExport(ctx context.Context, requestID string, opts ...CallOption) (*ExportRequests, error) {
	return payoutsTransactionhistoryGet.call(ctx, s.client, at(requestID), nil, opts)
}

// DeleteEarningsExport removes an export of earnings that is not being processed.
// App+User only.
//
// https://learn.microsoft.com/partner-center/developer/delete-earnings-export-request-by-id
func (s *Referrals) DeleteEarningsExport(ctx context.Context, requestID string, opts ...CallOption) error {
	_, err := payoutsTransactionhistoryDelete.call(ctx, s.client, at(requestID), nil, opts)
	return err
}

// PaymentsExport reads how far an export of payments is. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-payment-export-request-by-id
func (s *Referrals) PaymentsExport(ctx context.Context, requestID string, opts ...CallOption) (*ExportRequests, error) {
	return payoutsPaymentsGet.call(ctx, s.client, at(requestID), nil, opts)
}

// DeletePaymentsExport removes an export of payments that is not being processed.
// App+User only.
//
// https://learn.microsoft.com/partner-center/developer/delete-payment-export-request-by-id
func (s *Referrals) DeletePaymentsExport(ctx context.Context, requestID string, opts ...CallOption) error {
	_, err := payoutsPaymentsDelete.call(ctx, s.client, at(requestID), nil, opts)
	return err
}

// Patch changes a referral by a JSON patch; the ETag guards it. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/patch-a-referral
func (s *Referrals) Patch(ctx context.Context, referralID, etag string, in []ReferralPatch, opts ...CallOption) (*Referral, error) {
	return referralsPatch.call(ctx, s.client, Args{Path: []string{referralID}, Header: ifMatch(etag)}, &in, opts)
}
