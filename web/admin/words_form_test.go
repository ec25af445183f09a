package admin_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"twoway/account"
	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// accounting is the body of a trade with skills, one of which it ranks.
const accounting = `{"id":"operations","name":"operations","definition":"D.","synonyms":[],"isco08":[],"onet":[],"titles":[],"lexicon":[],
	"competencies":["problem_solving","closing"],"occupations":[{"id":"payroll","name":"Payroll","words":["payroll"]}],
	"skills":[{"id":"closing","name":"Closing the books","said":["month end","P&L"],"occupations":["payroll"],"seniority":{"from":"mid"}},{"id":"vat","name":"VAT","said":[]}]}`

// withSkills gives the trade operations skills, and returns its version.
func withSkills(t *testing.T, s site) int {
	t.Helper()
	d, _ := termOf(t, s, bank.KindRole, "operations")
	edited, err := s.Drafts.Replace(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindRole, ID: "operations", Version: d.Version}, []byte(accounting))
	if err != nil {
		t.Fatal(err)
	}
	return edited.Draft.Version
}

// TestSkills: an editor adds a skill and ranks it, with faults beside the fields that they are about.
func TestSkills(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	withSkills(t, s)
	kim, at := join(t, s, "kim", account.Editor), s.URL+"/admin/words/role/operations"
	p := send(t, kim, "GET "+at, nil)
	mustHave(t, p, "<summary>Closing the books · Payroll · from mid</summary>", `<optgroup label="Skills of the trade"><option value="closing"`, `<option value="closing" selected>`, "Add a skill")
	sent := formOf(t, p)
	sent.Set("skills.2.name", "Problem solving")
	sent.Set("skills.0.seniority.to", "intern")
	p = send(t, kim, "POST "+at, sent)
	if p.status != http.StatusUnprocessableEntity {
		t.Fatalf("with faults: %d", p.status)
	}
	mustHave(t, p, `<a href="#skills.2.name">Skills 3, Name</a>: A topic has the ID`, `<details class="row" open><summary>Problem solving</summary>`)
	if rows := strings.Count(p.text, `<details class="row" open>`); rows != 2 {
		t.Errorf("%d rows are open, want the two with faults: %s", rows, mainOf(p))
	}
	sent.Set("skills.2.name", "Audit trails & such")
	sent.Set("skills.2.said", "audit trail\r\n\r\n paper trail ")
	sent.Del("skills.0.seniority.to")
	sent["skills.2.occupations"] = []string{"operations"}
	sent["competencies"] = []string{"vat", "problem_solving", "closing"}
	p = send(t, kim, "POST "+at+"/check", sent)
	mustHave(t, p, `<option value="audit_trails_and_such">Audit trails &amp; such</option>`, "3 new phrases", "<q>paper trail</q>", "Audit trails &amp; such")
	sent["competencies"] = []string{"audit_trails_and_such", "vat"}
	if p = send(t, kim, "POST "+at, sent); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, mainOf(p))
	}
	_, body := termOf(t, s, bank.KindRole, "operations")
	raw, _ := json.Marshal([]any{body["competencies"], body["skills"]})
	const want = `[["audit_trails_and_such","vat"],[{"id":"closing","name":"Closing the books","occupations":["payroll"],"said":["month end","P\u0026L"],"seniority":{"from":"mid","to":""}},` +
		`{"id":"vat","name":"VAT","said":[]},{"id":"audit_trails_and_such","name":"Audit trails \u0026 such","occupations":["operations"],"said":["audit trail","paper trail"]}]]`
	if string(raw) != want {
		t.Errorf("saved %s\nwant %s", raw, want)
	}
	sent = formOf(t, send(t, kim, "GET "+at, nil))
	sent.Set("skills.1.remove", "1")
	p = send(t, kim, "POST "+at, sent)
	mustHave(t, p, "Competencies</a>: This is neither a competency nor a skill of this trade.", `<option value="vat" selected>vat</option>`)
}

// TestStaleSkills: what nobody has changed is not said to be changed, and is no clash.
func TestStaleSkills(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	withSkills(t, s)
	kim, ada, at := join(t, s, "kim", account.Editor), join(t, s, "ada", account.Editor), s.URL+"/admin/words/role/operations"
	first, second := formOf(t, send(t, ada, "GET "+at, nil)), formOf(t, send(t, kim, "GET "+at, nil))
	first.Set("definition", "Ada was here.")
	if p := send(t, ada, "POST "+at, first); p.status != http.StatusSeeOther {
		t.Fatalf("%d", p.status)
	}
	second.Set("skills.1.said", "value added tax")
	p := send(t, kim, "POST "+at, second)
	mustHave(t, p, "in the form already: Definition.", "value added tax</textarea>")
	if strings.Contains(p.text, `name="take"`) {
		t.Errorf("there is something to choose: %s", mainOf(p))
	}
}

// TestTermFields: the form of a trade has every field that a trade has, so that saving it loses none.
func TestTermFields(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	withSkills(t, s)
	sent := formOf(t, send(t, join(t, s, "kim", account.Editor), "GET "+s.URL+"/admin/words/role/operations", nil))
	check := func(of reflect.Type, prefix string, without ...string) {
		for field := range of.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			isSent := func(field string) bool { return field == prefix+name || strings.HasPrefix(field, prefix+name+".") }
			if name != "" && !slices.Contains(without, name) && !slices.ContainsFunc(fieldNames(sent), isSent) {
				t.Errorf("the form lacks %s%s", prefix, name)
			}
		}
	}
	check(reflect.TypeFor[bank.Role](), "")
	check(reflect.TypeFor[bank.Term](), "", "id")
	check(reflect.TypeFor[bank.Skill](), "skills.0.", "id")
	check(reflect.TypeFor[bank.Occupation](), "occupations.0.", "id")
	check(reflect.TypeFor[bank.Matter](), "matters.0.")
	check(reflect.TypeFor[bank.Saying](), "sayings.0.")
}

func fieldNames(sent url.Values) []string {
	var list []string
	for name := range sent {
		list = append(list, name)
	}
	return list
}
