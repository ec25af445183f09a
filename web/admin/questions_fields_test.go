package admin_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"twoway/account"
)

// TestQuestionSkills: the skills of a question are those of its trades, and its page loses none.
func TestQuestionSkills(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	withSkills(t, s)
	kim := join(t, s, "kim", account.Editor)
	at := s.URL + "/admin/questions/fault"
	q, draft := question(t, s, "fault")
	form := questionFormOf(q, draft.Version)
	contains(t, "without a trade", send(t, kim, "GET "+at, nil), http.StatusOK, "not:Skills that it tests")
	form["roles"], form["skills"] = []string{"operations", "nursing"}, []string{"vat", "closing"}
	if p := send(t, kim, "POST "+at, form); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.text)
	}
	if q, draft = question(t, s, "fault"); !slices.Equal(q.Skills, []string{"vat", "closing"}) {
		t.Fatalf("saved %q", q.Skills)
	}
	contains(t, "with skills", send(t, kim, "GET "+at, nil), http.StatusOK, "Skills that it tests", "<summary>VAT, Closing the books</summary>", `name="skills" value="closing" checked`,
		"<dt>Skills that it tests</dt><dd><ins>VAT")
	form = questionFormOf(q, draft.Version)
	form["roles"] = []string{"nursing"}
	contains(t, "of another trade", send(t, kim, "POST "+at, form), http.StatusUnprocessableEntity, "“VAT” is no skill of the roles.", `id="section_subject" open`, `name="skills" value="vat" checked`)
	form = questionFormOf(q, draft.Version)
	form["skills"] = []string{"closing", "vat"} // as a browser sends them
	if p := send(t, kim, "POST "+at, form); !strings.Contains(p.header.Get("Location"), "question_same") {
		t.Errorf("saved as it was: %d to %s", p.status, p.header.Get("Location"))
	}
	form["skills"] = []string{"closing"}
	if p := send(t, kim, "POST "+at, form); p.status != http.StatusSeeOther {
		t.Errorf("%d %s", p.status, p.text)
	}
	if q, _ = question(t, s, "fault"); !slices.Equal(q.Skills, []string{"closing"}) {
		t.Errorf("saved %q", q.Skills)
	}
	contains(t, "to publish", send(t, kim, "GET "+s.URL+"/admin/publish", nil), http.StatusOK, "<dt>Skills</dt>")
}
