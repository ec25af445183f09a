package api_test

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"

	"twoway/api"
	"twoway/internal/strictjson"
)

// bodySchemas returns the schemas of all bodies of the contract, by operation.
func bodySchemas(tb testing.TB) map[string]*openapi3.MediaType {
	tb.Helper()
	text, err := os.ReadFile("../openapi.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	document, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		tb.Fatal(err)
	}
	all := map[string]*openapi3.MediaType{}
	for _, path := range document.Paths.Map() {
		for _, operation := range path.Operations() {
			if operation.RequestBody != nil {
				all[operation.OperationID] = operation.RequestBody.Value.Content.Get("application/json")
			}
		}
	}
	return all
}

// TestAcceptsExamples checks that the bodies that the contract shows need no second look.
func TestAcceptsExamples(t *testing.T) {
	t.Parallel()
	examples := 0
	for name, media := range bodySchemas(t) {
		accepts := api.NewAcceptor(media.Schema.Value)
		for _, example := range append(slices.Collect(maps.Values(media.Examples)), &openapi3.ExampleRef{Value: &openapi3.Example{Value: media.Example}}) {
			if example.Value.Value == nil {
				continue
			}
			text, err := json.Marshal(example.Value.Value)
			if err != nil {
				t.Fatal(err)
			}
			body, err := strictjson.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			if examples++; !accepts(body) {
				t.Errorf("%s: the example is not accepted: %s", name, text)
			}
		}
	}
	if examples < 4 {
		t.Errorf("only %d examples of bodies", examples)
	}
}

// checkAccepted checks that a body that is accepted has no faults, and reports whether it is.
func checkAccepted(tb rapid.TB, schema *openapi3.Schema, accepts api.Acceptor, text []byte) bool {
	tb.Helper()
	body, err := strictjson.Parse(text)
	if err != nil || !accepts(body) {
		return false
	}
	if faults := api.SchemaFaults(schema, body); len(faults) > 0 {
		tb.Fatalf("%s is accepted, but %v", text, faults)
	}
	return true
}

// TestAccepts holds what is compiled against the validator, with bodies that are valid or nearly so.
func TestAccepts(t *testing.T) {
	t.Parallel()
	for name, media := range bodySchemas(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			schema := media.Schema.Value
			accepts, accepted, refused := api.NewAcceptor(schema), 0, 0
			rapid.Check(t, func(t *rapid.T) {
				d := drawn{t, rapid.Bool().Draw(t, "valid")}
				text, err := json.Marshal(d.value(schema))
				if err != nil {
					t.Fatal(err)
				}
				if checkAccepted(t, schema, accepts, text) {
					accepted++
					return
				}
				refused++
				body, err := strictjson.Parse(text)
				if err == nil && !strings.Contains(string(text), ".0") && !strings.Contains(string(text), "e0") && len(api.SchemaFaults(schema, body)) == 0 {
					t.Fatalf("%s is valid, but not accepted", text)
				}
			})
			if accepted == 0 || refused == 0 {
				t.Errorf("%d bodies are accepted, %d are not: try both", accepted, refused)
			}
		})
	}
}

// FuzzAccepts holds what is compiled against the validator, with any body of a request for a set.
func FuzzAccepts(f *testing.F) {
	for _, text := range []string{engineer, kit, `{"asker":"candidate","minutes":15.0}`, `{"asker":"candidate","minutes":1e1,"seed":9007199254740992}`, `{"asker":null,"minutes":1}`} {
		f.Add([]byte(text))
	}
	schema := bodySchemas(f)["createQuestionSet"].Schema.Value
	accepts := api.NewAcceptor(schema)
	f.Fuzz(func(t *testing.T, text []byte) { checkAccepted(t, schema, accepts, text) })
}

// drawn draws values for a schema. Valid ones only, if it is valid; else at or beside their bounds, and some of another type.
type drawn struct {
	*rapid.T

	valid bool
}

