package mockserver

import (
	"net/http"
	"strings"
)

func validationRoutes() []route {
	row := func(op, method, pattern string, userOnly bool, handle func(*Server, *call) *reply) route {
		return route{op: op, method: method, patterns: []string{"/v1" + pattern}, vendor: vendorPartnerCenter, userOnly: userOnly, handle: handle, fidelity: ShapeOnly, evidence: "published sample"}
	}
	return []route{
		row("validations.address", "POST", "/validations/address", false, (*Server).addressValidate),
		row("countryvalidationrules.get", "GET", "/countryvalidationrules/{country}", false, (*Server).countryRules),
		row("compliance.csp.agreementstatus.get", "GET", "/compliance/csp/agreementstatus", true, (*Server).agreementStatus),
		row("profiles.support.get", "GET", "/profiles/support", true, (*Server).supportProfile),
		row("profiles.legalbusiness.get", "GET", "/profiles/legalbusiness", false, (*Server).legalBusinessProfile),
	}
}

// addressValidate finds every address shippable that has a street, a city and
// a country.
func (s *Server) addressValidate(c *call) *reply {
	var a Address
	if err := c.decode(&a); err != nil {
		return pcError(http.StatusBadRequest, 800002, "Invalid request input: "+err.Error())
	}
	if len(a.Country) != 2 {
		return pcError(http.StatusBadRequest, 2000, "country must be a two-letter country code.")
	}
	status, suggested := "VerifiedShippable", []Address{a}
	if a.AddressLine1 == "" || a.City == "" {
		status, suggested = "None", []Address{}
	}
	return ok(map[string]any{"originalAddress": a, "suggestedAddresses": suggested, "status": status, "validationMessage": ""})
}

func (s *Server) countryRules(c *call) *reply {
	code := strings.ToUpper(c.params["country"])
	if len(code) != 2 {
		return pcError(http.StatusBadRequest, 2000, "The country must be a two-letter country code.")
	}
	culture, language, calling := "en-US", "en", "1"
	for _, x := range append(euCountries(), usCountries()...) {
		if x.code == code {
			culture, language = x.culture, x.language
			if first, _, ok := strings.Cut(strings.TrimPrefix(x.phone, "+"), " "); ok {
				calling = first
			}
		}
	}
	takes := registrationCountry(code)
	return ok(map[string]any{
		"iso2Code": code, "defaultCulture": culture, "isStateRequired": code == "US", "supportedStatesList": []string{}, "supportedLanguagesList": []string{language, "en"},
		"supportedCulturesList": []string{culture, "en-US"}, "isPostalCodeRequired": true, "postalCodeRegex": "", "isCityRequired": true, "isVatIdSupported": code != "US",
		"taxIdFormat": "", "taxIdSample": "", "vatIdRegex": "", "phoneNumberRegex": "", "isTaxIdSupported": true, "isTaxIdOptional": true, "countryCallingCodesList": []string{calling},
		"customerOrganizationRegistrationNumber": map[string]any{"regex": "", "sample": "", "required": takes}, "customerOrganizationPhoneNumberRequired": takes,
		"attributes": pcAttributes{ObjectType: "CountryInformation"},
	})
}

func (s *Server) agreementStatus(c *call) *reply {
	if c.param("mpnId") == "" && c.param("tenantId") == "" {
		return pcError(http.StatusBadRequest, 2000, "mpnId or tenantId is required.")
	}
	return ok(map[string]bool{"isAgreementSigned": true})
}

func (s *Server) supportProfile(*call) *reply {
	return s.profile(profileSupport, map[string]any{
		"email": "support@" + s.partner.Custom, "telephone": "+46 8 000 00 00", "website": "https://" + s.partner.Custom, "profileType": "support_profile",
		"links": pcLinks{Self: linkTo("/profiles/support")}, "attributes": pcAttributes{ObjectType: "PartnerSupportProfile"},
	})
}

func (s *Server) legalBusinessProfile(*call) *reply {
	p := s.partner
	a := p.address()
	return s.profile(profileLegal, map[string]any{
		"companyName": p.Name, "address": a, "primaryContact": AgreementContact{FirstName: a.FirstName, LastName: a.LastName, Email: "legal@" + p.Custom, PhoneNumber: "+46 8 000 00 00"},
		"companyApproverAddress": a, "companyApproverEmail": "legal@" + p.Custom, "vettingStatus": "authorized", "vettingSubStatus": "none", "profileType": "LegalBusinessProfile",
		"links": pcLinks{Self: linkTo("/profiles/legalbusiness")}, "attributes": pcAttributes{ObjectType: "LegalBusinessProfile"},
	})
}
