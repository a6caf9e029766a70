// Package match decides which organization of a billing platform a Microsoft
// tenant belongs to, says why, and leaves to a person what is not certain.
//
// It is pure: no I/O, no clock, no package state, nothing left running. Give it
// the organizations once ([NewIndex], which later grows by [Index.Add]) and then
// tenants, one or all ([Index.Match]). Each [Result] has a [Band]:
//
//   - auto: link it. A deterministic key that is unique on both sides agrees
//     (an existing link, Microsoft's own answer for the organization's domain, a
//     registration number, an own domain), or the whole name and an independent
//     field (street and number, phone, e-mail domain, postal code) agree, no
//     rival is near, and nothing speaks against it. A name alone is never auto.
//   - review_high, review_low: a person confirms or picks.
//   - ambiguous: several organizations fit equally well.
//   - conflict: certain keys contradict each other. An existing link stays.
//   - unmatched: nothing worth suggesting; near misses are still explained.
//
// A person's answers come back as [Decision] values and are honoured exactly.
//
// # How a score comes about
//
// Every field adds a weight in log2 units (Fellegi and Sunter): how much more
// often it agrees for one company than for two different ones. Missing fields
// add nothing. The parts of an address are capped together, and a domain's
// label counts only when no domain agrees, because these fields say the same
// thing twice. Words count by their rarity among the organizations and in a
// shipped list, so that "Consulting Group" in common is nearly nothing. A
// domain, number or phone of several records counts less, of more than three
// not at all; free mail, social networks, site builders and hosting never
// count. The numbers and where each comes from stand at defaultModel in model.go.
//
// Vetoes limit the band and not the score: other registration numbers, other
// class of legal form, other numbers or places or roles in the names, other
// country, another site, no distinctive word in common.
//
// Each organization goes to one tenant at most (unless the policy allows more),
// so that the sum of scores is greatest; this is solved exactly, not greedily.
//
// # Data in the package
//
// forms.tsv (legal forms), words.tsv (frequent words of company names and their
// information) and countries.tsv were compiled for this project; each names its
// sources in its first lines. The rules of registration numbers are those of the
// national registers and of the VAT systems, with their check digits.
package match
