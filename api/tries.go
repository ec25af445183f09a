package api

import (
	"context"
	"time"

	"github.com/oapi-codegen/nullable"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/publish"
)

// tryQuestionSet returns the set for a request from the drafts.
func (h *handlers) tryQuestionSet(ctx context.Context, r openapi.QuestionSetRequest) (openapi.CreateQuestionSetResponseObject, error) {
	trial, err := h.Publish.Trial(ctx)
	if err != nil {
		return nil, err
	}
	set, err := trial.AnswerContext(ctx, requestOf(r))
	if err != nil {
		return nil, err
	}
	answer := h.triedSet(trial, set, wantsExpected(r.Expect)) //nolint:contextcheck // as in forecast
	if deref(r.Explain) {
		x, err := trial.Explain(set, deref(r.ExplainRules))
		if err != nil {
			return nil, err
		}
		answer.Certificate, answer.Explanation = certificate(set.Certificate), explanation(x)
	}
	return openapi.CreateQuestionSet200JSONResponse(answer), nil
}

func (h *handlers) triedSet(trial *publish.Trial, set bank.Set, expect bool) openapi.QuestionSet {
	answer := questionSet(trial.Compiled, set, h.contract.base)
	if expect {
		addExpected(trial.Compiled, &answer, set)
	}
	answer.LeftOut = leftOut(trial)
	return answer
}

// tryAgenda plans a meeting from the drafts.
func (h *handlers) tryAgenda(ctx context.Context, r openapi.AgendaRequest, form string, start time.Time) (openapi.CreateAgendaResponseObject, error) {
	trial, err := h.Publish.Trial(ctx)
	if err != nil {
		return nil, err
	}
	planned, err := trial.Agenda(ctx, agendaRequestOf(r), deref(r.CandidateShare))
	if err != nil {
		return nil, err
	}
	if form != jsonForm {
		return agendaInForm(trial.Compiled, &planned, form, start)
	}
	answer := agenda(trial.Compiled, planned, deref(r.Explain))
	answer.LeftOut = leftOut(trial)
	return openapi.CreateAgenda200JSONResponse(answer), nil
}

func leftOut(trial *publish.Trial) *[]openapi.LeftOut {
	list := mapSlice(trial.LeftOut, func(l publish.LeftOut) openapi.LeftOut {
		instead := openapi.LeftOutInsteadNothing
		if l.Released {
			instead = openapi.LeftOutInsteadReleased
		}
		faults, _ := fieldErrors(l.Faults)
		return openapi.LeftOut{Kind: openapi.PartKind(l.Kind), ID: l.ID, Instead: instead, Faults: faults}
	})
	return &list
}

// CompareSets compares the set in service with that of the drafts.
func (h *handlers) CompareSets(ctx context.Context, r openapi.CompareSetsRequestObject) (openapi.CompareSetsResponseObject, error) {
	b := r.Body
	c, err := h.Publish.Compare(ctx, bank.Request{
		Asker: bank.Asker(b.Asker), Role: deref(b.Role), Seniority: deref(b.Seniority), Stage: deref(b.Stage), AskedOf: deref(b.AskedOf),
		Cares: deref(b.Cares), Minutes: b.Minutes, Count: deref(b.Count), Seed: deref(b.Seed), Exclude: deref(b.Exclude), Locale: deref(b.Locale),
	}, deref(b.Rule))
	if err != nil {
		return nil, err
	}
	current := questionSet(c.From, c.Current, h.contract.base)
	addExpected(c.From, &current, c.Current) //nolint:contextcheck // as in forecast
	return openapi.CompareSets200JSONResponse{
		Current: current, Draft: h.triedSet(c.To, c.Draft, true), //nolint:contextcheck // as in forecast
		Changes: openapi.SetChanges{Added: c.Changes.Added, Removed: c.Changes.Removed, Moved: c.Changes.Moved, Same: c.Changes.Same},
		Verdict: openapi.ComparisonVerdict(c.Verdict), Causes: mapSlice(c.Causes, cause), NotTried: c.NotTried,
		Rules: mapSlice(c.Rules, ruleShift), Case: triedCase(deref(b.Rule), c.Case),
	}, nil
}

func cause(c publish.Cause) openapi.Cause {
	return openapi.Cause{
		Kind: openapi.PartKind(c.Kind), ID: c.ID, Change: openapi.CauseChange(c.Change), Alone: c.Alone, Needed: c.Needed,
	}
}

func ruleShift(r publish.RuleShift) openapi.RuleShift {
	return openapi.RuleShift{
		Rule: r.Rule.ID, Name: r.Rule.Name, Applies: r.Applies, Known: r.Known,
		StoppedBy: mapSlice(r.Stopped, func(s bank.Stop) openapi.Stop { return openapi.Stop{Condition: s.Condition, Saw: s.Saw} }),
	}
}

func triedCase(rule string, c *bank.Case) nullable.Nullable[openapi.TriedCase] {
	if c == nil {
		return nullable.NewNullNullable[openapi.TriedCase]()
	}
	p := &c.Profile
	return nullable.NewNullableWithValue(openapi.TriedCase{Rule: rule, Case: openapi.Case{
		Applies: &c.Applies, Question: ptrOrNil(c.Question),
		Profile: &openapi.Meeting{
			Role: ptrOrNil(p.Role), Seniority: ptrOrNil(p.Seniority), Stage: ptrOrNil(p.Stage), AskedOf: ptrOrNil(p.AskedOf), Minutes: ptrOrNil(p.Minutes),
			Cares: listOrNil(p.Cares), Aspects: listOrNil(p.Aspects), Terms: listOrNil(p.Terms),
		},
	}})
}

func listOrNil(list []string) *[]string {
	if len(list) == 0 {
		return nil
	}
	return &list
}
