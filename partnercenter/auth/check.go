package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// PermissionsError says that the API refuses a user whose sign-in is in order.
type PermissionsError struct {
	// Check is the operation that was refused, such as "customers.list".
	Check string
	// Status is the HTTP status, 401 or 403.
	Status int
	// Err is the refusal with its ids.
	Err error
}

// Error says what was refused and what to do.
func (e *PermissionsError) Error() string {
	remedy := "give the service account the Admin Agent role in Partner Center again"
	if e.Status == http.StatusUnauthorized {
		remedy = "Partner Center does not accept the user's token; sign in again as the service account, with MFA"
	}
	return fmt.Sprintf("%s is refused: %s (%v)", e.Check, remedy, e.Err)
}

// Unwrap returns the refusal.
func (e *PermissionsError) Unwrap() error { return e.Err }

// CheckRoles reads one customer and one invoice from Partner Center as the
// signed-in user. A refusal gives a [PermissionsError].
func CheckRoles(ctx context.Context, a *Authenticator) error {
	client, err := rest.New(rest.Config{
		Name: "tenantlink-auth", BaseURL: a.grant.Cloud.api(), Tokens: a.Source(a.grant.Cloud.PartnerCenter),
		RequestIDHeader: "MS-RequestId", CorrelationIDHeader: "MS-CorrelationId",
	}, rest.WithReadOnly(), rest.WithHTTPClient(a.settings.http))
	if err != nil {
		return err
	}
	var errs []error
	for _, op := range []rest.Operation{
		{ID: "customers.list", Method: http.MethodGet, Path: "/v1/customers"},
		{ID: "invoices.list", Method: http.MethodGet, Path: "/v1/invoices"},
	} {
		errs = append(errs, checkOne(ctx, client, op))
	}
	return errors.Join(errs...)
}

func checkOne(ctx context.Context, client *rest.Client, op rest.Operation) error {
	_, failure := client.Do(ctx, rest.Call{Op: op, Query: url.Values{"size": {"1"}}})
	switch {
	case failure == nil:
		return nil
	case failure.Status == http.StatusForbidden || failure.Status == http.StatusUnauthorized:
		return &PermissionsError{Check: op.ID, Status: failure.Status, Err: failure}
	}
	return failure
}
