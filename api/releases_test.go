package api_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"twoway/api"
	"twoway/api/openapi"
	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
	"twoway/release/publish"
	"twoway/release/serve"
)

// copyOfBank is a bank as a client holds it that knows nothing but /v1/changes.
type copyOfBank struct {
	release    json.RawMessage
	number     int
	hash       string
	vocabulary json.RawMessage
	questions  map[string]json.RawMessage
}

// changesPage is a page of changes, of which the client keeps the texts.
type changesPage struct {
	Release    json.RawMessage
	Added      []json.RawMessage
	Changed    []json.RawMessage
	Retired    []openapi.RetiredQuestion
	Vocabulary json.RawMessage
	NextCursor *string `json:"next_cursor"`
}

// sync brings the copy up to the release in service, some questions at a time. Between is called after each page; it may be nil.
func (b *copyOfBank) sync(t *testing.T, c client, limit int, between func()) {
	t.Helper()
	path := fmt.Sprintf("/v1/changes?since=%d&limit=%d", b.number, limit)
	if b.hash != "" {
		path += "&hash=" + b.hash
	}
	for cursor := ""; ; {
		page := parse[changesPage](t, c.get(t, path+cursor), http.StatusOK)
		if n := len(page.Added) + len(page.Changed) + len(page.Retired); n > limit || n == 0 && cursor != "" {
			t.Errorf("%s%s has %d questions", path, cursor, n)
		}
		b.apply(t, &page)
		if page.NextCursor == nil {
			return
		}
		cursor = "&cursor=" + *page.NextCursor
		if between != nil {
			between()
		}
	}
}

func (b *copyOfBank) apply(t *testing.T, page *changesPage) {
	t.Helper()
	if b.questions == nil {
		b.questions = map[string]json.RawMessage{}
	}
	for _, text := range append(page.Added, page.Changed...) {
		var q openapi.Question
		if err := json.Unmarshal(text, &q); err != nil {
			t.Fatal(err)
		}
		b.questions[q.ID] = text
	}
	for _, r := range page.Retired {
		if b.questions[r.ID] == nil {
			t.Errorf("%s was retired, and the client never had it", r.ID)
		}
		delete(b.questions, r.ID)
	}
	if string(page.Vocabulary) != "null" {
		b.vocabulary = page.Vocabulary
	}
	var r openapi.PublishedRelease
	if err := json.Unmarshal(page.Release, &r); err != nil {
		t.Fatal(err)
	}
	b.release, b.number, b.hash = page.Release, r.Number, r.Hash
}

// dump returns the copy as a dump has it.
func (b *copyOfBank) dump() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\"release\":%s}\n{\"vocabulary\":%s}\n", b.release, b.vocabulary)
	for _, id := range slices.Sorted(maps.Keys(b.questions)) {
		fmt.Fprintf(&out, "{\"question\":%s}\n", b.questions[id])
	}
	return out.Bytes()
}

// editor publishes releases.
type editor struct {
	testbank.Services

	t *testing.T
}

func newEditor(t *testing.T, s api.Services) editor {
	t.Helper()
	return editor{testbank.Services{Drafts: s.Drafts, Publish: s.Publish, Serve: s.Serve}, t}
}

func (e editor) ship(fingerprint string, change func(c *bank.Content)) {
	e.t.Helper()
	load := func() (bank.Content, error) { return testbank.With(change), nil }
	if err := e.Publish.Start(e.t.Context(), publish.Shipped{Fingerprint: fingerprint, Load: load}); err != nil {
		e.t.Fatal(err)
	}
}

func (e editor) create(kind bank.Kind, part any) {
	e.t.Helper()
	body, err := json.Marshal(part)
	if err == nil {
		_, err = e.Drafts.Create(e.t.Context(), testbank.Ada(), kind, body)
	}
	if err != nil {
		e.t.Fatal(err)
	}
}

func (e editor) retire(kind bank.Kind, id string) {
	e.t.Helper()
	d, err := e.Drafts.Get(e.t.Context(), kind, id)
	if err == nil {
		_, err = e.Drafts.Retire(e.t.Context(), testbank.Ada(), drafts.Version{Kind: kind, ID: id, Version: d.Draft.Version})
	}
	if err != nil {
		e.t.Fatal(err)
	}
}

func (e editor) rollBack(number int) {
	e.t.Helper()
	revision, err := e.Drafts.Revision(e.t.Context())
	if err == nil {
		_, err = e.Publish.RollBack(e.t.Context(), testbank.Ada(), "back", revision, number)
	}
	if err != nil {
		e.t.Fatal(err)
	}
}

