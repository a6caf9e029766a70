package billing_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"github.com/klauspost/compress/gzip"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/linking"
)

// bulk generates reconciliation lines of a believable shape: seat licences,
// Azure meters, credits, two invoices in two currencies.
type bulk struct {
	rng       *rand.Rand
	customers []uuid.UUID
}

func newBulk(seed uint64, customers int) *bulk {
	b := &bulk{rng: rand.New(rand.NewPCG(seed, 1))}
	for range customers {
		b.customers = append(b.customers, b.guid())
	}
	return b
}

func (b *bulk) guid() (id uuid.UUID) {
	binary.LittleEndian.PutUint64(id[:8], b.rng.Uint64())
	binary.LittleEndian.PutUint64(id[8:], b.rng.Uint64())
	return id
}

// links links 86 % of the customers; 3 % of the organizations lack Azure.
func (b *bulk) links() billing.LinkSet {
	set := billing.LinkSet{Partner: uuid.MustParse(partner)}
	for i, id := range b.customers {
		if i%100 < 86 {
			org := fmt.Sprintf("org-%05d", i)
			azure := linking.ServiceAttached
			if i%100 < 3 {
				azure = linking.ServiceMissing
			}
			set.Links = append(set.Links, linking.Link{TenantKey: linking.TenantKey{Tenant: id}, OrganizationID: org})
			set.Organizations = append(set.Organizations, linking.Organization{ID: org, Name: fmt.Sprintf("Customer %d AB", i), Azure: azure})
		}
	}
	return set
}

const seatLine = `{"PartnerId":"%s","CustomerId":"%s","CustomerName":"Customer %d AB","CustomerDomainName":"customer%d.onmicrosoft.com","CustomerCountry":"SE","InvoiceNumber":"%s","MpnId":"5357564","ResellerMpnId":0,"OrderId":"%012x","OrderDate":"2026-01-%02dT18:30:06.6045692Z","ProductId":"%s","SkuId":"0001","AvailabilityId":"CFQ7TTC0K5RQ","SkuName":"%s","ProductName":"%s","ChargeType":"%s","UnitPrice":%d.%02d,"Quantity":%d,"Subtotal":%s%d.%02d,"TaxTotal":%d.%02d,"Total":%d.%02d,"Currency":"%s","PriceAdjustmentDescription":"[\"Price for given billing period\"]","PublisherName":"Microsoft Corporation","PublisherId":"","SubscriptionDescription":"%s","SubscriptionId":"%s","ChargeStartDate":"2026-10-%02dT00:00:00Z","ChargeEndDate":"2026-10-31T00:00:00Z","TermAndBillingCycle":"One-Year commitment for monthly/yearly billing","EffectiveUnitPrice":%d.%06d,"UnitType":"","AlternateId":"%012x","BillableQuantity":%d,"BillingFrequency":"Monthly","PricingCurrency":"USD","PCToBCExchangeRate":0.846202666,"PCToBCExchangeRateDate":"2026-10-01T00:00:00Z","MeterDescription":"%s","ReservationOrderId":"","CreditReasonCode":"","SubscriptionStartDate":"2026-01-15T00:00:00Z","SubscriptionEndDate":"2027-01-14T00:00:00Z","ReferenceId":"%s","ProductQualifiers":"[]","PromotionId":""}` + "\n"

// line appends one line. cents is what it adds to the net.
func (b *bulk) line(w io.Writer, invoice, currency string) (cents int64) {
	r := b.rng
	c := r.IntN(len(b.customers))
	product, name, meter, charge := "CFQ7TTC0LDPB", "Microsoft 365 Business Standard", "", "cycleCharge"
	if r.IntN(3) == 0 {
		product, name, meter = "DZH318Z0BPS6", "Azure plan", "Virtual Machines BS Series - B2s - EU North"
	}
	sign := ""
	cents = r.Int64N(200_000)
	if r.IntN(20) == 0 {
		sign, charge = "-", "removeQuantity"
	}
	fmt.Fprintf(w, seatLine, partner, b.customers[c], c, c, invoice, r.Uint64()>>16, 1+r.IntN(28), product, name, name, charge,
		r.IntN(99), r.IntN(100), 1+r.IntN(100), sign, cents/100, cents%100, r.IntN(50), r.IntN(100), r.IntN(500), r.IntN(100), currency, name, b.guid(),
		1+r.IntN(28), r.IntN(99), r.IntN(1_000_000), r.Uint64()>>16, 1+r.IntN(100), meter, b.guid())
	if sign == "-" {
		return -cents
	}
	return cents
}

// bulkFiles writes lines into gzip blobs, half of each blob pair in EUR and USD,
// and returns the source and the net cents by currency.
func bulkFiles(tb testing.TB, dir string, b *bulk, lines, blobs int) (billing.Source, map[string]int64) {
	tb.Helper()
	src := billing.Source{{Invoice: "G000000001", ETag: "e1"}, {Invoice: "G000000002", ETag: "u1"}}
	net := map[string]int64{}
	for n := range blobs {
		which := n % 2
		currency := []string{"EUR", "USD"}[which]
		path := filepath.Join(dir, fmt.Sprintf("part-%05d.c000.json.gz", n))
		f, err := os.Create(path)
		require.NoError(tb, err)
		gz, err := gzip.NewWriterLevel(f, gzip.DefaultCompression)
		require.NoError(tb, err)
		for range lines / blobs {
			net[currency] += b.line(gz, src[which].Invoice, currency)
		}
		require.NoError(tb, gz.Close())
		require.NoError(tb, f.Close())
		src[which].Blobs = append(src[which].Blobs, billing.File(path))
	}
	for i := range src {
		src[i].BlobCount = len(src[i].Blobs)
	}
	return src, net
}

func gzipped(tb testing.TB, data []byte) []byte {
	tb.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	_, err := w.Write(data)
	require.NoError(tb, err)
	require.NoError(tb, w.Close())
	return buf.Bytes()
}

func writeLinksCSV(tb testing.TB, dir string, links billing.LinkSet) {
	tb.Helper()
	var buf bytes.Buffer
	buf.WriteString("tenant_id,organization_id,organization_name,azure\n")
	for i, l := range links.Links {
		fmt.Fprintf(&buf, "%s,%s,%s,%s\n", l.Tenant, l.OrganizationID, links.Organizations[i].Name, links.Organizations[i].Azure)
	}
	require.NoError(tb, os.WriteFile(filepath.Join(dir, "links.csv"), buf.Bytes(), 0o600))
}
