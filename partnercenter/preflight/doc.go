// Package preflight looks at everything that must be in order before linking
// and billing can work, and says for each prerequisite whether it is, how that
// was found out, and what to do if it is not.
//
// A prerequisite that was not looked at, or hides behind another that failed,
// is unknown, never passed. One can never be looked at: whether Cloudmore
// requires SSO is a setting that no API shows, so it is always a reminder.
package preflight
