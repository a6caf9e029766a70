package mockserver

import (
	"regexp"
	"strconv"
	"time"
)

// A relationship is a granular delegated admin relationship (GDAP) with one
// customer.
type relationship struct {
	Etag         string        `json:"@odata.etag"`
	ID           string        `json:"id"`
	DisplayName  string        `json:"displayName"`
	Duration     string        `json:"duration"`
	AutoExtend   string        `json:"autoExtendDuration"`
	Customer     *gdapCustomer `json:"customer"`
	Access       accessDetails `json:"accessDetails"`
	Status       string        `json:"status"`
	Created      string        `json:"createdDateTime"`
	LastModified string        `json:"lastModifiedDateTime"`
	Activated    *string       `json:"activatedDateTime"`
	End          *string       `json:"endDateTime"`

	created     time.Time
	end         time.Time
	requests    []*gdapRequest
	assignments []*accessAssignment
	operations  []*gdapOperation
}

type gdapCustomer struct {
	TenantID    string  `json:"tenantId"`
	DisplayName *string `json:"displayName"`
}

type accessDetails struct {
	UnifiedRoles []unifiedRole `json:"unifiedRoles"`
}

type unifiedRole struct {
	RoleDefinitionID string `json:"roleDefinitionId"`
}

type gdapRequest struct {
	ID           string `json:"id"`
	Action       string `json:"action"`
	Status       string `json:"status"`
	Created      string `json:"createdDateTime"`
	LastModified string `json:"lastModifiedDateTime"`
}

type accessAssignment struct {
	Etag         string          `json:"@odata.etag"`
	ID           string          `json:"id"`
	Status       string          `json:"status"`
	Container    accessContainer `json:"accessContainer"`
	Access       accessDetails   `json:"accessDetails"`
	Created      string          `json:"createdDateTime"`
	LastModified string          `json:"lastModifiedDateTime"`
}

type accessContainer struct {
	ID   string `json:"accessContainerId"`
	Type string `json:"accessContainerType"`
}

type gdapOperation struct {
	ID           string `json:"id"`
	Type         string `json:"operationType"`
	Status       string `json:"status"`
	Data         string `json:"data"`
	Created      string `json:"createdDateTime"`
	LastModified string `json:"lastModifiedDateTime"`
}

// approvalDays is how long a customer can approve a request.
const approvalDays = 90

// defaultRoles are the roles of the relationship that Microsoft makes with
// every new customer of a direct-bill partner or indirect provider.
func defaultRoles() accessDetails {
	var d accessDetails
	for _, id := range []string{
		roleDirectoryReaders, "9360feb5-f418-4baa-8175-e2a00bac4301", "4d6ac14f-3453-41d0-bef9-a3e0c569773a", "f023fd81-a637-4b56-95fd-791ac0226033",
		"fe930be7-5e62-47db-91af-98c3a49a38b1", rolePrivilegedRoleAdministrator, "729827e3-9c14-49f7-bb1b-9608f156bbb8", "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
		"158c047a-c907-4556-b7ef-446551a6b5f7", "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
	} {
		d.UnifiedRoles = append(d.UnifiedRoles, unifiedRole{id})
	}
	return d
}

func (st *state) newEtag() string {
	st.seq++
	return `W/"JyI` + strconv.FormatInt(st.seq, 36) + `Iic="`
}

// touch marks a relationship as changed.
func (st *state) touch(r *relationship, now time.Time) {
	r.Etag, r.LastModified = st.newEtag(), stamp(now)
}

// relationshipsNow brings every relationship up to the clock. The default
// relationships of seeded customers are made when somebody first asks.
func (st *state) relationshipsNow(now time.Time) []*relationship {
	if !st.gdapSeeded {
		st.gdapSeeded = true
		for _, t := range st.tenants {
			if t.Customer && t.GDAP && !st.defaultGDAP[t.ID] {
				st.defaultRelationship(t, now)
			}
		}
	}
	for _, r := range st.relationships {
		st.elapse(r, now)
	}
	return st.relationships
}

