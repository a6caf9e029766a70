package mockserver

import (
	"net/http"
	"strings"
	"time"
)

func migrationRoutes() []route {
	const at, proof = "/v1/customers/{customer}/migrations/newcommerce", "TestMigrations"
	const schedules = at + "/schedules"
	return []route{
		pcRoute("migrations.validate", "POST "+at+"/validate", (*Server).migrationsValidate, proof).asks(),
		pcRoute("migrations.create", "POST "+at, (*Server).migrationsCreate, proof),
		pcRoute("migrations.get", "GET "+at+"/{migration}", (*Server).migrationsGet, proof),
		pcRoute("migrations.list", "GET /v1/migrations/newcommerce", (*Server).migrationsList, proof),
		pcRoute("migrations.events.list", "GET "+at+"/events", (*Server).migrationEvents, proof),
		pcRoute("migrations.schedules.create", "POST "+schedules, (*Server).schedulesCreate, "TestMigrationSchedules"),
		pcRoute("migrations.schedules.list", "GET "+schedules, (*Server).schedulesList, "TestMigrationSchedules"),
		pcRoute("migrations.schedules.get", "GET "+schedules+"/{schedule}", (*Server).schedulesGet, "TestMigrationSchedules"),
		pcRoute("migrations.schedules.update", "PUT "+schedules+"/{schedule}", (*Server).schedulesUpdate, "TestMigrationSchedules"),
		pcRoute("migrations.schedules.cancel", "POST "+schedules+"/{schedule}/cancel", (*Server).schedulesCancel, "TestMigrationSchedules"),
	}
}

// A migration moves a legacy subscription to new commerce, at once or, as a
// schedule, later.
type migration struct {
	ID                        string      `json:"id,omitempty"`
	StartedTime               string      `json:"startedTime,omitempty"`
	CompletedTime             string      `json:"completedTime,omitempty"`
	CurrentSubscriptionID     string      `json:"currentSubscriptionId"`
	Status                    string      `json:"status,omitempty"`
	CustomerTenantID          string      `json:"customerTenantId"`
	CatalogItemID             string      `json:"catalogItemId,omitempty"`
	NewCommerceSubscriptionID string      `json:"newCommerceSubscriptionId,omitempty"`
	NewCommerceOrderID        string      `json:"newCommerceOrderId,omitempty"`
	SubscriptionEndDate       string      `json:"subscriptionEndDate,omitempty"`
	Quantity                  int64       `json:"quantity"`
	TermDuration              string      `json:"termDuration"`
	BillingCycle              string      `json:"billingCycle"`
	PurchaseFullTerm          bool        `json:"purchaseFullTerm"`
	CustomTermEndDate         *string     `json:"customTermEndDate,omitempty"`
	ExternalReferenceID       string      `json:"externalReferenceId,omitempty"`
	TargetDate                string      `json:"targetDate,omitempty"`
	MigrateOnRenewal          bool        `json:"migrateOnRenewal,omitempty"`
	CreatedTime               string      `json:"createdTime,omitempty"`
	LastModifiedTime          string      `json:"lastModifiedTime,omitempty"`
	AddOnMigrations           []migration `json:"addOnMigrations"`
}

type migrationEvent struct {
	ID                    string `json:"id"`
	NewCommerceMigration  string `json:"newCommerceMigrationId"`
	CurrentSubscriptionID string `json:"currentSubscriptionId"`
	CustomerTenantID      string `json:"customerTenantId"`
	CreatedTime           string `json:"createdTime"`
	EventName             string `json:"eventName"`
}

// migrationTarget is what a legacy subscription becomes, or why it cannot.
func (s *Server) migrationTarget(sub *Subscription) (*product, string) {
	switch {
	case sub == nil:
		return nil, "Subscription not found."
	case !sub.legacy():
		return nil, "Subscription cannot be migrated because it is in new commerce already."
	case sub.Status != "active":
		return nil, "Subscription cannot be migrated because it is not active."
	}
	return s.st.legacyOffer(sub.OfferID), ""
}

func (s *Server) migrationsValidate(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		var in migration
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		p, why := s.migrationTarget(s.subscriptionOf(t, in.CurrentSubscriptionID))
		answer := map[string]any{"currentSubscriptionId": in.CurrentSubscriptionID, "isEligible": why == ""}
		if why != "" {
			answer["errors"] = []map[string]any{{"code": 5, "description": why}}
		} else {
			answer["catalogItemId"] = p.item()
		}
		return ok(answer)
	})
}

