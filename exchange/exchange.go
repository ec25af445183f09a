// Package exchange reads and writes whole banks: as YAML, the format of the shipped bank, as JSON Lines and as CSV.
//
// A bank in YAML is a folder: vocabulary/{seniorities,stages,asked_of,cares,topics,discloses}.yaml,
// vocabulary/roles/*.yaml, weights.yaml, and questions and rules in any files below questions/ and rules/;
// near_duplicates.yaml, if it exists, lists clusters of IDs. Each file except weights.yaml and origin.yaml is a list. If there is a file
// origin.yaml, it has the source and the license of the questions that name none; nothing else has a default for them.
package exchange

import (
	"errors"
	"io/fs"

	"twoway/bank"
	"twoway/resolve"
)

// Load reads and validates the bank in a folder. Decoding is strict: an unknown key, a wrong type or a reference to an
// unknown ID is an error with code invalid_content, whose faults start with file and line. The order of files does not
// matter. The content is normalised.
func Load(dir fs.FS) (bank.Content, error) { return newLoader(dir).load() }

func (l *loader) load() (bank.Content, error) {
	content := l.content()
	if len(l.faults) > 0 {
		return bank.Content{}, &bank.Error{Code: bank.CodeInvalidContent, Message: "The bank cannot be read.", Faults: l.faults}
	}
	content.Normalise()
	if err := content.Validate(); err != nil {
		return bank.Content{}, l.locate(advise(&content, err))
	}
	return content, nil
}

// advise adds to the faults of an error about content what was meant by the values that the content does not know.
func advise(content *bank.Content, err error) error {
	e, ok := errors.AsType[*bank.Error](err)
	if !ok {
		return err
	}
	return &bank.Error{Code: e.Code, Message: e.Message, Faults: resolve.NewAdvisor(content).Advise(e.Faults)}
}

// Locate returns err with file and line added to the pointers of its faults. The error must be about content that was
// loaded from dir. Other errors are returned unchanged.
func Locate(dir fs.FS, err error) error {
	if _, ok := errors.AsType[*bank.Error](err); !ok {
		return err // and spare reading the bank
	}
	l := newLoader(dir)
	l.content()
	return l.locate(err)
}
