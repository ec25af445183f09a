package api_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/api"
	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
)

// withRoles returns the shipped bank with suggestions and with a role that no question lists, as a release.
func withRoles() *serve.Compiled {
	content := shipped().Content
	content.Vocabulary.Roles = slices.Clone(content.Vocabulary.Roles)
	for i := range content.Vocabulary.Roles {
		switch r := &content.Vocabulary.Roles[i]; r.ID {
		case "nursing":
			r.Suggestions, r.SOC, r.Foreign = []string{"Charge nurse", "Nurse practitioner", "Theatre nurse"}, []string{"29-1141"}, []string{"enfermera"}
		case "kitchen":
			r.Suggestions, r.Heads, r.Fields = []string{"Café cook"}, []string{"cook"}, []string{"pastry"}
		}
	}
	content.Vocabulary.Roles = append(content.Vocabulary.Roles, bank.Role{
		Term: bank.Term{ID: "lighthouses", Name: "Lighthouses", Definition: "Keeps lighthouses."}, Titles: []string{"lighthouse keeper"},
	})
	content.Normalise()
	return inService(content)
}

func TestSuggestRoles(t *testing.T) {
	t.Parallel()
	c := newClient(t, withRoles, io.Discard)
	for q, want := range map[string][]string{
		"nurse": {
			"Nurse practitioner nursing Nursing", "Veterinary nurse animal_care Animal care", "Dental nurse dental Dental care",
			"Charge nurse nursing Nursing", "Theatre nurse nursing Nursing", "Nursery practitioner early_childhood Early childhood",
			"Nursery manager early_childhood Early childhood",
			"Nurse nursing Nursing", "Nurse aide care_work Care work", "Nurse maid early_childhood Early childhood",
		},
		"theatre n": {"Theatre nurse nursing Nursing"},
		"CAFÉ CO":   {"Café cook kitchen Kitchen"},
		"xyzzy":     {},
		" ":         {},
	} {
		a := c.get(t, "/v1/roles?"+url.Values{"q": {q}}.Encode())
		got := []string{}
		for _, s := range parse[openapi.RoleSuggestions](t, a, http.StatusOK).Items {
			got = append(got, s.Title+" "+s.Role+" "+s.Name)
		}
		if diff := cmp.Diff(want, got); diff != "" || a.header.Get("Cache-Control") != "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400" {
			t.Errorf("%q, Cache-Control %q (-want +got):\n%s", q, a.header.Get("Cache-Control"), diff)
		}
	}
	for _, query := range []string{"", "q=", "q=" + strings.Repeat("x", 201), "q=a&q=b", "q=a&limit=3"} {
		if a := c.get(t, "/v1/roles?"+query); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%q: status %d: %s", query, a.status, a.body)
		}
	}
}

// TestReleaseTags asks again with the ETag of each answer that depends on the release alone.
func TestReleaseTags(t *testing.T) {
	t.Parallel()
	c, other := newClient(t, withRoles, io.Discard), shippedClient(t)
	for _, path := range []string{
		"/v1/vocabulary", "/v1/vocabulary?fields=stages", "/v1/roles?q=nurse", "/v1/questions?limit=2", "/v1/question-sets?asker=candidate&minutes=15", "/openapi.yaml",
	} {
		tag := c.get(t, path).header.Get("ETag")
		if len(tag) != 18 || tag == other.get(t, path).header.Get("ETag") || tag != c.get(t, path).header.Get("ETag") {
			t.Fatalf("%s: the ETag is %s", path, tag)
		}
		for _, tt := range []struct {
			tags   []string
			status int
		}{
			{[]string{tag}, 304},
			{[]string{"W/" + tag}, 304},
			{[]string{`"x", ` + tag}, 304},
			{[]string{`"x"`, tag}, 304},
			{[]string{"*"}, 304},
			{[]string{`"x"`}, 200},
			{[]string{strings.Trim(tag, `"`)}, 200},
			{[]string{""}, 200},
		} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Header["If-None-Match"] = tt.tags
			a := c.send(t, r)
			if a.status != tt.status || a.header.Get("ETag") != tag || (len(a.body) == 0) != (tt.status == 304) {
				t.Errorf("%s with %q: status %d, ETag %s, %d bytes", path, tt.tags, a.status, a.header.Get("ETag"), len(a.body))
			}
		}
	}
}

// TestVocabularyFields: the vocabulary has the members that were asked for, as they are without, and the release; few of them are small.
func TestVocabularyFields(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	whole := parse[map[string]json.RawMessage](t, c.get(t, "/v1/vocabulary"), http.StatusOK)
	for fields, want := range map[string][]string{
		"seniorities,stages,asked_of":                       {"asked_of", "release", "seniorities", "stages"},
		"stages,+release,stages":                            {"release", "stages"},
		strings.Join(slices.Collect(maps.Keys(whole)), ","): slices.Sorted(maps.Keys(whole)),
	} {
		a := c.get(t, "/v1/vocabulary?fields="+fields)
		some := parse[map[string]json.RawMessage](t, a, http.StatusOK)
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(some))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", fields, diff)
		}
		for name, text := range some {
			if string(text) != string(whole[name]) {
				t.Errorf("%s: %s is not that of the whole", fields, name)
			}
		}
		const mostOfForm = 12_000 // as the documentation says
		if len(want) == 4 && len(a.body) > mostOfForm {
			t.Errorf("%s: %d bytes", fields, len(a.body))
		}
	}
}

