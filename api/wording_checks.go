package api

import (
	"cmp"
	"context"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/lint"
)

// CheckWording checks each text and returns the results in the order of the texts.
func (h *handlers) CheckWording(_ context.Context, r openapi.CheckWordingRequestObject) (openapi.CheckWordingResponseObject, error) {
	options := lint.Options{Asker: bank.Asker(r.Body.Asker), Jurisdiction: lint.Jurisdiction(deref(r.Body.Jurisdiction))}
	answer := openapi.WordingChecks{Checks: []openapi.WordingCheck{}}
	for _, text := range r.Body.Texts {
		answer.Checks = append(answer.Checks, wordingCheck(deref(text.ID), lint.Check(text.Text, options)))
	}
	return openapi.CheckWording200JSONResponse(answer), nil
}

func wordingCheck(id string, r lint.Report) openapi.WordingCheck {
	return openapi.WordingCheck{
		ID: id, Verdict: openapi.WordingCheckVerdict(r.Verdict), Pointed: r.Pointed.Points, Courteous: r.Courteous.Points,
		PointedParts: mapSlice(r.Pointed.Parts, wordingPart), CourteousParts: mapSlice(r.Courteous.Parts, wordingPart),
		Findings: mapSlice(r.Findings, finding),
		Hidden:   mapSlice(r.Hidden, func(s lint.Span) openapi.TextSpan { return openapi.TextSpan{Start: s.Start, End: s.End} }),
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
