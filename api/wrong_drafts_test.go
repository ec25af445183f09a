package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
)

// wrongDraft is a case of testdata/wrong_drafts.yaml.
type wrongDraft struct {
	Kind, Name, Fault string
	Body              map[string]any
	Set               map[string]any
	Fix               *string
	Nearest           string
	Refused           bool
}

// wrongDrafts returns the valid drafts by kind, and the cases.
func wrongDrafts(t *testing.T) (valid map[string]struct {
	Path string
	Body map[string]any
}, cases []wrongDraft,
) {
	t.Helper()
	text, err := os.ReadFile("testdata/wrong_drafts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Valid map[string]struct {
			Path string
			Body map[string]any
		}
		Cases []wrongDraft
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Valid, file.Cases
}

// copied returns a copy of a JSON value, in the types of encoding/json.
func copied(t *testing.T, value any) any {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// put sets the value at a JSON pointer; nil removes it.
func put(t *testing.T, in any, steps []string, value any) {
	t.Helper()
	switch in := in.(type) {
	case map[string]any:
		switch {
		case len(steps) > 1:
			put(t, in[steps[0]], steps[1:], value)
		case value == nil:
			delete(in, steps[0])
		default:
			in[steps[0]] = value
		}
	case []any:
		i, err := strconv.Atoi(steps[0])
		if err != nil || i >= len(in) {
			t.Fatalf("no entry %s", steps[0])
		}
		if len(steps) == 1 {
			in[i] = value
		} else {
			put(t, in[i], steps[1:], value)
		}
	default:
		t.Fatalf("nothing at %q", steps)
	}
}

// textAt returns the text at a JSON pointer.
func textAt(in any, steps []string) string {
	for _, step := range steps {
		switch value := in.(type) {
		case map[string]any:
			in = value[step]
		case []any:
			i, _ := strconv.Atoi(step)
			in = value[i]
		}
	}
	text, _ := in.(string)
	return text
}

// reviewOf returns what is wrong with a draft: the faults of its review, or those for which it is refused.
func reviewOf(t *testing.T, c client, path string, body any) (faults []openapi.FieldError, refused bool) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	a := c.ask(t, http.MethodPost, path+"/validate", "", string(text))
	if a.status == http.StatusUnprocessableEntity {
		return parse[openapi.Problem](t, a, a.status).Errors, true
	}
	return parse[openapi.Review](t, a, http.StatusOK).Faults, false
}

// TestWrongDrafts validates and saves wrong drafts of every kind: what is wrong is said, with the place and what was meant, and all is
// saved but what has not the shape of a draft.
func TestWrongDrafts(t *testing.T) {
	t.Parallel()
	c := newServiceClient(t, newBank(t, serve.Options{}), t.Output())
	valid, cases := wrongDrafts(t)
	for kind, v := range valid {
		if faults, _ := reviewOf(t, c, v.Path, v.Body); len(faults) > 0 {
			t.Errorf("the valid %s has faults: %+v", kind, faults)
		}
	}
	for i, w := range cases {
		v := valid[w.Kind]
		body := copied(t, v.Body)
		if w.Body != nil {
			body = copied(t, w.Body)
		}
		for pointer, value := range w.Set {
			put(t, body, bank.PointerSteps(pointer), copied(t, value))
		}
		name := w.Kind + ": " + w.Name
		faults, refused := reviewOf(t, c, v.Path, body)
		checkWrong(t, name, w, faults, refused)
		checkFixes(t, reviewer{c, v.Path, name}, body, faults)
		if !w.Refused {
			put(t, body, []string{"id"}, fmt.Sprint(textAt(body, []string{"id"}), separator(w.Kind), "case", separator(w.Kind), i))
			text, _ := json.Marshal(body) // it was decoded from JSON
			a := c.ask(t, http.MethodPost, v.Path, "", string(text))
			if d := parse[openapi.Draft](t, a, http.StatusCreated); len(d.Review.Faults) == 0 {
				t.Errorf("%s: it was saved without faults", name)
			}
			retire(t, c, v.Path+"/"+textAt(body, []string{"id"}))
		}
	}
}

func separator(kind string) string {
	if kind == "question" || kind == "kit" || kind == "rule" {
		return "-"
	}
	return "_"
}

// retire retires a new draft, so that it is not among those that later ones are checked with.
func retire(t *testing.T, c client, path string) {
	t.Helper()
	if a := c.ask(t, http.MethodDelete, path, `"1"`, ""); a.status != http.StatusOK {
		t.Fatalf("%s: status %d", path, a.status)
	}
}

// checkWrong looks for the fault of a case among those found.
func checkWrong(t *testing.T, name string, w wrongDraft, faults []openapi.FieldError, refused bool) {
	t.Helper()
	if refused != w.Refused {
		t.Errorf("%s: refused is %t: %+v", name, refused, faults)
	}
	for _, f := range faults {
		if f.Code+" "+f.Pointer != w.Fault {
			continue
		}
		fix := ""
		if f.Fix != nil {
			fix = *f.Fix
		}
		if w.Fix != nil && fix != *w.Fix || fix != "" && len(f.Nearest) > 0 && f.Nearest[0] != strings.Trim(fix, `"`) {
			t.Errorf("%s: the fix is %q (nearest %q), want %q", name, fix, f.Nearest, *w.Fix)
		}
		if w.Fix == nil && len(f.Nearest) == 0 && f.Code == "unknown_value" {
			t.Errorf("%s: there is nothing nearest", name)
		}
		if w.Nearest != "" && (len(f.Nearest) == 0 || f.Nearest[0] != w.Nearest) {
			t.Errorf("%s: nearest is %q, want %q", name, f.Nearest, w.Nearest)
		}
		return
	}
	t.Errorf("%s: no fault %q among %+v", name, w.Fault, faults)
}

// reviewer has drafts of one kind reviewed, for the case with a name.
type reviewer struct {
	client

	path, name string
}

// checkFixes applies each fix alone: the fault must be gone.
func checkFixes(t *testing.T, r reviewer, body any, faults []openapi.FieldError) {
	t.Helper()
	for _, f := range faults {
		if f.Fix == nil {
			continue
		}
		fixed, steps, value := copied(t, body), bank.PointerSteps(f.Pointer), *f.Fix
		if text := textAt(body, steps); f.Range != nil {
			runes := []rune(text)
			value = string(runes[:(*f.Range)[0]]) + value + string(runes[(*f.Range)[1]:])
		} else if f.Found != nil && *f.Found != text && *f.Found != "" {
			value = strings.Replace(text, *f.Found, value, 1)
		}
		put(t, fixed, steps, value)
		after, _ := reviewOf(t, r.client, r.path, fixed)
		for _, left := range after {
			if left.Code == f.Code && left.Pointer == f.Pointer && fmt.Sprint(left.Found) == fmt.Sprint(f.Found) {
				t.Errorf("%s: with %q at %s, there is still %+v", r.name, value, f.Pointer, left)
			}
		}
	}
}
