package partnercenter

import (
	"context"
	"errors"
	"net/http"
	"strings"
)

// MFACompliance is what Partner Center says about the MFA claim of a token.
type MFACompliance string

// The answers about MFA.
const (
	// MFACompliant: the token was issued with multifactor authentication.
	MFACompliant MFACompliance = "compliant"
	// MFANotCompliant: it was not; calls are refused or will be.
	MFANotCompliant MFACompliance = "not compliant"
	// MFAUnknown: the service did not say. App-only tokens are not subject to
	// MFA.
	MFAUnknown MFACompliance = "unknown"
)

const mfaHeader = "isMfaCompliant"

// ValidateMFA asks Partner Center whether the token carries the MFA claim: it
// reads one customer with the header ValidateMfa. A refusal for lack of MFA is
// an answer, not an error.
func (c *Client) ValidateMFA(ctx context.Context, opts ...CallOption) (MFACompliance, error) {
	var resp http.Response
	args := Args{Query: params("size", "1"), Header: http.Header{"ValidateMfa": {"true"}}}
	page, err := customersList.call(ctx, c, args, nil, append(opts[:len(opts):len(opts)], WithResponse(&resp)))
	switch {
	case errors.Is(err, ErrMFARequired):
		return MFANotCompliant, nil
	case err != nil:
		return MFAUnknown, err
	}
	said := strings.ToLower(resp.Header.Get(mfaHeader))
	if said == "" { // some clients in use read it from the body
		said = strings.ToLower(strings.Trim(string(page.Unknown[mfaHeader]), `"`))
	}
	switch said {
	case "true":
		return MFACompliant, nil
	case "false":
		return MFANotCompliant, nil
	default:
		return MFAUnknown, nil
	}
}
