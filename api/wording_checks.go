package api

import (
	"cmp"
	"context"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/lint"
)

// maxFindings is how many findings an answer has.
const maxFindings = 500

// CheckWording checks each text and returns the results in the order of the texts.
func (h *handlers) CheckWording(ctx context.Context, r openapi.CheckWordingRequestObject) (openapi.CheckWordingResponseObject, error) {
	options := lint.Options{Asker: bank.Asker(r.Body.Asker), Jurisdiction: lint.Jurisdiction(deref(r.Body.Jurisdiction))}
	answer := openapi.WordingChecks{Checks: []openapi.WordingCheck{}}
	left := maxFindings
	for _, text := range r.Body.Texts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		report := lint.Check(text.Text, options)
		found := len(report.Findings)
		report.Findings = report.Findings[:min(found, left)]
		left -= len(report.Findings)
		check := wordingCheck(deref(text.ID), report)
		check.More = ptrOrNil(found - len(report.Findings))
		answer.Checks = append(answer.Checks, check)
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
