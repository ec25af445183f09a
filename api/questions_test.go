package api_test

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
)

// pages reads every page of the list of questions and returns the IDs by page.
func pages(t *testing.T, c client, filter url.Values, limit int) (pages [][]string) {
	t.Helper()
	query := url.Values{"limit": {fmt.Sprint(limit)}}
	maps.Copy(query, filter)
	for {
		page := parse[openapi.QuestionPage](t, c.get(t, "/v1/questions?"+query.Encode()), 200)
		var ids []string
		for _, q := range page.Questions {
			ids = append(ids, q.ID)
		}
		pages = append(pages, ids)
		if page.NextCursor.IsNull() {
			return pages
		}
		query.Set("cursor", page.NextCursor.MustGet())
	}
}

// TestPaging reads the whole bank with every page size.
func TestPaging(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	want := filtered(url.Values{})
	for limit := 1; limit <= 100; limit++ {
		got := pages(t, c, nil, limit)
		if diff := gocmp.Diff(want, slices.Concat(got...)); diff != "" {
			t.Fatalf("limit %d (-want +got):\n%s", limit, diff)
		}
		for i, page := range got {
			if last := i == len(got)-1; len(page) > limit || len(page) < limit && !last || len(page) == 0 {
				t.Errorf("limit %d: page %d of %d has %d questions", limit, i+1, len(got), len(page))
			}
		}
	}
	if page := parse[openapi.QuestionPage](t, c.get(t, "/v1/questions"), 200); len(page.Questions) != 20 {
		t.Errorf("without a limit, the page has %d questions, want 20", len(page.Questions))
	}
}

// TestFilters filters by each ID of the vocabulary alone, and by some combinations.
func TestFilters(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	filters := []url.Values{
		{"asker": {"candidate"}},
		{"asker": {"interviewer"}},
		{"asker": {"candidate"}, "topic": {"workload"}, "role": {"site_reliability"}},
		{"care": {"work_life_balance"}, "aspect": {"on_call"}, "stage": {"panel"}, "seniority": {"senior"}},
		{"asker": {"interviewer"}, "topic": {"workload"}},
		{"role": {"nursing"}, "stage": {"offer"}},
	}
	for kind, ids := range shippedIDs() {
		for _, id := range ids {
			if !strings.Contains("topic care aspect role stage seniority", kind) {
				break
			}
			filters = append(filters, url.Values{kind: {id}})
		}
	}
	for _, filter := range filters {
		got := slices.Concat(pages(t, c, filter, 37)...)
		if diff := gocmp.Diff(filtered(filter), got, emptyIsNil); diff != "" {
			t.Errorf("%s (-want +got):\n%s", filter.Encode(), diff)
		}
	}
}

// TestOnlyReadyQuestions lists a bank in which only some questions are ready, and some of these suit every role and stage.
func TestOnlyReadyQuestions(t *testing.T) {
	t.Parallel()
	content := shipped().Content
	content.Rules, content.Questions = nil, slices.Clone(content.Questions)
	for i := range content.Questions {
		q := &content.Questions[i]
		q.Status = []bank.Status{bank.Ready, bank.Draft, bank.Ready, bank.Retired}[i%4]
		if i%4 == 2 {
			q.Stages, q.Roles, q.Seniority = nil, nil, bank.SeniorityRange{}
		}
	}
	serving := inService(content)
	c := newClient(t, func() *serve.Compiled { return serving }, t.Output())
	for _, filter := range []url.Values{{}, {"stage": {"offer"}}, {"role": {"nursing"}}, {"seniority": {"intern"}}} {
		got := slices.Concat(pages(t, c, filter, 7)...)
		if diff := gocmp.Diff(filteredOf(content.Questions, filter), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", filter.Encode(), diff)
		}
	}
	for _, q := range content.Questions[:8] {
		want := map[bool]int{true: 200, false: 404}[q.Status == bank.Ready]
		if a := c.get(t, "/v1/questions/"+q.ID); a.status != want {
			t.Errorf("a question with the status %s: status %d, want %d", q.Status, a.status, want)
		}
	}
}

// TestQuestion gets every question of the bank by its ID.
func TestQuestion(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for _, q := range shipped().Content.Questions {
		a := c.get(t, "/v1/questions/"+q.ID)
		if q.Status != bank.Ready {
			parse[openapi.Problem](t, a, http.StatusNotFound)
			continue
		}
		got := parse[openapi.Question](t, a, http.StatusOK)
		if got.ID != q.ID || got.Text != q.Filled(nil).Text || got.Version != q.Version || got.License != q.License || (got.Anchors == nil) != (q.Anchors == nil) {
			t.Errorf("the question %s is %s", q.ID, brief(a.body))
		}
	}
}

// filtered returns the IDs of the shipped questions that match a filter.
func filtered(filter url.Values) []string { return filteredOf(shipped().Content.Questions, filter) }

