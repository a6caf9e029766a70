package partnercenter

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
)

// Validations check what a purchase needs.
type Validations struct{ client *Client }

// Validations gives the checks.
func (c *Client) Validations() *Validations { return &Validations{c} }

// AddressValidation is what is known of an address.
type AddressValidation struct {
	// OriginalAddress is the one that was sent.
	OriginalAddress Address `json:"originalAddress,omitzero"`
	// SuggestedAddresses are corrections.
	SuggestedAddresses []Address `json:"suggestedAddresses,omitzero"`
	// Status is VerifiedShippable, Verified, InteractionRequired, StreetPartial,
	// PremisesPartial, Multiple, None or NotValidated.
	Status string `json:"status,omitzero"`
	// ValidationMessage says in words what is wrong; empty when nothing is.
	ValidationMessage string `json:"validationMessage,omitzero"`
	Resource
}

// ValueList is a list within an object.
type ValueList struct {
	// Value holds the elements.
	Value []string `json:"value,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// CountryRules are what addresses of a country must look like.
type CountryRules struct {
	// ExtensionData is of no documented use.
	ExtensionData string `json:"extensionData,omitzero"`
	// ISO2Code is the country, ISO 3166-1 alpha-2.
	ISO2Code string `json:"iso2Code,omitzero"`
	// ISO3Code is the country, ISO 3166-1 alpha-3.
	ISO3Code string `json:"iso3Code,omitzero"`
	// DefaultCulture is the language used without a choice, such as "en-US".
	DefaultCulture string `json:"defaultCulture,omitzero"`
	// IsStateRequired tells that an address needs a state.
	IsStateRequired bool `json:"isStateRequired"`
	// SupportedStatesList are the codes of the states, such as "AK".
	SupportedStatesList []string `json:"supportedStatesList,omitzero"`
	// SupportedLanguagesList are the languages, such as "en".
	SupportedLanguagesList []string `json:"supportedLanguagesList,omitzero"`
	// SupportedCulturesList are the languages with their country, such as "en-US".
	SupportedCulturesList []string `json:"supportedCulturesList,omitzero"`
	// IsPostalCodeRequired tells that an address needs a postal code.
	IsPostalCodeRequired bool `json:"isPostalCodeRequired"`
	// PostalCodeRegex is the pattern of postal codes.
	PostalCodeRegex string `json:"postalCodeRegex,omitzero"`
	// IsCityRequired tells that an address needs a city.
	IsCityRequired bool `json:"isCityRequired"`
	// IsVATIDSupported tells that companies can have a VAT id.
	IsVATIDSupported bool `json:"isVatIdSupported"`
	// TaxIDFormat is how a tax id looks, such as "US######".
	TaxIDFormat string `json:"taxIdFormat,omitzero"`
	// TaxIDSample is an invented tax id that fits.
	TaxIDSample string `json:"taxIdSample,omitzero"`
	// VATIDRegex is the pattern of VAT ids.
	VATIDRegex string `json:"vatIdRegex,omitzero"`
	// PhoneNumberRegex is the pattern of phone numbers.
	PhoneNumberRegex string `json:"phoneNumberRegex,omitzero"`
	// IsTaxIDSupported tells that companies can have a tax id.
	IsTaxIDSupported bool `json:"isTaxIdSupported"`
	// IsRegistrationNumberSupported says whether companies have a registration
	// number.
	IsRegistrationNumberSupported *bool `json:"isRegistrationNumberSupported,omitzero"`
	// ResellerAgreementRegion groups countries by reseller agreement; Microsoft
	// does not list the values.
	ResellerAgreementRegion string `json:"resellerAgreementRegion,omitzero"`
	// GeographicRegion such as NorthAndLatinAmerica.
	GeographicRegion string `json:"geographicRegion,omitzero"`
	// IsTaxIDOptional tells that a tax id may be left out.
	IsTaxIDOptional bool `json:"isTaxIdOptional"`
	// CountryCallingCodesList are the calling codes without plus, such as "1".
	CountryCallingCodesList []string `json:"countryCallingCodesList,omitzero"`
	// States is SupportedStatesList as Microsoft's page prints it; the service's
	// own SDK has the lists.
	States *ValueList `json:"states,omitzero"`
	// SupportedLanguages is SupportedLanguagesList in that form.
	SupportedLanguages *ValueList `json:"supportedLanguages,omitzero"`
	// SupportedCultures is SupportedCulturesList in that form.
	SupportedCultures *ValueList `json:"supportedCultures,omitzero"`
	// CountryCallingCodes is CountryCallingCodesList in that form.
	CountryCallingCodes *ValueList `json:"countryCallingCodes,omitzero"`
	// The pattern of a customer's registration number, an invented one that fits,
	// and whether Create needs one. Where none is required it must be left out
	// (codes 600002, 600049).
	CustomerOrganizationRegistrationNumberRegex    string `json:"customerOrganizationRegistrationNumberRegex,omitzero"`
	CustomerOrganizationRegistrationNumberSample   string `json:"customerOrganizationRegistrationNumberSample,omitzero"`
	CustomerOrganizationRegistrationNumberRequired bool   `json:"customerOrganizationRegistrationNumberRequired"`
	// CustomerOrganizationPhoneNumberRequired tells that Create needs a phone
	// number in the address (code 600051).
	CustomerOrganizationPhoneNumberRequired bool `json:"customerOrganizationPhoneNumberRequired"`
	Resource
}

// ValidationCode is a code for government community cloud customers.
type ValidationCode struct {
	// PartnerID is the partner's.
	PartnerID string `json:"partnerId,omitzero"`
	// OrganizationName is the customer's.
	OrganizationName string `json:"organizationName,omitzero"`
	// ValidationID is the code, which Qualification.ValidationCode takes.
	ValidationID string `json:"validationId,omitzero"`
	// MaxCreates is how many tenants it permits.
	MaxCreates int `json:"maxCreates"`
	// RemainingCreates is how many are left.
	RemainingCreates int `json:"remainingCreates"`
	// ETag is the version of the code.
	ETag string `json:"eTag,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	validationsAddress        = define[Address, AddressValidation]("validations.address", http.MethodPost, "/v1/validations/address", "validate-an-address", AuthBoth, readOnly)
	countryvalidationrulesGet = define[none, CountryRules]("countryvalidationrules.get", http.MethodGet, "/v1/countryvalidationrules/{country}", "get-market-specific-validation-data", AuthBoth)
	customersValidationsList  = define[none, Page[ValidationCode]]("customers.validations.list", http.MethodGet, "/v1/customers/all/validations", "get-a-partner-s-validation-codes", AuthUser)
	domainsCheck              = define[none, none]("domains.check", http.MethodHead, "/v1/domains/{domain}", "verify-domain-availability", AuthBoth)
)

