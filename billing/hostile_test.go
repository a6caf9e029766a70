package billing_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/tenantlink/tenantlink/billing"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func blobSource(name string, data []byte) billing.Source {
	return billing.Source{{Blobs: []billing.Blob{billing.Bytes(name, data)}}}
}

func buildErr(t *testing.T, src billing.Source, opts ...billing.Option) error {
	t.Helper()
	_, err := billing.Build(context.Background(), src, linksOf(contoso, "A"), opts...)
	require.Error(t, err)
	return err
}

func TestTruncatedGzipIsAnErrorWhereverItIsCut(t *testing.T) {
	whole := gzipped(t, jsonl(lineOf(record{}), lineOf(record{"Subtotal": 5})))
	for n := 2; n < len(whole); n++ {
		err := buildErr(t, blobSource("part-0.json.gz", whole[:n]))
		require.ErrorIs(t, err, billing.ErrTruncated, "cut after %d of %d bytes", n, len(whole))
		require.ErrorContains(t, err, "part-0.json.gz")
	}
}

func TestTruncatedLinesAreAnError(t *testing.T) {
	whole := lineOf(record{})
	err := buildErr(t, blobSource("part-0.json", []byte(whole+"\n"+whole[:len(whole)/2])))
	require.ErrorIs(t, err, billing.ErrTruncated)
	require.ErrorContains(t, err, "part-0.json line 2")
}

func TestATruncatedCSVIsAnError(t *testing.T) {
	whole := portalHeader + "\r\n" + portalRow(contoso, "x", "60.10") + "\r\n"
	for _, end := range []string{portalRow(contoso, "y", "1")[:20], `"quoted`} {
		err := buildErr(t, blobSource("portal.csv", []byte(whole+end)))
		require.ErrorIs(t, err, billing.ErrTruncated, end)
		require.ErrorContains(t, err, "portal.csv line 3")
	}
	report := build(t, linksOf(contoso, "A"), blobSource("portal.csv", []byte(whole+"short\r\n")))
	require.EqualValues(t, 1, report.Malformed, "a short row that is whole is malformed")
	report = build(t, linksOf(contoso, "A"), blobSource("portal.csv", []byte(whole+portalRow(contoso, "y", "1"))))
	require.EqualValues(t, 2, report.Lines, "the last row needs no newline")
}

func TestTruncatedDocumentIsAnError(t *testing.T) {
	err := buildErr(t, blobSource("page.json", []byte("{\n \"totalCount\": 2,\n \"items\": [\n"+lineOf(record{})+",\n")))
	require.ErrorIs(t, err, billing.ErrTruncated)
}

func TestCorruptGzipIsAnError(t *testing.T) {
	whole := gzipped(t, jsonl(lineOf(record{}), lineOf(record{"Subtotal": 5})))
	whole[len(whole)-6] ^= 0xff // the checksum
	require.Error(t, buildErr(t, blobSource("part-0.json.gz", whole)))
}

func TestABlobOfAnotherInvoiceIsAnError(t *testing.T) {
	src := sourceOf(record{}, record{"InvoiceNumber": "G2"})
	src[0].Invoice = "g1"
	err := buildErr(t, src)
	require.ErrorIs(t, err, billing.ErrForeignInvoice)
	require.ErrorContains(t, err, "line 2: line of another invoice: it is of G2")
	var place *billing.BlobError
	require.True(t, errors.As(err, &place))
	require.EqualValues(t, 2, place.Line)
}

func TestAWrongStatedNetDiffersByTheCent(t *testing.T) {
	for net, want := range map[string]billing.State{"60": billing.Exact, "60.00": billing.Exact, "60.01": billing.Differs, "59.99": billing.Differs, "60.0000000000001": billing.Differs} {
		for _, invoice := range []string{"G1", ""} {
			report := build(t, linksOf(contoso, "A"), sourceOf(record{}), billing.WithStatedNet(invoice, "eur", dec(net)))
			require.Equal(t, want, report.State, "net %s stated for %q", net, invoice)
		}
	}
}

func TestWithoutAStatedNetNothingIsExact(t *testing.T) {
	report := build(t, linksOf(contoso, "A"), sourceOf(record{}))
	require.Equal(t, billing.Unstated, report.State)
	var text strings.Builder
	require.NoError(t, report.WriteProof(&text))
	require.Contains(t, text.String(), "complete: not verified")
}

func TestANetForTheWholeCurrencyCoversSeveralInvoices(t *testing.T) {
	src := sourceOf(record{}, record{"InvoiceNumber": "G2", "Subtotal": 5})
	require.Equal(t, billing.Exact, build(t, linksOf(contoso, "A"), src, billing.WithStatedNet("", "EUR", dec("65"))).State)
	report := build(t, linksOf(contoso, "A"), src, billing.WithStatedNet("", "EUR", dec("60")))
	require.Equal(t, billing.Differs, report.State)
	require.Contains(t, strings.Join(report.Warnings, "\n"), "EUR lines come from 2 documents: G1, G2", "the foreign invoice must be named")
}

