package bank_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
)

// TestVersionLog makes releases in which a question is edited, hidden, taken away and brought back, a rule is not in force for a while, and
// terms change places, and compares what the log of the last one says.
func TestVersionLog(t *testing.T) {
	question := func(c *bank.Content) *bank.Question { return &c.Questions[0] }
	var id, other, rule string
	previous := bank.Release{}
	for number, change := range []func(c *bank.Content){
		func(c *bank.Content) { id, other, rule = c.Questions[0].ID, c.Questions[1].ID, c.Rules[0].ID },
		func(c *bank.Content) { question(c).Text += "?" },
		func(c *bank.Content) {}, // as in release 1
		func(c *bank.Content) { question(c).Status = bank.Retired },
		func(c *bank.Content) { c.Questions = c.Questions[1:] },
		func(c *bank.Content) { c.Rules[0].From, c.Rules[0].Status = "2026-01-01T00:00:00Z", bank.Waiting },
		func(c *bank.Content) { c.Rules[0].From, c.Rules[0].Status = "2026-01-01T00:00:00Z", bank.Ready },
		func(c *bank.Content) {
			c.Vocabulary.Stages[0], c.Vocabulary.Stages[1] = c.Vocabulary.Stages[1], c.Vocabulary.Stages[0]
		},
	} {
		r := bank.Release{Number: number + 1, Content: valid()}
		for i := range r.Content.Questions {
			r.Content.Questions[i].Version, r.Content.Questions[i].Status = 1, bank.Ready
		}
		r.Content.Rules[0].Status = bank.Ready
		r.Content.Normalise()
		change(&r.Content)
		if err := r.SetVersions(previous); err != nil {
			t.Fatal(err)
		}
		previous = r
	}
	log := previous.Versions
	for part, want := range map[bank.PartID][]bank.VersionChange{
		{Kind: bank.KindQuestion, ID: id}: {
			{Release: 1, Version: 1},
			{Release: 2, Version: 2},
			{Release: 3, Version: 3},
			{Release: 4, Version: 4, Hidden: true},
			{Release: 5, Version: 0, Hidden: true},
			{Release: 6, Version: 5},
		},
		{Kind: bank.KindQuestion, ID: other}: {{Release: 1, Version: 1}},
		{Kind: bank.KindRule, ID: rule}:      {{Release: 1, Version: 1}, {Release: 6, Version: 2}, {Release: 8, Version: 3}},
		{Kind: bank.KindStage}:               {{Release: 8, Version: 1}},
	} {
		if diff := cmp.Diff(want, log.Of(part.Kind, part.ID).Changes); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", part.Kind, part.ID, diff)
		}
	}
	p := log.Of(bank.KindQuestion, id)
	shown := []bool{false, true, true, true, false, false, true, true, true}
	for release, want := range shown {
		if p.WasShown(release) != want {
			t.Errorf("in release %d, it was shown: %v", release, !want)
		}
	}
	if p.Retired() != 0 || p.LastShown() != 5 || p.ReleaseOf(4) != 0 || p.ReleaseOf(3) != 3 || p.Changed() != 6 {
		t.Errorf("retired in %d, last version %d", p.Retired(), p.LastShown())
	}
	gone := bank.PartLog{Changes: p.Changes[:5]}
	if gone.Retired() != 4 || gone.LastShown() != 3 {
		t.Errorf("while it was gone: retired in %d, last version %d", gone.Retired(), gone.LastShown())
	}
	if log.Of(bank.KindQuestion, "unknown") != nil || log.Before(7) == nil || log.Before(8) != nil || len(log.Releases) != 7 {
		t.Errorf("%d releases before", len(log.Releases))
	}
}

func TestLicenceURL(t *testing.T) {
	for licence, want := range map[string]string{
		"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/", "CC-BY-NC-SA-4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
		"CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/", "MIT": "https://spdx.org/licenses/MIT.html",
		bank.OwnLicence: "", "Unknown-1.0": "", "CC-BY-4.0 OR MIT": "", "": "",
	} {
		if got := bank.LicenceURL(licence); got != want {
			t.Errorf("%q is at %q, want %q", licence, got, want)
		}
	}
}
