package lint

import (
	"strings"
	"testing"
)

// TestSigns checks a family of signs: two different ones make a finding, wherever they stand, and one never does.
func TestSigns(t *testing.T) {
	l := compileLexicon()
	r := &ruleReader{lex: l, id: "test", sets: map[string]*set{}}
	for line := range strings.Lines(`set moon
+ the? moon
signs 2
-- by joke
sign moon
sign cheese
+ cheese
- cream cheese
sign both
+ moon cheese|rock`) {
		if err := r.read(strings.TrimSpace(line)); err != nil {
			t.Fatal(err)
		}
	}
	l.index()
	for text, want := range map[string]string{
		"Is there a fork for the moon and the cheese?":       "the moon and the cheese",
		"Who eats cheese? I ask. There is the moon.":         "cheese? I ask. There is the moon",
		"The moon and the moon and the moon":                 "", // one sign counts once
		"Do you take the moon rock?":                         "", // a word counts once
		"Cream cheese on the moon":                           "", // an exception to a sign
		"Cheese on the moon, by joke":                        "", // and to the family
		"Bring the moon a rock. No moon cheese, only cheese": "the moon a rock. No moon cheese",
	} {
		got := ""
		d := l.parse(text, nil)
		if list := d.hits(r.rules, ""); len(list) > 0 {
			got = string([]rune(text)[d.tokens[list[0].from].from:d.tokens[list[0].to-1].to])
		}
		if got != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}

// TestSignsNeedAFamily checks mistakes in rule files.
func TestSignsNeedAFamily(t *testing.T) {
	for _, text := range []string{"sign moon", "signs moon", "signs 1", "signs", "only mars"} {
		r := &ruleReader{lex: compileLexicon(), sets: map[string]*set{}}
		if r.read(text) == nil {
			t.Errorf("%q is no mistake", text)
		}
	}
}
