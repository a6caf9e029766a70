package billing

import (
	"github.com/shopspring/decimal"
)

// Proof is the block of one document and currency. The letters are those of
// the printed block ([Proof.WriteText]).
type Proof struct {
	Invoice  string `json:"invoice"` // empty for unbilled lines
	Currency string `json:"currency"`
	State    State  `json:"state"`
	Status   Status `json:"status"`
	// Document is the invoice's header as far as the caller gave it.
	Document *Document `json:"document,omitempty"`
	// Rates are the exchange rates of the lines, one entry per pricing currency, rate and date.
	Rates []Rate `json:"exchange_rates,omitempty"`

	Blobs         int    `json:"blobs"`
	BlobsExpected int    `json:"blobs_expected"` // 0 when unknown
	ETag          string `json:"etag,omitempty"`

	Net           Amount           `json:"a_net"`
	Included      Amount           `json:"b_included"`
	Organizations int              `json:"b_organizations"`
	Excluded      Amount           `json:"c_excluded"`
	ByReason      []ReasonAmount   `json:"c_by_reason"`
	Unreadable    int64            `json:"c_unreadable"` // malformed lines of the whole report; their value is unknown
	Difference    decimal.Decimal  `json:"d_difference"` // A - B - C; anything but 0 is our own error
	Stated        *decimal.Decimal `json:"e_stated_net"`
	StatedDiff    *decimal.Decimal `json:"e_difference"` // A - E
	StatedTax     *decimal.Decimal `json:"f_stated_tax"`
	Tax           decimal.Decimal  `json:"f_line_tax"`
	Chain         *Chain           `json:"g_chain,omitempty"`
	Usage         *UsageCheck      `json:"h_usage,omitempty"`
	Platform      *PlatformCheck   `json:"i_platform,omitempty"`
}

// ReasonAmount is what one reason excludes.
type ReasonAmount struct {
	Reason Reason `json:"reason"`
	Amount
}

// Rate is one exchange rate from a pricing currency to the billing currency, as billed.
type Rate struct {
	PricingCurrency string `json:"pricing_currency"`
	Rate            string `json:"rate"`
	Date            string `json:"date"`
}
