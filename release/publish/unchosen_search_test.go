package publish_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/publish"
)

// searched asks until the search is done.
func searched(t *testing.T, s testbank.Services) publish.UnchosenState {
	t.Helper()
	for range 1000 {
		state, err := s.Publish.SearchUnchosen(t.Context(), 10*time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		if state.IsDone {
			return state
		}
		if at := state.Progress; at.Done > at.Total {
			t.Errorf("%d of %d", at.Done, at.Total)
		}
	}
	t.Fatal("it does not end")
	return publish.UnchosenState{}
}

// TestSearchUnchosen: the search finds the same as one that somebody waits for, keeps it, and begins anew once the drafts have changed, even
// while the search before is running.
func TestSearchUnchosen(t *testing.T) {
	t.Parallel()
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	want, err := publish.FindUnchosen(t.Context(), s.Current())
	if err != nil {
		t.Fatal(err)
	}
	first := searched(t, s)
	if diff := cmp.Diff(want, first.Found); diff != "" || want.Ready == 0 {
		t.Errorf("of the small bank (-want +got):\n%s", diff)
	}
	if again, err := s.Publish.SearchUnchosen(t.Context(), time.Second); !again.IsDone || err != nil || again.Trial != first.Trial {
		t.Errorf("the same again: %+v, %v", again, err)
	}
	for _, id := range []string{"first-rule", "second-rule"} {
		create(t, s, bank.KindRule, `{"id":"`+id+`","asker":"candidate","name":"No doubt","pick":"question.id == \"doubt\"","effect":{"kind":"exclude"},"because":"b",
			"cases":[{"applies":true,"profile":{},"question":"doubt"},{"applies":false,"profile":{},"question":"pager"}]}`)
		if _, err := s.Publish.SearchUnchosen(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
	}
	changed := searched(t, s)
	if changed.Trial.Release.Hash == first.Trial.Release.Hash || len(changed.Found.Questions) != 1 || changed.Found.Questions[0].ID != "doubt" {
		t.Errorf("with rules that exclude a question: %+v", changed.Found)
	}
}
