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

// invalidGroup is a list of requests that must be answered with the same status and code.
type invalidGroup struct {
	Group  string
	Status int
	Code   openapi.ProblemCode
	Cases  []invalidCase
}

// invalidCase is a request and the faults in its answer. The file explains the fields.
type invalidCase struct {
	Name    string
	Method  string
	Path    string
	Headers map[string]*string
	Body    string
	With    string
	Faults  []string
	Allow   string
}

// TestInvalidRequests sends the requests in testdata/invalid_requests.yaml, each several times: the answer must not vary.
func TestInvalidRequests(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	groups := readInvalid(t)
	for _, g := range groups {
		t.Run(g.Group, func(t *testing.T) {
			t.Parallel()
			for _, tt := range g.Cases {
				t.Run(tt.Name, func(t *testing.T) {
					got := c.send(t, tt.request(t))
					checkProblemOf(t, g, tt, got)
					for range 3 {
						if repeated := c.send(t, tt.request(t)); !bytes.Equal(repeated.body, got.body) {
							t.Fatalf("the answer changes:\n%s", difference(got, repeated))
						}
					}
				})
			}
		})
	}
}

// readInvalid reads the cases. Their names must be unique in their group.
func readInvalid(t *testing.T) []invalidGroup {
	t.Helper()
	text, err := os.ReadFile("testdata/invalid_requests.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var groups []invalidGroup
	strict := yaml.NewDecoder(bytes.NewReader(text))
	strict.KnownFields(true)
	if err := strict.Decode(&groups); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, g := range groups {
		for _, tt := range g.Cases {
			if names[g.Group+"/"+tt.Name] {
				t.Errorf("two cases of %q have the name %q", g.Group, tt.Name)
			}
			names[g.Group+"/"+tt.Name] = true
		}
	}
	return groups
}

// request returns the request of a case.
func (tt invalidCase) request(tb testing.TB) *http.Request {
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

// expand executes the template in a text.
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

// forge returns a correctly sealed token for a profile, which may be invalid. The content is the profile in JSON.
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

// checkProblemOf checks that the answer to a case is the problem that the case expects.
func checkProblemOf(t *testing.T, g invalidGroup, tt invalidCase, got answer) {
	t.Helper()
	p := parse[openapi.Problem](t, got, g.Status)
	if kind := got.header.Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("content type is %q", kind)
	}
	if p.Status != g.Status || p.Code != g.Code || p.Type != "about:blank" || p.Title == "" || p.Detail == nil || *p.Detail == "" {
		t.Errorf("problem is %s, want status %d and code %s", got.body, g.Status, g.Code)
	}
	if allow := got.header.Get("Allow"); allow != tt.Allow {
		t.Errorf("the Allow header is %q, want %q", allow, tt.Allow)
	}
	if diff := gocmp.Diff(tt.Faults, faultLines(p, tt.Faults), emptyIsNil); diff != "" {
		t.Errorf("faults (-want +got):\n%s\nin %s", diff, brief(got.body))
	}
	for _, f := range p.Errors {
		if f.Detail == "" {
			t.Errorf("the fault %s %s has no detail", f.Code, f.Pointer)
		}
	}
}

var emptyIsNil = gocmp.Transformer("list", func(list []string) []string { return append([]string{}, list...) })

// faultLines returns the faults of a problem in the format of the cases. A line has the nearest value only if want has it.
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