func TestAStatedInvoiceWithoutLinesDiffers(t *testing.T) {
	report := build(t, linksOf(contoso, "A"), sourceOf(record{}), billing.WithStatedNet("G1", "EUR", dec("60")), billing.WithStatedNet("G9", "EUR", dec("10")))
	require.Equal(t, billing.Differs, report.State, "G9 was stated and has not a single line")
}

func TestNothingAuditedIsNotClean(t *testing.T) {
	for name, src := range map[string]billing.Source{
		"no blobs": {{}}, "no export": {}, "empty blob": blobSource("a", nil), "empty gzip": blobSource("a.gz", gzipped(t, nil)), "blank lines": blobSource("a", []byte("\n\r\n \n")),
	} {
		report := build(t, linksOf(contoso, "A"), src)
		require.Equal(t, billing.NothingAudited, report.State, name)
		var text strings.Builder
		require.NoError(t, report.WriteProof(&text))
		require.Contains(t, text.String(), "Nothing audited", name)
	}
}

func TestEmptyPartsAreNotDuplicates(t *testing.T) {
	src := sourceOf(record{})
	src[0].Blobs = append(src[0].Blobs, billing.Bytes("empty-1", nil), billing.Bytes("empty-2", nil))
	require.EqualValues(t, 1, build(t, linksOf(contoso, "A"), src).Lines)
}

func TestMissingBlobsAreAnError(t *testing.T) {
	src := sourceOf(record{})
	src[0].Invoice, src[0].BlobCount = "G1", 2
	require.ErrorIs(t, buildErr(t, src), billing.ErrMissingBlobs)
}

// endless yields n bytes made of pattern.
type endless struct {
	pattern []byte
	left    int64
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n+len(e.pattern) <= len(p) && e.left > 0 {
		n += copy(p[n:], e.pattern)
		e.left -= int64(len(e.pattern))
	}
	if n == 0 {
		n = copy(p, e.pattern)
	}
	return n, nil
}

// bomb is a gzip stream of 4 GiB that repeats one megabyte; it is made without
// compressing 4 GiB.
func bomb(t *testing.T, pattern []byte) billing.Blob {
	t.Helper()
	var member bytes.Buffer
	w, err := gzip.NewWriterLevel(&member, gzip.BestCompression)
	require.NoError(t, err)
	_, err = io.Copy(w, &endless{pattern: pattern, left: 1 << 20})
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return repeated("bomb.json.gz", member.Bytes(), 4<<10)
}

func TestADecompressionBombIsRefusedWithoutReadingItAll(t *testing.T) {
	for name, pattern := range map[string][]byte{ // all with the default limits but the last, which is made of lines
		"zeros": bytes.Repeat([]byte{0}, 4096), "blank lines": bytes.Repeat([]byte("\n"), 4096), "one endless string": []byte(strings.Repeat(" ", 4096)),
		"valid lines": []byte(lineOf(record{}) + "\n"),
	} {
		t.Run(name, func(t *testing.T) {
			peak := watchHeap()
			var limits billing.Limits
			if name == "valid lines" {
				limits.Ratio = 100
			}
			err := buildErr(t, billing.Source{{Blobs: []billing.Blob{bomb(t, pattern)}}}, billing.WithLimits(limits))
			require.ErrorIs(t, err, billing.ErrTooLarge)
			require.Less(t, peak(), uint64(64<<20), "memory must stay bounded")
		})
	}
}

func TestAnEndlessDocumentIsRefusedWithBoundedMemory(t *testing.T) {
	for name, start := range map[string]string{"array": `[{"a":"`, "page": "{\n\"items\":[{\"a\":\"", "member": "{\n\"x\":\""} {
		t.Run(name, func(t *testing.T) {
			peak := watchHeap()
			src := billing.Source{{Blobs: []billing.Blob{{Name: "endless.json", Open: func(context.Context) (io.ReadCloser, error) {
				return io.NopCloser(io.MultiReader(strings.NewReader(start), &endless{pattern: bytes.Repeat([]byte("x"), 4096), left: 1 << 30})), nil
			}}}}}
			require.ErrorIs(t, buildErr(t, src), billing.ErrTooLarge)
			require.Less(t, peak(), uint64(64<<20))
		})
	}
}

func TestMalformedLinesAreCountedWithTheirPlace(t *testing.T) {
	data := []byte("\xef\xbb\xbf" + lineOf(record{}) + "\r\n\r\nnot json\r\n" + lineOf(record{"Subtotal": "1,234.50"}) + "\n" + lineOf(record{"Currency": "EURO"}) + "\n" +
		`{"CustomerId":"` + contoso + `","Currency":"EUR"}` + "\n" + lineOf(record{"TaxTotal": true}) + "\n" + lineOf(record{"Subtotal": 2}))
	report := build(t, linksOf(contoso, "A"), blobSource("part-0.json", data))
	money(t, "62", report.Currencies[0].Total.Net, "the readable lines")
	require.EqualValues(t, 5, report.Malformed)
	var places []string
	for _, m := range report.MalformedLines {
		places = append(places, fmt.Sprintf("%s:%d %s", m.Blob, m.Line, m.Field))
	}
	require.Equal(t, []string{"part-0.json:3 ", "part-0.json:4 Subtotal", "part-0.json:5 Currency", "part-0.json:6 Subtotal", "part-0.json:7 TaxTotal"}, places)
}

