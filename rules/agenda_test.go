package rules_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/rules"
)

// boxes returns n profiles of whole meetings of every length.
func boxes(n int) []bank.Profile {
	list := meetings("", n)
	for i := range list {
		list[i].Minutes = 1 + i*7%bank.MaxMinutes
	}
	return list
}

// share returns one of the allowed shares of the candidate.
func share(i int) int {
	return bank.MinCandidateShare + i%(bank.MaxCandidateShare-bank.MinCandidateShare+1)
}

func plain(items []bank.AgendaItem) []bank.Item {
	list := []bank.Item{}
	for _, it := range items {
		list = append(list, it.Item)
	}
	return list
}

// TestAgendaFitsTheBox adds up the minutes of every block, and compares the scored block with the stand-alone kit.
func TestAgendaFitsTheBox(t *testing.T) {
	e := engine(t, shipped())
	scored := 0
	for i, p := range boxes(250) {
		a := agendaOf(t, e, p, share(i))
		begins, kinds := 0, []bank.BlockKind{}
		for _, b := range a.Blocks {
			kinds = append(kinds, b.Kind)
			held := 0
			for _, it := range b.Items {
				held += it.Question.Minutes
			}
			if b.Begins != begins || b.Minutes < held || b.Minutes < 0 {
				t.Errorf("%+v: %s begins at %d, want %d; it has %d minutes for items of %d", p, b.Kind, b.Begins, begins, b.Minutes, held)
			}
			begins += b.Minutes
		}
		if want := []bank.BlockKind{"opening", "scored", "candidate", "closing"}; begins != p.Minutes || !slices.Equal(kinds, want) {
			t.Fatalf("%+v: blocks %v of %d minutes", p, kinds, begins)
		}
		if own := a.Blocks[2]; own.Minutes*100 < share(i)*p.Minutes {
			t.Errorf("%+v: the candidate has %d minutes, which is less than %d percent", p, own.Minutes, share(i))
		}
		if a.Talking.Candidate+a.Talking.Interviewer != 100 || a.Talking.Candidate < 0 || a.Talking.Interviewer < 0 {
			t.Errorf("%+v: %+v", p, a.Talking)
		}
		block := a.Blocks[1]
		if block.Minutes == 0 {
			continue
		}
		scored++
		p.Asker, p.Minutes = bank.Interviewer, block.Minutes
		kit := e.Select(p)
		if diff := cmp.Diff(inJSON(t, kit.Items), inJSON(t, plain(block.Items))); diff != "" || kit.KitID != a.KitID || kit.Minutes != block.Minutes {
			t.Fatalf("%+v: kit %s of %d minutes alone; in the agenda %s:\n%s", p, kit.KitID, kit.Minutes, a.KitID, diff)
		}
	}
	if scored < 200 {
		t.Errorf("only %d agendas had a scored block", scored)
	}
}

// TestAgendaKeepsTheKitForEveryone adds three hundred random lists of cares, in random words, to requests.
func TestAgendaKeepsTheKitForEveryone(t *testing.T) {
	content := shipped()
	e := engine(t, content)
	rng := rand.New(rand.NewPCG(5, 6))
	openings := boxes(50)
	changed := 0
	for i := range 300 {
		p := openings[i%len(openings)]
		p.Cares, p.AskedOf = nil, ""
		want := agendaOf(t, e, p, share(i))
		p.Cares, p.AskedOf = someCares(rng, &content.Vocabulary), []string{"", "recruiter", "peer", "executive"}[rng.IntN(4)]
		for j := range p.Cares {
			p.Cares[j].Said = strings.Repeat("x", rng.IntN(9))
		}
		got := agendaOf(t, e, p, share(i))
		if diff := cmp.Diff(inJSON(t, want.Blocks[1]), inJSON(t, got.Blocks[1])); diff != "" || want.KitID != got.KitID {
			t.Fatalf("%+v: got kit %s, want %s (-want +got):\n%s", p, got.KitID, want.KitID, diff)
		}
		if inJSON(t, want.Blocks[2]) != inJSON(t, got.Blocks[2]) {
			changed++
		}
	}
	if changed < 90 {
		t.Errorf("cares changed only %d candidate's blocks", changed)
	}
}

