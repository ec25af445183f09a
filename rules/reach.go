package rules

import (
	"twoway/rules/guard"
)

// Reach says how far a rule reaches: see guard.Comparer.
type Reach = guard.Reach
