package admin_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"twoway/account"
	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// operatorAt is the meeting of an operator in the small bank, as in an address.
const operatorAt = "asker=candidate&minutes=6&role=operations&seniority=senior&stage=offer"

// doubtFirst is a rule that changes the set of an operator.
const doubtFirst = `{"id":"doubt-first","asker":"candidate","name":"Doubt <b>first</b>","when":"profile.role == \"operations\" and profile.level >= 4",
	"pick":"question.id == \"doubt\"","effect":{"kind":"boost","points":100},"because":"b & c",
	"cases":[{"applies":true,"profile":{"role":"operations","seniority":"senior"}},{"applies":false,"profile":{"role":"nursing"}}]}`

func createRule(t *testing.T, s site, body string) {
	t.Helper()
	if _, err := s.Drafts.Create(t.Context(), testbank.Ada(), bank.KindRule, []byte(body)); err != nil {
		t.Fatal(err)
	}
}

// wantsTexts reports the texts that a page lacks, and those after a "!" that it has.
func wantsTexts(t *testing.T, p page, status int, texts ...string) {
	t.Helper()
	if p.status != status {
		t.Errorf("the status is %d, want %d", p.status, status)
	}
	_, main, _ := strings.Cut(p.text, "<main")
	for _, text := range texts {
		if sought, isUnwanted := strings.CutPrefix(text, "!"); isUnwanted == strings.Contains(p.text, sought) {
			t.Errorf("%q is wrong: %s", text, main)
		}
	}
}

// TestTry follows somebody who tries a change before it is published: what differs, which change does it, and why.
func TestTry(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/bank", nil)
	kim := join(t, s, "kim", account.Viewer)
	at := "GET " + s.URL + "/bank/admin/try"
	wantsTexts(t, send(t, kim, at, nil), http.StatusOK, "A nurse who cares about safety", `href="/bank/admin/try?asker=candidate`, "!What was understood")
	wantsTexts(t, send(t, kim, at+"?"+operatorAt, nil), http.StatusOK, "make no difference", "Now, and after your changes (release 1)", "!Which change does it?", `value="operations"`,
		`<option value="senior" selected>`, `href="/bank/admin/questions/pager"`, "You would carry it.", `href="/bank/admin/words/role/operations"`)
	createRule(t, s, doubtFirst)
	wantsTexts(t, send(t, kim, at+"?"+operatorAt, nil), http.StatusOK, "other questions: 1 new. 1 gone.", "Which change does it?", "Now: release 1", "After your changes",
		"What your changes do to rules here", "It is new, and applies.", "Doubt &lt;b&gt;first", "!<b>first")
	wantsTexts(t, send(t, kim, at+"?"+operatorAt+"&why=1", nil), http.StatusOK, "This change is enough for it:", `href="/bank/admin/rules/doubt-first"`, "!Which change does it?")
	wantsTexts(t, send(t, kim, at+"?"+operatorAt+"&find=doubt", nil), http.StatusOK, "question=doubt&amp;", "rule=doubt-first&amp;", "#picked", "What would you change about the job")
	wantsTexts(t, send(t, kim, at+"?"+operatorAt+"&find=zzzz", nil), http.StatusOK, "has these words")
	wantsTexts(t, send(t, kim, at+"?"+operatorAt, nil, "Accept-Language", "de"), http.StatusOK, "Dieses Gespräch bekäme andere Fragen", "Nach deinen Änderungen")
}

