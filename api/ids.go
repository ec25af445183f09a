package api

import (
	"fmt"
	"slices"

	"twoway/bank"
	"twoway/resolve"
)

// withIDs adds to the fault of the ID of a part, which cannot be saved without a valid one, an ID that is: made of what was sent or, if
// that has no letters, of the text or name of the part. Ref names the schema of the body.
func withIDs(ref string, body any, faults []found) []found {
	separators := map[string]string{
		"#/components/schemas/QuestionEdit": "-", "#/components/schemas/RuleEdit": "-", "#/components/schemas/TermEdit": "_",
	}
	separator, isPart := separators[ref]
	members, isObject := body.(map[string]any)
	at := slices.IndexFunc(faults, func(f found) bool { return f.Pointer == "/id" })
	if !isPart || !isObject || at < 0 || faults[at].Code == bank.FaultTypeMismatch {
		return faults
	}
	f := &faults[at]
	for _, name := range []string{"id", "text", "name"} {
		said, _ := members[name].(string)
		if f.Fix = resolve.Slug(said, separator); f.Fix != "" {
			break
		}
	}
	f.On, _ = members["id"].(string)
	if f.On == "" {
		f.Code, f.Detail = bank.FaultRequired, "This is required: the ID stays with it for good."
	} else {
		f.Detail = fmt.Sprintf("%q is not a valid ID. Use lower-case letters and digits, with single %q between words, and at most 64 characters.", f.On, separator)
	}
	if f.Fix != "" {
		f.Nearest = []string{f.Fix}
	}
	return faults
}
