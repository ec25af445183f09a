package admin_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"twoway/account"
	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// question returns a question of the drafts.
func question(t *testing.T, s site, id string) (bank.Question, bank.DraftPart) {
	t.Helper()
	found, err := s.Drafts.Get(t.Context(), bank.KindQuestion, id)
	if err != nil {
		t.Fatal(err)
	}
	var q bank.Question
	if err := json.Unmarshal(found.Draft.Body, &q); err != nil {
		t.Fatal(err)
	}
	return q, found.Draft
}

// questionFormOf returns the fields of the form of a question, as a browser would send them.
func questionFormOf(q bank.Question, version int) url.Values {
	f := url.Values{
		"version": {strconv.Itoa(version)}, "asker": {string(q.Asker)}, "text": {q.Text}, "softer": {q.Softer}, "firmer": {q.Firmer}, "how_to_ask": {q.HowToAsk},
		"reveals": {q.Reveals}, "source": {q.Source}, "license": {q.License}, "topic": {q.Topic}, "about": {string(q.About)},
		"seniority_from": {q.Seniority.From}, "seniority_to": {q.Seniority.To}, "minutes": {strconv.Itoa(q.Minutes)}, "depth": {strconv.Itoa(q.Depth)},
		"roles": q.Roles, "stages": q.Stages, "asked_of": q.AskedOf, "discloses": q.Discloses, "pairs_with": q.PairsWith, "status": {string(q.Status)},
		"listen_for": {strings.Join(q.ListenFor, "\r\n")}, "watch_for": {strings.Join(q.WatchFor, "\r\n")}, "follow_ups": {strings.Join(q.FollowUps, "\r\n")},
		"check_first": {strings.Join(q.CheckFirst, "\r\n")}, "format": {string(q.Format)}, "skills": q.Skills,
	}
	for _, id := range q.Cares {
		f.Add("touched", "care:"+id)
	}
	for _, id := range q.Aspects {
		f.Add("touched", "aspect:"+id)
	}
	if q.Anchors != nil {
		f.Set("anchors_1", q.Anchors.One)
		f.Set("anchors_3", q.Anchors.Three)
		f.Set("anchors_5", q.Anchors.Five)
	}
	return f
}

// with returns a form with other values.
func with(form url.Values, changes ...string) url.Values {
	f := maps.Clone(form)
	for i := 0; i+1 < len(changes); i += 2 {
		f.Set(changes[i], changes[i+1])
	}
	return f
}

// contains reports the texts that a page lacks and, after "not:", those that it must not have.
func contains(t *testing.T, what string, p page, status int, texts ...string) {
	t.Helper()
	if p.status != status {
		t.Errorf("%s: status %d, want %d, to %s: %s", what, p.status, status, p.header.Get("Location"), p.text)
		return
	}
	for _, text := range texts {
		rest, isNot := strings.CutPrefix(text, "not:")
		if strings.Contains(p.text, rest) == isNot {
			t.Errorf("%s: %q: %s", what, text, p.text)
		}
	}
}

// TestQuestionList finds questions, as somebody who may only read.
func TestQuestionList(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/bank", nil)
	b := join(t, s, "vic", account.Viewer)
	at := s.URL + "/bank/admin/questions"
	contains(t, "all", send(t, b, "GET "+at, nil), http.StatusOK, "4 questions.", `href="/bank/admin/questions/pager"`, "not:/questions/new")
	for query, want := range map[string]string{
		"q=pages+week":      "pager",
		"asker=interviewer": "fault",
		"topic=pay":         "raise",
		"stage=panel":       "doubt fault pager",
		"seniority=intern":  "doubt fault pager",
		"status=retired":    "",
		"changed=true":      "",
		"has_faults=true":   "",
		"edited_by=nobody":  "",
		"page=99":           "doubt fault pager raise",
		"page=-1&q=":        "doubt fault pager raise",
	} {
		p := send(t, b, "GET "+at+"?"+query, nil)
		var ids []string
		for _, m := range regexp.MustCompile(`<td class="said"><a href="/bank/admin/questions/([a-z-]+)"`).FindAllStringSubmatch(p.text, -1) {
			ids = append(ids, m[1])
		}
		slices.Sort(ids)
		if got := strings.Join(ids, " "); p.status != http.StatusOK || got != want || want == "" && !strings.Contains(p.text, `class="empty"`) {
			t.Errorf("%s: %d %q, want %q", query, p.status, got, want)
		}
	}
	const hostile = `"><img src=x>`
	contains(t, "hostile", send(t, b, "GET "+at+"?q="+url.QueryEscape(hostile)+"&topic="+url.QueryEscape(hostile), nil), http.StatusUnprocessableEntity, "not:<img src=x", "Unknown topic")
}