// history is what the releases after the first one do: ten, and one more that changes only which rules there are.
func (e editor) history() []func() {
	edit := func(kind bank.Kind, id, from, to string) func() {
		return func() { e.Replace(e.t, kind, id, from, to); e.PublishDrafts(e.t) }
	}
	return []func(){
		func() { // 2: another order of the roles, and the first question for just one of them
			e.ship("2", func(c *bank.Content) {
				slices.Reverse(c.Vocabulary.Roles)
				more := testbank.Question("more", "pay", "Which date in the year is the one when pay is looked at again?")
				more.Roles = []string{"operations"}
				c.Questions = append(c.Questions, more)
			})
		},
		edit(bank.KindQuestion, "pager", `"minutes":3`, `"minutes":5`),        // 3
		func() { e.retire(bank.KindQuestion, "raise"); e.PublishDrafts(e.t) }, // 4
		func() { // 5
			e.create(bank.KindQuestion, testbank.Question("fresh", "workload", "What do people here do when <three> things & a pager call at once?"))
			e.Replace(e.t, bank.KindRole, "nursing", `"name":"nursing"`, `"name":"Nursing"`)
			e.PublishDrafts(e.t)
		},
		func() { e.rollBack(2) },                                                           // 6: pager and raise as they were, no question fresh, the role without its new name
		edit(bank.KindQuestion, "doubt", `"depth":2`, `"depth":3`),                         // 7: and all of the drafts again
		edit(bank.KindQuestion, "more", `"status":"ready"`, `"status":"draft"`),            // 8
		func() { e.create(bank.KindStage, testbank.Term("onsite")); e.PublishDrafts(e.t) }, // 9
		func() { e.rollBack(1) },                                                           // 10
		edit(bank.KindQuestion, "more", `"status":"draft"`, `"status":"ready"`),            // 11
		edit(bank.KindRule, "doubt-last", "Doubt comes last", "Doubts come last"),          // 12
	}
}

// TestSync: clients that sync after each release, after some, after all, with pages of one question, and from nothing hold, by
// /v1/changes alone, the bank byte for byte as the dump of the release has it.
func TestSync(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, url string) {
		services := newTinyBank(t, url)
		c, e := newServiceClient(t, services, io.Discard), newEditor(t, services)
		dumps := map[int][]byte{}
		var each, some, late, paged copyOfBank
		check := func(who string, b *copyOfBank) {
			t.Helper()
			if want := dumps[b.number]; !bytes.Equal(b.dump(), want) {
				t.Errorf("%s, release %d:\n%s", who, b.number, difference(answer{body: want}, answer{body: b.dump()}))
			}
		}
		keep := func() {
			a := c.get(t, "/v1/releases/current/dump")
			dumps[parse[openapi.PublishedReleasePage](t, c.get(t, "/v1/releases?limit=1"), 200).Releases[0].Number] = a.body
		}
		keep()
		late.sync(t, c, 100, nil)
		for i, next := range append([]func(){func() {}}, e.history()...) {
			next()
			keep()
			if len(dumps) != i+1 {
				t.Fatalf("step %d made %d releases", i, len(dumps))
			}
			each.sync(t, c, 100, nil)
			check("after each release", &each)
			if i%3 == 1 {
				some.sync(t, c, 2, nil)
				check("after some", &some)
			}
			paged.sync(t, c, 1, nil)
			check("in pages", &paged)
		}
		var fresh copyOfBank
		fresh.sync(t, c, 3, nil)
		late.sync(t, c, 1, nil)
		check("from nothing", &fresh)
		check("after eleven releases", &late)
		if late.number != 12 || len(late.questions) != 6-1 {
			t.Errorf("release %d has %d questions", late.number, len(late.questions))
		}
		if late.sync(t, c, 1, nil); late.number != 12 {
			t.Errorf("nothing new: release %d", late.number)
		}
		for number, want := range dumps {
			if a := c.get(t, fmt.Sprintf("/v1/releases/%d/dump", number)); !bytes.Equal(a.body, want) {
				t.Errorf("the dump of release %d has changed:\n%s", number, difference(answer{body: want}, a))
			}
			from := copyOfBank{number: number}
			for line := range bytes.Lines(want) {
				from.read(t, line)
			}
			from.sync(t, c, 2, nil)
			check(fmt.Sprint("from the dump of release ", number), &from)
		}
	})
}

// read reads a line of a dump.
func (b *copyOfBank) read(t *testing.T, line []byte) {
	t.Helper()
	var one struct{ Release, Vocabulary, Question json.RawMessage }
	if err := json.Unmarshal(line, &one); err != nil {
		t.Fatal(err)
	}
	page := changesPage{Release: b.release, Vocabulary: json.RawMessage("null")}
	switch {
	case one.Release != nil:
		page.Release = one.Release
	case one.Vocabulary != nil:
		page.Vocabulary = one.Vocabulary
	default:
		page.Added = []json.RawMessage{one.Question}
	}
	b.apply(t, &page)
}

