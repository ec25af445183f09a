// Package lang is the rule language: a small, decidable part of expr (https://expr-lang.org) in which an admin says
// when a rule applies and which questions it picks.
//
// The limits of expr itself do not contain a careless or hostile rule, and it knows nothing of the vocabulary. So every text is
// scanned before it is parsed, and its tree is admitted node by node against a whitelist, with types and vocabulary
// checked on the way. Only what passes is compiled. What a rule costs to run is thereby bounded by its length.
package lang
