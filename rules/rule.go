package rules

import (
	"fmt"

	"twoway/bank"
	"twoway/rules/lang"
)

// rule is a rule with both its texts compiled.
type rule struct {
	*bank.Rule
	when *lang.Program
	pick *lang.Program
	// picked holds, for a pick that does not look at the profile, which questions it picks: known once per release.
	picked map[*question]bool
}

// compile fills the engine's rules, in the order of the content, and returns what is wrong with them.
func (e *Engine) compile() []bank.Fault {
	ids := make([]string, 0, len(e.content.Questions))
	for _, q := range e.content.Questions {
		ids = append(ids, q.ID)
	}
	language := lang.New(&e.content.Vocabulary, ids)
	var faults []bank.Fault
	for i := range e.content.Rules {
		source := &e.content.Rules[i]
		if source.Status != bank.Ready {
			continue
		}
		r, found := compileRule(language, source)
		faults = append(faults, found...)
		if len(found) == 0 {
			e.pickOnce(r)
			e.rules = append(e.rules, r)
			faults = append(faults, e.checkCases(r)...)
		}
	}
	return faults
}

func compileRule(language *lang.Language, source *bank.Rule) (*rule, []bank.Fault) {
	when, faults := language.Compile(source.When, lang.Scope{Asker: source.Asker, Part: lang.When})
	pick, more := language.Compile(source.Pick, lang.Scope{Asker: source.Asker, Part: lang.Pick})
	for i := range faults {
		faults[i].Pointer = "/rules/" + source.ID + "/when"
	}
	for i := range more {
		more[i].Pointer = "/rules/" + source.ID + "/pick"
	}
	return &rule{Rule: source, when: when, pick: pick}, append(faults, more...)
}

func (e *Engine) pickOnce(r *rule) {
	if r.pick.Mentions.Profile {
		return
	}
	r.picked = make(map[*question]bool, len(e.questions))
	for _, q := range e.questions {
		r.picked[q] = r.run(r.pick, lang.Env{Question: q.env})
	}
}

// applies tells whether the rule has to do with a meeting.
func (r *rule) applies(env lang.Env) bool { return r.run(r.when, env) }

// picks tells whether a rule that applies picks a question.
func (r *rule) picks(env lang.Env, q *question) bool {
	if r.picked != nil {
		return r.picked[q]
	}
	env.Question = q.env
	return r.run(r.pick, env)
}

// run decides on the safe side should a program fail, which what the language admits cannot: an exclusion then
// excludes, a limit limits, and any other rule does nothing.
func (r *rule) run(p *lang.Program, env lang.Env) bool {
	holds, err := p.Holds(env)
	if err != nil {
		return r.Effect.Kind == bank.Exclude || r.Effect.Kind == bank.Limit
	}
	return holds
}

// checkCases runs a rule's own cases.
func (e *Engine) checkCases(r *rule) []bank.Fault {
	var faults []bank.Fault
	for i, c := range r.Cases {
		if got, said := e.caseApplies(r, c), c.Applies; got != said {
			faults = append(faults, bank.Fault{
				Code: bank.FaultCase, Pointer: fmt.Sprintf("/rules/%s/cases/%d", r.ID, i),
				Detail: fmt.Sprintf("The case says that the rule %s here, but it %s.", applyWord(said), applyWord(got)),
			})
		}
	}
	return faults
}

func applyWord(applies bool) string {
	if applies {
		return "applies"
	}
	return "does not apply"
}

func (e *Engine) caseApplies(r *rule, c bank.Case) bool {
	env := lang.Env{Profile: lang.ProfileOf(&e.content.Vocabulary, c.Profile)}
	if !r.applies(env) || c.Question == "" {
		return r.applies(env)
	}
	for _, q := range e.questions {
		if q.ID == c.Question {
			return r.picks(env, q)
		}
	}
	return false
}
