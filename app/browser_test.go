package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"twoway/internal/programtest"
)

// browser is a Chromium that cannot leave this machine, and what went wrong in it.
type browser struct {
	t        *testing.T
	ctx      context.Context
	mu       sync.Mutex
	problems []string
}

// openBrowser starts Chromium. It notes every error that a page logs, every violation of its Content Security Policy,
// and every request to anywhere but base; the test fails with them when it ends.
func openBrowser(t *testing.T, base string) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)),
		chromedp.NoSandbox, // which a container, or root, does not allow
		chromedp.DisableGPU,
		chromedp.Flag("force-prefers-reduced-motion", true), // so that nothing moves under the pointer
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.UserDataDir(t.TempDir()),
	)
	ctx, closeAllocator := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	ctx, closeTab := chromedp.NewContext(ctx)
	ctx, cancel := context.WithTimeout(ctx, 90*time.Second)
	b := &browser{t: t, ctx: ctx}
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // the test is over
		cancel()
		closeTab()
		closeAllocator()
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, problem := range b.problems {
			t.Error(problem)
		}
	})
	if err := chromedp.Listen(ctx, func(event any) { b.hear(base, event) }); err != nil {
		t.Fatal(err)
	}
	return b
}

func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("There is no chromium and no google-chrome here. Install one of them: on Debian, apt-get install chromium")
	return ""
}

// hear notes what must not happen.
func (b *browser) hear(base string, event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.note("exception: %s", e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		for _, arg := range e.Args {
			b.note("console: %s: %s %s", e.Type, arg.Value, arg.Description)
		}
	case *log.EventEntryAdded:
		b.note("log: %s %s", e.Entry.Text, e.Entry.URL)
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, base+"/") {
			b.note("request to elsewhere: %s", e.Request.URL)
		}
	}
}

func (b *browser) note(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.problems = append(b.problems, fmt.Sprintf(format, args...))
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// evaluate is the value of an expression, which the page's own scripting need not be on for.
func evaluate[T any](b *browser, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatal(err)
	}
	return value
}

func (b *browser) setScripts(on bool) {
	b.t.Helper()
	off := emulation.SetScriptExecutionDisabledParams{Value: !on}
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, off); err != nil {
		b.t.Fatal(err)
	}
}

// fits fails if the page is wider than the screen.
func (b *browser) fits() {
	b.t.Helper()
	if size := evaluate[[]int](b, `[document.scrollingElement.scrollWidth, innerWidth]`); size[0] > size[1] {
		b.t.Errorf("the page is %d pixels wide, and the screen %d", size[0], size[1])
	}
}

// shown is the ids of the questions on the page, in their order.
func (b *browser) shown() []string {
	b.t.Helper()
	b.do(chromedp.WaitVisible(chromedp.CSS("[data-question-id]")))
	return evaluate[[]string](b, `[...document.querySelectorAll("[data-question-id]")].map(e => e.dataset.questionId)`)
}

// label is the label of a choice.
func label(name, value string) chromedp.CSS {
	return chromedp.CSS(fmt.Sprintf(`label:has(input[name=%s][value="%s"])`, name, value))
}

// person is somebody at the form: what they do, and the same as a request.
type person struct {
	path    string
	fill    []chromedp.Action[chromedp.Void]
	request map[string]any
}

