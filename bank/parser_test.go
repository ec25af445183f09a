package bank_test

import (
	"bytes"
	"reflect"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
)

// TestParser compares Parser with ParseContent, for contents and for what is none, in the order in which one follows the other.
func TestParser(t *testing.T) {
	small := testbank.Small()
	edited := testbank.With(func(c *bank.Content) { c.Questions[0].Text = "What changed?" })
	renamed := testbank.With(func(c *bank.Content) { c.Vocabulary.Roles[0].Name = "Another" })
	var p bank.Parser
	for _, text := range [][]byte{
		canonicalOf(t, small), canonicalOf(t, edited), canonicalOf(t, renamed), canonicalOf(t, renamed), canonicalOf(t, small),
		nil, []byte("null"), []byte("{}"), []byte(`{"vocabulary":`), []byte(`{"vocabulary":{}`), []byte(`{"vocabulary":{}}`),
		[]byte(`{"vocabulary":{},}`), []byte(`{"vocabulary":{},"rules":[]}`), []byte(`{"vocabulary":{"other":1},"rules":[]}`),
		[]byte(`{"vocabulary":{},"rules":[]} {}`), []byte(`{"vocabulary":{}"rules":[]}`), []byte(`{"vocabulary":[],"rules":[]}`),
		bytes.Replace(canonicalOf(t, small), []byte(`,"weights"`), []byte(`,"other":1,"weights"`), 1),
		canonicalOf(t, small)[:len(canonicalOf(t, small))-1],
		canonicalOf(t, testbank.With(func(c *bank.Content) { c.Questions, c.Rules = []bank.Question{}, c.Rules[:1] })),
		canonicalOf(t, testbank.With(func(c *bank.Content) { c.Questions[0].Text = `"quoted\\" and \ at the end\` })),
		bytes.Replace(canonicalOf(t, small), []byte(`"questions":[`), []byte(`"questions":[,`), 1),
		bytes.Replace(canonicalOf(t, small), []byte(`"questions":[`), []byte(`"questions":[7,`), 1),
		bytes.Replace(canonicalOf(t, small), []byte(`"questions":[`), []byte(`"questions":[{"id":"a","other":1},`), 1),
		bytes.Replace(canonicalOf(t, small), []byte(`],"rules"`), []byte(`,],"rules"`), 1),
		bytes.Replace(canonicalOf(t, small), []byte(`"questions":[`), []byte(`"questions":null,"rules":[`), 1),
		bytes.Replace(canonicalOf(t, small), []byte(`"near_duplicates":[`), []byte(`"near_duplicates": [`), 1),
	} {
		want, wantErr := bank.ParseContent(text)
		got, err := p.Parse(text)
		if (err == nil) != (wantErr == nil) || err == nil && !reflect.DeepEqual(got, want) {
			t.Errorf("Parse(%.60s) is %v, want %v, or another content", text, err, wantErr)
		}
	}
}

// FuzzParser compares Parser with ParseContent.
func FuzzParser(f *testing.F) {
	small := testbank.Small()
	text, err := small.Canonical()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text, 0)
	f.Add([]byte(`{"vocabulary":{},"weights":{},"questions":[{"text":"\\\""}],"rules":[],"near_duplicates":[["a","b"]]}`), 10)
	var p bank.Parser
	f.Fuzz(func(t *testing.T, text []byte, cut int) {
		if 0 < cut && cut < len(text) {
			text = append(bytes.Clone(text[:cut]), text[cut+1:]...)
		}
		want, wantErr := bank.ParseContent(text)
		got, err := p.Parse(text)
		if (err == nil) != (wantErr == nil) || err == nil && !reflect.DeepEqual(got, want) {
			t.Errorf("Parse(%q) is %v, want %v, or another content", text, err, wantErr)
		}
	})
}

// TestParserShares checks that equal parts share memory, and others do not.
func TestParserShares(t *testing.T) {
	var p bank.Parser
	parse := func(c bank.Content) *bank.Role {
		got, err := p.Parse(canonicalOf(t, c))
		if err != nil {
			t.Fatal(err)
		}
		return &got.Vocabulary.Roles[0]
	}
	first := parse(testbank.Small())
	if parse(testbank.With(func(c *bank.Content) { c.Questions[0].Text = "What changed?" })) != first {
		t.Error("a release with an edited question has a vocabulary of its own")
	}
	if parse(testbank.With(func(c *bank.Content) { c.Vocabulary.Roles[0].Name = "Another" })) == first {
		t.Error("a release with an edited vocabulary shares the old one")
	}
}

func canonicalOf(t *testing.T, c bank.Content) []byte {
	t.Helper()
	text, err := c.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	return text
}
