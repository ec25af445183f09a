package admin_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"twoway/account"
	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// termOf returns the draft of a term, and its members.
func termOf(t *testing.T, s site, kind bank.Kind, id string) (bank.DraftPart, map[string]any) {
	t.Helper()
	d, err := s.Drafts.Get(t.Context(), kind, id)
	if err != nil {
		t.Fatal(err)
	}
	var body map[string]any
	if err := json.Unmarshal(d.Draft.Body, &body); err != nil {
		t.Fatal(err)
	}
	return d.Draft, body
}

// mustHave fails the test for each text that a page lacks.
func mustHave(t *testing.T, p page, texts ...string) {
	t.Helper()
	for _, want := range texts {
		if !strings.Contains(p.text, want) {
			t.Errorf("status %d: the page lacks %q: %s", p.status, want, mainOf(p))
		}
	}
}

// mainOf returns the content of a page.
func mainOf(p page) string {
	_, text, _ := strings.Cut(p.text, "<main")
	text, _, _ = strings.Cut(text, "</main>")
	return text
}

var (
	inputs    = regexp.MustCompile(`<input ([^>]*)>`)
	areas     = regexp.MustCompile(`(?s)<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>`)
	selects   = regexp.MustCompile(`(?s)<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>`)
	selected  = regexp.MustCompile(`<option value="([^"]*)" selected>`)
	attribute = func(name string) *regexp.Regexp { return regexp.MustCompile(`\b` + name + `="([^"]*)"`) }
	names     = attribute("name")
	values    = attribute("value")
	termForm  = regexp.MustCompile(`(?s)<form id="term".*?</form>`)
)

// formOf returns what a browser would send of the form of a term, without the buttons.
func formOf(t *testing.T, p page) url.Values {
	t.Helper()
	form := termForm.FindString(p.text)
	if form == "" {
		t.Fatalf("%d: no form: %s", p.status, p.text)
	}
	sent := url.Values{}
	for _, in := range inputs.FindAllStringSubmatch(form, -1) {
		name, value := names.FindStringSubmatch(in[1]), values.FindStringSubmatch(in[1])
		isBox := strings.Contains(in[1], `type="checkbox"`)
		if name != nil && (!isBox || strings.HasSuffix(in[1], " checked")) {
			sent.Add(name[1], html.UnescapeString(value[1]))
		}
	}
	for _, area := range areas.FindAllStringSubmatch(form, -1) {
		sent.Set(area[1], strings.ReplaceAll(html.UnescapeString(area[2]), "\n", "\r\n"))
	}
	for _, choice := range selects.FindAllStringSubmatch(form, -1) {
		value := ""
		if found := selected.FindStringSubmatch(choice[2]); found != nil {
			value = html.UnescapeString(found[1])
		}
		sent.Add(choice[1], value)
	}
	return sent
}

// TestCorrectTitle looks up a misread job title, gives it its meaning, sees that, and takes it back.
func TestCorrectTitle(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/bank", nil)
	kim, at := join(t, s, "kim", account.Editor), s.URL+"/bank/admin/words"
	mustHave(t, send(t, kim, "GET "+at, nil), "What is this understood as?", `href="/bank/admin/words/role"`, `href="/bank/admin/words/weights"`)
	mustHave(t, send(t, kim, "GET "+at+"?said=ward+fairy", nil), "Not understood", `<option value="nursing"></option>`, "As something they care about")
	mean := func(target, as string) page {
		return send(t, kim, "POST "+at+"/mean", url.Values{"said": {" ward  fairy "}, "as": {as}, "target": {target}})
	}
	p := mean("nursin", "title")
	if p.status != http.StatusUnprocessableEntity {
		t.Errorf("a misspelt name: %d", p.status)
	}
	mustHave(t, p, "Perhaps one of these: nursing", `value="nursin"`, `value="ward fairy"`)
	if p = mean("", "care"); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "choose a name from the list") {
		t.Errorf("no name: %d", p.status)
	}
	p = mean("Nursing", "title")
	to := p.header.Get("Location")
	if p.status != http.StatusSeeOther || !strings.HasPrefix(to, "/bank/admin/words?said=ward+fairy&done=words.meant&undo=role%2Fnursing%2F") {
		t.Fatalf("%d to %s", p.status, to)
	}
	p = send(t, kim, "GET "+s.URL+to, nil)
	mustHave(t, p, "Once published", "<strong>nursing</strong>", "exactly, as a job title", "Listed under", "Undo", `name="back" value="/admin/words?said=ward`)
	if p = mean("nursing", "title"); !strings.Contains(p.header.Get("Location"), "words.same") {
		t.Errorf("once more: %s", p.header.Get("Location"))
	}
	p = send(t, kim, "POST "+at+"/unmean", url.Values{"said": {"Ward Fairy"}, "kind": {"role"}, "id": {"nursing"}})
	if p.status != http.StatusSeeOther || !strings.Contains(p.header.Get("Location"), "words.unmeant") {
		t.Errorf("removed: %d to %s", p.status, p.header.Get("Location"))
	}
	if _, body := termOf(t, s, bank.KindRole, "nursing"); len(body["titles"].([]any)) != 0 {
		t.Errorf("titles are %v", body["titles"])
	}
	if p = mean("overtime", "care"); p.status != http.StatusSeeOther {
		t.Errorf("an aspect: %d %s", p.status, mainOf(p))
	}
	_, body := termOf(t, s, bank.KindCare, "balance")
	if raw, _ := json.Marshal(body["aspects"]); !strings.Contains(string(raw), `"synonyms":["ward fairy"]`) {
		t.Errorf("aspects are %s", raw)
	}
}