// defaultRelationship is what a customer gets by itself: approved and active.
func (st *state) defaultRelationship(t *Tenant, now time.Time) {
	id := uuidOf(st.opts.seed, "gdap", t.ID)
	r := &relationship{
		ID: id + "-" + uuidOf(st.opts.seed, "gdap customer", t.ID), DisplayName: "Default_" + id[:8] + "_" + t.ID[:13], Duration: "P730D", AutoExtend: "P180D",
		Customer: &gdapCustomer{TenantID: t.ID, DisplayName: new(t.Name)}, Access: defaultRoles(), created: now, Created: stamp(now), Status: "active",
	}
	st.activate(r, now)
	st.relationships = append(st.relationships, r)
	st.defaultGDAP[t.ID] = true
}

func (st *state) activate(r *relationship, now time.Time) {
	years, months, days, _ := parseDuration(r.Duration)
	r.end = now.AddDate(years, months, days)
	r.Activated, r.End = new(stamp(now)), new(stamp(r.end))
	st.touch(r, now)
}

// elapse does what time does to a relationship.
func (st *state) elapse(r *relationship, now time.Time) {
	switch {
	case r.Status == "approvalPending" && now.After(r.created.AddDate(0, 0, approvalDays)):
		r.Status = "expired"
		st.touch(r, now)
	case r.Status == "active" && now.After(r.end):
		_, _, days, _ := parseDuration(r.AutoExtend)
		if days == 0 {
			r.Status = "expired"
			st.touch(r, now)
			return
		}
		for now.After(r.end) {
			r.end = r.end.AddDate(0, 0, days)
		}
		r.End = new(stamp(r.end))
		st.touch(r, now)
	}
}

// step moves what is under way one step on; each look at it is a step, so that
// clients have to poll.
func (st *state) step(r *relationship, now time.Time) {
	next := map[string]string{"approved": "activating", "activating": "active", "terminationRequested": "terminating", "terminating": "terminated"}[r.Status]
	if next == "" {
		return
	}
	r.Status = next
	if next == "active" {
		st.activate(r, now)
	}
	if next == "terminated" {
		st.withdraw(r)
	}
	st.touch(r, now)
}

// withdraw takes away what the partner saw through the relationship, if no
// other one is active.
func (st *state) withdraw(r *relationship) {
	if r.Customer == nil {
		return
	}
	for _, other := range st.relationships {
		if other != r && other.Status == "active" && other.Customer != nil && other.Customer.TenantID == r.Customer.TenantID {
			return
		}
	}
	if t := st.tenantByID[r.Customer.TenantID]; t != nil && t.GDAP {
		st.changeTenant(t, func(t *Tenant) { t.GDAP = false })
	}
}

// isoDuration is the part of ISO 8601 durations that GDAP uses. Weeks are in it
// because Microsoft's Go SDK writes P730D as P104W2D, and P for no time at all.
var isoDuration = regexp.MustCompile(`^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T0S)?$`)

func parseDuration(s string) (years, months, days int, ok bool) {
	m := isoDuration.FindStringSubmatch(s)
	if m == nil {
		return 0, 0, 0, false
	}
	var n [4]int
	for i, text := range m[1:] {
		if text == "" {
			continue
		}
		v, err := strconv.Atoi(text)
		if err != nil || v > 10_000 {
			return 0, 0, 0, false
		}
		n[i] = v
	}
	return n[0], n[1], 7*n[2] + n[3], true
}

// extension is an autoExtendDuration as the service writes it: PT0S or P180D.
func extension(s string) (string, bool) {
	if s == "" {
		return "PT0S", true
	}
	switch years, months, days, ok := parseDuration(s); {
	case !ok || years > 0 || months > 0:
		return s, false
	case days == 0:
		return "PT0S", true
	default:
		return "P180D", days == 180
	}
}
