package bank_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"twoway/bank"
)

func TestCheckText(t *testing.T) {
	for _, tt := range []struct {
		text, detail, fix string
		lines             bool
	}{
		{text: "How much is the pay\u200b here?", detail: `This has an invisible character, ZERO WIDTH SPACE (U+200B) after "How much is the pay". Remove it.`, fix: "How much is the pay here?"},
		{text: "\ufeffPay", detail: `ZERO WIDTH NO-BREAK SPACE (U+FEFF) at its start.`, fix: "Pay"},
		{text: "pay \u202egnol\u202c", detail: `RIGHT-TO-LEFT OVERRIDE (U+202E) after "pay". It has 1 more such characters.`, fix: "pay gnol"},
		{text: "a\u2066b\u2069", detail: "LEFT-TO-RIGHT ISOLATE", fix: "ab"},
		{text: "a\u200eb\u200f", detail: "LEFT-TO-RIGHT MARK", fix: "ab"},
		{text: "a\u2060b", detail: "WORD JOINER", fix: "ab"},
		{text: "co\u00adoperate", detail: "SOFT HYPHEN", fix: "cooperate"},
		{text: "a\x00b", detail: "a control character, NULL (U+0000)", fix: "ab"},
		{text: "a\x1b[2Jb", detail: "ESCAPE", fix: "a[2Jb"},
		{text: "a\u009bb", detail: "CONTROL SEQUENCE INTRODUCER", fix: "ab"},
		{text: "a\tb", detail: "TAB", fix: "a b"},
		{text: "a\nb", detail: "a line break, which is not possible here, LINE FEED", fix: "a b"},
		{text: "a\u2028b", detail: "LINE SEPARATOR", fix: "a b"},
		{text: "a\rb", detail: "CARRIAGE RETURN", fix: "a b", lines: true},
		{text: "a\uf0b7b", detail: "a character that only some fonts have (U+F0B7)", fix: "ab"},
		{text: "a\u0378b", detail: "a character without a meaning (U+0378)", fix: "ab"},
		{text: "a\ufdd0b", detail: "a character without a meaning", fix: "ab"},
		{text: "a\u200db", detail: "ZERO WIDTH JOINER", fix: "ab"},
		{text: "a\ufe0fb", detail: "an invisible character (U+FE0F)", fix: "ab"},
		{text: "a\U000e0041b", detail: "an invisible character (U+E0041)", fix: "ab"},
		{text: "a\u3164b", detail: "HANGUL FILLER", fix: "ab"},
		{text: "caf\xe9", detail: `bytes that are not valid UTF-8 after "caf". The text was damaged on its way here: type it again.`},
		{text: "caf\ufffd", detail: "REPLACEMENT CHARACTER (U+FFFD)"},
	} {
		f, found := bank.CheckText("/x", tt.text, tt.lines)
		if !found || f.Code != bank.FaultHiddenCharacter || f.Pointer != "/x" || !strings.Contains(f.Detail, tt.detail) || f.Fix != tt.fix {
			t.Errorf("%q: %v, %+v; want %q and the fix %q", tt.text, found, f, tt.detail, tt.fix)
		}
	}
	for _, text := range []string{
		"", "Why?", "naïve – “quoted” …", "日本語", "می\u200cخواهم", "क्\u200dष", "👩\u200d🚀 🏳\ufe0f\u200d🌈 👍🏽 1\ufe0f⃣ ❤\ufe0f", "e\u0301", "\u0600", "a\u00a0b",
	} {
		if f, found := bank.CheckText("/x", text, false); found {
			t.Errorf("%q: %+v", text, f)
		}
	}
	if f, found := bank.CheckText("/x", "one\ntwo\r\n\tthree", true); found {
		t.Errorf("lines: %+v", f)
	}
}

func TestAdviseText(t *testing.T) {
	for _, tt := range []struct{ text, detail, fix string }{
		{"Tea &amp; biscuits", "This has an entity of HTML (&amp;).", "Tea & biscuits"},
		{"It&#39;s&nbsp;so", "an entity of HTML (&#39;)", "It's so"},
		{"&amp;lt;b&amp;gt;bold", "an entity", "bold"},
		{"A <b class='x'>bold</b> move<br/>", "a tag of HTML (<b class='x'>)", "A bold move"},
		{"pay\u00a0rise", "a non-breaking space (U+00A0)", "pay rise"},
		{"pay\u2003rise", "an unusual blank (U+2003)", "pay rise"},
		{" pay ", "blanks at its start or end", "pay"},
		{"pay  rise", "two blanks in a row", "pay rise"},
		{"&nbsp; pay&zwnj;", "an entity", "pay"},
	} {
		f, found := bank.AdviseText("/x", tt.text)
		if !found || f.Code != bank.FaultUntidyText || !strings.Contains(f.Detail, tt.detail) || f.Fix != tt.fix {
			t.Errorf("%q: %v, %+v; want %q and the fix %q", tt.text, found, f, tt.detail, tt.fix)
		}
	}
	for _, text := range []string{"", "R&D", "AT&T; and more", "a < b", "1 <2> 3", "x &unheard; y"} {
		if f, found := bank.AdviseText("/x", text); found {
			t.Errorf("%q: %+v", text, f)
		}
	}
}

