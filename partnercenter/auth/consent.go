package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Consent says who signed in and what the tokens show of them.
type Consent struct {
	// User is the sign-in name, Name the display name, ObjectID the user's id.
	User     string `json:"user,omitempty"`
	Name     string `json:"name,omitempty"`
	ObjectID string `json:"object_id,omitempty"`
	// Tenant is the GUID of the tenant that the user signed in to.
	Tenant string `json:"tenant_id,omitempty"`
	// MFA says that the token's amr claim holds "mfa"; Methods is that claim.
	MFA     bool     `json:"mfa"`
	Methods []string `json:"methods,omitempty"`
	// Roles are the template ids of directory roles in the token (wids claim).
	// A token may leave roles out: their absence proves nothing.
	Roles []string `json:"roles,omitempty"`
	// Scopes are the permissions in the token for Partner Center.
	Scopes []string `json:"scopes,omitempty"`
	// At is when the sign-in was stored.
	At time.Time `json:"at,omitzero"`
}

// Directory roles that matter for consent, by template id (Microsoft, "Entra
// built-in roles").
const (
	RoleGlobalAdministrator         = "62e90394-69f5-4237-9190-012177145e10"
	RolePrivilegedRoleAdministrator = "e8611ab8-c189-46e8-94e1-60213ab1f814"
)

// CanConsent reports whether the token shows a role that may grant admin
// consent. False may mean that the token does not show roles.
func (c Consent) CanConsent() bool {
	return slices.ContainsFunc(c.Roles, func(r string) bool {
		return strings.EqualFold(r, RoleGlobalAdministrator) || strings.EqualFold(r, RolePrivilegedRoleAdministrator)
	})
}

// Import stores a refresh token that the partner already holds, after redeeming
// it once, and says whose it is. Like a sign-in it is refused without MFA and
// for another tenant.
//
// Importing the same token again does nothing while the grant that it began is
// stored, so that every process of a service may import it at each start: what
// has replaced it since stays. To begin with it anew, call SignOut first.
func (a *Authenticator) Import(ctx context.Context, refresh Secret) (Consent, error) {
	if refresh == "" {
		return Consent{}, errors.New("auth: the refresh token to import is empty")
	}
	return locked(ctx, a, a.Key(), func(ctx, _ context.Context) (Consent, error) {
		stored, err := a.current(ctx)
		if err == nil && stored.Imported == fingerprint(refresh) && stored.Consent != nil {
			return *stored.clone().Consent, nil
		}
		return a.importNew(ctx, refresh)
	})
}

// fingerprint tells refresh tokens apart without showing them.
func fingerprint(refresh Secret) string {
	sum := sha256.Sum256([]byte(refresh.Reveal()))
	return hex.EncodeToString(sum[:])
}

func (a *Authenticator) importNew(ctx context.Context, refresh Secret) (Consent, error) {
	answer, err := a.endpoint.token(ctx, opToken(), a.grant.Tenant, refreshForm(refresh, a.grant.Cloud.PartnerCenter))
	if err != nil {
		return Consent{}, a.reauth(ctx, err)
	}
	if answer.Refresh == "" {
		answer.Refresh = refresh.Reveal()
	}
	return a.accept(ctx, answer, "", fingerprint(refresh))
}

// accept checks the answer to a sign-in and stores it, though ctx may end: a
// code and a refresh token may work once only. imported is the fingerprint of
// an imported token.
func (a *Authenticator) accept(ctx context.Context, answer tokenResponse, nonce, imported string) (Consent, error) {
	consent, err := a.identify(answer, nonce)
	if err != nil {
		return consent, err
	}
	if answer.Refresh == "" {
		return consent, errors.New("auth: the sign-in brought no refresh token: the scope offline_access was not granted")
	}
	now := time.Now()
	consent.At = now.UTC()
	record := Record{
		Refresh: Secret(answer.Refresh), IssuedAt: now.UTC(), Lifetime: refreshLife, Expiry: answer.refreshEnds(now),
		Scopes: consent.Scopes, ScopeVersion: a.settings.scopes.Version, Consent: &consent, Imported: imported,
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
	defer cancel()
	_, err = a.store.Update(ctx, a.Key(), func(Record, bool) (Record, error) { return record, nil })
	if err != nil {
		return consent, fmt.Errorf("store the sign-in: %w", err)
	}
	a.emit(ctx, SignedInEvent{Key: a.Key(), Consent: consent})
	s := a.Source(a.grant.Cloud.PartnerCenter)
	if s.err == nil {
		s.keepAccess(ctx, answer.access(now))
	}
	return consent, nil
}

// identify reads who signed in and refuses what must not be stored.
func (a *Authenticator) identify(answer tokenResponse, nonce string) (Consent, error) {
	access, err := parseClaims(answer.Access)
	if err != nil {
		return Consent{}, fmt.Errorf("auth: the access token does not show who signed in: %w", err)
	}
	id := access
	if answer.ID != "" {
		if id, err = parseClaims(answer.ID); err != nil {
			return Consent{}, fmt.Errorf("auth: the id_token: %w", err)
		}
		if err := id.checkID(a.grant, nonce, time.Now()); err != nil {
			return Consent{}, fmt.Errorf("auth: %w", err)
		}
	} else if nonce != "" {
		return Consent{}, errors.New("auth: the sign-in brought no id_token")
	}
	consent := Consent{
		User: id.user(), Name: id.Name, ObjectID: id.ObjectID, Tenant: strings.ToLower(id.Tenant),
		MFA: hasMFA(access.Methods), Methods: access.Methods, Roles: access.Roles, Scopes: grantedScopes(answer),
	}
	if isGUID(a.grant.Tenant) && consent.Tenant != a.grant.Tenant {
		return consent, fmt.Errorf("%w: %s signed in to %s, and the grant is for %s", ErrWrongTenant, consent.User, consent.Tenant, a.grant.Tenant)
	}
	if !consent.MFA && !a.settings.withNoMFA {
		return consent, fmt.Errorf("%w: %s signed in with %s; enforce MFA for the account and sign in again", ErrNoMFA, consent.User, methodList(consent.Methods))
	}
	return consent, nil
}

func hasMFA(methods []string) bool {
	return slices.ContainsFunc(methods, func(m string) bool { return strings.EqualFold(m, "mfa") })
}

func methodList(methods []string) string {
	if len(methods) == 0 {
		return "no method that the token shows"
	}
	return strings.Join(methods, " and ")
}

func isGUID(s string) bool { return len(s) == 36 && strings.Count(s, "-") == 4 }
