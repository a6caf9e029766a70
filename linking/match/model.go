package match

// point is one point of a piecewise linear function.
type point struct {
	// x is the measure, y the weight in log2 units.
	x, y float64
}

// model is the set of weights in log2 units. It is a value, so that weights from
// other data can be tried; defaultModel is what results name by its version.
type model struct {
	// version names the weights in every result.
	version string
	// name maps the similarity of names (0 to 1) to a weight.
	name []point
	// nameShare limits the weight of names by the information of their common words.
	nameShare float64
	// nameFloor is the most that names, legal forms included, say against a pair
	// with a domain or number that is unique on both sides.
	nameFloor float64
	// formSame, formForeign, formDiffers: legal forms of one class, of one class
	// and different countries, of different classes.
	formSame, formForeign, formDiffers float64
	// numberDiffers, numberMissing, placeDiffers, roleDiffers: a number differs or
	// stands on one side only, a place, what the company does according to its name
	// differs.
	numberDiffers, numberMissing, placeDiffers, roleDiffers float64
	// guid: an existing link or Microsoft's answer for the organization's domain.
	guid float64
	// registration, registrationUnchecked, registrationDiffers: numbers with and
	// without a check digit that holds.
	registration, registrationUnchecked               float64
	registrationDiffers, registrationUncheckedDiffers float64
	// domain by the number of other holders: unique, one more, two more.
	domain [3]float64
	// emailFactor scales domain when an e-mail domain is involved.
	emailFactor float64
	// domainDiffers: both own domains and none is equal.
	domainDiffers float64
	// label: the label of one domain equals the label of the other's domain;
	// labelName: equals the other's name written together.
	label, labelName float64
	// phone by the number of other holders, and phoneDiffers.
	phone        [3]float64
	phoneDiffers float64
	// street: street and number agree, Part: one of them, Differs: neither.
	street, streetPart, streetDiffers float64
	// postal and postalDiffers, city and cityDiffers, country and countryDiffers.
	postal, postalDiffers, city, cityDiffers, country, countryDiffers float64
	// placeCap is the most that street, postal code, city and country add together.
	placeCap float64
	// reviewHigh, reviewLow and margin are the default thresholds of [Policy].
	reviewHigh, reviewLow, margin float64
	// tie is the margin below which a result is ambiguous.
	tie float64
}

// defaultModel returns the weights this package was measured with.
//
// phone, street, postal code, shared domain and the levels of the name follow
// an expectation maximisation over Locu and Foursquare venue records without
// labels. A unique domain has the weight of a unique host there (74 of 74
// right). registration, country, legal form, number and place are set by
// judgement: a checked number is worth more than any other field, a
// contradiction of number or form outweighs half of an equal name, a number on
// one side only a third as much as one that differs. nameFloor lets a domain or
// number of their own keep two names with nothing in common in the review bands.
func defaultModel() model {
	return model{
		version: "2026-11.3",
		name: []point{
			{0, -7}, {0.2, -6}, {0.35, -3.5}, {0.5, -0.5}, {0.6, 2}, {0.7, 4.5}, {0.8, 6.5}, {0.9, 8.5}, {1, 10},
		},
		nameShare: 0.85, nameFloor: -5,
		formSame: 1, formForeign: -2, formDiffers: -6,
		numberDiffers: -6, numberMissing: -2, placeDiffers: -1.5, roleDiffers: -4,
		guid:         20,
		registration: 14, registrationUnchecked: 9, registrationDiffers: -8, registrationUncheckedDiffers: -3,
		domain: [3]float64{10, 6, 4}, emailFactor: 0.8, domainDiffers: -1,
		label: 4, labelName: 2,
		phone: [3]float64{10, 7, 4}, phoneDiffers: -2,
		street: 9, streetPart: 1.5, streetDiffers: -2.5,
		postal: 4.5, postalDiffers: -2.5, city: 1.5, cityDiffers: -1.5, country: 0.5, countryDiffers: -4,
		placeCap:   11,
		reviewHigh: 8, reviewLow: 3, margin: 5, tie: 1,
	}
}

// interpolate reads a piecewise linear function.
func interpolate(points []point, x float64) float64 {
	for i := 1; i < len(points); i++ {
		if x <= points[i].x {
			p, q := points[i-1], points[i]
			return p.y + (q.y-p.y)*(x-p.x)/(q.x-p.x)
		}
	}
	return points[len(points)-1].y
}
