package billing

import (
	"bytes"
	"strings"
)

// classFields are the fields a category depends on.
var classFields = setOf(fProductID, fPublisher, fChargeType, fMeter)

// classes are the categories by number, so that a key holds a byte.
var classes = [...]Category{Licences, Azure, Reservations, Software, Marketplace, Credits, Unclassified}

const (
	classLicences = iota
	classAzure
	classReservations
	classSoftware
	classMarketplace
	classCredits
	classUnclassified
)

// classify finds the category of a line and whether the platform bills it only
// with the Azure service. Consumption is recognised by an Azure plan's product
// id together with a meter. A line with one of the two cannot be told, is its
// own category and is never gated.
//
// Product id prefixes as seen in Microsoft's price lists (not documented as a
// rule): CFQ7TTC0 seat licences, DG7GMGF0 software, DZH318Z0 Azure plans,
// reservations, savings plans and the marketplace.
func classify(v *[numFields]value, plans map[string]bool) (class uint8, gated bool) {
	id := v[fProductID].text()
	meter := len(bytes.TrimSpace(v[fMeter].text())) > 0
	plan := isPlan(id, plans)
	gated = plan && meter
	switch {
	case isCustomerCredit(v):
		return classCredits, gated
	case gated:
		return classAzure, true
	case plan || (meter && !isMarketplace(v[fPublisher].text())):
		return classUnclassified, false
	case isMarketplace(v[fPublisher].text()):
		return classMarketplace, false
	case hasPrefixFold(id, "CFQ7TTC0"):
		return classLicences, false
	case hasPrefixFold(id, "DG7GMGF0"):
		return classSoftware, false
	case hasPrefixFold(id, "DZH318Z0"):
		return classReservations, false
	}
	return classUnclassified, false
}

func isPlan(id []byte, plans map[string]bool) bool {
	if plans[string(id)] {
		return true
	}
	for _, c := range id {
		if 'a' <= c && c <= 'z' {
			return plans[strings.ToUpper(string(id))]
		}
	}
	return false
}

func isMarketplace(publisher []byte) bool {
	return len(publisher) > 0 && !hasPrefixFold(publisher, "Microsoft")
}

func hasPrefixFold(s []byte, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(string(s[:len(prefix)]), prefix)
}