// filteredOf returns the IDs of the questions that match a filter, according to the contract.
func filteredOf(questions []bank.Question, filter url.Values) (ids []string) {
	for _, q := range questions {
		matches := func(kind string, values []string, emptyMeansAll bool) bool {
			return !filter.Has(kind) || slices.Contains(values, filter.Get(kind)) || emptyMeansAll && len(values) == 0
		}
		if q.Status == bank.Ready && matches("asker", []string{string(q.Asker)}, false) && matches("topic", []string{q.Topic}, false) &&
			matches("care", q.Cares, false) && matches("aspect", q.Aspects, false) && matches("role", q.Roles, true) &&
			matches("stage", q.Stages, true) && matches("seniority", between(q.Seniority), false) {
			ids = append(ids, q.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// between returns the seniorities in a range. Interns and apprentices have the same level.
func between(r bank.SeniorityRange) []string {
	all := []string{"intern", "entry", "mid", "senior", "lead", "manager", "director", "executive"}
	level := strings.NewReplacer("apprentice", "intern")
	from, to := slices.Index(all, level.Replace(cmp.Or(r.From, "intern"))), slices.Index(all, level.Replace(cmp.Or(r.To, "executive")))
	list := slices.Clone(all[from : to+1])
	if from == 0 {
		list = append(list, "apprentice")
	}
	return list
}

// TestVocabulary checks that the vocabulary has every ID in testdata/ids.txt.
func TestVocabulary(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/ids.txt")
	if err != nil {
		t.Fatal(err)
	}
	got := idsOf(parse[openapi.Vocabulary](t, shippedClient(t).get(t, "/v1/vocabulary"), 200))
	kinds := 0
	for line := range strings.Lines(string(text)) {
		kind, ids, ok := strings.Cut(line, ": ")
		if strings.HasPrefix(line, "#") || !ok {
			continue
		}
		kinds++
		for id := range strings.FieldsSeq(ids) {
			if !slices.Contains(got[kind], id) {
				t.Errorf("the vocabulary has no %s %q, only %s", kind, id, got[kind])
			}
		}
	}
	if kinds != 25 {
		t.Errorf("testdata/ids.txt has %d kinds, want 25", kinds)
	}
}

// idsOf returns the IDs of a vocabulary by kind, as in testdata/ids.txt.
func idsOf(v openapi.Vocabulary) map[string][]string {
	ids := map[string][]string{}
	add := func(kind, id, definition string) {
		if definition != "" {
			ids[kind] = append(ids[kind], id)
		}
	}
	for _, t := range *v.Seniorities {
		add("seniority", t.ID, t.Definition)
	}
	for _, t := range *v.Stages {
		add("stage", t.ID, t.Definition)
	}
	for _, t := range *v.AskedOf {
		add("asked_of", t.ID, t.Definition)
	}
	for _, t := range *v.Discloses {
		add("discloses", t.ID, t.Definition)
	}
	for _, t := range *v.Roles {
		add("role", t.ID, t.Definition)
	}
	for _, t := range *v.Cares {
		for _, a := range t.Aspects {
			add("care "+t.ID, a.ID, a.Definition)
		}
	}
	for _, t := range *v.Topics {
		kind := "topic " + string(t.Asker)
		if t.Asker == openapi.AskerInterviewer {
			kind += map[bool]string{true: " scored", false: " unscored"}[t.Scored]
		}
		add(kind, t.ID, t.Definition)
	}
	return ids
}

// shippedIDs returns the IDs of the shipped vocabulary by kind.
func shippedIDs() map[string][]string {
	ids := map[string][]string{}
	for kind, terms := range shipped().Content.Vocabulary.Terms() {
		for _, term := range terms {
			ids[kind] = append(ids[kind], term.ID)
		}
	}
	return ids
}

// TestSearchQuestions finds questions by words, in the order of how well they fit, with filters and in pages.
func TestSearchQuestions(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	all := slices.Concat(pages(t, c, url.Values{"q": {"on-call week"}}, 3)...)
	if len(all) < 5 || len(slices.Compact(slices.Sorted(slices.Values(all)))) != len(all) {
		t.Fatalf("found %q", all)
	}
	known := parse[openapi.Question](t, c.get(t, "/v1/questions/last-on-call-week"), 200)
	for name, sought := range map[string]string{"text": strings.ToUpper(known.Text), "ID": known.ID, "wording": known.Softer} {
		if got := slices.Concat(pages(t, c, url.Values{"q": {sought}}, 100)...); len(got) == 0 || got[0] != known.ID {
			t.Errorf("by its %s: found %q", name, got)
		}
	}
	for _, id := range slices.Concat(pages(t, c, url.Values{"q": {"ON CALL, Weeks!"}}, 100)...) {
		if !slices.Contains(all, id) {
			t.Errorf("only with another ending: found %q", id)
		}
	}
	some := slices.Concat(pages(t, c, url.Values{"q": {"on-call week"}, "role": {"nursing"}}, 2)...)
	want := slices.DeleteFunc(slices.Clone(all), func(id string) bool { return !slices.Contains(filtered(url.Values{"role": {"nursing"}}), id) })
	if diff := gocmp.Diff(want, some, emptyIsNil); diff != "" {
		t.Errorf("with a filter (-want +got):\n%s", diff)
	}
	for _, nothing := range []string{"xyzzyplugh", "", "?!", "日本", "%00", "night xyzzyplugh"} {
		if page := parse[openapi.QuestionPage](t, c.get(t, "/v1/questions?"+url.Values{"q": {nothing}}.Encode()), 200); page.Questions == nil || len(page.Questions) > 0 {
			t.Errorf("%q found %d questions", nothing, len(page.Questions))
		}
	}
	first := parse[openapi.QuestionPage](t, c.get(t, "/v1/questions?q=night&limit=1"), 200)
	if a := c.get(t, "/v1/questions?limit=1&cursor="+first.NextCursor.MustGet()); a.status != http.StatusUnprocessableEntity {
		t.Errorf("the cursor of a search continued a list: status %d", a.status)
	}
	if a := c.get(t, "/v1/questions?q="+strings.Repeat("a", 201)); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a search of 201 letters: status %d", a.status)
	}
}
