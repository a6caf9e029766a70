// Package match decides which organization of a billing platform a Microsoft
// tenant belongs to, says why, and leaves to a person what is not certain.
//
// It is pure: no I/O, no clock, no package state, nothing left running.
package match