// TestRoleTerms: the vocabulary has every field of a role, and says which have questions of their own.
func TestRoleTerms(t *testing.T) {
	t.Parallel()
	got := map[string]openapi.RoleTerm{}
	for _, r := range *parse[openapi.Vocabulary](t, newClient(t, withRoles, io.Discard).get(t, "/v1/vocabulary"), http.StatusOK).Roles {
		got[r.ID] = r
	}
	want := openapi.RoleTerm{
		ID: "lighthouses", Name: "Lighthouses", Definition: "Keeps lighthouses.", Titles: []string{"lighthouse keeper"},
		Synonyms: []string{}, Isco08: []string{}, Soc: []string{}, Onet: []string{}, Heads: []string{}, Fields: []string{},
		Suggestions: []string{}, Foreign: []string{}, Lexicon: []string{}, Competencies: []string{}, Skills: []openapi.Skill{}, Matters: []openapi.Matter{},
		Occupations: []openapi.Occupation{}, Sayings: []openapi.Saying{},
	}
	if diff := cmp.Diff(want, got["lighthouses"]); diff != "" {
		t.Errorf("a role without questions (-want +got):\n%s", diff)
	}
	nursing, kitchen := got["nursing"], got["kitchen"]
	lists := [][]string{nursing.Soc, nursing.Foreign, nursing.Suggestions[:1], kitchen.Heads, kitchen.Fields}
	if diff := cmp.Diff([][]string{{"29-1141"}, {"enfermera"}, {"Charge nurse"}, {"cook"}, {"pastry"}}, lists); diff != "" {
		t.Errorf("lists of roles (-want +got):\n%s", diff)
	}
	if !nursing.TradeQuestions || !kitchen.TradeQuestions {
		t.Error("a role with questions has none")
	}
}

// TestUnderstood: a set and an agenda say how a job title was understood, and why another was not.
func TestUnderstood(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	want := []openapi.Understood{
		{Pointer: "/role", Said: "Senior theatre nurse", ID: "nursing", Name: "Nursing", Matched: openapi.MatchedPart, Discloses: []string{}},
		{Pointer: "/role", Said: "Senior theatre nurse", ID: "theatre_nursing", Name: "Theatre and recovery nursing", Matched: openapi.MatchedPart, Discloses: []string{}},
		{Pointer: "/role", Said: "Senior theatre nurse", ID: "senior", Name: "Senior", Matched: openapi.MatchedPart, Discloses: []string{}},
	}
	const body = `{"asker":"candidate","minutes":15,"role":"Senior theatre nurse"}`
	if diff := cmp.Diff(want, parseSet(t, c.choose(t, body)).Understood); diff != "" {
		t.Errorf("a set (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, parseAgenda(t, c.post(t, api.Agendas, body)).Understood); diff != "" {
		t.Errorf("an agenda (-want +got):\n%s", diff)
	}
	unknown := parseSet(t, c.choose(t, `{"asker":"candidate","minutes":15,"role":"dragon tamer"}`))
	reasons := []openapi.Unrecognised{{Pointer: "/role", Said: "dragon tamer", Nearest: []string{}, Reason: openapi.WhyNotUnknown, Detail: "This job title is unknown."}}
	if diff := cmp.Diff(reasons, unknown.Unrecognised); diff != "" || len(unknown.Understood) > 0 {
		t.Errorf("unknown: understood %+v (-want +got):\n%s", unknown.Understood, diff)
	}
}

// TestRoleDraft creates a role with every field that its drafts may have.
func TestRoleDraft(t *testing.T) {
	t.Parallel()
	c := newSmallBank(t)
	const role = `{"id":"lighthouses","name":"Lighthouses","definition":"Keeps lighthouses.","synonyms":["beacons"],"isco08":["7549"],` +
		`"soc":["49-9099"],"onet":["49-9099.00"],"titles":["lighthouse keeper"],"heads":["keeper"],"fields":["lighthouse"],` +
		`"suggestions":["Lighthouse keeper"],"foreign":["gardien de phare"],"lexicon":["Fresnel lens"]}`
	created := parse[openapi.Draft](t, c.ask(t, http.MethodPost, "/v1/admin/vocabulary/role", "", role), http.StatusCreated)
	if diff := cmp.Diff(role, string(created.Body)); diff != "" || len(created.Review.Faults) > 0 {
		t.Errorf("faults %v (-sent +saved):\n%s", created.Review.Faults, diff)
	}
	faulty := strings.Replace(role, `"49-9099"`, `"9099"`, 1)
	a := c.ask(t, http.MethodPut, "/v1/admin/vocabulary/role/lighthouses", `"1"`, faulty)
	faults := parse[openapi.Draft](t, a, http.StatusOK).Review.Faults
	if len(faults) != 1 || faults[0].Pointer != "/soc/0" {
		t.Errorf("a malformed code: %+v", faults)
	}
	computed := strings.Replace(role, `"lexicon"`, `"trade_questions":true,"lexicon"`, 1)
	if a := c.ask(t, http.MethodPut, "/v1/admin/vocabulary/role/lighthouses", `"2"`, computed); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a field that is computed: status %d: %s", a.status, a.body)
	}
}