// TestQuestionEdit follows an editor through a correction: looking, saving, undoing, retiring, bringing back and discarding.
func TestQuestionEdit(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/bank", nil)
	kim := join(t, s, "kim", account.Editor)
	at := s.URL + "/bank/admin/questions/pager"
	before, draft := question(t, s, "pager")
	form := questionFormOf(before, draft.Version)
	contains(t, "the page", send(t, kim, "GET "+at, nil), http.StatusOK, "How many pages came in the last on-call week?</textarea>", `data-field="text"`,
		"The pager", "in a test", "not:Changed since release", `value="aspect:on_call" checked`)
	same := send(t, kim, "POST "+at, form)
	if _, now := question(t, s, "pager"); same.header.Get("Location") != "/bank/admin/questions/pager?done=question_same" || now.Version != draft.Version {
		t.Errorf("saving the same: %d to %s, version %d", same.status, same.header.Get("Location"), now.Version)
	}
	saved := send(t, kim, "POST "+at, with(form, "text", " How many pages came in last week? ", "minutes", "4"))
	if saved.status != http.StatusSeeOther {
		t.Fatalf("%d %s", saved.status, saved.text)
	}
	after, now := question(t, s, "pager")
	if after.Text != "How many pages came in last week?" || after.Minutes != 4 || after.Softer != before.Softer || !slices.Equal(after.Aspects, before.Aspects) || now.EditedBy != "kim <kim@example.org>" {
		t.Errorf("saved %+v by %s", after, now.EditedBy)
	}
	p := send(t, kim, "GET "+s.URL+saved.header.Get("Location"), nil)
	contains(t, "after saving", p, http.StatusOK, "Saved.", `name="version" value="`+strconv.Itoa(now.Version)+`"`, "Changed since release 1", "<del>the </del>last ", "Discard these changes")
	contains(t, "history", send(t, kim, "GET "+at+"/history", nil), http.StatusOK, "kim, <time>", "<del>3</del><ins>4</ins>", "The question")
	version := url.Values{"version": {strconv.Itoa(now.Version)}}
	for _, step := range []struct{ do, done, status string }{
		{"retire", "question_retired", "retired"}, {"restore", "question_restored", "ready"}, {"discard", "question_discarded", "ready"},
	} {
		p := send(t, kim, "POST "+at+"/"+step.do, version)
		q, now := question(t, s, "pager")
		if !strings.Contains(p.header.Get("Location"), "done="+step.done+"&undo=question%2Fpager%2F"+strconv.Itoa(now.Version)) || string(q.Status) != step.status {
			t.Errorf("%s: %d to %s, %s", step.do, p.status, p.header.Get("Location"), q.Status)
		}
		if p := send(t, kim, "POST "+at+"/"+step.do, version); p.header.Get("Location") != "/bank/admin/questions/pager?done=question_stale" {
			t.Errorf("%s with an old version: %d to %s", step.do, p.status, p.header.Get("Location"))
		}
		version.Set("version", strconv.Itoa(now.Version))
	}
	if q, _ := question(t, s, "pager"); q.Text != before.Text {
		t.Errorf("after discarding: %s", q.Text)
	}
	contains(t, "an unknown question", send(t, kim, "GET "+s.URL+"/bank/admin/questions/nothing", nil), http.StatusNotFound)
}

