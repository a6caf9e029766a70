package rest

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestGateHoldsBackOneOperationOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g gate
		g.close("a", 30*time.Second)
		g.close("a", 10*time.Second) // a shorter wait does not open it earlier
		start := time.Now()
		require.NoError(t, g.wait(t.Context(), "b"))
		require.Zero(t, time.Since(start), "another operation must not wait")
		require.NoError(t, g.wait(t.Context(), "a"))
		require.Equal(t, 30*time.Second, time.Since(start))
		require.NoError(t, g.wait(t.Context(), "a"))
		require.Equal(t, 30*time.Second, time.Since(start), "an open gate must stay open")
	})
}

func TestGateGivesUpOnCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g gate
		g.close("a", time.Hour)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		require.ErrorIs(t, g.wait(ctx, "a"), context.Canceled)
		require.Equal(t, time.Second, time.Since(start))
	})
}

func TestGateDoesNotOutlastTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g gate
		g.close("a", time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		require.NoError(t, g.wait(ctx, "a"))
		require.Zero(t, time.Since(start))
	})
}
