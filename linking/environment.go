package linking

import (
	"context"
	"fmt"
)

// Environment says whether a vendor's side is real or for tests.
type Environment string

// The environments. The zero value is unknown and fits both.
const (
	EnvironmentUnknown    Environment = ""
	EnvironmentProduction Environment = "production"
	EnvironmentSandbox    Environment = "sandbox"
)

// EnvironmentTeller is an optional part of Tenants and of Platform. When both
// sides know theirs and they differ, Discover and Apply refuse with ErrScope: a
// sandbox partner's tenants must never get into a production broker, nor the
// other way round.
type EnvironmentTeller interface {
	Environment(ctx context.Context) (Environment, error)
}

func (l *Linker) checkEnvironment(ctx context.Context) error {
	tenants, err := environmentOf(ctx, l.tenants)
	if err != nil {
		return fmt.Errorf("environment of the tenants: %w", err)
	}
	platform, err := environmentOf(ctx, l.platform)
	if err != nil {
		return fmt.Errorf("environment of the platform: %w", err)
	}
	if tenants != EnvironmentUnknown && platform != EnvironmentUnknown && tenants != platform {
		return fmt.Errorf("%w: the tenants are of a %s partner and the platform is %s", ErrScope, tenants, platform)
	}
	return nil
}

func environmentOf(ctx context.Context, side any) (Environment, error) {
	if teller, ok := side.(EnvironmentTeller); ok {
		return teller.Environment(ctx)
	}
	return EnvironmentUnknown, nil
}
