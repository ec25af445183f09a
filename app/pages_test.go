package app_test

import (
	"fmt"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"twoway/internal/programtest"
)

// eachScreen runs a test on a phone and on a desk, with scripts and without.
func eachScreen(t *testing.T, test func(t *testing.T, b *browser, base string, scripts bool)) {
	t.Helper()
	base := programtest.Start(t)
	for _, width := range []int64{360, 1280} {
		for _, scripts := range []bool{true, false} {
			t.Run(fmt.Sprintf("%d pixels, scripts %t", width, scripts), func(t *testing.T) {
				b := openBrowser(t, base)
				b.setScripts(scripts)
				b.do(chromedp.EmulateViewport(width, 740))
				test(t, b, base, scripts)
			})
		}
	}
}

const (
	job = "theatre nurse"
	own = "bullying, breaks"
)

// ask fills in the form as a nurse would and returns the IDs of the questions.
func (b *browser) ask(base string) []string {
	b.t.Helper()
	b.do(chromedp.Navigate(base+"/"),
		chromedp.SendKeys(chromedp.ID("role"), job), chromedp.SendKeys(chromedp.ID("own"), own),
		chromedp.Click(label("stage", "panel")), chromedp.Click(label("minutes", "20")),
		chromedp.Click(chromedp.CSS("form.ask button[type=submit]")))
	b.until(`location.pathname.startsWith("/sets/") && document.readyState == "complete"`)
	return b.questionIDs()
}

