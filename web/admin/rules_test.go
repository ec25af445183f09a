package admin_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"twoway/account"
	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// ruleOf returns a rule as it is saved.
func ruleOf(t *testing.T, s site, id string) (bank.Rule, bank.DraftPart) {
	t.Helper()
	edited, err := s.Drafts.Get(t.Context(), bank.KindRule, id)
	if err != nil {
		t.Fatal(err)
	}
	var rule bank.Rule
	if err := json.Unmarshal(edited.Draft.Body, &rule); err != nil {
		t.Fatal(err)
	}
	return rule, edited.Draft
}

var (
	inputTag      = regexp.MustCompile(`<input [^>]*>`)
	selectTag     = regexp.MustCompile(`(?s)<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>`)
	selectedTag   = regexp.MustCompile(`<option value="([^"]*)" selected>`)
	areaTag       = regexp.MustCompile(`(?s)<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>`)
	ruleAttribute = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
)

// ruleFieldsOf returns the form of a rule as a browser would send it.
func ruleFieldsOf(t *testing.T, p page) url.Values {
	t.Helper()
	_, form, found := strings.Cut(p.text, `<form id="rule"`)
	if !found {
		t.Fatalf("there is no form: %d %s", p.status, p.text)
	}
	form, _, _ = strings.Cut(form, "</form>")
	sent := url.Values{}
	for _, tag := range inputTag.FindAllString(form, -1) {
		got := map[string]string{}
		for _, a := range ruleAttribute.FindAllStringSubmatch(tag, -1) {
			got[a[1]] = html.UnescapeString(a[2])
		}
		if kind := got["type"]; (kind == "checkbox" || kind == "radio") && !strings.Contains(tag, " checked") {
			continue
		}
		sent.Add(got["name"], got["value"])
	}
	for _, tag := range selectTag.FindAllStringSubmatch(form, -1) {
		chosen := ""
		if option := selectedTag.FindStringSubmatch(tag[2]); option != nil {
			chosen = option[1]
		} else if first := regexp.MustCompile(`<option value="([^"]*)"`).FindStringSubmatch(tag[2]); first != nil {
			chosen = first[1]
		}
		sent.Add(html.UnescapeString(tag[1]), html.UnescapeString(chosen))
	}
	for _, tag := range areaTag.FindAllStringSubmatch(form, -1) {
		sent.Add(tag[1], html.UnescapeString(tag[2]))
	}
	return sent
}

// wants fails unless a page has all texts, and none that begin with "!".
func wants(t *testing.T, p page, texts ...string) {
	t.Helper()
	text := html.UnescapeString(p.text)
	for _, want := range texts {
		unwanted, isNot := strings.CutPrefix(want, "!")
		if isNot && strings.Contains(p.text, unwanted) || !isNot && !strings.Contains(text, want) {
			t.Errorf("%d: want %q in %s", p.status, want, text)
		}
	}
}

// press sends the form of a page as a button does: its value, and then names and values of fields by turns.
func press(t *testing.T, b *http.Client, address string, p page, pressed ...string) page {
	t.Helper()
	fields := ruleFieldsOf(t, p)
	for i := 1; i+1 < len(pressed); i += 2 {
		fields.Set(pressed[i], pressed[i+1])
	}
	fields.Set("do", pressed[0])
	return send(t, b, "POST "+address, fields)
}

// TestRuleList finds rules as sentences.
func TestRuleList(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/bank", nil)
	kim := join(t, s, "kim", account.Editor)
	at := s.URL + "/bank/admin/rules"
	wants(t, send(t, kim, "GET "+at, nil), "For people in operations: prefer questions that touch on on_call, by 30.",
		"For everyone: put questions with the text “What would you change about the job if you could?” last.", "New rule", "1–2 of 2", "!changed</span>")
	wants(t, send(t, kim, "GET "+at, nil, "Accept-Language", "de"), "Für Personen im Bereich operations: bevorzuge Fragen mit Bezug zu on_call, um 30.")
	for query, texts := range map[string][]string{
		"?q=pager":            {"The pager", "!Doubt comes last"},
		"?effect=place":       {"Doubt comes last", "!The pager"},
		"?asker=interviewer":  {"No rule fits", "!The pager"},
		"?status=retired":     {"No rule fits"},
		"?changed=1":          {"No rule fits"},
		"?faults=1":           {"No rule fits"},
		"?by=Eve":             {"No rule fits"},
		"?page=99":            {"The pager"},
		`?q="><script>alert(`: {"No rule fits", `!"><script>`},
	} {
		wants(t, send(t, kim, "GET "+at+strings.ReplaceAll(query, " ", "+"), nil), texts...)
	}
	_, draft := ruleOf(t, s, "doubt-last")
	broken := strings.Replace(string(draft.Body), `question.id == \"doubt\"`, `question.id ==`, 1)
	if _, err := s.Drafts.Replace(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindRule, ID: "doubt-last", Version: 1}, []byte(broken)); err != nil {
		t.Fatal(err)
	}
	wants(t, send(t, kim, "GET "+at+"?faults=1&changed=1", nil), "Doubt comes last", "1 fault<", "changed</span>", "(the text has a fault)", "!The pager")
	wants(t, send(t, join(t, s, "vic", account.Viewer), "GET "+at, nil), "The pager", "!New rule")
}

