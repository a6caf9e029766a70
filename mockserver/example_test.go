package mockserver_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/tenantlink/tenantlink/mockserver"
)

// A mock without a socket: its Transport answers for any host.
func Example() {
	srv, err := mockserver.Start(mockserver.WithoutListener(), mockserver.WithTenants(3))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = srv.Close() }()
	client := &http.Client{Transport: srv.Transport()}
	resp, err := client.PostForm("https://api.cloudmore.com/connect/token", url.Values{"grant_type": {"password"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = resp.Body.Close() }()
	body, _ := io.ReadAll(resp.Body)
	fmt.Println(resp.StatusCode, string(body))
	// Output: 400 {"error":"invalid_client","error_description":"the client id or secret is wrong"}
}

// A write that fails after the server committed it: the classic that makes
// clients create things twice.
func ExampleServer_Fail() {
	srv, err := mockserver.Start(mockserver.WithoutListener())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = srv.Close() }()
	err = srv.Fail("customers.create", mockserver.Fault{Kind: mockserver.FaultReset, Phase: mockserver.After, First: 1})
	fmt.Println(err)
	err = srv.Fail("customers.creat", mockserver.Fault{Status: 500})
	fmt.Println(err)
	// Output:
	// <nil>
	// mockserver: no operation is called "customers.creat"; see Routes for the ids
}

// What the seeded broker holds: each situation names the tenants that are in it.
func ExampleServer_Broker() {
	srv, err := mockserver.Start(mockserver.WithoutListener(), mockserver.WithTenants(1000))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = srv.Close() }()
	b := srv.Broker()
	fmt.Println(len(b.In(mockserver.SituationDomain)), "unlinked tenants own the domain of an organization")
	fmt.Println(len(b.In(mockserver.SituationNoOrganization)), "have no organization")
	fmt.Println(len(b.SuggestedIgnores), "belong on the ignore list")
	// Output:
	// 52 unlinked tenants own the domain of an organization
	// 30 have no organization
	// 31 belong on the ignore list
}

// The request log says which calls changed data.
func ExampleServer_Requests() {
	srv, err := mockserver.Start(mockserver.WithoutListener(), mockserver.WithTenants(0), mockserver.WithAcceptAny())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = srv.Close() }()
	client := &http.Client{Transport: srv.Transport()}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, srv.URL()+"/api/resellers/any/organizations", strings.NewReader(`{"name":"Fjellvik AS"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	req.Header.Set("Authorization", "Bearer anything")
	resp, err := client.Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = resp.Body.Close()
	for _, r := range srv.Requests(mockserver.Match{Write: true}) {
		fmt.Println(r.Op, r.Status, r.Committed)
	}
	// Output: cloudmore.organizations.create 201 true
}
