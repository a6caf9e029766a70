package adapter

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/linking"
)

// ManualBiller posts Cloudmore's manual billing lines, as linking.ManualBiller.
//
// Cloudmore's body has no idempotency key that is publicly known, so the id of a
// line is written into its description, by which an earlier post is found. It
// has no currency either: a line is billed in the broker's, and one in another
// currency is refused.
type ManualBiller struct {
	client   *cloudmore.Client
	currency string
	service  func(linking.ManualLine, []cloudmore.Service) (string, error)
}

// ManualOption sets up a ManualBiller.
type ManualOption func(*ManualBiller)

// WithService chooses the service that a line belongs to among those of the
// organization. Without it that is the Microsoft 365 CSP service, told by its
// name.
func WithService(choose func(linking.ManualLine, []cloudmore.Service) (id string, err error)) ManualOption {
	return func(b *ManualBiller) { b.service = choose }
}

// NewManualBiller returns the biller of the broker whose currency, an ISO 4217
// code, is given.
func NewManualBiller(client *cloudmore.Client, currency string, opts ...ManualOption) (*ManualBiller, error) {
	if client == nil || len(currency) != 3 {
		return nil, errors.New("adapter: NewManualBiller needs a client and the broker's currency, such as EUR")
	}
	b := &ManualBiller{client: client, currency: strings.ToUpper(currency), service: cspService}
	for _, opt := range opts {
		opt(b)
	}
	if b.service == nil {
		return nil, errors.New("adapter: WithService: nil")
	}
	return b, nil
}

// cspService is the service named like the one that Cloudmore calls Microsoft 365
// CSP or O365 CSP. Its id is the broker's and not documented publicly.
func cspService(_ linking.ManualLine, services []cloudmore.Service) (string, error) {
	for _, s := range services {
		if strings.Contains(strings.ToLower(s.Name), "csp") {
			return s.ID, nil
		}
	}
	return "", fmt.Errorf("none of the organization's %d services has CSP in its name", len(services))
}

// marker is how a line's id is written into its description.
func marker(id string) string { return "[tenantlink " + id + "]" }

// Find implements linking.ManualBiller with one request.
func (b *ManualBiller) Find(ctx context.Context, organizationID, id string) (bool, error) {
	for line, err := range b.client.ManualBilling().All(ctx, organizationID) {
		if err != nil {
			return false, err
		}
		if strings.Contains(line.Description, marker(id)) {
			return true, nil
		}
	}
	return false, nil
}

// Post implements linking.ManualBiller with two requests.
func (b *ManualBiller) Post(ctx context.Context, l linking.ManualLine) error {
	if !strings.EqualFold(l.Currency, b.currency) {
		return fmt.Errorf("adapter: %w: the line is in %s and the broker bills in %s", linking.ErrRefused, l.Currency, b.currency)
	}
	services, err := b.client.Services().List(ctx, l.OrganizationID)
	if err != nil {
		return fmt.Errorf("adapter: %w: services of organization %s: %w", linking.ErrRefused, l.OrganizationID, err)
	}
	service, err := b.service(l, services)
	if err != nil {
		return fmt.Errorf("adapter: %w: organization %s: %w", linking.ErrRefused, l.OrganizationID, err)
	}
	_, err = b.client.ManualBilling().Create(ctx, l.OrganizationID, cloudmore.ManualLine{
		BillingDate: l.Date, ServiceID: service, Description: l.Text + " " + marker(l.ID),
		Quantity: decimal.NewFromInt(1), UnitCostPrice: l.Cost, UnitSalesPrice: l.Sales,
	})
	return written(err)
}
