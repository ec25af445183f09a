package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"twoway/account"
	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// replaceIn replaces a part of the body of a draft.
func replaceIn(t *testing.T, s site, of bank.PartID, from, to string) {
	t.Helper()
	d, err := s.Drafts.Get(t.Context(), of.Kind, of.ID)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(d.Draft.Body), from) {
		t.Fatalf("%s lacks %s", d.Draft.Body, from)
	}
	body := strings.Replace(string(d.Draft.Body), from, to, 1)
	if _, err := s.Drafts.Replace(t.Context(), testbank.Ada(), drafts.Version{Kind: of.Kind, ID: of.ID, Version: d.Draft.Version}, []byte(body)); err != nil {
		t.Fatal(err)
	}
}

// cell returns the cell of a table that leads to a list of questions.
func cell(p page, query string) string {
	_, after, _ := strings.Cut(p.text, `href="/bank/admin/questions?`+query+`"`)
	found, _, _ := strings.Cut(after, "</td>")
	return found
}

// TestCoverage counts the questions of the small bank, before and after a change.
func TestCoverage(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/bank", nil)
	kim, vic := join(t, s, "kim", account.Editor), join(t, s, "vic", account.Viewer)
	at := "GET " + s.URL + "/bank/admin/coverage"
	const nurse = "asker=candidate&amp;role=nursing&amp;seniority=senior&amp;status=ready"
	p := send(t, kim, at, nil)
	wantsTexts(t, p, http.StatusOK, `<th scope="row"><a href="/bank/admin/words/role/nursing">nursing</a></th>`, `<th scope="col">senior</th>`,
		`href="/bank/admin/questions/new?asker=candidate&amp;role=nursing&amp;seniority=senior"`, "Wherever a rule wants questions, there are enough.", "everything that matters in each job")
	if got := cell(p, nurse); !strings.Contains(got, "<strong>0</strong> <small>/ 3</small>") {
		t.Errorf("for senior nurses: %s", got)
	}
	if got := cell(p, "asker=candidate&amp;care=balance&amp;stage=panel&amp;status=ready"); !strings.Contains(got, "<strong>1</strong> <small>/ 1</small>") {
		t.Errorf("about balance: %s", got)
	}
	if got := cell(send(t, vic, at+"?stage=panel", nil), strings.Replace(nurse, "&amp;status", "&amp;stage=panel&amp;status", 1)); !strings.Contains(got, "/ 2</small>") || strings.Contains(got, "new?") {
		t.Errorf("at the panel, for a viewer: %s", got)
	}
	replaceIn(t, s, bank.PartID{Kind: bank.KindQuestion, ID: "raise"}, `"roles":[]`, `"roles":["nursing"]`)
	replaceIn(t, s, bank.PartID{Kind: bank.KindRole, ID: "nursing"}, `"lexicon":`, `"matters":[{"about":"overtime","seniority":{"from":"","to":""}},{"about":"money","seniority":{"from":"","to":""}}],"lexicon":`)
	createRule(t, s, `{"id":"two-on-money","asker":"candidate","name":"Two <on> money","when":"profile.level >= 3","pick":"question.about == \"money\"",
		"effect":{"kind":"essential","count":1,"points":1},"because":"b","cases":[{"applies":true,"profile":{"seniority":"senior"}},{"applies":false,"profile":{}}]}`)
	p = send(t, kim, at, nil)
	wantsTexts(t, p, http.StatusOK, "Two &lt;on&gt; money", "In 3 of 4 meetings, fewer than 1 suit.", "/bank/admin/try?asker=candidate", "Try it: nursing, mid",
		`href="/bank/admin/questions/new?asker=candidate&amp;aspect=overtime&amp;role=nursing"`, "!aspect=money")
	if got := cell(p, nurse); !strings.Contains(got, "<strong>1</strong> <small>/ 3</small>") {
		t.Errorf("for senior nurses after the change: %s", got)
	}
	if again := send(t, kim, at, nil); again.text != p.text {
		t.Error("the same drafts give another page")
	}
}

// TestCoverageSides counts the interviewer's questions, and refuses a stage that there is not.
func TestCoverageSides(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/bank", nil)
	kim := join(t, s, "kim", account.Viewer)
	at := "GET " + s.URL + "/bank/admin/coverage"
	p := send(t, kim, at+"?asker=interviewer", nil, "Accept-Language", "de")
	wantsTexts(t, p, http.StatusOK, "Kompetenzen und Gespräche", "/bank/admin/words/topic/problem_solving", "!/bank/admin/words/topic/pay", "!/bank/admin/words/care/")
	if got := cell(p, "asker=interviewer&amp;stage=panel&amp;status=ready&amp;topic=problem_solving"); !strings.Contains(got, "<strong>1</strong>") {
		t.Errorf("on problem solving: %s", got)
	}
	wantsTexts(t, send(t, kim, at+"?stage=%22%3E%3Cimg%3E", nil), http.StatusUnprocessableEntity, "There is no such stage.", "!<img>")
	if p := send(t, browser(t), at, nil); p.status != http.StatusSeeOther {
		t.Errorf("without a session: %d", p.status)
	}
}
