package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/examples/internal/broker"
	"github.com/tenantlink/tenantlink/internal/secret"
	"github.com/tenantlink/tenantlink/linking/adapter"
	"github.com/tenantlink/tenantlink/partnercenter"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// signIn consents in a browser, played by an HTTP client, and builds the
// clients of the three services.
func (t *story) signIn(ctx context.Context) error {
	c := t.mock.Credentials()
	grant := auth.Grant{
		Cloud:  auth.Cloud{Name: "mock", Authority: c.URL, PartnerCenterAPI: c.URL},
		Tenant: c.PartnerTenantID, ClientID: c.ClientID,
	}
	signer, err := auth.New(grant, auth.ClientSecret(secret.Secret(c.ClientSecret)), auth.NewMemoryStore(), auth.WithLoginHint(c.Username))
	if err != nil {
		return err
	}
	t.auth = signer
	consent, err := signer.ConsentLoopback(ctx, func(address string) error { return browse(ctx, address) })
	if err != nil {
		return err
	}
	t.say("   signed in as %s, MFA %v; the refresh token is kept and renewed\n", consent.User, consent.MFA)
	partner, err := uuid.Parse(c.PartnerTenantID)
	if err != nil {
		return err
	}
	t.broker = &broker.Broker{Partner: partner, Reseller: c.ResellerID}
	return t.connect(signer)
}

// browse follows redirects as a browser does: to the sign-in page, which knows
// the user, and back to the program.
func browse(ctx context.Context, address string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the sign-in ended with %s", resp.Status)
	}
	return nil
}

func (t *story) connect(signer *auth.Authenticator) error {
	c, b := t.mock.Credentials(), t.broker
	var errs [5]error
	b.PartnerCenter, errs[0] = partnercenter.New(signer.Source(auth.PartnerCenter), partnercenter.WithBaseURL(c.URL))
	b.Graph, errs[1] = graph.New(signer.Source(auth.Graph), graph.WithBaseURL(c.URL))
	tokens, err := cloudmore.NewPasswordSource(cloudmore.Credentials{
		ClientSecret: secret.Secret(c.CloudmoreClientSecret), Username: c.CloudmoreUsername, Password: secret.Secret(c.CloudmorePassword),
	}, cloudmore.WithBaseURL(c.URL))
	errs[2] = err
	b.Cloudmore, errs[3] = cloudmore.New(tokens, cloudmore.Account{ResellerID: c.ResellerID}, cloudmore.WithBaseURL(c.URL))
	// The mock answers as fast as it is asked; the real services do not.
	b.Domains, errs[4] = adapter.NewDomains(adapter.WithGraph(b.Graph), adapter.WithAuthority(c.URL), adapter.WithRate(10_000))
	return errors.Join(errs[:]...)
}

// newestInvoice is what the bill is about; the notes that amend it come along
// in the list of documents.
func (t *story) newestInvoice(ctx context.Context) error {
	var err error
	if t.invoices, err = t.broker.Invoices(ctx); err != nil {
		return err
	}
	for _, i := range t.invoices {
		if broker.IsInvoice(i) {
			t.invoice = i
			t.say("   newest invoice: %s of %s, %s %s\n", i.ID, i.InvoiceDate.Format(time.DateOnly), i.CurrencyCode, i.TotalCharges.StringFixed(2))
			return nil
		}
	}
	return errors.New("the partner has no invoice")
}
