package api_test

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"text/template"

	gocmp "github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"twoway/api/openapi"
	"twoway/bank"
)

// wrongGroup is a list of requests that are refused with one status and code.
type wrongGroup struct {
	Group  string
	Status int
	Code   openapi.ProblemCode
	Cases  []wrongCase
}

type wrongCase struct {
	Name    string
	Method  string
	Path    string
	Headers map[string]*string
	Body    string
	With    string
	Faults  []string
	Allow   string
}

// TestWrongInput sends what testdata/wrong.yaml lists, each several times: an answer must not depend on chance.
func TestWrongInput(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	groups := readWrong(t)
	for _, g := range groups {
		t.Run(g.Group, func(t *testing.T) {
			t.Parallel()
			for _, tt := range g.Cases {
				t.Run(tt.Name, func(t *testing.T) {
					got := c.send(t, tt.request(t))
					checkRefused(t, g, tt, got)
					for range 3 {
						if again := c.send(t, tt.request(t)); !bytes.Equal(again.body, got.body) {
							t.Fatalf("the answer changes:\n%s", difference(got, again))
						}
					}
				})
			}
		})
	}
}

// readWrong reads the cases, whose names must tell them apart.
func readWrong(t *testing.T) []wrongGroup {
	t.Helper()
	text, err := os.ReadFile("testdata/wrong.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var groups []wrongGroup
	strict := yaml.NewDecoder(bytes.NewReader(text))
	strict.KnownFields(true)
	if err := strict.Decode(&groups); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, g := range groups {
		for _, tt := range g.Cases {
			if names[g.Group+"/"+tt.Name] {
				t.Errorf("two cases of %q are called %q", g.Group, tt.Name)
			}
			names[g.Group+"/"+tt.Name] = true
		}
	}
	return groups
}

// request is the request of a case.
func (tt wrongCase) request(tb testing.TB) *http.Request {
	tb.Helper()
	if tt.With != "" {
		tt.Body = `{"asker":"candidate","minutes":15,` + tt.With + `}`
	}
	r := httptest.NewRequest(
		cmp.Or(tt.Method, http.MethodPost), expand(tb, cmp.Or(tt.Path, "/v1/question-sets")), strings.NewReader(expand(tb, tt.Body)))
	r.Header.Set("Content-Type", "application/json")
	for name, value := range tt.Headers {
		if r.Header.Del(name); value != nil {
			r.Header.Set(name, *value)
		}
	}
	return r
}

// expand fills in the templates of a text.
func expand(tb testing.TB, text string) string {
	tb.Helper()
	functions := template.FuncMap{
		"repeat": strings.Repeat,
		"hex": func(digits string) (string, error) {
			raw, err := hex.DecodeString(digits)
			return string(raw), err
		},
		"forge":   forge,
		"foreign": func(content string) (string, error) { return forgeWith(bank.TokenKey("of another server"), content) },
	}
	parsed, err := template.New("").Delims("<<", ">>").Funcs(functions).Parse(text)
	if err != nil {
		tb.Fatal(err)
	}
	var b strings.Builder
	if err := parsed.Execute(&b, nil); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

// forge is a token of any profile, as only somebody who has the secret can make it.
func forge(content string) (string, error) { return forgeWith(secret, content) }

func forgeWith(key bank.TokenKey, content string) (string, error) {
	var p struct {
		A             bank.Asker
		R, Y, G, O, I string
		M, K          int
		S             int64
		C             [][2]string
	}
	err := json.Unmarshal([]byte(content), &p)
	profile := bank.Profile{Asker: p.A, Role: p.R, Seniority: p.Y, Stage: p.G, AskedOf: p.O, Locale: p.I, Minutes: p.M, Count: p.K, Seed: p.S}
	for _, c := range p.C {
		profile.Cares = append(profile.Cares, bank.Chosen{Care: c[0], Aspect: c[1]})
	}
	return key.Seal(shipped().Release, 1, profile, func(string) bool { return true }), err
}

func checkRefused(t *testing.T, g wrongGroup, tt wrongCase, got answer) {
	t.Helper()
	p := parse[openapi.Problem](t, got, g.Status)
	if kind := got.header.Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("content type is %q", kind)
	}
	if p.Status != g.Status || p.Code != g.Code || p.Type != "about:blank" || p.Title == "" || p.Detail == nil || *p.Detail == "" {
		t.Errorf("problem is %s, want status %d and code %s", got.body, g.Status, g.Code)
	}
	if allow := got.header.Get("Allow"); allow != tt.Allow {
		t.Errorf("allowed is %q, want %q", allow, tt.Allow)
	}
	if diff := gocmp.Diff(tt.Faults, faultLines(p, tt.Faults), emptyIsNil); diff != "" {
		t.Errorf("faults (-want +got):\n%s\nin %s", diff, brief(got.body))
	}
	for _, f := range p.Errors {
		if f.Detail == "" {
			t.Errorf("%s says nothing of %s", f.Code, f.Pointer)
		}
	}
}

var emptyIsNil = gocmp.Transformer("list", func(list []string) []string { return append([]string{}, list...) })

// faultLines are the faults of a problem as the cases write them. What is nearest is written where it is wanted.
func faultLines(p openapi.Problem, want []string) []string {
	var lines []string
	for i, f := range p.Errors {
		line := f.Code + " " + cmp.Or(f.Pointer, "(body)")
		if i < len(want) && strings.Count(want[i], " ") > strings.Count(line, " ") && len(f.Nearest) > 0 {
			line += " " + f.Nearest[0]
		}
		lines = append(lines, line)
	}
	return lines
}
