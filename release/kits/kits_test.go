package kits_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/ratelimit"
	"twoway/internal/testbank"
	"twoway/release/kits"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/seed"
)

// shipped returns the shipped bank as release 1.
var shipped = sync.OnceValue(func() *serve.Compiled {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		panic(err)
	}
	return release(content, 1)
})

func release(content bank.Content, number int) *serve.Compiled {
	frozen, err := publish.Freeze(bank.Release{}, content, "", time.Unix(0, 0))
	if err != nil {
		panic(err)
	}
	frozen.Number = number
	compiled, err := serve.Compile(frozen, bank.TokenKey("the secret of these tests"))
	if err != nil {
		panic(err)
	}
	return compiled
}

// opening returns the request of an interviewer who has stated facts of the job.
func opening() bank.Request {
	return bank.Request{
		Asker: bank.Interviewer, Role: "charge nurse", Stage: "panel", Minutes: 60, Count: 12, Competencies: []string{"teamwork"},
		Requirements: []bank.RequestedRequirement{{ID: "rota", Slots: map[string]string{"rota": "earlies from 5:30"}}, {Said: "=cmd|' /C calc'!A0"}},
	}
}

func read(t *testing.T, from *serve.Compiled, req bank.Request) bank.Profile {
	t.Helper()
	p, _, err := from.Read(req)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// save saves the kit for a request.
func save(t *testing.T, s *kits.Service, from *serve.Compiled, req bank.Request) kits.Saved {
	t.Helper()
	saved, _, err := s.Save(t.Context(), "192.0.2.1", from, read(t, from, req))
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func kitOf(t *testing.T, saved kits.Saved) kits.Kit {
	t.Helper()
	k, err := saved.Kit()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestSave: a kit is what the engine chooses, with all that is asked in it, and the first one that was saved stays.
func TestSave(t *testing.T) {
	t.Parallel()
	store := &testbank.Memory{}
	s := kits.New(store, testbank.Noon)
	p := read(t, shipped(), opening())
	saved, isNew, err := s.Save(t.Context(), "192.0.2.1", shipped(), p)
	if err != nil || !isNew {
		t.Fatalf("%t %v", isNew, err)
	}
	set, err := shipped().Choose(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	k := kitOf(t, saved)
	if k.ID != set.KitID || saved.ID != set.KitID || len(k.Items) != len(set.Items) || k.Minutes != set.Minutes || k.Opening.Role.Name == "" {
		t.Errorf("%+v", k)
	}
	for i, it := range set.Items {
		if q := k.Items[i].Question; q.ID != it.Question.ID || q.Version != it.Question.Version || len(k.Items[i].Reasons) != len(it.Reasons) || strings.Contains(q.Text, "{") {
			t.Errorf("in place of %s: %+v", it.Question.ID, q)
		}
	}
	row := store.Kits[saved.ID]
	if len(row.Questions) != len(set.Items) || row.Release != set.Release || row.Engine != set.Engine || !row.OpenedOn.Equal(testbank.Noon().Truncate(24*time.Hour)) {
		t.Errorf("%+v", row)
	}
	again, isNew, err := s.Save(t.Context(), "192.0.2.1", release(shipped().Content, 9), p) // rolled back to
	if err != nil || isNew || !bytes.Equal(again.Text, saved.Text) {
		t.Errorf("again: %t %v", isNew, err)
	}
	found, err := s.Find(t.Context(), saved.ID)
	if err != nil || !bytes.Equal(found.Text, saved.Text) {
		t.Errorf("found: %v", err)
	}
}

// TestSaveHasNothingOfAPerson: what the candidate cares about and who is asked is in no kit, and neither is how the job was called.
func TestSaveHasNothingOfAPerson(t *testing.T) {
	t.Parallel()
	s := kits.New(&testbank.Memory{}, testbank.Noon)
	plain, person := opening(), opening()
	person.Role, person.AskedOf = "Charge  NURSE", "peer"
	person.Cares = []string{"on-call load", "sorcery", "my pregnancy"}
	want, got := save(t, s, shipped(), plain), save(t, kits.New(&testbank.Memory{}, testbank.Noon), shipped(), person)
	if !bytes.Equal(want.Text, got.Text) {
		t.Errorf("the kits differ:\n%s\n%s", want.Text, got.Text)
	}
	edited := read(t, shipped(), person)
	edited.Fixed = []bank.Fixed{{ID: kitOf(t, want).Items[0].Question.ID, Pinned: true}}
	saved, _, err := s.Save(t.Context(), "", shipped(), edited)
	if err != nil || strings.Contains(string(saved.Text), `"care"`) {
		t.Errorf("an edited one: %v %s", err, saved.Text)
	}
	for name, p := range map[string]bank.Profile{
		"a candidate's":     read(t, shipped(), bank.Request{Asker: bank.Candidate, Minutes: 20}),
		"without questions": {Asker: bank.Interviewer, Minutes: 40, Count: 1, Locale: "en", Fixed: []bank.Fixed{{ID: "unknown"}}},
	} {
		if _, _, err := s.Save(t.Context(), "", shipped(), p); testbank.CodeOf(err) != bank.CodeInvalidRequest {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSaveIsLimited: sixty from an address at once, and then one every two seconds; what the database did not take does not count, nor
// what is there already.
func TestSaveIsLimited(t *testing.T) {
	t.Parallel()
	store, now := &testbank.Memory{FailKits: &bank.Error{Code: bank.CodeUnavailable}}, testbank.Noon()
	s := kits.New(store, func() time.Time { return now })
	send := func(address string, number int) (isNew bool, err error) {
		req := bank.Request{Asker: bank.Interviewer, Minutes: 5, Seed: int64(number)}
		_, isNew, err = s.Save(t.Context(), address, shipped(), read(t, shipped(), req))
		return isNew, err
	}
	must := func(what, address string, number int, want bool) {
		t.Helper()
		if isNew, err := send(address, number); err != nil || isNew != want {
			t.Errorf("%s: new %v, %v", what, isNew, err)
		}
	}
	const first, second, burst = "192.0.2.1", "192.0.2.2", 60
	if _, err := send(first, 0); testbank.CodeOf(err) != bank.CodeUnavailable {
		t.Errorf("without a database: %v", err)
	}
	store.FailKits = nil
	for number := range burst {
		must("one of sixty", first, number, true)
		must("one of sixty, again", first, 0, false)
	}
	var waits *ratelimit.WaitError
	if _, err := send(first, burst); !errors.As(err, &waits) || waits.RetryAfter() != 2*time.Second {
		t.Errorf("one more: %v", err)
	}
	must("one that is there", first, 1, false)
	must("from another address", second, burst, true)
	must("what was refused, and another has saved", first, burst, false)
	now = now.Add(2 * time.Second)
	must("later", first, burst+1, true)
}

// TestFindTouchesOnceADay: that a kit was opened is noted once a day, and nobody waits for it.
func TestFindTouchesOnceADay(t *testing.T) {
	t.Parallel()
	store, now := &testbank.Memory{}, testbank.Noon()
	s := kits.New(store, func() time.Time { return now })
	id := save(t, s, shipped(), opening()).ID
	for _, want := range []int{0, 1, 1, 2} {
		for range 3 {
			if _, err := s.Find(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			s.Wait()
		}
		if store.KitTouches != want {
			t.Errorf("at %v: noted %d times, want %d", now, store.KitTouches, want)
		}
		now = now.Add(16 * time.Hour)
	}
	for _, unknown := range []string{"kit-0123456789abcdef01234567", "kit-", "", "../etc", strings.ToUpper(id)} {
		if _, err := s.Find(t.Context(), unknown); testbank.CodeOf(err) != bank.CodeNotFound {
			t.Errorf("%q: %v", unknown, err)
		}
	}
	damaged := store.Kits[id]
	damaged.Document = damaged.Document[:20]
	store.Kits[id] = damaged
	if _, err := s.Find(t.Context(), id); err == nil || testbank.CodeOf(err) != "" {
		t.Errorf("a damaged one: %v", err)
	}
}

// TestScorecards: a spreadsheet takes no cell for a formula, and Markdown no fact for formatting.
func TestScorecards(t *testing.T) {
	t.Parallel()
	k := kitOf(t, save(t, kits.New(&testbank.Memory{}, testbank.Noon), shipped(), opening()))
	at := slices.IndexFunc(k.Items, func(it kits.Item) bool { return strings.Contains(it.Question.Text, "[") })
	if at < 0 {
		t.Fatalf("no question has a blank for what is no plain fact: %+v", k.Items)
	}
	k.Items[at].Question.Text = "=cmd | <b>\n\"x\"" // in front
	text, err := k.CSV()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != len(k.Items)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
	if row := rows[at+1]; row[6] != "'=cmd | <b>\n\"x\"" || row[10]+row[11] != "" || row[12] != k.ID || row[13] != strconv.Itoa(k.Release.Number) {
		t.Errorf("%q", row)
	}
	if rated := rows[1]; rated[0] != "1" || rated[4] == "" || k.Items[0].Question.Anchors != nil && rated[7] == "" {
		t.Errorf("%q", rated)
	}
	const credit = "\n\nQuestions by Twoway (CC-BY-4.0, https://creativecommons.org/licenses/by/4.0/).\n"
	if md := string(k.Markdown()); !strings.HasSuffix(md, credit) || strings.Count(md, "Questions by") != 1 || !strings.Contains(md, k.ID) {
		t.Errorf("without the source: %s", md)
	}
	if md := string(k.Markdown()); !strings.Contains(md, `=cmd \| \<b\>`) || !strings.Contains(md, "earlies from 5:30") || strings.Count(md, "\n## ") != len(k.Items) {
		t.Errorf("%s", md)
	}
}

// TestCanonical: the text of a kit is JSON with sorted members, without blanks and needless escapes.
func TestCanonical(t *testing.T) {
	t.Parallel()
	saved := save(t, kits.New(&testbank.Memory{}, testbank.Noon), shipped(), opening())
	if !bytes.HasPrefix(saved.Text, []byte(`{"engine":`)) || bytes.Contains(saved.Text, []byte(`\u00`)) || !json.Valid(saved.Text) {
		t.Errorf("%.200s", saved.Text)
	}
	r := kits.Record{Digest: "a\u2028\\u2028\u2029<&>\"\x01é\\"}
	got, err := r.Text()
	if want := `"digest":"a` + "\u2028" + `\\u2028` + "\u2029" + `<&>\"\u0001é\\"`; err != nil || !bytes.Contains(got, []byte(want)) {
		t.Errorf("%v %s, want %s in it", err, got, want)
	}
}
