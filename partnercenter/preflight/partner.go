package preflight

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/tenantlink/tenantlink/partnercenter"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// answered reports whether err is an answer of Partner Center, good or bad.
func answered(err error) bool {
	var e *partnercenter.Error
	if errors.As(err, &e) {
		return e.Status > 0 && e.Status < 500
	}
	return err == nil
}

func forbidden(err error) bool { return errors.Is(err, partnercenter.ErrForbidden) }

func (r *run) partnerCenter() Result {
	errs := []error{r.customersErr, r.mfaErr, r.invoicesErr}
	if errors.Is(r.customersErr, errNotLooked) {
		return unknown(CheckPartnerCenter, "No Partner Center client was given.", "")
	}
	for _, err := range errs {
		if answered(err) {
			return pass(CheckPartnerCenter, "Partner Center answers.")
		}
	}
	if signInFailed(r.customersErr) {
		return unknown(CheckPartnerCenter, "No request was sent, for lack of a token.", "Sign in, then run the preflight again.")
	}
	return fail(CheckPartnerCenter, "Partner Center does not answer: "+r.customersErr.Error(),
		"Allow this machine to reach api.partnercenter.microsoft.com, through the proxy if there is one.")
}

// signInFailed tells the lack of a token from the lack of an answer.
func signInFailed(err error) bool {
	var e *auth.Error
	return errors.Is(err, auth.ErrReauthRequired) || errors.As(err, &e)
}

func (r *run) adminAgent() Result {
	switch {
	case errors.Is(r.customersErr, errNotLooked):
		return unknown(CheckAdminAgent, "No Partner Center client was given.", "")
	case forbidden(r.customersErr):
		return fail(CheckAdminAgent, "Partner Center refuses the customers list: "+r.customersErr.Error(),
			"Assign the service account the role Admin agent in Partner Center, under user management.")
	case r.customersErr != nil:
		return unknown(CheckAdminAgent, "The customers list could not be read: "+r.customersErr.Error(), lookAgain)
	case r.token.AppOnly || r.tokenErr != nil:
		return unknown(CheckAdminAgent, "The customers list was not read as a user.", "Sign in as the service account.")
	}
	return pass(CheckAdminAgent, fmt.Sprintf("Partner Center lets %s list all %d customers.", r.token.User, len(r.customers)))
}

func (r *run) graphBilling() Result {
	const remedy = "Add the permission PartnerBilling.Read.All of Microsoft Graph to the app registration, and grant admin consent."
	var reauth *auth.ReauthError
	switch {
	case r.Graph == nil:
		return unknown(CheckGraphBilling, "No Graph client was given.", "")
	case errors.As(r.exportErr, &reauth) && len(reauth.Missing) > 0:
		return fail(CheckGraphBilling, reauth.Error(), remedy)
	case errors.Is(r.exportErr, graph.ErrForbidden), errors.Is(r.exportErr, graph.ErrUnauthorized):
		return fail(CheckGraphBilling, "Graph refuses a billing export: "+r.exportErr.Error(), remedy)
	case errors.Is(r.exportErr, errNotLooked):
		return unknown(CheckGraphBilling, "Partner Center showed no invoice that could be exported.", lookAgain)
	case r.exportErr != nil:
		return unknown(CheckGraphBilling, "Graph did not take the export: "+r.exportErr.Error(), lookAgain)
	}
	return pass(CheckGraphBilling, "Graph took a billing export.")
}

func (r *run) billingData() Result {
	const remedy = "Try again later; if it stays, ask Microsoft's support with the ids in the evidence."
	switch {
	case errors.Is(r.invoicesErr, errNotLooked):
		return unknown(CheckBillingData, "No Partner Center client was given.", "")
	case r.blocked(r.invoicesErr):
		return unknown(CheckBillingData, "The invoices could not be read: "+r.invoicesErr.Error(), lookAgain)
	case r.invoicesErr != nil:
		return fail(CheckBillingData, "The invoices cannot be read: "+r.invoicesErr.Error(), remedy)
	case len(r.invoices) == 0:
		return unknown(CheckBillingData, "Partner Center lists no invoice yet.", "Run the preflight again after the first invoice.")
	case errors.Is(r.dataErr, errNotLooked):
		return unknown(CheckBillingData, fmt.Sprintf("%d invoices were read, but no export.", len(r.invoices)), lookAgain)
	case r.dataErr != nil:
		return fail(CheckBillingData, "The export of the newest invoice fails: "+r.dataErr.Error(), remedy)
	}
	newest, _ := r.newest()
	return pass(CheckBillingData, fmt.Sprintf("%d invoices; %d bytes of lines of %s were read.", len(r.invoices), r.bytes, newest.ID))
}

// blocked reports whether err is the consequence of another row: no answer, no
// token, no MFA, or the wrong audience.
func (r *run) blocked(err error) bool {
	var e *partnercenter.Error
	return err != nil && (r.tokenErr != nil || signInFailed(err) || errors.Is(err, partnercenter.ErrMFARequired) ||
		errors.As(err, &e) && e.Status == http.StatusUnauthorized || r.partnerCenter().Status == Fail)
}
