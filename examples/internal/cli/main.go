package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/tenantlink/tenantlink/linking"
)

// ExitError ends a program with a code of its own, after printing Err unless it
// is nil.
type ExitError struct {
	Code int
	Err  error
}

func (e *ExitError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("exit code %d", e.Code)
	}
	return e.Err.Error()
}

func (e *ExitError) Unwrap() error { return e.Err }

// Main runs a program: the context ends on SIGINT and SIGTERM, an error is
// printed in one line, and the exit code is 0, 1, or the ExitError's.
func Main(run func(ctx context.Context, args []string, stdout, stderr io.Writer) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(report(err, os.Stderr))
}

func report(err error, stderr io.Writer) int {
	var exit *ExitError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &exit):
		if exit.Err != nil {
			fmt.Fprintln(stderr, Message(exit.Err))
		}
		return exit.Code
	default:
		fmt.Fprintln(stderr, Message(err))
		return 1
	}
}

// Message is the error for a terminal: what a vendor's data put into it cannot
// move the cursor. Joined errors keep their lines.
func Message(err error) string {
	lines := strings.Split(err.Error(), "\n")
	for n, line := range lines {
		lines[n] = linking.Printable(line)
	}
	return strings.Join(lines, "\n")
}
