package api

import (
	"cmp"
	"context"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/lint"
)

// CheckWording checks texts, each for itself.
func (h *handlers) CheckWording(_ context.Context, r openapi.CheckWordingRequestObject) (openapi.CheckWordingResponseObject, error) {
	options := lint.Options{Asker: bank.Asker(r.Body.Asker), Jurisdiction: lint.Jurisdiction(or(r.Body.Jurisdiction))}
	answer := openapi.WordingChecks{Checks: []openapi.WordingCheck{}}
	for _, text := range r.Body.Texts {
		answer.Checks = append(answer.Checks, wordingCheck(or(text.ID), lint.Check(text.Text, options)))
	}
	return openapi.CheckWording200JSONResponse(answer), nil
}

func wordingCheck(id string, r lint.Report) openapi.WordingCheck {
	return openapi.WordingCheck{
		ID: id, Verdict: openapi.WordingCheckVerdict(r.Verdict), Pointed: r.Pointed.Points, Courteous: r.Courteous.Points,
		PointedParts: each(r.Pointed.Parts, wordingPart), CourteousParts: each(r.Courteous.Parts, wordingPart),
		Findings: each(r.Findings, finding),
		Hidden:   each(r.Hidden, func(s lint.Span) openapi.TextSpan { return openapi.TextSpan{Start: s.Start, End: s.End} }),
	}
}

func wordingPart(p lint.Part) openapi.WordingPart {
	return openapi.WordingPart{Name: p.Name, Points: p.Points, Start: p.Start, End: p.End}
}

func finding(f lint.Finding) openapi.Finding {
	return openapi.Finding{
		Rule: f.Rule, Start: f.Start, End: f.End, Severity: openapi.FindingSeverity(f.Severity), Message: f.Message, Why: f.Why,
		Suggestion: cmp.Or(f.Rewrite, f.Suggestion), Source: f.Source,
	}
}
