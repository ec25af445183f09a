package web_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// texts returns the texts of a language by their ID; those with several forms as one.
func texts(t *testing.T, language string) map[string]string {
	t.Helper()
	messages := map[string]any{}
	areas, err := filepath.Glob("words/*." + language + ".json")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(areas, "words/"+language+".json") {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		before := len(messages)
		var own map[string]any
		if err := json.Unmarshal(raw, &own); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		maps.Copy(messages, own)
		if len(messages) != before+len(own) {
			t.Errorf("%s has texts of another file", path)
		}
	}
	all := map[string]string{}
	for id, message := range messages {
		switch m := message.(type) {
		case string:
			all[id] = m
		case map[string]any:
			one, _ := m["one"].(string)
			other, _ := m["other"].(string)
			if len(m) != 2 || one == "" || other == "" {
				t.Errorf("%s: %s has the forms %v, want one and other", language, id, m)
			}
			all[id] = other
		default:
			t.Errorf("%s: %s is %v", language, id, message)
		}
	}
	return all
}

// TestWords: both languages have the same texts with the same blanks, besides the terms of the vocabulary, and no page asks for another.
func TestWords(t *testing.T) {
	english, german := texts(t, "en"), texts(t, "de")
	isTerm := regexp.MustCompile(`^(stage|seniority|asked_of|care|discloses)\.[a-z_]+(\.definition)?$`)
	blanks := regexp.MustCompile(`\{\{?[^}]*\}?\}`)
	for id, text := range english {
		want, got := blanks.FindAllString(text, -1), blanks.FindAllString(german[id], -1)
		slices.Sort(want)
		slices.Sort(got)
		if german[id] == "" || !cmp.Equal(want, got) {
			t.Errorf("%s: %q, in German %q", id, text, german[id])
		}
	}
	for id := range german {
		if english[id] == "" && !isTerm.MatchString(id) {
			t.Errorf("%s is in German alone", id)
		}
	}
	asked := regexp.MustCompile(`\bt "([^"]+)"|\.T\("([^"]+)"`)
	used := map[string]bool{}
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".html") && (!strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go")) {
			return err
		}
		source, err := os.ReadFile(path)
		for _, found := range asked.FindAllStringSubmatch(string(source), -1) {
			id := found[1] + found[2]
			used[id] = true
			if english[id] == "" && !strings.HasSuffix(id, ".") {
				t.Errorf("%s: there is no text %q", path, id)
			}
		}
		return err
	})
	if err != nil || len(used) < 100 {
		t.Errorf("%d texts are used, %v", len(used), err)
	}
}
