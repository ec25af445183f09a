package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"twoway/bank"
	"twoway/store"
)

// sample returns a release with every field set.
func sample(number int) bank.Release {
	content := bank.Content{
		Vocabulary: bank.Vocabulary{Cares: []bank.Care{{Term: bank.Term{ID: "purpose", Name: "Purpose"}}}},
		Weights:    bank.Weights{CareOrder: []int{30, 20, 10}, CareOnly: 60, Repeat: []int{100, 50}},
		Questions: []bank.Question{{
			ID: "last-on-call-week", Version: 3, Status: bank.Ready, Locale: "en", Asker: bank.Candidate, Topic: "workload",
			Text:    "What did the last on-call week look like — <b>hour by hour</b> & \"honestly\"? \u2028 \x00 ’ 日本語 🙂 ק e\u0301",
			Reveals: `back\slash, 'quote', "double", $1, ?, %s`, Minutes: 3, Depth: 2,
			Anchors: &bank.Anchors{One: "one", Three: "three", Five: "five"},
		}},
		Rules: []bank.Rule{{
			ID: "on-call", Version: 1, Status: bank.Ready, When: `role == "site_reliability"`,
			Effect: bank.Effect{Kind: bank.Boost, Points: -30},
			Cases:  []bank.Case{{Applies: true, Profile: bank.Meeting{Role: "site_reliability", Minutes: 15}}},
		}},
	}
	content.Normalise()
	hash, err := content.Hash()
	if err != nil {
		panic(err)
	}
	r := bank.Release{
		Number:    number,
		Hash:      hash,
		Content:   content,
		Note:      "Zürich 🙂 日本語 קול e\u0301 'quote' \"double\" \\ $1 ? %s `tick`\n\tsecond line; DROP TABLE releases; --",
		Author:    "Zoë \u2028",
		Restores:  number - 1,
		Report:    bank.Report{Faults: []bank.Fault{}, Warnings: []bank.Fault{{Code: "a", Pointer: "/b", Range: [2]int{1, 2}}}, Meetings: 3},
		CreatedAt: time.Date(2026, 11, 5, 23, 59, 59, 123456000, time.UTC),
	}
	if err := r.LogStated(bank.Release{}); err != nil {
		panic(err)
	}
	return r
}

