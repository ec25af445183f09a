package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/server"
)

// contract validates requests against openapi.yaml. The code generated from it does not: it accepts missing fields, unknown
// fields and unknown enum values.
type contract struct {
	text     []byte // as published, with the base path
	sum      [sha256.Size]byte
	base     server.BasePath
	document *openapi3.T
	options  *openapi3filter.Options
	accepts  map[*openapi3.Schema]acceptor // of each body
	// by the route of Gin and the method
	endpoints map[string]map[string]*endpoint
}

// newContract parses and validates the text of openapi.yaml. Base is the path below which the API is published.
func newContract(text []byte, base server.BasePath) (*contract, error) {
	document, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, err
	}
	if err := document.Validate(context.Background()); err != nil {
		return nil, err
	}
	document.Servers = nil // match any host
	leaveRequestsOfBatches(document)
	options := &openapi3filter.Options{
		MultiError: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, SkipSettingDefaults: true,
		ExcludeRequestBody: true, // check validates the body, which it has parsed already
	}
	text, err = publishedBelow(text, base)
	return &contract{
		text: text, sum: sha256.Sum256(text), base: base, document: document, options: options, accepts: acceptorsOf(document),
		endpoints: newEndpoints(document),
	}, err
}

// acceptorsOf compiles the schemas of all bodies.
func acceptorsOf(document *openapi3.T) map[*openapi3.Schema]acceptor {
	all := map[*openapi3.Schema]acceptor{}
	for _, path := range document.Paths.Map() {
		for _, operation := range path.Operations() {
			if operation.RequestBody != nil {
				schema := bodySchema(operation)
				all[schema.Value] = newAcceptor(schema.Value)
			}
		}
	}
	return all
}

// bodySchema returns the schema of the body of an operation, which must take one.
func bodySchema(operation *openapi3.Operation) *openapi3.SchemaRef {
	return operation.RequestBody.Value.Content.Get("application/json").Schema
}

// publishedBelow returns the text of openapi.yaml with base as the URL of its server.
func publishedBelow(text []byte, base server.BasePath) ([]byte, error) {
	const root = "servers:\n  - url: /\n"
	if base == "" {
		return text, nil
	}
	if bytes.Count(text, []byte(root)) != 1 {
		return nil, errors.New("it does not have the server / alone")
	}
	return bytes.Replace(text, []byte(root), []byte("servers:\n  - url: "+string(base)+"\n"), 1), nil
}

// find returns the operation of a request and the parameters in its path, as they are without percent signs. An unknown path is an error
// with the code not_found.
func (k *contract) find(c *gin.Context) (*endpoint, map[string]string, error) {
	e := k.endpoint(c)
	if e == nil {
		return nil, nil, k.errUnknownPath()
	}
	params := make(map[string]string, len(c.Params))
	for _, p := range c.Params {
		params[p.Key] = p.Value
	}
	return e, params, nil
}

// check validates the parameters and the body of a request. It returns the body, if the operation takes one, as parsed by
// strictjson.Parse, and every fault. The error is for a body that cannot be read.
func (k *contract) check(c *gin.Context, route *routers.Route, params map[string]string) (body any, faults []found, err error) {
	bodySpec := route.Operation.RequestBody
	if bodySpec != nil {
		if body, err = readBody(c); err != nil {
			return nil, nil, err
		}
	}
	faults = queryFaults(c.Request, route.Operation)
	if len(route.Operation.Parameters) > 0 || len(route.PathItem.Parameters) > 0 {
		err = openapi3filter.ValidateRequest(c.Request.Context(), &openapi3filter.RequestValidationInput{
			Request: c.Request, PathParams: params, Route: route, Options: k.options,
		})
		if err != nil {
			faults = append(faults, validatorFaults(err, "")...)
		}
	}
	if bodySpec != nil {
		schema := bodySchema(route.Operation)
		if accepts := k.accepts[schema.Value]; accepts == nil || !accepts(body) {
			if body, err = writeIntegers(c, schema.Value, body); err != nil {
				return nil, nil, err
			}
		}
		faults = append(faults, k.bodyFaults(schema, body, params)...)
	}
	return body, faults, nil
}

// bodyFaults returns the faults of a body, given the parameters in the path. It removes unknown fields and arrays with too many
// items from the body.
func (k *contract) bodyFaults(schema *openapi3.SchemaRef, body any, params map[string]string) []found {
	var faults []found
	if accepts := k.accepts[schema.Value]; accepts == nil || !accepts(body) {
		faults = schemaFaults(schema.Value, body)
	}
	faults = withIDs(schema.Ref, body, faults)
	if kind := bank.Kind(params["kind"]); kind.IsTerm() && schema.Ref == "#/components/schemas/TermEdit" {
		faults = appendNew(faults, termFaults(k.document.Components.Schemas, kind, body))
	}
	return faults
}

// schemaFaults returns the faults of a body that its schema finds. It removes from the body what bodyFaults says.
func schemaFaults(schema *openapi3.Schema, body any) []found {
	faults := prune(body, schema, "", nil)
	if err := schema.VisitJSON(body, openapi3.VisitAsRequest(), openapi3.MultiErrors()); err != nil {
		faults = appendNew(faults, validatorFaults(err, "")) // what is removed is not missing
	}
	_, _, bad := plainIntegers(schema, body, "")
	return appendNew(faults, foundAll(bad))
}

