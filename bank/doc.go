// Package bank is the domain of Twoway: the questions both sides of a job interview may ask, the rules that choose
// among them, the vocabulary they share, the profile of one meeting, and the set that answers it.
//
// It holds types and their validation, imports the standard library alone, and knows neither HTTP nor SQL nor the
// language in which rules are written.
package bank