// TestRuleInAForm changes a rule by its rows: what it says is shown at each step, and saved as text.
func TestRuleInAForm(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim, at := join(t, s, "kim", account.Editor), s.URL+"/admin/rules/pager-for-operators"
	p := send(t, kim, "GET "+at, nil)
	wants(t, p, "For people in operations: prefer questions that touch on on_call, by 30.", `value="=operations" checked`, "It applies in ", "The pager", "does not apply")
	p = press(t, kim, at, p, "when.add")
	p = press(t, kim, at, p, "check", "when.1.field", "profile.level")
	wants(t, p, "For people in operations: prefer", "Choose a value, or remove the condition.", "!class=\"faults\"")
	p = press(t, kim, at, p, "check", "when.1.low", "3")
	wants(t, p, "For people in operations, from mid up: prefer")
	p = press(t, kim, at, p, "when.or.1")
	p = press(t, kim, at, p, "check", "when.2.field", "profile.cares", "when.2.op", "has")
	p = press(t, kim, at, p, "check", "when.2.value", "=money")
	wants(t, p, "For people in operations, either from mid up or who care about money: prefer")
	if now, _ := ruleOf(t, s, "pager-for-operators"); now.When != `profile.role == "operations"` {
		t.Errorf("checking has saved %s", now.When)
	}
	p = press(t, kim, at, p, "check", "effect", "require", "effect.require", "2")
	wants(t, p, "ask at least 2 of the questions that touch on on_call.", "The case says that the rule applies, but")
	refused := press(t, kim, at, p, "save")
	if refused.status != http.StatusUnprocessableEntity {
		t.Errorf("%d", refused.status)
	}
	wants(t, refused, "Not saved yet", "Save with its faults", "from mid up")
	p = press(t, kim, at, refused, "case.drop.0")
	p = press(t, kim, at, p, "case.try", "try.role", "operations", "try.seniority", "senior", "try.question", "pager")
	wants(t, p, "The rule applies, and picks this question.")
	p = press(t, kim, at, p, "case.applies")
	saved := press(t, kim, at, p, "save")
	if saved.status != http.StatusSeeOther || saved.header.Get("Location") != "/admin/rules/pager-for-operators?done=rule_saved&undo=rule%2Fpager-for-operators%2F2" {
		t.Fatalf("%d to %s: %s", saved.status, saved.header.Get("Location"), saved.text)
	}
	now, _ := ruleOf(t, s, "pager-for-operators")
	if want := `profile.role == "operations" and (profile.level >= 3 or "money" in profile.cares)`; now.When != want {
		t.Errorf("%s\nwant %s", now.When, want)
	}
	if now.Effect != (bank.Effect{Kind: bank.Require, Count: 2}) || now.Pick != `"on_call" in question.aspects` || len(now.Cases) != 2 || now.Cases[1].Question != "pager" {
		t.Errorf("%+v", now)
	}
	p = send(t, kim, "GET "+s.URL+saved.header.Get("Location"), nil)
	wants(t, p, "Saved. Nothing changes for anyone until you publish.", ">Undo</button>", "Back to what is published")
	p = send(t, kim, "GET "+at+"/history", nil)
	wants(t, p, "Changed", "kim", `<del>profile.role == "operations"</del>`, "What it does: kind", "!<dt>version")
}

