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
	// Context is the OData context, ODataETag the version; in answers only.
	Context   string `json:"@odata.context,omitzero"`
	ODataETag string `json:"@odata.etag,omitzero"`
	// ID is given by Create.
	ID string `json:"id,omitzero"`
	// Name is the title of the referral.
	Name string `json:"name,omitzero"`
	// EngagementID ties the referrals of one lead to several partners.
	EngagementID string `json:"engagementId,omitzero"`
	// OrganizationID and OrganizationName are the partner that the referral belongs
	// to.
	OrganizationID   string `json:"organizationId,omitzero"`
	OrganizationName string `json:"organizationName,omitzero"`
	// BusinessProfileID is that partner's profile in the directory of partners.
	BusinessProfileID string `json:"businessProfileId,omitzero"`
	// When it was made, last changed, and expires; in answers only.
	CreatedDateTime    time.Time `json:"createdDateTime,omitzero"`
	UpdatedDateTime    time.Time `json:"updatedDateTime,omitzero"`
	ExpirationDateTime time.Time `json:"expirationDateTime,omitzero"`
	// Status is New, Active or Closed.
	Status string `json:"status,omitzero"`
	// Substatus is Pending or Received (New), Accepted (Active), Won, Lost,
	// Declined or Expired (Closed).
	Substatus string `json:"substatus,omitzero"`
	// StatusReason says in words why, such as why it was lost.
	StatusReason string `json:"statusReason,omitzero"`
	// Qualification is Direct (from the customer), MarketingQualified or
	// SalesQualified.
	Qualification string `json:"qualification,omitzero"`
	// Type is Independent or Shared.
	Type string `json:"type,omitzero"`
	// Direction is Incoming or Outgoing.
	Direction string `json:"direction,omitzero"`
	// ExternalReferenceID is the partner's own, such as the id of its lead.
	ExternalReferenceID string `json:"externalReferenceId,omitzero"`
	// Target is whom the referral is for.
	Target []ReferralTarget `json:"target,omitzero"`
	// CustomerProfile is the company that wants to buy.
	CustomerProfile *ReferralCustomer `json:"customerProfile,omitzero"`
	// Consent of that company.
	Consent *ReferralConsent `json:"consent,omitzero"`
	// Details are the deal.
	Details *ReferralDetails `json:"details,omitzero"`
	// Team are the partner's people on it.
	Team []ReferralPerson `json:"team,omitzero"`
	// InviteContext says who invited the partner; nil when nobody did.
	InviteContext *ReferralInvite `json:"inviteContext,omitzero"`
	// Links lead to related referrals.
	Links Links `json:"links,omitzero"`
	// ETag is the version, which updates need.
	ETag string `json:"eTag,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralTarget is whom a referral is for.
type ReferralTarget struct {
	// Type is BusinessProfileLocation or SolutionProfile.
	Type string `json:"type,omitzero"`
	// ID of that profile.
	ID string `json:"id,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralCustomer is the company a referral is about.
