package lang_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"twoway/bank"
	"twoway/rules/lang"
)

// completed is a case of testdata/completions.yaml.
type completed struct {
	Text  string
	Asker bank.Asker
	Part  lang.Part
	Is    []string
	First []string
	Has   []string
	Lacks []string
}

func proposed(source string, at int, scope lang.Scope) []string {
	list := []string{}
	for _, c := range language().Complete(source, at, scope) {
		list = append(list, c.Text)
	}
	return list
}

func TestComplete(t *testing.T) {
	for _, c := range read[completed](t, "completions.yaml") {
		before, after, found := strings.Cut(c.Text, "¦")
		if !found {
			t.Fatalf("%q has no cursor", c.Text)
		}
		got := proposed(before+after, len([]rune(before)), scope(c.Asker, c.Part))
		if diff := cmp.Diff(c.Is, got, cmpopts.EquateEmpty()); c.Is != nil && diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.Text, diff)
		}
		if diff := cmp.Diff(c.First, got[:min(len(got), len(c.First))], cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q: first completions (-want +got):\n%s", c.Text, diff)
		}
		for _, want := range c.Has {
			if !slices.Contains(got, want) {
				t.Errorf("%q: got %q, want %s among them", c.Text, got, want)
			}
		}
		for _, unwanted := range c.Lacks {
			if slices.Contains(got, unwanted) {
				t.Errorf("%q: got %s, which is unwanted", c.Text, unwanted)
			}
		}
		if c.Is == nil && len(c.First)+len(c.Has)+len(c.Lacks) == 0 {
			t.Errorf("%q expects nothing", c.Text)
		}
	}
}

// TestCompletionFields compares every field of one completion of each kind.
func TestCompletionFields(t *testing.T) {
	v := vocabulary()
	v.Roles[0].Name, v.Roles[0].Definition = "Nursing", "Care for the sick."
	l := lang.New(v, questionIDs)
	for source, want := range map[string]lang.Completion{
		`profile.role == "nur`:   {From: 16, To: 20, Text: `"nursing"`, Kind: lang.CompleteValue, Detail: "Nursing: Care for the sick."},
		"é == profile.rol":       {From: 5, To: 16, Text: "profile.role", Kind: lang.CompleteField, Detail: "a text"},
		"an":                     {From: 0, To: 2, Text: "any(", Kind: lang.CompleteFunction, Detail: "At least one element matches."},
		"profile.role contains ": {},
		"profile.role contai":    {From: 13, To: 19, Text: "contains", Kind: lang.CompleteOperator},
	} {
		var got lang.Completion
		if list := l.Complete(source, len([]rune(source)), scope("", lang.When)); len(list) > 0 {
			got = list[0]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", source, diff)
		}
	}
}

func TestNoCompletionsOutsideText(t *testing.T) {
	long := strings.Repeat(" ", lang.MaxBytes+1)
	for _, c := range []struct {
		source string
		at     int
	}{{"", -1}, {"", 1}, {"profile.role == ", 17}, {long, 0}} {
		if got := proposed(c.source, c.at, scope("", "")); len(got) > 0 {
			t.Errorf("%.20q at %d: %q", c.source, c.at, got)
		}
	}
	if got := proposed("é", 1, scope("", "")); len(got) > 0 {
		t.Errorf("at the end of an unknown word: %q", got)
	}
}

// TestCompleteAdmittedTexts cuts the texts of testdata/admitted.yaml before each word and value, and checks that the word
// or value is proposed there.
func TestCompleteAdmittedTexts(t *testing.T) {
	checked := 0
	for _, c := range read[admitted](t, "admitted.yaml") {
		for from, word := range wordsOf(c.Text) {
			got := proposed(c.Text[:from], len([]rune(c.Text[:from])), scope(c.Asker, c.Part))
			if checked++; !slices.Contains(got, word) && !slices.Contains(got, word+"(") {
				t.Errorf("%q before %s: got %q, want the word among them", c.Text, word, got)
			}
		}
	}
	if checked < 130 {
		t.Errorf("checked only %d places", checked)
	}
}

// wordsOf returns the fields, IDs and connectives of a text with ordinary spelling, by byte offset.
func wordsOf(source string) map[int]string {
	found := map[int]string{}
	if strings.ContainsAny(source, "'`\\{?;\n") || strings.Contains(source, "any([") || strings.Contains(source, "[\"") && strings.Contains(source, "\"]") && strings.Contains(source, ".\"") {
		return found
	}
	for at := 0; at < len(source); {
		end := at + strings.IndexAny(source[at:]+" ", " (),[]!<>=")
		word := source[at:end]
		switch {
		case word == "and" || word == "or" || strings.HasPrefix(word, "profile.") || strings.HasPrefix(word, "question."):
			found[at] = word
		case strings.HasPrefix(word, `"`) && strings.HasSuffix(word, `"`) && slices.Contains([]string{`"nursing"`, `"panel"`, `"offer"`, `"safety"`}, word):
			if at > 3 && (strings.HasSuffix(source[:at], "== ") || strings.HasSuffix(source[:at], "in [")) {
				found[at] = word
			}
		}
		at = end + 1
	}
	return found
}

// TestProposalsAreKnown builds texts from proposals and checks that no field or ID in them is unknown or not allowed.
func TestProposalsAreKnown(t *testing.T) {
	l := language()
	rapid.Check(t, func(t *rapid.T) {
		s := scope(rapid.SampledFrom([]bank.Asker{bank.Candidate, bank.Interviewer}).Draw(t, "asker"), rapid.SampledFrom([]lang.Part{lang.When, lang.Pick}).Draw(t, "part"))
		source := ""
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			list := l.Complete(source, len([]rune(source)), s)
			if len(list) == 0 {
				source += rapid.SampledFrom([]string{"1 ", ", ", ") ", "and "}).Draw(t, "else")
				continue
			}
			c := rapid.SampledFrom(list).Draw(t, "proposal")
			source = string([]rune(source)[:c.From]) + c.Text + " "
		}
		_, faults := l.Compile(source, s)
		for _, f := range faults {
			if f.Code == bank.FaultUnknownField || f.Code == bank.FaultUnknownValue || f.Code == bank.FaultPersonalisedKit {
				t.Fatalf("%q: %s", source, f.Detail)
			}
		}
	})
}

func FuzzComplete(f *testing.F) {
	for _, c := range read[completed](f, "completions.yaml") {
		before, after, _ := strings.Cut(c.Text, "¦")
		f.Add(before+after, len([]rune(before)), string(c.Part))
	}
	l := language()
	f.Fuzz(func(t *testing.T, source string, at int, part string) {
		for _, c := range l.Complete(source, at, scope("", lang.Part(part))) {
			if c.From < 0 || c.From > at || c.To < at || c.To > len([]rune(source)) || c.Text == "" {
				t.Errorf("%q at %d: %+v", source, at, c)
			}
		}
	})
}
