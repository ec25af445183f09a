package main

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// state is what the database must contain: the last acknowledged writes, and those that were tried without an answer and
// may have been done. Edits are numbered in the name of the rule, imports in the how_to_ask of every question.
type state struct {
	edit, triedEdit       int
	release, triedRelease int // the newest
	imported, triedImport int
	refused               error // the last answer that was not an acknowledgement; a missing answer is none
}

// isPending reports whether a write was tried and not acknowledged.
func (s *state) isPending() bool {
	return s.triedEdit != s.edit || s.triedRelease != s.release || s.triedImport != s.imported
}

// acknowledged returns an error unless a write was answered with the wanted status. It records another answer in refused.
func (s *state) acknowledged(want int, a *answer, err error) error {
	if err == nil && a.status != want {
		err = fmt.Errorf("got %s, want status %d", a, want)
		s.refused = err
	}
	return err
}

const rulePath = "/v1/admin/rules/own-rule"

// ruleBody returns the rule of the tests, with a number in its name.
func ruleBody(n int) string {
	return fmt.Sprintf(`{"id":"own-rule","asker":"candidate","name":"Edit %d","when":"profile.minutes > 5","pick":"","effect":{"kind":"boost","points":1},
		"because":"It is there for the torture.","cases":[{"applies":true,"profile":{"minutes":10}},{"applies":false,"profile":{"minutes":5}}]}`, n)
}

// createRule creates the rule of the tests.
func (p *program) createRule() error {
	a, err := p.ask(http.MethodPost, "/v1/admin/rules", "", ruleBody(0))
	if err == nil && a.status != http.StatusCreated {
		err = fmt.Errorf("got %s", a)
	}
	if err != nil {
		return fmt.Errorf("create a rule: %w", err)
	}
	return nil
}

// edit renames the rule. It returns an error if that is not acknowledged.
func (p *program) edit(s *state) error {
	etag, err := p.etag(rulePath)
	if err != nil {
		return fmt.Errorf("edit: %w", err)
	}
	s.triedEdit = s.edit + 1
	a, err := p.ask(http.MethodPut, rulePath, etag, ruleBody(s.triedEdit))
	if err := s.acknowledged(http.StatusOK, a, err); err != nil {
		return fmt.Errorf("edit: %w", err)
	}
	s.edit = s.triedEdit
	return nil
}

// editQuestion gives a question a new wording, with a number in it.
func (p *program) editQuestion(n int) error {
	const path = "/v1/admin/questions/told-a-manager-not-right"
	a, err := p.ask(http.MethodGet, path, "", "")
	if err != nil {
		return fmt.Errorf("edit a question: %w", err)
	}
	var draft struct {
		Body map[string]any `json:"body"`
	}
	if err := json.Unmarshal(a.body, &draft); err != nil || draft.Body == nil {
		return fmt.Errorf("edit a question: got %s", a)
	}
	draft.Body["firmer"] = fmt.Sprintf("Who was told so in the last %d weeks?", n)
	body, err := json.Marshal(draft.Body)
	if err != nil {
		return err
	}
	saved, err := p.ask(http.MethodPut, path, a.header.Get("ETag"), string(body))
	if err == nil && saved.status != http.StatusOK {
		err = fmt.Errorf("got %s", saved)
	}
	if err != nil {
		return fmt.Errorf("edit a question: %w", err)
	}
	return nil
}

// publish publishes the drafts. It returns an error if that is not acknowledged.
func (p *program) publish(s *state) error {
	etag, err := p.etag("/v1/admin/releases")
	if err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	s.triedRelease = s.release + 1
	a, err := p.ask(http.MethodPost, "/v1/admin/releases", etag, `{"note":"torture"}`)
	if err := s.acknowledged(http.StatusCreated, a, err); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	s.release = s.triedRelease
	return nil
}

// publishEdit edits the rule and publishes it.
func (p *program) publishEdit(s *state) error {
	if err := p.edit(s); err != nil {
		return err
	}
	return p.publish(s)
}
