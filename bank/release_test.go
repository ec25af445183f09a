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

// TestHashSeesEveryField changes one value of the content after another; no two of the hashes may be the same.
func TestHashSeesEveryField(t *testing.T) {
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
		if other, taken := seen[hash]; taken {
			t.Errorf("content with %s changed hashes like that with %s", l.path, other)
		}
		seen[hash] = l.path
	}
}

// TestHashIgnoresOrder: in whatever order questions and rules come, normalised content is the same.
func TestHashIgnoresOrder(t *testing.T) {
	c := valid()
	c.Normalise()
	want := hashOf(t, c)
	rapid.Check(t, func(rt *rapid.T) {
		turned := valid()
		turned.Questions = rapid.Permutation(turned.Questions).Draw(rt, "questions")
		turned.Rules = rapid.Permutation(turned.Rules).Draw(rt, "rules")
		turned.Normalise()
		if got := hashOf(t, turned); got != want {
			rt.Errorf("hash is %s, want %s", got, want)
		}
	})
}

// TestHashSeesOrder: the order of terms is that in which they are shown, and so is that of lists within a question.
func TestHashSeesOrder(t *testing.T) {
	for name, turn := range map[string]func(c *bank.Content){
		"stages":     func(c *bank.Content) { swap(c.Vocabulary.Stages) },
		"listen_for": func(c *bank.Content) { swap(c.Questions[0].ListenFor) },
		"cases":      func(c *bank.Content) { swap(c.Rules[0].Cases) },
		"care_order": func(c *bank.Content) { swap(c.Weights.CareOrder) },
	} {
		c := valid()
		turn(&c)
		c.Normalise()
		before := valid()
		before.Normalise()
		if hashOf(t, c) == hashOf(t, before) {
			t.Errorf("the hash is the same with %s in another order", name)
		}
	}
}

func swap[T any](list []T) { list[0], list[1] = list[1], list[0] }

// TestHashIgnoresNil: nil and empty lists are the same once normalised, and canonical content holds no null list.
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
		t.Errorf("canonical form holds null:\n%s", canonical)
	}
	var zero bank.Content
	zero.Normalise()
	if canonical, err := zero.Canonical(); err != nil || strings.Contains(string(canonical), "null") {
		t.Errorf("canonical form of nothing is %s, %v; want no null", canonical, err)
	}
}

// empty empties the lists that hold no lists themselves.
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

// TestNormaliseCopies: content is passed around by value, so its lists must not be written to behind anybody's back.
func TestNormaliseCopies(t *testing.T) {
	original := valid()
	swap(original.Questions)
	want := valid()
	swap(want.Questions)
	c := original
	c.Normalise()
	for _, l := range leaves("", reflect.ValueOf(&c).Elem()) {
		if !strings.HasSuffix(l.path, " shortened") && !strings.Contains(l.path, "Anchors") { // a pointer, never written to
			l.change()
		}
	}
	if diff := cmp.Diff(want, original); diff != "" {
		t.Errorf("original after its normalised copy was overwritten (-want +got):\n%s", diff)
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

// TestParseContentReadsCanonical: parsing gives the same content, and its canonical form the same bytes.
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

// TestCanonicalForm: one line, and what HTML would want escaped as it is.
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
		"nothing":            ``,
		"null":               `null`,
		"a list":             `[]`,
		"a string":           `"{}"`,
		"unknown field":      `{"question":[]}`,
		"unknown deep down":  `{"questions":[{"ID2":1}]}`,
		"unknown in inlined": `{"vocabulary":{"stages":[{"id":"x","note":"","level":1}]}}`,
		"wrong type":         `{"questions":[{"minutes":"3"}]}`,
		"fraction":           `{"questions":[{"minutes":3.5}]}`,
		"cut off":            `{"questions":[`,
		"something follows":  `{} {}`,
		"a brace follows":    `{}}`,
		"text follows":       `{}x`,
	} {
		if got, err := bank.ParseContent([]byte(text)); err == nil {
			t.Errorf("%s: %q was read as %+v, want an error", name, text, got)
		}
	}
}

func TestReleaseID(t *testing.T) {
	r := bank.Release{Number: 3, Hash: "sha256:x", Note: "n"}
	if got, want := r.ID(), (bank.ReleaseID{Number: 3, Hash: "sha256:x"}); got != want {
		t.Errorf("id is %+v, want %+v", got, want)
	}
}
