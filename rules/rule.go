package rules

import (
	"fmt"
	"strings"

	"twoway/bank"
	"twoway/rules/index"
	"twoway/rules/lang"
)

// rule is a rule with both of its texts compiled.
type rule struct {
	*bank.Rule
	when    *lang.Program
	pick    *lang.Program
	pickSet *index.Pick
}

// programKey is what the compiled text of a rule depends on, for one language.
type programKey struct {
	scope lang.Scope
	text  string
}

// languageOf returns the language of the rules of content: that of the engine before, which may be nil, if it is the same.
func languageOf(before *Engine, content *bank.Content) *lang.Language {
	ids := make([]string, 0, len(content.Questions))
	for _, q := range content.Questions {
		ids = append(ids, q.ID)
	}
	if before != nil && before.language.IsOf(&content.Vocabulary, ids) {
		return before.language
	}
	vocabulary := content.Vocabulary // a pointer into content would keep all of it in memory with the language
	return lang.New(&vocabulary, ids)
}

// compile compiles the rules that are ready, in order, and returns them and every fault found. Texts that the engine before has
// compiled, which may be nil, are not compiled again.
func (e *Engine) compile(before *Engine, sources []bank.Rule) (rules []*rule, faults []bank.Fault) {
	for i := range sources {
		source := &sources[i]
		if source.Status != bank.Ready {
			continue
		}
		r, found := e.compileRule(before, source)
		faults = append(faults, found...)
		found = caseIDFaults(e.language, source)
		faults = append(faults, found...)
		if len(found) == 0 && r.when != nil && r.pick != nil {
			r.pickSet = e.index.Compile(&r.pick.Condition)
			rules = append(rules, r)
			faults = append(faults, e.checkCases(r)...)
		}
	}
	return rules, faults
}

func (e *Engine) compileRule(before *Engine, source *bank.Rule) (*rule, []bank.Fault) {
	when, faults := e.program(before, programKey{lang.Scope{Asker: source.Asker, Part: lang.When}, source.When})
	pick, more := e.program(before, programKey{lang.Scope{Asker: source.Asker, Part: lang.Pick}, source.Pick})
	for i := range faults {
		faults[i].Pointer = "/rules/" + source.ID + "/when"
	}
	for i := range more {
		more[i].Pointer = "/rules/" + source.ID + "/pick"
	}
	return &rule{Rule: source, when: when, pick: pick}, append(faults, more...)
}

// advice returns the advice for both texts of a rule.
func (r *rule) advice() []bank.Fault {
	var list []bank.Fault
	for _, text := range [...]struct {
		name    string
		program *lang.Program
	}{{"when", r.when}, {"pick", r.pick}} {
		for _, f := range text.program.Advice {
			f.Pointer = "/rules/" + r.ID + "/" + text.name
			list = append(list, f)
		}
	}
	return list
}

// program returns a compiled text of a rule, which the engine before may have, or else its faults.
func (e *Engine) program(before *Engine, key programKey) (*lang.Program, []bank.Fault) {
	if before != nil && before.language == e.language {
		if p, known := before.programs[key]; known {
			e.programs[key] = p
			return p, nil
		}
	}
	p, faults := e.language.Compile(key.text, key.scope)
	if p != nil {
		e.programs[key] = p
	}
	return p, faults
}

// applies reports whether the rule applies to a meeting.
func (r *rule) applies(env *lang.Env) bool { return r.matches(r.when, env) }

// picks reports whether a rule that applies picks a question.
func (r *rule) picks(env lang.Env, q *question) bool {
	env.Question = q.env
	return r.matches(r.pick, &env)
}

func (r *rule) matches(p *lang.Program, env *lang.Env) bool {
	holds, ok := p.Condition.Matches(env)
	return holds && ok || !ok && r.onError()
}

// onError returns the result to assume when evaluating a condition fails, which admitted conditions never do. An exclude
// or limit rule then applies, any other rule does not.
func (r *rule) onError() bool { return r.Effect.Kind == bank.Exclude || r.Effect.Kind == bank.Limit }

// caseIDFaults returns a fault for each value in the cases of a rule that is not an ID of the vocabulary. Only the first
// bank.MaxFaults of them have suggestions.
func caseIDFaults(language *lang.Language, r *bank.Rule) []bank.Fault {
	var faults []bank.Fault
	for i, c := range r.Cases {
		check := func(field, kind, id string) {
			if f := unknownID(language, kind, id, len(faults) < bank.MaxFaults); f != nil {
				f.Pointer = fmt.Sprintf("/rules/%s/cases/%d/profile/%s", r.ID, i, field)
				faults = append(faults, *f)
			}
		}
		p := c.Profile
		for _, one := range [...]struct{ kind, id string }{{"role", p.Role}, {"seniority", p.Seniority}, {"stage", p.Stage}, {"asked_of", p.AskedOf}} {
			if one.id != "" {
				check(one.kind, one.kind, one.id)
			}
		}
		for _, list := range [...]struct {
			field, kind string
			ids         []string
		}{
			{"cares", "care", p.Cares},
			{"aspects", "aspect", p.Aspects},
			{"terms", "term", p.Terms},
			{"competencies", "competency", p.Competencies},
			{"requirements", "requirement", p.Requirements},
		} {
			for n, id := range list.ids {
				check(fmt.Sprintf("%s/%d", list.field, n), list.kind, id)
			}
		}
	}
	return faults
}

// unknownID returns the fault for an ID that is not in the vocabulary, with or without suggestions; nil if it is.
func unknownID(language *lang.Language, kind, id string, suggest bool) *bank.Fault {
	switch {
	case language.Has(kind, id):
		return nil
	case suggest:
		return language.Unknown(kind, id)
	}
	return &bank.Fault{Code: bank.FaultUnknownValue, Detail: "Unknown ID.", On: id}
}

// checkCases runs a rule's own cases and returns a fault for each case that fails.
func (e *Engine) checkCases(r *rule) []bank.Fault {
	var faults []bank.Fault
	for i, c := range r.Cases {
		applies, because := e.caseApplies(r, c)
		if applies == c.Applies {
			continue
		}
		says := "does not apply"
		if c.Applies {
			says = "applies"
		}
		faults = append(faults, bank.Fault{
			Code: bank.FaultCase, Pointer: fmt.Sprintf("/rules/%s/cases/%d", r.ID, i),
			Detail: fmt.Sprintf("The case says that the rule %s, but %s.", says, because),
		})
	}
	return faults
}

// caseApplies reports whether a rule applies to the meeting of a case and picks its question, if it names one, and why.
func (e *Engine) caseApplies(r *rule, c bank.Case) (applies bool, because string) {
	env := lang.Env{Profile: lang.ProfileOf(&e.content.Vocabulary, c.Profile)}
	if !r.applies(&env) {
		return false, `it does not apply to this meeting`
	}
	if c.Question == "" {
		if strings.TrimSpace(r.When) == "" {
			return true, `a rule without "when" applies to every meeting; name a question that it does not pick`
		}
		return true, `it applies to this meeting`
	}
	i, found := e.find(c.Question)
	switch {
	case !found:
		return false, fmt.Sprintf("the question %q is not ready, so it is never picked", c.Question)
	case !r.picks(env, e.questions[i]):
		return false, fmt.Sprintf("it does not pick %q", c.Question)
	}
	return true, fmt.Sprintf(`it applies to this meeting and picks %q`, c.Question)
}
