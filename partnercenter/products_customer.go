package partnercenter

import (
	"context"
	"iter"
	"net/http"
)

// CustomerProducts are what a partner can sell to one customer.
type CustomerProducts struct{ client *Client }

// CustomerProducts gives the catalog for one customer.
func (c *Client) CustomerProducts() *CustomerProducts { return &CustomerProducts{c} }

var (
	customersProductsList               = define[none, Page[Product]]("customers.products.list", http.MethodGet, "/v1/customers/{customer_id}/products", "get-a-list-of-products-by-customer", AuthBoth)
	customersProductsGet                = define[none, Product]("customers.products.get", http.MethodGet, "/v1/customers/{customer_id}/products/{product_id}", "get-a-product-by-id", AuthBoth)
	customersProductsSkusList           = define[none, Page[SKU]]("customers.products.skus.list", http.MethodGet, "/v1/customers/{customer_id}/products/{product_id}/skus", "get-a-list-of-skus-for-a-product", AuthBoth)
	customersProductsSkusGet            = define[none, SKU]("customers.products.skus.get", http.MethodGet, "/v1/customers/{customer_id}/products/{product_id}/skus/{sku_id}", "get-a-sku-by-id", AuthBoth)
	customersProductsAvailabilitiesList = define[none, Page[Availability]]("customers.products.skus.availabilities.list", http.MethodGet, "/v1/customers/{customer_id}/products/{product_id}/skus/{sku_id}/availabilities", "get-a-list-of-availabilities-for-a-sku", AuthBoth)
	customersProductsAvailabilitiesGet  = define[none, Availability]("customers.products.skus.availabilities.get", http.MethodGet, "/v1/customers/{customer_id}/products/{product_id}/skus/{sku_id}/availabilities/{availability_id}", "get-an-availability-by-id", AuthBoth)
)

// List reads the products for sale to a customer. The targetView is
// OnlineServices, Azure, MicrosoftAzure, Software, ... Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-products-by-customer
func (s *CustomerProducts) List(ctx context.Context, customerID, targetView string, after Continuation, opts ...CallOption) (*Page[Product], error) {
	return list(ctx, s.client, customersProductsList, Args{Path: []string{customerID}, Query: params("targetView", targetView)}, after, opts)
}

// All walks all pages of List.
func (s *CustomerProducts) All(ctx context.Context, customerID, targetView string, opts ...CallOption) iter.Seq2[Product, error] {
	return all(ctx, s.client, customersProductsList, Args{Path: []string{customerID}, Query: params("targetView", targetView)}, Continuation{}, opts)
}

// Get reads one product. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-product-by-id
func (s *CustomerProducts) Get(ctx context.Context, customerID, productID string, opts ...CallOption) (*Product, error) {
	return customersProductsGet.call(ctx, s.client, at(customerID, productID), nil, opts)
}

// ListSKUs reads the SKUs of a product. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-skus-for-a-product
func (s *CustomerProducts) ListSKUs(ctx context.Context, customerID, productID string, after Continuation, opts ...CallOption) (*Page[SKU], error) {
	return list(ctx, s.client, customersProductsSkusList, at(customerID, productID), after, opts)
}

// AllSKUs walks all pages of ListSKUs.
func (s *CustomerProducts) AllSKUs(ctx context.Context, customerID, productID string, opts ...CallOption) iter.Seq2[SKU, error] {
	return all(ctx, s.client, customersProductsSkusList, at(customerID, productID), Continuation{}, opts)
}

// SKU reads one SKU. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-sku-by-id
func (s *CustomerProducts) SKU(ctx context.Context, customerID, productID, skuID string, opts ...CallOption) (*SKU, error) {
	return customersProductsSkusGet.call(ctx, s.client, at(customerID, productID, skuID), nil, opts)
}

// ListAvailabilities reads how a SKU can be bought; an availability's
// CatalogItemID goes into a cart. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-availabilities-for-a-sku
func (s *CustomerProducts) ListAvailabilities(ctx context.Context, customerID, productID, skuID string, after Continuation, opts ...CallOption) (*Page[Availability], error) {
	return list(ctx, s.client, customersProductsAvailabilitiesList, at(customerID, productID, skuID), after, opts)
}

// AllAvailabilities walks all pages of ListAvailabilities.
func (s *CustomerProducts) AllAvailabilities(ctx context.Context, customerID, productID, skuID string, opts ...CallOption) iter.Seq2[Availability, error] {
	return all(ctx, s.client, customersProductsAvailabilitiesList, at(customerID, productID, skuID), Continuation{}, opts)
}

// Availability reads one availability. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-an-availability-by-id
func (s *CustomerProducts) Availability(ctx context.Context, customerID, productID, skuID, availabilityID string, opts ...CallOption) (*Availability, error) {
	return customersProductsAvailabilitiesGet.call(ctx, s.client, at(customerID, productID, skuID, availabilityID), nil, opts)
}
