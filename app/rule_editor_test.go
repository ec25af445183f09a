package app_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"twoway/internal/programtest"
)

// TestRuleEditor edits a rule with scripts: the sentence follows what one chooses and types, faults are found while one types, one click
// takes a fix, and what is typed is completed.
func TestRuleEditor(t *testing.T) {
	const password = "correct horse battery staple"
	flags := []string{"--data-dir", t.TempDir()}
	if _, _, err := programtest.Run(t, password, append([]string{"admin", "create", "--email", "kim@example.org", "--name", "Kim", "--password-stdin"}, flags...)...); err != nil {
		t.Fatal(err)
	}
	base := programtest.Start(t, append(flags, "--bank", programtest.SmallBank(t))...)
	b := openBrowser(t, base)
	b.do(chromedp.Navigate(base+"/admin/login"), chromedp.SendKeys(chromedp.CSS("#email"), "kim@example.org"), chromedp.SendKeys(chromedp.CSS("#password"), password+kb.Enter))
	b.until(`location.pathname == "/admin" && document.readyState == "complete"`)
	b.do(chromedp.Navigate(base + "/admin/rules/new"))
	says := func(text string) {
		t.Helper()
		b.until(fmt.Sprintf(`document.querySelector("#live-sentence").innerText.trim() == %q`, text))
	}
	choose := func(id, value string) {
		t.Helper()
		b.until(fmt.Sprintf(`document.getElementById(%q)`, id))
		evaluate[bool](b, fmt.Sprintf(`(e => { e.focus(); e.value = %q; return e.dispatchEvent(new Event("change", {bubbles: true})); })(document.getElementById(%q))`, value, id))
	}
	says("For everyone: prefer all questions, by 20.")
	b.press(`button[value="when.add"]`)
	choose("when.0.field", "profile.level")
	b.until(`document.activeElement.id == "when.0.field" && document.getElementById("when.0.low")`)
	choose("when.0.low", "4")
	evaluate[bool](b, `document.getElementById("when.0.low").dispatchEvent(new Event("input", {bubbles: true}))`)
	says("For people from senior up: prefer all questions, by 20.")
	b.do(chromedp.SendKeys(chromedp.CSS("#name"), "Mine"))
	b.press(`button[value="when.text"]`)
	b.until(`document.querySelector("#when_text")?.value == "profile.level >= 4" && document.querySelector("#name").value == "Mine"`)
	b.do(chromedp.Click(chromedp.CSS("#when_text")), chromedp.SendKeys(chromedp.CSS("#when_text"), kb.End+" and profile.rol"))
	b.until(`document.querySelector("#when_text").dataset.open == "true"`)
	b.do(chromedp.SendKeys(chromedp.CSS("#when_text"), kb.ArrowDown))
	b.until(`document.querySelector("#when_text").getAttribute("aria-activedescendant")`)
	b.do(enter())
	b.until(`document.querySelector("#when_text").value == "profile.level >= 4 and profile.role"`)
	b.do(chromedp.SendKeys(chromedp.CSS("#when_text"), ` = ""`))
	b.until(`document.querySelector("#live-when button[value^=fix]")`)
	b.do(chromedp.SendKeys(chromedp.CSS("#when_text"), kb.Escape))
	b.press(`#live-when button[value^=fix]`)
	b.until(`document.querySelector("#when_text").value == 'profile.level >= 4 and profile.role == ""'`)
	says("For people from senior up, whose trade is not stated: prefer all questions, by 20.")
	b.press(`button[value="when.rows"]`)
	b.until(`document.getElementById("when.1.field")?.value == "profile.role"`)
	b.checkWidth()
}
