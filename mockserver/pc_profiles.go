package mockserver

func profileRoutes() []route {
	return []route{
		{op: "profiles.organization.get", method: "GET", patterns: []string{"/v1/profiles/organization"}, vendor: vendorPartnerCenter, userOnly: true,
			handle: (*Server).organizationProfile, fidelity: ShapeOnly, evidence: "published sample"},
		{op: "profiles.billing.get", method: "GET", patterns: []string{"/v1/profiles/billing"}, vendor: vendorPartnerCenter, userOnly: true,
			handle: (*Server).partnerBillingProfile, fidelity: ShapeOnly, evidence: "published sample"},
		{op: "profiles.mpn.get", method: "GET", patterns: []string{"/v1/profiles/mpn", "/v1/profiles/partnernetworkprofile"}, vendor: vendorPartnerCenter, userOnly: true,
			handle: (*Server).mpnProfile, fidelity: ShapeOnly, evidence: "published sample"},
	}
}

func (p *partner) address() Address {
	if p.Country == "US" {
		return Address{Country: "US", City: "Portland", State: "OR", AddressLine1: "100 Harbor Way", PostalCode: "97201", FirstName: "Partner", LastName: "Desk"}
	}
	return Address{Country: "SE", City: "Stockholm", AddressLine1: "Hamngatan 1", PostalCode: "111 47", FirstName: "Partner", LastName: "Desk"}
}

func (s *Server) organizationProfile(*call) *reply {
	p := s.st.partner
	return s.profile(profileOrganization, map[string]any{
		"id": p.TenantID, "companyName": p.Name, "defaultAddress": p.address(), "tenantId": p.TenantID, "domain": p.Domain,
		"email": "cloud@" + p.Custom, "language": "en", "culture": "en-US", "profileType": "OrganizationProfile",
		"links":      pcLinks{Self: linkTo("/profiles/organization")},
		"attributes": pcAttributes{Etag: "8146617285049183", ObjectType: "OrganizationProfile"},
	})
}

func (s *Server) partnerBillingProfile(*call) *reply {
	p := s.st.partner
	a := p.address()
	return s.profile(profileBilling, map[string]any{
		"companyName": p.Name, "address": a, "primaryContact": map[string]string{"firstName": a.FirstName, "lastName": a.LastName, "email": "cloud@" + p.Custom, "phoneNumber": "+46 8 000 00 00"},
		"purchaseOrderNumber": "PO-1", "taxId": "SE556000000001", "billingDay": 1, "billingCurrency": p.Currency, "profileType": "BillingProfile",
		"links": pcLinks{Self: linkTo("/profiles/billing")}, "attributes": pcAttributes{Etag: "5127406395310628", ObjectType: "BillingProfile"},
	})
}

func (s *Server) mpnProfile(c *call) *reply {
	p := s.st.partner
	if id := c.param("mpnId"); id != "" && id != p.MPNID {
		return pcError(404, 3000, "Partner Organization with partner_id "+id+" could not be found")
	}
	return ok(map[string]any{
		"mpnId": p.MPNID, "partnerName": p.Name, "profileType": "MpnProfile",
		"links": pcLinks{Self: linkTo("/profiles/mpn")}, "attributes": pcAttributes{ObjectType: "MpnProfile"},
	})
}