// people are a candidate, whose ticks count in the order of ticking if there is scripting, and an interviewer.
func people(scripts bool) map[string]person {
	ticked := []string{"Pay", "Learning"}
	if scripts {
		ticked = []string{"Learning", "Pay"}
	}
	return map[string]person{
		"candidate": {
			path: "/",
			fill: []chromedp.Action[chromedp.Void]{
				chromedp.SendKeys(chromedp.ID("role"), "site reliability engineer"),
				chromedp.SendKeys(chromedp.ID("seniority"), "Senior"),
				chromedp.Click(label("stage", "hiring_manager")),
				chromedp.SendKeys(chromedp.ID("asked_of"), "Hiring"),
				chromedp.SendKeys(chromedp.ID("own"), "on-call load, growth"),
				chromedp.Click(label("cares", "learning")),
				chromedp.Click(label("cares", "pay")),
				chromedp.Click(label("minutes", "20")),
			},
			request: map[string]any{
				"asker": "candidate", "role": "site reliability engineer", "seniority": "senior", "stage": "hiring_manager",
				"asked_of": "hiring_manager", "cares": append([]string{"on-call load", "growth"}, ticked...), "minutes": 20,
			},
		},
		"interviewer": {
			path: "/?side=interviewer",
			fill: []chromedp.Action[chromedp.Void]{
				chromedp.SendKeys(chromedp.ID("role"), "charge nurse"),
				chromedp.SendKeys(chromedp.ID("seniority"), "Senior"),
				chromedp.Click(label("stage", "panel")),
				chromedp.SendKeys(chromedp.ID("minutes_other"), "37"),
			},
			request: map[string]any{
				"asker": "interviewer", "role": "charge nurse", "seniority": "senior", "stage": "panel", "minutes": 37,
			},
		},
	}
}

// TestFormAnswersAsTheAPI fills the form as a person would, on a telephone, with scripting and without.
func TestFormAnswersAsTheAPI(t *testing.T) {
	base := programtest.Start(t)
	for _, scripts := range []bool{true, false} {
		for who, p := range people(scripts) {
			t.Run(fmt.Sprintf("scripts %t/%s", scripts, who), func(t *testing.T) {
				b := openBrowser(t, base)
				b.setScripts(scripts)
				b.do(chromedp.EmulateViewport(360, 800), chromedp.Navigate(base+p.path))
				b.fits()
				b.do(p.fill...)
				sent := evaluate[string](b, `new URLSearchParams(new FormData(document.querySelector("form.ask"))).toString()`)
				b.do(chromedp.Click(chromedp.CSS("form.ask button[type=submit]")))
				want := answered(t, base, p.request)
				if got := b.shown(); len(got) == 0 || !cmp.Equal(got, want) {
					t.Errorf("for %s the page and the API (+) differ:\n%s", sent, cmp.Diff(got, want))
				}
				b.fits()
				b.follow(base, p, want)
			})
		}
	}
}

// answered is the ids that the API answers with.
func answered(t *testing.T, base string, request map[string]any) []string {
	t.Helper()
	body, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	status, answer := programtest.Post(t, base, string(body))
	if status != http.StatusOK {
		t.Fatalf("%d: %s", status, answer)
	}
	return programtest.ParseSet(t, answer).IDs()
}

// follow goes where the page of a set leads: to the same questions, to others, and back to the form as it was filled.
func (b *browser) follow(base string, p person, first []string) {
	b.t.Helper()
	link := evaluate[string](b, `document.querySelector("[data-link]").href`)
	request := map[string]any{"exclude": first}
	maps.Copy(request, p.request)
	b.do(chromedp.Click(chromedp.CSS(`.keep a[href^="/sets/"].button:not(.quiet)`)), chromedp.WaitReady(chromedp.CSS(`h1`)))
	b.until(`document.querySelector("h1")?.textContent.includes("more question")`)
	if diff := cmp.Diff(b.shown(), answered(b.t, base, request)); diff != "" {
		b.t.Errorf("more questions: the page and the API (+) differ:\n%s", diff)
	}
	b.do(chromedp.Navigate(link))
	if diff := cmp.Diff(b.shown(), first); diff != "" {
		b.t.Errorf("the link shows others (-):\n%s", diff)
	}
	b.do(chromedp.Click(chromedp.CSS(".intro button[name=edit]")), chromedp.WaitVisible(chromedp.CSS("form.ask")))
	b.fits()
	b.do(chromedp.Click(chromedp.CSS("form.ask button[type=submit]")))
	if diff := cmp.Diff(b.shown(), first); diff != "" {
		b.t.Errorf("the form, changed in nothing, gives others (-):\n%s", diff)
	}
}

// until waits for an expression to hold.
func (b *browser) until(expression string) {
	b.t.Helper()
	for range 200 {
		if evaluate[bool](b, "!!("+expression+")") {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.t.Fatalf("never: %s", expression)
}
