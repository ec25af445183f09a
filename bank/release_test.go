package bank_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"twoway/bank"
)

func hashOf(t *testing.T, c bank.Content) string {
	t.Helper()
	hash, err := c.Hash()
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func TestHashForm(t *testing.T) {
	if hash := hashOf(t, valid()); !regexp.MustCompile(`^sha256:[0-9a-f]{64}$`).MatchString(hash) {
		t.Errorf("hash is %q, want sha256: and 64 hexadecimal digits", hash)
	}
}

// TestHashCoversEveryField changes each value of the content in turn; no two of the hashes may be the same. Versions are left out.
func TestHashCoversEveryField(t *testing.T) {
	first := full()
	seen := map[string]string{hashOf(t, first): "unchanged"}
	n := len(leaves("", reflect.ValueOf(&first).Elem()))
	if n < 300 {
		t.Fatalf("only %d values to change: has the content shrunk?", n)
	}
	for i := range n {
		c := full()
		l := leaves("", reflect.ValueOf(&c).Elem())[i]
		l.change()
		hash := hashOf(t, c)
		if strings.Contains(l.path, ".Version") {
			if seen[hash] != "unchanged" {
				t.Errorf("changing %s changes the hash", l.path)
			}
			continue
		}
		if other, taken := seen[hash]; taken {
			t.Errorf("changing %s and changing %s give the same hash", l.path, other)
		}
		seen[hash] = l.path
	}
}

// TestHashLeavesOutVersionsAlone: what looks like a version within a text is part of the hash.
func TestHashLeavesOutVersionsAlone(t *testing.T) {
	hashes := map[string]bool{}
	for _, text := range []string{`"version":1,`, `"version":2,`, `\"version":1,`, `version":1`, `version`, `{"version":1,"status":`} {
		c := full()
		c.Questions[0].Text = text
		c.Questions[0].Version = len(hashes) + 7
		hashes[hashOf(t, c)] = true
	}
	if len(hashes) != 6 {
		t.Errorf("6 texts have %d hashes", len(hashes))
	}
}

// TestHashIgnoresOrder shuffles questions and rules: normalised content is the same.
func TestHashIgnoresOrder(t *testing.T) {
	c := valid()
	c.Normalise()
	want := hashOf(t, c)
	rapid.Check(t, func(rt *rapid.T) {
		shuffled := valid()
		shuffled.Questions = rapid.Permutation(shuffled.Questions).Draw(rt, "questions")
		shuffled.Rules = rapid.Permutation(shuffled.Rules).Draw(rt, "rules")
		shuffled.Normalise()
		if got := hashOf(t, shuffled); got != want {
			rt.Errorf("hash is %s, want %s", got, want)
		}
	})
}

// TestHashCoversOrder changes the order of terms, and of lists within a question or rule: it matters, because they are shown
// in that order.
func TestHashCoversOrder(t *testing.T) {
	for name, reorder := range map[string]func(c *bank.Content){
		"stages":     func(c *bank.Content) { swap(c.Vocabulary.Stages) },
		"listen_for": func(c *bank.Content) { swap(c.Questions[0].ListenFor) },
		"cases":      func(c *bank.Content) { swap(c.Rules[0].Cases) },
		"care_order": func(c *bank.Content) { swap(c.Weights.CareOrder) },
	} {
		c := valid()
		reorder(&c)
		c.Normalise()
		before := valid()
		before.Normalise()
		if hashOf(t, c) == hashOf(t, before) {
			t.Errorf("the hash is the same with %s in another order", name)
		}
	}
}

func swap[T any](list []T) { list[0], list[1] = list[1], list[0] }

// TestHashIgnoresNil: normalised, nil and empty lists are the same, and canonical content has no null.
func TestHashIgnoresNil(t *testing.T) {
	var nils, empties bank.Content
	n := 0
	fill(reflect.ValueOf(&nils).Elem(), &n)
	n = 0
	fill(reflect.ValueOf(&empties).Elem(), &n)
	empty(reflect.ValueOf(&nils).Elem(), true, 0)
	empty(reflect.ValueOf(&empties).Elem(), false, 0)
	nils.Normalise()
	empties.Normalise()
	if diff := cmp.Diff(nils, empties); diff != "" {
		t.Errorf("normalised content with nil lists (-) differs from that with empty ones (+):\n%s", diff)
	}
	canonical, err := nils.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(canonical), "null") {
		t.Errorf("canonical form has null:\n%s", canonical)
	}
	var zero bank.Content
	zero.Normalise()
	if canonical, err := zero.Canonical(); err != nil || strings.Contains(string(canonical), "null") {
		t.Errorf("canonical form of zero content is %s, %v; want no null", canonical, err)
	}
}

