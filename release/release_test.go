package release_test

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/release"
)

// versions are those of questions and rules by id.
func versions(c bank.Content) map[string]int {
	list := map[string]int{}
	for _, q := range c.Questions {
		list[q.ID] = q.Version
	}
	for _, r := range c.Rules {
		list[r.ID] = r.Version
	}
	return list
}

// TestFreezeRaises freezes a changed bank after the small one: which versions are not 1, and whether the hash changes.
func TestFreezeRaises(t *testing.T) {
	for _, c := range []struct {
		name     string
		change   func(c *bank.Content)
		raised   map[string]int
		sameHash bool
	}{
		{"nothing", func(*bank.Content) {}, nil, true},
		{"order", func(c *bank.Content) { slices.Reverse(c.Questions); slices.Reverse(c.Rules) }, nil, true},
		{"a stated version that is lower", func(c *bank.Content) { questionOf(c, "pager").Version = 0 }, nil, true},
		{"a stated version that is higher", func(c *bank.Content) { questionOf(c, "pager").Version = 9 }, nil, true},
		{"a rule's stated version", func(c *bank.Content) { ruleOf(c, "doubt-last").Version = 9 }, nil, true},
		{"empty lists for none", func(c *bank.Content) {
			questionOf(c, "doubt").Cares = []string{}
			ruleOf(c, "doubt-last").Cases[0].Profile.Aspects = []string{}
		}, nil, true},
		{"a question's text", func(c *bank.Content) { questionOf(c, "pager").Text += "!" }, map[string]int{"pager": 2}, false},
		{"a question's list", func(c *bank.Content) { questionOf(c, "pager").ListenFor[1] = "x" }, map[string]int{"pager": 2}, false},
		{"an anchor", func(c *bank.Content) { questionOf(c, "fault").Anchors.Five = "x" }, map[string]int{"fault": 2}, false},
		{"a status", func(c *bank.Content) { questionOf(c, "raise").Status = bank.Retired }, map[string]int{"raise": 2}, false},
		{"a rule's reason", func(c *bank.Content) { ruleOf(c, "doubt-last").Because = "x" }, map[string]int{"doubt-last": 2}, false},
		{"a rule's case", func(c *bank.Content) { ruleOf(c, "doubt-last").Cases[1].Profile.Minutes = 5 }, map[string]int{"doubt-last": 2}, false},
		{"several", func(c *bank.Content) {
			questionOf(c, "pager").Depth, questionOf(c, "raise").Minutes, ruleOf(c, "doubt-last").Name = 1, 2, "x"
		}, map[string]int{"pager": 2, "raise": 2, "doubt-last": 2}, false},
		{"the vocabulary", func(c *bank.Content) { c.Vocabulary.Roles[0].Name = "x" }, nil, false},
		{"the weights", func(c *bank.Content) { c.Weights.CareOnly = 1 }, nil, false},
		{"one more", func(c *bank.Content) {
			more := question("more", "pay", "What?")
			more.Version = 4
			c.Questions = append(c.Questions, more)
		}, map[string]int{"more": 4}, false},
		{"one less", func(c *bank.Content) { c.Rules = c.Rules[:1] }, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			first := frozen(t, bank.Release{Number: 6}, small())
			second := frozen(t, first, with(c.change))
			raised := versions(second.Content)
			maps.DeleteFunc(raised, func(_ string, version int) bool { return version == 1 })
			if len(raised) != len(c.raised) || !maps.Equal(raised, c.raised) {
				t.Errorf("versions that are not 1: %v, want %v", raised, c.raised)
			}
			if same := first.Hash == second.Hash; same != c.sameHash {
				t.Errorf("hashes are the same: %v, want %v", same, c.sameHash)
			}
			if second.Number != 8 {
				t.Errorf("number is %d, want 8", second.Number)
			}
		})
	}
}

// TestFreezeRaisesOnAndOn: a version never goes back, not even when the content does.
func TestFreezeRaisesOnAndOn(t *testing.T) {
	changed := with(func(c *bank.Content) { questionOf(c, "pager").Text = "x" })
	r := bank.Release{}
	hashes := map[string]int{}
	for i, content := range []bank.Content{small(), changed, small(), small(), changed} {
		r = frozen(t, r, content)
		want := []int{1, 2, 3, 3, 4}[i]
		if got := versions(r.Content)["pager"]; got != want || r.Number != i+1 {
			t.Errorf("release %d has version %d, want release %d with version %d", r.Number, got, i+1, want)
		}
		hashes[r.Hash]++
	}
	if len(hashes) != 4 {
		t.Errorf("hashes are %v, want 4 of them", hashes)
	}
}

