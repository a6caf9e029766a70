// Package fidelity holds tests that point other people's clients, unmodified,
// at the mock server: MSAL for Go, azidentity, golang.org/x/oauth2 and go-oidc.
// It is a module of its own so that their dependencies stay out of the SDK.
package fidelity
