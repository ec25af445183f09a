package exchange_test

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/exchange"
	"twoway/seed"
)

// shipped returns the shipped bank, loaded once. It must not be written to.
var shipped = sync.OnceValues(func() (bank.Content, error) { return exchange.Load(seed.Shipped()) })

func content(t *testing.T) bank.Content {
	t.Helper()
	c, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// shippedFiles returns a copy of the files of the shipped bank, to modify them.
func shippedFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(seed.Shipped(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(seed.Shipped(), name)
		files[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func canonical(t *testing.T, dir fs.FS) string {
	t.Helper()
	c, err := exchange.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	text, err := c.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestLoadIgnoresArrangement: the loaded content does not depend on which file has which part.
func TestLoadIgnoresArrangement(t *testing.T) {
	want := canonical(t, seed.Shipped())
	for name, arrange := range map[string]func(files fstest.MapFS){
		"unchanged":          func(fstest.MapFS) {},
		"one file":           func(files fstest.MapFS) { join(files, false) },
		"one file, reversed": func(files fstest.MapFS) { join(files, true) },
		"names reversed":     rename,
		"other files":        func(files fstest.MapFS) { files["questions/README.md"] = &fstest.MapFile{Data: []byte("- id: 1")} },
		"comments":           comment,
	} {
		t.Run(name, func(t *testing.T) {
			files := shippedFiles(t)
			arrange(files)
			if got := canonical(t, files); got != want {
				t.Errorf("%d canonical bytes differ from the %d of the shipped arrangement:\n%s", len(got), len(want), cmp.Diff(want, got))
			}
		})
	}
}

// join moves all questions into one file; likewise all rules, and all roles.
func join(files fstest.MapFS, reversed bool) {
	for _, folder := range []string{"questions", "rules", "vocabulary/roles"} {
		names := slices.DeleteFunc(slices.Sorted(maps.Keys(files)), func(name string) bool { return !strings.HasPrefix(name, folder+"/") })
		if reversed {
			slices.Reverse(names)
		}
		var all bytes.Buffer
		for _, name := range names {
			all.Write(files[name].Data)
			delete(files, name)
		}
		files[folder+"/all.yml"] = &fstest.MapFile{Data: all.Bytes()}
	}
}

// rename reverses the order of the names of the files below the folders, and moves each into a folder of its own.
func rename(files fstest.MapFS) {
	for _, folder := range []string{"questions", "rules", "vocabulary/roles"} {
		names := slices.Sorted(maps.Keys(files))
		for i, name := range names {
			if strings.HasPrefix(name, folder+"/") {
				files[path.Join(folder, strings.Repeat("z", len(names)-i), "deep", "x.yaml")] = files[name]
				delete(files, name)
			}
		}
	}
}

func comment(files fstest.MapFS) {
	for name, file := range files {
		if path.Ext(name) == ".yaml" {
			file.Data = slices.Concat([]byte("---\n# first\n"), file.Data, []byte("\n# last\n"))
		}
	}
}

func TestLoadIsNormalised(t *testing.T) {
	c := content(t)
	normalised := c
	normalised.Normalise()
	if diff := cmp.Diff(normalised, c); diff != "" {
		t.Errorf("loaded content is not normalised (-normalised +loaded):\n%s", diff)
	}
}

// TestDefaults loads a question and a rule without the optional fields, and a question with them.
func TestDefaults(t *testing.T) {
	files := shippedFiles(t)
	explicit := strings.Replace(goodQuestion, "- id: unheard-of", "- id: explicit\n  version: 3\n  status: draft\n  locale: de\n  source: Me\n  license: CC0-1.0", 1)
	files["questions/zz.yaml"] = &fstest.MapFile{Data: []byte(goodQuestion + explicit)}
	files["rules/zz.yaml"] = &fstest.MapFile{Data: []byte(goodRule)}
	c, err := exchange.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	type fields struct {
		Version                 int
		Status                  bank.Status
		Locale, Source, License string
	}
	got := map[string]fields{}
	for _, q := range c.Questions {
		got[q.ID] = fields{q.Version, q.Status, q.Locale, q.Source, q.License}
	}
	for id, want := range map[string]fields{
		"unheard-of": {1, bank.Ready, "en", "Twoway", "CC-BY-4.0"},
		"explicit":   {3, bank.Draft, "de", "Me", "CC0-1.0"},
	} {
		if got[id] != want {
			t.Errorf("question %s is %+v, want %+v", id, got[id], want)
		}
	}
	i := slices.IndexFunc(c.Rules, func(r bank.Rule) bool { return r.ID == "unheard-of" })
	if r := c.Rules[i]; r.Version != 1 || r.Status != bank.Ready {
		t.Errorf("rule has version %d and status %q, want 1 and ready", r.Version, r.Status)
	}
}

// TestLocateComments: a fault of an unfinished text says so if YAML takes the rest of the text for a comment.
func TestLocateComments(t *testing.T) {
	for _, tt := range []struct {
		pick, on string
		want     bool
	}{
		{"any(profile.cares, # in question.cares)", "(", true},
		{"profile.level > # the level", "", true},
		{"profile.level = 3 # the level", "=", false},
		{"any(profile.cares, true", "(", false},
		{"'any(profile.cares, ' # in question.cares)", "(", false},
	} {
		files := shippedFiles(t)
		files["rules/zz.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(goodRule, `question.topic == "workload"`, tt.pick, 1))}
		fault := bank.Fault{Code: bank.FaultMalformed, Pointer: "/rules/unheard-of/pick", Detail: "No.", Line: 1, Column: 4, On: tt.on}
		err := exchange.Locate(files, &bank.Error{Faults: []bank.Fault{fault}})
		if e, ok := errors.AsType[*bank.Error](err); !ok || strings.Contains(e.Faults[0].Detail, "starts a comment") != tt.want {
			t.Errorf("%s, with a fault on %q: %v", tt.pick, tt.on, err)
		}
	}
}

// TestLocate adds files and lines to faults that another package found.
func TestLocate(t *testing.T) {
	files := shippedFiles(t)
	files["rules/zz.yaml"] = &fstest.MapFile{Data: []byte(goodRule)}
	for pointer, mark := range map[string]string{
		"/rules/unheard-of/when":                   "  when:",
		"/rules/unheard-of/cases/1":                "    - {applies: false",
		"/rules/unheard-of/effect/points":          "  effect:",
		"/rules/unheard-of/nothing/of/that/kind/0": "- id: unheard-of",
	} {
		in := &bank.Error{Code: bank.CodeInvalidContent, Message: "No.", Faults: []bank.Fault{{Code: "x", Pointer: pointer, Line: 1, Column: 4}}}
		err := exchange.Locate(files, in)
		e, ok := errors.AsType[*bank.Error](err)
		want := "rules/zz.yaml:" + lineOf(t, goodRule, mark) + " " + pointer
		if !ok || e.Code != in.Code || e.Message != in.Message || e.Faults[0].Pointer != want || e.Faults[0].Column != 4 {
			t.Errorf("%s is located as %+v, want %q", pointer, err, want)
		}
		if in.Faults[0].Pointer != pointer {
			t.Errorf("the pointer of the given fault changed to %q", in.Faults[0].Pointer)
		}
	}
	for _, pointer := range []string{"", "/", "/nowhere", "nowhere", "/cares/0"} {
		in := &bank.Error{Faults: []bank.Fault{{Pointer: pointer}}}
		if e, ok := errors.AsType[*bank.Error](exchange.Locate(files, in)); !ok || e.Faults[0].Pointer != pointer {
			t.Errorf("pointer %q is located as %q, want it unchanged", pointer, e.Faults[0].Pointer)
		}
	}
	if other := errors.New("another"); !errors.Is(exchange.Locate(files, other), other) || exchange.Locate(files, nil) != nil {
		t.Error("an error of another type was changed")
	}
}