// TestFreezeHash: only the content decides on the hash.
func TestFreezeHash(t *testing.T) {
	first, err := release.Freeze(bank.Release{}, small(), "", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	berlin := time.FixedZone("Berlin", 3600)
	later, err := release.Freeze(bank.Release{Number: 41}, small(), "a note", noon.In(berlin))
	if err != nil {
		t.Fatal(err)
	}
	want := first
	want.Number, want.Note, want.CreatedAt = 42, "a note", noon
	if diff := cmp.Diff(want, later); diff != "" || later.CreatedAt.Location() != time.UTC {
		t.Errorf("release, in %v (-want +got):\n%s", later.CreatedAt.Location(), diff)
	}
	if hash, err := later.Content.Hash(); hash != later.Hash || err != nil {
		t.Errorf("hash is %s, that of the content %s, %v", later.Hash, hash, err)
	}
}

// TestFreezeWritesToNothing: several replicas in one process may start from one content.
func TestFreezeWritesToNothing(t *testing.T) {
	previous := frozen(t, bank.Release{}, with(func(c *bank.Content) {
		questionOf(c, "pager").Text, ruleOf(c, "doubt-last").Name = "x", "x"
	}))
	content := small()
	r := frozen(t, previous, content)
	if diff := cmp.Diff(small(), content); diff != "" {
		t.Errorf("content after it was frozen (-before +after):\n%s", diff)
	}
	content.Questions[0].ListenFor[0], content.Rules[0].Cases[0].Question, content.Vocabulary.Roles[0].Name = "y", "y", "y"
	if hash, err := r.Content.Hash(); hash != r.Hash || err != nil {
		t.Errorf("frozen content changed with the content that it came from (%v)", err)
	}
}

// TestFreezeAfterAnOlderForm: a release from a time when there were fewer lists raises nothing by itself.
func TestFreezeAfterAnOlderForm(t *testing.T) {
	older := frozen(t, bank.Release{}, small())
	for i := range older.Content.Questions {
		older.Content.Questions[i].Discloses, older.Content.Questions[i].PairsWith = nil, nil
	}
	for id, version := range versions(frozen(t, older, small()).Content) {
		if version != 1 {
			t.Errorf("%s has version %d, want 1", id, version)
		}
	}
}

func TestStart(t *testing.T) {
	m := &memory{}
	if s := newService(m); s.Serving() != nil {
		t.Errorf("before the start %+v is in service", s.Serving().Release)
	}
	changed := with(func(c *bank.Content) { questionOf(c, "pager").Text = "How many pages came last week?" })
	for i, c := range []struct {
		content bank.Content
		number  int
		version int
	}{
		{small(), 1, 1},
		{small(), 1, 1},
		{changed, 2, 2},
		{changed, 2, 2},
		{small(), 3, 3},
	} {
		serving := started(t, m, c.content).Serving()
		newest := m.kept[len(m.kept)-1]
		if serving.Release != newest.ID() || newest.Number != c.number || len(m.kept) != c.number {
			t.Errorf("start %d: %+v is in service, %d are kept, the newest %+v; want %d", i, serving.Release, len(m.kept), newest.ID(), c.number)
		}
		if got := versions(serving.Content)["pager"]; got != c.version || versions(newest.Content)["pager"] != c.version {
			t.Errorf("start %d: version is %d, want %d", i, got, c.version)
		}
		if diff := cmp.Diff(newest.Content, serving.Content); diff != "" {
			t.Errorf("start %d: kept (-) and in service (+):\n%s", i, diff)
		}
		if newest.CreatedAt != noon || newest.Note == "" {
			t.Errorf("start %d: created at %v with note %q, want %v and a note", i, newest.CreatedAt, newest.Note, noon)
		}
	}
}

func TestSeedServesNothing(t *testing.T) {
	m := &memory{}
	s := newService(m)
	r, err := s.Seed(t.Context(), small())
	if err != nil || r.Number != 1 || len(m.kept) != 1 || s.Serving() != nil {
		t.Errorf("seed gave release %d, %v; %d are kept; in service: %v", r.Number, err, len(m.kept), s.Serving())
	}
}

// TestStartRefuses: what does not hold together is not published, the error says where, and what was in service stays.
func TestStartRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(c *bank.Content)
		pointer string
		column  int
	}{
		"unknown field":    {func(c *bank.Content) { ruleOf(c, "doubt-last").When = `profile.rôle == "x"` }, "/rules/doubt-last/when", 1},
		"unknown value":    {func(c *bank.Content) { ruleOf(c, "doubt-last").When = `profile.role == "nurse"` }, "/rules/doubt-last/when", 17},
		"broken pick":      {func(c *bank.Content) { ruleOf(c, "doubt-last").Pick = `question.id ==` }, "/rules/doubt-last/pick", -1},
		"failing case":     {func(c *bank.Content) { ruleOf(c, "doubt-last").Cases[1].Question = "doubt" }, "/rules/doubt-last/cases/1", 0},
		"no weights":       {func(c *bank.Content) { c.Weights.CareOrder = nil }, "/weights/care_order", 0},
		"unknown topic":    {func(c *bank.Content) { questionOf(c, "pager").Topic = "x" }, "/questions/pager/topic", 0},
		"a question twice": {func(c *bank.Content) { c.Questions[0] = c.Questions[1] }, "/questions/pager/id", 0},
	} {
		t.Run(name, func(t *testing.T) {
			m := &memory{}
			s := started(t, m, small())
			before := s.Serving()
			err := s.Start(t.Context(), with(c.change))
			e, ok := errors.AsType[*bank.Error](err)
			if !ok || e.Code != bank.CodeInvalidContent || len(e.Faults) == 0 {
				t.Fatalf("error is %v, want one of code invalid_content with faults", err)
			}
			if f := e.Faults[0]; f.Pointer != c.pointer || c.column >= 0 && f.Column != c.column {
				t.Errorf("first fault is %q in column %d, want %s in column %d", f, f.Column, c.pointer, c.column)
			}
			if m.writes != 1 || s.Serving() != before {
				t.Errorf("%d releases were written, and what is in service changed: %v", m.writes, s.Serving() != before)
			}
		})
	}
}

