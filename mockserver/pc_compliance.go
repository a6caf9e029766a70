package mockserver

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

func complianceRoutes() []route {
	return []route{
		pcRoute("compliance.mfaadoption.list", "GET /v1/applicationmfaadoptionstatus", (*Server).mfaAdoption, "TestMFACompliance").forUsers(),
		pcRoute("compliance.partnerrequests.list", "GET /v1/partnerRequests", (*Server).partnerRequests, "TestMFACompliance").forUsers(),
		pcRoute("compliance.noncompliantprincipals.list", "GET /v1/nonMfaCompliantPartnerPrincipals", (*Server).nonCompliant, "TestMFACompliance").forUsers().inferred(),
		pcRoute("auditrecords.list", "GET /v1/auditrecords", (*Server).auditRecords, "TestAuditRecords").inferred(),
		pcRoute("fraudEvents.list", "GET /v1/fraudEvents", (*Server).fraudEvents, "TestFraudEvents").forUsers(),
		pcRoute("fraudEvents.update", "POST /v1/fraudEvents/subscription/{subscription}/status", (*Server).fraudEventsUpdate, "TestFraudEvents").forUsers(),
	}
}

// userCalls are the calls of Partner Center that a user stood behind, newest last.
func (s *Server) userCalls() []Request {
	var out []Request
	for _, r := range s.Requests(Match{}) {
		if r.Identity.User != "" && strings.HasPrefix(r.Path, "/v1/") {
			out = append(out, r)
		}
	}
	return out
}

// mfaAdoption counts each application's calls by day, from the request log.
func (s *Server) mfaAdoption(*call) *reply {
	type row struct {
		LoginDate       string `json:"loginDate"`
		Compliant       int    `json:"mfaCompliantRequestCount"`
		Total           int    `json:"totalRequestCount"`
		ApplicationID   string `json:"applicationId"`
		ApplicationName string `json:"applicationName"`
	}
	items := []*row{}
	for _, r := range s.userCalls() {
		day := r.Time.Format(time.DateOnly)
		at := slices.IndexFunc(items, func(x *row) bool { return x.LoginDate == day && x.ApplicationID == r.Identity.App })
		if at < 0 {
			items = append(items, &row{LoginDate: day, ApplicationID: r.Identity.App})
			at = len(items) - 1
		}
		items[at].Total++
		if r.Identity.MFA {
			items[at].Compliant++
		}
	}
	return ok(items)
}

func (s *Server) partnerRequests(c *call) *reply {
	items := []map[string]any{}
	for _, r := range s.userCalls() {
		items = append(items, map[string]any{
			"requestId": r.RequestID, "correlationId": r.CorrelationID, "operationName": r.Method + " " + r.Path, "requestDateTime": stamp(r.Time), "ipAddress": "127.0.0.1",
			"objectId": s.objectOf(r.Identity.User), "tenantId": r.Identity.Tenant, "upn": r.Identity.User, "applicationId": r.Identity.App, "mfaCompliant": r.Identity.MFA,
		})
	}
	return pageByOffset(c, items, "/partnerRequests")
}

func (s *Server) objectOf(upn string) string {
	if u := s.partner.user(upn); u != nil {
		return u.ID
	}
	return ""
}

// nonCompliant are the users that have called without MFA.
func (s *Server) nonCompliant(*call) *reply {
	items := []map[string]any{}
	seen := map[string]int{}
	for _, r := range s.userCalls() {
		if r.Identity.MFA {
			continue
		}
		at, known := seen[r.Identity.User]
		if !known {
			at, seen[r.Identity.User] = len(items), len(items)
			items = append(items, map[string]any{"objectId": s.objectOf(r.Identity.User), "tenantId": r.Identity.Tenant, "upn": r.Identity.User})
		}
		items[at]["lastNonMfaCompliantRequestDateTime"] = stamp(r.Time)
	}
	return ok(items)
}

// An auditRecord tells of one change that was made by a call.
type auditRecord struct {
	ID                    string              `json:"id"`
	PartnerID             string              `json:"partnerId"`
	CustomerID            string              `json:"customerId"`
	CustomerName          string              `json:"customerName"`
	UserPrincipalName     string              `json:"userPrincipalName"`
	ApplicationID         string              `json:"applicationId"`
	ResourceType          string              `json:"resourceType"`
	ResourceOldValue      string              `json:"resourceOldValue"`
	ResourceNewValue      string              `json:"resourceNewValue"`
	OperationType         string              `json:"operationType"`
	OriginalCorrelationID string              `json:"originalCorrelationId"`
	OperationDate         time.Time           `json:"operationDate"`
	OperationStatus       string              `json:"operationStatus"`
	CustomizedData        []map[string]string `json:"customizedData"`
	SessionID             string              `json:"sessionId"`
	Attributes            pcAttributes        `json:"attributes"`
}

// audit keeps a record of a write that was done; the state is locked.
func (s *Server) audit(c *call, rep *reply) {
	kind, verb, _ := strings.Cut(c.route.op, ".")
	if at := strings.LastIndexByte(verb, '.'); at >= 0 {
		kind, verb = kind+"."+verb[:at], verb[at+1:]
	}
	rec := &auditRecord{
		ID: s.st.nextID("audit record"), PartnerID: s.partner.TenantID, UserPrincipalName: c.identity.User, ApplicationID: c.identity.App, ResourceType: kind, OperationType: verb,
		ResourceNewValue: string(rep.body), OriginalCorrelationID: orElse(c.correlationID, c.id), OperationDate: c.now, OperationStatus: "Succeeded",
		CustomizedData: []map[string]string{}, SessionID: c.id, Attributes: pcAttributes{ObjectType: "AuditRecord"},
	}
	if rec.ResourceType == "customers" && verb == "create" {
		rec.ResourceNewValue = "" // it holds the password of the first administrator
	}
	if t := s.st.tenantByID[strings.ToLower(c.params["customer"])]; t != nil {
		rec.CustomerID, rec.CustomerName = t.ID, t.Name
	}
	const most = 10_000 // the service keeps 90 days; a long soak must not fill the memory
	if n := len(s.st.ledger.Audit); n >= most {
		s.st.ledger.Audit = slices.Delete(s.st.ledger.Audit, 0, n-most+1)
	}
	s.st.ledger.Audit = append(s.st.ledger.Audit, rec)
}

