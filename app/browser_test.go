package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os/exec"
	"slices"
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

// browser is a Chromium that can connect only to this machine. It collects the problems of the pages.
type browser struct {
	t        *testing.T
	ctx      context.Context
	mu       sync.Mutex
	problems []string
	refused  string // path of a page that may be answered with a status of an error; "*" for any
}

// openBrowser starts Chromium. The test fails if a page logs anything, violates its Content Security Policy, or sends a request
// to anywhere but base, and the other origins that are named.
func openBrowser(t *testing.T, base string, others ...string) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)),
		chromedp.NoSandbox, // a sandbox does not start in a container, or as root
		chromedp.DisableGPU,
		chromedp.Flag("force-prefers-reduced-motion", true), // so that clicks do not miss moving elements
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,BackForwardCache"), // pages out of that cache cannot be driven
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
	if err := chromedp.Listen(ctx, func(event any) { b.record(append([]string{base}, others...), event) }); err != nil {
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
	t.Fatal("this test needs chromium or google-chrome; on Debian, install it with: apt-get install chromium")
	return ""
}

// record adds a problem if the event is one.
func (b *browser) record(bases []string, event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.problem("exception: %s", e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		for _, arg := range e.Args {
			b.problem("console: %s: %s %s", e.Type, arg.Value, arg.Description)
		}
	case *log.EventEntryAdded:
		b.mu.Lock()
		refused := b.refused
		b.mu.Unlock()
		if refused == "*" || refused != "" && e.Entry.URL == bases[0]+refused {
			return
		}
		b.problem("log: %s %s", e.Entry.Text, e.Entry.URL)
	case *network.EventRequestWillBeSent:
		isOurs := func(base string) bool { return strings.HasPrefix(e.Request.URL, base+"/") }
		if !slices.ContainsFunc(bases, isOurs) && !strings.HasPrefix(e.Request.URL, "data:") {
			b.problem("request to another host: %s", e.Request.URL)
		}
	}
}

// mayBeRefused says that a page may be answered with a status of an error, which Chromium logs.
func (b *browser) mayBeRefused(path string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refused = path
}

func (b *browser) problem(format string, args ...any) {
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

// evaluate returns the value of a JavaScript expression. It works even if scripting is off for the page.
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

// checkWidth fails the test if the page is wider than the screen.
func (b *browser) checkWidth() {
	b.t.Helper()
	if size := evaluate[[]int](b, `[document.scrollingElement.scrollWidth, innerWidth]`); size[0] > size[1] {
		b.t.Errorf("the page is %d pixels wide, but the screen only %d", size[0], size[1])
	}
}

// questionIDs returns the IDs of the questions on the page, in order.
func (b *browser) questionIDs() []string {
	b.t.Helper()
	b.do(chromedp.WaitVisible(chromedp.CSS("[data-question-id]")))
	return evaluate[[]string](b, `[...document.querySelectorAll("[data-question-id]")].map(e => e.dataset.questionId)`)
}

// label selects the label of a radio button or a checkbox.
func label(name, value string) chromedp.CSS {
	return chromedp.CSS(fmt.Sprintf(`label:has(input[name=%s][value="%s"])`, name, value))
}

// person is a user of the form: the page, the actions that fill it, and the same input as an API request.
type person struct {
	path    string
	fill    []chromedp.Action[chromedp.Void]
	request map[string]any
}

// people returns a candidate and an interviewer. With scripting, the candidate's checkboxes count in the order of ticking;
// without it, in the order of the form.
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

// TestFormEqualsAPI fills in the form on a phone-sized screen, with scripting and without, and compares the page with the API.
func TestFormEqualsAPI(t *testing.T) {
	base := programtest.Start(t)
	for _, scripts := range []bool{true, false} {
		for who, p := range people(scripts) {
			t.Run(fmt.Sprintf("scripts %t/%s", scripts, who), func(t *testing.T) {
				b := openBrowser(t, base)
				b.setScripts(scripts)
				b.do(chromedp.EmulateViewport(360, 800), chromedp.Navigate(base+p.path))
				b.checkWidth()
				b.do(p.fill...)
				sent := evaluate[string](b, `new URLSearchParams(new FormData(document.querySelector("form.ask"))).toString()`)
				b.do(chromedp.Click(chromedp.CSS("form.ask button[type=submit]")))
				want := idsFromAPI(t, base, p.request)
				if got := b.questionIDs(); len(got) == 0 || !cmp.Equal(got, want) {
					t.Errorf("%s: page and API differ (-page +API):\n%s", sent, cmp.Diff(got, want))
				}
				b.checkWidth()
				b.checkLinks(base, p, want)
			})
		}
	}
}

// idsFromAPI returns the IDs of the questions in the API's answer.
func idsFromAPI(t *testing.T, base string, request map[string]any) []string {
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

// checkLinks follows the links on the page of a set: more questions and back, the same set, and the form with its input.
func (b *browser) checkLinks(base string, p person, first []string) {
	b.t.Helper()
	link := evaluate[string](b, `document.querySelector("[data-link]").href`)
	request := map[string]any{"exclude": first}
	maps.Copy(request, p.request)
	b.do(chromedp.Click(chromedp.CSS(`.more a[href*="/sets/"]`)))
	b.until(`document.querySelector("h1")?.textContent.includes("more question")`)
	if diff := cmp.Diff(b.questionIDs(), idsFromAPI(b.t, base, request)); diff != "" {
		b.t.Errorf("more questions: page and API differ (-page +API):\n%s", diff)
	}
	b.back(`!document.querySelector("h1")?.textContent.includes("more question")`)
	if diff := cmp.Diff(first, b.questionIDs()); diff != "" {
		b.t.Errorf("back from more questions shows another set (-want +got):\n%s", diff)
	}
	b.do(chromedp.Navigate(link))
	if diff := cmp.Diff(first, b.questionIDs()); diff != "" {
		b.t.Errorf("the link shows another set (-want +got):\n%s", diff)
	}
	b.do(chromedp.Click(chromedp.CSS(`.intro a[href*="/change/"]`)), chromedp.WaitVisible(chromedp.CSS("form.ask")))
	b.checkWidth()
	b.do(chromedp.Click(chromedp.CSS("form.ask button[type=submit]")))
	if diff := cmp.Diff(first, b.questionIDs()); diff != "" {
		b.t.Errorf("submitting the unchanged form gives another set (-want +got):\n%s", diff)
	}
}

// back goes back to the page before and waits until a JavaScript expression is true there.
func (b *browser) back(expression string) {
	b.t.Helper()
	b.do(chromedp.NavigateBack())
	b.until(expression)
}

// until waits until a JavaScript expression is true.
func (b *browser) until(expression string) {
	b.t.Helper()
	b.untilWithin(20*time.Second, expression) // a machine that is busy with other tests is slow
}

// untilWithin waits until a JavaScript expression is true, not longer than a limit.
func (b *browser) untilWithin(limit time.Duration, expression string) {
	b.t.Helper()
	for start := time.Now(); time.Since(start) < limit; {
		// while the page is being replaced, there is nothing to evaluate in
		if is, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!!("+expression+")")); err == nil && is {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.t.Fatalf("still false after %v: %s\n%s", limit, expression, evaluate[string](b, `location.pathname + "\n" + document.body.innerText`))
}