// TestTermForm: what a form shows is what it saves, for every term of a bank with all fields.
func TestTermForm(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	rich := map[bank.Kind]string{
		bank.KindRole: `{"id":"nursing","name":"Nursing","definition":"Cares for\npeople.","synonyms":["nurse"],"isco08":["2221"],"soc":["29-1141"],"onet":["29-1141.00"],
			"titles":["ward nurse","\"big\" <b>nurse</b>"],"heads":["nurse"],"fields":["ward"],"suggestions":["Nurse"],"foreign":["Krankenpfleger"],"lexicon":["handover"],"work":"care",
			"competencies":["suturing","problem_solving","triage"],
			"skills":[{"id":"triage","name":"Triage","said":["who comes first","red \"flags\" <b>now</b>"],"occupations":["nursing","midwifery"],"seniority":{"from":"mid","to":"senior"}},{"id":"suturing","name":"Suturing","said":[]}],
			"occupations":[{"id":"midwifery","name":"Midwifery","words":["midwife"]}],
			"matters":[{"about":"term:handover","stages":["panel","offer"],"seniority":{"from":"mid","to":""},"asked_of":["peer"],"occupations":["midwifery","nursing"]},{"about":"on_call","seniority":{"from":"","to":""}}],
			"sayings":[{"about":"on_call","said":["bleeps"]}]}`,
		bank.KindCare:        `{"id":"balance","name":"Balance","definition":"D","synonyms":["x"],"work_needs":["1.B.2.b.4"],"aspects":[{"id":"on_call","name":"On-call","definition":"D","synonyms":["pager"]},{"id":"overtime","name":"Overtime","definition":"D","synonyms":[]}]}`,
		bank.KindTopic:       `{"id":"problem_solving","name":"P","definition":"D","synonyms":[],"asker":"interviewer","scored":true,"terms":false}`,
		bank.KindStage:       `{"id":"panel","name":"Panel","definition":"D","synonyms":["several"],"note":"A note.","terms":true}`,
		bank.KindSeniority:   `{"id":"mid","name":"Mid","definition":"D","synonyms":[],"level":3}`,
		bank.KindAskedOf:     `{"id":"peer","name":"Peer","definition":"D","synonyms":["colleague"]}`,
		bank.KindDiscloses:   `{"id":"family","name":"Family","definition":"D","synonyms":["kids"],"default":"on_call","protected":"It says nothing."}`,
		bank.KindRequirement: `{"id":"rota","name":"Rota","definition":"D","synonyms":["shifts"],"slots":[{"name":"rota","label":"your rota"}]}`,
	}
	kim := join(t, s, "kim", account.Editor)
	for _, kind := range []bank.Kind{bank.KindCare, bank.KindTopic, bank.KindStage, bank.KindSeniority, bank.KindAskedOf, bank.KindDiscloses, bank.KindRequirement, bank.KindRole} {
		part, err := bank.NewPart(kind, []byte(rich[kind]))
		if err != nil {
			t.Fatal(err)
		}
		version := 1
		if d, err := s.Drafts.Get(t.Context(), kind, part.ID); err == nil {
			version = d.Draft.Version
			_, err = s.Drafts.Replace(t.Context(), testbank.Ada(), drafts.Version{Kind: kind, ID: part.ID, Version: version}, part.Body)
			version++
			if err != nil {
				t.Fatal(err)
			}
		} else if _, err := s.Drafts.Create(t.Context(), testbank.Ada(), kind, part.Body); err != nil {
			t.Fatal(err)
		}
		at := s.URL + "/admin/words/" + string(kind) + "/" + part.ID
		p := send(t, kim, "GET "+at, nil)
		if strings.Contains(p.text, "<b>nurse") {
			t.Errorf("%s: a text is not escaped", kind)
		}
		sent := formOf(t, p)
		if sent.Get("version") != strconv.Itoa(version) {
			t.Errorf("%s: version %s, want %d", kind, sent.Get("version"), version)
		}
		sent.Set("definition", "Another one.")
		if p := send(t, kim, "POST "+at, sent); p.status != http.StatusSeeOther {
			t.Errorf("%s: %d %s", kind, p.status, mainOf(p))
			continue
		}
		after, _ := termOf(t, s, kind, part.ID)
		if changes := bank.DiffFields(part.Body, after.Body); len(changes) != 1 || changes[0].Pointer != "/definition" {
			t.Errorf("%s: %s\nbecame %s", kind, part.Body, after.Body)
		}
	}
}

