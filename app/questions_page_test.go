package app_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"twoway/internal/programtest"
)

// TestQuestionPage edits a question in a browser: its wording is checked while one types, a suggestion is taken by a click, and without
// scripts the same comes of saving.
func TestQuestionPage(t *testing.T) {
	t.Parallel()
	flags := []string{"--data-dir", t.TempDir()}
	create := append([]string{"admin", "create", "--email", "kim@example.org", "--name", "Kim", "--password-stdin"}, flags...)
	if _, stderr, err := programtest.Run(t, "correct horse battery staple\n", create...); err != nil {
		t.Fatalf("%v %s", err, stderr)
	}
	base := programtest.Start(t, flags...)
	b := openBrowser(t, base)
	b.do(
		chromedp.EmulateViewport(360, 640),
		chromedp.Navigate(base+"/admin/questions/new?asker=candidate"),
		chromedp.SendKeys(chromedp.ID("email"), "kim@example.org"),
		chromedp.SendKeys(chromedp.ID("password"), "correct horse battery staple\n"),
		chromedp.WaitVisible(chromedp.ID("question")),
	)
	b.checkWidth()
	b.do(
		chromedp.SendKeys(chromedp.ID("text"), "Why did you fire so many people last year?"),
		chromedp.WaitVisible(chromedp.CSS("#text_says mark")),
	)
	if marked := evaluate[string](b, `document.querySelector("#text_says mark").textContent`); marked != "Why did you fire" {
		t.Errorf("%q is marked", marked)
	}
	b.do(chromedp.Click(chromedp.CSS("#text_says .fix button")), chromedp.WaitNotPresent(chromedp.CSS("#text_says mark")))
	if text := evaluate[string](b, `document.querySelector("#text").value`); !strings.HasPrefix(text, "What led you to fire") {
		t.Errorf("the text is %q", text)
	}
	// What is said about a field goes as soon as it is filled in, and what else is missing is listed.
	b.do(
		chromedp.Click(chromedp.CSS(`button[value="check"]`)),
		chromedp.WaitVisible(chromedp.CSS("#reveals_says .faults")),
		chromedp.WaitVisible(chromedp.CSS(`#lacks a[href="#reveals"]`)),
		chromedp.SendKeys(chromedp.ID("reveals"), "Whether they say what the cuts were for."),
		chromedp.WaitNotPresent(chromedp.CSS("#reveals_says .faults")),
		chromedp.WaitNotPresent(chromedp.CSS(`#lacks a[href="#reveals"]`)),
		chromedp.WaitVisible(chromedp.CSS(`#lacks a[href="#firmer"]`)),
	)
	b.setScripts(false)
	b.do(
		chromedp.Navigate(base+"/admin/questions/new?asker=candidate"),
		chromedp.SendKeys(chromedp.ID("text"), "Why did you fire so many people last year?"),
		chromedp.Click(chromedp.CSS(`button[value="check"]`)),
		chromedp.WaitVisible(chromedp.CSS("#text_says .fix button")),
		chromedp.Click(chromedp.CSS("#text_says .fix button")),
		chromedp.WaitNotPresent(chromedp.CSS("#text_says mark")),
	)
	if text := evaluate[string](b, `document.querySelector("#text").value`); !strings.HasPrefix(text, "What led you to fire") {
		t.Errorf("without scripts, the text is %q", text)
	}
	b.checkWidth()
}
