// Package lang implements the rule language: a small, decidable subset of expr (https://expr-lang.org) in which an admin
// writes when a rule applies and which questions it picks.
//
// The limits of expr alone do not contain a careless or hostile rule, and expr does not know the vocabulary. So every text
// is scanned before it is parsed, and its tree is checked node by node against a whitelist, together with types and
// vocabulary. Only admitted texts are compiled. The cost of running a rule is therefore bounded by its length.
package lang