// empty empties all lists, except lists of structs.
func empty(v reflect.Value, toNil bool, depth int) {
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			empty(field, toNil, depth+1)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Struct {
			for i := range v.Len() {
				empty(v.Index(i), toNil, depth+1)
			}
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		if toNil {
			v.SetZero()
		}
	default:
	}
}

// TestNormaliseCopies: content is passed by value, so Normalise must not write to shared lists.
func TestNormaliseCopies(t *testing.T) {
	original := valid()
	swap(original.Questions)
	want := valid()
	swap(want.Questions)
	c := original
	c.Normalise()
	for _, l := range leaves("", reflect.ValueOf(&c).Elem()) {
		if !strings.HasSuffix(l.path, " shortened") && !strings.Contains(l.path, "Anchors") { // Normalise does not copy pointers
			l.change()
		}
	}
	if diff := cmp.Diff(want, original); diff != "" {
		t.Errorf("original after its normalised copy was changed (-want +got):\n%s", diff)
	}
}

func TestNormaliseTwice(t *testing.T) {
	once := valid()
	once.Normalise()
	twice := once
	twice.Normalise()
	if diff := cmp.Diff(once, twice); diff != "" {
		t.Errorf("normalised once (-) and twice (+):\n%s", diff)
	}
}

// TestParseContentReadsCanonical parses canonical content: the result is the same content, and encodes to the same bytes.
func TestParseContentReadsCanonical(t *testing.T) {
	contents := rapid.Custom(func(rt *rapid.T) bank.Content {
		c := full()
		all := leaves("", reflect.ValueOf(&c).Elem())
		for range rapid.IntRange(0, 8).Draw(rt, "changes") {
			rapid.SampledFrom(all).Draw(rt, "change").change()
		}
		c.Questions[0].Text = rapid.String().Draw(rt, "text")
		return c
	})
	rapid.Check(t, func(rt *rapid.T) {
		c := contents.Draw(rt, "content")
		c.Normalise()
		canonical, err := c.Canonical()
		if err != nil {
			rt.Fatal(err)
		}
		parsed, err := bank.ParseContent(canonical)
		if err != nil {
			rt.Fatalf("parse %s: %v", canonical, err)
		}
		if diff := cmp.Diff(c, parsed); diff != "" {
			rt.Fatalf("content (-) and parsed (+):\n%s", diff)
		}
		again, err := parsed.Canonical()
		if err != nil || string(again) != string(canonical) {
			rt.Fatalf("canonical form is %s, %v\nwant %s", again, err, canonical)
		}
	})
}

// TestCanonicalForm: the form is one line, without HTML escapes.
func TestCanonicalForm(t *testing.T) {
	c := bank.Content{Rules: []bank.Rule{{ID: "r", When: "a < b && c > d\n"}}}
	c.Normalise()
	got, err := c.Canonical()
	want := `{"vocabulary":{"seniorities":[],"stages":[],"asked_of":[],"cares":[],"topics":[],"discloses":[],"roles":[]},` +
		`"weights":{"care_order":[],"care_only":0,"repeat":[],"variety":0},"questions":[],` +
		`"rules":[{"id":"r","version":0,"status":"","asker":"","name":"","when":"a < b && c > d\n","pick":"",` +
		`"effect":{"kind":""},"because":"","cases":[]}],"near_duplicates":[]}`
	if diff := cmp.Diff(want, string(got)); diff != "" || err != nil {
		t.Errorf("canonical form (-want +got), error %v:\n%s", err, diff)
	}
}

func TestParseContentStrict(t *testing.T) {
	for name, text := range map[string]string{
		"empty":              ``,
		"null":               `null`,
		"a list":             `[]`,
		"a string":           `"{}"`,
		"unknown field":      `{"question":[]}`,
		"unknown, nested":    `{"questions":[{"ID2":1}]}`,
		"unknown in inlined": `{"vocabulary":{"stages":[{"id":"x","note":"","level":1}]}}`,
		"wrong type":         `{"questions":[{"minutes":"3"}]}`,
		"fraction":           `{"questions":[{"minutes":3.5}]}`,
		"cut off":            `{"questions":[`,
		"another object":     `{} {}`,
		"another brace":      `{}}`,
		"text after the end": `{}x`,
	} {
		if got, err := bank.ParseContent([]byte(text)); err == nil {
			t.Errorf("%s: %q was parsed as %+v, want an error", name, text, got)
		}
	}
}

func TestReleaseID(t *testing.T) {
	r := bank.Release{Number: 3, Hash: "sha256:x", Note: "n"}
	if got, want := r.ID(), (bank.ReleaseID{Number: 3, Hash: "sha256:x"}); got != want {
		t.Errorf("ID is %+v, want %+v", got, want)
	}
}
