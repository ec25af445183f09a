// Package exchange reads and writes whole banks: as YAML, in which the shipped bank is kept, as JSON Lines and as CSV.
//
// A bank in YAML is a folder: vocabulary/{seniorities,stages,asked_of,cares,topics,discloses}.yaml,
// vocabulary/roles/*.yaml, weights.yaml, and questions and rules in any files below questions/ and rules/;
// near_duplicates.yaml, if there is one, lists clusters of ids. Each file but weights.yaml is a list.
package exchange

import (
	"io/fs"

	"twoway/bank"
)

// Load reads and validates the bank in a folder. Decoding is strict: an unknown key, a wrong type or a reference to
// nothing is an error of code invalid_content, whose faults start with file and line. Order of files does not matter.
// The content comes back normalised.
func Load(dir fs.FS) (bank.Content, error) {
	l := newLoader(dir)
	content := l.content()
	if len(l.faults) > 0 {
		return bank.Content{}, &bank.Error{Code: bank.CodeInvalidContent, Message: "The bank cannot be read.", Faults: l.faults}
	}
	content.Normalise()
	if err := content.Validate(); err != nil {
		return bank.Content{}, l.locate(err)
	}
	return content, nil
}

// Locate puts file and line before every fault of an error about content that was loaded from dir.
func Locate(dir fs.FS, err error) error {
	l := newLoader(dir)
	l.content()
	return l.locate(err)
}
