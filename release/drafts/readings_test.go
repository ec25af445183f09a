package drafts_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// TestRereadings says what a change of a term does to how people are understood, and reads the same once it is saved.
func TestRereadings(t *testing.T) {
	t.Parallel()
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small()).Drafts
	edited := func(kind bank.Kind, id string, change func(body map[string]any)) ([]byte, int) {
		t.Helper()
		d, err := s.Get(t.Context(), kind, id)
		if err != nil {
			t.Fatal(err)
		}
		var body map[string]any
		if err := json.Unmarshal(d.Draft.Body, &body); err != nil {
			t.Fatal(err)
		}
		change(body)
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		return raw, d.Draft.Version
	}
	role, version := edited(bank.KindRole, "operations", func(b map[string]any) {
		b["titles"] = []string{"ward nurse", "fitter"}
		b["synonyms"] = []string{"nurse"}
	})
	got, err := s.Rereadings(t.Context(), bank.KindRole, role)
	if err != nil {
		t.Fatal(err)
	}
	meant := func(name string) drafts.Meaning { return drafts.Meaning{Name: name} }
	nursing, operations := testbank.Term("nursing").Name, testbank.Term("operations").Name
	want := drafts.Rereadings{
		Added: []drafts.Rereading{
			{Said: "nurse", IsTitle: true, From: meant(nursing), To: drafts.Meaning{Several: []string{nursing, operations}}},
			{Said: "ward nurse", IsTitle: true, To: meant(operations)},
			{Said: "fitter", IsTitle: true, To: meant(operations)},
		},
	}
	ignore := []cmp.Option{cmpopts.IgnoreUnexported(drafts.Meaning{}), cmpopts.IgnoreFields(drafts.Meaning{}, "Matched")}
	if diff := cmp.Diff(want, got, ignore...); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	state, err := s.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if state.Reader().Role("fitter") != "" {
		t.Error("what was only tried is read")
	}
	if _, err := s.Replace(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindRole, ID: "operations", Version: version}, role); err != nil {
		t.Fatal(err)
	}
	if state, err = s.State(t.Context()); err != nil || state.Reader().Role("fitter") != "operations" {
		t.Errorf("after saving: %q, %v", state.Reader().Role("fitter"), err)
	}
	care, _ := edited(bank.KindCare, "balance", func(b map[string]any) { b["aspects"] = []any{} })
	got, err = s.Rereadings(t.Context(), bank.KindCare, care)
	if err != nil || len(got.Added) != 0 || len(got.Others) == 0 || got.Others[0].From.Name == "" || got.Others[0].To.Name != "" {
		t.Errorf("without its aspects: %+v, %v", got, err)
	}
	stage, _ := edited(bank.KindStage, "panel", func(b map[string]any) { b["synonyms"] = []string{"committee"} })
	if got, err = s.Rereadings(t.Context(), bank.KindStage, stage); err != nil || len(got.Added) != 1 || got.Added[0].To.Name == "" {
		t.Errorf("a stage: %+v, %v", got, err)
	}
	same, _ := edited(bank.KindStage, "panel", func(b map[string]any) { b["definition"] = "Several people." })
	if got, err = s.Rereadings(t.Context(), bank.KindStage, same); err != nil || len(got.Added)+len(got.Others) != 0 {
		t.Errorf("another definition: %+v, %v", got, err)
	}
	if _, err = s.Rereadings(t.Context(), bank.KindStage, []byte(`{"id":1}`)); !bank.HasCode(err, bank.CodeInvalidRequest) {
		t.Errorf("a malformed body: %v", err)
	}
}

// TestRereadingsOfNeeds says what a change does to how interviewers are understood who say what a job needs.
func TestRereadingsOfNeeds(t *testing.T) {
	t.Parallel()
	content := testbank.With(func(c *bank.Content) {
		c.Vocabulary.Roles[0].Skills = []bank.Skill{{ID: "triage", Name: "Triage", Said: []string{"who comes first"}}}
	})
	s := testbank.Started(t, &testbank.Memory{}, content).Drafts
	reread := func(kind bank.Kind, part any) drafts.Rereadings {
		t.Helper()
		raw, err := json.Marshal(part)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Rereadings(t.Context(), kind, raw)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	role := content.Vocabulary.Roles[0]
	role.Skills = []bank.Skill{{ID: "triage", Name: "Triage", Said: []string{"sorting patients"}}, {ID: "suturing", Name: "Suturing"}}
	got := reread(bank.KindRole, role)
	if len(got.Added) != 2 || got.Added[0].Said != "sorting patients" || got.Added[0].To.Name != "Triage" || got.Added[1].To.Name != "Suturing" {
		t.Errorf("added %+v", got.Added)
	}
	if len(got.Others) != 1 || got.Others[0].Said != "who comes first" || got.Others[0].From.Name != "Triage" || got.Others[0].To.Name != "" {
		t.Errorf("others %+v", got.Others)
	}
	topic, _ := content.Vocabulary.Topic("problem_solving")
	topic.Synonyms = []string{"puzzles"}
	if got = reread(bank.KindTopic, topic); len(got.Added) != 1 || got.Added[0].To.Name != topic.Name || got.Added[0].From.Name != "" {
		t.Errorf("a topic: %+v", got)
	}
}