// TestQuestionFaults: nothing that was typed is lost, faults stand beside the fields, and a correction is one click away.
func TestQuestionFaults(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim := join(t, s, "kim", account.Editor)
	at := s.URL + "/admin/questions/pager"
	q, draft := question(t, s, "pager")
	form := questionFormOf(q, draft.Version)
	const hostile = `</textarea><img src=x onerror=alert(1)>`
	bad := with(form, "text", "Why did you fire everyone in the last on-call week?", "softer", "", "reveals", hostile, "minutes", "", "listen_for", "one "+hostile)
	p := send(t, kim, "POST "+at, bad)
	contains(t, "faults", p, http.StatusUnprocessableEntity, "Not saved yet", "Why did you fire everyone", "This is still missing.", "not:<img src=x", `id="section_answer" open`, "Save anyway", `role="alert"`)
	if now, after := question(t, s, "pager"); after.Version != draft.Version {
		t.Errorf("it was saved: %+v", now)
	}
	p = send(t, kim, "POST "+at, with(form, "license", "proprietary"))
	contains(t, "a fix", p, http.StatusUnprocessableEntity, "For our own use only", `name="fix" value="/license unknown_value"`)
	p = send(t, kim, "POST "+at, with(form, "license", "proprietary", "fix", "/license unknown_value", "firmer", "Typed."))
	contains(t, "fixed", p, http.StatusOK, `value="LicenseRef-Proprietary" selected`, "Typed.</textarea>", "Nothing is missing. It is not saved yet.")
	contains(t, "an unfinished one", send(t, kim, "POST "+at, with(form, "softer", "", "status", "draft", "do", "check")), http.StatusOK, "faults mild", "This is still missing.",
		"Fine as a draft. 1 thing is missing before it can be ready; it is marked. It is not saved yet.")
	same := send(t, kim, "POST "+at, with(form, "do", "check"))
	contains(t, "as it is saved", same, http.StatusOK, "Nothing is missing.", "not:not saved yet")
	for _, licence := range bank.Licences() {
		if n := strings.Count(same.text, `<option value="`+licence+`"`); n != 1 {
			t.Errorf("the licence %s can be chosen %d times", licence, n)
		}
	}
	if p := send(t, kim, "POST "+at, with(bad, "anyway", "true")); p.status != http.StatusSeeOther {
		t.Errorf("anyway: %d %s", p.status, p.text)
	}
	contains(t, "afterwards", send(t, kim, "GET "+at, nil), http.StatusOK, "This is still missing.", "not:<img src=x", "not:Not saved yet")
	contains(t, "the list", send(t, kim, "GET "+s.URL+"/admin/questions?has_faults=true", nil), http.StatusOK, "1 question.")
	contains(t, "too long", send(t, kim, "POST "+at, with(form, "text", strings.Repeat("a", 1<<19))), http.StatusRequestEntityTooLarge)
}

// TestQuestionClash: somebody else has changed the question meanwhile.
func TestQuestionClash(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim := join(t, s, "kim", account.Editor)
	at := s.URL + "/admin/questions/pager"
	q, draft := question(t, s, "pager")
	form := questionFormOf(q, draft.Version)
	theirs := q
	theirs.Text, theirs.Minutes = "How many pages came in on Sunday?", 7
	body, err := json.Marshal(theirs)
	if err != nil {
		t.Fatal(err)
	}
	other, err := s.Drafts.Replace(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindQuestion, ID: "pager", Version: draft.Version}, body)
	if err != nil {
		t.Fatal(err)
	}
	now := strconv.Itoa(other.Draft.Version)
	yours := with(form, "text", "How many pages came in on Monday?", "firmer", "How many on Monday?")
	p := send(t, kim, "POST "+at, yours)
	contains(t, "the clash", p, http.StatusPreconditionFailed, "has changed this question", "How many pages came in on Monday?</textarea>", "How many on Monday?</textarea>",
		"<ins>Sunday</ins>", `name="take" value="/text"`, `name="version" value="`+now+`"`, `value="7" selected`, "Time.")
	if stored, _ := question(t, s, "pager"); stored.Text != theirs.Text {
		t.Errorf("stored %q", stored.Text)
	}
	yours.Set("version", now)
	yours.Set("minutes", "7")
	taken := send(t, kim, "POST "+at, with(yours, "clash", "/text", "take", "/text"))
	contains(t, "taking theirs", taken, http.StatusOK, "How many pages came in on Sunday?</textarea>", "How many on Monday?</textarea>", "not:name=\"take\"")
	if p := send(t, kim, "POST "+at, yours); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.text)
	}
	if stored, _ := question(t, s, "pager"); stored.Text != "How many pages came in on Monday?" || stored.Minutes != 7 || stored.Firmer != "How many on Monday?" {
		t.Errorf("stored %+v", stored)
	}
}

