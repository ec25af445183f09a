// Package bank defines the domain types of Twoway: the questions that both sides of a job interview may ask, the rules
// that choose among them, the vocabulary they share, the profile of a meeting, and the set of questions chosen for it.
//
// It has types and their validation. It imports only the standard library, and does not depend on HTTP, on SQL or on the
// rule language.
package bank
