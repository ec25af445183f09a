package api

import (
	"context"

	"github.com/oapi-codegen/nullable"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
)

// CreateAgenda plans one meeting for both sides.
func (h *handlers) CreateAgenda(ctx context.Context, r openapi.CreateAgendaRequestObject) (openapi.CreateAgendaResponseObject, error) {
	form := formOf(ctx)
	start, err := startOf(form, r.Params.Start)
	if err != nil {
		return nil, err
	}
	if deref(r.Body.Release) == openapi.AgendaRequestReleaseDraft {
		return h.tryAgenda(ctx, *r.Body, form, start)
	}
	current, err := h.Serve.Current()
	if err != nil {
		return nil, err
	}
	planned, err := current.Agenda(ctx, agendaRequestOf(*r.Body), deref(r.Body.CandidateShare))
	if err != nil {
		return nil, err
	}
	if form != jsonForm {
		return agendaInForm(current, &planned, form, start)
	}
	return openapi.CreateAgenda200JSONResponse(agenda(current, planned, deref(r.Body.Explain))), nil
}

func agendaRequestOf(r openapi.AgendaRequest) bank.Request {
	return bank.Request{
		Role: deref(r.Role), Seniority: deref(r.Seniority), Stage: deref(r.Stage), AskedOf: deref(r.AskedOf), Cares: deref(r.Cares),
		Minutes: r.Minutes, Count: deref(r.Count), Seed: deref(r.Seed), Exclude: deref(r.Exclude), Locale: deref(r.Locale),
		Competencies: deref(r.Competencies), Requirements: mapSlice(deref(r.Requirements), requestedRequirement),
	}
}

func agenda(from *serve.Compiled, a bank.Agenda, explain bool) openapi.Agenda {
	out := openapi.Agenda{
		Release: releaseID(a.Release), Engine: a.Engine, Seed: a.Profile.Seed, Profile: profile(from, a.Profile),
		CandidateShare: a.CandidateShare, Understood: mapSlice(a.Understood, understood),
		Unrecognised: mapSlice(a.Unrecognised, unrecognised), Minutes: a.Profile.Minutes,
		Blocks: mapSlice(a.Blocks, func(b bank.Block) openapi.Block { return block(from, b) }), DropFirst: nonNil(a.DropFirst),
		Shortfall: shortfalls(from, a.Profile.Role, a.Shortfall), KitID: nullIfEmpty(a.KitID),
		Talking: openapi.Talking{Candidate: a.Talking.Candidate, Interviewer: a.Talking.Interviewer},
	}
	for i, b := range a.Blocks {
		if explain && (b.Kind == bank.ScoredBlock || b.Kind == bank.CandidateBlock) {
			out.Blocks[i].Certificate = certificate(b.Certificate)
		}
	}
	return out
}

func block(from *serve.Compiled, b bank.Block) openapi.Block {
	out := openapi.Block{
		Kind: openapi.BlockKind(b.Kind), Begins: b.Begins, Minutes: b.Minutes, Purpose: b.Purpose, Items: []openapi.AgendaItem{},
		Certificate: nullable.NewNullNullable[openapi.Certificate](),
	}
	for i, it := range b.Items {
		out.Items = append(out.Items, openapi.AgendaItem{
			Position: i + 1, Minutes: it.Question.Minutes, Score: it.Score, Scored: it.Question.IsRated(), Priority: openapi.AgendaItemPriority(it.Priority),
			Question: filledQuestion(from, *it.Question, it.Slots), Reasons: mapSlice(it.Reasons, reason),
		})
	}
	return out
}