// rarely reports whether to draw something that is not valid, once in n times.
func (d drawn) rarely(n int) bool {
	return !d.valid && rapid.IntRange(1, n).Draw(d.T, "odd") == 1
}

func (d drawn) value(s *openapi3.Schema) any {
	if d.rarely(60) {
		return rapid.SampledFrom([]any{nil, "x", "", 0, -1, 1.5, 1e20, true, []any{}, []any{nil}, map[string]any{}, map[string]any{"": 1}}).Draw(d.T, "another")
	}
	switch {
	case s.Type.Is(openapi3.TypeString):
		return d.text(s)
	case s.Type.Is(openapi3.TypeInteger):
		return d.integer(s)
	case s.Type.Is(openapi3.TypeBoolean):
		return rapid.Bool().Draw(d.T, "flag")
	case s.Type.Is(openapi3.TypeArray):
		return d.list(s)
	}
	return d.object(s)
}

func (d drawn) integer(s *openapi3.Schema) any {
	least, most := 0, 1000
	if s.Min != nil {
		least = int(*s.Min)
	}
	if s.Max != nil {
		most = int(*s.Max)
	}
	n := rapid.SampledFrom([]int{least, most, (least + most) / 2}).Draw(d.T, "number")
	if d.rarely(8) {
		return json.Number(rapid.SampledFrom([]string{strconv.Itoa(least - 1), strconv.Itoa(most + 1), strconv.Itoa(n) + ".0", strconv.Itoa(n) + "e0"}).Draw(d.T, "wrong"))
	}
	return n
}

func (d drawn) list(s *openapi3.Schema) any {
	least, most := int(s.MinItems), int(s.MinItems)+3
	if s.MaxItems != nil {
		most = int(*s.MaxItems)
	}
	length := min(most, least+rapid.IntRange(0, 2).Draw(d.T, "more"))
	if rapid.IntRange(0, 20).Draw(d.T, "long") == 0 && most < 100 {
		length = most
	}
	if d.rarely(20) {
		length = rapid.SampledFrom([]int{most + 1, max(0, least-1)}).Draw(d.T, "wrong")
	}
	list := make([]any, length)
	for i := range list {
		list[i] = d.value(s.Items.Value)
	}
	return list
}

func (d drawn) text(s *openapi3.Schema) any {
	switch odd := d.rarely(8); {
	case len(s.Enum) > 0 && odd:
		return "?"
	case len(s.Enum) > 0:
		return rapid.SampledFrom(s.Enum).Draw(d.T, "value")
	case s.Format == "date-time":
		return map[bool]string{false: "2030-01-01T00:00:00Z", true: "2030-13-01"}[odd]
	case s.Pattern != "":
		for _, like := range rapid.Permutation([]string{"a", "a-b1", "pay", "en", "term:a b", "2026", "abcdefghijkl", "rule:a", "2030-01-01T00:00:00Z", "sha256:" + strings.Repeat("0", 64), "A b", "-", ""}).Draw(d.T, "like the pattern") {
			if matched, err := regexp.MatchString(s.Pattern, like); err == nil && matched != odd {
				return like
			}
		}
		return "?"
	default:
		least, most := int(s.MinLength), 20
		if s.MaxLength != nil {
			most = int(*s.MaxLength)
		}
		length := rapid.SampledFrom([]int{least, most, min(most, least+1)}).Draw(d.T, "length")
		if odd {
			length = rapid.SampledFrom([]int{max(0, least-1), most + 1}).Draw(d.T, "wrong")
		}
		return strings.Repeat(rapid.SampledFrom([]string{"a", "ü", "🦄"}).Draw(d.T, "letter"), length)
	}
}

func (d drawn) object(s *openapi3.Schema) any {
	object := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		required := slices.Contains(s.Required, name) && !d.rarely(30)
		if required || rapid.Bool().Draw(d.T, "sent") {
			object[name] = d.value(s.Properties[name].Value)
		}
	}
	if d.rarely(30) {
		object["unknown"] = 1
	}
	return object
}