// TestTextFixes: a fix has nothing left to fix, and an escaped text has nothing that is hidden.
func TestTextFixes(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		"a", " ", "b c", "\u200b", "\u200d", "\u202e", "\x1b", "\n", "\r", "\u00a0", "&amp;", "&#8203;", "&lt;b&gt;", "<i>", "👩", "🚀", "می", "\ufe0f", "\U000e0041", "amp;", "&",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "pieces"), "")
		if f, found := bank.CheckText("", bank.Clean(text), false); found {
			t.Errorf("cleaned %q: %+v", text, f)
		}
		if f, found := bank.CheckText("", bank.Escape(text), true); found {
			t.Errorf("escaped %q: %+v", text, f)
		}
		if f, found := bank.AdviseText("", text); found {
			if again, found := bank.AdviseText("", f.Fix); found {
				t.Errorf("the fix %q of %q: %+v", f.Fix, text, again)
			}
		}
		if f, found := bank.CheckText("", text, false); found && !utf8.ValidString(f.Fix) {
			t.Errorf("the fix %q of %q is not UTF-8", f.Fix, text)
		}
	})
}

// TestHiddenCharactersAnywhere puts an invisible character into a text of each kind of part.
func TestHiddenCharactersAnywhere(t *testing.T) {
	const hidden = "\u200b"
	for pointer, spoil := range map[string]func(c *bank.Content){
		"/questions/last-on-call-week/text":           func(c *bank.Content) { c.Questions[0].Text += hidden },
		"/questions/last-on-call-week/listen_for/1":   func(c *bank.Content) { c.Questions[0].ListenFor[1] += hidden },
		"/questions/last-on-call-week/source":         func(c *bank.Content) { c.Questions[0].Source += hidden },
		"/rules/on-call/name":                         func(c *bank.Content) { c.Rules[0].Name += hidden },
		"/rules/on-call/when":                         func(c *bank.Content) { c.Rules[0].When += hidden },
		"/rules/on-call/because":                      func(c *bank.Content) { c.Rules[0].Because += hidden },
		"/vocabulary/seniority/mid/name":              func(c *bank.Content) { c.Vocabulary.Seniorities[0].Name += hidden },
		"/vocabulary/stage/panel/note":                func(c *bank.Content) { c.Vocabulary.Stages[0].Note += hidden },
		"/vocabulary/asked_of/peer/definition":        func(c *bank.Content) { c.Vocabulary.AskedOf[0].Definition += hidden },
		"/vocabulary/care/pay/synonyms/0":             func(c *bank.Content) { c.Vocabulary.Cares[0].Synonyms[0] += hidden },
		"/vocabulary/care/pay/aspects/0/name":         func(c *bank.Content) { c.Vocabulary.Cares[0].Aspects[0].Name += hidden },
		"/vocabulary/topic/workload/name":             func(c *bank.Content) { c.Vocabulary.Topics[0].Name += hidden },
		"/vocabulary/discloses/family/definition":     func(c *bank.Content) { c.Vocabulary.Discloses[0].Definition += hidden },
		"/vocabulary/role/nursing/titles/0":           func(c *bank.Content) { c.Vocabulary.Roles[0].Titles[0] += hidden },
		"/vocabulary/role/nursing/lexicon/0":          func(c *bank.Content) { c.Vocabulary.Roles[0].Lexicon[0] += hidden },
		"/questions/last-on-call-week/waivers/0/rule": func(c *bank.Content) { c.Questions[0].Waivers[0].Rule += hidden },
	} {
		c := textBank()
		spoil(&c)
		faults := bank.NewValidator(&c).All()
		found := false
		for _, f := range faults {
			found = found || f.Pointer == pointer && f.Code == bank.FaultHiddenCharacter && strings.Contains(f.Detail, "ZERO WIDTH SPACE")
		}
		if !found {
			t.Errorf("%s: got %v", pointer, faults)
		}
	}
}

// textBank returns a bank with a part of each kind, whose texts are not empty.
func textBank() bank.Content {
	term := func(id string) bank.Term {
		return bank.Term{ID: id, Name: id, Definition: id, Synonyms: []string{"a " + id}}
	}
	return bank.Content{
		Vocabulary: bank.Vocabulary{
			Seniorities: []bank.Seniority{{Term: term("mid"), Level: 1}}, Stages: []bank.Stage{{Term: term("panel"), Note: "Note."}},
			AskedOf: []bank.Term{term("peer")}, Cares: []bank.Care{{Term: term("pay"), Aspects: []bank.Term{term("bonus")}}},
			Topics: []bank.Topic{{Term: term("workload")}}, Discloses: []bank.Disclosure{{Term: term("family")}},
			Roles: []bank.Role{{Term: term("nursing"), Titles: []string{"nurse"}, Lexicon: []string{"rota"}}},
		},
		Questions: []bank.Question{{
			ID: "last-on-call-week", Text: "Why?", Source: "Me", ListenFor: []string{"a", "b"}, Waivers: []bank.Waiver{{Rule: "a", Because: "b"}},
		}},
		Rules: []bank.Rule{{ID: "on-call", Name: "On call", Because: "So.", When: "true"}},
	}
}
