package billing_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/linking"
)

const (
	contoso  = "65726577-c208-40fd-9735-8c85ac9cac68"
	fabrikam = "74221236-d09c-4870-ac1d-33e155e9aebe"
	partner  = "0e195b37-4574-4539-bc42-0e539b9684c0"
)

func jsonl(lines ...string) []byte { return []byte(strings.Join(lines, "\n") + "\n") }

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func linksOf(pairs ...string) billing.LinkSet {
	set := billing.LinkSet{Partner: uuid.MustParse(partner)}
	for i := 0; i < len(pairs); i += 2 {
		set.Links = append(set.Links, linking.Link{TenantKey: linking.TenantKey{Tenant: uuid.MustParse(pairs[i])}, OrganizationID: pairs[i+1]})
		set.Organizations = append(set.Organizations, linking.Organization{ID: pairs[i+1], Name: "Organization " + pairs[i+1]})
	}
	return set
}

func TestBuildSplitsLinesIntoIncludedAndExcluded(t *testing.T) {
	src := billing.Source{{Invoice: "G1", ETag: "v1", BlobCount: 1, Blobs: []billing.Blob{billing.Bytes("part-0", jsonl(
		`{"PartnerId":"`+partner+`","CustomerId":"`+strings.ToUpper(contoso)+`","CustomerName":"Contoso","InvoiceNumber":"G1","ProductId":"CFQ7TTC0LH18","Subtotal":100.10,"TaxTotal":0,"Currency":"EUR"}`,
		`{"customerId":"`+fabrikam+`","customerName":"Fabrikam","invoiceNumber":"G1","productId":"CFQ7TTC0LH18","subtotal":"-0.10","taxTotal":"0","currency":"EUR"}`,
	))}}}
	report, err := billing.Build(context.Background(), src, linksOf(contoso, "A"), billing.WithStatedNet("G1", "EUR", dec("100.00")))
	require.NoError(t, err)
	require.Equal(t, billing.Exact, report.State)
	c := report.Currencies[0]
	require.Equal(t, "100", c.Total.Net.String())
	require.Equal(t, "100.1", c.Included.Net.String())
	require.Equal(t, "-0.1", c.ByReason[billing.TenantNotLinked].Net.String())
	var text bytes.Buffer
	require.NoError(t, report.WriteProof(&text))
	t.Log("\n" + text.String())
	var csv bytes.Buffer
	require.NoError(t, report.WriteCSV(&csv))
	t.Log("\n" + csv.String())
	var lines bytes.Buffer
	require.NoError(t, report.WriteLinesCSV(context.Background(), &lines, src))
	t.Log("\n" + lines.String())
}

func TestHeaderSaysForWhomAndOfWhen(t *testing.T) {
	links := linksOf(contoso, "A")
	links.PartnerName, links.Broker, links.At = "Nordlicht GmbH", "cloudmore:42", time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	report := build(t, links, sourceOf(record{}), billing.WithDocuments(billing.Document{ID: "G1", Currency: "EUR", Date: time.Date(2026, 11, 6, 0, 0, 0, 0, time.UTC)}))
	require.Contains(t, report.Header(), "Partner Nordlicht GmbH")
	require.Contains(t, report.Header(), "broker cloudmore:42, links as of 2026-11-22 10:00 UTC")
	var proof, page bytes.Buffer
	require.NoError(t, report.WriteProof(&proof))
	require.Contains(t, proof.String(), "dated 2026-11-06")
	require.NoError(t, report.WriteHTML(&page))
	require.Contains(t, page.String(), "broker cloudmore:42")
}
