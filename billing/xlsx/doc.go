// Package xlsx writes a billing report as a workbook: proof, organizations,
// money at risk, and, when the lines are given, every line and the excluded
// ones. Numbers are numbers with currency formats, headers are frozen and can be
// filtered, and sheets are streamed, so memory does not grow with the lines.
//
// It is a package of its own so that package billing does not link a workbook
// library.
package xlsx
