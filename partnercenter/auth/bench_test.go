package auth_test

import (
	"testing"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// BenchmarkCachedToken is the cost of a token that is there. With -cpu 1,2,8 the
// time per call of 64 goroutines a CPU must not grow: nobody queues for a lock.
func BenchmarkCachedToken(b *testing.B) {
	srv := start(b)
	a := signedIn(b, srv, auth.NewMemoryStore())
	source := a.Source(auth.PartnerCenter)
	ctx := b.Context()
	token(b, source)
	b.Run("one goroutine", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := source.Token(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("64 goroutines a CPU", func(b *testing.B) {
		b.ReportAllocs()
		b.SetParallelism(64)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := source.Token(ctx); err != nil {
					b.Error(err)
				}
			}
		})
	})
}
