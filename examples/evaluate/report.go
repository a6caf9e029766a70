package main

import (
	"cmp"
	"math"
	"slices"

	"github.com/tenantlink/tenantlink/linking/match"
)

// report is the evaluation; the JSON keys are a contract for comparing runs.
type report struct {
	Model     string `json:"model"`
	Synthetic bool   `json:"synthetic"`
	// Judged is false without a truth: then nothing is counted right or wrong.
	Judged    bool               `json:"judged"`
	Records   recordCounts       `json:"records"`
	Auto      autoLinks          `json:"auto"`
	Suggested suggestions        `json:"suggested"`
	BestF1    bestF1             `json:"best_f1"`
	RecallP99 float64            `json:"recall_at_p99"`
	Bands     map[match.Band]int `json:"bands"`
	// BandsCorrect counts the right ones among the decisions of each band.
	BandsCorrect map[match.Band]int `json:"bands_correct"`
	// NoOrganization counts, by band, the tenants that have no organization.
	NoOrganization map[match.Band]int `json:"no_organization"`
	Seconds        seconds            `json:"seconds"`
	PeakRSS        int64              `json:"peak_rss_bytes"`
	UserSeconds    float64            `json:"user_cpu_seconds"`
	WrongAuto      [][2]string        `json:"wrong_auto"`
	// Pairs only.
	AutoOnNoOrReview *int `json:"auto_on_no_or_review,omitempty"`
	HighOnNo         *int `json:"review_high_on_no,omitempty"`
	SuggestedOnYes   *int `json:"suggested_on_yes,omitempty"`
}

type recordCounts struct {
	Tenants       int `json:"tenants"`
	Organizations int `json:"organizations"`
	Truth         int `json:"truth"`
}

type autoLinks struct {
	Links     int     `json:"links"`
	Correct   int     `json:"correct"`
	Wrong     int     `json:"wrong"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
}

type suggestions struct {
	Top1Correct int     `json:"top1_correct"`
	Recall      float64 `json:"recall"`
}

type bestF1 struct {
	Threshold float64 `json:"threshold"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

type seconds struct {
	Read  float64 `json:"read"`
	Index float64 `json:"index"`
	Match float64 `json:"match"`
	Total float64 `json:"total"`
}

// decided is one decision: what was said, how sure, and whether it is right.
type decided struct {
	left, right string
	band        match.Band
	score       float64
	correct     bool
	result      *match.Result
}

var allBands = []match.Band{
	match.BandAuto, match.BandReviewHigh, match.BandReviewLow,
	match.BandAmbiguous, match.BandConflict, match.BandUnmatched,
}

// measure fills what depends on the truth. total is the number of true pairs.
func (r *report) measure(ds []decided, total int) {
	r.Bands, r.BandsCorrect, r.WrongAuto = map[match.Band]int{}, map[match.Band]int{}, [][2]string{}
	for _, b := range allBands {
		r.Bands[b], r.BandsCorrect[b] = 0, 0
	}
	r.Records.Truth = total
	for _, d := range ds {
		r.Bands[d.band]++
		if d.correct {
			r.BandsCorrect[d.band]++
		}
		switch d.band {
		case match.BandAuto:
			r.Auto.Links++
			if d.correct {
				r.Auto.Correct++
			} else {
				r.Auto.Wrong++
				r.WrongAuto = append(r.WrongAuto, [2]string{d.left, d.right})
			}
			fallthrough
		case match.BandReviewHigh, match.BandReviewLow:
			if d.correct {
				r.Suggested.Top1Correct++
			}
		}
	}
	r.Auto.Precision = ratio(r.Auto.Correct, r.Auto.Links)
	r.Auto.Recall = ratio(r.Auto.Correct, total)
	r.Suggested.Recall = ratio(r.Suggested.Top1Correct, total)
	r.sweep(ds, total)
}

// sweep moves the threshold over the scores of all decisions that name an
// organization, equal scores together.
func (r *report) sweep(ds []decided, total int) {
	ds = slices.Clone(ds)
	slices.SortFunc(ds, func(a, b decided) int { return cmp.Compare(b.score, a.score) })
	said, correct := 0, 0
	for i, d := range ds {
		if d.right == "" {
			continue
		}
		said++
		if d.correct {
			correct++
		}
		if i+1 < len(ds) && ds[i+1].score == d.score && ds[i+1].right != "" {
			continue
		}
		p, recall := ratio(correct, said), ratio(correct, total)
		if f1 := 2 * p * recall / math.Max(p+recall, 1e-9); f1 > r.BestF1.F1 {
			r.BestF1 = bestF1{Threshold: d.score, Precision: p, Recall: recall, F1: f1}
		}
		if p >= 0.99 {
			r.RecallP99 = math.Max(r.RecallP99, recall)
		}
	}
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}