// TestTermEdits checks, saves and retires a term, adds rows to one, and creates one.
func TestTermEdits(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim, at := join(t, s, "kim", account.Editor), s.URL+"/admin/words/role/operations"
	sent := formOf(t, send(t, kim, "GET "+at, nil))
	sent.Set("titles", "ward fairy\r\n\r\n  fitter ")
	sent.Set("synonyms", "nurse")
	sent.Set("matters.0.about", "nothing known")
	p := send(t, kim, "POST "+at+"/check", sent)
	mustHave(t, p, "3 new phrases", "Would still not mean this", "Nothing is called “nothing known”", "several: nursing · operations", "1 fault to correct", `<a href="#matters.0.about">What matters 1, About</a>`)
	own := url.Values{"name": {"operations"}, "definition": {"What it is."}, "lexicon": {"night turn"}}
	if p := send(t, kim, "POST "+at+"/check", own); !strings.Contains(p.text, "night turn") || strings.Contains(p.text, "still not mean") {
		t.Errorf("a term of the trade: %s", mainOf(p))
	}
	if d, _ := termOf(t, s, bank.KindRole, "operations"); d.Version != 1 {
		t.Error("checking has saved")
	}
	p = send(t, kim, "POST "+at, sent)
	if p.status != http.StatusUnprocessableEntity {
		t.Errorf("with a fault: %d", p.status)
	}
	mustHave(t, p, "Save unfinished", "ward fairy\nfitter", `value="nothing known"`)
	sent.Set("matters.0.about", "pagr")
	p = send(t, kim, "POST "+at+"/check", sent)
	mustHave(t, p, "Use “on_call”")
	sent.Set("fix", "/matters/0/about")
	p = send(t, kim, "POST "+at+"/check", sent)
	sent = formOf(t, p)
	if sent.Get("matters.0.about") != "on_call" || strings.Contains(p.text, "fault to correct") {
		t.Errorf("fixed: %q %s", sent.Get("matters.0.about"), mainOf(p))
	}
	sent.Set("synonyms", "")
	p = send(t, kim, "POST "+at, sent)
	if p.status != http.StatusSeeOther || p.header.Get("Location") != "/admin/words/role/operations?done=words.saved&undo=role%2Foperations%2F2" {
		t.Fatalf("%d to %s", p.status, p.header.Get("Location"))
	}
	if p = send(t, kim, "POST "+at, formOf(t, send(t, kim, "GET "+at, nil))); !strings.Contains(p.header.Get("Location"), "words.same") {
		t.Errorf("saved unchanged: %d to %s", p.status, p.header.Get("Location"))
	}
	mustHave(t, send(t, kim, "GET "+at+"/history", nil), "Job titles", "<ins>ward fairy</ins>", "kim", "New in release 1")
	settle := func(what string, version int) page {
		return send(t, kim, "POST "+at+"/"+what, url.Values{"version": {strconv.Itoa(version)}})
	}
	if p := settle("retire", 1); p.status != http.StatusConflict || !strings.Contains(p.text, "changed meanwhile") {
		t.Errorf("an old version retired: %d", p.status)
	}
	for i, what := range []string{"retire", "restore", "discard"} {
		if p := settle(what, i+2); p.status != http.StatusSeeOther {
			t.Errorf("%s: %d %s", what, p.status, mainOf(p))
		}
	}
	if d, body := termOf(t, s, bank.KindRole, "operations"); d.Retired || len(body["titles"].([]any)) != 0 {
		t.Errorf("at the end: %v", body)
	}
	fresh := formOf(t, send(t, kim, "GET "+s.URL+"/admin/words/care/new", nil))
	fresh.Set("name", "Fair play")
	fresh.Set("aspects.0.name", "Dice & luck")
	p = send(t, kim, "POST "+s.URL+"/admin/words/care", fresh)
	if p.status != http.StatusUnprocessableEntity || strings.Count(p.text, `<p class="fault">This must not be empty.</p>`) != 2 {
		t.Errorf("without definitions: %d %s", p.status, mainOf(p))
	}
	fresh.Set("definition", "Whether it is fair.")
	fresh.Set("aspects.0.definition", "Whether it is by chance.")
	p = send(t, kim, "POST "+s.URL+"/admin/words/care", fresh)
	if p.status != http.StatusSeeOther || !strings.HasPrefix(p.header.Get("Location"), "/admin/words/care/fair_play?done=words.created") {
		t.Fatalf("created: %d %s", p.status, mainOf(p))
	}
	if _, body := termOf(t, s, bank.KindCare, "fair_play"); body["aspects"].([]any)[0].(map[string]any)["id"] != "dice_and_luck" {
		t.Errorf("created %v", body)
	}
	if p = send(t, kim, "POST "+s.URL+"/admin/words/care", fresh); p.status != http.StatusConflict && p.status != http.StatusUnprocessableEntity {
		t.Errorf("created again: %d", p.status)
	}
	list := send(t, kim, "GET "+s.URL+"/admin/words/care?q=dice", nil)
	mustHave(t, list, "Fair play", "1 entry", `<span class="tag new">changed</span>`)
	mustHave(t, send(t, kim, "GET "+s.URL+"/admin/words/care?q=zeppelin", nil), "Nothing fits.")
}

