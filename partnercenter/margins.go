package partnercenter

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/shopspring/decimal"
)

// Margins are private offers that publishers of the marketplace make a partner.
type Margins struct{ client *Client }

// Margins gives the private offers.
func (c *Client) Margins() *Margins { return &Margins{c} }

// MarginList are private offers. How to ask for more than the first PageSize is
// not documented; Download has all of a country.
type MarginList struct {
	// PageSize is the most that an answer holds.
	PageSize int `json:"pageSize"`
	// TotalSize is how many there are.
	TotalSize int `json:"totalSize"`
	// Results are the offers.
	Results []Margin `json:"results"`
	Resource
}

// Margin is one private offer.
type Margin struct {
	// ID of the offer.
	ID string `json:"id,omitzero"`
	// Type is Percentage (see MarginPercentage) or CustomPrice (see
	// PriceConfiguration).
	Type string `json:"type,omitzero"`
	// ProductID is the product in the catalog.
	ProductID string `json:"productId,omitzero"`
	// ProductTitle is its name.
	ProductTitle string `json:"productTitle,omitzero"`
	// ProductType such as SaaS.
	ProductType string `json:"productType,omitzero"`
	// PublisherName is who offers it.
	PublisherName string `json:"publisherName,omitzero"`
	// SKUID is the SKU; absent when the offer is for all of them.
	SKUID string `json:"skuId,omitzero"`
	// SKUTitle is the name of the SKU.
	SKUTitle string `json:"skuTitle,omitzero"`
	// MarginPercentage is taken off the price, 10 for 10 %.
	MarginPercentage *decimal.Decimal `json:"marginPercentage,omitempty"`
	// PriceConfiguration are the prices instead of those of the offer.
	PriceConfiguration *MarginPrices `json:"priceConfiguration,omitzero"`
	// StartDate is from when purchases get it.
	StartDate time.Time `json:"startDate,omitzero"`
	// EndDate is until when purchases get it.
	EndDate time.Time `json:"endDate,omitzero"`
	// Status such as "live".
	Status string `json:"status,omitzero"`
	// StatusDate is when the status became so.
	StatusDate time.Time `json:"statusDate,omitzero"`
	Resource
}

// MarginPrices are the prices of a private offer.
type MarginPrices struct {
	// PricingModel is "Flat rate" or "Per user".
	PricingModel string `json:"pricingModel,omitzero"`
	// Purchase are the prices of the terms.
	Purchase []MarginPrice `json:"purchase,omitzero"`
	// Consumption are the prices beyond what a term includes, by meter.
	Consumption []MarginPrice `json:"consumption,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// MarginPrice is the price of a term or of a meter.
type MarginPrice struct {
	// TermDuration is Monthly or Annual; of terms.
	TermDuration string `json:"termDuration,omitzero"`
	// IncludedMeterQuantities such as "20 device"; of terms.
	IncludedMeterQuantities []string `json:"includedMeterQuantities,omitzero"`
	// MeterType such as "device"; of meters.
	MeterType string `json:"meterType,omitzero"`
	// UnitOfMeasure such as "per 100 emails"; of meters.
	UnitOfMeasure string `json:"unitofMeasure,omitzero"`
	// StartDate is from when it holds.
	StartDate time.Time `json:"startDate,omitzero"`
	// EndDate is until when it holds.
	EndDate time.Time `json:"endDate,omitzero"`
	// MarketSetPrices are the amounts by market.
	MarketSetPrices []MarketPrice `json:"marketSetPrices,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// MarketPrice is an amount in some markets.
type MarketPrice struct {
	// Markets are ISO 3166-1 alpha-2 codes.
	Markets []string `json:"markets,omitzero"`
	// Currency is the ISO 4217 code.
	Currency string `json:"currency,omitzero"`
	// CustomPrice is the amount.
	CustomPrice decimal.Decimal `json:"customPrice"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	marginsGet      = define[none, MarginList]("margins.get", http.MethodGet, "/v1/margins", "get-margins", AuthBoth)
	marginsDownload = define[none, none]("margins.download", http.MethodGet, "/v1/margins/download", "download-margins", AuthBoth)
)

// Get reads the private offers. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-margins
func (s *Margins) Get(ctx context.Context, opts ...CallOption) (*MarginList, error) {
	return marginsGet.call(ctx, s.client, Args{}, nil, opts)
}

// Download opens the active private offers of a country, an ISO 3166-1 alpha-2
// code, as CSV, whose columns are not documented. Close the reader. Works
// app-only.
//
// https://learn.microsoft.com/partner-center/developer/download-margins
func (s *Margins) Download(ctx context.Context, country string, opts ...CallOption) (io.ReadCloser, error) {
	reader, failure := s.client.rest.Open(ctx, s.client.request(marginsDownload.Operation, Args{Query: params("country", country)}, nil, nil, opts))
	if failure != nil {
		return nil, asError(failure)
	}
	return reader, nil
}
