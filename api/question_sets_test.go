package api_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/api/openapi"
)

// engineer is the candidate's request in the contract's examples, with a care that is not recognised.
const engineer = `{"asker":"candidate","role":"site reliability engineer","seniority":"senior","stage":"hiring_manager",
	"asked_of":"hiring_manager","cares":["on-call load","growth","feng shui"],"minutes":15,"count":8,"seed":0,
	"exclude":[],"explain":false,"locale":"en"}`

// kit is an interviewer's request.
const kit = `{"asker":"interviewer","role":"charge nurse","seniority":"senior","stage":"panel","minutes":40}`

func TestSet(t *testing.T) {
	t.Parallel()
	s := parseSet(t, shippedClient(t).choose(t, engineer))
	if len(s.Items) < 3 || len(s.Items) > 6 || s.Minutes > 15 || s.Next.IsNull() || !s.KitID.IsNull() || !s.Reproduced {
		t.Errorf("%d items, %d minutes, next null: %v, kit %+v, reproduced: %v",
			len(s.Items), s.Minutes, s.Next.IsNull(), s.KitID, s.Reproduced)
	}
	total := 0
	for i, it := range s.Items {
		total += it.Minutes
		checkItem(t, i+1, it)
	}
	if total != s.Minutes {
		t.Errorf("the items take %d minutes, the set %d", total, s.Minutes)
	}
}

// checkItem checks that a candidate's item has reasons, that those that must name a rule or say whether the question asks about what
// was named do so, and that their points add up to its score.
func checkItem(t *testing.T, position int, it openapi.Item) {
	t.Helper()
	hasSubject, points := false, 0
	for _, r := range it.Reasons {
		points += r.Points
		hasSubject = hasSubject || len(r.Cares)+len(r.Aspects) > 0 || r.Stage != nil
		if r.Because == "" || r.Kind == openapi.ReasonKindRule && r.Rule == nil || r.Kind == openapi.ReasonKindCoverage && (r.Rule != nil || r.About == nil) {
			t.Errorf("a reason for %s is %+v", it.Question.ID, r)
		}
	}
	if !hasSubject {
		t.Errorf("no reason for %s names a care, an aspect or the stage", it.Question.ID)
	}
	if it.Position != position || points != it.Score || it.Question.Asker != openapi.AskerCandidate || it.Minutes != it.Question.Minutes {
		t.Errorf("item %d: position %d, score %d of %d points, %d minutes for %d, asked by a %s",
			position, it.Position, it.Score, points, it.Minutes, it.Question.Minutes, it.Question.Asker)
	}
}

func TestProfile(t *testing.T) {
	t.Parallel()
	s := parseSet(t, shippedClient(t).choose(t, engineer))
	text := func(s string) *string { return &s }
	want := openapi.Profile{
		Role: "site_reliability", Occupation: "reliability_engineering", Seniority: "senior", Level: 4, Stage: "hiring_manager", AskedOf: "hiring_manager",
		Minutes: 15, Count: 8,
		Cares: []openapi.ChosenCare{
			{Care: "work_life_balance", Aspect: text("on_call"), Name: text("On-call"), Said: text("on-call load")},
			{Care: "advancement", Name: text("Advancement"), Said: text("growth")},
		},
		Names: &openapi.ProfileNames{
			Role: "Site reliability and operations", Occupation: "Reliability and on-call engineering", Seniority: "Senior",
			Stage: "Hiring manager interview", AskedOf: "Hiring manager",
		},
		Competencies: []openapi.SoughtCompetency{}, Requirements: []openapi.StatedRequirement{},
	}
	if diff := cmp.Diff(want, s.Profile); diff != "" {
		t.Errorf("profile (-want +got):\n%s", diff)
	}
	if len(s.Unrecognised) != 1 || s.Unrecognised[0].Pointer != "/cares/2" || s.Unrecognised[0].Said != "feng shui" ||
		len(s.Unrecognised[0].Nearest) > 0 {
		t.Errorf("unrecognised is %+v, want feng shui at /cares/2, near nothing", s.Unrecognised)
	}
}

