package tokencache_test

import (
	"context"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/internal/tokencache"
)

// BenchmarkToken is the cost of a cached token for one goroutine and for 64
// on each CPU at once. Run with -cpu 1,2,8: the time per call must not grow.
func BenchmarkToken(b *testing.B) {
	benchmark(b, tokencache.New(func(context.Context, *oauth2.Token) (*oauth2.Token, error) {
		return &oauth2.Token{AccessToken: "t", Expiry: time.Now().Add(time.Hour)}, nil
	}))
}

// BenchmarkTokenWhileItIsReplaced is the same while the replacement is on its
// way and the old token serves: nobody waits for it.
func BenchmarkTokenWhileItIsReplaced(b *testing.B) {
	ended := make(chan struct{})
	b.Cleanup(func() { close(ended) })
	benchmark(b, tokencache.New(func(_ context.Context, current *oauth2.Token) (*oauth2.Token, error) {
		if current != nil {
			<-ended
		}
		return &oauth2.Token{AccessToken: "t", ExpiresIn: 36000, Expiry: time.Now().Add(4 * time.Minute)}, nil
	}))
}

func benchmark(b *testing.B, c *tokencache.Cache) {
	b.Helper()
	ctx := b.Context()
	b.Run("one", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := c.Token(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("64 goroutines a CPU", func(b *testing.B) {
		b.ReportAllocs()
		b.SetParallelism(64)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := c.Token(ctx); err != nil {
					b.Error(err)
				}
			}
		})
	})
}
