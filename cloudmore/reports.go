package cloudmore

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Reports are Cloudmore's billing reports.
type Reports struct{ client *Client }

// Reports gives the billing reports.
func (c *Client) Reports() *Reports { return &Reports{c} }

const monthlyPath = "/api/resellers/{resellerId}/billing/reports/MonthlyBillingPerOrganizationAsync"

var (
	monthlyStart = define[reportRange, BillingReport]("cloudmore.billingReports.monthlyPerOrganization.start", http.MethodPost, monthlyPath, readOnly)
	monthlyGet   = define[none, BillingReport]("cloudmore.billingReports.monthlyPerOrganization.get", http.MethodGet, monthlyPath+"/{taskId}")
)

// StartMonthly starts the report per organization over a range of billing
// dates, both ends included. Microsoft's data is there from the 6th to the 8th
// of a month.
func (s *Reports) StartMonthly(ctx context.Context, from, to time.Time, opts ...CallOption) (*BillingReport, error) {
	if to.Before(from) {
		return nil, invalid(monthlyStart.Operation, fmt.Errorf("the range ends on %s, before it begins", to.Format(time.DateOnly)))
	}
	in := reportRange{StartDate: from.Format(time.DateOnly), EndDate: to.Format(time.DateOnly)}
	out, location, err := started(ctx, s.client, monthlyStart, &in, opts)
	if err != nil {
		return nil, err
	}
	if out.TaskID, err = taskOf(monthlyStart.Operation, out.TaskID, location); err != nil {
		return nil, err
	}
	if out.Message == "" {
		out.Message = ReportProcessing
	}
	return out, nil
}

// started calls an operation that starts a task, and returns the Location that
// names it.
func started[In, Out any](ctx context.Context, c *Client, op typed[In, Out], in *In, opts []CallOption) (*Out, string, error) {
	out := new(Out)
	answer, failure := c.rest.Do(ctx, c.request(op.Operation, Args{}, in, out, opts))
	if failure != nil {
		return nil, "", asError(failure)
	}
	return out, answer.Header.Get("Location"), nil
}

// taskOf is the task that a body or else a Location names.
func taskOf(op Operation, task, location string) (string, error) {
	if task == "" {
		location = strings.TrimRight(location, "/")
		task = location[strings.LastIndexByte(location, '/')+1:]
	}
	if task == "" {
		return "", &Error{Op: op.ID, Method: op.Method, Target: op.Path, Outcome: OutcomeDone,
			Err: errors.New("the answer names no task, neither in its body nor in its Location")}
	}
	return task, nil
}

// Monthly reads a report or how far it is.
func (s *Reports) Monthly(ctx context.Context, taskID string, opts ...CallOption) (*BillingReport, error) {
	return monthlyGet.call(ctx, s.client, at(taskID), nil, opts)
}

// Bounds on the wait between two looks at a report.
const (
	firstLook = time.Second
	lastLook  = 30 * time.Second
)

// WaitMonthly polls a report until it is there, waiting 1 to 30 seconds between
// two looks. A report that Cloudmore could not make is ErrReportFailed.
func (s *Reports) WaitMonthly(ctx context.Context, taskID string, opts ...CallOption) (*BillingReport, error) {
	return waited(ctx, monthlyGet.Operation, taskID, func() (*BillingReport, ReportState, error) {
		report, err := s.Monthly(ctx, taskID, opts...)
		if err != nil {
			return nil, "", err
		}
		return report, report.Message, nil
	})
}

// waited looks at a task until it has ended.
func waited[T any](ctx context.Context, op Operation, taskID string, look func() (*T, ReportState, error)) (*T, error) {
	pause := firstLook
	for {
		report, state, err := look()
		if err != nil {
			return nil, err
		}
		switch {
		case strings.EqualFold(string(state), string(ReportSuccessful)):
			return report, nil
		case strings.EqualFold(string(state), string(ReportFailed)):
			return nil, &Error{Op: op.ID, Method: op.Method, Target: op.Path, Status: http.StatusOK,
				Message: "task " + taskID, Outcome: OutcomeDone, Err: ErrReportFailed}
		}
		if err := sleep(ctx, pause); err != nil {
			return nil, fmt.Errorf("wait for report %s: %w", taskID, err)
		}
		pause = min(pause*2, lastLook)
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
