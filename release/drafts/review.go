package drafts

import (
	"encoding/json"
	"fmt"

	"twoway/bank"
	"twoway/rules"
)

// Review is the result of checking one draft within the bank of all drafts. Faults prevent publication; their pointers are
// relative to the body of the part. Reach is set for a rule without faults.
type Review struct {
	Faults   []bank.Fault
	Warnings []bank.Fault
	Reach    *rules.Reach
}

// review checks a part as if it replaced its draft. It reads only the part and what the part refers to, not the whole bank.
func (s *State) review(part bank.Part) (Review, error) {
	faults, err := s.validator().Part(part)
	if err != nil {
		return Review{}, err
	}
	faults = s.advisor().Advise(faults)
	review := Review{Faults: []bank.Fault{}, Warnings: []bank.Fault{}}
	add := func(to *[]bank.Fault, faults []bank.Fault) {
		for _, f := range bank.FaultsWithin(faults, part.Pointer()) {
			f.Pointer = f.Pointer[len(part.Pointer()):]
			*to = append(*to, f)
		}
	}
	add(&review.Faults, faults)
	switch part.Kind { //nolint:exhaustive // other kinds have no more checks
	case bank.KindRule:
		var rule bank.Rule
		if err := decode(part, &rule); err != nil {
			return Review{}, err
		}
		reach, faults, advice := s.checker().Check(rule)
		add(&review.Warnings, advice)
		if add(&review.Faults, faults); len(review.Faults) == 0 {
			review.Reach = &reach
			for _, remark := range s.checker().Remarks(rule, s.Content.Rules) {
				add(&review.Warnings, []bank.Fault{rules.RemarkFault(remark)})
			}
		}
	case bank.KindQuestion:
		var question bank.Question
		if err := decode(part, &question); err != nil {
			return Review{}, err
		}
		rejected, advice := Split(checkQuestion(&trades{vocabulary: &s.Content.Vocabulary}, &question))
		add(&review.Faults, rejected)
		add(&review.Warnings, advice)
	}
	alone, err := bank.Join([]bank.Part{part})
	if err != nil {
		return Review{}, err
	}
	_, advice := Split(checkTexts(&alone))
	add(&review.Warnings, advice)
	return review, nil
}

func decode(part bank.Part, into any) error {
	if err := json.Unmarshal(part.Body, into); err != nil {
		return fmt.Errorf("decode %s %s: %w", part.Kind, part.ID, err)
	}
	return nil
}
