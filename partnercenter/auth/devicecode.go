package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"
)

// DevicePrompt is what a person needs to sign in on another device. The user
// code is for that person only.
type DevicePrompt struct {
	// Address is where to go, UserCode what to enter there.
	Address  string
	UserCode string
	// Message is Microsoft's own sentence that says both.
	Message string
	// Ends is when the code stops working.
	Ends time.Time
}

// deviceAnswer is the answer of the device code endpoint.
type deviceAnswer struct {
	DeviceCode string   `json:"device_code"`
	UserCode   string   `json:"user_code"`
	Address    string   `json:"verification_uri"`
	ExpiresIn  looseInt `json:"expires_in"`
	Interval   looseInt `json:"interval"`
	Message    string   `json:"message"`
}

const (
	defaultInterval   = 5 * time.Second
	maxInterval       = time.Minute
	defaultDeviceLife = 15 * time.Minute
)

// ConsentDevice signs a person in on another device: prompt shows them where to
// go and what to enter. It returns when the sign-in is stored, the code has
// expired, or ctx ends. Conditional Access often blocks this flow.
func (a *Authenticator) ConsentDevice(ctx context.Context, prompt func(DevicePrompt) error) (Consent, error) {
	if prompt == nil {
		return Consent{}, errors.New("auth: prompt is nil")
	}
	d, err := a.deviceCode(ctx)
	if err != nil {
		return Consent{}, err
	}
	ends := time.Now().Add(seconds(d.ExpiresIn, defaultDeviceLife, defaultDeviceLife))
	if err := prompt(DevicePrompt{Address: d.Address, UserCode: d.UserCode, Message: d.Message, Ends: ends}); err != nil {
		return Consent{}, fmt.Errorf("show the device code: %w", err)
	}
	interval := seconds(d.Interval, defaultInterval, maxInterval)
	for {
		select {
		case <-time.After(interval):
		case <-ctx.Done():
			return Consent{}, ctx.Err()
		}
		answer, err := a.endpoint.token(ctx, opRedeem(), a.grant.Tenant, url.Values{
			"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {d.DeviceCode},
		})
		if err == nil {
			return a.accept(ctx, answer, "", "")
		}
		wait, goOn := pollAgain(err)
		if !goOn {
			return Consent{}, fmt.Errorf("sign in by device code: %w", err)
		}
		interval = min(interval+wait, maxInterval)
		if time.Now().After(ends) {
			return Consent{}, fmt.Errorf("sign in by device code: nobody finished it in time: %w", err)
		}
	}
}

// pollAgain reports whether polling goes on, and how much slower (RFC 8628 3.5).
func pollAgain(err error) (slower time.Duration, goOn bool) {
	var e *Error
	if !errors.As(err, &e) {
		return 0, false
	}
	if e.OAuth == "slow_down" || e.Class == ClassTransient {
		return defaultInterval, true
	}
	return 0, e.Class == ClassPending
}

func (a *Authenticator) deviceCode(ctx context.Context) (deviceAnswer, error) {
	var d deviceAnswer
	form := url.Values{"client_id": {a.grant.ClientID}, "scope": {signInScope(a.grant.Cloud.PartnerCenter)}}
	body, err := a.endpoint.post(ctx, opDeviceCode(), a.grant.Tenant, form)
	if err != nil {
		return d, err
	}
	if err := json.Unmarshal(body, &d); err != nil {
		return d, fmt.Errorf("the device code answer: %w", hideContent(err))
	}
	if d.DeviceCode == "" || d.UserCode == "" || d.Address == "" {
		return d, errors.New("the device code answer lacks a code or an address")
	}
	return d, nil
}

// seconds is n seconds, or the default when the server said nothing, bounded.
func seconds(n looseInt, standard, most time.Duration) time.Duration {
	if n <= 0 {
		return standard
	}
	return time.Duration(min(int64(n), int64(most/time.Second))) * time.Second
}
