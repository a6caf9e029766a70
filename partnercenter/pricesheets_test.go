package partnercenter_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/partnercenter"
)

const priceSheet = "\ufeff\"ProductTitle\",\"ProductId\",\"SkuId\",\"TermDuration\",\"Market\",\"Currency\",\"UnitPrice\",\"PricingTierRangeMin\",\"PricingTierRangeMax\",\"EffectiveStartDate\",\"Tags\",\"ERP Price\",\"New Column\"\n" +
	"\"Advanced, Communications\",\"CFQ7TTC0HDK0\",\"0001\",\"P1Y\",\"US\",\"USD\",\"115.2\",\"\",\"\",\"2/1/2019 12:00:00 AM\",\"License\",\"144\",\"x\"\n" +
	"\"Disk\",\"DZH318Z0BQ3Q\",\"0002\",\"\",\"US\",\"USD\",\"0.0001\",\"101\",\"9223372036854780000\",\"\",\"Azure;Consumption\",\"\",\"\"\n"

func zipped(t testing.TB, files ...string) []byte {
	t.Helper()
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for _, content := range files {
		f, err := w.Create("sheets.csv")
		require.NoError(t, err)
		_, err = io.WriteString(f, content)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return archive.Bytes()
}

// partnerAPI is a client of a server that answers body, and the requests it saw.
func partnerAPI(t *testing.T, status int, body []byte) (*partnercenter.PartnerAPI, *[]*http.Request) {
	t.Helper()
	seen := new([]*http.Request)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*seen = append(*seen, r)
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}))
	t.Cleanup(srv.Close)
	api, err := partnercenter.NewPartnerAPI(staticToken{}, partnercenter.WithBaseURL(srv.URL), partnercenter.WithHTTPClient(srv.Client()))
	require.NoError(t, err)
	return api, seen
}

func TestPrices(t *testing.T) {
	for name, compressed := range map[string]bool{"CSV": false, "zip": true} {
		t.Run(name, func(t *testing.T) {
			body := []byte(priceSheet)
			if compressed {
				body = zipped(t, priceSheet)
			}
			dir := t.TempDir()
			api, seen := partnerAPI(t, http.StatusOK, body)
			query := partnercenter.PriceSheetQuery{
				Market: "US", View: partnercenter.PricesLicenses, Timeline: partnercenter.PricesHistory, Month: "202101",
				FileOptions: partnercenter.FileOptions{Compressed: compressed, TempDir: dir},
			}
			got, err := walked(api.PriceSheets().Prices(t.Context(), query))
			require.NoError(t, err)
			prices := got.([]partnercenter.Price)
			require.Len(t, prices, 2)
			assert.Equal(t, "Advanced, Communications", prices[0].ProductTitle)
			assert.Equal(t, "115.2", prices[0].UnitPrice.String())
			assert.Equal(t, "144", prices[0].ERPPrice.String())
			assert.Equal(t, 2019, prices[0].EffectiveStart.Year())
			assert.Nil(t, prices[0].PricingTierRangeMin)
			assert.Equal(t, map[string]string{"New Column": "x"}, prices[0].Other)
			assert.Equal(t, "9223372036854780000", prices[1].PricingTierRangeMax.String())
			assert.Nil(t, prices[1].ERPPrice)

			request := (*seen)[0]
			assert.Equal(t, "/v1.0/sales/pricesheets(Market='US',PricesheetView='updatedlicensebased')/$value", request.URL.Path)
			assert.Equal(t, "month=202101&timeline=history", request.URL.RawQuery)
			assert.Equal(t, compressed, request.Header.Get("Accept-Encoding") == "deflate")
			assert.NotEmpty(t, request.Header.Get("client-request-id"))
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Empty(t, left, "temporary files must not stay")
		})
	}
}

func TestRates(t *testing.T) {
	api, seen := partnerAPI(t, http.StatusOK, []byte("\"CurrencyCode\",\"USDPerUnit\",\"Month\"\n\"AED\",\"0.27224589249009701\",\"201909\"\n"))
	got, err := walked(api.PriceSheets().Rates(t.Context(), "201909"))
	require.NoError(t, err)
	rates := got.([]partnercenter.ExchangeRate)
	require.Len(t, rates, 1)
	assert.Equal(t, "AED", rates[0].CurrencyCode)
	assert.Equal(t, "0.27224589249009701", rates[0].USDPerUnit.String(), "no digit may be lost")
	assert.Equal(t, "/v1.0/sales/fxrates(Month='201909')/$value", (*seen)[0].URL.Path)
	reader, err := api.PriceSheets().OpenRates(t.Context(), "201909", partnercenter.FileOptions{})
	require.NoError(t, err)
	content, err := io.ReadAll(reader)
	require.NoError(t, err)
	require.NoError(t, reader.Close())
	assert.Contains(t, string(content), "0.27224589249009701")
	_, err = walked(api.PriceSheets().Rates(t.Context(), "2019-09"))
	require.ErrorContains(t, err, "YYYYMM")
	assert.Len(t, *seen, 2, "nothing is sent")
}

