package match

// Band says what may be done with a tenant.
type Band string

// The bands, the most certain first.
const (
	// BandAuto may be linked without asking: a deterministic key, or two
	// independent fields that agree with nothing against them.
	BandAuto Band = "auto"
	// BandReviewHigh is very probably right; a person confirms it.
	BandReviewHigh Band = "review_high"
	// BandReviewLow is a suggestion worth a look.
	BandReviewLow Band = "review_low"
	// BandAmbiguous has two or more organizations that fit about equally well,
	// such as departments of one company.
	BandAmbiguous Band = "ambiguous"
	// BandConflict has certain keys that contradict each other.
	BandConflict Band = "conflict"
	// BandUnmatched has no organization that is worth suggesting.
	BandUnmatched Band = "unmatched"
)

// Reason says in one word why a result is in its band.
type Reason string

// The reasons.
const (
	// ReasonLinked: the organization has this tenant already.
	ReasonLinked Reason = "linked"
	// ReasonConfirmed: a person confirmed the pair.
	ReasonConfirmed Reason = "confirmed"
	// ReasonResolved: Microsoft names the tenant as owner of the organization's domain.
	ReasonResolved Reason = "resolved_tenant"
	// ReasonRegistration: an equal registration or VAT number, unique on both sides.
	ReasonRegistration Reason = "registration_number"
	// ReasonDomain: an equal domain, unique on both sides.
	ReasonDomain Reason = "domain"
	// ReasonFields: the name and an independent field agree.
	ReasonFields Reason = "independent_fields"
	// ReasonScore: the score alone decided the band.
	ReasonScore Reason = "score"
	// ReasonVeto: a contradiction keeps a good pair from being automatic.
	ReasonVeto Reason = "veto"
	// ReasonMargin: another organization or tenant is too close for certainty.
	ReasonMargin Reason = "margin"
	// ReasonTaken: the organization has, or fits as well or better, another tenant.
	ReasonTaken Reason = "organization_taken"
	// ReasonPolicy: the policy keeps it from being automatic.
	ReasonPolicy Reason = "policy"
	// ReasonContradiction: certain keys name different organizations or tenants.
	ReasonContradiction Reason = "contradiction"
	// ReasonNothing: no candidate reached the review bands.
	ReasonNothing Reason = "no_candidate"
)

// Field names what a piece of evidence compared.
type Field string

// The fields of evidence.
const (
	FieldLink         Field = "linked_tenant"
	FieldResolved     Field = "resolved_tenant"
	FieldDecision     Field = "decision"
	FieldRegistration Field = "registration_number"
	FieldVAT          Field = "vat_number"
	FieldDomain       Field = "domain"
	FieldEmailDomain  Field = "email_domain"
	FieldDomainLabel  Field = "domain_label"
	FieldName         Field = "name"
	FieldLegalForm    Field = "legal_form"
	FieldPhone        Field = "phone"
	FieldAddress      Field = "address" // the cap over the parts of one address
	FieldStreet       Field = "street"
	FieldPostalCode   Field = "postal_code"
	FieldCity         Field = "city"
	FieldCountry      Field = "country"
)

// Evidence is the comparison of one field: both values as given, how they
// compare, and the weight in log2 units that this adds to the score.
type Evidence struct {
	Field        Field   `json:"field"`
	Tenant       string  `json:"tenant"`
	Organization string  `json:"organization"`
	Comparison   string  `json:"comparison"`
	Weight       float64 `json:"weight"`
}

// Veto is a contradiction that limits the band of a pair, not its score.
type Veto string

// The vetoes. All of them keep a pair from [BandAuto]; [VetoNoDistinctive],
// [VetoRole] and a [VetoLocation] of several parts of the address keep it from
// [BandReviewHigh] too.
const (
	// VetoRegistration: both have valid registration numbers and they differ.
	VetoRegistration Veto = "registration_differs"
	// VetoLegalForm: the legal forms are of different classes or countries.
	VetoLegalForm Veto = "legal_form_differs"
	// VetoNumber: a number or ordinal in the names differs or is on one side only.
	VetoNumber Veto = "number_differs"
	// VetoPlace: a place in the names differs or is on one side only.
	VetoPlace Veto = "place_differs"
	// VetoNoDistinctive: the names share no distinctive word.
	VetoNoDistinctive Veto = "no_distinctive_word"
	// VetoWords: both names have words that the other has not.
	VetoWords Veto = "words_differ"
	// VetoRole: such words say what the company does, as in "Acme Holding" and
	// "Acme Logistics": sister companies.
	VetoRole Veto = "role_differs"
	// VetoName: the names contradict a certain key.
	VetoName Veto = "name_differs"
	// VetoCountry: the countries differ.
	VetoCountry Veto = "country_differs"
	// VetoLocation: same company by name or domain, but at another place.
	VetoLocation Veto = "location_differs"
	// VetoHasTenant: the organization has another tenant already.
	VetoHasTenant Veto = "organization_has_tenant"
	// VetoResolvedElsewhere: Microsoft names another tenant as the owner of the
	// organization's domains.
	VetoResolvedElsewhere Veto = "resolved_to_other_tenant"
)

// Candidate is one organization that was compared with the tenant.
type Candidate struct {
	OrganizationID string `json:"organization_id"`
	// Score is the sum of the weights of Evidence.
	Score    float64    `json:"score"`
	Evidence []Evidence `json:"evidence"`
	Vetoes   []Veto     `json:"vetoes,omitempty"`
}

// Result is the decision about one tenant, with everything it rests on.
type Result struct {
	TenantID string `json:"tenant_id"`
	// OrganizationID is the assigned, best organization; empty when there is
	// none. Only in [BandAuto] is it meant to be linked without a person.
	OrganizationID string `json:"organization_id,omitempty"`
	Band           Band   `json:"band"`
	Reason         Reason `json:"reason"`
	// Score is the score of the assigned organization in log2 units, comparable
	// between tenants; 0 without one. With an equal rival it is at most
	// [Policy.ReviewHigh], for an organization that another tenant took at most
	// [Policy.ReviewLow], while the candidate keeps its own score. Vetoes do not
	// change it.
	Score float64 `json:"score"`
	// Margin is the distance to the closest rival in log2 units: the runner-up
	// organization of the tenant, or the runner-up tenant of the organization;
	// 99 when there is none.
	Margin float64 `json:"margin"`
	// Candidates are the best candidates, the assigned one first, then the
	// runner-up and other near misses; as many as [Policy.Candidates].
	Candidates []Candidate `json:"candidates,omitempty"`
	// Compared is how many organizations were scored for this tenant.
	Compared int `json:"compared"`
	// Model is the version of the weights.
	Model string `json:"model"`
}
