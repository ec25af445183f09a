package app_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"twoway/internal/programtest"
)

// Words of the pages that the test follows.
const (
	storyPassword = "correct horse battery staple"
	misreadTitle  = "Deal desk analyst"
	storyReason   = "Nights are shared by many teams, so ask how."
)

// TestBankIsLookedAfter tells the story of a bank in a browser, from the first start: the owner invites an editor and a publisher. The editor
// writes a rule with its cases, and corrects a title that is misread. The owner and the editor change one rule at once. The publisher
// publishes, candidates get it, and it is taken back. The audit names everybody.
func TestBankIsLookedAfter(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		p := programtest.StartProcess(t, programtest.Command(t, append([]string{"serve", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir()}, flags...)...))
		s := &story{t: t, base: p.Base, question: questionNotAsked(t, p.Base)}
		owner := s.firstOwner(p)
		if evaluate[bool](owner, `!!document.querySelector('.todo a')`) {
			t.Error("something is to be done right after the first start")
		}
		editor, publisher := s.invite(owner, "Edda", "editor"), s.invite(owner, "Pia", "publisher")
		s.writeRule(editor)
		s.correctTitle(editor)
		s.editAtOnce(owner, editor)
		candidate := openBrowser(t, p.Base)
		s.publish(publisher)
		start := time.Now()
		got := s.asked(candidate)
		t.Logf("the form showed it %v after the publication", time.Since(start).Round(time.Millisecond))
		if !slices.Contains(got, s.question) {
			t.Errorf("the form shows %v right after the publication, not %s", got, s.question)
		}
		if role := s.roleOf(misreadTitle); role != "accounting" {
			t.Errorf("%s is read as %q", misreadTitle, role)
		}
		publisher.press(`form[action$="/admin/publish/releases/1/back"] button`)
		publisher.untilWithin(time.Minute, `document.querySelector("main").innerText.includes("Rolled back. People now get what that release had.")`)
		if got := s.asked(candidate); slices.Contains(got, s.question) {
			t.Errorf("after the roll back, the form still shows %v", got)
		}
		s.checkAudit(owner)
	})
}

// story is a bank that people look after.
type story struct {
	t        *testing.T
	base     string
	question string // ID of the question that the rule demands
	rule     string // path of its page
}

// firstOwner opens the link that the first start prints.
func (s *story) firstOwner(p *programtest.Process) *browser {
	s.t.Helper()
	link := ""
	for range 200 {
		if link = regexp.MustCompile(`http://\S+/admin/welcome/[a-z2-7]{52}`).FindString(p.Out.String()); link != "" {
			break
		}
		time.Sleep(25 * time.Millisecond)
	}
	b := openBrowser(s.t, s.base)
	b.do(chromedp.Navigate(link), chromedp.SendKeys(chromedp.ID("email"), "ola@example.org"), chromedp.SendKeys(chromedp.ID("name"), "Ola"),
		chromedp.SendKeys(chromedp.ID("password"), storyPassword+kb.Enter))
	s.at(b, `/admin`)
	return b
}

// invite lets the owner invite somebody, who opens the link in a browser of their own.
func (s *story) invite(owner *browser, name, role string) *browser {
	s.t.Helper()
	owner.do(chromedp.Navigate(s.base+"/admin/people/invite"), chromedp.SendKeys(chromedp.ID("name"), name),
		chromedp.SendKeys(chromedp.ID("email"), strings.ToLower(name)+"@example.org"))
	owner.press(fmt.Sprintf(`input[name=role][value=%s]`, role))
	owner.press(`main button[type=submit]`)
	owner.until(`document.getElementById("secret")`)
	link := evaluate[string](owner, `document.getElementById("secret").value`)
	b := openBrowser(s.t, s.base)
	b.do(chromedp.Navigate(link), chromedp.SendKeys(chromedp.ID("password"), storyPassword+kb.Enter))
	s.at(b, `/admin`)
	return b
}

