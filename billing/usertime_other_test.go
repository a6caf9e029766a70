//go:build !unix

package billing_test

import "time"

func processUserTime() (time.Duration, bool) { return 0, false }