type ReferralCustomer struct {
	// Name and Address of the company.
	Name    string           `json:"name,omitzero"`
	Address *ReferralAddress `json:"address,omitzero"`
	// Size is a range of employees, such as "10to50employees".
	Size string `json:"size,omitzero"`
	// Team are the company's contacts.
	Team []ReferralPerson `json:"team,omitzero"`
	// IDs are other names of the company.
	IDs []ReferralCustomerID `json:"ids,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralAddress is a postal address.
type ReferralAddress struct {
	// The postal address; AddressLine2 may be empty.
	AddressLine1 string `json:"addressLine1,omitzero"`
	AddressLine2 string `json:"addressLine2,omitzero"`
	City         string `json:"city,omitzero"`
	State        string `json:"state,omitzero"`
	PostalCode   string `json:"postalCode,omitzero"`
	// Country is the ISO 3166-1 alpha-2 code.
	Country string `json:"country,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralCustomerID is an id of the company.
type ReferralCustomerID struct {
	// ProfileType is Duns (Dun & Bradstreet) or External (the partner's own).
	ProfileType string `json:"profileType,omitzero"`
	// ID of that kind.
	ID string `json:"id,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralPerson is a person.
type ReferralPerson struct {
	// ContactPreference says how to send mail to the person.
	ContactPreference *ContactPreference `json:"contactPreference,omitzero"`
	// How the person is called and reached.
	FirstName   string `json:"firstName,omitzero"`
	LastName    string `json:"lastName,omitzero"`
	PhoneNumber string `json:"phoneNumber,omitzero"`
	Email       string `json:"email,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ContactPreference says how to reach a person.
type ContactPreference struct {
	// Locale is a language and country, such as "en-US".
	Locale string `json:"locale,omitzero"`
	// DisableNotifications stops Microsoft's mails to the person.
	DisableNotifications bool `json:"disableNotifications"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralConsent is what the company has agreed to.
type ReferralConsent struct {
	// ConsentToShareInfoWithOthers permits giving personal data to others.
	// Microsoft spells the member with a second "To".
	ConsentToShareInfoWithOthers bool `json:"consentToToShareInfoWithOthers"`
	// ConsentToContact permits contacting the people.
	ConsentToContact bool `json:"consentToContact"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralDetails is what a referral is about.
type ReferralDetails struct {
	// Notes for the partner that receives it.
	Notes string `json:"notes,omitzero"`
	// DealValue is what the deal may be worth, in Currency.
	DealValue decimal.Decimal `json:"dealValue"`
	// Currency is the ISO 4217 code of the amounts beside it.
	Currency string `json:"currency,omitzero"`
	// ClosingDateTime is when the company wants to have closed the deal.
	ClosingDateTime time.Time `json:"closingDateTime,omitzero"`
	// Requirements are what it looks for.
	Requirements *ReferralRequirements `json:"requirements,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralRequirements are what the company looks for.
type ReferralRequirements struct {
	// What the company looks for, by Microsoft's tags, such as "Azure" or
	// "ManagedServices". Offers are not in the page's table.
	Industries []ReferralItem `json:"industries,omitzero"`
	Products   []ReferralItem `json:"products,omitzero"`
	Services   []ReferralItem `json:"services,omitzero"`
	Solutions  []ReferralItem `json:"solutions,omitzero"`
	Offers     []ReferralItem `json:"offers,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralItem is a thing that the company looks for.
type ReferralItem struct {
	// ID of the tag, and Name of a solution.
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
	// Type of a solution: Category (a predefined name) or Name (of Microsoft's
	// catalogue).
	Type string `json:"type,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralInvite is how a partner was invited.
type ReferralInvite struct {
	// Notes for the partner that is invited.
	Notes string `json:"notes,omitzero"`
	// InvitedBy is the partner that sent the referral.
	InvitedBy *ReferralInviter `json:"invitedBy,omitzero"`
	// AssistanceRequestCode is in published bodies; the page does not describe it.
	AssistanceRequestCode string `json:"assistanceRequestCode,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralInviter is who invited.
type ReferralInviter struct {
	// OrganizationID and OrganizationName are the partner.
	OrganizationID   string `json:"organizationId,omitzero"`
	OrganizationName string `json:"organizationName,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralPage is one page of referrals.
type ReferralPage struct {
	// Context is the OData context.
	Context string `json:"@odata.context,omitzero"`
	// Count of all referrals; 0 when it was not asked for.
	Count int `json:"@odata.count"`
	// Value are the referrals of this page.
	Value []Referral `json:"value,omitzero"`
	// NextLink is the address of the next page; empty on the last.
	NextLink string `json:"@odata.nextLink,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralPatch is one change in a JSON patch.
type ReferralPatch struct {
	// Op is add, replace or remove.
	Op string `json:"op,omitzero"`
	// Path is a JSON pointer to the member, such as "/customerProfile/name".
	Path string `json:"path,omitzero"`
	// Value is the new value; empty with remove.
	Value json.RawMessage `json:"value,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ExportRequest is an export of payouts.
type ExportRequest struct {
	// RequestID is what reading and deleting the export take.
	RequestID string `json:"requestId,omitzero"`
	// RequestDateTime is when it was asked for.
	RequestDateTime time.Time `json:"requestDateTime,omitzero"`
	// RequestPath and RequestQueryString repeat what was asked for.
	RequestPath        string `json:"requestPath,omitzero"`
	RequestQueryString string `json:"requestQueryString,omitzero"`
	// BlobLocation is the address of the file; empty until Status says that it is
	// there. It can hold a signature: treat it as a secret.
	BlobLocation string `json:"blobLocation,omitzero"`
	// Status is its state, as the service names it; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ExportRequests are exports of payouts.
type ExportRequests struct {
	// Value are the exports of this page.
	Value []ExportRequest `json:"value,omitzero"`
	// NextLink is the address of the next page; empty on the last.
	NextLink string `json:"nextLink,omitzero"`
	// TotalCount of all exports.
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
