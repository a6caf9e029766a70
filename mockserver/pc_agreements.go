package mockserver

import (
	"net/http"
	"strings"
)

const (
	customerAgreement         = "MicrosoftCustomerAgreement"
	customerAgreementTemplate = "117a77b0-9360-443b-8795-c6dedc750cf9"
	cloudAgreement            = "MicrosoftCloudAgreement"
	cloudAgreementTemplate    = "998b88de-aa99-4388-a42c-1b3517d49490"
)

func agreementRoutes() []route {
	row := func(op, method, pattern string, write bool, handle func(*Server, *call) *reply) route {
		return route{op: op, method: method, patterns: []string{"/v1" + pattern}, vendor: vendorPartnerCenter, write: write, userOnly: true, handle: handle,
			fidelity: Stateful, evidence: "published sample", proof: "TestPurchase"}
	}
	return []route{
		pcRoute("agreements.metadata.list", "GET /v1/agreements", (*Server).agreementTemplates, "").forUsers(),
		row("customers.agreements.list", "GET", "/customers/{customer}/agreements", false, (*Server).agreementsList),
		row("customers.agreements.create", "POST", "/customers/{customer}/agreements", true, (*Server).agreementsCreate),
		pcRoute("customers.agreements.directSignStatus.get", "GET /v1/customers/{customer}/directSignedMicrosoftCustomerAgreementStatus", (*Server).directSignStatus, "").forUsers(),
	}
}

// An Agreement is a customer's consent to one of Microsoft's agreements.
type Agreement struct {
	UserID         string           `json:"userId"`
	PrimaryContact AgreementContact `json:"primaryContact"`
	TemplateID     string           `json:"templateId"`
	DateAgreed     string           `json:"dateAgreed"`
	Type           string           `json:"type"`
	AgreementLink  string           `json:"agreementLink,omitempty"`
}

// An AgreementContact is the person who agreed.
type AgreementContact struct {
	FirstName   string `json:"firstName"`
	LastName    string `json:"lastName"`
	Email       string `json:"email"`
	PhoneNumber string `json:"phoneNumber,omitempty"`
}

type agreementTemplate struct {
	TemplateID    string       `json:"templateId"`
	AgreementType string       `json:"agreementType"`
	AgreementLink string       `json:"agreementLink"`
	VersionRank   int          `json:"versionRank"`
	Attributes    pcAttributes `json:"attributes"`
}

// agreementTemplates lists the Cloud agreement unless asked for another; the
// Customer agreement is the one that purchases need.
func (s *Server) agreementTemplates(c *call) *reply {
	items := []agreementTemplate{}
	for _, t := range []agreementTemplate{
		{TemplateID: customerAgreementTemplate, AgreementType: customerAgreement, AgreementLink: "https://aka.ms/customeragreement", VersionRank: 0},
		{TemplateID: cloudAgreementTemplate, AgreementType: cloudAgreement, AgreementLink: "https://aka.ms/csp/cloudagreement", VersionRank: 0},
	} {
		asked := orElse(c.param("agreementType"), cloudAgreement)
		if asked == "*" || strings.EqualFold(asked, t.AgreementType) {
			t.Attributes.ObjectType = "AgreementMetaData"
			items = append(items, t)
		}
	}
	return ok(collection(items, "/agreements"))
}

func (s *Server) agreementsList(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		items := []Agreement{}
		for _, a := range s.st.agreements[t.ID] {
			if asked := c.param("agreementType"); asked == "" || asked == "*" || strings.EqualFold(asked, a.Type) {
				items = append(items, a)
			}
		}
		return ok(collection(items, t.path()+"/agreements"))
	})
}

func (s *Server) agreementsCreate(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		var in Agreement
		if err := c.decode(&in); err != nil {
			return pcError(http.StatusBadRequest, 800002, "Invalid request input: "+err.Error())
		}
		p := in.PrimaryContact
		known := in.TemplateID == customerAgreementTemplate && in.Type == customerAgreement || in.TemplateID == cloudAgreementTemplate && in.Type == cloudAgreement
		if p.FirstName == "" || p.LastName == "" || p.Email == "" || in.DateAgreed == "" || !known {
			return pcError(http.StatusBadRequest, 2000, "primaryContact, dateAgreed, and a templateId with its type are required.")
		}
		in.UserID, in.AgreementLink = c.identity.object, ""
		for _, a := range s.st.agreements[t.ID] {
			if a == in {
				return agreementExists()
			}
		}
		s.st.agreements[t.ID] = append(s.st.agreements[t.ID], in)
		return created(in)
	})
}

// agreementExists is the answer of the agreements service, whose error body is
// another than Partner Center's.
func agreementExists() *reply {
	const text = "A partner confirmed agreement already exists for the customer."
	return jsonReply(http.StatusBadRequest, map[string]any{
		"code": 600061, "message": text, "description": text, "errorName": "PartnerConfirmedAgreementAlreadyExists", "isRetryable": false, "parameters": map[string]string{},
		"errorMessageExtended": "InternalErrorCode=600061",
	})
}

func (s *Server) directSignStatus(c *call) *reply {
	return s.withCustomer(c, func(*Tenant) *reply { return ok(map[string]bool{"isSigned": false}) })
}

// agreed says that the customer's agreement was confirmed. Customers with
// subscriptions must have confirmed it when they bought them.
func (st *state) agreed(t *Tenant) bool {
	if t.Spend.Subscriptions > 0 || t.Spend.Azure > 0 {
		return true
	}
	for _, a := range st.agreements[t.ID] {
		if a.Type == customerAgreement {
			return true
		}
	}
	return false
}
