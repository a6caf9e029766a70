package billing

import "maps"

// field is one column of a reconciliation or usage line that this package reads.
type field uint8

// The fields, in the order of the output columns. Their wire names are in
// fieldNames; upper and lower case do not matter, so the exports' PascalCase and
// the version 1 line items' camelCase are the same to us.
const (
	fPartnerID field = iota
	fCustomerID
	fCustomerName
	fCustomerDomain
	fCountry
	fInvoice
	fMpn
	fReseller
	fOrderID
	fOrderDate
	fProductID
	fSkuID
	fAvailabilityID
	fSkuName
	fProductName
	fChargeType
	fUnitPrice
	fQuantity
	fSubtotal
	fTax
	fTotal
	fCurrency
	fPriceAdjustment
	fPublisher
	fPublisherID
	fSubscriptionText
	fSubscriptionID
	fChargeStart
	fChargeEnd
	fTerm
	fEffectivePrice
	fUnitType
	fAlternateID
	fBillableQuantity
	fFrequency
	fPricingCurrency
	fRate
	fRateDate
	fMeter
	fReservation
	fCreditReason
	fSubscriptionStart
	fSubscriptionEnd
	fReference
	fQualifiers
	fPromotion
	fUsageTotal   // usage: BillingPreTaxTotal
	fUsageDate    // usage
	fUsageMeter   // usage: MeterId
	fEntitlement  // usage: EntitlementId
	fPEC          // usage: PartnerEarnedCreditPercentage
	fBillCurrency // usage: BillingCurrency
	fObjectItems  // a page of version 1 line items, not a line
	fNone         // any other name
	numFields
)

// fieldNames are the wire names in lower case. The first set is the modern
// invoice reconciliation file and its Graph export; fieldAliases
// has other spellings.
var fieldNames = [numFields]string{
	fPartnerID: "partnerid", fCustomerID: "customerid", fCustomerName: "customername", fCustomerDomain: "customerdomainname",
	fCountry: "customercountry", fInvoice: "invoicenumber", fMpn: "mpnid", fReseller: "resellermpnid",
	fOrderID: "orderid", fOrderDate: "orderdate", fProductID: "productid", fSkuID: "skuid",
	fAvailabilityID: "availabilityid", fSkuName: "skuname", fProductName: "productname", fChargeType: "chargetype",
	fUnitPrice: "unitprice", fQuantity: "quantity", fSubtotal: "subtotal", fTax: "taxtotal", fTotal: "total",
	fCurrency: "currency", fPriceAdjustment: "priceadjustmentdescription", fPublisher: "publishername",
	fPublisherID: "publisherid", fSubscriptionText: "subscriptiondescription", fSubscriptionID: "subscriptionid",
	fChargeStart: "chargestartdate", fChargeEnd: "chargeenddate", fTerm: "termandbillingcycle",
	fEffectivePrice: "effectiveunitprice", fUnitType: "unittype", fAlternateID: "alternateid",
	fBillableQuantity: "billablequantity", fFrequency: "billingfrequency", fPricingCurrency: "pricingcurrency",
	fRate: "pctobcexchangerate", fRateDate: "pctobcexchangeratedate", fMeter: "meterdescription",
	fReservation: "reservationorderid", fCreditReason: "creditreasoncode", fSubscriptionStart: "subscriptionstartdate",
	fSubscriptionEnd: "subscriptionenddate", fReference: "referenceid", fQualifiers: "productqualifiers",
	fPromotion: "promotionid", fUsageTotal: "billingpretaxtotal", fUsageDate: "usagedate", fUsageMeter: "meterid",
	fEntitlement: "entitlementid", fPEC: "partnerearnedcreditpercentage", fBillCurrency: "billingcurrency",
	fObjectItems: "items",
}

// fieldAliases are other wire names: of version 1 line items and of older files.
var fieldAliases = map[string]field{
	"totalforcustomer": fTotal, "posttaxtotal": fTotal, "tax": fTax, "taxamount": fTax, "pretaxcharges": fSubtotal,
	"customercompanyname": fCustomerName, "domainname": fCustomerDomain, "tier2mpnid": fReseller, "rateofpartnerearnedcredit": fPEC,
}

var fieldsByName = func() map[string]field {
	m := maps.Clone(fieldAliases)
	for f, name := range fieldNames {
		m[name] = field(f)
	}
	return m
}()

// lookupField finds the field of a wire name in any case.
func lookupField(name []byte) field {
	var buf [32]byte
	if len(name) == 0 || len(name) > len(buf) {
		return fNone
	}
	lower := buf[:len(name)]
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		lower[i] = c
	}
	if f, ok := fieldsByName[string(lower)]; ok {
		return f
	}
	return fNone
}

// label is the wire name as the exports spell it, for messages and columns.
func (f field) label() string {
	switch f {
	case fSubtotal:
		return "Subtotal"
	case fCurrency:
		return "Currency"
	case fCustomerID:
		return "CustomerId"
	case fTax:
		return "TaxTotal"
	case fUsageTotal:
		return "BillingPreTaxTotal"
	case fBillCurrency:
		return "BillingCurrency"
	}
	return fieldNames[f]
}

// fieldSet is a set of fields.
type fieldSet uint64

func setOf(fields ...field) (s fieldSet) {
	for _, f := range fields {
		s |= 1 << f
	}
	return s
}

func (s fieldSet) has(f field) bool { return s>>f&1 == 1 }

const allFields = fieldSet(1)<<fNone - 1
