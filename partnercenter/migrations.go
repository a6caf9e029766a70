package partnercenter

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"time"
)

// Migrations move legacy subscriptions to new commerce.
type Migrations struct{ client *Client }

// Migrations gives the operations on migrations.
func (c *Client) Migrations() *Migrations { return &Migrations{c} }

// Migration moves a legacy subscription to new commerce.
type Migration struct {
	// AddOnMigrations are its add-ons, in one flat list: an add-on of an add-on
	// stands beside it.
	AddOnMigrations []Migration `json:"addOnMigrations,omitzero"`
	// StartedTime and CompletedTime are when it began and ended; zero before.
	StartedTime   time.Time `json:"startedTime,omitzero"`
	CompletedTime time.Time `json:"completedTime,omitzero"`
	// ID of the migration, given by Create.
	ID string `json:"id,omitzero"`
	// CurrentSubscriptionID is the legacy subscription. Create requires it.
	CurrentSubscriptionID string `json:"currentSubscriptionId,omitzero"`
	// Status such as Processing; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// CustomerTenantID is the customer's tenant; read only.
	CustomerTenantID string `json:"customerTenantId,omitzero"`
	// CatalogItemID is the item that it becomes; read only.
	CatalogItemID string `json:"catalogItemId,omitzero"`
	// NewCommerceSubscriptionID and NewCommerceOrderID are what it became; empty
	// until it is done.
	NewCommerceSubscriptionID string `json:"newCommerceSubscriptionId,omitzero"`
	NewCommerceOrderID        string `json:"newCommerceOrderId,omitzero"`
	// SubscriptionEndDate is the last day of the subscription's term.
	SubscriptionEndDate time.Time `json:"subscriptionEndDate,omitzero"`
	// CustomTermEndDate is the day on which the term ends when it is aligned with
	// another subscription or a calendar month.
	CustomTermEndDate time.Time `json:"customTermEndDate,omitzero"`
	// Quantity of licences; nil keeps that of the legacy subscription.
	Quantity *int `json:"quantity,omitzero"`
	// TermDuration such as "P1M" or "P1Y"; empty keeps the term.
	TermDuration string `json:"termDuration,omitzero"`
	// BillingCycle such as "Monthly" or "Annual"; empty keeps it.
	BillingCycle string `json:"billingCycle,omitzero"`
	// PurchaseFullTerm starts a new term.
	PurchaseFullTerm *bool `json:"purchaseFullTerm,omitzero"`
	// ExternalReferenceID is the partner's own, to find the migration by.
	ExternalReferenceID string `json:"externalReferenceId,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// MigrationEligibility says whether a subscription can be moved.
type MigrationEligibility struct {
	// CurrentSubscriptionID is the legacy subscription.
	CurrentSubscriptionID string `json:"currentSubscriptionId,omitzero"`
	// IsEligible tells that it can be done; otherwise the errors say why not.
	IsEligible bool `json:"isEligible"`
	// CatalogItemID is the item that it would become.
	CatalogItemID string `json:"catalogItemId,omitzero"`
	// Errors say why it cannot be moved.
	Errors []SubscriptionError `json:"errors,omitzero"`
	// AddOnMigrations are the add-ons that move along.
	AddOnMigrations []MigrationEligibility `json:"addOnMigrations,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// MigrationEvent is a step of a migration.
type MigrationEvent struct {
	// ID of the event.
	ID string `json:"id,omitzero"`
	// NewCommerceMigrationID is Migration.ID.
	NewCommerceMigrationID string `json:"newCommerceMigrationId,omitzero"`
	// CurrentSubscriptionID is the legacy subscription.
	CurrentSubscriptionID string `json:"currentSubscriptionId,omitzero"`
	// NewCommerceSubscriptionID is what it became; empty until then.
	NewCommerceSubscriptionID string `json:"newCommerceSubscriptionId,omitzero"`
	// CustomerTenantID is the customer's tenant.
	CustomerTenantID string `json:"customerTenantId,omitzero"`
	// CreatedTime is when it happened.
	CreatedTime time.Time `json:"createdTime,omitzero"`
	// EventName is the step, such as MigrationStarted,
	// NewCommerceSubscriptionCreated or MigrationCompleted.
	EventName string `json:"eventName,omitzero"`
	// Status is its state, as the service names it; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// Code and ErrorReason say why the step failed; empty when it did not.
	Code        string `json:"code,omitzero"`
	ErrorReason string `json:"errorReason,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// MigrationSchedule moves a subscription on a later day.
type MigrationSchedule struct {
	// TargetDate is the day to migrate on. Required unless MigrateOnRenewal.
	TargetDate time.Time `json:"targetDate,omitzero"`
	// MigrateOnRenewal migrates when the legacy subscription renews.
	MigrateOnRenewal *bool `json:"migrateOnRenewal,omitzero"`
	// CreatedTime and LastModifiedTime are of the schedule; read only.
	CreatedTime      time.Time `json:"createdTime,omitzero"`
	LastModifiedTime time.Time `json:"lastModifiedTime,omitzero"`
	// AddOnMigrations are the add-ons that move along.
	AddOnMigrations []Migration `json:"addOnMigrations,omitzero"`
	// ID of the schedule.
	ID string `json:"id,omitzero"`
	// CurrentSubscriptionID is the legacy subscription.
	CurrentSubscriptionID string `json:"currentSubscriptionId,omitzero"`
	// Status is its state, as the service names it; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// CustomerTenantID and the members below are as in Migration.
	CustomerTenantID string `json:"customerTenantId,omitzero"`
	// CatalogItemID is the item that it becomes; read only.
	CatalogItemID string `json:"catalogItemId,omitzero"`
	// NewCommerceSubscriptionID and NewCommerceOrderID are what it became; empty
	// until it is done.
	NewCommerceSubscriptionID string `json:"newCommerceSubscriptionId,omitzero"`
	NewCommerceOrderID        string `json:"newCommerceOrderId,omitzero"`
	// SubscriptionEndDate is the last day of the subscription's term.
	SubscriptionEndDate time.Time `json:"subscriptionEndDate,omitzero"`
	// CustomTermEndDate is the day on which the term ends when it is aligned with
	// another subscription or a calendar month.
	CustomTermEndDate time.Time `json:"customTermEndDate,omitzero"`
	// Quantity of licences; nil keeps that of the legacy subscription.
	Quantity *int `json:"quantity,omitzero"`
	// TermDuration is the term as an ISO 8601 duration, such as "P1M" or "P1Y".
	TermDuration string `json:"termDuration,omitzero"`
	// BillingCycle is how often it is billed, such as "monthly", "annual" or
	// "none".
	BillingCycle string `json:"billingCycle,omitzero"`
	// PurchaseFullTerm starts a new term.
	PurchaseFullTerm *bool `json:"purchaseFullTerm,omitzero"`
	// ExternalReferenceID is the partner's own, to find the schedule by.
	ExternalReferenceID string `json:"externalReferenceId,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	migrationsValidate        = define[Migration, MigrationEligibility]("migrations.validate", http.MethodPost, "/v1/customers/{customer_id}/migrations/newcommerce/validate", "validate-subscription-for-migration", AuthBoth, readOnly)
	migrationsCreate          = define[Migration, Migration]("migrations.create", http.MethodPost, "/v1/customers/{customer_id}/migrations/newcommerce", "create-migration", AuthBoth)
	migrationsGet             = define[none, Migration]("migrations.get", http.MethodGet, "/v1/customers/{customer_id}/migrations/newcommerce/{migration_id}", "get-new-commerce-migration", AuthBoth)
	migrationsList            = define[none, Page[Migration]]("migrations.list", http.MethodGet, "/v1/migrations/newcommerce", "query-migrated-subscriptions", AuthBoth)
	migrationsEventsList      = define[none, Page[MigrationEvent]]("migrations.events.list", http.MethodGet, "/v1/customers/{customer_id}/migrations/newcommerce/events", "get-migration-events", AuthBoth)
	migrationsSchedulesCreate = define[MigrationSchedule, MigrationSchedule]("migrations.schedules.create", http.MethodPost, "/v1/customers/{customer_id}/migrations/newcommerce/schedules", "schedule-a-new-commerce-migration", AuthBoth)
	migrationsSchedulesList   = define[none, Page[MigrationSchedule]]("migrations.schedules.list", http.MethodGet, "/v1/customers/{customer_id}/migrations/newcommerce/schedules", "get-a-new-commerce-migration-schedule", AuthBoth)
	migrationsSchedulesGet    = define[none, Page[MigrationSchedule]]("migrations.schedules.get", http.MethodGet, "/v1/customers/{customer_id}/migrations/newcommerce/schedules/{schedule_id}", "get-a-new-commerce-migration-schedule", AuthBoth)
	migrationsSchedulesUpdate = define[MigrationSchedule, MigrationSchedule]("migrations.schedules.update", http.MethodPut, "/v1/customers/{customer_id}/migrations/newcommerce/schedules/{schedule_id}", "update-a-new-commerce-migration-schedule", AuthBoth)
	migrationsSchedulesCancel = define[none, MigrationSchedule]("migrations.schedules.cancel", http.MethodPost, "/v1/customers/{customer_id}/migrations/newcommerce/schedules/{schedule_id}/cancel", "cancel-a-new-commerce-migration-schedule", AuthBoth)
)

// Validate checks whether a subscription can be moved. Works app-only. Throttled
// per tenant.
//
// https://learn.microsoft.com/partner-center/developer/validate-subscription-for-migration
func (s *Migrations) Validate(ctx context.Context, customerID string, in Migration, opts ...CallOption) (*MigrationEligibility, error) {
	return migrationsValidate.call(ctx, s.client, at(customerID), &in, opts)
}

// Create moves a subscription. Works app-only. At most 100 calls in 5 minutes.
//
// https://learn.microsoft.com/partner-center/developer/create-migration
func (s *Migrations) Create(ctx context.Context, customerID string, in Migration, opts ...CallOption) (*Migration, error) {
	return migrationsCreate.call(ctx, s.client, at(customerID), &in, opts)
}

// Get reads a migration. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-new-commerce-migration
func (s *Migrations) Get(ctx context.Context, customerID, migrationID string, opts ...CallOption) (*Migration, error) {
	return migrationsGet.call(ctx, s.client, at(customerID, migrationID), nil, opts)
}

// List reads the migrations of all customers; an empty customer selects all.
// Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/query-migrated-subscriptions
func (s *Migrations) List(ctx context.Context, customerTenantID string, after Continuation, opts ...CallOption) (*Page[Migration], error) {
	return list(ctx, s.client, migrationsList, Args{Query: params("CustomerTenantId", customerTenantID)}, after, opts)
}

// All walks all pages of List.
func (s *Migrations) All(ctx context.Context, customerTenantID string, opts ...CallOption) iter.Seq2[Migration, error] {
	return all(ctx, s.client, migrationsList, Args{Query: params("CustomerTenantId", customerTenantID)}, Continuation{}, opts)
}

// ListEvents reads the steps of a customer's migrations. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-migration-events
func (s *Migrations) ListEvents(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[MigrationEvent], error) {
	return list(ctx, s.client, migrationsEventsList, at(customerID), after, opts)
}

// AllEvents walks all pages of ListEvents.
func (s *Migrations) AllEvents(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[MigrationEvent, error] {
	return all(ctx, s.client, migrationsEventsList, at(customerID), Continuation{}, opts)
}

// CreateSchedule schedules a migration. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/schedule-a-new-commerce-migration
func (s *Migrations) CreateSchedule(ctx context.Context, customerID string, in MigrationSchedule, opts ...CallOption) (*MigrationSchedule, error) {
	return migrationsSchedulesCreate.call(ctx, s.client, at(customerID), &in, opts)
}

// ListSchedules reads the scheduled migrations. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-new-commerce-migration-schedule
func (s *Migrations) ListSchedules(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[MigrationSchedule], error) {
	return list(ctx, s.client, migrationsSchedulesList, at(customerID), after, opts)
}

// AllSchedules walks all pages of ListSchedules.
func (s *Migrations) AllSchedules(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[MigrationSchedule, error] {
	return all(ctx, s.client, migrationsSchedulesList, at(customerID), Continuation{}, opts)
}

// Schedule reads a scheduled migration; the published answer is an array of one.
// An empty array is ErrNotFound. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-new-commerce-migration-schedule
func (s *Migrations) Schedule(ctx context.Context, customerID, scheduleID string, opts ...CallOption) (*MigrationSchedule, error) {
	page, err := migrationsSchedulesGet.call(ctx, s.client, at(customerID, scheduleID), nil, opts)
	if err != nil {
		return nil, err
	}
	if len(page.Items) == 0 {
		return nil, fmt.Errorf("migration schedule %q: %w", scheduleID, ErrNotFound)
	}
	return &page.Items[0], nil
}

// UpdateSchedule replaces a scheduled migration. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/update-a-new-commerce-migration-schedule
func (s *Migrations) UpdateSchedule(ctx context.Context, customerID, scheduleID string, in MigrationSchedule, opts ...CallOption) (*MigrationSchedule, error) {
	return migrationsSchedulesUpdate.call(ctx, s.client, at(customerID, scheduleID), &in, opts)
}

// CancelSchedule cancels a scheduled migration. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/cancel-a-new-commerce-migration-schedule
func (s *Migrations) CancelSchedule(ctx context.Context, customerID, scheduleID string, opts ...CallOption) (*MigrationSchedule, error) {
	return migrationsSchedulesCancel.call(ctx, s.client, at(customerID, scheduleID), nil, opts)
}
