package linking

import (
	"context"
	"errors"
	"iter"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Tenants lists the customer tenants of one partner: in production Partner
// Center's customers, through linking/adapter.
type Tenants interface {
	// All yields every customer tenant once. It is lazy and can be ranged
	// again. An error ends the sequence.
	All(ctx context.Context) iter.Seq2[Tenant, error]
}

// TenantDetails is an optional part of Tenants: what a list leaves out, such as
// custom domains, registration number, address and the billing profile's name.
// Discover asks for it for unlinked tenants only, since it costs requests.
type TenantDetails interface {
	// Detail returns t with what more is known of it.
	Detail(ctx context.Context, t Tenant) (Tenant, error)
}

// Platform is the billing platform in which organizations live. Cloudmore's is
// in linking/adapter; another platform needs only these four methods, and more
// becomes possible through the further small interfaces of this file.
//
// A write that fails must say what is known of its outcome: an error that
// matches ErrRefused certainly had no effect, one that matches ErrAnswerLost
// certainly had its effect. After any other error the Linker reads the platform
// to find out, and never resends blindly.
type Platform interface {
	// Organizations yields every organization once.
	Organizations(ctx context.Context) iter.Seq2[Organization, error]
	// Links yields every link between a tenant and an organization.
	Links(ctx context.Context) iter.Seq2[Link, error]
	// Link joins a tenant and an organization. Joining the same pair again
	// must be harmless; a tenant that belongs to another organization must be
	// refused.
	Link(ctx context.Context, l Link) error
	// Create makes an organization and returns it with its id.
	Create(ctx context.Context, d Draft) (Organization, error)
}

// TenantLister is an optional part of a Platform: the tenants that the platform
// itself knows, linked or not. A tenant it does not list yet cannot be linked,
// and the differences from Partner Center's list are findings of their own.
type TenantLister interface {
	// KnownTenants yields each tenant once: its key and, for people, the name that
	// the platform has for it.
	KnownTenants(ctx context.Context) iter.Seq2[Tenant, error]
}

// AzureServices is an optional part of a Platform: the service without which
// an organization's Azure consumption is left out of billing.
type AzureServices interface {
	// AzureService reports whether the organization has the Azure service.
	AzureService(ctx context.Context, organizationID string) (ServiceState, error)
	// AttachAzure adds the service. On Cloudmore this can provision Azure, so
	// the Linker calls it only for an action approved by name.
	AttachAzure(ctx context.Context, organizationID string) error
}

// AzurePlans is an optional part of Tenants: who may consume Azure, also where no
// invoice shows it yet.
type AzurePlans interface {
	// HasAzurePlan reports whether the tenant has an Azure plan that is not
	// cancelled.
	HasAzurePlan(ctx context.Context, t Tenant) (bool, error)
}

// CSPServices is an optional part of a Platform: the Microsoft 365 CSP service
// behind which an organization's tenant stands. Platforms normally attach it by
// themselves when they link; an organization that has a tenant and lacks the
// service is odd, and may be missing from the platform's licence billing.
//
// On Cloudmore, adding the service to an organization without tenant makes a new
// tenant. The Linker therefore asks for it only for a tenant that is linked, and
// only for an action approved by name.
type CSPServices interface {
	// CSPService reports whether the organization has the service: ServiceAttached
	// for the tenant of the link, ServiceOther for another tenant.
	CSPService(ctx context.Context, l Link) (ServiceState, error)
	// AttachCSP adds the service for the tenant of the link. It must refuse, with
	// ErrRefused, a tenant that is not linked to the organization, and must never
	// make a tenant.
	AttachCSP(ctx context.Context, l Link) error
}

// OrganizationRemover is an optional part of a Platform, used by Undo.
type OrganizationRemover interface {
	// RemoveEmpty removes an organization after reading that it has neither a
	// tenant nor a service. One that has is refused with ErrRefused; one that is
	// gone already is no error.
	RemoveEmpty(ctx context.Context, organizationID string) error
}

// DomainOwners says which tenant owns an internet domain, as Microsoft sees it
// (Graph's findTenantInformationByDomainName or OpenID discovery by domain). It
// is the strongest evidence there is: it needs no name.
type DomainOwners interface {
	// TenantOf returns the tenant that owns the domain, or uuid.Nil when no
	// tenant does.
	TenantOf(ctx context.Context, domain string) (uuid.UUID, error)
}

// Draft is an organization to be made.
type Draft struct {
	Name               string  `json:"name"`
	Domain             string  `json:"domain,omitempty"`
	RegistrationNumber string  `json:"registration_number,omitempty"`
	CustomerNumber     string  `json:"customer_number,omitempty"`
	Email              string  `json:"email,omitempty"`
	Phone              string  `json:"phone,omitempty"`
	Address            Address `json:"address,omitzero"`
	// BillingStart is the first date for which billing reports may be run; the
	// zero value leaves it to the platform.
	BillingStart time.Time `json:"billing_start,omitzero"`
	// NoApproval switches the approval of purchases off. The zero value keeps
	// it on, because a wrong link would let one customer buy for another.
	NoApproval bool `json:"no_approval,omitempty"`
	// ApprovalLimit is the annual value above which a purchase needs approval,
	// as a decimal string in the broker's currency; empty leaves it unset.
	ApprovalLimit string `json:"approval_limit,omitempty"`
	// Properties are the broker's custom properties by name.
	Properties map[string]string `json:"properties,omitempty"`
}

// draftKey is what makes two organizations the same one.
type draftKey struct{ name, domain, number, customer string }

func (d Draft) key() draftKey {
	return draftKey{nameKey(d.Name), normalDomain(d.Domain), d.RegistrationNumber, d.CustomerNumber}
}

// is reports whether o is what d would have made. It decides, after a write
// whose outcome is unknown, whether an organization that appeared since is ours.
func (d Draft) is(o Organization) bool {
	return d.key() == draftKey{nameKey(o.Name), normalDomain(o.Domain), o.RegistrationNumber, o.CustomerNumber}
}

// nameKey is a name without the white space that a platform may trim. A name is
// otherwise compared exactly: this is about identity, not about similarity.
func nameKey(name string) string { return strings.Join(strings.Fields(name), " ") }

// Errors that callers and platforms use with errors.Is.
var (
	// ErrRefused marks a write that certainly had no effect: the platform
	// rejected it, or it was never sent.
	ErrRefused = errors.New("the write was refused")
	// ErrAnswerLost marks a write that the platform certainly carried out, while
	// its answer, and with it the new id, was lost. It is never sent again.
	ErrAnswerLost = errors.New("the write took effect but its answer was lost")
	// ErrPlan marks a plan that cannot be used: unknown schema, inconsistent
	// content, or made for another partner or platform.
	ErrPlan = errors.New("the plan cannot be used")
	// ErrJournal marks a journal that cannot be read or written.
	ErrJournal = errors.New("the journal cannot be used")
	// ErrScope marks vendors that do not belong together: tenants of another
	// partner than the one named in the Scope.
	ErrScope = errors.New("out of scope")
)

// Scope names the one partner and the one broker that a Linker works on. It is
// written into every plan and journal, and a plan of another scope is refused.
type Scope struct {
	// Partner is the partner's Microsoft tenant.
	Partner uuid.UUID `json:"partner_tenant_id"`
	// Platform identifies the broker on the platform, such as
	// "cloudmore:" and the reseller id.
	Platform string `json:"platform"`
}

// Progress tells how far a long piece of work is. Total is 0 while unknown.
type Progress struct {
	Stage string
	Done  int
	Total int
}