// Address checks an address as customers.create will. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/validate-an-address
func (s *Validations) Address(ctx context.Context, in Address, opts ...CallOption) (*AddressValidation, error) {
	return validationsAddress.call(ctx, s.client, Args{}, &in, opts)
}

// Country reads the rules for addresses of a country, by its ISO 3166-1 alpha-2
// code. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-market-specific-validation-data
func (s *Validations) Country(ctx context.Context, country string, opts ...CallOption) (*CountryRules, error) {
	return countryvalidationrulesGet.call(ctx, s.client, at(country), nil, opts)
}

// ListCodes reads the partner's codes for government community cloud customers.
// App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-partner-s-validation-codes
func (s *Validations) ListCodes(ctx context.Context, after Continuation, opts ...CallOption) (*Page[ValidationCode], error) {
	return list(ctx, s.client, customersValidationsList, Args{}, after, opts)
}

// AllCodes walks all pages of ListCodes.
func (s *Validations) AllCodes(ctx context.Context, opts ...CallOption) iter.Seq2[ValidationCode, error] {
	return all(ctx, s.client, customersValidationsList, Args{}, Continuation{}, opts)
}

// DomainTaken reports whether an initial domain, such as
// "contoso.onmicrosoft.com", belongs to a tenant already. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/verify-domain-availability
func (s *Validations) DomainTaken(ctx context.Context, domain string, opts ...CallOption) (bool, error) {
	_, err := domainsCheck.call(ctx, s.client, at(domain), nil, opts)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
