package admin_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"twoway/account"
	"twoway/bank"
)

// TestPhraseOfSkill looks up what an interviewer says that a job needs, makes it mean a skill, and takes it away again.
func TestPhraseOfSkill(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	withSkills(t, s)
	kim, at := join(t, s, "kim", account.Editor), s.URL+"/admin/words"
	p := send(t, kim, "GET "+at+"?said=Month+End&trade=operations", nil)
	mustHave(t, p, "As something that a job needs", "<strong>Closing the books</strong>", ">operations: Closing the books</a> <small>(Also called)</small>", `<option value="operations: VAT">`, `<option value="problem_solving">`)
	p = send(t, kim, "GET "+at+"?said=wizardry", nil)
	if strings.Contains(p.text, "operations: VAT") {
		t.Error("skills are offered without a trade")
	}
	mustHave(t, p, "Choose a trade above")
	mean := url.Values{"said": {"Wizardry"}, "as": {"need"}, "target": {"vat"}, "trade": {"operations"}}
	if p = send(t, kim, "POST "+at+"/mean", mean); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, mainOf(p))
	}
	p = send(t, kim, "GET "+s.URL+p.header.Get("Location"), nil)
	mustHave(t, p, "<strong>VAT</strong>", "by a synonym")
	skills := func() string {
		_, body := termOf(t, s, bank.KindRole, "operations")
		raw, _ := json.Marshal(body["skills"])
		return string(raw)
	}
	if !strings.Contains(skills(), `"said":["Wizardry"]`) {
		t.Errorf("skills are %s", skills())
	}
	unmean := url.Values{"said": {"wizardry"}, "kind": {"role"}, "id": {"operations"}}
	if p = send(t, kim, "POST "+at+"/unmean", unmean); !strings.Contains(p.header.Get("Location"), "words.same") {
		t.Errorf("removed as a job title: %d to %s", p.status, p.header.Get("Location"))
	}
	unmean.Set("as", "need")
	if p = send(t, kim, "POST "+at+"/unmean", unmean); p.status != http.StatusSeeOther || strings.Contains(skills(), "izardry") {
		t.Errorf("%d to %s, skills are %s", p.status, p.header.Get("Location"), skills())
	}
	mean.Set("target", "problem_solving")
	if p = send(t, kim, "POST "+at+"/mean", mean); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, mainOf(p))
	}
	if _, body := termOf(t, s, bank.KindTopic, "problem_solving"); len(body["synonyms"].([]any)) != 1 {
		t.Errorf("synonyms are %v", body["synonyms"])
	}
}
