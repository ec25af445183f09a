package app_test

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/exchange"
	"twoway/internal/pgtest"
	"twoway/internal/programtest"
	"twoway/seed"
)

var postgres *pgtest.Server

func TestMain(m *testing.M) {
	os.Exit(programtest.Main(func() int { return pgtest.Main(m, &postgres) }))
}

// onBothDatabases runs a test on an empty SQLite database and on an empty PostgreSQL database; flags select the database.
func onBothDatabases(t *testing.T, test func(t *testing.T, flags ...string)) {
	t.Run("SQLite", func(t *testing.T) { test(t, "--data-dir", t.TempDir()) })
	t.Run("Postgres", func(t *testing.T) { test(t, "--database-url", postgres.Database(t)) })
}

// TestMainJob does what a new user does: start the program and request a set.
func TestMainJob(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		base := programtest.Start(t, flags...)
		status, answer := programtest.Post(t, base, programtest.Engineer)
		s := programtest.ParseSet(t, answer)
		if status != http.StatusOK || len(s.Items) < 3 || len(s.Items) > 6 || s.Minutes > 15 {
			t.Fatalf("status %d, %d questions of %d minutes", status, len(s.Items), s.Minutes)
		}
		for _, it := range s.Items {
			explained := false
			for _, r := range it.Reasons {
				explained = explained || len(r.Cares)+len(r.Aspects) > 0 || r.Stage != ""
			}
			if !explained {
				t.Errorf("no reason of %s names a care, an aspect or the stage", it.Question.ID)
			}
		}
		for range 10 {
			if _, repeated := programtest.Post(t, base, programtest.Engineer); repeated != answer {
				t.Fatalf("the same request has another answer (-first +repeated):\n%s", cmp.Diff(answer, repeated))
			}
		}
		asksAbout := func(s programtest.Set, about string) bool {
			for _, it := range s.Items {
				if it.Question.About == about {
					return true
				}
			}
			return false
		}
		_, other := programtest.Post(t, base, strings.Replace(programtest.Engineer, "on-call load", "remote work", 1))
		if withRemote := programtest.ParseSet(t, other); !asksAbout(s, "on_call") || asksAbout(s, "remote") || !asksAbout(withRemote, "remote") {
			t.Errorf("on-call load is answered by %q, remote work by %q", s.IDs(), withRemote.IDs())
		}
	})
}

// TestKitIsTheSameForEveryone adds random lists of cares to a kit's request, and compares items and kit_id.
func TestKitIsTheSameForEveryone(t *testing.T) {
	base := programtest.Start(t)
	cares := careTerms(t)
	items := func(cares []string) (items, kitID string) {
		var request map[string]any
		if err := json.Unmarshal([]byte(programtest.Kit), &request); err != nil {
			t.Fatal(err)
		}
		request["cares"] = cares
		body, err := json.Marshal(request)
		if err != nil {
			t.Fatal(err)
		}
		status, answer := programtest.Post(t, base, string(body))
		var raw map[string]json.RawMessage
		if err := json.Unmarshal([]byte(answer), &raw); err != nil || status != http.StatusOK {
			t.Fatalf("%d %v: %s", status, err, answer)
		}
		return string(raw["items"]), string(raw["kit_id"])
	}
	wantItems, wantKit := items([]string{})
	rng := rand.New(rand.NewPCG(5, 6))
	for range 1000 {
		var picked []string
		for range 1 + rng.IntN(5) {
			picked = append(picked, cares[rng.IntN(len(cares))])
		}
		if gotItems, gotKit := items(picked); gotItems != wantItems || gotKit != wantKit {
			t.Fatalf("%q: kit %s, want %s\n%s", picked, gotKit, wantKit, cmp.Diff(wantItems, gotItems))
		}
	}
}

// careTerms returns every synonym of a care or an aspect, and a term that is unknown.
func careTerms(t *testing.T) []string {
	t.Helper()
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	terms := []string{"feng shui"}
	for _, c := range content.Vocabulary.Cares {
		terms = append(terms, c.Synonyms...)
		for _, a := range c.Aspects {
			terms = append(terms, a.Synonyms...)
		}
	}
	return terms
}
