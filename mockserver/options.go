package mockserver

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"time"
)

// An Option configures a Server. Start validates all of them together.
type Option func(*options)

type options struct {
	seed           uint64
	tenants        int
	profile        Profile
	asOf           time.Time
	acceptAny      bool
	rotation       Rotation
	lifetimes      Lifetimes
	mfa            MFAEnforcement
	exports        Exports
	throttle       []Throttle
	logLimit       int
	listLag        time.Duration
	listen         string
	tlsListen      string
	connectProxy   string
	noListener     bool
	insecureListen bool
	sandbox        bool
	allowViolation bool
	clientKeys     []*rsa.PublicKey
	stateFile      string
}

// A Profile is the kind of broker that is seeded.
type Profile string

// The profiles.
const (
	// ProfileEU is a direct-bill partner in the Nordics and Europe, billed in
	// EUR, with tax on the invoice only. The default.
	ProfileEU Profile = "eu"
	// ProfileUS is a direct-bill partner in the United States, billed in USD,
	// with tax on every line.
	ProfileUS Profile = "us"
	// ProfileIndirect is an indirect provider with 40 resellers, billed in EUR.
	ProfileIndirect Profile = "indirect"
)

// A Rotation says what happens to a refresh token once it was used.
type Rotation string

// The rotation modes.
const (
	// RotationEntra hands out a new refresh token on every use and leaves the
	// old one valid, as Entra ID does. The default.
	RotationEntra Rotation = "entra"
	// RotationStrict takes each refresh token once; a second use revokes the
	// whole family. A client that loses a rotated token is found out at once
	// instead of after 90 days.
	RotationStrict Rotation = "strict"
)

// An MFAEnforcement says how Partner Center refuses user tokens without MFA.
type MFAEnforcement string

// The ways of refusing. Microsoft's documents show the first, partners report
// the second.
const (
	// MFARefuseWithoutBody answers 401 with a reason phrase and no body. The default.
	MFARefuseWithoutBody MFAEnforcement = "no-body"
	// MFARefuse900421 answers 401 with a fault body of code 900421.
	MFARefuse900421 MFAEnforcement = "900421"
	// MFAReport only reports, by the isMfaCompliant header, as before 2026-04.
	MFAReport MFAEnforcement = "report"
)

// Lifetimes are how long credentials live by the mock's clock. Zero fields keep
// the default.
type Lifetimes struct {
	Access    time.Duration // access tokens: 1 h
	Refresh   time.Duration // refresh tokens: 90 days from issue
	Code      time.Duration // authorization codes: 10 min
	Device    time.Duration // device codes: 15 min
	Cloudmore time.Duration // Cloudmore access tokens: 24 h
}

// Exports says how billing exports on Graph behave. Zero fields keep the default.
type Exports struct {
	// Polls is how often an operation answers "running" before it succeeds: 1.
	Polls int
	// RetryAfter is sent while it runs, in whole seconds. The default is 0
	// ("now"); the real service sends 10.
	RetryAfter time.Duration
	// InlineManifest puts the manifest into the finished operation, as
	// Microsoft's sample program expects, instead of a link to it.
	InlineManifest bool
	// BlobTenants is how many tenants' lines one blob holds at most: 500.
	BlobTenants int
	// Life is how long operations, manifests and blob signatures last before
	// they answer 410 or are refused: 12 h.
	Life time.Duration
}

func defaults() options {
	return options{
		seed: 1, tenants: DefaultTenants, profile: ProfileEU, asOf: DefaultAsOf(),
		rotation:  RotationEntra,
		lifetimes: Lifetimes{Access: time.Hour, Refresh: 90 * 24 * time.Hour, Code: 10 * time.Minute, Device: 15 * time.Minute, Cloudmore: 24 * time.Hour},
		mfa:       MFARefuseWithoutBody,
		exports:   Exports{Polls: 1, BlobTenants: 500, Life: 12 * time.Hour},
		logLimit:  100_000,
		listen:    "127.0.0.1:0", tlsListen: "127.0.0.1:0",
	}
}

// DefaultTenants is how many customer tenants a broker has unless WithTenants
// says otherwise: enough for every situation to occur.
const DefaultTenants = 120

// DefaultAsOf is the day on which the seeded broker stands unless WithAsOf says
// otherwise. It is fixed so that the same seed gives the same data next year;
// the newest invoice is that of October 2026.
func DefaultAsOf() time.Time { return time.Date(2026, time.November, 15, 12, 0, 0, 0, time.UTC) }

// WithSeed chooses the broker; the same seed gives the same bytes. The default is 1.
func WithSeed(seed uint64) Option { return func(o *options) { o.seed = seed } }

// WithTenants sets how many customer tenants the broker has. With 0 there is a
// partner and nothing else.
func WithTenants(n int) Option { return func(o *options) { o.tenants = n } }

// WithProfile chooses the kind of broker.
func WithProfile(p Profile) Option { return func(o *options) { o.profile = p } }

// WithAsOf sets the day on which the broker's history ends. It moves invoices
// and subscriptions, not the clock.
func WithAsOf(t time.Time) Option { return func(o *options) { o.asOf = t.UTC() } }