func TestStrictModeStopsAtTheFirstMalformedLine(t *testing.T) {
	err := buildErr(t, blobSource("part-0.json", jsonl(lineOf(record{}), `{"Subtotal":}`)), billing.WithStrict())
	require.ErrorIs(t, err, billing.ErrMalformed)
	require.ErrorContains(t, err, "part-0.json line 2")
}

func TestInvalidTenantIDsAreExcludedNotDropped(t *testing.T) {
	for _, id := range []string{"", "contoso.com", "{" + contoso + "}", "00000000-0000-0000-0000-000000000000", contoso + "0", strings.Replace(contoso, "6", "g", 1)} {
		report := build(t, linksOf(contoso, "A"), sourceOf(record{"CustomerId": id}))
		require.Equal(t, billing.TenantIDInvalid, report.MoneyAtRisk[0].Reason, id)
		money(t, "60", report.Currencies[0].ByReason[billing.TenantIDInvalid].Net, id)
	}
}

func TestTenantsJoinWhateverTheCaseOfTheirGUID(t *testing.T) {
	report := build(t, linksOf(strings.ToUpper(contoso), "A"), sourceOf(record{"CustomerId": strings.ToUpper(contoso)}, record{}))
	require.Empty(t, report.MoneyAtRisk)
}

func TestContradictingLinksAreRefused(t *testing.T) {
	_, err := billing.Build(context.Background(), sourceOf(record{}), linksOf(contoso, "A", contoso, "B"))
	require.ErrorIs(t, err, billing.ErrLinks)
}

func TestCancelStopsTheReading(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	src := billing.Source{{Blobs: []billing.Blob{{Name: "slow", Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(&endless{pattern: []byte(lineOf(record{}) + "\n"), left: 1 << 20}, cancelling{cancel}, &endless{pattern: []byte("\n"), left: 1 << 40})), nil
	}}}}}
	_, err := billing.Build(ctx, src, linksOf(contoso, "A"))
	require.ErrorIs(t, err, context.Canceled)
}

type cancelling struct{ cancel context.CancelFunc }

func (c cancelling) Read([]byte) (int, error) { c.cancel(); return 0, io.EOF }

func TestABlobThatCannotBeOpenedIsNamed(t *testing.T) {
	err := buildErr(t, billing.Source{{Blobs: []billing.Blob{billing.File(filepath.Join(t.TempDir(), "gone.json"))}}})
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "gone.json")
}

func TestRowsRefuseABlobThatHasChanged(t *testing.T) {
	links := linksOf(contoso, "A")
	report := build(t, links, sourceOf(record{}))
	var last error
	for _, err := range report.Rows(context.Background(), sourceOf(record{"Subtotal": 61})) {
		last = err
	}
	require.ErrorIs(t, last, billing.ErrChanged)
}

func TestRowsStopWhenTheCallerDoes(t *testing.T) {
	report := build(t, linksOf(contoso, "A"), sourceOf(record{}, record{}, record{}))
	n := 0
	for _, err := range report.Rows(context.Background(), sourceOf(record{}, record{}, record{})) {
		require.NoError(t, err)
		n++
		break
	}
	require.Equal(t, 1, n)
}

func TestItemsStopsTheProducerWhenReadingFails(t *testing.T) {
	blob := billing.Items("items", func(context.Context) iter.Seq2[record, error] {
		return func(yield func(record, error) bool) {
			for range 1000 {
				if !yield(record{"subtotal": 1, "invoiceNumber": "G2", "currency": "EUR"}, nil) {
					return
				}
			}
		}
	})
	src := billing.Source{{Invoice: "G1", Blobs: []billing.Blob{blob}}}
	require.ErrorIs(t, buildErr(t, src), billing.ErrForeignInvoice) // goleak sees a producer that goes on
}

func TestItemsPassesTheProducersErrorOn(t *testing.T) {
	boom := errors.New("page 2 failed")
	blob := billing.Items("items", func(context.Context) iter.Seq2[record, error] {
		return func(yield func(record, error) bool) {
			_ = yield(record{"subtotal": 1, "currency": "EUR"}, nil) && yield(nil, boom)
		}
	})
	require.ErrorIs(t, buildErr(t, billing.Source{{Blobs: []billing.Blob{blob}}}), boom)
}

func TestUnknownSchemasAreRefused(t *testing.T) {
	_, err := billing.ReadReport(strings.NewReader(`{"schema":2}`))
	require.ErrorIs(t, err, billing.ErrSchema)
	_, err = billing.ReadPartial(strings.NewReader(`{"schema":99}`))
	require.ErrorIs(t, err, billing.ErrSchema)
	_, err = billing.ReadRules(strings.NewReader(`{"schema":0}`))
	require.ErrorIs(t, err, billing.ErrSchema)
}