// at waits until a page is there.
func (s *story) at(b *browser, path string) {
	s.t.Helper()
	b.until(fmt.Sprintf(`location.pathname == %q && document.readyState == "complete"`, path))
}

// says waits until a page has a text.
func (s *story) says(b *browser, text string) {
	s.t.Helper()
	b.until(fmt.Sprintf(`document.readyState == "complete" && document.querySelector("main").innerText.includes(%q)`, text))
}

// choose takes an option of a select, after which the page may change.
func (s *story) choose(b *browser, id, value string) {
	s.t.Helper()
	b.until(fmt.Sprintf(`document.getElementById(%q)`, id))
	evaluate[bool](b, fmt.Sprintf(`(e => { e.focus(); e.value = %q; return e.dispatchEvent(new Event("change", {bubbles: true})); })(document.getElementById(%q))`, value, id))
}

// writeRule writes a rule: for whom with the builder, which questions as text with a mistake, whose fix is taken. Its cases come from tries.
func (s *story) writeRule(b *browser) {
	s.t.Helper()
	b.do(chromedp.Navigate(s.base + "/admin/rules/new"))
	b.press(`button[value="when.add"]`)
	s.choose(b, "when.0.field", "profile.role")
	s.choose(b, "when.0.add", "nursing")
	s.sentence(b, "For people in nursing: prefer all questions, by 20.")
	b.press(`input[name=effect][value=require]`)
	b.press(`button[value="pick.text"]`)
	b.until(`document.getElementById("pick_text")`)
	b.do(chromedp.SendKeys(chromedp.ID("pick_text"), fmt.Sprintf("question.id = %q", s.question)))
	b.do(chromedp.SendKeys(chromedp.ID("pick_text"), kb.Escape))
	b.press(`#live-pick button[value^=fix]`)
	b.until(fmt.Sprintf(`document.getElementById("pick_text").value == 'question.id == %q'`, s.question))
	b.do(chromedp.SendKeys(chromedp.ID("because"), storyReason), chromedp.SendKeys(chromedp.ID("name"), "Nights are shared"))
	b.press(`#try summary`)
	s.choose(b, "try.role", "nursing")
	b.press(`button[value="case.try"]`)
	b.until(`document.querySelector("#try .result.yes")`)
	b.press(`button[value="case.applies"]`)
	b.until(`document.querySelectorAll("input[name=case]").length == 1`)
	s.choose(b, "try.role", "sales")
	b.press(`button[value="case.try"]`)
	b.until(`document.querySelector("#try .result.no")`)
	b.press(`button[value="case.not"]`)
	b.until(`document.querySelectorAll("input[name=case]").length == 2`)
	b.press(`.save button[value=save]`)
	s.says(b, "The rule is saved. Nothing changes for anyone until you publish.")
	s.rule = evaluate[string](b, `location.pathname`)
	if text := evaluate[string](b, `document.getElementById("live-aside").innerText`); !strings.Contains(text, "picks there: 1.") {
		s.t.Errorf("beside the rule stands %q", text)
	}
}

// sentence waits until the sentence of a rule is as wanted.
func (s *story) sentence(b *browser, want string) {
	s.t.Helper()
	b.until(fmt.Sprintf(`document.querySelector("#live-sentence").innerText.trim() == %q`, want))
}

// correctTitle looks a title up that is misread, says what it means, and saves that.
func (s *story) correctTitle(b *browser) {
	s.t.Helper()
	if role := s.roleOf(misreadTitle); role != "sales" {
		s.t.Fatalf("%s is read as %q already", misreadTitle, role)
	}
	b.do(chromedp.Navigate(s.base+"/admin/words"), chromedp.SendKeys(chromedp.ID("said"), misreadTitle+kb.Enter))
	b.until(`document.getElementById("target_title")`)
	s.says(b, "Sales")
	b.do(chromedp.SendKeys(chromedp.ID("target_title"), "Accounting"+kb.Enter))
	s.says(b, "Added. This is how it is understood once you publish.")
	s.says(b, "Accounting")
}

