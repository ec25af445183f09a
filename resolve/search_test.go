package resolve_test

import (
	"fmt"
	"strings"
	"testing"

	"twoway/resolve"
)

func found(x *resolve.SearchIndex, documents []resolve.Document, sought string) string {
	var list []string
	for _, h := range x.Search(sought) {
		list = append(list, fmt.Sprintf("%s:%d", documents[h.Document].ID, h.Rank))
	}
	return strings.Join(list, " ")
}

func TestSearchIndex(t *testing.T) {
	documents := []resolve.Document{
		{ID: "a-ward", Main: []string{"Who covers the ward at night?"}, More: []string{"Night cover", "Nurses are tired."}},
		{ID: "b-shifts", Main: []string{"How are night shifts shared out on the ward?"}, More: []string{"Shifting rotas"}},
		{ID: "c-rota", Main: []string{"Who writes the rota?", "", "Night"}, More: []string{"They say: night shifts are shared out by lot. Café."}},
		{ID: "night-shifts", Main: []string{"Nothing."}},
		{ID: "e-empty"},
	}
	x := resolve.NewSearchIndex(documents)
	for _, c := range []struct{ sought, want string }{
		{"night shifts", "night-shifts:0 b-shifts:1 c-rota:4"},
		{"Night-Shifts!", "night-shifts:0 b-shifts:1 c-rota:4"},
		{"ward night", "a-ward:2 b-shifts:2"},
		{"ward nights", "a-ward:3 b-shifts:3"},
		{"shared shift", "b-shifts:3 c-rota:6"},
		{"covered", "a-ward:3"},
		{"nurse", "a-ward:6"},
		{"nur", "a-ward:7"},
		{"tired ward", "a-ward:5"},
		{"rota night", "c-rota:2 b-shifts:6"},
		{"CAFE", "c-rota:4"},
		{"written", "c-rota:3"},
		{"night xylophone", ""},
		{"the rota night who", "c-rota:2"},
		{"", ""},
		{"?!", ""},
		{"empty", "e-empty:6"},
		{"night nothing", "night-shifts:6"},
		{"ni", ""},
	} {
		if got := found(x, documents, c.sought); got != c.want {
			t.Errorf("%q: found %q, want %q", c.sought, got, c.want)
		}
	}
	if hits := resolve.NewSearchIndex(nil).Search("a"); hits == nil || len(hits) > 0 {
		t.Errorf("an empty index found %v", hits)
	}
}

// FuzzSearch checks what holds for every text: hits are distinct and in order, and a document is found by its own words, in front of all
// that do not have them in this order.
func FuzzSearch(f *testing.F) {
	for _, text := range []string{"night shifts", "Café & Bar", "", "a\x00b", "日本 語", "don't ’s", "ﬁne İstanbul"} {
		f.Add(text, "Who covers the ward?")
	}
	f.Fuzz(func(t *testing.T, one, two string) {
		documents := []resolve.Document{{ID: "x", Main: []string{one}}, {ID: "y", Main: []string{two}, More: []string{one}}}
		x := resolve.NewSearchIndex(documents)
		hits := x.Search(one)
		seen := map[int]bool{}
		for i, h := range hits {
			if seen[h.Document] || i > 0 && (hits[i-1].Rank > h.Rank || hits[i-1].Rank == h.Rank && hits[i-1].Document > h.Document) {
				t.Fatalf("%q: hits %v", one, hits)
			}
			seen[h.Document] = true
		}
		if resolve.Normalise(one) != "" && (len(hits) != 2 || hits[0].Rank > 1) {
			t.Fatalf("%q is not found by itself: %v", one, hits)
		}
	})
}