func appended(t *testing.T, s *store.Store, releases ...bank.Release) {
	t.Helper()
	for _, r := range releases {
		if err := s.Append(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
}

// checkRelease compares a returned release and error with the wanted release. Unlike cmp it also requires times in UTC.
func checkRelease(t *testing.T, what string, want, got bank.Release, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
	if got.CreatedAt.Location() != time.UTC {
		t.Errorf("%s: time %v is not in UTC", what, got.CreatedAt)
	}
}

func testRoundTrip(t *testing.T, url string) {
	s := migrated(t, url)
	first, second := sample(1), sample(2) // with the same hash, as after a rollback
	second.Note = ""
	second.CreatedAt = first.CreatedAt.Add(time.Hour)
	appended(t, s, first)
	got, err := s.Current(t.Context())
	checkRelease(t, "current, of one", first, got, err)
	appended(t, s, second)
	got, err = s.Current(t.Context())
	checkRelease(t, "current, of two", second, got, err)
	got, err = s.Release(t.Context(), 1)
	checkRelease(t, "release 1", first, got, err)
	got, err = s.Release(t.Context(), 2)
	checkRelease(t, "release 2", second, got, err)
}

func testTimes(t *testing.T, url string) {
	s := migrated(t, url)
	for i, want := range []time.Time{
		time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 2, 28, 0, 0, 0, 1000, time.UTC),
		time.Date(2026, 2, 28, 23, 59, 59, 999999000, time.UTC),
		time.Date(1969, 7, 20, 20, 17, 40, 500000, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC),
		{},
	} {
		r := sample(i + 1)
		r.CreatedAt = want.In(time.FixedZone("west", -7*3600)).Add(999)
		appended(t, s, r)
		r.CreatedAt = want
		got, err := s.Release(t.Context(), i+1)
		checkRelease(t, want.String(), r, got, err)
	}
}

// testCanonicalBytes checks that the database contains exactly the bytes that were hashed.
func testCanonicalBytes(t *testing.T, url string) {
	s := migrated(t, url)
	appended(t, s, sample(1))
	want, err := sample(1).Content.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	var got string
	if err := s.Pool().QueryRowContext(t.Context(), "SELECT content FROM releases").Scan(&got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("content (-want +got):\n%s", diff)
	}
}

func testCurrentIsTheHighest(t *testing.T, url string) {
	s := migrated(t, url)
	ten := sample(10)
	ten.CreatedAt = ten.CreatedAt.Add(-time.Hour)
	appended(t, s, sample(2), ten, sample(9))
	got, err := s.Current(t.Context())
	checkRelease(t, "current", ten, got, err)
}

func testNotFound(t *testing.T, url string) {
	s := migrated(t, url)
	if r, err := s.Current(t.Context()); codeOf(err) != bank.CodeNotFound {
		t.Errorf("current: got %v, %v, want code not_found", r, err)
	}
	appended(t, s, sample(1))
	for _, number := range []int{2, 0, -1} {
		if r, err := s.Release(t.Context(), number); codeOf(err) != bank.CodeNotFound {
			t.Errorf("release %d: got %v, %v, want code not_found", number, r, err)
		}
	}
}

func testConflict(t *testing.T, url string) {
	s := migrated(t, url)
	appended(t, s, sample(1))
	other := sample(1)
	other.Note = "other"
	if err := s.Append(t.Context(), other); codeOf(err) != bank.CodeConflict {
		t.Errorf("got %v, want code conflict", err)
	}
	got, err := s.Release(t.Context(), 1)
	checkRelease(t, "the first one", sample(1), got, err)
}

func testConflictAtOnce(t *testing.T, url string) {
	const writers = 8
	s := migrated(t, url)
	var (
		errs [writers]error
		wg   sync.WaitGroup
	)
	for i := range writers {
		wg.Go(func() {
			r := sample(1)
			r.Note = fmt.Sprint(i)
			errs[i] = s.Append(t.Context(), r)
		})
	}
	wg.Wait()
	got, err := s.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, err := range errs {
		switch won := got.Note == fmt.Sprint(i); {
		case won && err != nil:
			t.Errorf("writer %d won, but got %v", i, err)
		case !won && codeOf(err) != bank.CodeConflict:
			t.Errorf("writer %d lost, but got %v, want code conflict", i, err)
		}
	}
}

func testNumberBelowOne(t *testing.T, url string) {
	s := migrated(t, url)
	for _, number := range []int{0, -1} {
		if err := s.Append(t.Context(), sample(number)); !errors.Is(err, gorm.ErrCheckConstraintViolated) {
			t.Errorf("%d: got %v, want a check violation", number, err)
		}
	}
	if r, err := s.Current(t.Context()); codeOf(err) != bank.CodeNotFound {
		t.Errorf("afterwards: got %v, %v, want code not_found", r, err)
	}
}

func testInvalidNote(t *testing.T, url string) {
	s := migrated(t, url)
	for _, note := range []string{"a\x00b", "a\xffb"} {
		r := sample(1)
		r.Note = note
		if err := s.Append(t.Context(), r); codeOf(err) != bank.CodeInvalidRequest {
			t.Errorf("%q: got %v, want code invalid_request", note, err)
		}
	}
}

func testUnparsableContent(t *testing.T, url string) {
	s := migrated(t, url)
	appended(t, s, sample(1))
	for _, content := range []string{`{"surprise":1}`, `{`, ``} {
		set := fmt.Sprintf("UPDATE releases SET content = '%s', hash = '%s'", content, bank.HashOf([]byte(content)))
		if _, err := s.Pool().ExecContext(t.Context(), set); err != nil {
			t.Fatal(err)
		}
		_, err := s.Release(t.Context(), 1)
		if err == nil || !strings.HasPrefix(err.Error(), "read release 1: ") || codeOf(err) != "" {
			t.Errorf("%q: got %v, want an error about release 1 without a code", content, err)
		}
	}
}

// testDamagedContent changes one word of a release in the database.
func testDamagedContent(t *testing.T, url string) {
	s := migrated(t, url)
	appended(t, s, sample(1))
	if _, err := s.Pool().ExecContext(t.Context(), "UPDATE releases SET content = replace(content, 'Purpose', 'Purchase')"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Current(t.Context()); err == nil || !strings.Contains(err.Error(), "release 1 is damaged") || codeOf(err) != "" {
		t.Errorf("got %v, want an error about damage without a code", err)
	}
}

func testReleases(t *testing.T, url string) {
	s := migrated(t, url)
	appended(t, s, sample(1), sample(3))
	want := []bank.Release{sample(3), sample(1)}
	for i := range want {
		want[i].Content, want[i].Versions = bank.Content{}, nil
	}
	got, err := s.Releases(t.Context())
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v; releases (-want +got):\n%s", err, diff)
	}
}

func testReopen(t *testing.T, url string) {
	s := migrated(t, url)
	appended(t, s, sample(1))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := migrated(t, url).Current(t.Context())
	checkRelease(t, "current", sample(1), got, err)
}

// testErrorsWithoutValues checks that database errors do not quote the values that could not be written.
func testErrorsWithoutValues(t *testing.T, url string) {
	s := migrated(t, url)
	r := sample(0)
	r.Note = "confidential"
	if err := s.Append(t.Context(), r); err == nil || strings.Contains(err.Error(), r.Note) {
		t.Errorf("got %v, want an error without the note", err)
	}
}
