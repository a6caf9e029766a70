package linking

import "context"

type guardKey struct{}

// WithGuard returns a context that carries a last check before each write: Guard
// asks it right before something is sent. A Locker whose lease can be lost while
// the process is suspended uses it, because a suspended process does not see its
// context end.
func WithGuard(ctx context.Context, check func() error) context.Context {
	return context.WithValue(ctx, guardKey{}, check)
}

// Guard returns why nothing may be written with ctx any more: the context has
// ended, or the check of WithGuard refuses.
func Guard(ctx context.Context) error {
	if check, ok := ctx.Value(guardKey{}).(func() error); ok {
		if err := check(); err != nil {
			return err
		}
	}
	return ctx.Err()
}
