package main

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/serve"
)

// measureRelease measures a check and a publication of the shipped bank in SQLite, after the change of one rule. Nothing is cached for
// the first check, as after a start.
func measureRelease(t *table, shipped bank.Content) error {
	ctx := context.Background()
	return withDatabase(ctx, shipped, func(s seeded) error {
		if err := s.serve.Start(ctx, s.first); err != nil {
			return err
		}
		if err := editRule(ctx, s.drafts); err != nil {
			return err
		}
		var revision int
		for _, name := range []string{"first check of the shipped bank", "check of the shipped bank"} {
			start := time.Now()
			var err error
			if _, revision, err = s.publish.Check(ctx); err != nil {
				return err
			}
			t.atMost(name, 3000, 1500, time.Since(start).Seconds()*1e3, "ms")
		}
		start := time.Now()
		if _, err := s.publish.Publish(ctx, bank.Program(), "a note", revision); err != nil {
			return err
		}
		t.atMost("publish the shipped bank", 3000, 1500, time.Since(start).Seconds()*1e3, "ms")
		return nil
	})
}

// editRule changes the name of a rule.
func editRule(ctx context.Context, d *drafts.Service) error {
	list, _, err := d.List(ctx, bank.KindRule)
	if err != nil {
		return err
	}
	body := bytes.Replace(list[0].Body, []byte(`"name":"`), []byte(`"name":"Changed: `), 1)
	_, err = d.Replace(ctx, bank.Program(), drafts.Version{Kind: bank.KindRule, ID: list[0].ID, Version: list[0].Version}, body)
	return err
}

// measureSearch measures searches in ten thousand questions with the texts of the shipped ones.
func measureSearch(t *table, shipped bank.Content) error {
	const questions = 10_000
	content := shipped
	content.Questions = nil
	for i := range questions {
		q := shipped.Questions[i%len(shipped.Questions)]
		q.ID = fmt.Sprintf("%s-%d", q.ID[:min(len(q.ID), 50)], i)
		q.PairsWith = nil
		content.Questions = append(content.Questions, q)
	}
	content.Rules, content.NearDuplicates = nil, nil
	content.Normalise()
	compiled, err := serve.Compile(bank.Release{Number: 1, Content: content}, nil)
	if err != nil {
		return err
	}
	sought := []string{"night shift", "pay", "who trains new people", "handover late", "how many patients", "zyzzyva", "last on-call week", "a", "the team"}
	compiled.Search(sought[0]) // which makes the index
	var slowest float64
	for _, s := range sought {
		start := time.Now()
		compiled.Search(s)
		slowest = max(slowest, time.Since(start).Seconds()*1e3)
	}
	t.atMost("search in 10000 questions, slowest", 10, 5, slowest, "ms")
	return nil
}