func TestAgendaDisclosesNothing(t *testing.T) {
	e := engine(t, shipped())
	cares := []bank.Chosen{{Care: "work_life_balance", Aspect: "parental_leave"}, {Care: "security", Aspect: "visa"}}
	for i, p := range boxes(200) {
		p.Cares, p.Stage = cares, []string{"recruiter_screen", "offer", ""}[i%3]
		for _, b := range agendaOf(t, e, p, share(i)).Blocks {
			for _, it := range b.Items {
				if len(it.Question.Discloses) > 0 {
					t.Errorf("%+v: %s", p, it.Question.ID)
				}
			}
		}
	}
}

// TestAgendaWhenLate checks priorities, and that dropping everything in DropFirst leaves what must stay and keeps the
// candidate's share.
func TestAgendaWhenLate(t *testing.T) {
	e := engine(t, shipped())
	spare := 0
	for i, p := range boxes(200) {
		a := agendaOf(t, e, p, share(i))
		drops, left := []string{}, map[bank.BlockKind]int{}
		for _, b := range a.Blocks {
			left[b.Kind] = b.Minutes
			musts := 0
			for _, it := range b.Items {
				switch it.Priority {
				case bank.Must:
					musts++
				case bank.Spare:
					spare++
					fallthrough
				default:
					drops = append(drops, it.Question.ID)
				}
			}
			if len(b.Items) > 0 && musts == 0 {
				t.Errorf("%+v: nothing must stay in %s", p, b.Kind)
			}
		}
		if diff := cmp.Diff(slices.Sorted(slices.Values(drops)), slices.Sorted(slices.Values(a.DropFirst))); diff != "" {
			t.Errorf("%+v: items that need not stay (-) and DropFirst (+):\n%s", p, diff)
		}
		minutes := map[string]int{}
		scored := map[string]bool{}
		for _, b := range a.Blocks {
			for _, it := range b.Items {
				minutes[it.Question.ID], scored[it.Question.ID] = it.Question.Minutes, b.Kind == bank.ScoredBlock
			}
		}
		for n, id := range a.DropFirst {
			more := slices.ContainsFunc(a.DropFirst[n:], func(id string) bool { return scored[id] })
			if scored[id] {
				left[bank.ScoredBlock] -= minutes[id]
				continue
			}
			left[bank.CandidateBlock] -= minutes[id]
			if own := left[bank.CandidateBlock]; more && own*100 < share(i)*(own+left[bank.ScoredBlock]) {
				t.Errorf("%+v: dropping %s leaves the candidate less than their share", p, id)
			}
		}
	}
	if spare == 0 {
		t.Error("no item was ever spare")
	}
}

// TestCounterpartsFollowOn checks that only questions with a counterpart in the scored block have that as the reason for
// their position.
func TestCounterpartsFollowOn(t *testing.T) {
	content := shipped()
	pairAll(&content)
	e := engine(t, content)
	followed := 0
	for i, p := range boxes(400) {
		a := agendaOf(t, e, p, share(i))
		for _, it := range a.Blocks[2].Items {
			paired := slices.ContainsFunc(a.Blocks[1].Items, func(o bank.AgendaItem) bool { return slices.Contains(it.Question.PairsWith, o.Question.ID) })
			if follows := strings.HasPrefix(whyHere(it.Item), "You have just talked about"); follows && !paired {
				t.Errorf("%+v: %s has no counterpart", p, it.Question.ID)
			} else if follows {
				followed++
			}
		}
	}
	if followed < 50 {
		t.Errorf("only %d questions followed on", followed)
	}
}

// pairAll pairs every candidate's question with an interviewer's question, in turn.
func pairAll(content *bank.Content) {
	content.Questions = slices.Clone(content.Questions)
	var kit []*bank.Question
	for i := range content.Questions {
		if q := &content.Questions[i]; q.Asker == bank.Interviewer {
			kit = append(kit, q)
		}
	}
	for i := range content.Questions {
		if q := &content.Questions[i]; q.Asker == bank.Candidate {
			other := kit[i%len(kit)]
			q.PairsWith = append(slices.Clip(q.PairsWith), other.ID)
			other.PairsWith = append(slices.Clip(other.PairsWith), q.ID)
		}
	}
}

func agendaOf(t *testing.T, e *rules.Engine, p bank.Profile, share int) bank.Agenda {
	t.Helper()
	a, err := e.Agenda(t.Context(), p, share)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
