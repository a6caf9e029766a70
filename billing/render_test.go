package billing_test

import (
	"bytes"
	"flag"
	"fmt"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/internal/chromium"
	"github.com/tenantlink/tenantlink/linking"
)

var pictures = flag.String("pictures", "", "directory for TestChromiumRendersThePage to leave its pictures in")

// believable is a bill as a broker of forty customers might see it.
func believable(t *testing.T) *billing.Report {
	t.Helper()
	rng := rand.New(rand.NewPCG(4, 2))
	links := billing.LinkSet{At: time.Date(2026, 11, 8, 6, 0, 0, 0, time.UTC), Partner: uuid.MustParse(partner)}
	var lines []record
	for i, name := range strings.Split("Åkerlund Bygg AB|Nordhavn Shipping A/S|Fjellheim Regnskap AS|Kivimäki Oy|Brenner & Söhne GmbH|Brenner Logistik AG|Lindqvist Tandvård AB|Polarlys Hotell AS|Van der Meer B.V.|Østergaard Møbler ApS|Hallström Skog AB|Zielinski Transport Sp. z o.o.|Thornbury Ltd|Saimaa Energia Oyj|Vestfold Kommunale IKT|Grönqvist & Partners|Haffner Maschinenbau GmbH|Ekman Arkitekter AB|Bergen Sjømat AS|Tammisto Oy|Dyrholm Kyllinger ApS|Rosendahl Klinik|Skagen Brygghus|Norrlands Plåt AB", "|") {
		tenant := linking.TenantKey{Tenant: tenantNumber(i)}
		switch {
		case i%8 == 3: // not linked
		case i%11 == 5:
			links.Ignored = append(links.Ignored, linking.Ignore{TenantKey: tenant, Kind: linking.IgnoreInternal, Reason: "own", By: "anna"})
		default:
			azure := linking.ServiceAttached
			if i%9 == 2 {
				azure = linking.ServiceMissing
			}
			links.Links = append(links.Links, linking.Link{TenantKey: tenant, OrganizationID: fmt.Sprint("org-", i)})
			links.Organizations = append(links.Organizations, linking.Organization{ID: fmt.Sprint("org-", i), Name: name, CustomerNumber: fmt.Sprint(10_000 + i), Azure: azure})
		}
		base := record{"CustomerId": tenant.Tenant.String(), "CustomerName": name, "InvoiceNumber": "G100000001"}
		for range 1 + rng.IntN(6) {
			r := record{"Subtotal": fmt.Sprintf("%d.%02d", rng.IntN(4000), rng.IntN(100))}
			if rng.IntN(3) == 0 {
				r["ProductId"], r["MeterDescription"] = "DZH318Z0BPS6", "Virtual Machines B2s"
			}
			if rng.IntN(9) == 0 {
				r["Subtotal"], r["ChargeType"] = fmt.Sprintf("-%d.50", rng.IntN(900)), "removeQuantity"
			}
			for k, v := range base {
				r[k] = v
			}
			lines = append(lines, r)
		}
	}
	src := sourceOf(lines...)
	first := build(t, links, src)
	return build(t, links, src, billing.WithStatedNet("G100000001", "EUR", first.Currencies[0].Total.Net))
}

// TestChromiumRendersThePage lets a browser show the page at desktop and phone
// width, and press a column header.
func TestChromiumRendersThePage(t *testing.T) {
	dir := t.TempDir()
	var page bytes.Buffer
	require.NoError(t, believable(t).WriteHTML(&page))
	path := filepath.Join(dir, "report.html")
	require.NoError(t, os.WriteFile(path, page.Bytes(), 0o600))
	for name, width := range map[string]int{"desktop": 1280, "phone": 390} {
		shot := filepath.Join(dir, name+".png")
		chromium.Run(t, "--screenshot="+shot, fmt.Sprintf("--window-size=%d,1600", width), "file://"+path)
		data, err := os.ReadFile(shot)
		require.NoError(t, err)
		picture, err := png.Decode(bytes.NewReader(data))
		require.NoError(t, err)
		colours := map[any]bool{}
		for y := 0; y < picture.Bounds().Dy(); y += 3 {
			for x := 0; x < picture.Bounds().Dx(); x += 3 {
				colours[picture.At(x, y)] = true
			}
		}
		require.Greater(t, len(colours), 20, "%s: the picture is empty", name)
		if *pictures != "" {
			require.NoError(t, os.WriteFile(filepath.Join(*pictures, "report-"+name+".png"), data, 0o644))
		}
	}
	pressed := strings.Replace(page.String(), "script-src 'sha256-", "script-src 'unsafe-inline' 'nothing-", 1)
	pressed = strings.Replace(pressed, "</body>", "<script>document.querySelector('th.n button').click()</script></body>", 1)
	require.NoError(t, os.WriteFile(path, []byte(pressed), 0o600))
	dom := string(chromium.Run(t, "--dump-dom", "file://"+path))
	require.True(t, strings.Contains(dom, `class="n" aria-sort="descending"`), "pressing a numeric header must sort by it, the largest first")
}
