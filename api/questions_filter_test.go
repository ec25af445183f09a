package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"twoway/api/openapi"
	"twoway/bank"
)

// listed returns the IDs of the shipped questions that pass, by ID.
func listed(passes func(q *bank.Question) bool) (ids []string) {
	for _, q := range shipped().Content.ReadyQuestions() {
		if passes(q) {
			ids = append(ids, q.ID)
		}
	}
	return ids
}

// TestFilterLists: a filter takes several values; all cares and aspects are wanted, and any of the others.
func TestFilterLists(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	has := slices.Contains[[]string]
	for query, passes := range map[string]func(q *bank.Question) bool{
		"topic=workload,team":      func(q *bank.Question) bool { return q.Topic == "workload" || q.Topic == "team" },
		"care=pay,advancement":     func(q *bank.Question) bool { return has(q.Cares, "pay") && has(q.Cares, "advancement") },
		"care_any=pay,advancement": func(q *bank.Question) bool { return has(q.Cares, "pay") || has(q.Cares, "advancement") },
		"care=pay&care_any=ethics,work_life_balance": func(q *bank.Question) bool {
			return has(q.Cares, "pay") && (has(q.Cares, "ethics") || has(q.Cares, "work_life_balance"))
		},
		"role=nursing,site_reliability": func(q *bank.Question) bool {
			return len(q.Roles) == 0 || has(q.Roles, "nursing") || has(q.Roles, "site_reliability")
		},
		"stage=offer,panel interview": func(q *bank.Question) bool {
			return len(q.Stages) == 0 || has(q.Stages, "offer") || has(q.Stages, "panel")
		},
		"seniority=intern,executive": func(q *bank.Question) bool {
			return has(between(q.Seniority), "intern") || has(between(q.Seniority), "executive")
		},
		"topic=workload,workload": func(q *bank.Question) bool { return q.Topic == "workload" },
	} {
		filter, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		want := listed(passes)
		if diff := gocmp.Diff(want, slices.Concat(pages(t, c, filter, 61)...), emptyIsNil); diff != "" || len(want) == 0 {
			t.Errorf("%s, of %d (-want +got):\n%s", query, len(want), brief([]byte(diff)))
		}
	}
}

// TestFilterByJobTitle: a job title is understood as in a request for a set, and said to be.
func TestFilterByJobTitle(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	all := func(query string) []string {
		filter, _ := url.ParseQuery(query)
		return slices.Concat(pages(t, c, filter, 100)...)
	}
	if diff := gocmp.Diff(all("role=nursing&asker=candidate"), all("role=nurse&asker=candidate")); diff != "" {
		t.Errorf("as an ID (-) and as a title (+):\n%s", brief([]byte(diff)))
	}
	page := parse[openapi.QuestionPage](t, c.get(t, "/v1/questions?limit=1&role=site_reliability,"+url.QueryEscape("Senior theatre nurse")), http.StatusOK)
	set := parseSet(t, c.choose(t, `{"asker":"candidate","minutes":1,"role":"Senior theatre nurse"}`))
	for i := range set.Understood {
		set.Understood[i].Pointer = "/query/role/1"
	}
	if page.Understood == nil || len(set.Understood) != 3 {
		t.Fatalf("understood: %+v, in a set %+v", page.Understood, set.Understood)
	}
	if diff := gocmp.Diff(set.Understood, *page.Understood); diff != "" {
		t.Errorf("understood in a set (-) and in a list (+):\n%s", diff)
	}
	nursing := shipped().Content.Vocabulary.Role("nursing")
	want := listed(func(q *bank.Question) bool {
		return (len(q.Roles) == 0 || slices.Contains(q.Roles, "nursing")) && nursing.Suits(q.Occupations, set.Profile.Occupation) && slices.Contains(between(q.Seniority), "senior")
	})
	if diff := gocmp.Diff(want, all("role=senior theatre nurse")); diff != "" {
		t.Errorf("with an occupation and a level (-want +got):\n%s", brief([]byte(diff)))
	}
	want = listed(func(q *bank.Question) bool {
		return (len(q.Roles) == 0 || slices.Contains(q.Roles, "nursing")) && slices.Contains(between(q.Seniority), "intern")
	})
	if diff := gocmp.Diff(want, all("role=senior nurse&seniority=intern")); diff != "" {
		t.Errorf("with a seniority of its own (-want +got):\n%s", brief([]byte(diff)))
	}
	if a := c.get(t, "/v1/questions?role=nursing"); len(*parse[openapi.QuestionPage](t, a, 200).Understood) != 0 {
		t.Errorf("an ID is said to be understood: %s", brief(a.body))
	}
}

// TestFields: a question of a list has the fields that were asked for, and its ID; the pages are those of all fields.
func TestFields(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	whole := parse[map[string]any](t, c.get(t, "/v1/questions?q=night&limit=3"), http.StatusOK)
	some := parse[map[string]any](t, c.get(t, "/v1/questions?q=night&limit=3&fields=text,names,+anchors"), http.StatusOK)
	for i, q := range whole["questions"].([]any) {
		want := map[string]any{}
		for _, name := range []string{"id", "text", "names", "anchors"} {
			if value, has := q.(map[string]any)[name]; has {
				want[name] = value
			}
		}
		if diff := gocmp.Diff(want, some["questions"].([]any)[i]); diff != "" {
			t.Errorf("question %d (-want +got):\n%s", i, diff)
		}
	}
	if whole["next_cursor"] != some["next_cursor"] || whole["next_cursor"] == nil {
		t.Errorf("the cursors are %v and %v, want the same", whole["next_cursor"], some["next_cursor"])
	}
	all := slices.Sorted(maps.Keys(contract().Components.Schemas["Question"].Value.Properties))
	a := c.get(t, "/v1/questions?limit=100&asker=interviewer&fields="+strings.Join(all, ","))
	if full := c.get(t, "/v1/questions?limit=100&asker=interviewer"); string(full.body) != string(a.body) {
		t.Errorf("with all fields: %s", difference(full, a))
	}
	if a := c.get(t, "/v1/questions?limit=1&fields=id"); !json.Valid(a.body) || !strings.Contains(string(a.body), `"questions":[{"id":"`) || strings.Contains(string(a.body), "text") {
		t.Errorf("with the ID alone: %s", a.body)
	}
}

// TestListedQuestion: what is listed has the fields of a question, in the contract too.
func TestListedQuestion(t *testing.T) {
	t.Parallel()
	schemas := contract().Components.Schemas
	question, listed := schemas["Question"].Value, schemas["ListedQuestion"].Value
	for name, property := range question.Properties {
		if other := listed.Properties[name]; other == nil || !gocmp.Equal(property.Value.Type, other.Value.Type) || property.Ref != other.Ref {
			t.Errorf("ListedQuestion has no field %s like that of Question", name)
		}
	}
	if len(listed.Properties) != len(question.Properties) {
		t.Errorf("ListedQuestion has %d fields, Question %d", len(listed.Properties), len(question.Properties))
	}
}
