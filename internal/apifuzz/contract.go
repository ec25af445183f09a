package apifuzz

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// operation is one operation of the contract.
type operation struct {
	id, method, path string
	spec             *openapi3.Operation
	secured          bool
	body             *openapi3.Schema // nil if it takes none
}

// contract is openapi.yaml, read independently of the program that is tested.
type contract struct {
	operations []*operation // sorted by path and method
	problem    *openapi3.Schema
	names      map[string]bool // of all members and parameters
}

// readContract parses the text of openapi.yaml and closes its schemas: an object with named members may have no other.
func readContract(ctx context.Context, document []byte) (*contract, error) {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(ctx); err != nil {
		return nil, err
	}
	k := &contract{problem: doc.Components.Schemas["Problem"].Value, names: map[string]bool{"query": true, "path": true, "header": true}}
	for _, path := range doc.Paths.InMatchingOrder() {
		for method, spec := range doc.Paths.Value(path).Operations() {
			o, err := newOperation(method, path, spec)
			if err != nil {
				return nil, err
			}
			for _, p := range spec.Parameters {
				k.names[p.Value.Name] = true
			}
			k.operations = append(k.operations, o)
		}
	}
	slices.SortFunc(k.operations, func(a, b *operation) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	k.closeSchemas(doc)
	return k, nil
}

func newOperation(method, path string, spec *openapi3.Operation) (*operation, error) {
	o := &operation{id: spec.OperationID, method: method, path: path, spec: spec}
	o.secured = spec.Security != nil && len(*spec.Security) > 0
	if spec.RequestBody == nil {
		return o, nil
	}
	media := spec.RequestBody.Value.Content.Get("application/json")
	if media == nil {
		return nil, fmt.Errorf("%s takes no JSON", o.id)
	}
	o.body = media.Schema.Value
	return o, nil
}

// closeSchemas forbids members without a name in every object that has members with one. It notes all names.
func (k *contract) closeSchemas(doc *openapi3.T) {
	no := false
	for _, s := range doc.Components.Schemas {
		for name := range s.Value.Properties {
			k.names[name] = true
		}
		if len(s.Value.Properties) > 0 {
			s.Value.AdditionalProperties = openapi3.BoolSchema{Has: &no}
		}
	}
}

// find returns the operation for a method and an unescaped path, nil if there is none, and the methods that the path has. A path
// without parameters comes before one with them.
func (k *contract) find(method, path string) (found *operation, methods []string) {
	for _, o := range k.operations {
		if !o.matches(path) {
			continue
		}
		methods = append(methods, o.method)
		if o.method == method && (found == nil || strings.Count(o.path, "{") < strings.Count(found.path, "{")) {
			found = o
		}
	}
	return found, methods
}

// matches reports whether a path fits the operation's template.
func (o *operation) matches(path string) bool {
	want, got := strings.Split(o.path, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if isParameter := strings.HasPrefix(want[i], "{"); isParameter && got[i] == "" || !isParameter && want[i] != got[i] {
			return false
		}
	}
	return true
}

// parameters returns the parameters of the operation in a place: path, query or header.
func (o *operation) parameters(in string) []*openapi3.Parameter {
	var list []*openapi3.Parameter
	for _, p := range o.spec.Parameters {
		if p.Value.In == in {
			list = append(list, p.Value)
		}
	}
	return list
}

// takesIfMatch reports whether the operation writes only what has not changed.
func (o *operation) takesIfMatch() bool {
	return slices.ContainsFunc(o.parameters("header"), func(p *openapi3.Parameter) bool { return p.Name == "If-Match" })
}

// success returns the declared status from 200 to 299.
func (o *operation) success() int {
	for _, status := range []int{200, 201, 204} {
		if o.spec.Responses.Status(status) != nil {
			return status
		}
	}
	return 0
}
