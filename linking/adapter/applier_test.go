package adapter_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/adapter"
	"github.com/tenantlink/tenantlink/linking/linktest"
)

const applierEnv = "TENANTLINK_TEST_APPLIER"

// applierSettings is what the soak tells the process that applies.
type applierSettings struct {
	URL, Plan, Journal, Partner, ResellerID    string
	ClientID, ClientSecret, Username, Password string
}

// applier applies the plan and says "done" for every action that is finished.
func applier() int {
	if err := applyPlan(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func applyPlan(ctx context.Context) error {
	var in applierSettings
	if err := json.Unmarshal([]byte(os.Getenv(applierEnv)), &in); err != nil {
		return err
	}
	data, err := os.ReadFile(in.Plan)
	if err != nil {
		return err
	}
	plan, err := linking.ReadPlan(bytes.NewReader(data))
	if err != nil {
		return err
	}
	base := cloudmore.WithBaseURL(in.URL)
	tokens, err := cloudmore.NewPasswordSource(cloudmore.Credentials{
		ClientID: in.ClientID, ClientSecret: cloudmore.Secret(in.ClientSecret), Username: in.Username, Password: cloudmore.Secret(in.Password)}, base)
	if err != nil {
		return err
	}
	client, err := cloudmore.New(tokens, cloudmore.Account{ResellerID: in.ResellerID}, base,
		cloudmore.WithRetry(cloudmore.Retry{MinWait: time.Millisecond, MaxWait: 10 * time.Millisecond}))
	if err != nil {
		return err
	}
	broker, err := adapter.NewBroker(client, plan.Scope.Partner)
	if err != nil {
		return err
	}
	journal, err := linking.OpenJournal(in.Journal)
	if err != nil {
		return err
	}
	defer func() { _ = journal.Close() }()
	l, err := linking.New(linktest.Tenants{}, broker, linking.WithScope(plan.Scope), linking.WithProgress(func(p linking.Progress) {
		if p.Stage == "apply" {
			fmt.Println("done")
		}
	}))
	if err != nil {
		return err
	}
	// The mock's lists are never late, so absence can be believed soon.
	out, err := l.Apply(ctx, plan, journal, linking.ApplyOptions{Execute: true, Consistency: 50 * time.Millisecond})
	return errors.Join(err, out.Err())
}
