#!/bin/sh
# What linking is worth, by curl alone: a tenant that is not linked is in nobody's bill.
#   mockserver -listen 127.0.0.1:8080 &  eval "$(mockserver env http://127.0.0.1:8080)";  sh link.sh
set -eu
cm=$TENANTLINK_CLOUDMORE_URL/api/resellers/$TENANTLINK_RESELLER

token=$(curl -sS "$TENANTLINK_CLOUDMORE_URL/connect/token" -u "$TENANTLINK_CLOUDMORE_CLIENT_ID:$TENANTLINK_CLOUDMORE_CLIENT_SECRET" \
	-d grant_type=password -d scope=api -d "username=$TENANTLINK_CLOUDMORE_USERNAME" --data-urlencode "password=$TENANTLINK_CLOUDMORE_PASSWORD" |
	sed 's/.*"access_token":"\([^"]*\)".*/\1/')
call() { method=$1 path=$2; shift 2; curl -sS -X "$method" "$cm$path" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "$@"; }
status() { call "$@" -o /dev/null -w '%{http_code}'; }

# billed TENANT says whether the newest month's report holds the tenant.
billed() {
	task=$(call POST /billing/reports/MonthlyBillingPerOrganizationAsync -d '{"startDate":"2026-11-01","endDate":"2026-11-30"}' | sed 's/.*"taskId":"\([^"]*\)".*/\1/')
	while call GET "/billing/reports/MonthlyBillingPerOrganizationAsync/$task" | grep -q '"Processing"'; do :; done
	if call GET "/billing/reports/MonthlyBillingPerOrganizationAsync/$task" | grep -q "\"tenantId\":\"$1\""; then echo yes; else echo no; fi
}

# The first tenant that is not linked, and an organization for it.
tenant=$(call GET /services/csp/CspTenants/List | tr '{' '\n' | grep '"organizationId":null' | sed 's/.*"tenantId":"\([^"]*\)".*/\1/' | head -n 1)
organization=$(call POST /organizations -d '{"name":"Curl AB"}' | sed 's/^{"id":"\([^"]*\)".*/\1/')
other=$(call POST /organizations -d '{"name":"Another AB"}' | sed 's/^{"id":"\([^"]*\)".*/\1/')

echo "billed before: $(billed "$tenant")"
echo "link: $(status POST /services/csp/CspTenants/Link -d "{\"tenantId\":\"$tenant\",\"organizationId\":\"$organization\"}")"
echo "the same link again: $(status POST /services/csp/CspTenants/Link -d "{\"tenantId\":\"$tenant\",\"organizationId\":\"$organization\"}")"
echo "a second organization: $(status POST /services/csp/CspTenants/Link -d "{\"tenantId\":\"$tenant\",\"organizationId\":\"$other\"}")"
echo "billed after: $(billed "$tenant")"
