package app_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"twoway/internal/programtest"
)

// TestTellTheEditors: somebody sends what was not understood, without scripts and with one tap, and an editor finds it.
func TestTellTheEditors(t *testing.T) {
	t.Parallel()
	flags := []string{"--data-dir", t.TempDir()}
	create := append([]string{"admin", "create", "--email", "kim@example.org", "--name", "Kim", "--password-stdin"}, flags...)
	if _, stderr, err := programtest.Run(t, "correct horse battery staple\n", create...); err != nil {
		t.Fatalf("%v %s", err, stderr)
	}
	base := programtest.Start(t, flags...)
	b := openBrowser(t, base)
	b.setScripts(false)
	b.do(
		chromedp.EmulateViewport(360, 640),
		chromedp.Navigate(base),
		chromedp.SendKeys(chromedp.ID("role"), "dragon tamer"),
		chromedp.SendKeys(chromedp.ID("own"), "sorcery, on-call load\n"),
		chromedp.WaitVisible(chromedp.CSS(`button[name="tell"]`)),
	)
	b.checkWidth()
	questions := b.questionIDs()
	b.do(
		chromedp.Click(chromedp.CSS(`button[name="tell"][value="/cares/0"]`)),
		chromedp.WaitVisible(chromedp.CSS(".told")),
	)
	if said := evaluate[string](b, `document.querySelector(".told").textContent`); said != "Sent: “sorcery”. Thank you." {
		t.Errorf("the page says %q", said)
	}
	if diff := cmp.Diff(questions, b.questionIDs()); diff != "" {
		t.Errorf("the questions are others (-before +after):\n%s", diff)
	}
	b.checkWidth()
	b.setScripts(true)
	b.do(
		chromedp.Navigate(base+"/admin/words/phrases"),
		chromedp.SendKeys(chromedp.ID("email"), "kim@example.org"),
		chromedp.SendKeys(chromedp.ID("password"), "correct horse battery staple\n"),
		chromedp.WaitVisible(chromedp.CSS("table.sent")),
	)
	b.checkWidth()
	if said := evaluate[string](b, `document.querySelector("table.sent tbody").textContent`); evaluate[int](b, `document.querySelectorAll("table.sent tbody tr").length`) != 1 {
		t.Errorf("the editors get %q", said)
	}
	b.do(chromedp.Click(chromedp.CSS("table.sent a")), chromedp.WaitVisible(chromedp.CSS(".readings")))
	if said := evaluate[string](b, `document.querySelector("#said").value`); said != "sorcery" {
		t.Errorf("%q is looked up", said)
	}
}
