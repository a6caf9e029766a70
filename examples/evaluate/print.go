package main

import (
	"fmt"
	"io"
	"strings"
)

// print writes the report for people.
func (r *report) print(w io.Writer) error {
	var b strings.Builder
	if r.Synthetic {
		b.WriteString("SYNTHETIC data: real names, made-up numbers, domains, addresses and noise\n")
	}
	fmt.Fprintf(&b, "model            %s\n", r.Model)
	fmt.Fprintf(&b, "records          %d tenants, %d organizations, %d true links\n", r.Records.Tenants, r.Records.Organizations, r.Records.Truth)
	if !r.Judged {
		b.WriteString("there is no truth.csv: nothing is counted as right or wrong\n")
	}
	fmt.Fprintf(&b, "auto             %d links, %d wrong, precision %.4f, recall %.4f\n", r.Auto.Links, r.Auto.Wrong, r.Auto.Precision, r.Auto.Recall)
	fmt.Fprintf(&b, "suggested        %d right, recall %.4f\n", r.Suggested.Top1Correct, r.Suggested.Recall)
	fmt.Fprintf(&b, "best F1          %.4f (precision %.4f, recall %.4f, score from %.2f)\n", r.BestF1.F1, r.BestF1.Precision, r.BestF1.Recall, r.BestF1.Threshold)
	fmt.Fprintf(&b, "recall at P .99  %.4f\n", r.RecallP99)
	for _, band := range allBands {
		fmt.Fprintf(&b, "band %-12s %7d, %7d right", band, r.Bands[band], r.BandsCorrect[band])
		if n := r.NoOrganization[band]; n > 0 {
			fmt.Fprintf(&b, ", %d without organization", n)
		}
		b.WriteByte('\n')
	}
	if r.AutoOnNoOrReview != nil {
		fmt.Fprintf(&b, "pairs            %d auto on no or review, %d review_high on no, %d yes suggested\n", *r.AutoOnNoOrReview, *r.HighOnNo, *r.SuggestedOnYes)
	}
	fmt.Fprintf(&b, "seconds          read %.2f, index %.2f, match %.2f, total %.2f (user CPU %.2f)\n", r.Seconds.Read, r.Seconds.Index, r.Seconds.Match, r.Seconds.Total, r.UserSeconds)
	fmt.Fprintf(&b, "peak memory      %d MB\n", r.PeakRSS>>20)
	for _, p := range r.WrongAuto {
		fmt.Fprintf(&b, "WRONG auto link  %s -> %s\n", p[0], p[1])
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// explain writes the evidence of the decisions of a band, or of the wrong ones.
func explain(w io.Writer, which string, ds []decided) error {
	for _, d := range ds {
		if which == string(d.band) || which == "wrong" && !d.correct && d.result.OrganizationID != "" {
			if _, err := io.WriteString(w, d.result.String()); err != nil {
				return err
			}
		}
	}
	return nil
}