// TestTryWhyNot asks why a question is not in a set, and why a rule does not apply.
func TestTryWhyNot(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	createRule(t, s, doubtFirst)
	createRule(t, s, `{"id":"no-raise","asker":"candidate","name":"No raise","when":"profile.stage == \"offer\"","pick":"question.id == \"raise\"",
		"effect":{"kind":"exclude"},"because":"b","cases":[{"applies":true,"profile":{"stage":"offer"}},{"applies":false,"profile":{}}]}`)
	kim := join(t, s, "kim", account.Viewer)
	for query, texts := range map[string][]string{
		operatorAt + "&question=doubt":                   {"<strong>Now:</strong> not in the set. It suits", "It takes 3 minutes, and 0 are left.", "<strong>After your changes:</strong> in the set"},
		operatorAt + "&question=raise":                   {"<strong>Now:</strong> in the set", "and cannot be:", "A rule keeps it out: <a", ">No raise</a>"},
		"role=nurse&stage=panel&question=raise":          {"for the stage offer, but the stage is: panel", "It is for levels from 4 (senior) to 4 (senior), but the level is 0 (not given)"},
		operatorAt + "&question=fault":                   {"It is for the other side."},
		"role=nurse&seniority=mid&rule=doubt-first":      {"The job must be operations, but the job is nursing.", "The level must be at least 4 (senior), but the level is 3 (mid).", "!Make this meeting a case"},
		operatorAt + "&rule=doubt-first&question=pager":  {"The rule does not pick this question here:", "The question must be doubt, but the question is pager."},
		operatorAt + "&rule=doubt-first&question=doubt":  {"The rule picks this question here."},
		"rule=doubt-first":                               {"The job must be operations, but the job is not given."},
		"role=chief+tea+taster&own=zzz&cares=money":      {"not understood", "/admin/words?said=zzz"},
		"asker=interviewer&minutes=20&question=fault":    {"in the set, as question 1."},
		"asker=interviewer&minutes=20&rule=doubt-first":  {"It is for the other side."},
		"asker=candidate&minutes=15&cares=balance&own=x": {`value="balance" checked`},
		"asker=interviewer&minutes=30&needs=problem+solving%2C+zzz&musts=no+women": {
			`value="problem solving, zzz"`, ">problem_solving</a>", "!admin.try.", "/admin/words/topic/problem_solving", "not understood", `<q>no women</q>`,
		},
		"asker=candidate&minutes=15&needs=problem+solving": {"!not understood"},
	} {
		wantsTexts(t, send(t, kim, "GET "+s.URL+"/admin/try?"+query, nil), http.StatusOK, texts...)
	}
	for query, texts := range map[string][]string{
		"minutes=0":                       {"Please enter a whole number from 1 to 240."},
		"minutes=abc&role=nurse":          {"Please enter a whole number", `value="nurse"`},
		"stage=%22%3E%3Cimg%3E":           {"Unknown stage", "!<img>"},
		"asker=eve":                       {"Who asks"},
		"own=" + strings.Repeat("a,", 30): {`class="fault"`},
	} {
		wantsTexts(t, send(t, kim, "GET "+s.URL+"/admin/try?"+query, nil), http.StatusUnprocessableEntity, append(texts, `class="fault"`)...)
	}
	wantsTexts(t, send(t, kim, "GET "+s.URL+"/admin/try?"+operatorAt+"&rule=nothing", nil), http.StatusNotFound)
	wantsTexts(t, send(t, kim, "GET "+s.URL+"/admin/try?"+operatorAt+"&question=../x", nil), http.StatusNotFound)
	p := send(t, kim, "GET "+s.URL+"/admin/try?role="+url.QueryEscape(`"><img src=x>`)+"&own="+url.QueryEscape("<script>alert(1)</script>"), nil)
	wantsTexts(t, p, http.StatusOK, "!<img src=x", "!<script>")
}

// TestTryBroken tries drafts of which one has faults.
func TestTryBroken(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	createRule(t, s, `{"id":"broken","asker":"candidate","name":"Broken","when":"profile.level >","pick":"","effect":{"kind":"exclude"},"because":"b","cases":[]}`)
	kim := join(t, s, "kim", account.Editor)
	wantsTexts(t, send(t, kim, "GET "+s.URL+"/admin/try?"+operatorAt+"&rule=broken", nil), http.StatusOK, "1 draft has faults and is not in here", "It is left out.", "not in use",
		"The draft of this rule has faults:")
}

