package linking_test

import (
	"bytes"
	"log/slog"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
)

func TestAlertExceeded(t *testing.T) {
	taken := time.Date(2026, 12, 4, 0, 0, 0, 0, time.UTC)
	alert := &linking.Alert{Taken: taken, Deadline: taken.AddDate(0, 0, 2), Unlinked: make([]linking.UnlinkedTenant, 3),
		Worth: []linking.Worth{{Invoice: "G1", Currency: "EUR", Net: decimal.RequireFromString("-1200")}}}
	for name, c := range map[string]struct {
		t    linking.Thresholds
		want int
	}{
		"zero value":                    {linking.Thresholds{}, 1},
		"tolerated":                     {linking.Thresholds{Tenants: 3}, 0},
		"worth, also of a credit":       {linking.Thresholds{Tenants: 3, Worth: map[string]decimal.Decimal{"EUR": decimal.NewFromInt(1000)}}, 1},
		"worth in another currency":     {linking.Thresholds{Tenants: 3, Worth: map[string]decimal.Decimal{"USD": decimal.Zero}}, 0},
		"close to the deadline":         {linking.Thresholds{Tenants: 3, Before: 72 * time.Hour}, 1},
		"not yet close to the deadline": {linking.Thresholds{Tenants: 3, Before: time.Hour}, 0},
	} {
		t.Run(name, func(t *testing.T) { require.Len(t, alert.Exceeded(c.t), c.want) })
	}
	require.Empty(t, (&linking.Alert{Taken: taken, Deadline: taken}).Exceeded(linking.Thresholds{Before: time.Hour}), "nothing unlinked, nothing exceeded")
}

func TestAlertLogsCountsButNoNames(t *testing.T) {
	var b bytes.Buffer
	slog.New(slog.NewTextHandler(&b, nil)).Info("unlinked", "alert", &linking.Alert{
		Unlinked: []linking.UnlinkedTenant{{Name: "Secret Customer"}},
		Worth:    []linking.Worth{{Invoice: "G1", Currency: "EUR", Net: decimal.RequireFromString("4321.1")}}})
	require.Contains(t, b.String(), "alert.unlinked=1")
	require.Contains(t, b.String(), "alert.worth_G1_EUR=4321.10")
	require.NotContains(t, b.String(), "Secret")
}
