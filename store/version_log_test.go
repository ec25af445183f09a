package store_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/store"
)

// insertOld inserts a release as the first version of the program did: without what came later, and with the versions in its hash, which
// it returns.
func insertOld(t *testing.T, s *store.Store, r bank.Release) (hash string) {
	t.Helper()
	content, err := r.Content.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	hash = "sha256:" + hex.EncodeToString(sum[:])
	insert := fmt.Sprintf("INSERT INTO releases (number, hash, content, note, created_at) VALUES (%d, '%s', '%s', 'old', '2026-11-05 23:59:59.123456+00:00')",
		r.Number, hash, strings.ReplaceAll(string(content), "'", "''"))
	if _, err := s.Pool().ExecContext(t.Context(), insert); err != nil {
		t.Fatal(err)
	}
	return hash
}

// testVersionsOfOldReleases migrates a database with releases from before there were logs: a question was edited, a roll back gave it its
// old version again, another one came and went, and one of the releases is damaged. The next release uses no version a second time.
func testVersionsOfOldReleases(t *testing.T, url string) {
	s := open(t, url)
	if err := s.MigrateTo(t.Context(), 8); err != nil {
		t.Fatal(err)
	}
	release := func(number int, edit func(c *bank.Content)) bank.Release {
		r := sample(number)
		edit(&r.Content)
		return r
	}
	edited := func(c *bank.Content) { c.Questions[0].Text, c.Questions[0].Version = "What?", 4 }
	insertOld(t, s, release(1, func(*bank.Content) {}))
	insertOld(t, s, release(2, func(c *bank.Content) {
		edited(c)
		more := c.Questions[0]
		more.ID, more.Version = "more", 1
		c.Questions = append(c.Questions, more)
	}))
	insertOld(t, s, release(3, func(*bank.Content) {})) // the roll back
	insertOld(t, s, release(5, func(c *bank.Content) { c.Vocabulary.Cares[0].Name = "Sense" }))
	insertOld(t, s, release(4, edited))
	if _, err := s.Pool().ExecContext(t.Context(), "UPDATE releases SET content = '{' WHERE number = 4"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	current, err := s.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const question = "last-on-call-week"
	for id, want := range map[bank.PartID][]bank.VersionChange{
		{Kind: bank.KindQuestion, ID: question}: {{Release: 1, Version: 3}, {Release: 2, Version: 4}, {Release: 3, Version: 3}},
		{Kind: bank.KindQuestion, ID: "more"}:   {{Release: 2, Version: 1}, {Release: 3, Version: 0, Hidden: true}},
		{Kind: bank.KindCare, ID: "purpose"}:    {{Release: 1, Version: 1}, {Release: 5, Version: 2}},
	} {
		if diff := cmp.Diff(want, current.Versions.Of(id.Kind, id.ID).Changes); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", id.Kind, id.ID, diff)
		}
	}
	if n := len(current.Versions.Releases); n != 3 || current.Versions.Before(4) != nil || current.Versions.Before(2).CreatedAt.IsZero() {
		t.Errorf("%d releases before: %+v", n, current.Versions.Releases)
	}
	next := bank.Release{Number: 6, Content: current.Content, CreatedAt: time.Now()}
	next.Content.Questions = slices.Clone(next.Content.Questions)
	edited(&next.Content)
	if err := next.SetVersions(current); err != nil || next.Content.Questions[0].Version != 5 {
		t.Errorf("the next version is %d, %v", next.Content.Questions[0].Version, err)
	}
}
