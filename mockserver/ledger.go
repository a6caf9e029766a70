package mockserver

import "encoding/json"

// A ledger is what the less travelled parts of Partner Center remember, by
// tenant unless it says otherwise. It is written into snapshots as it is, so
// every member is exported. Its zero value is an empty one.
type ledger struct {
	Transfers       map[string][]*transfer       `json:"transfers,omitempty"`
	Migrations      map[string][]*migration      `json:"migrations,omitempty"`
	MigrationEvents map[string][]*migrationEvent `json:"migration_events,omitempty"`
	Schedules       map[string][]*migration      `json:"migration_schedules,omitempty"`
	// By subscription.
	Transitions     map[string][]*transition   `json:"transitions,omitempty"`
	SupportContacts map[string]*supportContact `json:"support_contacts,omitempty"`
	Registrations   map[string]string          `json:"registrations,omitempty"`
	Overages        map[string]*overage        `json:"overages,omitempty"`
	// By user, and by tenant and role.
	Licenses    map[string][]string `json:"licenses,omitempty"`
	RoleMembers map[string][]string `json:"role_members,omitempty"`
	// By entitlement, and the budgets by tenant.
	AzureEntitlements map[string]*azureEntitlement `json:"azure_entitlements,omitempty"`
	Budgets           map[string]json.Number       `json:"budgets,omitempty"`
	// By event, and the records of writes in the order they were made.
	FraudDecisions map[string]string `json:"fraud_decisions,omitempty"`
	Audit          []*auditRecord    `json:"audit,omitempty"`
	// By tenant.
	ProductUpgrades map[string][]*productUpgrade `json:"product_upgrades,omitempty"`
	SelfServe       []*selfServePolicy           `json:"self_serve_policies,omitempty"`
	Policies        map[string][]*devicePolicy   `json:"device_policies,omitempty"`
	Batches         map[string][]*deviceBatch    `json:"device_batches,omitempty"`
	DeviceJobs      map[string][]*deviceUpload   `json:"device_jobs,omitempty"`
	// SandboxResellers were made in the integration sandbox.
	SandboxResellers []*sandboxReseller `json:"sandbox_resellers,omitempty"`
	// By their own number.
	ServiceRequests map[string]*serviceRequest `json:"service_requests,omitempty"`
	Webhook         *webhook                   `json:"webhook,omitempty"`
	WebhookTests    map[string]*webhookTest    `json:"webhook_tests,omitempty"`
	// Profiles are the partner's own, by name, as they were last written.
	Profiles map[string]map[string]any `json:"profiles,omitempty"`
}

// keepIn appends to one list of a map that may be nil.
func keepIn[T any](m *map[string][]T, key string, v T) {
	if *m == nil {
		*m = map[string][]T{}
	}
	(*m)[key] = append((*m)[key], v)
}

// setIn sets one entry of a map that may be nil.
func setIn[T any](m *map[string]T, key string, v T) {
	if *m == nil {
		*m = map[string]T{}
	}
	(*m)[key] = v
}

// tidy drops what a snapshot written by hand left null.
func (l *ledger) tidy() {
	tidyLists(l.Transfers)
	tidyLists(l.Migrations)
	tidyLists(l.MigrationEvents)
	tidyLists(l.Schedules)
	tidyLists(l.Transitions)
	tidyLists(l.ProductUpgrades)
	tidyLists(l.Policies)
	tidyLists(l.Batches)
	tidyLists(l.DeviceJobs)
	for _, batches := range l.Batches {
		for _, b := range batches {
			b.Devices = present(b.Devices)
		}
	}
	l.SelfServe, l.Audit, l.SandboxResellers = present(l.SelfServe), present(l.Audit), present(l.SandboxResellers)
}

func tidyLists[T any](m map[string][]*T) {
	for key, list := range m {
		m[key] = present(list)
	}
}