// migrationsCreate does the work at once and answers that it has begun, as the
// service does; whoever looks again finds it done.
func (s *Server) migrationsCreate(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		var in migration
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		m, rep := s.migrate(t, in, c.now)
		if rep != nil {
			return rep
		}
		begun := *m
		begun.Status, begun.CompletedTime, begun.NewCommerceSubscriptionID, begun.NewCommerceOrderID = "Processing", "", "", ""
		return created(begun)
	})
}

func (s *Server) migrate(t *Tenant, in migration, now time.Time) (*migration, *reply) {
	m, rep := s.plannedMigration(t, in)
	if rep != nil {
		return nil, rep
	}
	m.ID, m.StartedTime, m.CompletedTime, m.Status = s.st.nextID("migration"), stamp(now), stamp(now), "Completed"
	m.NewCommerceOrderID = s.st.nextID("order")[24:]
	m.NewCommerceSubscriptionID = s.renew(t, m, m.NewCommerceOrderID, "", now)
	for i := range m.AddOnMigrations {
		s.renew(t, &m.AddOnMigrations[i], m.NewCommerceOrderID, m.NewCommerceSubscriptionID, now)
	}
	keepIn(&s.st.ledger.Migrations, t.ID, m)
	for _, name := range []string{"MigrationStarted", "NewCommerceSubscriptionCreated", "NewCommerceSubscriptionProvisioned", "MigrationCompleted"} {
		keepIn(&s.st.ledger.MigrationEvents, t.ID, &migrationEvent{s.st.nextID("migration event"), m.ID, m.CurrentSubscriptionID, t.ID, stamp(now), name})
	}
	return m, nil
}

// renew replaces a legacy subscription by one in new commerce.
func (s *Server) renew(t *Tenant, m *migration, order, parent string, now time.Time) string {
	sub := s.subscriptionOf(t, m.CurrentSubscriptionID)
	line := CartLineItem{Quantity: m.Quantity, FriendlyName: sub.FriendlyName, BillingCycle: m.BillingCycle, TermDuration: m.TermDuration}
	next := s.bought(t, s.st.legacyOffer(sub.OfferID), line, order, now)
	next.ParentSubscriptionID = parent
	s.addSubscription(t, next)
	s.end(t, sub)
	return next.ID
}

// plannedMigration fills in what the request leaves open from the subscription.
func (s *Server) plannedMigration(t *Tenant, in migration) (*migration, *reply) {
	sub := s.subscriptionOf(t, in.CurrentSubscriptionID)
	p, why := s.migrationTarget(sub)
	if why != "" {
		return nil, refuse("%s", why)
	}
	if in.Quantity < 0 || !knownTerm(orElse(in.TermDuration, "P1Y")) {
		return nil, refuse("quantity must not be negative and termDuration must be P1M, P1Y or P3Y.")
	}
	m := in
	m.CurrentSubscriptionID, m.CustomerTenantID, m.CatalogItemID, m.SubscriptionEndDate = sub.ID, t.ID, p.item(), sub.CommitmentEndDate
	if m.Quantity == 0 {
		m.Quantity = sub.Quantity
	}
	m.TermDuration, m.BillingCycle = orElse(in.TermDuration, "P1Y"), orElse(in.BillingCycle, "Monthly")
	m.AddOnMigrations = make([]migration, 0, len(in.AddOnMigrations))
	for _, addOn := range in.AddOnMigrations {
		if len(addOn.AddOnMigrations) > 0 || strings.EqualFold(addOn.CurrentSubscriptionID, sub.ID) {
			return nil, refuse("An add-on has no add-ons.")
		}
		planned, rep := s.plannedMigration(t, addOn)
		if rep != nil {
			return nil, rep
		}
		m.AddOnMigrations = append(m.AddOnMigrations, *planned)
	}
	return &m, nil
}

func (s *Server) migrationsGet(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		for _, m := range s.st.ledger.Migrations[t.ID] {
			if strings.EqualFold(m.ID, c.params["migration"]) {
				return ok(m)
			}
		}
		return pcError(http.StatusNotFound, 2000, "The migration "+c.params["migration"]+" was not found.")
	})
}

// migrationsList lists the migrations of one customer, or of all.
func (s *Server) migrationsList(c *call) *reply {
	items := []*migration{}
	for _, t := range s.st.tenants {
		if id := c.param("customerTenantId"); id != "" && !strings.EqualFold(id, t.ID) {
			continue
		}
		for _, m := range s.st.ledger.Migrations[t.ID] {
			if matches(c, map[string]string{"migrationId": m.ID, "status": m.Status, "currentSubscriptionId": m.CurrentSubscriptionID, "newCommerceSubscriptionId": m.NewCommerceSubscriptionID, "externalReferenceId": m.ExternalReferenceID}) {
				items = append(items, m)
			}
		}
	}
	return ok(items)
}

