package provision

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/linking"
)

// Request is one purchase. The same id is the same purchase, however often and
// by whichever process it is run.
type Request struct {
	// ID is the caller's, 1 to 64 letters, digits, "-", "_" and ".".
	ID string `json:"id"`
	// Tenant is the customer, when it is one already. Otherwise Customer is made.
	Tenant uuid.UUID `json:"tenant_id,omitzero"`
	// Customer is the tenant to make, when Tenant is not set.
	Customer *Customer `json:"customer,omitempty"`
	// Route is who makes the tenant; the zero value is the seller.
	Route Route `json:"route,omitempty"`
	// OrganizationID is the organization that the tenant belongs to in the end.
	OrganizationID string `json:"organization_id"`
	// Agreement is the customer's acceptance of the Microsoft Customer Agreement;
	// it may be left out for a customer that has accepted before.
	Agreement *Agreement `json:"agreement,omitempty"`
	// Items are what is bought, at least one.
	Items []Item `json:"items"`
	// Admin is the administrative access to get in the end; nil for none.
	Admin *Admin `json:"admin,omitempty"`
}

// Route says who makes a new tenant.
type Route string

// The routes.
const (
	// RouteSeller makes the tenant at the vendor (Partner Center) and links it to
	// the organization in the end.
	RouteSeller Route = ""
	// RoutePlatform lets the billing platform make it: Cloudmore does so when the
	// Microsoft 365 CSP service is added to an organization, fills the form from
	// the organization and links the tenant by itself. Of the Customer only the
	// domain is used. It needs WithTenantMaker.
	RoutePlatform Route = "platform"
)

// Customer is a tenant to be made, with its first billing contact.
type Customer struct {
	// Domain is the initial domain, such as contoso.onmicrosoft.com.
	Domain  string `json:"domain"`
	Company string `json:"company"`
	Email   string `json:"email"`
	// Culture and Language are such as "en-US" and "en".
	Culture   string          `json:"culture"`
	Language  string          `json:"language"`
	FirstName string          `json:"first_name"`
	LastName  string          `json:"last_name"`
	Phone     string          `json:"phone,omitempty"`
	Address   linking.Address `json:"address"`
	// RegistrationNumber is needed in some countries and refused in the others.
	RegistrationNumber string `json:"registration_number,omitempty"`
}

// Agreement is the fact that a person accepted the agreement for the customer.
type Agreement struct {
	FirstName string    `json:"first_name"`
	LastName  string    `json:"last_name"`
	Email     string    `json:"email"`
	Phone     string    `json:"phone,omitempty"`
	Agreed    time.Time `json:"agreed"`
}

// Item is one product.
type Item struct {
	// CatalogItem is product:sku:availability. Availabilities change: read them
	// shortly before.
	CatalogItem string `json:"catalog_item"`
	Quantity    int    `json:"quantity"`
	// Term is P1M, P1Y or P3Y; empty for Azure plans and perpetual software.
	Term string `json:"term,omitempty"`
	// BillingCycle is monthly, annual or one_time, for example.
	BillingCycle string `json:"billing_cycle"`
	PromotionID  string `json:"promotion_id,omitempty"`
}

// Quote is what is about to be bought, as the seller's cart says.
type Quote struct {
	Request string      `json:"request"`
	Tenant  uuid.UUID   `json:"tenant_id"`
	CartID  string      `json:"cart_id"`
	Lines   []QuoteLine `json:"lines"`
}

// QuoteLine is one line of a quote.
type QuoteLine struct {
	Item
	Name     string `json:"name"`
	Currency string `json:"currency,omitempty"`
	// Price is for the whole line and its first billing; nil when the seller
	// does not state it.
	Price *decimal.Decimal `json:"price,omitempty"`
}

// Total returns the sum of the prices, which are of one currency in one cart,
// and whether every line states one.
func (q Quote) Total() (sum decimal.Decimal, complete bool) {
	complete = true
	for _, l := range q.Lines {
		if l.Price == nil {
			complete = false
			continue
		}
		sum = sum.Add(*l.Price)
	}
	return sum, complete
}