// TestRuleAsText edits a rule as text: faults have a place and a fix, and rows and text turn into each other.
func TestRuleAsText(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim, at := join(t, s, "kim", account.Editor), s.URL+"/admin/rules/pager-for-operators"
	p := press(t, kim, at, send(t, kim, "GET "+at, nil), "when.text")
	wants(t, p, `data-code="when">profile.role == "operations"</textarea>`)
	p = press(t, kim, at, p, "check", "when.text", "profile.level >= 3 and\r\nprofile.role == \"operation\"")
	wants(t, p, "Line 2, column 17:", `<mark>"operation"</mark>`, `value="fix.when.39.50"`)
	stuck := press(t, kim, at, p, "when.rows")
	wants(t, stuck, "cannot be shown as a form until its faults are corrected", `"operation"</textarea>`)
	p = press(t, kim, at, p, "fix.when.39.50")
	wants(t, p, `profile.role == "operations"</textarea>`, "!column 17")
	p = press(t, kim, at, p, "when.rows")
	wants(t, p, "For people from mid up, in operations", "!<textarea class=\"code\" id=\"when")
	again := press(t, kim, at, p, "when.text")
	wants(t, again, "profile.level >= 3 and\nprofile.role == \"operations\"</textarea>") // what was not changed is as it was typed
	p = press(t, kim, at, again, "check", "when.text", "profile.level >= 3 // mid")
	wants(t, press(t, kim, at, p, "when.rows"), "has comments", "// mid")
	for _, do := range []string{"fix.when.1.2", "fix.when.-1.99", "fix.when.x.y", "fix", "when.drop.99", "when.or.-1", "pick.drop.", "case.drop.9", "case", "", "."} {
		if got := press(t, kim, at, p, do); got.status != http.StatusOK || !strings.Contains(got.text, "// mid") {
			t.Errorf("%q: %d %s", do, got.status, got.text)
		}
	}
	p = press(t, kim, at, send(t, kim, "GET "+at, nil), "check", "pick.0.field", "question.id")
	p = press(t, kim, at, p, "check", "pick.0.add", "nothing like that")
	wants(t, p, "“nothing like that” is not known here", `value="nothing like that"`)
	if got := press(t, kim, at, p, "save"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("what is not known: %d", got.status)
	}
}

// TestRuleTextKept: a text that is not edited is saved as it is, also if rows would write it otherwise.
func TestRuleTextKept(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim, at := join(t, s, "kim", account.Editor), s.URL+"/admin/rules/pager-for-operators"
	rule, draft := ruleOf(t, s, "pager-for-operators")
	rule.When = `( profile.level > 2 )   and profile.role in ["operations"]`
	rule.Cases = []bank.Case{{Applies: true, Profile: bank.Meeting{Role: "operations", Seniority: "senior"}}, {Applies: false}}
	body, err := json.Marshal(rule)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Drafts.Replace(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindRule, ID: rule.ID, Version: draft.Version}, body); err != nil {
		t.Fatal(err)
	}
	if p := press(t, kim, at, send(t, kim, "GET "+at, nil), "save", "name", "Renamed"); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.text)
	}
	if now, _ := ruleOf(t, s, rule.ID); now.When != rule.When || now.Name != "Renamed" {
		t.Errorf("%+v", now)
	}
}

// TestNewRule writes a rule from nothing.
func TestNewRule(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim, at := join(t, s, "kim", account.Editor), s.URL+"/admin/rules/new"
	p := send(t, kim, "GET "+at+"?role=operations&cares=money&effect=exclude&name="+url.QueryEscape(`<b>"Money, early`), nil)
	wants(t, p, "For everyone: leave out all questions.", "Everyone, in every meeting.", "!<b>", `value="care/money" selected`)
	if got := press(t, kim, at, p, "save"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("%d", got.status)
	}
	p = press(t, kim, at, p, "when.add")
	wants(t, p, "Choose what the condition is about.", "For everyone: leave out all questions.", "!class=\"faults\"")
	p = press(t, kim, at, p, "follow", "when.0.field", "profile.role")
	wants(t, p, "Choose a value, or remove the condition.", "!class=\"faults\"")
	if got := press(t, kim, at, p, "save"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("with a condition that is unfinished: %d", got.status)
	}
	p = press(t, kim, at, p, "when.drop.0")
	p = press(t, kim, at, p, "pick.add", "because", "It is early.", "name", "Money, early")
	p = press(t, kim, at, p, "check", "pick.0.field", "question.topic")
	p = press(t, kim, at, p, "check", "pick.0.value", "=pay")
	wants(t, p, "For everyone: leave out questions on pay.", "It is early.</textarea>")
	p = press(t, kim, at, p, "case.applies", "try.question", "raise")
	p = press(t, kim, at, p, "case.not", "try.question", "pager")
	p = press(t, kim, at, p, "save", "from", "2026-12-24T00:00")
	if p.status != http.StatusSeeOther || !strings.HasPrefix(p.header.Get("Location"), "/admin/rules/money-early?done=rule_created&undo=") {
		t.Fatalf("%d to %s %s", p.status, p.header.Get("Location"), p.text)
	}
	rule, _ := ruleOf(t, s, "money-early")
	if rule.Pick != `question.topic == "pay"` || rule.From != "2026-12-24T00:00:00Z" || rule.Status != bank.Ready || len(rule.Cases) != 2 || rule.Effect.Kind != bank.Exclude {
		t.Errorf("%+v", rule)
	}
	taken := send(t, kim, "GET "+at, nil)
	wants(t, press(t, kim, at, taken, "anyway", "id", "money-early"), "Another rule has or had this ID", `value="money-early"`)
	if p := press(t, kim, at, taken, "anyway", "name", "Money, early"); !strings.HasPrefix(p.header.Get("Location"), "/admin/rules/money-early-2?") {
		t.Errorf("the same name again: %d to %s %s", p.status, p.header.Get("Location"), p.text)
	}
}