// What a small archive unpacks to counts.
func TestPricesAreBounded(t *testing.T) {
	bomb := strings.Repeat("a", 1<<20)
	for name, body := range map[string][]byte{"CSV": []byte(bomb), "zip": zipped(t, bomb)} {
		t.Run(name, func(t *testing.T) {
			api, _ := partnerAPI(t, http.StatusOK, body)
			dir := t.TempDir()
			reader, err := api.PriceSheets().Open(t.Context(), partnercenter.PriceSheetQuery{
				Market: "US", View: partnercenter.PricesSoftware, FileOptions: partnercenter.FileOptions{MaxBytes: 64 << 10, TempDir: dir}})
			require.NoError(t, err)
			n, err := io.Copy(io.Discard, reader)
			require.ErrorIs(t, err, partnercenter.ErrBodyTooLarge)
			assert.Equal(t, int64(64<<10), n)
			require.NoError(t, reader.Close())
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Empty(t, left)
		})
	}
}

func TestPricesErrors(t *testing.T) {
	bad := []struct {
		name, want string
		body       []byte
	}{
		{"damaged archive", "archive", zipped(t, priceSheet)[:60]},
		{"two files", "2 files", zipped(t, "a", "b")},
		{"empty", "heading", nil},
		{"bad amount", "line 2, column UnitPrice", []byte("UnitPrice\nabc\n")},
		{"too few fields", "line 2", []byte("UnitPrice,Market\n1\n")},
	}
	for _, c := range bad {
		t.Run(c.name, func(t *testing.T) {
			api, _ := partnerAPI(t, http.StatusOK, c.body)
			var errs []error
			for _, err := range api.PriceSheets().Prices(t.Context(), partnercenter.PriceSheetQuery{Market: "US", View: "software"}) {
				if err != nil {
					errs = append(errs, err)
				}
			}
			require.Len(t, errs, 1, "an error comes once")
			assert.ErrorContains(t, errs[0], c.want)
		})
	}
	api, _ := partnerAPI(t, http.StatusNotFound, []byte(`{"error":{"code":"NotFound","message":"no future prices","innerError":{"request-id":"r1"}}}`))
	_, err := api.PriceSheets().Open(t.Context(), partnercenter.PriceSheetQuery{Market: "US", View: "software", Timeline: partnercenter.PricesFuture})
	require.ErrorIs(t, err, partnercenter.ErrNotFound)
	failed, ok := errors.AsType[*partnercenter.Error](err)
	require.True(t, ok)
	assert.Equal(t, []string{"NotFound", "no future prices", "r1"}, []string{failed.Code, failed.Message, failed.RequestID})
	for _, q := range []partnercenter.PriceSheetQuery{
		{View: "software"}, {Market: "US"}, {Market: "USA", View: "x"}, {Market: "US", View: "a'b"},
		{Market: "US", View: "x", Month: "202101"}, {Market: "US", View: "x", Timeline: partnercenter.PricesHistory, Month: "202113"},
	} {
		_, err := api.PriceSheets().Open(t.Context(), q)
		require.Error(t, err, "%+v", q)
		assert.Equal(t, partnercenter.OutcomeNotSent, partnercenter.OutcomeOf(err))
	}
}

// The token goes to the partner API only, also when it sends the client elsewhere.
func TestPriceSheetTokenStaysAtHome(t *testing.T) {
	var elsewhere http.Header
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		elsewhere = r.Header
		_, _ = io.WriteString(w, "UnitPrice\n1\n")
	}))
	defer other.Close()
	var home http.Header
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		home = r.Header
		http.Redirect(w, r, other.URL, http.StatusFound)
	}))
	defer srv.Close()
	api, err := partnercenter.NewPartnerAPI(staticToken{}, partnercenter.WithBaseURL(srv.URL), partnercenter.WithHTTPClient(srv.Client()))
	require.NoError(t, err)
	got, err := walked(api.PriceSheets().Prices(t.Context(), partnercenter.PriceSheetQuery{Market: "US", View: "software"}))
	require.NoError(t, err)
	assert.Len(t, got, 1)
	assert.Equal(t, "Bearer x", home.Get("Authorization"))
	assert.Empty(t, elsewhere.Get("Authorization"))
}

func FuzzPrices(f *testing.F) {
	f.Add([]byte(priceSheet))
	f.Add(zipped(f, priceSheet))
	f.Add([]byte("\"UnitPrice\",\"ERP Price\"\n\"1,\n"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, body []byte) {
		transport := roundTrip(func(req *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Request: req, Body: io.NopCloser(bytes.NewReader(body))}, nil
		})
		api, err := partnercenter.NewPartnerAPI(staticToken{}, partnercenter.WithHTTPClient(&http.Client{Transport: transport}))
		require.NoError(t, err)
		errs := 0
		query := partnercenter.PriceSheetQuery{Market: "US", View: "software", FileOptions: partnercenter.FileOptions{TempDir: dir, MaxBytes: 1 << 20}}
		for _, err := range api.PriceSheets().Prices(t.Context(), query) {
			if errs > 0 {
				t.Fatal("something came after the error")
			}
			if err != nil {
				errs++
			}
		}
	})
}
