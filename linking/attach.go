package linking

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// service is one that can be added to an organization.
type service struct {
	step  Step
	undo  string
	state func(context.Context) (ServiceState, error)
	add   func(context.Context) error
}

func (r *run) attachAzure(ctx context.Context, a *Action) (Result, error) {
	platform, ok := r.l.platform.(AzureServices)
	if !ok {
		return a.result(VerdictAlready, "").failed(errors.New("the platform cannot attach the Azure service")), nil
	}
	return r.attach(ctx, a, service{
		step: StepAttach, undo: "remove the Azure service from the organization",
		state: func(ctx context.Context) (ServiceState, error) { return platform.AzureService(ctx, a.OrganizationID) },
		add:   func(ctx context.Context) error { return platform.AttachAzure(ctx, a.OrganizationID) },
	})
}

// attachCSP adds the CSP service for a tenant that is linked right now.
func (r *run) attachCSP(ctx context.Context, a *Action) (Result, error) {
	res := a.result(VerdictAlready, "")
	platform, ok := r.l.platform.(CSPServices)
	if !ok {
		return res.failed(errors.New("the platform cannot attach the CSP service")), nil
	}
	switch has, linked, err := r.view.linkOf(ctx, a.TenantID); {
	case err != nil:
		return res.failed(err), nil
	case !linked:
		return res.with(VerdictSkipped, "the tenant is not linked any more; adding the service could make a new tenant"), nil
	case has != a.OrganizationID:
		return res.with(VerdictSkipped, fmt.Sprintf("the tenant is linked to organization %s in the meantime; left alone", has)), nil
	}
	link := Link{TenantKey: TenantKey{Partner: r.plan.Scope.Partner, Tenant: a.TenantID}, OrganizationID: a.OrganizationID}
	return r.attach(ctx, a, service{
		step: StepAttachCSP, undo: "remove the CSP service from the organization by hand; whether that unlinks the tenant is not documented for Cloudmore",
		state: func(ctx context.Context) (ServiceState, error) { return platform.CSPService(ctx, link) },
		add:   func(ctx context.Context) error { return platform.AttachCSP(ctx, link) },
	})
}

// errOtherTenant marks a service that turned out to be another tenant's.
var errOtherTenant = errors.New("the organization has the service for another tenant; a person must look")

// attach adds the service unless the organization has it. One that an earlier
// run sent and that is not there is sent again only after the consistency
// window.
func (r *run) attach(ctx context.Context, a *Action, s service) (Result, error) {
	res := a.result(VerdictAlready, "")
	if why := r.past.needsReview(a.TenantID, s.step); why != "" {
		return res.with(VerdictReview, why), nil
	}
	entry := r.entry(a, s.step)
	entry.OrganizationID, entry.Undo = a.OrganizationID, s.undo
	switch state, err := r.believed(ctx, a, s); {
	case err != nil:
		return res.failed(err), ctx.Err()
	case state == ServiceOther:
		return res.with(VerdictReview, errOtherTenant.Error()), nil
	case state == ServiceAttached && r.o.Execute && r.past.open(a.TenantID, s.step):
		return res, r.append(ctx, entry, StateDone, "found after an interruption")
	case state == ServiceAttached:
		return res, nil
	case !r.o.Execute:
		return res.with(VerdictWould, a.Change), nil
	}
	return r.write(ctx, res, entry, write{
		send: func(ctx context.Context) (string, error) { return a.OrganizationID, s.add(ctx) },
		find: func(ctx context.Context, _ time.Time) (string, error) {
			switch state, err := s.state(ctx); {
			case err != nil:
				return "", err
			case state == ServiceOther:
				return "", errOtherTenant
			case state == ServiceAttached:
				return a.OrganizationID, nil
			}
			return "", nil
		},
		patient: true,
	})
}

// believed reads the service. That it is missing after an earlier run sent it is
// believed only when the consistency window has passed.
func (r *run) believed(ctx context.Context, a *Action, s service) (ServiceState, error) {
	state, err := s.state(ctx)
	if err != nil || state == ServiceAttached || !r.o.Execute || !r.past.open(a.TenantID, s.step) {
		return state, err
	}
	if err := sleep(ctx, r.o.Consistency-time.Since(r.past.last[stepKey{a.TenantID, s.step}].Time)); err != nil {
		return ServiceUnknown, err
	}
	return s.state(ctx)
}
