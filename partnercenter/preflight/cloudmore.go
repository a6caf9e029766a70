package preflight

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// invoiceGrace is how long Cloudmore may take to fetch a new invoice: Microsoft
// itself can lag to about the 11th with what it dates the 6th to 8th.
const invoiceGrace = 5 * 24 * time.Hour

func (r *run) cloudmoreAddress() Result {
	const remedy = "Open Cloudmore at https://eu.cloudmore.com or https://us.cloudmore.com: the consent does not work at a branded address."
	if r.CloudmoreAddress == "" {
		return unknown(CheckCloudmoreAddress, "No address was given.", remedy)
	}
	address := strings.TrimSpace(r.CloudmoreAddress)
	if !strings.Contains(address, "://") {
		address = "https://" + address // as people write it
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return fail(CheckCloudmoreAddress, fmt.Sprintf("%q is not an https address.", r.CloudmoreAddress), remedy)
	}
	switch host := strings.ToLower(u.Hostname()); host {
	case "eu.cloudmore.com", "us.cloudmore.com":
		return pass(CheckCloudmoreAddress, host+" is a regional address.")
	default:
		return fail(CheckCloudmoreAddress, host+" is not the regional address.", remedy)
	}
}

func (r *run) cloudmore() Result {
	const remedy = "Check the address, the API user and its password, and that this machine may reach Cloudmore's API."
	switch {
	case errors.Is(r.reachErr, errNotLooked) && errors.Is(r.tenantsErr, errNotLooked):
		return unknown(CheckCloudmore, "No Cloudmore client was given.", "")
	case r.reachErr != nil && !errors.Is(r.reachErr, errNotLooked):
		return fail(CheckCloudmore, "Cloudmore's API does not answer: "+r.reachErr.Error(), remedy)
	case r.tenantsErr != nil && !errors.Is(r.tenantsErr, errNotLooked):
		return fail(CheckCloudmore, "Cloudmore's tenants cannot be read: "+r.tenantsErr.Error(), remedy)
	case errors.Is(r.tenantsErr, errNotLooked):
		return pass(CheckCloudmore, "Cloudmore's API answers.")
	}
	return pass(CheckCloudmore, fmt.Sprintf("Cloudmore's API answers and lists %d tenants.", len(r.tenants)))
}

// cloudmoreConsent judges Cloudmore's own sign-in at Microsoft, which is another
// than ours, by what it brings home.
func (r *run) cloudmoreConsent() Result {
	const remedy = "Have an Admin Agent with MFA renew the consent in Cloudmore, under the Microsoft settings; until then nothing new is billed."
	if r.tenantsErr != nil || r.customersErr != nil {
		return unknown(CheckCloudmoreConsent, "The tenants of Cloudmore and Partner Center could not be compared.", lookAgain)
	}
	if missing := r.missingTenants(); missing > 0 {
		return fail(CheckCloudmoreConsent, fmt.Sprintf("Cloudmore does not list %d of Partner Center's %d customers.", missing, len(r.customers)), remedy)
	}
	newest, ok := r.newest()
	switch {
	case r.reportErr != nil && !errors.Is(r.reportErr, errNotLooked):
		return unknown(CheckCloudmoreConsent, "Cloudmore's billing report could not be read: "+r.reportErr.Error(), lookAgain)
	case !ok || r.reportErr != nil:
		return unknown(CheckCloudmoreConsent, "All customers are listed, but invoices were not compared.", lookAgain)
	case !slices.Contains(r.reported, newest.ID) && time.Since(newest.InvoiceDate) < invoiceGrace:
		return unknown(CheckCloudmoreConsent, "Invoice "+newest.ID+" is too new to be expected in Cloudmore.", "Run the preflight again in a few days.")
	case !slices.Contains(r.reported, newest.ID):
		return fail(CheckCloudmoreConsent, fmt.Sprintf("Cloudmore's report lacks Microsoft's newest invoice, %s of %s.", newest.ID, newest.InvoiceDate.Format(time.DateOnly)), remedy)
	}
	return pass(CheckCloudmoreConsent, fmt.Sprintf("Cloudmore has invoice %s and lists all %d customers.", newest.ID, len(r.customers)))
}

// missingTenants counts the customers that Cloudmore does not list. Tenants that
// Cloudmore lists beyond those have left the partner.
func (r *run) missingTenants() int {
	listed := map[string]bool{}
	for _, id := range r.tenants {
		listed[strings.ToLower(id)] = true
	}
	n := 0
	for id := range r.customers {
		if !listed[id] {
			n++
		}
	}
	return n
}