// TestNewQuestion writes a question with a counterpart: both list each other.
func TestNewQuestion(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim := join(t, s, "kim", account.Editor)
	at := s.URL + "/admin/questions/new"
	contains(t, "who", send(t, kim, "GET "+at+"?role=nursing", nil), http.StatusOK, "asker=interviewer&amp;role=nursing")
	p := send(t, kim, "GET "+at+"?asker=candidate&role=nursing&role=unknown&topic=pay&stage=offer&aspect=overtime", nil)
	contains(t, "the form", p, http.StatusOK, `value="nursing" checked`, "not:unknown", `value="pay" selected`, `value="offer" checked`, `value="aspect:overtime" checked`, `value="care:balance" checked`,
		"not:problem_solving", "not:anchors_1", "Before it can be ready", `<a href="#text">The question</a>`, `<a href="#reveals">What it reveals</a>`, "not:This is still missing.")
	form := url.Values{"asker": {"candidate"}, "text": {"How many handovers ran late last month?"}, "topic": {"workload"}, "about": {"overtime"}, "minutes": {"2"}, "depth": {"1"}, "status": {"draft"}, "pairs_with": {"fault"}}
	p = send(t, kim, "POST "+at, form)
	const id = "how-many-handovers-ran-late-last-month"
	if p.status != http.StatusSeeOther || !strings.HasPrefix(p.header.Get("Location"), "/admin/questions/"+id+"?done=question_created") {
		t.Fatalf("%d to %s %s", p.status, p.header.Get("Location"), p.text)
	}
	q, _ := question(t, s, id)
	if other, _ := question(t, s, "fault"); q.Source != "" || q.License != "" || !slices.Equal(q.Cares, []string{"balance"}) || !slices.Equal(other.PairsWith, []string{id}) {
		t.Errorf("%+v; its counterpart lists %v", q, other.PairsWith)
	}
	contains(t, "its page", send(t, kim, "GET "+s.URL+"/admin/questions/"+id, nil), http.StatusOK, "not yet published", "Who wrote it? For", `name="fix" value="/license required"`)
	if p := send(t, kim, "POST "+at, form); !strings.HasPrefix(p.header.Get("Location"), "/admin/questions/"+id+"-2?") {
		t.Errorf("once more: %d to %s", p.status, p.header.Get("Location"))
	}
	_, draft := question(t, s, id)
	form.Set("version", strconv.Itoa(draft.Version))
	found := send(t, kim, "POST "+s.URL+"/admin/questions/"+id, with(form, "do", "find", "sought", "hardest"))
	contains(t, "a search", found, http.StatusOK, `value="fault" checked`, "Tell me about the hardest fault")
	form.Del("pairs_with")
	if p := send(t, kim, "POST "+s.URL+"/admin/questions/"+id, form); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.text)
	}
	if other, _ := question(t, s, "fault"); slices.Contains(other.PairsWith, id) {
		t.Errorf("the counterpart still lists %v", other.PairsWith)
	}
}

// TestInterviewersQuestion has blanks, a format and ratings.
func TestInterviewersQuestion(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim := join(t, s, "kim", account.Editor)
	at := s.URL + "/admin/questions/fault"
	q, draft := question(t, s, "fault")
	form := with(questionFormOf(q, draft.Version), "text", "The rota is {rota}. Tell me about the hardest fault that you have found.", "anchors_3", "Names two causes.")
	p := send(t, kim, "POST "+at, form)
	contains(t, "a new blank", p, http.StatusUnprocessableEntity, `name="slot_rota"`, "This is still missing.", `id="section_rating" open`)
	bare := with(form, "anchors_1", "", "anchors_3", "", "anchors_5", "", "text", q.Text)
	contains(t, "no ratings", send(t, kim, "POST "+at, bare), http.StatusUnprocessableEntity, "3 things have to be corrected")
	contains(t, "no ratings of a draft", send(t, kim, "POST "+at, with(bare, "status", "draft", "do", "check")), http.StatusOK, `<a href="#anchors_5">An answer that deserves 5 of 5</a>`)
	if p := send(t, kim, "POST "+at, with(form, "slot_rota", "your rota")); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.text)
	}
	after, _ := question(t, s, "fault")
	if len(after.Slots) != 1 || after.Slots[0] != (bank.Slot{Name: "rota", Label: "your rota"}) || after.Anchors.Three != "Names two causes." {
		t.Errorf("%+v, %+v", after.Slots, after.Anchors)
	}
}

