package partnercenter

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// PriceSheets are Microsoft's prices for partners, by market, and the exchange
// rates that go with those of Azure, which are in US dollars only. All of it is
// App+User only, for admin and sales agents; throttling is not documented.
type PriceSheets struct{ client *Client }

// PriceSheets gives the price sheets and exchange rates.
func (p *PartnerAPI) PriceSheets() *PriceSheets { return &PriceSheets{p.client} }

// PriceSheetView is a kind of price sheet.
type PriceSheetView string

// The kinds of price sheets. The two of extended terms are known from public
// clients only.
const (
	PricesAzureConsumption  PriceSheetView = "azure_consumption"
	PricesAzureReservations PriceSheetView = "azure_reservations"
	PricesLicenses          PriceSheetView = "updatedlicensebased"
	PricesMarketplace       PriceSheetView = "marketplace"
	PricesSoftware          PriceSheetView = "software"
	PricesLicensesExtended  PriceSheetView = "licensebasedest"
	PricesLicensesEnding    PriceSheetView = "licensebasedeos"
)

// PriceTimeline says of when prices are.
type PriceTimeline string

// The times of prices.
const (
	PricesCurrent PriceTimeline = "current"
	// PricesHistory needs a month.
	PricesHistory PriceTimeline = "history"
	// PricesFuture is not there for the marketplace; ErrNotFound when no change is
	// planned.
	PricesFuture PriceTimeline = "future"
)

// PriceSheetQuery selects a price sheet.
type PriceSheetQuery struct {
	// Market is the ISO 3166-1 alpha-2 code of the country; required.
	Market string
	// View is the kind of sheet; required.
	View PriceSheetView
	// Timeline is current unless set.
	Timeline PriceTimeline
	// Month is YYYYMM, with PricesHistory only.
	Month string
	FileOptions
}

// FileOptions say how a file of prices is fetched.
type FileOptions struct {
	// Compressed asks for a zip archive, a tenth of the bytes, which is kept in a
	// temporary file while it is read. There are none of before 2020-04.
	Compressed bool
	// TempDir is where the temporary file is; the system's directory when empty.
	TempDir string
	// MaxBytes bounds the file, compressed and decompressed; more is
	// ErrBodyTooLarge. 4 GiB when 0.
	MaxBytes int64
}

var (
	priceSheetsGet   = define[none, none]("pricesheets.get", http.MethodGet, "/v1.0/sales/pricesheets(Market='{market}',PricesheetView='{view}')/$value", "get-a-price-sheet", AuthUser)
	exchangeRatesGet = define[none, none]("fxrates.get", http.MethodGet, "/v1.0/sales/fxrates(Month='{month}')/$value", "get-foreign-exchange-rates", AuthUser)
)

var (
	marketCode = regexp.MustCompile(`^[A-Za-z]{2}$`)
	monthCode  = regexp.MustCompile(`^[0-9]{4}(0[1-9]|1[0-2])$`)
)

// args checks a query before anything is sent.
func (q PriceSheetQuery) args() (Args, error) {
	switch {
	case !marketCode.MatchString(q.Market):
		return Args{}, errors.New("the Market must be a country code of two letters")
	case q.View == "" || strings.ContainsAny(string(q.View), "'()"):
		return Args{}, errors.New("the View must be a kind of price sheet")
	case q.Timeline == PricesHistory && !monthCode.MatchString(q.Month):
		return Args{}, errors.New("PricesHistory needs a Month, YYYYMM")
	case q.Timeline != PricesHistory && q.Month != "":
		return Args{}, errors.New("a Month needs the Timeline PricesHistory")
	}
	return Args{Path: []string{q.Market, string(q.View)}, Query: params("timeline", string(q.Timeline), "month", q.Month)}, nil
}

