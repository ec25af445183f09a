package api

import (
	"context"
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
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/resolve"
)

// contract checks requests against the document. The code generated from it does not: it accepts missing fields, unknown
// fields and unknown members of enumerations.
type contract struct {
	text     []byte
	document *openapi3.T
	router   routers.Router
	options  *openapi3filter.Options
}

// newContract reads and checks the document.
func newContract(text []byte) (*contract, error) {
	document, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, err
	}
	if err := document.Validate(context.Background()); err != nil {
		return nil, err
	}
	document.Servers = nil // match any host
	router, err := gorillamux.NewRouter(document)
	if err != nil {
		return nil, err
	}
	options := &openapi3filter.Options{
		MultiError: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, SkipSettingDefaults: true,
		ExcludeRequestBody: true, // which check validates as it was parsed, instead of parsing it again
	}
	return &contract{text: text, document: document, router: router, options: options}, nil
}

// find returns the operation that a request is for, and the parameters in its path.
func (k *contract) find(r *http.Request) (*routers.Route, map[string]string, error) {
	route, params, err := k.router.FindRoute(r)
	if err != nil {
		return nil, nil, &bank.Error{Code: bank.CodeNotFound, Message: "There is nothing at this address. The API is documented at /docs."}
	}
	return route, params, nil
}

// check validates parameters and body, which it returns, as strictjson.Parse does, if the operation takes one. Faults are
// all that the contract finds; the error is for what cannot even be read.
func (k *contract) check(c *gin.Context, route *routers.Route, params map[string]string) (body any, faults []bank.Fault, err error) {
	takes := route.Operation.RequestBody
	if takes != nil {
		if body, err = readBody(c); err != nil {
			return nil, nil, err
		}
	}
	faults = unknownQuery(c.Request, route.Operation)
	err = openapi3filter.ValidateRequest(c.Request.Context(), &openapi3filter.RequestValidationInput{
		Request: c.Request, PathParams: params, Route: route, Options: k.options,
	})
	if err != nil {
		faults = append(faults, faultsOf(err, "")...)
	}
	if takes != nil {
		schema := takes.Value.Content.Get("application/json").Schema.Value
		if err := schema.VisitJSON(body, openapi3.VisitAsRequest(), openapi3.MultiErrors()); err != nil {
			faults = append(faults, faultsOf(err, "")...)
		}
	}
	return body, faults, nil
}

// unknownQuery reports parameters that the operation does not have: a misspelt filter must not pass for none. An
// operation that refuses nothing takes no notice of them.
func unknownQuery(r *http.Request, operation *openapi3.Operation) []bank.Fault {
	if operation.Responses.Status(http.StatusUnprocessableEntity) == nil {
		return nil
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return []bank.Fault{{Code: bank.FaultMalformed, Pointer: "/query", Detail: "The query is not well encoded."}}
	}
	var known []string
	for _, p := range operation.Parameters {
		if p.Value.In == openapi3.ParameterInQuery {
			known = append(known, p.Value.Name)
		}
	}
	var faults []bank.Fault
	for name, values := range query {
		if !slices.Contains(known, name) {
			faults = append(faults, bank.Fault{
				Code: bank.FaultUnknownField, Pointer: "/query/" + bank.PointerStep(name), Detail: "There is no such parameter.",
				Nearest: resolve.Nearest(name, known, 3),
			})
		} else if len(values) > 1 {
			faults = append(faults, bank.Fault{Code: bank.FaultDuplicate, Pointer: "/query/" + bank.PointerStep(name), Detail: "This parameter stands twice."})
		}
	}
	return faults
}

// faultsOf flattens the validator's nested errors. In is where the value came from, "" for the body.
func faultsOf(err error, in string) []bank.Fault {
	switch e := err.(type) { //nolint:errorlint // the validator nests its own types, never wrapped
	case openapi3.MultiError:
		var faults []bank.Fault
		for _, one := range e {
			faults = append(faults, faultsOf(one, in)...)
		}
		return faults
	case *openapi3filter.RequestError:
		if e.Parameter != nil {
			in = "/" + e.Parameter.In + "/" + e.Parameter.Name
		}
		if e.Err != nil {
			return faultsOf(e.Err, in)
		}
		return []bank.Fault{{Code: bank.FaultMalformed, Pointer: in, Detail: "This cannot be read."}}
	case *openapi3.SchemaError:
		return []bank.Fault{schemaFault(e, in)}
	}
	if errors.Is(err, openapi3filter.ErrInvalidEmptyValue) {
		return []bank.Fault{{Code: bank.FaultRequired, Pointer: in, Detail: "This must not be empty."}}
	}
	if errors.Is(err, openapi3filter.ErrInvalidRequired) {
		return []bank.Fault{{Code: bank.FaultRequired, Pointer: in, Detail: "This is required."}}
	}
	return []bank.Fault{{Code: bank.FaultTypeMismatch, Pointer: in, Detail: "This has the wrong type."}}
}

// schemaFault says in plain words which keyword of the schema a value fails.
func schemaFault(e *openapi3.SchemaError, in string) bank.Fault {
	f := bank.Fault{Pointer: in, Code: bank.FaultMalformed, Detail: "This does not have the right form."}
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
	case "properties":
		f.Code, f.Detail = bank.FaultUnknownField, "There is no such field here."
		if name, ok := quotedIn(e.Reason); ok {
			f.Pointer += "/" + bank.PointerStep(name)
			f.Nearest = resolve.Nearest(name, sortedProperties(e.Schema), 3)
		}
	case "enum":
		f.Code, f.Detail = bank.FaultUnknownValue, "This value is not known."
		f.Nearest = nearestOf(e)
	case "minimum":
		f.Code, f.Detail = bank.FaultOutOfRange, fmt.Sprintf("This must be at least %.0f.", *e.Schema.Min)
	case "maximum":
		f.Code, f.Detail = bank.FaultOutOfRange, fmt.Sprintf("This must be at most %.0f.", *e.Schema.Max)
	case "minLength", "maxLength", "minItems", "maxItems":
		f.Code, f.Detail = bank.FaultOutOfRange, "This is out of range: "+e.Reason+"."
	}
	return f
}

func nearestOf(e *openapi3.SchemaError) []string {
	var known []string
	for _, v := range e.Schema.Enum {
		if s, ok := v.(string); ok {
			known = append(known, s)
		}
	}
	if said, ok := e.Value.(string); ok {
		return resolve.Nearest(said, known, 3)
	}
	return nil
}

func sortedProperties(s *openapi3.Schema) []string {
	names := make([]string, 0, len(s.Properties))
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// quotedIn is the name that a reason of the validator quotes: the only place where it says which field is unknown.
func quotedIn(reason string) (name string, ok bool) {
	from, to := strings.IndexByte(reason, '"'), strings.LastIndexByte(reason, '"')
	if from < 0 || to <= from {
		return "", false
	}
	name, err := strconv.Unquote(reason[from : to+1])
	return name, err == nil
}