// TestRuleOutOfUse retires a rule, brings it back, and goes back to what is published.
func TestRuleOutOfUse(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim, at := join(t, s, "kim", account.Editor), s.URL+"/admin/rules/doubt-last"
	for _, step := range []struct {
		do, version, to string
		status          bank.Status
	}{
		{"/retire", "1", "rule_retired", bank.Retired},
		{"/retire", "1", "rule_stale", bank.Retired},
		{"/restore", "2", "rule_restored", bank.Ready},
		{"/discard", "3", "rule_same", bank.Ready},
	} {
		p := send(t, kim, "POST "+at+step.do, url.Values{"version": {step.version}})
		if p.status != http.StatusSeeOther || !strings.Contains(p.header.Get("Location"), "done="+step.to) {
			t.Errorf("%s: %d to %s %s", step.do, p.status, p.header.Get("Location"), p.text)
		}
		if now, _ := ruleOf(t, s, "doubt-last"); now.Status != step.status {
			t.Errorf("%s: %s", step.do, now.Status)
		}
		wants(t, send(t, kim, "GET "+s.URL+p.header.Get("Location"), nil), `class="notice"`)
	}
}

// TestStaleRule: when two edit a rule, the second sees both versions, loses nothing, and decides.
func TestStaleRule(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim, lee := join(t, s, "kim", account.Editor), join(t, s, "lee", account.Editor)
	at := s.URL + "/admin/rules/pager-for-operators"
	first, second := send(t, kim, "GET "+at, nil), send(t, lee, "GET "+at, nil)
	if p := press(t, kim, at, first, "save", "name", "Kim's name"); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.text)
	}
	p := press(t, lee, at, second, "save", "because", "Lee's reason.")
	if p.status != http.StatusPreconditionFailed {
		t.Errorf("%d", p.status)
	}
	wants(t, p, "kim has changed this rule meanwhile", "Kim's name", "Lee's reason.", "take theirs")
	if now, _ := ruleOf(t, s, "pager-for-operators"); now.Name != "Kim's name" {
		t.Errorf("%+v", now)
	}
	if p := press(t, lee, at, p, "save"); p.status != http.StatusSeeOther {
		t.Errorf("%d %s", p.status, p.text)
	}
	if now, _ := ruleOf(t, s, "pager-for-operators"); now.Because != "Lee's reason." || now.Name != "The pager" {
		t.Errorf("%+v", now)
	}
}