// Open opens a price sheet as CSV, decompressed. It is streamed: a sheet of Azure
// has hundreds of megabytes. Close the reader. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-price-sheet
func (s *PriceSheets) Open(ctx context.Context, q PriceSheetQuery, opts ...CallOption) (io.ReadCloser, error) {
	args, err := q.args()
	if err != nil {
		return nil, invalid(priceSheetsGet.Operation, err)
	}
	return s.open(ctx, priceSheetsGet.Operation, args, q.FileOptions, opts)
}

// Prices reads the rows of a price sheet one by one. Ranging again fetches it
// again; an error names the line, comes once and last. App+User only.
func (s *PriceSheets) Prices(ctx context.Context, q PriceSheetQuery, opts ...CallOption) iter.Seq2[Price, error] {
	return rows(func() (io.ReadCloser, error) { return s.Open(ctx, q, opts...) }, priceColumn)
}

// OpenRates opens the exchange rates of a month, YYYYMM, as CSV. Close the
// reader. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-foreign-exchange-rates
func (s *PriceSheets) OpenRates(ctx context.Context, month string, file FileOptions, opts ...CallOption) (io.ReadCloser, error) {
	if !monthCode.MatchString(month) {
		return nil, invalid(exchangeRatesGet.Operation, errors.New("the month must be YYYYMM"))
	}
	return s.open(ctx, exchangeRatesGet.Operation, at(month), file, opts)
}

// Rates reads the exchange rates of a month, YYYYMM, which hold for all of it. An
// error names the line, comes once and last. App+User only.
func (s *PriceSheets) Rates(ctx context.Context, month string, opts ...CallOption) iter.Seq2[ExchangeRate, error] {
	return rows(func() (io.ReadCloser, error) { return s.OpenRates(ctx, month, FileOptions{}, opts...) }, rateColumn)
}

// Price is a row of a price sheet. The sheets have different columns: fields that
// a sheet does not have are empty.
type Price struct {
	// ProductTitle is the product's name.
	ProductTitle string
	// ProductID is the product's id in the catalogue.
	ProductID string
	// SKUID is the SKU's id in the catalogue.
	SKUID string
	// SKUTitle is the SKU's name.
	SKUTitle string
	// SKUDescription describes the SKU.
	SKUDescription string
	// Publisher is Microsoft or the publisher in the marketplace.
	Publisher string
	// UnitOfMeasure is what the price is per.
	UnitOfMeasure string
	// TermDuration is P1M, P1Y, P3Y, P5Y or NoTerm.
	TermDuration string
	// BillingPlan such as Annual or Monthly.
	BillingPlan string
	// Market is the country code.
	Market string
	// Currency of the prices, ISO 4217.
	Currency string
	// Segment is Commercial, Government, Education or Charity.
	Segment string
	// UnitPrice is the partner's price, or for Azure the estimated retail price.
	UnitPrice decimal.Decimal
	// ERPPrice is the estimated retail price; nil when the sheet has none.
	ERPPrice *decimal.Decimal
	// PricingTierRangeMin is the first unit that the price is for; nil without
	// tiers.
	PricingTierRangeMin *decimal.Decimal
	// PricingTierRangeMax is the last unit that the price is for; nil without
	// tiers.
	PricingTierRangeMax *decimal.Decimal
	// EffectiveStart is when the price begins. The time zone is not documented;
	// UTC is assumed.
	EffectiveStart time.Time
	// EffectiveEnd is when the price ends, in the same time zone.
	EffectiveEnd time.Time
	// Tags say what the item is, such as "License" or "ThirdParty".
	Tags string
	// MeterIDs are the meters of a consumption price.
	MeterIDs string
	// MeterType is in consumption sheets only; Microsoft does not list the values.
	MeterType string
	// Other holds the columns that this version does not know, by their heading.
	Other map[string]string
}

// ExchangeRate is a row of the exchange rates.
type ExchangeRate struct {
	// CurrencyCode is the ISO 4217 code.
	CurrencyCode string
	// USDPerUnit is what one unit of the currency is worth in US dollars.
	USDPerUnit decimal.Decimal
	// Month as the file writes it.
	Month string
	// Other holds the columns that this version does not know, by their heading.
	Other map[string]string
}
