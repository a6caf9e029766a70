// Package billing joins the lines of Microsoft's invoices with the links
// between customer tenants and organizations, and proves the result.
//
// A tenant that is not linked drops out of the billing platform's reports
// without a word. This package says what was left out, why, what it is worth
// and what would fix it, and shows for every invoice and currency that
//
//	included + excluded = sum of the lines = the invoice's stated net
//
// exactly, in decimal arithmetic. Without a stated net the proof is
// "unstated", never exact; a report over nothing is "nothing_audited".
//
// # One pass
//
// [Build] streams the blobs of a [Source] in parallel and keeps sums, not
// lines, so memory does not grow with the number of lines. [Aggregate] does
// the same for a part of the blobs; [Partial.Merge] puts parts together in any
// order and grouping with a result that is identical byte for byte, so that
// the parts can be made on many machines. [Report.Rows] reads the blobs a
// second time for outputs that show every line.
//
// # Rules of money
//
// The proof runs over Subtotal of reconciliation lines as billed; nothing is
// recomputed. Tax is shown beside it. Daily-rated usage details the Azure part
// of the same money: it is compared ([WithUsage]) and never added. Nothing is
// summed across currencies. Equal lines are never duplicates; identical blobs
// and identical line origins always are.
package billing