func (b *browser) press(selector string) {
	b.t.Helper()
	b.do(chromedp.ScrollIntoView(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
}

// wantIDs fails the test if the page has other questions.
func (b *browser) wantIDs(when string, want []string) {
	b.t.Helper()
	if diff := cmp.Diff(want, b.questionIDs()); diff != "" {
		b.t.Errorf("%s (-want +got):\n%s", when, diff)
	}
}

// TestAddresses: reloading, going back and forward, and changing the answers all keep what somebody has typed.
func TestAddresses(t *testing.T) {
	eachScreen(t, func(t *testing.T, b *browser, base string, _ bool) {
		first := b.ask(base)
		says := `document.body.textContent.includes("` + job + `")`
		b.until(says)
		address := evaluate[string](b, `location.href`)
		if strings.Contains(address, "nurse") || strings.Contains(address, "bullying") || strings.Count(address, "/") != 5 {
			t.Errorf("the address is %s", address)
		}
		b.do(chromedp.Navigate(address))
		b.wantIDs("reloaded", first)
		b.until(says)
		b.back(`document.querySelector("#role")`)
		filled := fmt.Sprintf(`document.querySelector("#role").value == %q && document.querySelector("#own").value == %q && document.querySelector("[value=panel]").checked`, job, own)
		b.until(filled)
		b.do(chromedp.NavigateForward())
		b.until(`location.pathname.startsWith("/sets/")`)
		b.wantIDs("forward", first)
		b.press(`.intro a[href*="/change/"]`)
		b.until(`document.querySelector("#role")`)
		b.until(filled)
		b.checkWidth()
		b.back(`location.pathname.startsWith("/sets/")`)
		link := evaluate[string](b, `document.querySelector("[data-link]").href`)
		if strings.Count(link, "/") != 4 {
			t.Errorf("the link to share is %s", link)
		}
		b.do(chromedp.Navigate(link))
		b.wantIDs("shared", first)
		if evaluate[bool](b, says) {
			t.Error("the shared page has the words that were typed")
		}
	})
}

// TestEditing swaps, keeps, drops and moves questions, and undoes each by going back.
func TestEditing(t *testing.T) {
	eachScreen(t, func(t *testing.T, b *browser, base string, _ bool) {
		first := b.ask(base)
		if len(first) < 4 {
			t.Fatalf("only %d questions", len(first))
		}
		b.press(`[value="swap ` + first[1] + `"]`)
		b.until(`!document.querySelector("#` + first[1] + `")`)
		swapped := b.questionIDs()
		if len(swapped) != len(first) || swapped[0] != first[0] || !cmp.Equal(swapped[2:], first[2:]) || slices.Contains(first, swapped[1]) {
			t.Errorf("swapped the second of %v: %v", first, swapped)
		}
		b.back(`document.querySelector("#` + first[1] + `")`)
		b.wantIDs("back from a swap", first)
		b.press(`[value="drop ` + first[0] + `"]`)
		b.until(`!document.querySelector("#` + first[0] + `")`)
		b.wantIDs("dropped", first[1:])
		b.press(`[value="pin ` + first[2] + `"]`)
		b.until(`document.querySelector("#` + first[2] + `.pinned")`)
		b.press(`[value="replace"]`)
		b.until(`!document.querySelector("#` + first[1] + `")`)
		for _, id := range b.questionIDs() {
			if id != first[2] && slices.Contains(first, id) {
				t.Errorf("%s came again", id)
			}
		}
		b.until(`document.querySelector("#` + first[2] + `.pinned")`)
		b.back(`document.querySelector("#` + first[1] + `")`)
		b.press(`#` + first[1] + ` summary`)
		b.press(`[value="down ` + first[1] + `"]`)
		b.until(`document.querySelector("[data-question-id]").id == "` + first[2] + `"`)
		b.until(`document.body.textContent.includes("` + job + `")`)
		b.checkWidth()
	})
}

// TestWordings: a wording chosen for all or for one is shown, and is in what is shared.
func TestWordings(t *testing.T) {
	eachScreen(t, func(t *testing.T, b *browser, base string, scripts bool) {
		first := b.ask(base)
		shown := func(id string) string {
			return evaluate[string](b, `[...document.querySelectorAll("#`+id+` .asked [data-how]")].filter(e => getComputedStyle(e).display != "none").map(e => e.dataset.how || "usual").join()`)
		}
		if got := shown(first[0]); got != "usual" {
			t.Errorf("at first: %s", got)
		}
		b.press(`.wordings a[href="?wording=softer"]`)
		b.until(`location.search == "?wording=softer"`)
		if got := shown(first[0]); got != "softer" {
			t.Errorf("all softer: %s", got)
		}
		b.press(`#` + first[0] + ` summary`)
		b.press(`#` + first[0] + ` .how [value=firmer]`)
		if got := shown(first[0]) + " " + shown(first[1]); got != "firmer softer" {
			t.Errorf("one firmer: %s", got)
		}
		want := "wording=softer"
		if scripts {
			want += "," + first[0] + ":firmer"
		}
		link := evaluate[string](b, `document.querySelector("[data-link]").href`)
		if !strings.Contains(link, want) {
			t.Errorf("the link %s lacks %s", link, want)
		}
		b.do(chromedp.Navigate(link))
		if got := shown(first[1]); got != "softer" || scripts && shown(first[0]) != "firmer" {
			t.Errorf("shared: %s", got)
		}
	})
}

// startCable starts a proxy in front of the program, and returns its address and a function that cuts the connection.
func startCable(t *testing.T, direct string) (base string, cut func()) {
	t.Helper()
	target, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }})
	t.Cleanup(proxy.Close)
	return proxy.URL, func() {
		proxy.CloseClientConnections()
		proxy.Close()
	}
}

// TestOwnQuestion adds a rude question of one's own, takes the better wording, and finds it again in the meeting, with a note, without a
// connection; somebody else does not have it.
func TestOwnQuestion(t *testing.T) {
	for _, width := range []int64{360, 1280} {
		t.Run(fmt.Sprintf("%d pixels", width), func(t *testing.T) { askOwnQuestion(t, width) })
	}
}

