// Package auth signs in to Microsoft the way Partner Center demands (Secure
// Application Model) and keeps the sign-in alive.
//
// A person signs in once, with MFA, through a [Authenticator.ConsentHandler] in
// a web service, [Authenticator.ConsentLoopback] in a program, or
// [Authenticator.ConsentDevice] on another device; or the partner brings the
// refresh token it already has to [Authenticator.Import]. The refresh token
// goes to a [TokenStore]. From then on [Authenticator.Source] gives access
// tokens per audience and per customer tenant, which the module's clients take
// as they are.
//
// Microsoft replaces the refresh token with each use, lets the old one die 90
// days after its issue, and says nothing when a client forgets to save the new
// one. So every replacement is saved before the access token is handed out, one
// process refreshes while the others that share the store use its result, and a
// [Refresher] renews every stored grant each night even when nobody uses it.
// When the grant is lost all the same, the error is a [ReauthError] that says
// why, what to repair, and where to sign in.
//
// # Clocks and secrets
//
// Tokens carry times by the clock of the process that received them; processes
// that share a store may differ by a few seconds, not by minutes. Tokens, codes
// and secrets never appear in errors, events, logs or formatted values; only
// [Secret.Reveal], [Record.MarshalBinary] and the wire show them.
package auth
