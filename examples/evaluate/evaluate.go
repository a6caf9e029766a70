package main

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"time"

	"github.com/tenantlink/tenantlink/internal/atomicfile"
	"github.com/tenantlink/tenantlink/linking/match"
)

// evaluate matches and then compares with the truth; the truth decides nothing.
func evaluate(ctx context.Context, d *dataset, p match.Policy) (*report, []decided, error) {
	if d.named {
		return evaluatePairs(ctx, d.pairs, p)
	}
	r := &report{Records: recordCounts{Tenants: len(d.tenants), Organizations: len(d.organizations)}}
	start := time.Now()
	ix, err := match.NewIndex(d.organizations)
	if err != nil {
		return nil, nil, err
	}
	r.Seconds.Index = time.Since(start).Seconds()
	start = time.Now()
	results, err := ix.Match(ctx, d.tenants, p)
	if err != nil {
		return nil, nil, err
	}
	r.Seconds.Match = time.Since(start).Seconds()
	ds := make([]decided, len(results))
	has := make(map[string]bool, len(d.truth))
	for k := range d.truth {
		has[k[0]] = true
	}
	r.NoOrganization = map[match.Band]int{}
	for i, res := range results {
		r.Model = res.Model
		ds[i] = best(&results[i])
		ds[i].correct = d.truth[[2]string{ds[i].left, ds[i].right}]
		if !has[res.TenantID] {
			r.NoOrganization[res.Band]++
		}
	}
	r.measure(ds, len(d.truth))
	if r.Judged = d.judged; !d.judged {
		r.Auto.Wrong, r.WrongAuto, r.NoOrganization = 0, [][2]string{}, nil
	}
	return r, ds, nil
}

// best is the decision about a tenant: the assigned organization, or for a
// tenant without one its best candidate below the review bands.
func best(r *match.Result) decided {
	d := decided{left: r.TenantID, right: r.OrganizationID, band: r.Band, score: r.Score, result: r}
	if d.right == "" && len(r.Candidates) > 0 {
		d.right, d.score = r.Candidates[0].OrganizationID, r.Candidates[0].Score
		if r.Reason == match.ReasonTaken {
			d.score = min(d.score, 0) // that organization went to another tenant
		}
	}
	return d
}

// evaluatePairs judges each pair on its own, by its names only.
func evaluatePairs(ctx context.Context, pairs []pair, p match.Policy) (*report, []decided, error) {
	r := &report{Judged: true, Records: recordCounts{Tenants: len(pairs), Organizations: len(pairs)}}
	var auto, high, suggested, yes int
	ds := make([]decided, len(pairs))
	start := time.Now()
	for i, pr := range pairs {
		ix, err := match.NewIndex([]match.Record{{ID: "2", Names: []string{pr.name2}}}, match.WithWorkers(1))
		if err != nil {
			return nil, nil, err
		}
		results, err := ix.Match(ctx, []match.Record{{ID: "1", Names: []string{pr.name1}}}, p)
		if err != nil {
			return nil, nil, err
		}
		res := results[0]
		r.Model = res.Model
		ds[i] = decided{pr.name1, pr.name2, res.Band, pairScore(res), pr.expected == "yes", &res}
		switch {
		case pr.expected == "yes":
			yes++
			if res.Band != match.BandUnmatched {
				suggested++
			}
		case res.Band == match.BandAuto:
			auto++
		case res.Band == match.BandReviewHigh && pr.expected == "no":
			high++
		}
	}
	r.Seconds.Match = time.Since(start).Seconds()
	r.measure(ds, yes)
	r.AutoOnNoOrReview, r.HighOnNo, r.SuggestedOnYes = &auto, &high, &suggested
	return r, ds, nil
}

// pairScore is the score of the pair, also when it is below the review bands.
func pairScore(r match.Result) float64 {
	if len(r.Candidates) == 0 {
		return -99
	}
	return r.Candidates[0].Score
}

// writeDecisions writes what was decided, replacing the file as a whole.
func writeDecisions(path string, ds []decided, pairs bool) error {
	return atomicfile.Write(path, 0o644, func(w io.Writer) error {
		out := csv.NewWriter(w)
		header := []string{"tenant_id", "organization_id", "band", "score"}
		if pairs {
			header = []string{"name1", "name2", "band", "score"}
		}
		if err := out.Write(header); err != nil {
			return err
		}
		for _, d := range ds {
			if err := out.Write([]string{d.left, d.right, string(d.band), strconv.FormatFloat(d.score, 'f', -1, 64)}); err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	})
}
