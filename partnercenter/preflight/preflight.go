package preflight

import (
	"context"
	"errors"
	"time"

	"github.com/tenantlink/tenantlink/partnercenter"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// Status is what was found about a prerequisite.
type Status string

// The statuses. The zero value claims nothing.
const (
	Unknown Status = ""
	Pass    Status = "pass"
	Fail    Status = "fail"
)

// String is the status as people read it.
func (s Status) String() string {
	if s == Unknown {
		return "unknown"
	}
	return string(s)
}

// MarshalText writes the status as people read it.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Check names a prerequisite.
type Check string

// The prerequisites, in the order of a [Report].
const (
	CheckCloudmoreAddress Check = "cloudmore address"
	CheckPartnerID        Check = "partner Microsoft ID"
	CheckMFA              Check = "MFA"
	CheckAdminAgent       Check = "Admin Agent"
	CheckConsentRole      Check = "role to consent"
	CheckAudience         Check = "audience"
	CheckPartnerCenter    Check = "Partner Center reachable"
	CheckGraphBilling     Check = "Graph billing permission"
	CheckBillingData      Check = "billing data"
	CheckCloudmore        Check = "Cloudmore reachable"
	CheckCloudmoreConsent Check = "Cloudmore's own consent"
	CheckSSO              Check = "required SSO"
)

// Result is what was found about one prerequisite.
type Result struct {
	// Check is the prerequisite, Status what was found about it.
	Check  Check  `json:"check"`
	Status Status `json:"status"`
	// Evidence is what was looked at and seen.
	Evidence string `json:"evidence"`
	// Remedy is what to do; empty when passed.
	Remedy string `json:"remedy,omitempty"`
}

// Report holds one result for each prerequisite, in a fixed order.
type Report struct {
	// Results are the rows.
	Results []Result `json:"results"`
}

// Failed returns the results that failed.
func (r *Report) Failed() []Result { return r.with(Fail) }

// Unknown returns the results that nothing can be said about.
func (r *Report) Unknown() []Result { return r.with(Unknown) }

func (r *Report) with(s Status) []Result {
	var found []Result
	for _, one := range r.Results {
		if one.Status == s {
			found = append(found, one)
		}
	}
	return found
}

// Result returns the result of a check; its zero value if there is none.
func (r *Report) Result(c Check) Result {
	for _, one := range r.Results {
		if one.Check == c {
			return one
		}
	}
	return Result{Check: c}
}

// Subject is what to look at. Whatever is missing leaves its rows unknown; only
// Auth is required.
type Subject struct {
	// Auth is the grant that is checked.
	Auth *auth.Authenticator
	// PartnerID is the partner Microsoft ID as it is configured, for instance in
	// Cloudmore. Empty means the tenant of the grant.
	PartnerID string
	// PartnerCenter is a client signed in as the user (App+User).
	PartnerCenter *partnercenter.Client
	// Graph is a client that may export billing data.
	Graph *graph.Client
	// CloudmoreAddress is the address at which people open Cloudmore, such as
	// "https://eu.cloudmore.com".
	CloudmoreAddress string
	// Cloudmore tells facts of Cloudmore.
	Cloudmore Cloudmore
}

// Cloudmore tells what the checks need from Cloudmore's API. A nil function
// leaves its rows unknown.
type Cloudmore struct {
	// Reach calls the API with its credentials.
	Reach func(ctx context.Context) error
	// Tenants returns the ids of the Microsoft tenants that Cloudmore lists.
	Tenants func(ctx context.Context) ([]string, error)
	// Invoices returns the numbers of Microsoft's invoices in Cloudmore's
	// billing report from one day to another.
	Invoices func(ctx context.Context, from, to time.Time) ([]string, error)
}

// Run looks at every prerequisite. It changes nothing. The error is that of an
// impossible subject or of ctx; everything else is in the report.
func Run(ctx context.Context, s Subject) (*Report, error) {
	if s.Auth == nil {
		return nil, errors.New("preflight: Subject.Auth is nil")
	}
	r := &run{Subject: s}
	r.observe(ctx)
	report := &Report{Results: []Result{
		r.cloudmoreAddress(), r.partnerID(), r.mfa(), r.adminAgent(), r.consentRole(), r.audience(),
		r.partnerCenter(), r.graphBilling(), r.billingData(), r.cloudmore(), r.cloudmoreConsent(), sso(),
	}}
	return report, ctx.Err()
}

func pass(c Check, evidence string) Result { return Result{Check: c, Status: Pass, Evidence: evidence} }

func fail(c Check, evidence, remedy string) Result {
	return Result{Check: c, Status: Fail, Evidence: evidence, Remedy: remedy}
}

func unknown(c Check, why, remedy string) Result {
	return Result{Check: c, Evidence: why, Remedy: remedy}
}

const lookAgain = "Repair what failed, then run the preflight again."