// TestStartOnABrokenRelease: the newest release is the one to serve, or none.
func TestStartOnABrokenRelease(t *testing.T) {
	r := frozen(t, bank.Release{}, small())
	extra := *ruleOf(&r.Content, "doubt-last")
	extra.ID, extra.Pick = "extra", "what?"
	r.Content.Rules = append(r.Content.Rules, extra)
	s := newService(&memory{kept: []bank.Release{r}})
	if err := s.Start(t.Context(), small()); codeOf(err) != bank.CodeInvalidContent || s.Serving() != nil {
		t.Errorf("error is %v, want one of code invalid_content, and nothing in service", err)
	}
}

func TestStartWithoutStore(t *testing.T) {
	down := errors.New("connection refused")
	busy := &bank.Error{Code: bank.CodeUnavailable, Message: "Try again."}
	for name, m := range map[string]*memory{
		"read":           {current: down},
		"read, coded":    {current: busy},
		"publish":        {append: down},
		"publish, coded": {append: busy},
	} {
		s := newService(m)
		err := s.Start(t.Context(), small())
		if !errors.Is(err, down) && codeOf(err) != bank.CodeUnavailable || s.Serving() != nil {
			t.Errorf("%s: error is %v, want that of the store, and nothing in service", name, err)
		}
		if m.reads != 1 || m.writes > 1 {
			t.Errorf("%s: tried %d and %d times, want once", name, m.reads, m.writes)
		}
	}
}

// TestStartAfterAnother: another replica publishes between our reading and our writing.
func TestStartAfterAnother(t *testing.T) {
	for name, c := range map[string]struct {
		theirs bank.Content
		number int
		text   int
	}{
		"the same":      {small(), 1, 1},
		"other content": {with(func(c *bank.Content) { questionOf(c, "pager").Text = "x" }), 2, 2},
	} {
		m := &memory{}
		m.meantime = func() {
			m.meantime = nil
			started(t, m, c.theirs)
		}
		serving := started(t, m, small()).Serving()
		if serving.Release.Number != c.number || len(m.kept) != c.number || versions(serving.Content)["pager"] != c.text {
			t.Errorf("%s: release %d of %d is in service with versions %v, want %d", name, serving.Release.Number, len(m.kept), versions(serving.Content), c.number)
		}
		if questionOf(&serving.Content, "pager").Text == "x" {
			t.Errorf("%s: theirs is in service, though ours is newer", name)
		}
	}
}

func TestStartGivesUpOnConflict(t *testing.T) {
	m := &memory{append: &bank.Error{Code: bank.CodeConflict, Message: "Taken."}}
	s := newService(m)
	if err := s.Start(t.Context(), small()); codeOf(err) != bank.CodeConflict || m.writes != 5 || s.Serving() != nil {
		t.Errorf("after %d tries the error is %v, want 5 and one of code conflict", m.writes, err)
	}
}

// TestSixStart: replicas that start at the same moment, even from one value of content, make one release.
func TestSixStart(t *testing.T) {
	m, shipped := &memory{}, small()
	services := make([]*release.Service, 6)
	var group sync.WaitGroup
	for i := range services {
		services[i] = newService(m)
		group.Go(func() {
			if err := services[i].Start(t.Context(), shipped); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if len(m.kept) != 1 {
		t.Fatalf("%d releases are kept, want 1", len(m.kept))
	}
	for i, s := range services {
		if s.Serving().Release != m.kept[0].ID() {
			t.Errorf("replica %d serves %+v, want %+v", i, s.Serving().Release, m.kept[0].ID())
		}
	}
}
