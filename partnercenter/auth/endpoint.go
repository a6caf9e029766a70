package auth

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// The sign-in service's operations. A token request may be sent again after a
// broken connection: Entra ID leaves a used refresh token valid, and where a
// server does not, the first answer is lost either way. A code is single-use,
// so redeeming one is not repeated.
func opToken() rest.Operation {
	return rest.Operation{ID: "entra.token", Method: http.MethodPost, Path: "/{tenant}/oauth2/v2.0/token", Resend: true}
}

func opRedeem() rest.Operation {
	return rest.Operation{ID: "entra.token", Method: http.MethodPost, Path: "/{tenant}/oauth2/v2.0/token"}
}

func opDeviceCode() rest.Operation {
	return rest.Operation{ID: "entra.devicecode", Method: http.MethodPost, Path: "/{tenant}/oauth2/v2.0/devicecode", Resend: true}
}

// maxAnswer bounds an answer of the sign-in service.
const maxAnswer = 1 << 20

// endpoint talks to the authority of one grant.
type endpoint struct {
	grant      Grant
	credential Credential
	rest       *rest.Client
}

func newEndpoint(g Grant, c Credential, h *http.Client, l *slog.Logger) (*endpoint, error) {
	opts := []rest.Option{rest.WithMaxBody(maxAnswer), rest.WithHTTPClient(h)}
	if l != nil {
		opts = append(opts, rest.WithLogger(l))
	}
	client, err := rest.New(rest.Config{Name: "tenantlink-auth", BaseURL: g.Cloud.Authority}, opts...)
	if err != nil {
		return nil, err
	}
	return &endpoint{grant: g, credential: c, rest: client}, nil
}

// token asks for tokens with the given grant form, in tenant.
func (e *endpoint) token(ctx context.Context, op rest.Operation, tenant string, form url.Values) (tokenResponse, error) {
	form.Set("client_id", e.grant.ClientID)
	address := e.grant.Cloud.Authority + "/" + tenant + "/oauth2/v2.0/token"
	if err := e.credential.add(ctx, address, e.grant.ClientID, form); err != nil {
		return tokenResponse{}, &Error{
			Op: op.ID, Class: ClassConfiguration, Err: err,
			Cause: "The application's credential cannot be used.", Remedy: "Correct the credential.",
		}
	}
	body, err := e.post(ctx, op, tenant, form)
	if err != nil {
		return tokenResponse{}, err
	}
	r, err := decodeTokens(body)
	if err != nil {
		return tokenResponse{}, &Error{
			Op: op.ID, Class: ClassTransient, Status: http.StatusOK, Err: err,
			Cause: "The sign-in service's answer cannot be read.", Remedy: retryLater,
		}
	}
	return r, nil
}

// post sends a form and returns the body of a good answer.
func (e *endpoint) post(ctx context.Context, op rest.Operation, tenant string, form url.Values) ([]byte, error) {
	answer, failure := e.rest.Do(ctx, rest.Call{
		Op: op, Path: []string{tenant}, Body: []byte(form.Encode()), ContentType: "application/x-www-form-urlencoded",
		Header: http.Header{"Accept": {"application/json"}},
	})
	if failure != nil {
		return nil, refusal(op.ID, failure, form)
	}
	return answer.Body, nil
}

// refusal turns a failed call into an Error.
func refusal(op string, f *rest.Failure, form url.Values) error {
	if f.Status == 0 {
		return noAnswer(op, f)
	}
	e := &Error{Op: op, Status: f.Status}
	p, ok := decodeProblem(f.Body)
	if ok {
		e.Code, e.OAuth, e.Claims = p.code(), p.Error, p.Claims
		e.Description = withoutSecrets(p.Description, form)
		e.TraceID, e.CorrelationID, e.Timestamp = p.TraceID, p.CorrelationID, p.Timestamp
	}
	d, known := diagnose(e.Code)
	if !known {
		d = diagnoseOAuth(e.OAuth, f.Status)
	}
	e.Class, e.Cause, e.Remedy = d.class, d.cause, d.remedy
	return e
}

// noAnswer is the error of a call that got no answer.
func noAnswer(op string, f *rest.Failure) error {
	if errors.Is(f.Err, context.Canceled) {
		return f.Err
	}
	var untrusted *tls.CertificateVerificationError
	if errors.As(f.Err, &untrusted) {
		return &Error{
			Op: op, Class: ClassConfiguration, Err: f.Err, Cause: "The certificate of the sign-in service is not trusted.",
			Remedy: "Check the authority's address, and that this machine, or the http.Client given, trusts its certificate authority.",
		}
	}
	return &Error{
		Op: op, Class: ClassTransient, Err: f.Err,
		Cause: "The sign-in service did not answer.", Remedy: retryLater,
	}
}

// withoutSecrets removes what was sent from a text that came back.
func withoutSecrets(text string, form url.Values) string {
	text = rest.Redact(text)
	for _, name := range []string{"refresh_token", "client_secret", "client_assertion", "code", "code_verifier", "device_code"} {
		if v := form.Get(name); v != "" {
			text = strings.ReplaceAll(text, v, "[redacted]")
			text = strings.ReplaceAll(text, url.QueryEscape(v), "[redacted]")
		}
	}
	return text
}

// refreshForm is the form of the refresh_token grant.
func refreshForm(token Secret, audience string) url.Values {
	return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token.Reveal()}, "scope": {signInScope(audience)}}
}

// appForm is the form of the client_credentials grant.
func appForm(audience string) url.Values {
	return url.Values{"grant_type": {"client_credentials"}, "scope": {defaultScope(audience)}}
}

// codeForm is the form of the authorization_code grant.
func codeForm(code, verifier, redirect, audience string) url.Values {
	return url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "code_verifier": {verifier},
		"redirect_uri": {redirect}, "scope": {signInScope(audience)},
	}
}