// TestRuleHostile: whoever may not edit cannot, and nothing that is sent does harm.
func TestRuleHostile(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	vic, kim := join(t, s, "vic", account.Viewer), join(t, s, "kim", account.Editor)
	at := s.URL + "/admin/rules/pager-for-operators"
	p := send(t, vic, "GET "+at, nil)
	wants(t, p, "For people in operations", `<fieldset class="plain" disabled>`, "!Retire this rule", `!value="save"`)
	for _, path := range []string{"", "/retire", "/restore", "/discard"} {
		if got := send(t, vic, "POST "+at+path, url.Values{"version": {"1"}, "do": {"save"}}); got.status != http.StatusForbidden {
			t.Errorf("a viewer, %q: %d", path, got.status)
		}
		if got := send(t, kim, "POST "+at+path, url.Values{"version": {"1"}, "do": {"save"}}, "Sec-Fetch-Site", "cross-site"); got.status != http.StatusForbidden {
			t.Errorf("another site, %q: %d", path, got.status)
		}
	}
	if got := send(t, vic, "GET "+s.URL+"/admin/rules/new", nil); got.status != http.StatusForbidden {
		t.Errorf("a viewer: %d", got.status)
	}
	for _, path := range []string{"/nobody", "/nobody/history"} {
		if got := send(t, kim, "GET "+s.URL+"/admin/rules"+path, nil); got.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	const hostile = `"><script>alert(1)</script>`
	fields := url.Values{"do": {"check"}, "case": {hostile, `{"applies":true,"profile":{"role":"<script>"},"question":"<script>"}`}, "when.rows": {"100000"}, "version": {hostile}}
	for _, name := range []string{
		"name", "because", "asker", "effect", "status", "from", "until", "when.0.field", "when.0.text", "when.known", "pick.text", "try.role", "try.minutes", "try.question", "try.care", "effect.boost",
	} {
		fields.Set(name, hostile)
	}
	fields.Set("pick.mode", "text")
	fields["when.0.field"], fields["when.1.field"], fields["when.1.value"] = []string{"text"}, []string{"profile.role"}, []string{"=" + hostile}
	got := send(t, kim, "POST "+at, fields)
	if got.status != http.StatusOK || strings.Contains(got.text, "<script>") || len(got.text) > 1<<20 {
		t.Errorf("%d, %d bytes %s", got.status, len(got.text), got.text)
	}
	for _, query := range []string{"complete?asker=candidate&part=when&at=-1&text=x", "complete?asker=x&part=y&at=99999999999999999999&text=" + url.QueryEscape(hostile), "values?kind=" + url.QueryEscape(hostile) + "&q=a"} {
		if got := send(t, kim, "GET "+s.URL+"/admin/rules/new/"+query, nil); got.status != http.StatusOK || got.text != `{"items":[]}` {
			t.Errorf("%s: %d %s", query, got.status, got.text)
		}
	}
}

// TestRuleSuggestions answers what may be typed.
func TestRuleSuggestions(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	at := s.URL + "/admin/rules/new/"
	vic := join(t, s, "vic", account.Viewer)
	wants(t, send(t, vic, "GET "+at+"complete?asker=candidate&part=when&at=17&text="+url.QueryEscape(`profile.role == "`), nil), `"text":"\"nursing\""`, `"from":16,"to":17`)
	wants(t, send(t, vic, "GET "+at+"complete?asker=interviewer&part=when&at=8&text=profile.", nil), "profile.role", "!profile.cares")
	wants(t, send(t, vic, "GET "+at+"values?kind=question&asker=candidate&q=last+on-call", nil), `"text":"pager"`, "How many pages", "!raise")
	wants(t, send(t, vic, "GET "+at+"values?kind=aspect&asker=candidate&q=over", nil), `"text":"overtime"`)
	if p := send(t, browser(t), "GET "+at+"values?kind=aspect&q=over", nil); p.status != http.StatusSeeOther {
		t.Errorf("without a session: %d", p.status)
	}
}

// TestRuleHint: whoever asks for questions about just a care is told how many touch on it, and takes those with one button.
func TestRuleHint(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	raise, err := s.Drafts.Get(t.Context(), bank.KindQuestion, "raise")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		another := bytes.Replace(raise.Draft.Body, []byte(`"id":"raise"`), fmt.Appendf(nil, `"id":"raise-%d"`, i), 1)
		another = bytes.Replace(another, []byte(`"about":"money"`), []byte(`"about":"balance"`), 1)
		if _, err := s.Drafts.Create(t.Context(), testbank.Ada(), bank.KindQuestion, another); err != nil {
			t.Fatal(err)
		}
	}
	kim, at := join(t, s, "kim", account.Editor), s.URL+"/admin/rules/new"
	p := press(t, kim, at, send(t, kim, "GET "+at+"?pick="+url.QueryEscape(`question.about == "money"`), nil), "follow")
	wants(t, p, "Questions about exactly this: 1. Questions that touch on it: 5.", "Take all that touch on it")
	p = press(t, kim, at, p, "pick.touch.0")
	wants(t, p, "prefer questions that touch on money", "!Take all that touch on it")
}
