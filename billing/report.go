package billing

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/linking"
)

// Schema is the version of the report's JSON. [ReadReport] refuses others.
const Schema = 1

// State is what the proof shows.
type State string

// The states of a proof, from best to worst.
const (
	// Exact: included + excluded = lines, and lines = stated net, to the last digit.
	Exact State = "exact"
	// Unstated: the sums agree among themselves; nobody stated the invoice's net.
	Unstated State = "unstated"
	// NothingAudited: there was not a single line to prove anything on.
	NothingAudited State = "nothing_audited"
	// Differs: a sum is not what it has to be.
	Differs State = "differs"
)

// rank orders states by how bad they are.
func (s State) rank() int {
	switch s {
	case Exact:
		return 0
	case Unstated:
		return 1
	case NothingAudited:
		return 2
	}
	return 3
}

// Status says how final the figures of a document are.
type Status string

// The statuses of a document.
const (
	Final       Status = "final"           // lines of an issued invoice
	Provisional Status = "provisional"     // unbilled lines
	Superseded  Status = "superseded"      // the manifest's eTag has changed since
	Nothing     Status = "nothing audited" // no lines
)

// Amount is the value of a group of lines in one currency. Net is the sum of
// Subtotal as billed; Charges and Credits are its positive and negative parts.
// Tax is the sum of TaxTotal, never part of Net.
type Amount struct {
	Lines   int64           `json:"lines"`
	Net     decimal.Decimal `json:"net"`
	Charges decimal.Decimal `json:"charges"`
	Credits decimal.Decimal `json:"credits"`
	Tax     decimal.Decimal `json:"tax"`
	// Sales is the sum of the rounded sales prices; zero without pricing rules.
	Sales decimal.Decimal `json:"sales,omitzero"`
}

// Margin is Sales - Net.
func (a Amount) Margin() decimal.Decimal { return a.Sales.Sub(a.Net) }

// plus adds two amounts of one currency.
func (a Amount) plus(b Amount) Amount {
	return Amount{
		Lines: a.Lines + b.Lines, Net: a.Net.Add(b.Net), Charges: a.Charges.Add(b.Charges),
		Credits: a.Credits.Add(b.Credits), Tax: a.Tax.Add(b.Tax), Sales: a.Sales.Add(b.Sales),
	}
}

// Category is the kind of product a line charges for.
type Category string

// The categories, by product id, publisher, charge type and meter; never by the
// word "Azure" in a name, which seat licences carry too.
const (
	Licences     Category = "licences"
	Azure        Category = "azure" // consumption: an Azure plan and a meter
	Reservations Category = "reservations_savings"
	Software     Category = "software"
	Marketplace  Category = "marketplace"
	Credits      Category = "credits"
	Unclassified Category = "unclassified"
)

// Report is a bill with its proof. It holds sums, not lines.
type Report struct {
	Schema int `json:"schema"`
	// Rules is the version of the rules that were used; empty without rules.
	Rules string `json:"rules_version,omitempty"`
	// Priced says whether sales prices were computed.
	Priced bool `json:"priced"`
	// State is the worst state of the currencies.
	State State `json:"proof"`
	// Lines counts the lines that were read; malformed ones are not among them.
	Lines int64 `json:"lines"`
	// Malformed counts the lines that could not be read.
	Malformed int64 `json:"malformed"`
	// MalformedLines are the first of them by blob and line, at most [MaxMalformedLines].
	MalformedLines []Malformed `json:"malformed_lines,omitempty"`
	// Warnings are sentences for a person: what was assumed, what to look at.
	Warnings []string `json:"warnings,omitempty"`
	// Currencies are the totals, one per currency, sorted by currency.
	Currencies []CurrencyTotal `json:"currencies"`
	// Proofs are the blocks A to I, one per document and currency.
	Proofs []Proof `json:"proofs"`
	// Organizations are what each organization is billed for, per currency.
	Organizations []OrganizationTotal `json:"organizations"`
	// MoneyAtRisk is what is left out, by tenant and reason, the largest first.
	MoneyAtRisk []Risk `json:"money_at_risk"`
	// Resellers is the second grouping; only with [WithResellers].
	Resellers []ResellerTotal `json:"resellers,omitempty"`
	// Groups are the finest sums: document, currency, tenant, category.
	Groups []Group `json:"groups"`
	// Items are the sums by product and subscription; only with [WithItems].
	Items []Item `json:"items,omitempty"`
	// Blobs are the files the report was made of.
	Blobs []BlobInfo `json:"blobs"`
	// Exports are the requests they came from.
	Exports []ExportInfo `json:"exports"`
	// Links is the snapshot the lines were joined with.
	Links LinkSet `json:"links"`

	hasItems bool
	config   config
}

// CurrencyTotal is everything in one currency.
type CurrencyTotal struct {
	Currency string            `json:"currency"`
	State    State             `json:"proof"`
	Total    Amount            `json:"total"`
	Included Amount            `json:"included"`
	Excluded Amount            `json:"excluded"`
	ByReason map[Reason]Amount `json:"by_reason"`
	// Stated is the net stated for all documents of the currency together.
	Stated *decimal.Decimal `json:"stated_net,omitempty"`
}

