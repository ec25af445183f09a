package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// openPaths returns the paths of the contract that need no admin token.
func openPaths() map[string]*openapi3.PathItem {
	paths := maps.Clone(contract().Paths.Map())
	maps.DeleteFunc(paths, func(path string, _ *openapi3.PathItem) bool { return strings.HasPrefix(path, "/v1/admin/") })
	return paths
}

// TestRequestExamples sends every example request body.
func TestRequestExamples(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	sent := 0
	for path, item := range openPaths() {
		for method, operation := range item.Operations() {
			if operation.RequestBody == nil {
				continue
			}
			for _, media := range operation.RequestBody.Value.Content {
				for name, value := range examplesOf(media) {
					sent++
					visit(t, method+" "+path+" "+name, media.Schema, value, openapi3.VisitAsRequest())
					body, err := json.Marshal(value)
					if err != nil {
						t.Fatal(err)
					}
					if a := c.post(t, path, string(body)); !slices.Contains([]int{http.StatusOK, http.StatusCreated, http.StatusNoContent}, a.status) {
						t.Errorf("%s %s, example %q: status %d, want 200, 201 or 204: %s", method, path, name, a.status, a.body)
					}
				}
			}
		}
	}
	if sent < 2 {
		t.Errorf("%d examples were sent, want at least 2", sent)
	}
}

// TestResponseExamples checks every example response against its schema.
func TestResponseExamples(t *testing.T) {
	t.Parallel()
	checked := 0
	check := func(at string, response *openapi3.Response) {
		for _, media := range response.Content {
			for name, value := range examplesOf(media) {
				checked++
				visit(t, at+" "+name, media.Schema, value, openapi3.VisitAsResponse())
			}
		}
	}
	for name, response := range contract().Components.Responses {
		check(name, response.Value)
		if name != "NotModified" && len(examplesOf(response.Value.Content["application/problem+json"])) == 0 { // that has no body
			t.Errorf("%s has no example", name)
		}
	}
	for path, item := range contract().Paths.Map() {
		for method, operation := range item.Operations() {
			for status, response := range operation.Responses.Map() {
				check(method+" "+path+" "+status, response.Value)
			}
		}
	}
	if checked < 8 {
		t.Errorf("%d examples were checked, want at least 8", checked)
	}
}

// TestSetExample: the program answers the example of a set as the contract shows it, apart from what belongs to a release and an installation.
func TestSetExample(t *testing.T) {
	t.Parallel()
	media := contract().Paths.Value("/v1/question-sets").Post.Responses.Value("200").Value.Content["application/json"]
	want, _ := examplesOf(media)["nothing"].(map[string]any)
	sent := `{"asker":"candidate","role":"dragon tamer","stage":"offer","cares":["data privacy"],"minutes":1}`
	got := parse[map[string]any](t, shippedClient(t).choose(t, sent), http.StatusOK)
	for name, value := range want {
		if slices.Contains([]string{"release", "engine", "token", "url"}, name) {
			continue
		}
		shown, _ := json.Marshal(value)
		answered, _ := json.Marshal(got[name])
		if string(shown) != string(answered) {
			t.Errorf("%s is %s, the contract shows %s", name, answered, shown)
		}
	}
	if len(want) == 0 {
		t.Error("the contract shows no set")
	}
}

// TestProblemExamples: each example problem has the status for which it is declared.
func TestProblemExamples(t *testing.T) {
	t.Parallel()
	for path, item := range contract().Paths.Map() {
		for method, operation := range item.Operations() {
			for status, response := range operation.Responses.Map() {
				for _, value := range examplesOf(response.Value.Content["application/problem+json"]) {
					problem, ok := value.(map[string]any)
					if got := fmt.Sprint(problem["status"]); !ok || got != status {
						t.Errorf("%s %s: the example for status %s has status %s", method, path, status, got)
					}
				}
			}
		}
	}
}