func TestUnrecognised(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for body, want := range map[string][]string{
		`{"asker":"candidate","minutes":15,"role":"dragon tamer","cares":["feng shui","pay","qi"]}`: {"/role dragon tamer", "/cares/0 feng shui", "/cares/2 qi"},
		`{"asker":"interviewer","minutes":15,"cares":["feng shui"]}`:                                {"/cares/0 feng shui"},
		`{"asker":"candidate","minutes":15,"cares":["   ","🦄","\u0000","<b>"]}`:                     {"/cares/0    ", "/cares/1 🦄", "/cares/2 ", "/cares/3 <b>"},
		`{"asker":"candidate","minutes":15,"role":"nurse","cares":["pay"]}`:                         nil,
	} {
		var got []string
		for _, u := range parseSet(t, c.choose(t, body)).Unrecognised {
			got = append(got, u.Pointer+" "+u.Said)
		}
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
}

// TestSameAnswer: equivalent requests, and repeated ones, get the same answer.
func TestSameAnswer(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	want := c.choose(t, engineer)
	parseSet(t, want)
	var members map[string]any
	if err := json.Unmarshal([]byte(engineer), &members); err != nil {
		t.Fatal(err)
	}
	sorted, err := json.MarshalIndent(members, "\r\n", "\t ")
	if err != nil {
		t.Fatal(err)
	}
	without, _, found := strings.Cut(engineer, `,"count"`)
	if !found {
		t.Fatal("the request has no count")
	}
	for name, body := range map[string]string{
		"sorted keys":      string(sorted),
		"without defaults": without + "}",
		"escapes":          strings.Replace(engineer, "growth", `\u0067r\u006fwth`, 1),
		"synonym":          strings.Replace(engineer, `"asker":"candidate"`, `"asker":"Applicant"`, 1),
		"another English":  strings.Replace(engineer, `"en"`, `"en-GB"`, 1),
		"maximum size":     engineer + strings.Repeat(" ", 64<<10-len(engineer)),
		"empty exclude":    strings.Replace(engineer, `"exclude":[]`, `"exclude": [ ]`, 1),
	} {
		if got := c.choose(t, body); got.status != want.status || !bytes.Equal(got.body, want.body) {
			t.Errorf("%s: status %d, want the same answer:\n%s", name, got.status, difference(want, got))
		}
	}
	for range 20 {
		if got := c.choose(t, engineer); !bytes.Equal(got.body, want.body) {
			t.Fatalf("the answer changes:\n%s", difference(want, got))
		}
	}
}

// TestExclude excludes each question of a set in turn.
func TestExclude(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for _, it := range parseSet(t, c.choose(t, engineer)).Items {
		body := strings.Replace(engineer, `"exclude":[]`, `"exclude":["`+it.Question.ID+`"]`, 1)
		for _, other := range parseSet(t, c.choose(t, body)).Items {
			if other.Question.ID == it.Question.ID {
				t.Errorf("%s is in the set although it is excluded", it.Question.ID)
			}
		}
	}
}

// TestExplain: explain adds the certificate and the explanation, and changes nothing else.
func TestExplain(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for _, asker := range []openapi.Asker{openapi.AskerCandidate, openapi.AskerInterviewer} {
		body := `{"asker":"` + string(asker) + `","role":"nurse","stage":"panel","cares":["staffing"],"minutes":15}`
		plain := parseSet(t, c.choose(t, body))
		full := parseSet(t, c.choose(t, strings.Replace(body, "{", `{"explain":true,`, 1)))
		expected, empty := full.LikelyAsked, full.Brief
		if asker == openapi.AskerInterviewer {
			expected, empty = empty, expected
		}
		if len(expected) == 0 || len(empty) > 0 || full.Certificate.IsNull() {
			t.Fatalf("%s: %d expected questions, %d for the other asker, certificate %+v", body, len(expected), len(empty), full.Certificate)
		}
		for _, x := range expected {
			if x.Question.Asker == asker || len(x.Question.Discloses) > 0 || x.Because == "" || len(x.HaveReady) == 0 {
				t.Errorf("%s: expected question %s of the %s discloses %s, because %q", body, x.Question.ID, x.Question.Asker, x.Question.Discloses, x.Because)
			}
		}
		if got := full.Certificate.MustGet(); got.Score > got.UpperBound || got.GapPercent < 0 || (got.GapPercent == 0) != (got.Score == got.UpperBound) {
			t.Errorf("%s: certificate %+v", body, got)
		}
		full.Certificate, full.Explanation = plain.Certificate, plain.Explanation
		if diff := cmp.Diff(plain, full); diff != "" || !plain.Certificate.IsNull() || !plain.Explanation.IsNull() {
			t.Errorf("%s: explained (-plain +explained):\n%s", body, diff)
		}
	}
}

// TestMediaTypes sends every accepted spelling of application/json.
func TestMediaTypes(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for _, kind := range []string{
		"application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8", `application/json; charset="utf-8"`,
		"APPLICATION/JSON", "application/json ; charset=utf-8", " application/json", "application/json; profile=x",
	} {
		r := httptest.NewRequest(http.MethodPost, "/v1/question-sets", strings.NewReader(engineer))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Content-Encoding", "identity")
		if got := c.send(t, r); got.status != http.StatusOK {
			t.Errorf("%q: status %d, want 200: %s", kind, got.status, got.body)
		}
	}
}

// TestBounds sends the smallest and the largest requests.
func TestBounds(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	slug, text := strings.Repeat("a", 64), strings.Repeat("🦄", 200)
	for name, body := range map[string]string{
		"smallest": `{"asker":"candidate","minutes":1}`,
		"empty":    `{"asker":"candidate","minutes":1,"role":"","seniority":"","stage":" ","asked_of":"","cares":[],"locale":""}`,
		"longest":  `{"asker":"candidate","minutes":240,"count":20,"seed":9007199254740991,"role":"` + text + `"}`,
		"most": `{"asker":"interviewer","minutes":240,"cares":["` + text + `"` + strings.Repeat(`,"`+text+`"`, 19) +
			`],"exclude":["` + slug + `"` + strings.Repeat(`,"`+slug+`"`, 249) + `]}`,
	} {
		s := parseSet(t, c.choose(t, body))
		if s.Minutes > s.Profile.Minutes || len(s.Items) > s.Profile.Count {
			t.Errorf("%s: %d minutes of %d, %d items of %d", name, s.Minutes, s.Profile.Minutes, len(s.Items), s.Profile.Count)
		}
	}
}

// TestKit checks an interviewer's set.
func TestKit(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	s := parseSet(t, c.choose(t, kit))
	if s.KitID.IsNull() || s.KitID.MustGet() == "" || len(s.Items) < 3 || s.Minutes > 40 {
		t.Errorf("kit %+v of %d items, %d minutes", s.KitID, len(s.Items), s.Minutes)
	}
	anchored := 0
	for _, it := range s.Items {
		q := it.Question
		if q.Asker != openapi.AskerInterviewer || q.Format == nil {
			t.Errorf("%s is asked by a %s, format %v", q.ID, q.Asker, q.Format)
		}
		if a := q.Anchors; a != nil && a.One != "" && a.Three != "" && a.Five != "" {
			anchored++
		} else if *q.Format != openapi.QuestionFormatPrompt && *q.Format != openapi.QuestionFormatRequirement {
			t.Errorf("%s of format %s has the anchors %+v", q.ID, *q.Format, a)
		}
	}
	if anchored < 3 {
		t.Errorf("only %d of %d items have anchors", anchored, len(s.Items))
	}
	for other, wantSame := range map[string]bool{
		strings.Replace(kit, "charge nurse", "Nurse", 1):                                 true,
		strings.Replace(kit, `"minutes"`, `"cares":["pay","night shifts"],"minutes"`, 1): true,
		strings.Replace(kit, "40", "41", 1):                                              false,
		strings.Replace(kit, `"minutes"`, `"seed":1,"minutes"`, 1):                       false,
	} {
		if id := parseSet(t, c.choose(t, other)).KitID.MustGet(); (id == s.KitID.MustGet()) != wantSame {
			t.Errorf("the kit for %s is %s, for %s %s; want the same: %v", other, id, kit, s.KitID.MustGet(), wantSame)
		}
	}
}

// nullable lists the fields that may be null.
var nullable = []string{"certificate", "explanation", "kit_id", "next", "next_cursor", "value"}

// TestNothingIsNull searches answers of every kind for null.
func TestNothingIsNull(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	empty := c.choose(t, `{"asker":"candidate","minutes":1,"role":"dragon tamer","cares":["data privacy","qi"]}`)
	for name, a := range map[string]answer{
		"set": c.choose(t, engineer), "kit": c.choose(t, kit), "explained": c.choose(t, `{"asker":"candidate","minutes":15,"explain":true}`),
		"explained kit": c.choose(t, `{"asker":"interviewer","minutes":15,"explain":true}`), "smallest": c.choose(t, `{"asker":"candidate","minutes":1}`),
		"agenda": c.post(t, "/v1/agendas", `{"minutes":60}`), "short agenda": c.post(t, "/v1/agendas", `{"minutes":1,"explain":true}`),
		"empty set": empty, "questions": c.get(t, "/v1/questions?limit=100"), "vocabulary": c.get(t, "/v1/vocabulary"),
		"no questions": c.get(t, "/v1/questions?asker=interviewer&care=pay"), "readiness": c.get(t, "/readyz"),
		"replayed": c.get(t, "/v1/question-sets/"+tokenOf(parseSet(t, empty))),
		"faults":   c.choose(t, `{"asker":"robot"}`), "problem": c.get(t, "/nowhere"),
	} {
		var value any
		if err := json.Unmarshal(a.body, &value); err != nil {
			t.Fatal(err)
		}
		for _, pointer := range nulls("", value) {
			if !slices.Contains(nullable, pointer[strings.LastIndexByte(pointer, '/')+1:]) {
				t.Errorf("%s: %s is null", name, pointer)
			}
		}
	}
}

// nulls returns the pointers to every null in a JSON value, with - for each index.
func nulls(at string, value any) []string {
	var list []string
	switch value := value.(type) {
	case nil:
		list = append(list, at)
	case map[string]any:
		for name, v := range value {
			list = append(list, nulls(at+"/"+name, v)...)
		}
	case []any:
		for _, v := range value {
			list = append(list, nulls(at+"/-", v)...)
		}
	}
	return list
}