// queryFaults reports query parameters that are unknown or appear more than once: a misspelt filter must not be ignored. An
// operation that never answers with 422 ignores them.
func queryFaults(r *http.Request, operation *openapi3.Operation) []found {
	if operation.Responses.Status(http.StatusUnprocessableEntity) == nil {
		return nil
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return foundAll([]bank.Fault{{Code: bank.FaultMalformed, Pointer: "/query", Detail: "The query string is not properly URL-encoded."}})
	}
	var known, lists []string
	for _, p := range operation.Parameters {
		if p.Value.In != openapi3.ParameterInQuery {
			continue
		}
		known = append(known, p.Value.Name)
		if p.Value.Schema.Value.Type.Is(openapi3.TypeArray) {
			lists = append(lists, p.Value.Name)
		}
	}
	var faults []found
	for name, values := range query {
		at := "/query/" + bank.PointerStep(name)
		if !slices.Contains(known, name) {
			f := bank.Fault{Code: bank.FaultUnknownField, Pointer: at, Detail: "Unknown query parameter."}
			faults = append(faults, found{f, name, known})
		} else if len(values) > 1 && !slices.Contains(lists, name) {
			f := bank.Fault{Code: bank.FaultDuplicate, Pointer: at, Detail: "This parameter appears more than once."}
			faults = append(faults, found{Fault: f})
		}
	}
	return faults
}

// validatorFaults converts an error of the validator, which may be nested, into faults. In is the pointer to the parameter
// (such as /query/limit), "" for the body.
func validatorFaults(err error, in string) []found {
	switch e := err.(type) { //nolint:errorlint // the validator nests its own types, never wrapped
	case openapi3.MultiError:
		var faults []found
		for _, part := range e {
			faults = append(faults, validatorFaults(part, in)...)
		}
		return faults
	case *openapi3filter.RequestError:
		if e.Parameter != nil {
			in = "/" + e.Parameter.In + "/" + e.Parameter.Name
		}
		if e.Err != nil {
			return validatorFaults(e.Err, in)
		}
		return one(bank.FaultMalformed, in, "This cannot be parsed.")
	case *openapi3.SchemaError:
		return []found{schemaFault(e, in)}
	}
	if errors.Is(err, openapi3filter.ErrInvalidEmptyValue) {
		return one(bank.FaultRequired, in, "This must not be empty.")
	}
	if errors.Is(err, openapi3filter.ErrInvalidRequired) {
		return one(bank.FaultRequired, in, "This is required.")
	}
	return one(bank.FaultTypeMismatch, in, "This has the wrong type.")
}

// one returns a list of one fault.
func one(code, pointer, detail string) []found {
	return []found{{Fault: bank.Fault{Code: code, Pointer: pointer, Detail: detail}}}
}

// schemaFault returns the fault of a value that violates a keyword of its schema.
func schemaFault(e *openapi3.SchemaError, in string) found {
	f := found{Fault: bank.Fault{Pointer: in, Code: bank.FaultMalformed, Detail: "This is not valid."}}
	for _, step := range e.JSONPointer() {
		f.Pointer += "/" + bank.PointerStep(step)
	}
	switch e.SchemaField {
	case "type", "nullable", "format":
		f.Code, f.Detail = bank.FaultTypeMismatch, "This has the wrong type."
		if t := e.Schema.Type; t != nil && len(t.Slice()) == 1 {
			f.Detail = "This must be of type " + t.Slice()[0] + "."
		}
	case "required":
		f.Code, f.Detail = bank.FaultRequired, "This is required."
	case "enum":
		known := enumValues(e.Schema)
		f.Code, f.Detail = bank.FaultUnknownValue, "Unknown value. Use one of: "+strings.Join(known, ", ")+"."
		if value, ok := e.Value.(string); ok {
			f.said, f.known = value, known
		}
	case "minimum":
		f.Code, f.Detail = bank.FaultOutOfRange, fmt.Sprintf("This must be at least %.0f.", *e.Schema.Min)
	case "maximum":
		f.Code, f.Detail = bank.FaultOutOfRange, fmt.Sprintf("This must be at most %.0f.", *e.Schema.Max)
	case "minLength":
		f.Code, f.Detail = bank.FaultOutOfRange, "This must have at least "+count(e.Schema.MinLength, "character")+"."
	case "maxLength":
		f.Code, f.Detail = bank.FaultOutOfRange, "This must have at most "+count(*e.Schema.MaxLength, "character")+"."
	case "minItems":
		f.Code, f.Detail = bank.FaultOutOfRange, "This must have at least "+count(e.Schema.MinItems, "item")+"."
	case "maxItems":
		f.Code, f.Detail = bank.FaultOutOfRange, "This must have at most "+count(*e.Schema.MaxItems, "item")+"."
	case "pattern":
		f.Detail = "This must match the pattern " + e.Schema.Pattern + "."
	}
	return f
}

// count returns a number with its noun: 1 item, 2 items.
func count(n uint64, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.FormatUint(n, 10) + " " + noun
}

// enumValues returns the values that a schema allows, all of which are strings in the contract.
func enumValues(s *openapi3.Schema) []string {
	var values []string
	for _, v := range s.Enum {
		if text, ok := v.(string); ok {
			values = append(values, text)
		}
	}
	return values
}

// sortedProperties returns the names of a schema's properties in alphabetical order.
func sortedProperties(s *openapi3.Schema) []string {
	names := make([]string, 0, len(s.Properties))
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