func askOwnQuestion(t *testing.T, width int64) {
	t.Helper()
	direct := programtest.Start(t)
	base, cut := startCable(t, direct)
	b := openBrowser(t, base)
	b.do(chromedp.EmulateViewport(width, 740))
	b.ask(base)
	b.do(chromedp.ScrollIntoView(chromedp.ID("own_text")), chromedp.SendKeys(chromedp.ID("own_text"), "Why did you fire so many people?"))
	b.until(`document.querySelector("#own_text_advice button")`)
	b.press(`#own_text_advice button`)
	b.until(`document.querySelector("#own_text").value.startsWith("What led you to")`)
	b.press(`.add .button`)
	const there = `document.querySelector(".own .asked")?.textContent.startsWith("What led you to")`
	b.until(there)
	address := evaluate[string](b, `location.href`)
	link := evaluate[string](b, `document.querySelector("[data-link]").href`)
	b.do(chromedp.Navigate(address))
	b.until(there)

	b.press(`a[href*="/meeting/"]`)
	b.until(`document.querySelector(".cards") && document.documentElement.classList.contains("js")`)
	cards := evaluate[int](b, `document.querySelectorAll(".card").length`)
	if visible := evaluate[int](b, `[...document.querySelectorAll(".card")].filter(e => getComputedStyle(e).display != "none").length`); visible != 1 {
		t.Errorf("%d of %d cards are visible", visible, cards)
	}
	b.do(chromedp.SendKeys(chromedp.CSS("#card_1 textarea"), "They wrote it down."), chromedp.Click(chromedp.CSS("#card_1 .tick")))
	b.until(`!document.querySelector("[data-offline]").hidden`)
	cut()
	b.do(chromedp.Navigate(evaluate[string](b, `location.href.split("#")[0]`)))
	b.until(`document.querySelector("#card_1 textarea").value == "They wrote it down." && document.querySelector("#card_1 .tick input").checked`)
	for n := 2; n <= cards; n++ {
		b.press(fmt.Sprintf("#card_%d .turn .button:not(.quiet)", n-1))
		b.until(fmt.Sprintf(`getComputedStyle(document.querySelector("#card_%d")).display != "none"`, n))
	}
	b.until(fmt.Sprintf(`document.querySelector("#card_%d h2").textContent.startsWith("What led you to")`, cards))
	b.press(`.strip a[href*="notes"]`)
	b.until(`document.querySelector("[data-notes]")?.textContent.includes("They wrote it down.")`)

	other := openBrowser(t, direct)
	other.do(chromedp.Navigate(direct + strings.TrimPrefix(link, base)))
	other.questionIDs()
	if evaluate[bool](other, `!!document.querySelector(".questions .own")`) {
		t.Error("somebody else has the question")
	}
}

// TestNotesSideBySide compares the notes of two meetings by what they are about, and undoes a deletion.
func TestNotesSideBySide(t *testing.T) {
	base := programtest.Start(t)
	b := openBrowser(t, base)
	b.do(chromedp.EmulateViewport(1280, 740), chromedp.Navigate(base+"/meeting/notes"))
	b.until(`document.querySelector("[data-notes]").textContent.includes("no notes yet")`)
	for i, name := range []string{"a", "b"} {
		_ = evaluate[any](b, fmt.Sprintf(`localStorage.setItem("twoway.notes.%s", JSON.stringify({for: "a nurse", name: "Ward %s", at: "2026-12-0%d", questions: {
			q: {text: "How many of you are on at night?", care: "Pay", asked: true, note: "note %s"}, r: {text: "And breaks?", care: "Safety", asked: %t, note: ""}}}))`,
			name, strings.ToUpper(name), i+1, name, i == 0))
	}
	b.do(chromedp.Navigate(base + "/meeting/notes"))
	b.until(`document.querySelector(".beside")`)
	rows := evaluate[[]string](b, `[...document.querySelectorAll(".beside tr")].map(row => [...row.children].map(cell => cell.textContent).join("|"))`)
	if diff := cmp.Diff([]string{"About|Ward B|Ward A", "Pay|note b|note a", "Safety||no note"}, rows); diff != "" {
		t.Errorf("side by side (-want +got):\n%s", diff)
	}
	b.press(`.kept button`)
	b.until(`!document.querySelector(".beside")`)
	b.press(`[role=status] button`)
	b.until(`document.querySelector(".beside")`)
}

// TestRehearse: the clock runs and stops, and then the strong answer is shown.
func TestRehearse(t *testing.T) {
	base := programtest.Start(t)
	b := openBrowser(t, base)
	b.do(chromedp.EmulateViewport(360, 740))
	b.ask(base)
	b.press(`.bar a[href*="/rehearse/"]`)
	b.until(`document.querySelector("#card_1 [data-answer] button")?.offsetParent`)
	if evaluate[bool](b, `document.querySelector("#card_1 details").open`) {
		t.Error("the strong answer is shown at first")
	}
	b.press(`#card_1 [data-answer] button`)
	b.until(`document.querySelector("#card_1 [data-elapsed]").textContent == "0:01"`)
	b.press(`#card_1 [data-answer] button`)
	b.until(`document.querySelector("#card_1 details").open`)
	b.checkWidth()
}