var requestID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// validate refuses what could only fail after something was made.
func (r *Request) validate() error {
	switch {
	case !requestID.MatchString(r.ID):
		return fmt.Errorf("the id %q is not made of 1 to 64 letters, digits, dots, dashes and underscores", r.ID)
	case (r.Tenant == uuid.Nil) == (r.Customer == nil):
		return errors.New("either an existing tenant_id or a customer to make is needed, and not both")
	case r.OrganizationID == "":
		return errors.New("organization_id is missing")
	case len(r.Items) == 0:
		return errors.New("nothing is to be bought")
	}
	for n, i := range r.Items {
		if i.CatalogItem == "" || i.Quantity < 1 || i.BillingCycle == "" {
			return fmt.Errorf("item %d needs catalog_item, billing_cycle and a quantity of at least 1", n+1)
		}
	}
	if err := r.validateRoute(); err != nil {
		return err
	}
	if c := r.Customer; c != nil && r.Route == RouteSeller {
		for _, f := range []struct{ name, value string }{
			{"domain", c.Domain}, {"company", c.Company}, {"email", c.Email}, {"culture", c.Culture}, {"language", c.Language},
			{"first_name", c.FirstName}, {"last_name", c.LastName}, {"address.street", c.Address.Street}, {"address.city", c.Address.City}, {"address.country", c.Address.Country},
		} {
			if strings.TrimSpace(f.value) == "" {
				return fmt.Errorf("customer.%s is missing", f.name)
			}
		}
	}
	if r.Admin != nil {
		if err := r.Admin.validate(); err != nil {
			return err
		}
	}
	if a := r.Agreement; a != nil && (a.FirstName == "" || a.LastName == "" || a.Email == "" || a.Agreed.IsZero()) {
		return errors.New("the agreement needs who accepted it and when")
	}
	return nil
}

func (r *Request) validateRoute() error {
	switch {
	case r.Route == RouteSeller:
		return nil
	case r.Route != RoutePlatform:
		return fmt.Errorf("the route %q is unknown; leave it out, or use %q", r.Route, RoutePlatform)
	case r.Customer == nil:
		return fmt.Errorf("the route %q makes a tenant, so a customer with its domain is needed instead of tenant_id", r.Route)
	case strings.TrimSpace(r.Customer.Domain) == "":
		return errors.New("customer.domain is missing")
	}
	return nil
}

// maxRequest bounds a request file.
const maxRequest = 1 << 20

// ReadRequest reads a request from JSON. A member that is not known, or a value
// of another type, is an error that names the line, because what is misspelt
// would otherwise silently not be bought.
func ReadRequest(r io.Reader) (Request, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxRequest))
	if err != nil {
		return Request{}, fmt.Errorf("provision: read request: %w", err)
	}
	var req Request
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	err = dec.Decode(&req)
	if err == nil && dec.More() {
		err = errors.New("there is more than one request")
	}
	if err != nil {
		return Request{}, fmt.Errorf("provision: read request: line %d: %w", 1+bytes.Count(data[:failedAt(data, dec, err)], []byte("\n")), err)
	}
	if err := req.validate(); err != nil {
		return Request{}, fmt.Errorf("provision: read request %s: %w", req.ID, err)
	}
	return req, nil
}

// failedAt is the offset of what could not be decoded.
func failedAt(data []byte, dec *json.Decoder, err error) int {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	offset := dec.InputOffset()
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
	case errors.Is(err, io.ErrUnexpectedEOF):
		offset = int64(len(data))
	default: // an unknown member is only told by its name
		if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok {
			offset = int64(bytes.Index(data, []byte(name)))
		}
	}
	return int(min(max(offset, 0), int64(len(data))))
}

// digest identifies the content of the request.
func (r *Request) digest() string {
	data, _ := json.Marshal(r) // strings, numbers, times and ids: it cannot fail
	h := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(h[:])
}