// TestStaleTerm: two change a term at once. What only one has changed is kept; where both have, the second one chooses.
func TestStaleTerm(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim, ada, at := join(t, s, "kim", account.Editor), join(t, s, "ada", account.Editor), s.URL+"/admin/words/stage/panel"
	first, second := formOf(t, send(t, ada, "GET "+at, nil)), formOf(t, send(t, kim, "GET "+at, nil))
	first.Set("definition", "Ada was here.")
	first.Set("synonyms", "committee\r\ncommittee")
	if p := send(t, ada, "POST "+at, first); p.status != http.StatusSeeOther {
		t.Fatalf("%d", p.status)
	}
	second.Set("definition", "Kim was here.")
	second.Set("note", "Bring water.")
	p := send(t, kim, "POST "+at, second)
	if p.status != http.StatusPreconditionFailed {
		t.Errorf("status %d", p.status)
	}
	mustHave(t, p, "ada has changed this meanwhile", "<td>Kim was here.</td><td>Ada was here.", "in the form already: Synonyms.", `name="take" value="definition"`)
	sent := formOf(t, p)
	if sent.Get("definition") != "Kim was here." || sent.Get("synonyms") != "committee\r\ncommittee" || sent.Get("note") != "Bring water." || sent.Get("version") != "2" {
		t.Errorf("the form has %v", sent)
	}
	sent.Set("take", "definition")
	if p := send(t, kim, "POST "+at, sent); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, mainOf(p))
	}
	if _, body := termOf(t, s, bank.KindStage, "panel"); body["definition"] != "Ada was here." || body["note"] != "Bring water." {
		t.Errorf("saved %v", body)
	}
}

