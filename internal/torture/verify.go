package main

import (
	"fmt"
	"strings"
)

// verify checks that the database contains either the old or the new state, completely, with every acknowledged write. It
// then takes what it found as acknowledged.
func (s *state) verify(p *program) error {
	if err := s.verifyRule(p); err != nil {
		return err
	}
	revision, err := s.verifyReleases(p)
	if err != nil {
		return err
	}
	if err := s.verifyQuestions(p); err != nil {
		return err
	}
	if err := verifyAudit(p, revision); err != nil {
		return err
	}
	served, err := p.servedRelease()
	if err != nil {
		return err
	}
	if served != s.release {
		return fmt.Errorf("release %d is served, the newest is %d", served, s.release)
	}
	return nil
}

func (s *state) verifyRule(p *program) error {
	var rule struct{ Body struct{ Name string } }
	if err := p.read(rulePath, &rule); err != nil {
		return err
	}
	var edit int
	if _, err := fmt.Sscanf(rule.Body.Name, "Edit %d", &edit); err != nil || edit != s.edit && edit != s.triedEdit {
		return fmt.Errorf("the rule's name is %q; edit %d was acknowledged, edit %d was tried", rule.Body.Name, s.edit, s.triedEdit)
	}
	s.edit, s.triedEdit = edit, edit
	return nil
}

// verifyReleases also reads every release, which the program checks against its hash. It returns the revision.
func (s *state) verifyReleases(p *program) (revision int, err error) {
	var list struct {
		Revision int
		Releases []struct{ Number int }
	}
	if err := p.read("/v1/admin/releases", &list); err != nil {
		return 0, err
	}
	newest := list.Releases[0].Number
	if newest != s.release && newest != s.triedRelease || len(list.Releases) != newest {
		return 0, fmt.Errorf("there are %d releases, the newest is %d; release %d was acknowledged, release %d was tried",
			len(list.Releases), newest, s.release, s.triedRelease)
	}
	s.release, s.triedRelease = newest, newest
	for n := range newest {
		var release struct{ Hash string }
		if err := p.read(fmt.Sprintf("/v1/admin/releases/%d", n+1), &release); err != nil {
			return 0, err
		}
	}
	return list.Revision, nil
}

// verifyQuestions checks that all questions are from the same import.
func (s *state) verifyQuestions(p *program) error {
	found, err := howToAsk(p)
	if err != nil {
		return err
	}
	if len(found) != 1 {
		return fmt.Errorf("an import was done partially: %v", found)
	}
	for text := range found {
		if text == "Ask it evenly." && s.imported == 0 {
			return nil
		}
		for _, n := range []int{s.imported, s.triedImport} {
			if strings.TrimSuffix(text, ".") == fmt.Sprintf("Import %d", n) {
				s.imported, s.triedImport = n, n
				return nil
			}
		}
		return fmt.Errorf("questions have how_to_ask %q; import %d was acknowledged, import %d was tried", text, s.imported, s.triedImport)
	}
	return nil
}

// howToAsk counts the questions by their how_to_ask.
func howToAsk(p *program) (map[string]int, error) {
	found := map[string]int{}
	for cursor := ""; ; {
		var page struct {
			Drafts []struct {
				Body struct {
					HowToAsk string `json:"how_to_ask"`
				}
			}
			NextCursor *string `json:"next_cursor"`
		}
		if err := p.read("/v1/admin/questions?limit=100"+cursor, &page); err != nil {
			return nil, err
		}
		for _, d := range page.Drafts {
			found[d.Body.HowToAsk]++
		}
		if page.NextCursor == nil {
			return found, nil
		}
		cursor = "&cursor=" + *page.NextCursor
	}
}

// verifyAudit checks that the latest audit entries are numbered without gaps up to the revision.
func verifyAudit(p *program, revision int) error {
	var audit struct{ Entries []struct{ Number int } }
	if err := p.read("/v1/admin/audit?limit=100", &audit); err != nil {
		return err
	}
	for i, e := range audit.Entries {
		if e.Number != revision-i {
			return fmt.Errorf("the audit has entry %d, want %d", e.Number, revision-i)
		}
	}
	return nil
}