// TestQuestionMeetings shows where a question comes.
func TestQuestionMeetings(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	b := join(t, s, "vic", account.Viewer)
	p := send(t, b, "GET "+s.URL+"/admin/questions/pager/meetings", nil)
	contains(t, "pager", p, http.StatusOK, "in release 1", "No. 1", `href="/admin/try?`, "asker=candidate")
	if again := send(t, b, "GET "+s.URL+"/admin/questions/pager/meetings", nil); again.text != p.text {
		t.Error("the sample is another one the second time")
	}
}

// TestQuestionRoles: what a viewer may not do, and what no other site may make an editor do.
func TestQuestionRoles(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	vic, kim := join(t, s, "vic", account.Viewer), join(t, s, "kim", account.Editor)
	contains(t, "a viewer", send(t, vic, "GET "+s.URL+"/admin/questions/pager", nil), http.StatusOK, "disabled", "not:Check</button>", "not:/retire", "Your role may read this")
	q, draft := question(t, s, "pager")
	form := with(questionFormOf(q, draft.Version), "text", "How many?")
	for _, path := range []string{"/pager", "/pager/retire", "/pager/restore", "/pager/discard", "/new"} {
		at := "POST " + s.URL + "/admin/questions" + path
		contains(t, "a viewer to "+path, send(t, vic, at, form), http.StatusForbidden)
		contains(t, "another site to "+path, send(t, kim, at, form, "Sec-Fetch-Site", "cross-site"), http.StatusForbidden)
		if p := send(t, browser(t), at, form); p.header.Get("Location") != "/admin/login" {
			t.Errorf("nobody to %s: %d", path, p.status)
		}
	}
	if _, now := question(t, s, "pager"); now.Version != draft.Version {
		t.Errorf("version %d", now.Version)
	}
}

// TestQuestionDifferences: what is changed between the same words is one change, which is easier to read.
func TestQuestionDifferences(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim := join(t, s, "kim", account.Editor)
	at := s.URL + "/admin/questions/pager"
	q, draft := question(t, s, "pager")
	form := with(questionFormOf(q, draft.Version), "text", "How many pages woke you up in the last on-call week?")
	if p := send(t, kim, "POST "+at, form); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.text)
	}
	form.Set("text", "How many calls got you out of bed in the last on-call week?")
	contains(t, "one's own change", send(t, kim, "POST "+at, form), http.StatusPreconditionFailed, "in another window")
	form.Set("version", strconv.Itoa(draft.Version+1))
	if p := send(t, kim, "POST "+at, form); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.text)
	}
	contains(t, "history", send(t, kim, "GET "+at+"/history", nil), http.StatusOK,
		"How many <del>pages woke</del><ins>calls got</ins> you <del>up</del><ins>out of bed</ins> in the last", "<dt>kim, ", "<dd>The question</dd>")
}

// TestPairIsCompleted: saving a question whose counterpart does not list it adds it there.
func TestPairIsCompleted(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim := join(t, s, "kim", account.Editor)
	q, draft := question(t, s, "pager")
	q.PairsWith = []string{"fault"}
	body, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	edited, err := s.Drafts.Replace(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindQuestion, ID: "pager", Version: draft.Version}, body)
	if err != nil {
		t.Fatal(err)
	}
	at := s.URL + "/admin/questions/pager"
	contains(t, "before", send(t, kim, "GET "+at, nil), http.StatusOK, "“Tell me about the hardest fault that you have found.” does not list this question", `id="section_counterparts" open`)
	if p := send(t, kim, "POST "+at, questionFormOf(q, edited.Draft.Version)); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.text)
	}
	contains(t, "after", send(t, kim, "GET "+at, nil), http.StatusOK, "not:does not list this question")
}