// matches says whether every given query parameter has the value of its member.
func matches(c *call, members map[string]string) bool {
	for name, have := range members {
		if want := c.param(name); want != "" && !strings.EqualFold(want, have) {
			return false
		}
	}
	return true
}

func (s *Server) migrationEvents(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		items := []*migrationEvent{}
		for _, e := range s.st.ledger.MigrationEvents[t.ID] {
			if matches(c, map[string]string{"newCommerceMigrationId": e.NewCommerceMigration, "migrationId": e.NewCommerceMigration, "currentSubscriptionId": e.CurrentSubscriptionID}) {
				items = append(items, e)
			}
		}
		return ok(items)
	})
}

// schedulesCreate plans a migration for a day or for the renewal.
func (s *Server) schedulesCreate(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		var in migration
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		m, rep := s.plannedMigration(t, in)
		if rep != nil {
			return rep
		}
		if rep := checkTarget(c, m); rep != nil {
			return rep
		}
		m.ID, m.Status, m.CreatedTime, m.LastModifiedTime = s.st.nextID("schedule"), "Created", stamp(c.now), stamp(c.now)
		keepIn(&s.st.ledger.Schedules, t.ID, m)
		return created(m)
	})
}

// checkTarget refuses a day that has passed; either a day or the renewal it is.
func checkTarget(c *call, m *migration) *reply {
	if m.MigrateOnRenewal {
		return nil
	}
	day, err := parseDay(m.TargetDate)
	if err != nil || day.Before(c.now.Truncate(24*time.Hour)) {
		return refuse("targetDate must be a day to come, or migrateOnRenewal true.")
	}
	return nil
}

func (s *Server) schedulesList(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		items := []*migration{}
		for _, m := range s.st.ledger.Schedules[t.ID] {
			if matches(c, map[string]string{"currentSubscriptionId": m.CurrentSubscriptionID, "status": m.Status, "externalReferenceId": m.ExternalReferenceID}) {
				items = append(items, m)
			}
		}
		return ok(items)
	})
}

// runSchedules migrates what is due; the clock calls it when it is advanced.
func (s *Server) runSchedules(now time.Time) {
	for _, t := range s.st.tenants {
		for _, m := range s.st.ledger.Schedules[t.ID] {
			day, err := parseDay(m.TargetDate)
			if m.Status != "Created" || err != nil || now.Before(day) {
				continue
			}
			m.Status, m.LastModifiedTime = "Completed", stamp(now)
			if done, rep := s.migrate(t, *m, now); rep != nil {
				m.Status = "Failed"
			} else {
				m.NewCommerceSubscriptionID, m.NewCommerceOrderID = done.NewCommerceSubscriptionID, done.NewCommerceOrderID
			}
		}
	}
}

func (s *Server) withSchedule(c *call, use func(*Tenant, *migration) *reply) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		for _, m := range s.st.ledger.Schedules[t.ID] {
			if strings.EqualFold(m.ID, c.params["schedule"]) {
				return use(t, m)
			}
		}
		return pcError(http.StatusNotFound, 2000, "The schedule "+c.params["schedule"]+" was not found.")
	})
}

// schedulesGet answers a list of one, as published.
func (s *Server) schedulesGet(c *call) *reply {
	return s.withSchedule(c, func(_ *Tenant, m *migration) *reply { return ok([]*migration{m}) })
}

func (s *Server) schedulesUpdate(c *call) *reply {
	return s.withSchedule(c, func(t *Tenant, m *migration) *reply {
		var in migration
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		if m.Status != "Created" {
			return refuse("The schedule is %s.", m.Status)
		}
		in.CurrentSubscriptionID = m.CurrentSubscriptionID
		next, rep := s.plannedMigration(t, in)
		if rep != nil {
			return rep
		}
		if rep := checkTarget(c, next); rep != nil {
			return rep
		}
		next.ID, next.Status, next.CreatedTime, next.LastModifiedTime = m.ID, m.Status, m.CreatedTime, stamp(c.now)
		*m = *next
		return ok(m)
	})
}

func (s *Server) schedulesCancel(c *call) *reply {
	return s.withSchedule(c, func(_ *Tenant, m *migration) *reply {
		if m.Status != "Created" {
			return refuse("The schedule is %s.", m.Status)
		}
		m.Status, m.LastModifiedTime = "Cancelled", stamp(c.now)
		return ok(m)
	})
}
