package billing_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/billing"
)

// FuzzBuild feeds any bytes as a blob: a report proves itself, or there is an
// error; reading twice gives the same lines.
func FuzzBuild(f *testing.F) {
	f.Add(jsonl(lineOf(record{}), "oops"))
	f.Add([]byte(portalHeader + "\n" + portalRow(contoso, "x", "60.10")))
	f.Add([]byte(`{"totalCount":1,"items":[{"subtotal":"1","currency":"USD"}]}`))
	f.Add([]byte("[\n{\"subtotal\":1,\"currency\":\"usd\"},1,null]"))
	f.Add(gzipped(f, jsonl(lineOf(record{}))))
	links := linksOf(contoso, "A")
	f.Fuzz(func(t *testing.T, data []byte) {
		src := blobSource("fuzz", data)
		report, err := billing.Build(context.Background(), src, links, billing.WithItems(), billing.WithResellers())
		if err != nil {
			return
		}
		for _, p := range report.Proofs {
			require.True(t, p.Difference.IsZero(), "D must be 0")
		}
		var lines int64
		for _, err := range report.Rows(context.Background(), src) {
			require.NoError(t, err)
			lines++
		}
		require.Equal(t, report.Lines, lines, "the second reading must find the lines of the first")
		var page bytes.Buffer
		require.NoError(t, report.WriteHTML(&page))
		require.NoError(t, report.WriteCSV(&page))
	})
}

func FuzzReadLinksCSV(f *testing.F) {
	f.Add("tenant_id,organization_id,organization_name\n" + contoso + ",A,x\n")
	f.Add("tenant_id;organization_id\n" + contoso + ";\"A\n\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		set, err := billing.ReadLinksCSV(bytes.NewReader([]byte(text)))
		if err == nil {
			_, _ = billing.Build(context.Background(), billing.Source{}, set)
		}
	})
}

func FuzzReadPartial(f *testing.F) {
	part, err := billing.Aggregate(context.Background(), sourceOf(record{}), linksOf(contoso, "A"), billing.WithItems())
	require.NoError(f, err)
	data, err := part.MarshalJSON()
	require.NoError(f, err)
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		part, err := billing.ReadPartial(bytes.NewReader(data))
		if err != nil {
			return
		}
		if report, err := part.Report(); err == nil {
			require.NoError(t, report.WriteJSON(&bytes.Buffer{}))
		}
	})
}

func FuzzReadRules(f *testing.F) {
	f.Add([]byte(`{"schema":1,"version":"v","prices":[{"name":"a","basis":"cost","method":"markup","value":"10"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		rules, err := billing.ReadRules(bytes.NewReader(data))
		if err == nil {
			_, err = billing.Build(context.Background(), sourceOf(record{}), linksOf(contoso, "A"), billing.WithRules(rules))
			require.NoError(t, err, "rules that were accepted must work")
		}
	})
}