// editAtOnce: two people open the rule, and both save. The second one is shown both versions, keeps working, and saves.
func (s *story) editAtOnce(first, second *browser) {
	s.t.Helper()
	for _, b := range []*browser{first, second} {
		b.do(chromedp.Navigate(s.base + s.rule))
		b.until(`document.getElementById("name").value == "Nights are shared"`)
	}
	first.do(chromedp.SendKeys(chromedp.ID("name"), kb.End+", fairly"))
	first.press(`.save button[value=save]`)
	s.says(first, "Saved. Nothing changes for anyone until you publish.")
	second.mayBeRefused(s.rule)
	second.do(chromedp.SendKeys(chromedp.ID("name"), kb.End+", often"))
	second.press(`.save button[value=save]`)
	second.until(`document.querySelector("section.clash table")`)
	for _, want := range []string{"Ola", "Nights are shared, fairly", "Nights are shared, often"} {
		s.says(second, want)
	}
	second.press(`.save button[value=save]`)
	s.says(second, "Saved. Nothing changes for anyone until you publish.")
	if name := evaluate[string](second, `document.getElementById("name").value`); name != "Nights are shared, often" {
		s.t.Errorf("the name is %q", name)
	}
}

// publish checks and publishes all changes.
func (s *story) publish(b *browser) {
	s.t.Helper()
	b.do(chromedp.Navigate(s.base + "/admin/publish"))
	s.says(b, "Nights are shared, often")
	b.press(`.bar_top button[type=submit]`)
	b.untilWithin(time.Minute, `document.getElementById("note")`)
	b.do(chromedp.SendKeys(chromedp.ID("note"), "How nights are shared"))
	b.press(`form[action$="/admin/publish/now"] button[type=submit]`)
	b.untilWithin(time.Minute, `document.querySelector("main").innerText.includes("Published. People get it now.")`)
	b.checkWidth()
}

// checkAudit looks for everybody's name in the audit.
func (s *story) checkAudit(b *browser) {
	s.t.Helper()
	b.do(chromedp.Navigate(s.base + "/admin/audit"))
	for _, name := range []string{"Ola", "Edda", "Pia"} {
		s.says(b, name)
	}
}

// asked returns the IDs of the questions that a nurse gets with the form.
func (s *story) asked(b *browser) []string {
	s.t.Helper()
	b.do(chromedp.Navigate(s.base+"/"), chromedp.SendKeys(chromedp.ID("role"), "nurse"), chromedp.Click(chromedp.CSS("form.ask button[type=submit]")))
	b.until(`location.pathname.startsWith("/sets/") && document.readyState == "complete"`)
	return b.questionIDs()
}

// roleOf returns what a title is read as.
func (s *story) roleOf(title string) string {
	s.t.Helper()
	status, answer := programtest.Post(s.t, s.base, fmt.Sprintf(`{"asker":"candidate","role":%q,"minutes":15}`, title))
	if m := regexp.MustCompile(`"role":"([a-z_]*)"`).FindStringSubmatch(answer); status == 200 && m != nil {
		return m[1]
	}
	s.t.Fatalf("%d %s", status, answer)
	return ""
}

// questionNotAsked returns a question for nurses that they do not get without asking for it.
func questionNotAsked(t *testing.T, base string) string {
	t.Helper()
	_, answer := programtest.Post(t, base, `{"asker":"candidate","role":"nurse","minutes":15}`)
	var asked []string
	for _, item := range programtest.ParseSet(t, answer).Items {
		asked = append(asked, item.Question.ID)
	}
	list := programtest.Get(t, base+"/v1/questions?asker=candidate&role=nursing&limit=50")
	var found struct{ Questions []struct{ ID string } }
	if err := json.Unmarshal([]byte(list), &found); err != nil {
		t.Fatal(err)
	}
	for _, q := range found.Questions {
		if !slices.Contains(asked, q.ID) {
			return q.ID
		}
	}
	t.Fatalf("no question is left: %s", list)
	return ""
}
