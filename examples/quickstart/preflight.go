package main

import (
	"context"
	"fmt"

	"github.com/tenantlink/tenantlink/examples/internal/broker"
)

// preflight shows every prerequisite. One cannot be seen by anybody through an
// API, so it is a reminder; any other that does not pass ends the run.
func (t *story) preflight(ctx context.Context) error {
	report, err := t.broker.Preflight(ctx, t.auth, "https://eu.cloudmore.com")
	if err != nil {
		return err
	}
	if err := broker.WritePreflight(t.out, report, "   "); err != nil {
		return err
	}
	if failed := report.Failed(); len(failed) > 0 {
		return fmt.Errorf("%s: %s", failed[0].Check, failed[0].Evidence)
	}
	return nil
}
