package app_test

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/exchange"
	"twoway/internal/pgtest"
	"twoway/internal/programtest"
	"twoway/seed"
)

var postgres *pgtest.Server

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m, &postgres)) }

// onBothDatabases runs a test with the flags for SQLite, and with those for PostgreSQL.
func onBothDatabases(t *testing.T, test func(t *testing.T, flags ...string)) {
	t.Run("SQLite", func(t *testing.T) { test(t, "--data-dir", t.TempDir()) })
	t.Run("Postgres", func(t *testing.T) { test(t, "--database-url", postgres.Database(t)) })
}

// TestMainJob is what a newcomer does: start the program, and ask for a set.
func TestMainJob(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		base := programtest.Start(t, flags...)
		status, answer := programtest.Post(t, base, programtest.Engineer)
		s := programtest.ParseSet(t, answer)
		if status != http.StatusOK || len(s.Items) < 3 || len(s.Items) > 6 || s.Minutes > 15 {
			t.Fatalf("status %d, %d questions of %d minutes", status, len(s.Items), s.Minutes)
		}
		for _, it := range s.Items {
			named := false
			for _, r := range it.Reasons {
				named = named || len(r.Cares)+len(r.Aspects) > 0 || r.Stage != ""
			}
			if !named {
				t.Errorf("no reason of %s names a care, an aspect or the stage", it.Question.ID)
			}
		}
		for range 10 {
			if _, again := programtest.Post(t, base, programtest.Engineer); again != answer {
				t.Fatalf("another answer:\n%s", cmp.Diff(answer, again))
			}
		}
		_, other := programtest.Post(t, base, strings.Replace(programtest.Engineer, "on-call load", "visa", 1))
		asked := programtest.ParseSet(t, other)
		for i := range 2 {
			q := asked.Items[i].Question
			if about := slices.Contains(q.Aspects, "visa") || slices.Contains(q.Cares, "advancement"); slices.Contains(s.IDs()[:2], q.ID) || !about {
				t.Errorf("with visa instead, question %d is %s", i+1, q.ID)
			}
		}
	})
}

// TestKitIsTheSameForEveryone adds a thousand random lists of cares to the request for a kit.
func TestKitIsTheSameForEveryone(t *testing.T) {
	base := programtest.Start(t)
	v := vocabulary(t)
	items := func(cares []string) (string, string) {
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
		var cares []string
		for range 1 + rng.IntN(5) {
			cares = append(cares, v[rng.IntN(len(v))])
		}
		if gotItems, gotKit := items(cares); gotItems != wantItems || gotKit != wantKit {
			t.Fatalf("%q: kit %s, want %s\n%s", cares, gotKit, wantKit, cmp.Diff(wantItems, gotItems))
		}
	}
}

// vocabulary is everything that one may say to care about, and something that nobody knows.
func vocabulary(t *testing.T) []string {
	t.Helper()
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	said := []string{"feng shui"}
	for _, c := range content.Vocabulary.Cares {
		said = append(said, c.Synonyms...)
		for _, a := range c.Aspects {
			said = append(said, a.Synonyms...)
		}
	}
	return said
}
