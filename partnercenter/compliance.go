package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"maps"
	"net/http"
	"time"
)

// Compliance says who called and changed what.
type Compliance struct{ client *Client }

// Compliance gives audit records, MFA statistics and fraud events.
func (c *Client) Compliance() *Compliance { return &Compliance{c} }

// MFAAdoption are the calls of one application on one day.
type MFAAdoption struct {
	// LoginDate is the day that is counted.
	LoginDate time.Time `json:"loginDate,omitzero"`
	// MFACompliantRequestCount is the number of requests with MFA.
	MFACompliantRequestCount int `json:"mfaCompliantRequestCount"`
	// TotalRequestCount is the number of all requests.
	TotalRequestCount int `json:"totalRequestCount"`
	// ApplicationID is the id of the application.
	ApplicationID string `json:"applicationId,omitzero"`
	// ApplicationName is the application name.
	ApplicationName string `json:"applicationName,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// PartnerRequest is a call and whether it carried the MFA claim.
type PartnerRequest struct {
	// RequestID is the id of the request.
	RequestID string `json:"requestId,omitzero"`
	// CorrelationID is the id of the correlation.
	CorrelationID string `json:"correlationId,omitzero"`
	// OperationName is the operation name.
	OperationName string `json:"operationName,omitzero"`
	// RequestDateTime is the request date time, to the second.
	RequestDateTime time.Time `json:"requestDateTime,omitzero"`
	// IPAddress is the IP address.
	IPAddress string `json:"ipAddress,omitzero"`
	// SourceIPAddress is the source IP address.
	SourceIPAddress string `json:"sourceIpAddress,omitzero"`
	// ObjectID is the caller's.
	ObjectID string `json:"objectId,omitzero"`
	// TenantID is the id of the tenant.
	TenantID string `json:"tenantId,omitzero"`
	// UPN is the sign-in name, such as "name@contoso.com".
	UPN string `json:"upn,omitzero"`
	// ApplicationID is the id of the application.
	ApplicationID string `json:"applicationId,omitzero"`
	// MFACompliant tells whether it holds: MFA compliant.
	MFACompliant bool `json:"mfaCompliant"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// NonCompliantPrincipal is a caller without MFA.
type NonCompliantPrincipal struct {
	// ObjectID is the id of the object.
	ObjectID string `json:"objectId,omitzero"`
	// TenantID is the id of the tenant.
	TenantID string `json:"tenantId,omitzero"`
	// UPN is the sign-in name, such as "name@contoso.com".
	UPN string `json:"upn,omitzero"`
	// LastNonMFACompliantRequestDateTime is the last non MFA compliant request date
	// time, to the second.
	LastNonMFACompliantRequestDateTime time.Time `json:"lastNonMfaCompliantRequestDateTime,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// AuditRecord is a change that somebody made.
type AuditRecord struct {
	// ID is its id.
	ID string `json:"id,omitzero"`
	// PartnerID is the id of the partner.
	PartnerID string `json:"partnerId,omitzero"`
	// Participants are the participants.
	Participants []string `json:"participants,omitzero"`
	// CustomerID is the id of the customer.
	CustomerID string `json:"customerId,omitzero"`
	// CustomerName is the customer's company name, which is not unique.
	CustomerName string `json:"customerName,omitzero"`
	// UserPrincipalName is the sign-in name, such as "name@contoso.com".
	UserPrincipalName string `json:"userPrincipalName,omitzero"`
	// ApplicationID is the id of the application.
	ApplicationID string `json:"applicationId,omitzero"`
	// ResourceType is the resource type.
	ResourceType string `json:"resourceType,omitzero"`
	// ResourceOldValue is JSON, as text.
	ResourceOldValue string `json:"resourceOldValue,omitzero"`
	// ResourceNewValue is JSON, as text, in PascalCase.
	ResourceNewValue string `json:"resourceNewValue,omitzero"`
	// OperationType is add_customer, update_subscription,
	// granular_admin_relationship_approved, ...
	OperationType string `json:"operationType,omitzero"`
	// OriginalCorrelationID is the id of the original correlation.
	OriginalCorrelationID string `json:"originalCorrelationId,omitzero"`
	// OperationDate is the operation date.
	OperationDate time.Time `json:"operationDate,omitzero"`
	// OperationStatus is succeeded, failed, progress or decline.
	OperationStatus string `json:"operationStatus,omitzero"`
	// CustomizedData are the customized data.
	CustomizedData []AuditDetail `json:"customizedData,omitzero"`
	// SessionID is the id of the session.
	SessionID string `json:"sessionId,omitzero"`
	Resource
}

// AuditDetail is a detail of a change.
type AuditDetail struct {
	// Key is the key.
	Key string `json:"key,omitzero"`
	// Value is the value.
	Value string `json:"value,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// FraudEvent is a suspicion of fraud on an Azure subscription.
type FraudEvent struct {
	// EventTime is the event time, to the second.
	EventTime time.Time `json:"eventTime,omitzero"`
	// EventID is the id of the event.
	EventID string `json:"eventId,omitzero"`
	// EventType is the event type.
	EventType string `json:"eventType,omitzero"`
	// EventStatus is Active or Resolved.
	EventStatus string `json:"eventStatus,omitzero"`
	// PartnerTenantID is the id of the partner tenant.
	PartnerTenantID string `json:"partnerTenantId,omitzero"`
	// PartnerFriendlyName is the partner friendly name.
	PartnerFriendlyName string `json:"partnerFriendlyName,omitzero"`
	// CustomerTenantID is the id of the customer tenant.
	CustomerTenantID string `json:"customerTenantId,omitzero"`
	// CustomerFriendlyName is the customer friendly name.
	CustomerFriendlyName string `json:"customerFriendlyName,omitzero"`
	// SubscriptionID is the id of the subscription.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// SubscriptionType is the subscription type.
	SubscriptionType string `json:"subscriptionType,omitzero"`
	// EntityID is the id of the entity.
	EntityID string `json:"entityId,omitzero"`
	// EntityName is the entity name.
	EntityName string `json:"entityName,omitzero"`
	// EntityURL is the entity URL.
	EntityURL string `json:"entityUrl,omitzero"`
	// HitCount is how often it was found.
	HitCount string `json:"hitCount,omitzero"`
	// CatalogOfferID is the id of the catalog offer.
	CatalogOfferID string `json:"catalogOfferId,omitzero"`
	// ServiceName is the service that was misused.
	ServiceName string `json:"serviceName,omitzero"`
	// ResourceName is the resource name.
	ResourceName string `json:"resourceName,omitzero"`
	// ResourceGroupName is the Azure resource group of the resource.
	ResourceGroupName string `json:"resourceGroupName,omitzero"`
	// FirstOccurrence is when it happened first.
	FirstOccurrence time.Time `json:"firstOccurrence,omitzero"`
	// LastOccurrence is when it happened last.
	LastOccurrence time.Time `json:"lastOccurrence,omitzero"`
	// FirstObserved is when it was first seen.
	FirstObserved time.Time `json:"firstObserved,omitzero"`
	// LastObserved is when it was last seen.
	LastObserved time.Time `json:"lastObserved,omitzero"`
	// ResolvedReason is the resolved reason.
	ResolvedReason string `json:"resolvedReason,omitzero"`
	// ResolvedOn is the resolved on.
	ResolvedOn time.Time `json:"resolvedOn,omitzero"`
	// ResolvedBy is the resolved by.
	ResolvedBy string `json:"resolvedBy,omitzero"`
	// Severity is the severity.
	Severity string `json:"severity,omitzero"`
	// ConfidenceLevel is the confidence level.
	ConfidenceLevel string `json:"confidenceLevel,omitzero"`
	// DisplayName is the display name.
	DisplayName string `json:"displayName,omitzero"`
	// Description is the description.
	Description string `json:"description,omitzero"`
	// Country is the partner's country.
	Country string `json:"country,omitzero"`
	// ValueAddedResellerTenantID is the indirect reseller's tenant.
	ValueAddedResellerTenantID string `json:"valueAddedResellerTenantId,omitzero"`
	// ValueAddedResellerFriendlyName is the indirect reseller's name.
	ValueAddedResellerFriendlyName string `json:"valueAddedResellerFriendlyName,omitzero"`
	// SubscriptionName is the subscription's name.
	SubscriptionName string `json:"subscriptionName,omitzero"`
	// AffectedResources are the resources concerned; empty for some event types.
	AffectedResources []AffectedResource `json:"affectedResources,omitzero"`
	// IsTest is set in alerts that were made for a test.
	IsTest *bool `json:"isTest,omitzero"`
	// ActivityLogs tells who changed the status. It is raw: published answers have
	// JSON in text, which is not certain to stay so.
	ActivityLogs json.RawMessage `json:"activityLogs,omitzero"`
	// AdditionalDetails are further members by kind of event.
	AdditionalDetails map[string]json.RawMessage `json:"additionalDetails,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// AffectedResource is a resource that a fraud event concerns.
type AffectedResource struct {
	// AzureResourceID is its path in Azure.
	AzureResourceID string `json:"azureResourceId,omitzero"`
	// Type is its type.
	Type string `json:"type,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// FraudUpdate says what became of fraud events.
type FraudUpdate struct {
	// EventIDs are the events; empty for all of the subscription.
	EventIDs []string `json:"eventIds"`
	// EventStatus is Active, Investigating or Resolved.
	EventStatus string `json:"eventStatus,omitzero"`
	// ResolvedReason is Fraud or Ignore.
	ResolvedReason string `json:"resolvedReason,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// FraudQuery selects fraud events; its zero value is all of them.
type FraudQuery struct {
	// EventStatus is Active, Investigating or Resolved.
	EventStatus string
	// SubscriptionID restricts to an Azure subscription.
	SubscriptionID string
	// EventType restricts to a type, such as UsageAnomalyDetection.
	EventType string
	// After continues after an earlier page.
	After Continuation
}

// newEvents asks for all types of events and their newer members.
const newEvents = "X-NewEventsModel"

func (q FraudQuery) args() Args {
	return Args{
		Query:  params("EventStatus", q.EventStatus, "SubscriptionId", q.SubscriptionID, "EventType", q.EventType),
		Header: http.Header{newEvents: {"true"}},
	}
}

// AuditQuery selects audit records. Without a start they are those of the last
// 30 days; records are kept for 90 days.
type AuditQuery struct {
	// Start and End are days, of which only the date counts, in UTC.
	Start, End time.Time
	// Size is the number of items in a page; 0 leaves it to the server.
	Size int
	// Filter is by CompanyName (FilterSubstring), CustomerId or ResourceType
	// (FilterEquals).
	Filter *Filter
	// After continues after an earlier page.
	After Continuation
}

func (q AuditQuery) args() (Args, error) {
	filter, err := q.Filter.encode()
	if err != nil {
		return Args{}, err
	}
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(time.DateOnly)
	}
	query := params("startDate", day(q.Start), "endDate", day(q.End), "filter", filter)
	maps.Copy(query, sized(q.Size))
	return Args{Query: query}, nil
}

var (
	complianceMfaadoptionList            = define[none, Page[MFAAdoption]]("compliance.mfaadoption.list", http.MethodGet, "/v1/applicationmfaadoptionstatus", "get-api-request-summary", AuthUser)
	compliancePartnerrequestsList        = define[none, Page[PartnerRequest]]("compliance.partnerrequests.list", http.MethodGet, "/v1/partnerRequests", "get-api-request-details", AuthUser)
	complianceNoncompliantprincipalsList = define[none, Page[NonCompliantPrincipal]]("compliance.noncompliantprincipals.list", http.MethodGet, "/v1/nonMfaCompliantPartnerPrincipals", "get-portal-requests-without-mfa", AuthUser)
	fraudEventsUpdate                    = define[FraudUpdate, Page[FraudEvent]]("fraudEvents.update", http.MethodPost, "/v1/fraudEvents/subscription/{subscription_id}/status", "update-fraud-events-status", AuthUser)
	auditrecordsList                     = define[none, Page[AuditRecord]]("auditrecords.list", http.MethodGet, "/v1/auditrecords", "get-a-record-of-partner-center-activity-by-user", AuthBoth)
	fraudEventsList                      = define[none, Page[FraudEvent]]("fraudEvents.list", http.MethodGet, "/v1/fraudEvents", "get-fraud-events", AuthUser)
)

// ListMFAAdoption reads how many calls of each application carried the MFA claim.
// App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-api-request-summary
func (s *Compliance) ListMFAAdoption(ctx context.Context, after Continuation, opts ...CallOption) (*Page[MFAAdoption], error) {
	return list(ctx, s.client, complianceMfaadoptionList, Args{}, after, opts)
}

// AllMFAAdoption walks all pages of ListMFAAdoption.
func (s *Compliance) AllMFAAdoption(ctx context.Context, opts ...CallOption) iter.Seq2[MFAAdoption, error] {
	return all(ctx, s.client, complianceMfaadoptionList, Args{}, Continuation{}, opts)
}

// ListRequests reads the newest calls, at most 10,000 of 7 days, and whether they
// carried the MFA claim. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-api-request-details
func (s *Compliance) ListRequests(ctx context.Context, after Continuation, opts ...CallOption) (*Page[PartnerRequest], error) {
	return list(ctx, s.client, compliancePartnerrequestsList, Args{}, after, opts)
}

// AllRequests walks all pages of ListRequests.
func (s *Compliance) AllRequests(ctx context.Context, opts ...CallOption) iter.Seq2[PartnerRequest, error] {
	return all(ctx, s.client, compliancePartnerrequestsList, Args{}, Continuation{}, opts)
}

// ListNonCompliantPrincipals reads who calls without MFA. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-portal-requests-without-mfa
func (s *Compliance) ListNonCompliantPrincipals(ctx context.Context, after Continuation, opts ...CallOption) (*Page[NonCompliantPrincipal], error) {
	return list(ctx, s.client, complianceNoncompliantprincipalsList, Args{}, after, opts)
}

// AllNonCompliantPrincipals walks all pages of ListNonCompliantPrincipals.
func (s *Compliance) AllNonCompliantPrincipals(ctx context.Context, opts ...CallOption) iter.Seq2[NonCompliantPrincipal, error] {
	return all(ctx, s.client, complianceNoncompliantprincipalsList, Args{}, Continuation{}, opts)
}

// ListAuditRecords reads what users and applications did. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-record-of-partner-center-activity-by-user
func (s *Compliance) ListAuditRecords(ctx context.Context, q AuditQuery, opts ...CallOption) (*Page[AuditRecord], error) {
	args, err := q.args()
	if err != nil {
		return nil, invalid(auditrecordsList.Operation, err)
	}
	return list(ctx, s.client, auditrecordsList, args, q.After, opts)
}

// AllAuditRecords walks all pages of ListAuditRecords.
func (s *Compliance) AllAuditRecords(ctx context.Context, q AuditQuery, opts ...CallOption) iter.Seq2[AuditRecord, error] {
	args, err := q.args()
	if err != nil {
		return failing[AuditRecord](invalid(auditrecordsList.Operation, err))
	}
	return all(ctx, s.client, auditrecordsList, args, q.After, opts)
}

// ListFraudEvents reads alerts of fraud in Azure subscriptions, newer types of
// events included. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-fraud-events
func (s *Compliance) ListFraudEvents(ctx context.Context, q FraudQuery, opts ...CallOption) (*Page[FraudEvent], error) {
	return list(ctx, s.client, fraudEventsList, q.args(), q.After, opts)
}

// AllFraudEvents walks all pages of ListFraudEvents.
func (s *Compliance) AllFraudEvents(ctx context.Context, q FraudQuery, opts ...CallOption) iter.Seq2[FraudEvent, error] {
	return all(ctx, s.client, fraudEventsList, q.args(), q.After, opts)
}

// UpdateFraudEvents says what became of fraud events of a subscription; it
// resolves nothing in Azure. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/update-fraud-events-status
func (s *Compliance) UpdateFraudEvents(ctx context.Context, subscriptionID string, in FraudUpdate, opts ...CallOption) ([]FraudEvent, error) {
	args := at(subscriptionID)
	args.Header = http.Header{newEvents: {"true"}}
	page, err := fraudEventsUpdate.call(ctx, s.client, args, &in, opts)
	if err != nil {
		return nil, err
	}
	return page.Items, nil
}