// TestTryCase makes a meeting a case of a rule, which can be undone.
func TestTryCase(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/bank", nil)
	createRule(t, s, doubtFirst)
	kim := join(t, s, "kim", account.Editor)
	at := operatorAt + "&rule=doubt-first"
	p := send(t, kim, "GET "+s.URL+"/bank/admin/try?"+at, nil)
	wantsTexts(t, p, http.StatusOK, "Make this meeting a case of the rule", "operations · senior · offer · 6 minutes", `name="version" value="1"`)
	form := url.Values{"at": {at}, "version": {"1"}, "applies": {"true"}}
	post := "POST " + s.URL + "/bank/admin/try/case"
	wantsTexts(t, send(t, join(t, s, "vic", account.Viewer), post, form), http.StatusForbidden)
	wantsTexts(t, send(t, kim, post, form, "Sec-Fetch-Site", "cross-site"), http.StatusForbidden)
	p = send(t, kim, post, form)
	to := p.header.Get("Location")
	if p.status != http.StatusSeeOther || !strings.HasPrefix(to, "/bank/admin/try?") || !strings.HasSuffix(to, "#picked") {
		t.Fatalf("%d to %q: %s", p.status, to, p.text)
	}
	d := ruleDraft(t, s)
	if !bytes.Contains(d.Body, []byte(`{"applies":true,"profile":{"role":"operations","seniority":"senior","stage":"offer","minutes":6}}`)) || d.EditedBy != "kim <kim@example.org>" {
		t.Errorf("%s by %s", d.Body, d.EditedBy)
	}
	p = send(t, kim, "GET "+s.URL+strings.TrimSuffix(to, "#picked"), nil)
	wantsTexts(t, p, http.StatusOK, "The case is added", "The rule has this case already: it should apply.", `name="back" value="/admin/try?asker=candidate`, `name="version" value="2"`)
	wantsTexts(t, send(t, kim, post, form), http.StatusConflict, "kim &lt;kim@example.org&gt; has changed this rule in the meantime.")
}

// ruleDraft returns the draft of the rule.
func ruleDraft(t *testing.T, s site) bank.DraftPart {
	t.Helper()
	found, err := s.Drafts.Get(t.Context(), bank.KindRule, "doubt-first")
	if err != nil {
		t.Fatal(err)
	}
	return found.Draft
}

// TestTryCaseStale: somebody else changes the rule meanwhile, one says that it should not apply to what it does, and about a question.
func TestTryCaseStale(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	createRule(t, s, doubtFirst)
	kim := join(t, s, "kim", account.Editor)
	body := strings.Replace(doubtFirst, "b & c", "d", 1)
	if _, err := s.Drafts.Replace(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindRule, ID: "doubt-first", Version: 1}, []byte(body)); err != nil {
		t.Fatal(err)
	}
	form := url.Values{"at": {operatorAt + "&rule=doubt-first&question=pager"}, "version": {"1"}, "applies": {"false"}, "about": {"question"}}
	post := "POST " + s.URL + "/admin/try/case"
	wantsTexts(t, send(t, kim, post, form), http.StatusConflict, "Ada has changed this rule in the meantime.", `name="version" value="2"`, "question=pager")
	if d := ruleDraft(t, s); d.Version != 2 {
		t.Errorf("version %d", d.Version)
	}
	form.Set("version", "2")
	if p := send(t, kim, post, form); p.status != http.StatusSeeOther || !strings.Contains(p.header.Get("Location"), "done=try_case&") {
		t.Fatalf("%d %s", p.status, p.header.Get("Location"))
	}
	if d := ruleDraft(t, s); !bytes.Contains(d.Body, []byte(`"applies":false,"profile":{"role":"operations","seniority":"senior","stage":"offer","minutes":6},"question":"pager"`)) {
		t.Errorf("%s", d.Body)
	}
	form.Set("version", "3")
	if p := send(t, kim, post, form); !strings.Contains(p.header.Get("Location"), "done=try_case_known") {
		t.Errorf("once more: %d %s", p.status, p.header.Get("Location"))
	}
	form.Del("about")
	if p := send(t, kim, post, form); p.status != http.StatusSeeOther {
		t.Fatalf("%d", p.status)
	}
	wantsTexts(t, send(t, kim, "GET "+s.URL+"/admin/try?"+operatorAt+"&rule=doubt-first", nil), http.StatusOK, "The draft of this rule has faults:", "The case says that the rule does not apply")
	form.Set("version", strconv.Itoa(ruleDraft(t, s).Version))
	for name, change := range map[string]struct{ field, value string }{
		"minutes that cannot be": {"at", "asker=candidate&minutes=999&rule=doubt-first"},
		"the other side":         {"at", "asker=interviewer&minutes=20&rule=doubt-first"},
		"no rule":                {"at", operatorAt},
		"unreadable":             {"at", "%zz"},
	} {
		sent := url.Values{"at": form["at"], "version": form["version"], "applies": {"true"}}
		sent.Set(change.field, change.value)
		if p := send(t, kim, post, sent); p.status < 400 || p.status > 499 {
			t.Errorf("%s: %d to %s", name, p.status, p.header.Get("Location"))
		}
	}
}