// TestSyncWhilePublishing: the pages of a list that was begun are of the release of its first page, on a replica too that has not served
// that release, and one that lags behind does not lose who is further.
func TestSyncWhilePublishing(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, url string) {
		services := newTinyBank(t, url)
		c, e := newServiceClient(t, services, io.Discard), newEditor(t, services)
		behind := newServiceClient(t, another(t, url), io.Discard)
		steps := e.history()
		steps[0]()
		before := c.get(t, "/v1/releases/current/dump").body
		var b copyOfBank
		next := 1
		b.sync(t, c, 1, func() { steps[next](); next++ })
		if b.number != 2 || !bytes.Equal(b.dump(), before) || next < 4 {
			t.Errorf("after %d releases in between, release %d:\n%s", next, b.number, difference(answer{body: before}, answer{body: b.dump()}))
		}
		b.sync(t, c, 100, nil)
		now := b.dump()
		b.sync(t, behind, 100, nil) // which serves release 1
		if !bytes.Equal(b.dump(), now) || b.number != next+1 {
			t.Errorf("a replica that lags behind: release %d", b.number)
		}
		started := newServiceClient(t, another(t, url), io.Discard)
		page := parse[changesPage](t, c.get(t, "/v1/changes?since=0&limit=2"), 200)
		steps[next]()
		if a := started.get(t, "/v1/changes?since=0&limit=2&cursor="+*page.NextCursor); parse[changesPage](t, a, 200).Added == nil {
			t.Errorf("another replica: %s", a.body)
		}
	})
}

// execute runs a statement on a database.
func execute(t *testing.T, url, statement string) {
	t.Helper()
	driver, source := "pgx", url
	if path, isFile := strings.CutPrefix(url, "sqlite:"); isFile {
		driver, source = "sqlite", path
	}
	database, err := sql.Open(driver, source)
	if err == nil {
		_, err = database.ExecContext(t.Context(), statement)
		err = errors.Join(err, database.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// another returns the services of another program on a database.
func another(t *testing.T, url string) api.Services {
	t.Helper()
	services := newServices(openStore(t, url), serve.Options{})
	if err := services.Publish.Start(t.Context(), testbank.Shipped(testbank.Small())); err != nil {
		t.Fatal(err)
	}
	return services
}

// TestChangesOfUnknownReleases: a release that there never was, one with another hash, and one that a replaced database does not have.
func TestChangesOfUnknownReleases(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, url string) {
		services := newTinyBank(t, url)
		c, e := newServiceClient(t, services, io.Discard), newEditor(t, services)
		e.history()[0]()
		other := "sha256:" + strings.Repeat("0", 64)
		for _, path := range []string{"?since=3", "?since=1000000000", "?since=1&hash=" + other, "?since=2&hash=" + other} {
			if p := parse[openapi.Problem](t, c.get(t, "/v1/changes"+path), http.StatusGone); p.Code != "gone" || !strings.Contains(*p.Detail, "since=0") {
				t.Errorf("%s: %+v", path, p)
			}
		}
		cursor := *parse[changesPage](t, c.get(t, "/v1/changes?since=0&limit=1"), 200).NextCursor
		e.history()[1]()
		execute(t, url, "DELETE FROM releases WHERE number <= 2")
		restarted := newServiceClient(t, another(t, url), io.Discard)
		for path, want := range map[string]int{
			"/v1/changes?since=0&limit=1&cursor=" + cursor: 410, "/v1/changes?since=1": 200, "/v1/releases/2/dump": 410, "/v1/releases/9/dump": 404,
			"/v1/questions/pager/versions/1": 410, "/v1/questions/pager/versions/2": 200,
			"/v1/changes?since=1&limit=1&cursor=" + cursor: 422, "/v1/changes?since=0&cursor=abc": 422, "/v1/changes": 422, "/v1/changes?since=-1": 422, "/v1/changes?since=x": 422,
		} {
			if a := restarted.get(t, path); a.status != want {
				t.Errorf("%s: %d, want %d: %s", path, a.status, want, a.body)
			}
		}
	})
}

// TestPublishedReleases reads the list of releases in pages, while another one is published.
func TestPublishedReleases(t *testing.T) {
	t.Parallel()
	services := newTinyBank(t, "sqlite:"+t.TempDir()+"/twoway.db")
	c, e := newServiceClient(t, services, io.Discard), newEditor(t, services)
	steps := e.history()
	for _, step := range steps[:6] {
		step()
	}
	var got []string
	path := "/v1/releases?limit=2"
	for cursor := ""; ; {
		page := parse[openapi.PublishedReleasePage](t, c.get(t, path+cursor), 200)
		for _, r := range page.Releases {
			restores, _ := r.Restores.Get()
			got = append(got, fmt.Sprint(r.Number, " ", restores, " ", r.Questions))
			if len(r.Licenses) != 1 || r.Licenses[0].License != "CC-BY-4.0" || r.Attribution != "Questions by Twoway (CC-BY-4.0, https://creativecommons.org/licenses/by/4.0/)." || r.PublishedAt.IsZero() || r.Terms == 0 || r.Rules != 2 {
				t.Errorf("%+v", r)
			}
		}
		if page.NextCursor.IsNull() {
			break
		}
		if cursor == "" {
			steps[6]()
		}
		cursor = "&cursor=" + page.NextCursor.MustGet()
	}
	testbank.Want(t, "number, restored, questions", got, "7 0 5", "6 2 5", "5 0 5", "4 0 4", "3 0 5", "2 0 5", "1 0 4")
	all := parse[openapi.PublishedReleasePage](t, c.get(t, "/v1/releases"), 200)
	if all.Releases[2].Hash != all.Releases[6].Hash || all.Releases[0].Hash == all.Releases[1].Hash {
		t.Error("the hash of the roll back is not that of what it restores")
	}
}
