#!/bin/sh
# A customer from nothing to a subscription, by curl alone.
#   mockserver -listen 127.0.0.1:8080 &  eval "$(mockserver env http://127.0.0.1:8080)";  sh purchase.sh
set -eu
pc=$TENANTLINK_PARTNERCENTER_URL

# field NAME prints the first string member of that name of the JSON on stdin.
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | head -n 1; }

# Sign in with the refresh token that the mock printed.
token=$(curl -sS "$TENANTLINK_AUTHORITY/$TENANTLINK_PARTNER_TENANT/oauth2/v2.0/token" \
	-d grant_type=refresh_token -d "refresh_token=$TENANTLINK_REFRESH_TOKEN" \
	-d "client_id=$TENANTLINK_CLIENT_ID" -d "client_secret=$TENANTLINK_CLIENT_SECRET" \
	-d scope=https://api.partnercenter.microsoft.com/.default | field access_token)
call() { method=$1 path=$2; shift 2; curl -sS -X "$method" "$pc/v1$path" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "$@"; }
status() { call "$@" -o /dev/null -w '%{http_code}'; }

body='{"companyProfile":{"domain":"curlab.onmicrosoft.com"},"billingProfile":{"email":"a@curl.example","culture":"sv-SE","language":"sv","companyName":"Curl AB","defaultAddress":{"firstName":"Accounts","lastName":"Payable","addressLine1":"Storgatan 1","city":"Stockholm","postalCode":"111 22","country":"SE"}}}'
id=$(call POST /customers -d "$body" | sed 's/^{"id":"\([^"]*\)".*/\1/')
filter='%7B%22Field%22:%22Domain%22,%22Value%22:%22curlab%22,%22Operator%22:%22starts_with%22%7D'
echo "customer in the list: $(call GET "/customers?size=500&filter=$filter" | field companyName)"

cloudmore=$(curl -sS "$TENANTLINK_CLOUDMORE_URL/connect/token" -u "$TENANTLINK_CLOUDMORE_CLIENT_ID:$TENANTLINK_CLOUDMORE_CLIENT_SECRET" \
	-d grant_type=password -d scope=api -d "username=$TENANTLINK_CLOUDMORE_USERNAME" --data-urlencode "password=$TENANTLINK_CLOUDMORE_PASSWORD" | field access_token)
echo "tenant in Cloudmore: $(curl -sS "$TENANTLINK_CLOUDMORE_URL/api/resellers/$TENANTLINK_RESELLER/services/csp/CspTenants/List" -H "Authorization: Bearer $cloudmore" | tr '{' '\n' | grep -c "\"tenantId\":\"$id\"")"

cart='{"lineItems":[{"id":0,"catalogItemId":"CFQ7TTC0LH18:0001:CFQ7TTC0K971","quantity":5,"billingCycle":"monthly","termDuration":"P1Y"}]}'
echo "cart without an agreement: $(status POST "/customers/$id/carts" -d "$cart") $(call POST "/customers/$id/carts" -d "$cart" | sed 's/.*"code":\([0-9]*\).*/\1/')"

agreement='{"templateId":"117a77b0-9360-443b-8795-c6dedc750cf9","type":"MicrosoftCustomerAgreement","dateAgreed":"2026-11-20T00:00:00Z","primaryContact":{"firstName":"Accounts","lastName":"Payable","email":"a@curl.example"}}'
echo "agreement: $(status POST "/customers/$id/agreements" -d "$agreement")"
cartid=$(call POST "/customers/$id/carts" -d "$cart" | sed 's/^{"id":"\([^"]*\)".*/\1/')
echo "checkout: $(status POST "/customers/$id/carts/$cartid/checkout" -d '')"
echo "subscription: $(call GET "/customers/$id/subscriptions" | field offerName)"

etag=$(call GET "/customers/$id/profiles/billing" | field etag)
profile=$(call GET "/customers/$id/profiles/billing")
echo "update with the right ETag: $(status PUT "/customers/$id/profiles/billing" -H "If-Match: \"$etag\"" -d "$profile")"
echo "update with the stale ETag: $(status PUT "/customers/$id/profiles/billing" -H "If-Match: \"$etag\"" -d "$profile")"