// OrganizationTotal is one organization in one currency.
type OrganizationTotal struct {
	ID             string              `json:"organization_id"`
	Name           string              `json:"organization_name"`
	CustomerNumber string              `json:"customer_number,omitempty"`
	Currency       string              `json:"currency"`
	Tenants        []linking.TenantKey `json:"tenants"`
	Amount         Amount              `json:"amount"`
	// ByCategory splits Amount by kind of product.
	ByCategory map[Category]Amount `json:"by_category"`
}

// ResellerTotal is one reseller of an indirect provider in one currency.
type ResellerTotal struct {
	// MPN is ResellerMPNID as billed: "0" direct, "-1" cleared, else the reseller.
	MPN      string `json:"reseller_mpn_id"`
	Kind     string `json:"kind"` // direct, reseller, cleared or unknown
	Currency string `json:"currency"`
	Included Amount `json:"included"`
	Excluded Amount `json:"excluded"`
}

// Group is the value of one tenant's lines of one category in one document. It
// is wholly included or wholly excluded.
type Group struct {
	Invoice  string `json:"invoice"`
	Currency string `json:"currency"`
	linking.TenantKey
	// TenantID is CustomerId as billed when it is no GUID.
	TenantID   string   `json:"invalid_tenant_id,omitempty"`
	TenantName string   `json:"tenant_name"`
	Category   Category `json:"category"`
	// Gated says that the lines are Azure consumption, which the platform bills
	// only with the Azure service.
	Gated bool `json:"gated,omitempty"`
	// Reason is empty when the group is included.
	Reason           Reason `json:"reason,omitempty"`
	OrganizationID   string `json:"organization_id,omitempty"`
	OrganizationName string `json:"organization_name,omitempty"`
	// PastLink says that the organization comes from a link that no longer exists.
	PastLink bool `json:"past_link,omitempty"`
	// Rule is the rule that decided; empty when the links did.
	Rule     string `json:"rule,omitempty"`
	Reseller string `json:"reseller_mpn_id,omitempty"`
	// FirstCharge is the earliest ChargeStartDate (YYYY-MM-DD) of the lines.
	FirstCharge string `json:"first_charge,omitempty"`
	Amount      Amount `json:"amount"`
}

// Included reports whether the group is in the bill.
func (g Group) Included() bool { return g.Reason == "" }

// Action is what would bring excluded value into the bill.
type Action string

// The actions. The first two are actions of a linking plan.
const (
	ActionLink         Action = "link"           // link the tenant, creating an organization if there is none
	ActionAttachAzure  Action = "attach_azure"   // attach the Azure service to the organization, by explicit approval
	ActionReviewIgnore Action = "review_ignore"  // an ignored tenant has charges: look at the entry again
	ActionReview       Action = "review"         // a departed customer: find the organization that should get it
	ActionCorrect      Action = "correct_source" // the line names no valid tenant: ask Microsoft
	ActionRule         Action = "review_rule"    // a rule of the caller keeps it out
)

// Risk is the excluded value of one tenant for one reason.
type Risk struct {
	linking.TenantKey
	// TenantID is CustomerId as billed when it is no GUID.
	TenantID         string `json:"invalid_tenant_id,omitempty"`
	TenantName       string `json:"tenant_name"`
	Reason           Reason `json:"reason"`
	OrganizationID   string `json:"organization_id,omitempty"` // AzureServiceMissing: whose service
	OrganizationName string `json:"organization_name,omitempty"`
	// Values holds one amount per currency, sorted by currency.
	Values []CurrencyAmount `json:"values"`
	// Since is when the tenant was first known to be left out; zero when unknown.
	Since time.Time `json:"since,omitzero"`
	// FirstCharge is the earliest ChargeStartDate (YYYY-MM-DD) of the excluded lines.
	FirstCharge string `json:"first_charge,omitempty"`
	// Invoices are the documents with excluded lines.
	Invoices []string `json:"invoices"`
	// Action would fix it.
	Action Action `json:"action"`
}

// CurrencyAmount is an amount with its currency.
type CurrencyAmount struct {
	Currency string `json:"currency"`
	Amount
}

// BlobInfo is what was read from one blob.
type BlobInfo struct {
	Name    string `json:"name"`
	Invoice string `json:"invoice,omitempty"` // the export's invoice
	// SHA256 is the digest of the bytes as transferred.
	SHA256 string `json:"sha256"`
	// Content identifies the decompressed bytes: length and CRC-32C.
	Content   string `json:"content"`
	Lines     int64  `json:"lines"`
	Malformed int64  `json:"malformed"`
}

// ExportInfo is one export the report was made of.
type ExportInfo struct {
	Invoice  string `json:"invoice,omitempty"`
	ETag     string `json:"etag,omitempty"`
	Expected int    `json:"blobs_expected,omitempty"`
	Unbilled bool   `json:"unbilled,omitempty"`
	Blobs    int    `json:"blobs"`
}

// MaxMalformedLines is how many malformed lines a report lists.
const MaxMalformedLines = 100
