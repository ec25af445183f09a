package api

import (
	"context"

	"github.com/oapi-codegen/nullable"

	"twoway/api/openapi"
	"twoway/bank"
)

// CreateAgenda plans one meeting for both sides.
func (h *handlers) CreateAgenda(_ context.Context, r openapi.CreateAgendaRequestObject) (openapi.CreateAgendaResponseObject, error) {
	current, err := h.Serve.Current()
	if err != nil {
		return nil, err
	}
	planned, err := current.Agenda(agendaRequestOf(*r.Body), or(r.Body.CandidateShare))
	if err != nil {
		return nil, err
	}
	return openapi.CreateAgenda200JSONResponse(agenda(planned, or(r.Body.Explain))), nil
}

func agendaRequestOf(r openapi.AgendaRequest) bank.Request {
	return bank.Request{
		Role: or(r.Role), Seniority: or(r.Seniority), Stage: or(r.Stage), AskedOf: or(r.AskedOf), Cares: or(r.Cares),
		Minutes: r.Minutes, Count: or(r.Count), Seed: or(r.Seed), Exclude: or(r.Exclude), Locale: or(r.Locale),
	}
}

func agenda(a bank.Agenda, explain bool) openapi.Agenda {
	out := openapi.Agenda{
		Release: releaseID(a.Release), Engine: a.Engine, Seed: a.Profile.Seed, Profile: profile(a.Profile),
		CandidateShare: a.CandidateShare, Unrecognised: each(a.Unrecognised, unrecognised), Minutes: a.Profile.Minutes,
		Blocks: each(a.Blocks, block), DropFirst: list(a.DropFirst), Shortfall: each(a.Shortfall, shortfall), KitID: orNull(a.KitID),
		Talking: openapi.Talking{Candidate: a.Talking.Candidate, Interviewer: a.Talking.Interviewer},
	}
	for i, b := range a.Blocks {
		if explain && (b.Kind == bank.ScoredBlock || b.Kind == bank.CandidateBlock) {
			out.Blocks[i].Certificate = certificate(b.Certificate)
		}
	}
	return out
}

func block(b bank.Block) openapi.Block {
	out := openapi.Block{
		Kind: openapi.BlockKind(b.Kind), Begins: b.Begins, Minutes: b.Minutes, Purpose: b.Purpose, Items: []openapi.AgendaItem{},
		Certificate: nullable.NewNullNullable[openapi.Certificate](),
	}
	for i, it := range b.Items {
		out.Items = append(out.Items, openapi.AgendaItem{
			Position: i + 1, Minutes: it.Question.Minutes, Score: it.Score, Priority: openapi.AgendaItemPriority(it.Priority),
			Question: question(*it.Question), Reasons: each(it.Reasons, reason),
		})
	}
	return out
}
