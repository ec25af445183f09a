package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"twoway/bank"
	"twoway/internal/synth"
	"twoway/release/drafts"
)

const draftQuestions, draftRules = 10_000, 1_000

// measureDrafts measures reading, validating and saving single drafts of a large bank in SQLite. Each is a median over
// draftsTried drafts, spread over the bank, once the drafts are in memory. The slowest has ten times the median's gate.
func measureDrafts(t *table, shipped bank.Content) error {
	ctx := context.Background()
	content := synth.Content(shipped.Vocabulary, shipped.Weights, draftQuestions, draftRules, 1)
	return withDatabase(ctx, content, func(s seeded) error {
		s.drafts.Warm(ctx) // as serving does
		for _, kind := range []bank.Kind{bank.KindQuestion, bank.KindRule, bank.KindRole} {
			if err := measureKind(ctx, t, s.drafts, kind); err != nil {
				return err
			}
		}
		return nil
	})
}

const draftsTried = 100

// measureKind measures the drafts of one kind.
func measureKind(ctx context.Context, t *table, d *drafts.Service, kind bank.Kind) error {
	list, _, err := d.List(ctx, kind)
	if err != nil {
		return err
	}
	var tried []bank.DraftPart
	for i := 0; i < len(list); i += max(1, len(list)/draftsTried) {
		tried = append(tried, list[i])
	}
	for _, task := range []struct {
		name      string
		gate, aim float64
		do        func(p *bank.DraftPart) error
	}{
		{"read", 5, 2, func(p *bank.DraftPart) error { _, err := d.Get(ctx, kind, p.ID); return err }},
		{"validate", 5, 2, func(p *bank.DraftPart) error { _, err := d.Validate(ctx, kind, p.Body); return err }},
		{"save", 50, 20, func(p *bank.DraftPart) error {
			e, err := d.Replace(ctx, bank.Program(), drafts.Version{Kind: kind, ID: p.ID, Version: p.Version}, p.Body)
			p.Version = e.Draft.Version
			return err
		}},
		{"read, after a save,", 5, 2, func(p *bank.DraftPart) error { _, err := d.Get(ctx, kind, p.ID); return err }},
	} {
		times := make([]float64, 0, len(tried))
		for i := range tried {
			start := time.Now()
			if err := task.do(&tried[i]); err != nil {
				return fmt.Errorf("%s %s %s: %w", task.name, kind, tried[i].ID, err)
			}
			times = append(times, time.Since(start).Seconds()*1e3)
		}
		slices.Sort(times)
		name := fmt.Sprintf("%s a draft %s, %d questions × %d rules", task.name, kind, draftQuestions, draftRules)
		t.atMost(name, task.gate, task.aim, times[len(times)/2], "ms")
		t.atMost(name+", slowest", task.gate*10, task.aim*5, times[len(times)-1], "ms")
	}
	return nil
}