// TestWeights changes the weights, with faults and after somebody else.
func TestWeights(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim, at := join(t, s, "kim", account.Editor), s.URL+"/admin/words/weights"
	p := send(t, kim, "GET "+at, nil)
	mustHave(t, p, `name="care_order" type="text" inputmode="numeric" value="60"`, `value="40"`, "percent")
	form := func(version, order, only string) url.Values {
		return url.Values{"version": {version}, "care_order": {order, "20", ""}, "care_only": {only}, "repeat": {"100"}, "variety": {"0"}}
	}
	for order, want := range map[string]string{"10": "highest first", "lots": "“lots” is not a whole number"} {
		if p = send(t, kim, "POST "+at, form("1", order, "30")); p.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", order, p.status)
		}
		mustHave(t, p, want, `value="`+order+`"`)
	}
	if p = send(t, kim, "POST "+at, form("1", "50", "30")); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, mainOf(p))
	}
	if d, _ := termOf(t, s, bank.KindWeights, "weights"); string(d.Body) != `{"care_order":[50,20],"care_only":30,"repeat":[100],"variety":0}` {
		t.Errorf("%s", d.Body)
	}
	if p = send(t, kim, "POST "+at, form("1", "70", "30")); p.status != http.StatusPreconditionFailed {
		t.Errorf("stale: %d", p.status)
	}
	mustHave(t, p, "in another window", "<td>70 · 20</td><td>50 · 20", `name="version" value="2"`)
	mustHave(t, send(t, kim, "GET "+at+"/history", nil), "Points for serving what somebody named")
}

// TestWordsRoles: a viewer may look and check, and nobody without a session, or from another site, may change anything.
func TestWordsRoles(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	vic, kim, at := join(t, s, "vic", account.Viewer), join(t, s, "kim", account.Editor), s.URL+"/admin/words"
	p := send(t, vic, "GET "+at+"/stage/panel", nil)
	if strings.Contains(p.text, ">Save<") || strings.Contains(p.text, "/retire") {
		t.Errorf("a viewer sees %s", mainOf(p))
	}
	sent := formOf(t, p)
	if p = send(t, vic, "POST "+at+"/stage/panel/check", sent); p.status != http.StatusOK {
		t.Errorf("a viewer checks: %d", p.status)
	}
	if p = send(t, vic, "GET "+at+"?said=nurse", nil); strings.Contains(p.text, `name="target"`) || strings.Contains(p.text, "/unmean") {
		t.Errorf("a viewer sees %s", mainOf(p))
	}
	hostile := `"><img src=x onerror=alert(1)>`
	if p = send(t, kim, "GET "+at+"?said="+url.QueryEscape(hostile)+"&trade="+url.QueryEscape(hostile), nil); p.status != http.StatusOK || strings.Contains(p.text, "<img src=x") {
		t.Errorf("%d %s", p.status, mainOf(p))
	}
	mean := url.Values{"said": {"x"}, "as": {"title"}, "target": {"nursing"}}
	for _, path := range []string{"/mean", "/unmean", "/weights", "/stage", "/stage/panel", "/stage/panel/retire", "/stage/panel/restore", "/stage/panel/discard"} {
		if p = send(t, vic, "POST "+at+path, mean); p.status != http.StatusForbidden {
			t.Errorf("a viewer at %s: %d", path, p.status)
		}
		if p = send(t, kim, "POST "+at+path, mean, "Sec-Fetch-Site", "cross-site"); p.status != http.StatusForbidden {
			t.Errorf("%s from another site: %d", path, p.status)
		}
	}
	for path, status := range map[string]int{
		"/question": 404, "/question/pager": 404, "/stage/nothing": 404, "/stage/nothing/history": 404, "/stage?from=-5&only=x": 200, "/stage?from=99999": 200,
		"/stage/panel/history?before=x": 200, "?said=" + strings.Repeat("a", 500): 422, "/weights/history": 200,
	} {
		if p = send(t, kim, "GET "+at+path, nil); p.status != status {
			t.Errorf("%s: %d, want %d", path, p.status, status)
		}
	}
	if p = send(t, kim, "POST "+at+"/unmean", url.Values{"said": {"x"}, "kind": {"question"}, "id": {"pager"}}); p.status != http.StatusNotFound {
		t.Errorf("a question: %d", p.status)
	}
}
