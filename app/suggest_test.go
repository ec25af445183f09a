package app_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"twoway/exchange"
	"twoway/internal/programtest"
	"twoway/seed"
)

// startSuggesting starts the program with the shipped bank and with suggestions of these tests, and returns its URL.
func startSuggesting(t *testing.T) string {
	t.Helper()
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	for i := range content.Vocabulary.Roles {
		r := &content.Vocabulary.Roles[i]
		r.Suggestions = nil
		switch r.ID {
		case "nursing":
			r.Suggestions = []string{"Charge nurse", "Nurse practitioner", "Staff nurse", "Theatre nurse"}
		case "early_childhood":
			r.Suggestions = []string{"Nursery nurse"}
		}
	}
	dir := filepath.Join(t.TempDir(), "bank")
	if err := exchange.Export(dir, exchange.YAML, content); err != nil {
		t.Fatal(err)
	}
	return programtest.Start(t, "--bank", dir)
}

// combobox is the state of the field for the job title.
type combobox struct {
	Value, Expanded, Active, Status string
	Options                         []string
}

func (b *browser) combobox() combobox {
	b.t.Helper()
	return evaluate[combobox](b, `(() => {
		const input = document.querySelector("#role");
		const isShown = !document.querySelector("#role_list").hidden;
		return {
			Value: input.value, Expanded: input.getAttribute("aria-expanded"),
			Active: document.getElementById(input.getAttribute("aria-activedescendant"))?.dataset.title ?? "",
			Status: document.querySelector(".suggest [role=status]").textContent,
			Options: isShown ? [...document.querySelectorAll("#role_list [role=option]")].map(o => o.innerText.replace(/\s+/g, " ")) : [],
		};
	})()`)
}

// enter presses Enter as a keyboard does: no character follows where the page prevents it.
func enter() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
			key := input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, NativeVirtualKeyCode: 13}
			if kind == input.DispatchKeyEventTypeKeyDown {
				key.Text = "\r"
			}
			if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, key); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestSuggestions chooses a job title with the keyboard and with the mouse, on a phone-sized screen.
func TestSuggestions(t *testing.T) {
	base := startSuggesting(t)
	b := openBrowser(t, base)
	role := chromedp.ID("role")
	b.do(chromedp.EmulateViewport(360, 800), chromedp.Navigate(base+"/"), chromedp.WaitVisible(chromedp.CSS("[role=combobox]")))
	is := func(what string, want combobox) {
		t.Helper()
		if diff := cmp.Diff(want, b.combobox()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	opened := func() {
		t.Helper()
		b.until(`document.querySelector("#role").getAttribute("aria-expanded") === "true"`)
	}
	is("at first", combobox{Expanded: "false", Options: []string{}})

	b.do(chromedp.SendKeys(role, "nur"))
	opened()
	all := []string{
		"Nursery nurse Early childhood", "Nurse practitioner Nursing", "Charge nurse Nursing", "Staff nurse Nursing", "Theatre nurse Nursing",
		"Nursery grower Agriculture", "Nursery hand Agriculture", // titles that no role suggests
		"Nursing home administrator Care work", "Nursing home manager Care work", "Nursing home aide Care work",
	}
	is("typed", combobox{Value: "nur", Expanded: "true", Status: "10 suggestions.", Options: all})
	b.checkWidth()
	b.do(chromedp.KeyEvent(kb.ArrowDown))
	is("down", combobox{Value: "nur", Expanded: "true", Active: "Nursery nurse", Status: "10 suggestions.", Options: all})
	b.do(chromedp.KeyEvent(kb.ArrowUp), chromedp.KeyEvent(kb.ArrowUp))
	is("up to the last", combobox{Value: "nur", Expanded: "true", Active: "Nursing home aide", Status: "10 suggestions.", Options: all})
	b.do(enter())
	is("chosen", combobox{Value: "Nursing home aide", Expanded: "false", Options: []string{}})

	b.do(chromedp.KeyEvent(kb.ArrowDown))
	b.do(chromedp.SendKeys(role, " x")) // no title has this
	b.until(`document.querySelector("#role").value === "Nursing home aide x"`)
	is("own words", combobox{Value: "Nursing home aide x", Expanded: "false", Options: []string{}})

	evaluate[string](b, `document.querySelector("#role").value = ""`)
	b.do(chromedp.SendKeys(role, "nur"))
	opened()
	b.do(chromedp.KeyEvent(kb.Escape))
	is("escaped", combobox{Value: "nur", Expanded: "false", Options: []string{}})
	b.do(chromedp.KeyEvent(kb.ArrowDown))
	opened()
	b.do(chromedp.Click(chromedp.CSS("#role_list li:nth-child(4)")))
	is("clicked", combobox{Value: "Staff nurse", Expanded: "false", Options: []string{}})

	b.do(enter(), chromedp.WaitVisible(chromedp.CSS("[data-question-id]"))) // nothing is active: the form is sent
	if title := evaluate[string](b, `document.querySelector(".read").innerText`); !strings.Contains(title, "staff nurse, read as nursing") {
		t.Errorf("the title is %q", title)
	}
	if visited := evaluate[string](b, `location.href`); !strings.HasPrefix(visited, base+"/sets/") || strings.Contains(visited, "nurse") {
		t.Errorf("the page's address is %s", visited)
	}
}

// TestNoSuggestionsWithoutScripts: without JavaScript, the field is an ordinary one.
func TestNoSuggestionsWithoutScripts(t *testing.T) {
	base := startSuggesting(t)
	b := openBrowser(t, base)
	b.setScripts(false)
	b.do(chromedp.Navigate(base+"/"), chromedp.SendKeys(chromedp.ID("role"), "nur"))
	time.Sleep(300 * time.Millisecond) // time enough to be suggested something
	if n := evaluate[int](b, `document.querySelectorAll("[role=combobox], [role=listbox], datalist").length`); n > 0 {
		t.Errorf("%d elements of a combobox", n)
	}
}
