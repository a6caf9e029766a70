package cloudmore

import (
	"context"
	"net/http"
	"net/url"
)

// PriceLists are the prices of a service: the organization's own, the broker's and the
// seller's.
type PriceLists struct{ client *Client }

// PriceLists gives the operations on price lists.
func (c *Client) PriceLists() *PriceLists { return &PriceLists{c} }

// PriceListQuery selects prices.
type PriceListQuery struct {
	// CurrencyCode is the ISO 4217 code of the prices, sent as currencyCode when
	// set.
	CurrencyCode string
}

func (q PriceListQuery) args(path ...string) Args {
	if q.CurrencyCode == "" {
		return at(path...)
	}
	return Args{Path: path, Query: url.Values{"currencyCode": {q.CurrencyCode}}}
}

const (
	sellerPath         = "/api/sellers/{sellerId}"
	resellerPricesPath = resellerPath + "/services/{serviceId}/pricelist"
)

var (
	organizationPrices    = define[none, collection[PriceListItem]]("cloudmore.organizations.services.priceList.get", http.MethodGet, organizationScope+"/services/{serviceId}/pricelist")
	organizationPricesSet = define[[]PriceListItem, none]("cloudmore.organizations.services.priceList.update", http.MethodPut, organizationScope+"/services/{serviceId}/pricelist")
	resellerPrices        = define[none, collection[PriceListItem]]("cloudmore.services.priceList.get", http.MethodGet, resellerPricesPath)
	resellerPricesSet     = define[[]PriceListItem, none]("cloudmore.services.priceList.update", http.MethodPut, resellerPricesPath)
	commitmentPrices      = define[none, collection[PriceListItem]]("cloudmore.services.priceList.commitmentPrice", http.MethodGet, resellerPricesPath+"/CommitmentPrice")
	postRenewalPrices     = define[none, collection[PriceListItem]]("cloudmore.services.priceList.postRenewalPrice", http.MethodGet, resellerPricesPath+"/PostRenewalPrice")
	sellerPrices          = define[none, collection[PriceListItem]]("cloudmore.seller.services.priceList.get", http.MethodGet, sellerPath+"/services/{serviceId}/pricelist")
	sellerPricesSet       = define[[]PriceListItem, none]("cloudmore.seller.services.priceList.update", http.MethodPut, sellerPath+"/services/{serviceId}/pricelist")
)

// Organization reads the prices of one organization.
func (s *PriceLists) Organization(ctx context.Context, organizationID, serviceID string, opts ...CallOption) ([]PriceListItem, error) {
	return listed(ctx, s.client, organizationPrices, at(organizationID, serviceID), opts)
}

// SetOrganization replaces prices of one organization. For a service of your
// own an item is named by its product id, for Microsoft CSP by its item code.
func (s *PriceLists) SetOrganization(ctx context.Context, organizationID, serviceID string, items []PriceListItem, opts ...CallOption) error {
	_, err := organizationPricesSet.call(ctx, s.client, at(organizationID, serviceID), &items, opts)
	return err
}

// Reseller reads the broker's prices.
func (s *PriceLists) Reseller(ctx context.Context, serviceID string, q PriceListQuery, opts ...CallOption) ([]PriceListItem, error) {
	return listed(ctx, s.client, resellerPrices, q.args(serviceID), opts)
}

// SetReseller replaces prices of the broker.
func (s *PriceLists) SetReseller(ctx context.Context, serviceID string, items []PriceListItem, opts ...CallOption) error {
	_, err := resellerPricesSet.call(ctx, s.client, at(serviceID), &items, opts)
	return err
}

// CommitmentPrices reads the prices during the present commitments.
func (s *PriceLists) CommitmentPrices(ctx context.Context, serviceID string, q PriceListQuery, opts ...CallOption) ([]PriceListItem, error) {
	return listed(ctx, s.client, commitmentPrices, q.args(serviceID), opts)
}

// PostRenewalPrices reads the prices after the next renewal.
func (s *PriceLists) PostRenewalPrices(ctx context.Context, serviceID string, q PriceListQuery, opts ...CallOption) ([]PriceListItem, error) {
	return listed(ctx, s.client, postRenewalPrices, q.args(serviceID), opts)
}

// Seller reads the seller's prices.
func (s *PriceLists) Seller(ctx context.Context, serviceID string, q PriceListQuery, opts ...CallOption) ([]PriceListItem, error) {
	return listed(ctx, s.client, sellerPrices, q.args(serviceID), opts)
}

// SetSeller replaces prices of the seller.
func (s *PriceLists) SetSeller(ctx context.Context, serviceID string, items []PriceListItem, opts ...CallOption) error {
	_, err := sellerPricesSet.call(ctx, s.client, at(serviceID), &items, opts)
	return err
}
