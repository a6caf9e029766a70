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
	// ApplicationID is the client id in Entra.
	ApplicationID string `json:"applicationId,omitzero"`
	// ApplicationName is for people.
	ApplicationName string `json:"applicationName,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// PartnerRequest is a call and whether it carried the MFA claim.
type PartnerRequest struct {
	// RequestID and CorrelationID are the headers MS-RequestId and MS-CorrelationId
	// of the call; the latter can be empty.
	RequestID     string `json:"requestId,omitzero"`
	CorrelationID string `json:"correlationId,omitzero"`
	// OperationName is method and path, such as "Get
	// /v{version}/nonMfaCompliantPartnerPrincipals".
	OperationName string `json:"operationName,omitzero"`
	// RequestDateTime is when it was made.
	RequestDateTime time.Time `json:"requestDateTime,omitzero"`
	// IPAddress and SourceIPAddress are where it came from: pages and clients
	// differ in the spelling, and one of them is empty.
	IPAddress       string `json:"ipAddress,omitzero"`
	SourceIPAddress string `json:"sourceIpAddress,omitzero"`
	// ObjectID is the user's, in Entra.
	ObjectID string `json:"objectId,omitzero"`
	// TenantID is the partner's.
	TenantID string `json:"tenantId,omitzero"`
	// UPN is the sign-in name, such as "name@contoso.com".
	UPN string `json:"upn,omitzero"`
	// ApplicationID is the client id of the partner's application.
	ApplicationID string `json:"applicationId,omitzero"`
	// MFACompliant tells whether the token carried the MFA claim.
	MFACompliant bool `json:"mfaCompliant"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// NonCompliantPrincipal is a caller without MFA.
type NonCompliantPrincipal struct {
	// ObjectID is the user's, in Entra.
	ObjectID string `json:"objectId,omitzero"`
	// TenantID is the partner's.
	TenantID string `json:"tenantId,omitzero"`
	// UPN is the sign-in name, such as "name@contoso.com".
	UPN string `json:"upn,omitzero"`
	// LastNonMFACompliantRequestDateTime is when the user last came without MFA.
	LastNonMFACompliantRequestDateTime time.Time `json:"lastNonMfaCompliantRequestDateTime,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// AuditRecord is a change that somebody made.
type AuditRecord struct {
	// ID of the record.
	ID string `json:"id,omitzero"`
	// PartnerID is the partner's tenant.
	PartnerID string `json:"partnerId,omitzero"`
	// Participants are further partners; Microsoft's table does not describe them.
	Participants []string `json:"participants,omitzero"`
	// CustomerID is the customer's tenant.
	CustomerID string `json:"customerId,omitzero"`
	// CustomerName is the customer's company name, which is not unique.
	CustomerName string `json:"customerName,omitzero"`
	// UserPrincipalName is the sign-in name, such as "name@contoso.com".
	UserPrincipalName string `json:"userPrincipalName,omitzero"`
	// ApplicationID is the application that did it.
	ApplicationID string `json:"applicationId,omitzero"`
	// ResourceType such as customer, subscription, order or
	// granular_admin_relationship.
	ResourceType string `json:"resourceType,omitzero"`
	// ResourceOldValue is JSON, as text.
	ResourceOldValue string `json:"resourceOldValue,omitzero"`
	// ResourceNewValue is JSON, as text, in PascalCase.
	ResourceNewValue string `json:"resourceNewValue,omitzero"`
	// OperationType is add_customer, update_subscription,
	// granular_admin_relationship_approved, ...
	OperationType string `json:"operationType,omitzero"`
	// OriginalCorrelationID is the MS-CorrelationId of the call that did it.
	OriginalCorrelationID string `json:"originalCorrelationId,omitzero"`
	// OperationDate is when it was done.
	OperationDate time.Time `json:"operationDate,omitzero"`
	// OperationStatus is succeeded, failed, progress or decline.
	OperationStatus string `json:"operationStatus,omitzero"`
	// CustomizedData are further details; how many depends on the type.
	CustomizedData []AuditDetail `json:"customizedData,omitzero"`
	// SessionID is in published answers; no page describes it.
	SessionID string `json:"sessionId,omitzero"`
	Resource
}

// AuditDetail is a detail of a change.
type AuditDetail struct {
	// Key names the detail, Value is its text.
	Key   string `json:"key,omitzero"`
	Value string `json:"value,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// FraudEvent is a suspicion of fraud on an Azure subscription.
type FraudEvent struct {
	// EventTime is when it was detected.
	EventTime time.Time `json:"eventTime,omitzero"`
	// EventID is what FraudUpdate.EventIDs takes.
	EventID string `json:"eventId,omitzero"`
	// EventType such as UsageAnomalyDetection,
	// NetworkConnectionsToCryptoMiningPools or ServiceHealthSecurityAdvisory.
	EventType string `json:"eventType,omitzero"`
	// EventStatus is Active, Investigating or Resolved.
	EventStatus string `json:"eventStatus,omitzero"`
	// PartnerTenantID and PartnerFriendlyName are the partner.
	PartnerTenantID     string `json:"partnerTenantId,omitzero"`
	PartnerFriendlyName string `json:"partnerFriendlyName,omitzero"`
	// CustomerTenantID and CustomerFriendlyName are the customer.
	CustomerTenantID     string `json:"customerTenantId,omitzero"`
	CustomerFriendlyName string `json:"customerFriendlyName,omitzero"`
	// SubscriptionID is the Azure subscription.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// SubscriptionType such as "modern".
	SubscriptionType string `json:"subscriptionType,omitzero"`
	// EntityID is another id of the alert, by the table.
	EntityID string `json:"entityId,omitzero"`
	// EntityName and EntityURL are the resource that was compromised.
	EntityName string `json:"entityName,omitzero"`
	EntityURL  string `json:"entityUrl,omitzero"`
	// HitCount is the number of connections between FirstObserved and LastObserved.
	HitCount string `json:"hitCount,omitzero"`
	// CatalogOfferID is the offer of the subscription, such as "ms-azr-17g".
	CatalogOfferID string `json:"catalogOfferId,omitzero"`
	// ServiceName is the service that was misused.
	ServiceName string `json:"serviceName,omitzero"`
	// ResourceName is the Azure resource.
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
	// ResolvedReason is what the partner gave, such as Fraud or Ignore; "None"
	// while it is open.
	ResolvedReason string `json:"resolvedReason,omitzero"`
	// ResolvedOn and ResolvedBy are when and by whom it was resolved. An open alert
	// has a day in the year 9999 and nobody.
	ResolvedOn time.Time `json:"resolvedOn,omitzero"`
	ResolvedBy string    `json:"resolvedBy,omitzero"`
	// Severity and ConfidenceLevel are Low, Medium or High.
	Severity        string `json:"severity,omitzero"`
	ConfidenceLevel string `json:"confidenceLevel,omitzero"`
	// DisplayName and Description are for people.
	DisplayName string `json:"displayName,omitzero"`
	Description string `json:"description,omitzero"`
	// Country is the partner's country.
	Country string `json:"country,omitzero"`
	// ValueAddedResellerTenantID is the indirect reseller's tenant.
	ValueAddedResellerTenantID string `json:"valueAddedResellerTenantId,omitzero"`
	// ValueAddedResellerFriendlyName is the indirect reseller's name.
	ValueAddedResellerFriendlyName string `json:"valueAddedResellerFriendlyName,omitzero"`
	// SubscriptionName is for people; empty in the older model of events.
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
	// Type of the resource, as Azure names it.
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
