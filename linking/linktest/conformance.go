package linktest

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
)

// Run is the conformance suite of linking.Platform. fresh returns a platform
// together with the keys of two tenants that it knows and that are not linked.
// Each subtest asks for its own. The further small interfaces of package linking
// are tested when the platform implements them.
func Run(t *testing.T, fresh func(t *testing.T) (p linking.Platform, tenants [2]linking.TenantKey)) {
	t.Run("Create returns what Organizations lists", func(t *testing.T) {
		p, _ := fresh(t)
		want := linking.Draft{Name: "Møller & Sønner A/S", Domain: "moller.example"}
		made := create(t, p, want)
		for o, err := range p.Organizations(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if o.ID == made.ID {
				if o.Name != want.Name || o.Domain != want.Domain {
					t.Fatalf("Organizations lists %q %q; Create was given %q %q", o.Name, o.Domain, want.Name, want.Domain)
				}
				return
			}
		}
		t.Fatalf("organization %s was created and is not listed", made.ID)
	})
	t.Run("Link shows in Links", func(t *testing.T) {
		p, tenants := fresh(t)
		l := linking.Link{TenantKey: tenants[0], OrganizationID: create(t, p, linking.Draft{Name: "A", Domain: "a.example"}).ID}
		if err := p.Link(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if got := linksOf(t, p, tenants[0]); !slices.Equal(got, []string{l.OrganizationID}) {
			t.Fatalf("links of the tenant are %v, want only %s", got, l.OrganizationID)
		}
	})
	t.Run("the same link again is harmless", func(t *testing.T) {
		p, tenants := fresh(t)
		l := linking.Link{TenantKey: tenants[0], OrganizationID: create(t, p, linking.Draft{Name: "A", Domain: "a.example"}).ID}
		for range 2 {
			if err := p.Link(t.Context(), l); err != nil {
				t.Fatal(err)
			}
		}
		if got := linksOf(t, p, tenants[0]); len(got) != 1 {
			t.Fatalf("the tenant has links %v, want one", got)
		}
	})
	t.Run("a second organization for a tenant is refused", func(t *testing.T) {
		p, tenants := fresh(t)
		first := create(t, p, linking.Draft{Name: "A", Domain: "a.example"})
		second := create(t, p, linking.Draft{Name: "B", Domain: "b.example"})
		if err := p.Link(t.Context(), linking.Link{TenantKey: tenants[0], OrganizationID: first.ID}); err != nil {
			t.Fatal(err)
		}
		err := p.Link(t.Context(), linking.Link{TenantKey: tenants[0], OrganizationID: second.ID})
		if !errors.Is(err, linking.ErrRefused) {
			t.Fatalf("the second link gave %v; it must be refused with an error matching linking.ErrRefused", err)
		}
		if got := linksOf(t, p, tenants[0]); !slices.Equal(got, []string{first.ID}) {
			t.Fatalf("links of the tenant are %v; the first, %s, must stay", got, first.ID)
		}
	})
	t.Run("an unknown organization is refused", func(t *testing.T) {
		p, tenants := fresh(t)
		err := p.Link(t.Context(), linking.Link{TenantKey: tenants[0], OrganizationID: uuid.NewString()})
		if !errors.Is(err, linking.ErrRefused) {
			t.Fatalf("got %v; want an error matching linking.ErrRefused", err)
		}
	})
	t.Run("Organizations stops when the loop breaks and can be ranged again", func(t *testing.T) {
		p, _ := fresh(t)
		create(t, p, linking.Draft{Name: "A", Domain: "a.example"})
		create(t, p, linking.Draft{Name: "B", Domain: "b.example"})
		all := p.Organizations(t.Context())
		all(func(linking.Organization, error) bool { return false }) // as a loop that breaks
		n := 0
		for _, err := range all {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if n < 2 {
			t.Fatalf("the second range yielded %d organizations, want at least the 2 made here", n)
		}
	})
	runOptional(t, fresh)
}

// runOptional tests the further small interfaces that a platform implements.
func runOptional(t *testing.T, fresh func(t *testing.T) (p linking.Platform, tenants [2]linking.TenantKey)) {
	p, _ := fresh(t)
	if _, ok := p.(linking.TenantLister); ok {
		t.Run("KnownTenants lists what can be linked", func(t *testing.T) {
			p, tenants := fresh(t)
			known := make(map[linking.TenantKey]bool)
			for k, err := range p.(linking.TenantLister).KnownTenants(t.Context()) {
				check(t, err)
				known[k.TenantKey] = true
			}
			for _, k := range tenants {
				if !known[k] {
					t.Fatalf("tenant %s is not listed", k)
				}
			}
		})
	}
	if _, ok := p.(linking.AzureServices); ok {
		t.Run("the Azure service is missing until it is attached", func(t *testing.T) {
			p, tenants := fresh(t)
			azure := p.(linking.AzureServices)
			o := create(t, p, linking.Draft{Name: "A", Domain: "a.example"})
			check(t, p.Link(t.Context(), linking.Link{TenantKey: tenants[0], OrganizationID: o.ID}))
			for _, want := range []linking.ServiceState{linking.ServiceMissing, linking.ServiceAttached} {
				got, err := azure.AzureService(t.Context(), o.ID)
				check(t, err)
				if got != want {
					t.Fatalf("the Azure service is %q, want %q", got, want)
				}
				check(t, azure.AttachAzure(t.Context(), o.ID))
			}
		})
	}
	runCSP(t, p, fresh)
	if _, ok := p.(linking.OrganizationRemover); ok {
		t.Run("RemoveEmpty keeps an organization that has a tenant", func(t *testing.T) {
			p, tenants := fresh(t)
			o := create(t, p, linking.Draft{Name: "A", Domain: "a.example"})
			check(t, p.Link(t.Context(), linking.Link{TenantKey: tenants[0], OrganizationID: o.ID}))
			if err := p.(linking.OrganizationRemover).RemoveEmpty(t.Context(), o.ID); !errors.Is(err, linking.ErrRefused) {
				t.Fatalf("got %v; want an error matching linking.ErrRefused", err)
			}
		})
		t.Run("RemoveEmpty removes an empty organization, and twice is harmless", func(t *testing.T) {
			p, _ := fresh(t)
			o := create(t, p, linking.Draft{Name: "A", Domain: "a.example"})
			for range 2 {
				check(t, p.(linking.OrganizationRemover).RemoveEmpty(t.Context(), o.ID))
			}
			for left, err := range p.Organizations(t.Context()) {
				check(t, err)
				if left.ID == o.ID {
					t.Fatal("the organization is still listed")
				}
			}
		})
	}
}

// runCSP tests the CSP service. A platform may attach it when it links.
func runCSP(t *testing.T, p linking.Platform, fresh func(t *testing.T) (p linking.Platform, tenants [2]linking.TenantKey)) {
	if _, ok := p.(linking.CSPServices); !ok {
		return
	}
	t.Run("an organization with a tenant has or gets the CSP service", func(t *testing.T) {
		p, tenants := fresh(t)
		csp := p.(linking.CSPServices)
		l := linking.Link{TenantKey: tenants[0], OrganizationID: create(t, p, linking.Draft{Name: "A", Domain: "a.example"}).ID}
		check(t, p.Link(t.Context(), l))
		state, err := csp.CSPService(t.Context(), l)
		check(t, err)
		if state == linking.ServiceMissing {
			check(t, csp.AttachCSP(t.Context(), l))
			state, err = csp.CSPService(t.Context(), l)
			check(t, err)
		}
		if state != linking.ServiceAttached {
			t.Fatalf("the CSP service is %q, want %q", state, linking.ServiceAttached)
		}
	})
	t.Run("AttachCSP makes no tenant for an organization without one", func(t *testing.T) {
		p, tenants := fresh(t)
		l := linking.Link{TenantKey: tenants[0], OrganizationID: create(t, p, linking.Draft{Name: "A", Domain: "a.example"}).ID}
		if err := p.(linking.CSPServices).AttachCSP(t.Context(), l); !errors.Is(err, linking.ErrRefused) {
			t.Fatalf("got %v; want an error matching linking.ErrRefused", err)
		}
		for k, err := range p.Links(t.Context()) {
			check(t, err)
			if k.OrganizationID == l.OrganizationID {
				t.Fatalf("the organization has tenant %s now", k.Tenant)
			}
		}
	})
}

func create(t *testing.T, p linking.Platform, d linking.Draft) linking.Organization {
	t.Helper()
	o, err := p.Create(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if o.ID == "" {
		t.Fatal("Create returned an organization without id")
	}
	return o
}

func linksOf(t *testing.T, p linking.Platform, k linking.TenantKey) []string {
	t.Helper()
	var out []string
	for l, err := range p.Links(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if l.TenantKey == k {
			out = append(out, l.OrganizationID)
		}
	}
	return out
}