// WithAcceptAny takes any tenant, client, secret, user, bearer token,
// authorization code and refresh token.
func WithAcceptAny() Option { return func(o *options) { o.acceptAny = true } }

// WithRotation sets what a used refresh token is worth.
func WithRotation(r Rotation) Option { return func(o *options) { o.rotation = r } }

// WithLifetimes sets how long tokens and codes live.
func WithLifetimes(l Lifetimes) Option {
	return func(o *options) {
		keep(&o.lifetimes.Access, l.Access)
		keep(&o.lifetimes.Refresh, l.Refresh)
		keep(&o.lifetimes.Code, l.Code)
		keep(&o.lifetimes.Device, l.Device)
		keep(&o.lifetimes.Cloudmore, l.Cloudmore)
	}
}

// WithMFA sets how Partner Center refuses user tokens without MFA.
func WithMFA(m MFAEnforcement) Option { return func(o *options) { o.mfa = m } }

// WithExports sets how billing exports behave.
func WithExports(e Exports) Option {
	return func(o *options) {
		keep(&o.exports.Polls, e.Polls)
		keep(&o.exports.RetryAfter, e.RetryAfter)
		keep(&o.exports.BlobTenants, e.BlobTenants)
		keep(&o.exports.Life, e.Life)
		o.exports.InlineManifest = e.InlineManifest
	}
}

func keep[T comparable](dst *T, v T) {
	var zero T
	if v != zero {
		*dst = v
	}
}

// WithLogLimit bounds the request log; the default is 100,000 entries.
func WithLogLimit(n int) Option { return func(o *options) { o.logLimit = n } }

// WithListLag makes a new customer appear in lists only after d, as partners
// see it in practice; reading it by id works at once.
func WithListLag(d time.Duration) Option { return func(o *options) { o.listLag = d } }

// WithListen sets the address of the HTTP listener, "127.0.0.1:0" by default.
// An address beyond loopback is refused unless WithInsecureListen is given.
func WithListen(addr string) Option { return func(o *options) { o.listen = addr } }

// WithTLSListen sets the address of the HTTPS listener, "127.0.0.1:0" by default.
func WithTLSListen(addr string) Option { return func(o *options) { o.tlsListen = addr } }

// WithInsecureListen allows listening beyond loopback. The mock hands out
// tokens to anybody who asks; do this only on a network you trust.
func WithInsecureListen() Option { return func(o *options) { o.insecureListen = true } }

// WithoutListener opens no socket. Handler and Transport still work, and URL
// returns an address that Transport answers for. Inside a testing/synctest
// bubble this is the only way: a goroutine that waits on a socket keeps the
// bubble's time from moving.
func WithoutListener() Option { return func(o *options) { o.noListener = true } }

// WithStateFile makes Close, and POST /_mock/state/save, write the state as
// JSON to a file.
func WithStateFile(path string) Option { return func(o *options) { o.stateFile = path } }

// WithViolationsAllowed keeps New from failing the test when a client called
// again before a Retry-After had elapsed.
func WithViolationsAllowed() Option { return func(o *options) { o.allowViolation = true } }

func (o *options) validate() error {
	var errs []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf("mockserver: "+format, args...))
		}
	}
	check(o.tenants >= 0 && o.tenants <= 1_000_000, "tenants must be between 0 and 1,000,000, not %d", o.tenants)
	check(o.profile == ProfileEU || o.profile == ProfileUS || o.profile == ProfileIndirect, "profile %q is unknown: use eu, us or indirect", o.profile)
	check(o.rotation == RotationEntra || o.rotation == RotationStrict, "rotation %q is unknown: use entra or strict", o.rotation)
	check(o.mfa == MFARefuseWithoutBody || o.mfa == MFARefuse900421 || o.mfa == MFAReport, "MFA enforcement %q is unknown", o.mfa)
	check(!o.asOf.IsZero(), "the day given to WithAsOf is zero")
	check(o.logLimit > 0, "the request log must hold at least one entry, not %d", o.logLimit)
	check(o.listLag >= 0, "the list lag must not be negative")
	for _, d := range []time.Duration{o.lifetimes.Access, o.lifetimes.Refresh, o.lifetimes.Code, o.lifetimes.Device, o.lifetimes.Cloudmore, o.exports.Life} {
		check(d > 0, "lifetimes must be above zero, not %v", d)
	}
	check(o.exports.Polls >= 0 && o.exports.RetryAfter >= 0 && o.exports.BlobTenants > 0, "the numbers given to WithExports must not be negative")
	check(!o.noListener || o.connectProxy == "", "a proxy needs the listeners that WithoutListener leaves out")
	if !o.noListener {
		addresses := []string{o.listen, o.tlsListen}
		if o.connectProxy != "" {
			addresses = append(addresses, o.connectProxy)
		}
		for _, addr := range addresses {
			if err := checkListen(addr, o.insecureListen); err != nil {
				errs = append(errs, err)
			}
		}
	}
	for _, t := range o.throttle {
		check(t.Requests > 0 && t.Per > 0, "a throttle of %s needs requests and a period above zero", t.Op)
	}
	return errors.Join(errs...)
}
