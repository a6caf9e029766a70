package mockserver_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenantlink/tenantlink/mockserver"
)

// The flows of the documentation, run as a reader would run them.
func TestCurlFlows(t *testing.T) {
	for _, tool := range []string{"sh", "curl", "sed", "tr", "grep"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	for script, want := range map[string]string{
		"purchase.sh": `customer in the list: Curl AB
tenant in Cloudmore: 1
cart without an agreement: 403 13605
agreement: 201
checkout: 201
subscription: Microsoft 365 Business Basic
update with the right ETag: 200
update with the stale ETag: 412
`,
		"link.sh": `billed before: no
link: 200
the same link again: 200
a second organization: 400
billed after: yes
`,
	} {
		t.Run(script, func(t *testing.T) {
			srv := mockserver.New(t)
			c := srv.Credentials()
			cmd := exec.CommandContext(t.Context(), "sh", filepath.Join("testdata", "curl", script))
			cmd.Env = append(cmd.Environ(),
				"TENANTLINK_AUTHORITY="+c.URL, "TENANTLINK_PARTNERCENTER_URL="+c.URL, "TENANTLINK_CLOUDMORE_URL="+c.URL, "TENANTLINK_PARTNER_TENANT="+c.PartnerTenantID,
				"TENANTLINK_CLIENT_ID="+c.ClientID, "TENANTLINK_CLIENT_SECRET="+c.ClientSecret, "TENANTLINK_REFRESH_TOKEN="+c.RefreshToken, "TENANTLINK_RESELLER="+c.ResellerID,
				"TENANTLINK_CLOUDMORE_CLIENT_ID="+c.CloudmoreClientID, "TENANTLINK_CLOUDMORE_CLIENT_SECRET="+c.CloudmoreClientSecret,
				"TENANTLINK_CLOUDMORE_USERNAME="+c.CloudmoreUsername, "TENANTLINK_CLOUDMORE_PASSWORD="+c.CloudmorePassword)
			var stderr strings.Builder
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if err != nil || string(out) != want {
				t.Errorf("%v\n%s%s\nwant\n%s", err, out, stderr.String(), want)
			}
		})
	}
}
