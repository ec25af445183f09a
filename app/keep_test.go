package app_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"twoway/internal/programtest"
)

// TestKeepKit: an interviewer keeps a kit with one tap and without scripts, and finds the same questions and their record where it stays.
func TestKeepKit(t *testing.T) {
	t.Parallel()
	base := programtest.Start(t)
	b := openBrowser(t, base)
	b.setScripts(false)
	b.do(
		chromedp.EmulateViewport(360, 640),
		chromedp.Navigate(base+"/?side=interviewer"),
		chromedp.SendKeys(chromedp.ID("role"), "charge nurse\n"),
		chromedp.WaitVisible(chromedp.CSS("form.keep button")),
	)
	questions := b.questionIDs()
	b.do(chromedp.Click(chromedp.CSS("form.keep button")), chromedp.WaitVisible(chromedp.CSS(".stamp")))
	b.checkWidth()
	if diff := cmp.Diff(questions, b.questionIDs()); diff != "" || len(questions) == 0 {
		t.Errorf("the saved questions are others (-before +after):\n%s", diff)
	}
	b.do(chromedp.Click(chromedp.CSS(".about a.button")), chromedp.WaitVisible(chromedp.CSS(".record")))
	b.checkWidth()
	if said := evaluate[string](b, `document.querySelector(".marks").textContent`); !strings.Contains(said, "kit-") || !strings.Contains(said, "sha256:") {
		t.Errorf("the record says %q", said)
	}
}
