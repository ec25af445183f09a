package api

import (
	"cmp"
	"context"
	"slices"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/publish"
	"twoway/release/serve"
)

// GetCoverage counts the questions of a side in the drafts, and says what is missing.
func (h *handlers) GetCoverage(ctx context.Context, r openapi.GetCoverageRequestObject) (openapi.GetCoverageResponseObject, error) {
	trial, err := h.Publish.Trial(ctx)
	if err != nil {
		return nil, err
	}
	v := &trial.Content.Vocabulary
	of := publish.CoverageFor{Asker: bank.Asker(cmp.Or(deref(r.Params.Asker), openapi.GetCoverageParamsAskerCandidate)), Stage: deref(r.Params.Stage)}
	if of.Stage != "" {
		if faults := idFaults(v.Terms(), "stage", of.Stage); len(faults) > 0 {
			return nil, invalidRequest(faults...)
		}
	}
	counts, err := h.Publish.CountCoverage(trial, of)
	if err != nil {
		return nil, err
	}
	return openapi.GetCoverage200JSONResponse{
		Hash: trial.Release.Hash, Asker: openapi.Asker(of.Asker), Stage: of.Stage, Roles: roleCoverage(v, counts.Roles), Cares: careCoverage(v, counts.Cares),
		Topics: topicCoverage(v, counts.Topics), Unmet: mapSlice(counts.Unmet, func(u publish.UnmetRule) openapi.UnmetRule { return unmetRule(trial.Compiled, u) }), Lacks: mapSlice(counts.Lacks, roleLack), LeftOut: *leftOut(trial),
	}, nil
}

func roleCoverage(v *bank.Vocabulary, rows [][]publish.QuestionCount) []openapi.RoleCoverage {
	list := []openapi.RoleCoverage{}
	for i, row := range rows {
		for n, cell := range row {
			list = append(list, openapi.RoleCoverage{Role: v.Roles[i].ID, Seniority: v.Seniorities[n].ID, Own: cell.Own, Suit: cell.Suits})
		}
	}
	return list
}

func careCoverage(v *bank.Vocabulary, rows [][]publish.QuestionCount) []openapi.CareCoverage {
	list := []openapi.CareCoverage{}
	for i, row := range rows {
		for n, cell := range row {
			list = append(list, openapi.CareCoverage{Care: v.Cares[i].ID, Stage: v.Stages[n].ID, About: cell.Own, Touch: cell.Suits})
		}
	}
	return list
}

func topicCoverage(v *bank.Vocabulary, rows [][]publish.QuestionCount) []openapi.TopicCoverage {
	topics := slices.DeleteFunc(slices.Clone(v.Topics), func(t bank.Topic) bool { return t.Asker != bank.Interviewer })
	list := []openapi.TopicCoverage{}
	for i, row := range rows {
		for n, cell := range row {
			list = append(list, openapi.TopicCoverage{Topic: topics[i].ID, Stage: v.Stages[n].ID, Questions: cell.Own})
		}
	}
	return list
}

func unmetRule(from *serve.Compiled, u publish.UnmetRule) openapi.UnmetRule {
	return openapi.UnmetRule{Rule: u.Rule.ID, Name: u.Rule.Name, Wanted: u.Rule.Effect.Count, Short: u.Short, Of: u.Of, Meeting: profile(from, u.Meeting)}
}

func roleLack(l publish.RoleLack) openapi.RoleLack {
	return openapi.RoleLack{Role: l.Role, About: mapSlice(l.About, func(a bank.About) openapi.About { return openapi.About(a) }), Topics: nonNil(l.Topics)}
}
