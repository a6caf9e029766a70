package tokencache_test

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/internal/tokencache"
)

func Example() {
	n := 0
	cache := tokencache.New(func(context.Context, *oauth2.Token) (*oauth2.Token, error) {
		n++
		return &oauth2.Token{AccessToken: fmt.Sprint("token ", n), Expiry: time.Now().Add(time.Hour)}, nil
	})
	ctx := context.Background()
	first, _ := cache.Token(ctx)
	again, _ := cache.Token(ctx)
	fmt.Println(first.AccessToken, "|", again.AccessToken)

	cache.Invalidate(first) // a server answered 401
	next, _ := cache.Token(ctx)
	fmt.Println(next.AccessToken)
	// Output:
	// token 1 | token 1
	// token 2
}
