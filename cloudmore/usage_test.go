package cloudmore_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/cloudmore"
)

// answering is a client whose server answers by f.
func answering(t *testing.T, f func(*http.Request) string) *cloudmore.Client {
	t.Helper()
	transport := roundTrip(func(req *http.Request) (*http.Response, error) { return reply(req, http.StatusOK, f(req)), nil })
	c, err := cloudmore.New(nil, cloudmore.Account{ResellerID: "r", SellerID: "s"}, cloudmore.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	return c
}

func TestUsageIsWalkedToTheLastPage(t *testing.T) {
	c := answering(t, func(req *http.Request) string {
		switch page := req.URL.Query().Get("pageNumber"); page {
		case "1", "2", "3":
			return fmt.Sprintf(`[{"subscriptionId":"a%s"},{"subscriptionId":"b%s"}]`, page, page)
		case "4":
			return `[]`
		}
		return `[{"subscriptionId":"beyond"}]`
	})
	for name, all := range map[string]func(func(cloudmore.AzureCharge, error) bool){
		"billed": c.AzureUsage().AllBilled(t.Context(), "G1"), "unbilled": c.AzureUsage().AllUnbilled(t.Context(), "last", "op1"),
	} {
		var ids []string
		for range 2 { // ranging again starts again
			ids = nil
			for charge, err := range all {
				require.NoError(t, err, name)
				ids = append(ids, charge.SubscriptionID)
			}
		}
		assert.Equal(t, []string{"a1", "b1", "a2", "b2", "a3", "b3"}, ids, name)
	}
}

func TestUsageThatDoesNotPageIsAnError(t *testing.T) {
	c := answering(t, func(*http.Request) string { return `[{"subscriptionId":"a"}]` })
	var lines int
	var failure error
	for _, err := range c.AzureUsage().AllBilled(t.Context(), "G1") {
		if err != nil {
			failure = err
			break
		}
		lines++
	}
	require.ErrorContains(t, failure, "pages 1 and 2 are the same")
	assert.Equal(t, 1, lines, "the lines of the first page are given once")
}

func TestOneTimeReportIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		looks := 0
		c := answering(t, func(*http.Request) string {
			if looks++; looks < 4 {
				return `{"taskId":"t1","message":"Processing"}`
			}
			return `{"taskId":"t1","message":"Successful","result":[{"costTotal":"1.10"}]}`
		})
		start := time.Now()
		report, err := c.AzureReports().WaitOneTime(t.Context(), "t1")
		require.NoError(t, err)
		assert.Equal(t, "1.1", report.Charges[0].CostTotal.String())
		assert.Equal(t, 7*time.Second, time.Since(start), "1, 2 and 4 seconds between the looks")
	})
}

func TestFailedOneTimeReportIsAnError(t *testing.T) {
	c := answering(t, func(*http.Request) string { return `{"taskId":"t1","message":"Failed"}` })
	_, err := c.AzureReports().WaitOneTime(t.Context(), "t1")
	require.ErrorIs(t, err, cloudmore.ErrReportFailed)
}

func TestAReportWithoutTaskIsAnError(t *testing.T) {
	c := answering(t, func(*http.Request) string { return `{}` })
	_, err := c.AzureReports().StartOneTime(t.Context(), "G1", false)
	require.ErrorContains(t, err, "names no task")
	_, err = c.AzureUsage().ExportUnbilled(t.Context(), "current")
	require.ErrorContains(t, err, "names no task")
}

func TestPasswordsAreNotPrinted(t *testing.T) {
	hook := cloudmore.Webhook{Name: "w", BasicAuthPassword: "s3cret"}
	person := cloudmore.Administrator{Name: "anna", Password: "s3cret"}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		assert.NotContains(t, fmt.Sprintf(format, hook), "s3cret", format)
		assert.NotContains(t, fmt.Sprintf(format, &person), "s3cret", format)
		assert.NotContains(t, fmt.Sprintf(format, person.Password), "s3cret", format)
	}
	assert.Equal(t, "[redacted]", person.Password.LogValue().String())
}

func TestUpdateNeedsAChange(t *testing.T) {
	c := answering(t, func(*http.Request) string { t.Error("sent"); return `{}` })
	_, err := c.Webhooks().Update(t.Context(), "x1", nil)
	require.ErrorContains(t, err, "the change is nil")
}

// A subscription that came under other names goes back under them.
func TestSubscriptionsKeepTheirSpelling(t *testing.T) {
	var sent string
	c := answering(t, func(req *http.Request) string {
		if req.Method == http.MethodPut {
			sent = string(read(t, req.Body))
		}
		return `{"subscriptionId":"x1","friendlyName":"Seats","licenses":5,"isAutoRenew":true,"isTrial":false}`
	})
	got, err := c.NCESubscriptions().Update(t.Context(), "o1", "x1", func(s *cloudmore.Subscription) error {
		assert.Equal(t, "Seats", s.Name)
		assert.True(t, *s.AutoRenew)
		s.Quantity = ten()
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, "x1", got.ID)
	assert.JSONEq(t, `{"subscriptionId":"x1","friendlyName":"Seats","licenses":10,"isAutoRenew":true,"isTrial":false}`, sent)
}

func TestSellerRoutesNeedASeller(t *testing.T) {
	c, err := cloudmore.New(nil, cloudmore.Account{ResellerID: "r"}, cloudmore.WithHTTPClient(&http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		t.Error("sent without a seller")
		return nil, http.ErrServerClosed
	})}))
	require.NoError(t, err)
	_, err = c.Webhooks().List(t.Context())
	require.ErrorContains(t, err, "sellerId is empty")
}