// TestParameterExamples sends the example of every parameter, together with those that are required. Only the example token, and the cursor
// of changes, which is of a release, are not valid on every server.
func TestParameterExamples(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for path, item := range openPaths() {
		for method, operation := range item.Operations() {
			address := path
			for _, p := range operation.Parameters {
				if p.Value.In == openapi3.ParameterInPath {
					address = strings.Replace(address, "{"+p.Value.Name+"}", fmt.Sprint(p.Value.Example), 1)
				}
			}
			for _, p := range operation.Parameters {
				example, ok := p.Value.Example.(string)
				switch {
				case p.Value.Example == nil:
					t.Errorf("%s %s: %s has no example", method, path, p.Value.Name)
				case p.Value.In == openapi3.ParameterInPath:
					visit(t, path, p.Value.Schema, p.Value.Example)
					if want := map[string]int{"token": 422, "id": 200, "kit_id": 404, "number": 200, "version": 200}; c.get(t, address).status != want[p.Value.Name] {
						t.Errorf("%s: the example %v does not return status %d", path, p.Value.Example, want[p.Value.Name])
					}
				case p.Value.In == openapi3.ParameterInHeader:
					visit(t, path, p.Value.Schema, p.Value.Example)
				case p.Value.Schema.Value.Type.Is(openapi3.TypeArray):
					query := requiredIn(operation)
					for _, item := range p.Value.Example.([]any) {
						query.Add(p.Value.Name, item.(string))
					}
					if p.Value.Name == "competencies" || p.Value.Name == "requirements" {
						query.Set("asker", "interviewer")
					}
					if a := c.get(t, path+"?"+query.Encode()); a.status != http.StatusOK {
						t.Errorf("%s?%s: status %d: %s", path, query.Encode(), a.status, a.body)
					}
				case ok && method == http.MethodGet && !strings.Contains(path, "{token}"):
					query := requiredIn(operation)
					query.Set(p.Value.Name, example)
					want := http.StatusOK
					if operation.OperationID == "listChanges" && p.Value.Name == "cursor" {
						want = http.StatusGone
					}
					if a := c.get(t, address+"?"+query.Encode()); a.status != want {
						t.Errorf("%s?%s=%s: status %d: %s", path, p.Value.Name, example, a.status, a.body)
					}
				}
			}
		}
	}
}

// requiredIn returns the parameters that an operation requires in its query, as in its examples.
func requiredIn(operation *openapi3.Operation) url.Values {
	query := url.Values{}
	for _, p := range operation.Parameters {
		if p.Value.In == openapi3.ParameterInQuery && p.Value.Required {
			query.Set(p.Value.Name, fmt.Sprint(p.Value.Example))
		}
	}
	return query
}

// examplesOf returns the examples of a body by name.
func examplesOf(media *openapi3.MediaType) map[string]any {
	values := map[string]any{}
	if media == nil {
		return values
	}
	for name, example := range media.Examples {
		values[name] = example.Value.Value
	}
	if media.Example != nil {
		values["example"] = media.Example
	}
	return values
}

func visit(t *testing.T, at string, schema *openapi3.SchemaRef, value any, options ...openapi3.SchemaValidationOption) {
	t.Helper()
	if err := schema.Value.VisitJSON(value, append(options, openapi3.MultiErrors())...); err != nil {
		t.Errorf("%s: the example does not match its schema: %v", at, err)
	}
}

// TestContract checks that the document is valid, and that every operation declares a success and 500, and no default.
func TestContract(t *testing.T) {
	t.Parallel()
	if err := contract().Validate(t.Context()); err != nil {
		t.Error(err)
	}
	for path, item := range contract().Paths.Map() {
		for method, operation := range item.Operations() {
			statuses := operation.Responses.Keys()
			isSuccess := func(status string) bool { return slices.Contains([]string{"200", "201", "204"}, status) }
			if !slices.ContainsFunc(statuses, isSuccess) || !slices.Contains(statuses, "500") || slices.Contains(statuses, "default") {
				t.Errorf("%s %s declares %s, want 200, 201 or 204, 500 and no default", method, path, statuses)
			}
		}
	}
}
