package partnercenter_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/tenantlink/tenantlink/partnercenter"
)

// A program registers the handler's public address with Webhooks.Register and
// mounts it. Here the delivery is signed by an authority of its own, which
// WithWebhookRoots trusts; without the two options Microsoft's signature is wanted.
func ExampleWebhookHandler() {
	microsoft := newSigner()
	handler, err := partnercenter.NewWebhookHandler(func(_ context.Context, e partnercenter.Event) error {
		fmt.Println(e.Name, e.ResourceURI) // an error here answers 500
		return nil
	}, partnercenter.WithWebhookRoots(microsoft.roots), partnercenter.WithWebhookHTTPClient(&http.Client{Transport: microsoft}))
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("POST /partnercenter", handler)

	for _, signature := range []string{microsoft.sign(delivery), "forged"} {
		req := httptest.NewRequest(http.MethodPost, "/partnercenter", strings.NewReader(delivery))
		req.Header.Set("Authorization", "Signature "+signature)
		req.Header.Set("X-MS-Certificate-Url", goodURL)
		req.Header.Set("X-MS-Signature-Algorithm", "rsa-sha256")
		answer := httptest.NewRecorder()
		mux.ServeHTTP(answer, req)
		fmt.Println(answer.Code)
	}
	// Output:
	// subscription-updated /customers/1/subscriptions/2
	// 200
	// 401
}
