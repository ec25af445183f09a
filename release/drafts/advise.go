package drafts

import (
	"twoway/bank"
	"twoway/resolve"
)

// Advise adds to faults of content what was meant by the values that the content does not know.
func Advise(content *bank.Content, faults []bank.Fault) []bank.Fault {
	return resolve.NewAdvisor(content).Advise(faults)
}