// auditRecords lists the records from startDate on, for a customer or a
// resource type where the filter names one.
func (s *Server) auditRecords(c *call) *reply {
	from, err := queryTime(c, "startDate")
	if err != nil {
		return refuse("startDate is required, as a date.")
	}
	to := c.now.AddDate(0, 0, 1)
	if c.param("endDate") != "" {
		if to, err = queryTime(c, "endDate"); err != nil {
			return refuse("endDate must be a date.")
		}
		to = to.AddDate(0, 0, 1)
	}
	f, err := parseFilter(c.param("filter"))
	if err != nil {
		return refuse("%v", err)
	}
	items := []*auditRecord{}
	for _, r := range s.st.ledger.Audit {
		if r.OperationDate.Before(from) || !r.OperationDate.Before(to) || !r.passes(f) {
			continue
		}
		items = append(items, r)
	}
	return pageByOffset(c, items, "/auditrecords?startDate="+c.param("startDate"))
}

func (r *auditRecord) passes(f *pcFilter) bool {
	if f == nil {
		return true
	}
	value := map[string]string{"customerid": r.CustomerID, "companyname": r.CustomerName, "resourcetype": r.ResourceType}[strings.ToLower(f.Field)]
	if strings.EqualFold(f.Operator, "substring") || strings.EqualFold(f.Operator, "starts_with") {
		return strings.Contains(strings.ToLower(value), strings.ToLower(f.Value))
	}
	return strings.EqualFold(value, f.Value)
}

// fraudEvent is an alert about one Azure subscription.
func (s *Server) fraudEvent(t *Tenant, sub *Subscription) map[string]any {
	id := uuidOf(s.opts.seed, "fraud", sub.ID)
	at := stamp(s.opts.asOf)
	status, reason := "Active", "None"
	if x := s.st.ledger.FraudDecisions[id]; x != "" {
		status, reason = "Resolved", x
	}
	const never = "9999-12-31T23:59:59.9970000"
	return map[string]any{
		"eventTime": at, "eventId": id, "eventType": "NetworkConnectionsToCryptoMiningPools", "partnerTenantId": s.partner.TenantID, "partnerFriendlyName": s.partner.Name, "customerTenantId": t.ID,
		"customerFriendlyName": t.Name, "subscriptionId": sub.EntitlementID, "subscriptionName": "Azure subscription 1", "subscriptionType": "modern", "entityId": "vm-1", "entityName": "vm-1",
		"entityUrl": "/subscriptions/" + sub.EntitlementID + "/resourceGroups/rg-production/vm-1", "hitCount": "10", "catalogOfferId": sub.OfferID, "eventStatus": status, "serviceName": "Microsoft.Compute",
		"resourceName": "vm-1", "resourceGroupName": "rg-production", "firstOccurrence": at, "lastOccurrence": at, "resolvedReason": reason, "resolvedOn": never, "resolvedBy": "",
		"firstObserved": at, "lastObserved": at, "severity": "Medium", "confidenceLevel": "high", "displayName": "Crypto mining", "description": "Connections to crypto mining pools",
		"country": t.Address.Country, "isTest": true, "affectedResources": []map[string]string{{"azureResourceId": "/subscriptions/" + sub.EntitlementID + "/vm-1", "type": "Azure Resource"}},
		"activityLogs": "", "additionalDetails": map[string]string{},
	}
}

// fraudTenant is the one customer that has alerts: the first with Azure.
func (s *Server) fraudTenant() (*Tenant, *Subscription) {
	for _, t := range s.azureTenants() {
		for _, sub := range s.subscriptionsOf(t) {
			if sub.azure() {
				return t, sub
			}
		}
	}
	return nil, nil
}

func (s *Server) fraudEvents(c *call) *reply {
	items := []map[string]any{}
	if t, sub := s.fraudTenant(); t != nil {
		e := s.fraudEvent(t, sub)
		if want := c.param("EventStatus"); want == "" || strings.EqualFold(want, e["eventStatus"].(string)) {
			items = append(items, e)
		}
	}
	return ok(items)
}

// fraudEventsUpdate resolves the alerts of a subscription.
func (s *Server) fraudEventsUpdate(c *call) *reply {
	var in struct {
		EventIDs                    []string
		EventStatus, ResolvedReason string
	}
	if err := c.decode(&in); err != nil {
		return badInput(err)
	}
	t, sub := s.fraudTenant()
	if t == nil || !strings.EqualFold(c.params["subscription"], sub.EntitlementID) {
		return pcError(http.StatusNotFound, 2000, "The subscription "+c.params["subscription"]+" has no fraud events.")
	}
	id := uuidOf(s.opts.seed, "fraud", sub.ID)
	if !strings.EqualFold(in.EventStatus, "Resolved") || !slices.Contains([]string{"Fraud", "Ignore"}, in.ResolvedReason) || !slices.Contains(in.EventIDs, id) {
		return refuse("eventIds must name events of the subscription, eventStatus must be Resolved, and resolvedReason Fraud or Ignore.")
	}
	setIn(&s.st.ledger.FraudDecisions, id, in.ResolvedReason)
	return ok([]map[string]any{s.fraudEvent(t, sub)})
}
