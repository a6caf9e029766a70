package partnercenter

import (
	"encoding/json"
	"time"

	"github.com/tenantlink/tenantlink/internal/wire"
)

// Event is what Partner Center posts to a webhook.
type Event struct {
	// Name is one of the Event constants, or a newer one.
	Name EventName `json:"EventName"`
	// ResourceURI is the path of what changed.
	ResourceURI string `json:"ResourceUri,omitzero"`
	// ResourceName is the kind of what changed, such as "subscription".
	ResourceName string `json:"ResourceName,omitzero"`
	// AuditURI is where the audit record is; nil when there is none.
	AuditURI *string `json:"AuditUri,omitzero"`
	// Changed is when the change was made. The event can come much later: up to 48
	// hours for subscription-updated.
	Changed time.Time `json:"ResourceChangeUtcDate,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// EventName names what happened.
type EventName string

// The events of Microsoft's documentation of 2023-10; ListEvents reads today's.
const (
	EventTestCreated                  EventName = "test-created"
	EventSubscriptionUpdated          EventName = "subscription-updated"
	EventUsageThresholdExceeded       EventName = "usagerecords-thresholdExceeded"
	EventReferralCreated              EventName = "referral-created"
	EventReferralUpdated              EventName = "referral-updated"
	EventRelatedReferralCreated       EventName = "related-referral-created"
	EventRelatedReferralUpdated       EventName = "related-referral-updated"
	EventInvoiceReady                 EventName = "invoice-ready"
	EventAzureFraudDetected           EventName = "azure-fraud-event-detected"
	EventDAPApproved                  EventName = "dap-admin-relationship-approved"
	EventDAPTerminated                EventName = "dap-admin-relationship-terminated"
	EventDAPTerminatedByMicrosoft     EventName = "dap-admin-relationship-terminated-by-microsoft"
	EventGDAPApproved                 EventName = "granular-admin-relationship-approved"
	EventGDAPActivated                EventName = "granular-admin-relationship-activated"
	EventGDAPTerminated               EventName = "granular-admin-relationship-terminated"
	EventGDAPExpired                  EventName = "granular-admin-relationship-expired"
	EventGDAPAssignmentCreated        EventName = "granular-admin-access-assignment-created"
	EventGDAPAssignmentActivated      EventName = "granular-admin-access-assignment-activated"
	EventGDAPAssignmentUpdated        EventName = "granular-admin-access-assignment-updated"
	EventGDAPAssignmentDeleted        EventName = "granular-admin-access-assignment-deleted"
	EventResellerRelationshipAccepted EventName = "reseller-relationship-accepted-by-customer"
)

// parseEvent decodes the body of a delivery.
func parseEvent(body []byte) (Event, error) {
	var event Event
	err := wire.Unmarshal(body, &event)
	return event, err
}
