package apifuzz

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// fault is one thing that is wrong with an answer. Faults of the same class are counted together.
type fault struct {
	class, detail string
	isExpectation bool // of this very request; the contract alone does not say it
}

// verdict collects the faults of an answer.
type verdict struct {
	faults   []fault
	value    any    // the decoded body
	code     string // of a problem
	pointers []string
}

func (v *verdict) add(class, format string, args ...any) {
	v.faults = append(v.faults, fault{class: class, detail: fmt.Sprintf(format, args...)})
}

// judge compares the answer to a probe with the contract and with what the probe expects.
func (k *contract) judge(p *probe, a answer) *verdict {
	v := &verdict{}
	if k.judgeRefusal(v, p, a) {
		return v
	}
	if a.status >= 500 {
		v.add(fmt.Sprint("status ", a.status), "%s", brief(a.body))
	}
	path, ok := p.plainPath()
	if !ok {
		v.add("badly escaped path", "status %d, want 400", a.status)
		return v
	}
	if trimmed := strings.TrimSuffix(path, "/"); strings.HasSuffix(p.path, "/") && strings.HasPrefix(trimmed, "/v1/") && !strings.HasSuffix(trimmed, "/") {
		path = trimmed // which is the same for the API
	}
	method := p.method
	if method == "HEAD" {
		method = "GET"
	}
	o, methods := k.find(method, path)
	switch {
	case method == "OPTIONS" && a.status == 204:
		k.judgeOptions(v, methods, a)
	case o != nil:
		k.judgeOperation(v, o, p, a)
	case strings.HasPrefix(path, "/v1/"):
		k.judgeUnknown(v, methods, p, a)
	}
	if len(v.faults) == 0 {
		v.expect(p, o, a)
		for i := range v.faults {
			v.faults[i].isExpectation = true
		}
	}
	return v
}

// judgeRefusal checks an answer of net/http itself to a request that cannot be read as one. It reports whether that was
// all there is to judge.
func (k *contract) judgeRefusal(v *verdict, p *probe, a answer) bool {
	if !p.below || !slices.Contains([]int{400, 417, 431, 501, 505}, a.status) ||
		a.header.Get("Content-Type") != "application/problem+json" {
		return false
	}
	if p.method == "HEAD" {
		return true // without a body
	}
	k.readProblem(v, a)
	if v.code != "malformed_body" {
		return true
	}
	v.pointers = nil
	return false
}

// judgeOptions checks the answer to OPTIONS, which paths with something for pages of other origins have.
func (k *contract) judgeOptions(v *verdict, methods []string, a answer) {
	v.judgeNothing(a)
	for _, method := range append(methods, "OPTIONS") {
		if !strings.Contains(a.header.Get("Allow"), method) || len(methods) == 0 {
			v.add("no Allow", "Allow is %q, want %q in it", a.header.Get("Allow"), method)
		}
	}
}

// judgeUnknown checks the answer for a path or method that the contract does not have.
func (k *contract) judgeUnknown(v *verdict, methods []string, p *probe, a answer) {
	want, code := 404, "not_found"
	if len(methods) > 0 {
		want, code = 405, "method_not_allowed"
		for _, method := range methods {
			if a.status == 405 && !strings.Contains(a.header.Get("Allow"), method) {
				v.add("no Allow", "Allow is %q, want %q in it", a.header.Get("Allow"), method)
			}
		}
	}
	if a.header.Get("X-Content-Type-Options") != "nosniff" {
		v.add("header X-Content-Type-Options", "missing with status %d", a.status)
	}
	if isRight := a.status == want || a.status == 404; !isRight {
		v.add("unknown path or method", "status %d, want %d: %s", a.status, want, brief(a.body))
		return
	}
	if p.method != "HEAD" {
		k.readProblem(v, a)
		if v.code != code && v.code != "not_found" {
			v.add("unknown path or method", "code %q, want %q", v.code, code)
		}
	}
}

// judgeOperation checks status, content type, headers and body against what an operation declares.
func (k *contract) judgeOperation(v *verdict, o *operation, p *probe, a answer) {
	declared := o.spec.Responses.Status(a.status)
	if declared == nil {
		path, _ := p.plainPath()
		if isOdd := strings.Contains(p.path, "%2") || strings.Contains(path, "//"); isOdd && a.status == 404 {
			return
		}
		v.add(fmt.Sprint("undeclared status ", a.status), "%s", brief(a.body))
		return
	}
	if len(declared.Value.Content) == 0 {
		v.judgeHeaders(o, declared.Value, a)
		v.judgeNothing(a)
		return
	}
	kind, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
	media := declared.Value.Content[kind]
	if media == nil || len(a.header.Values("Content-Type")) != 1 {
		v.add("content type", "%q with status %d", a.header.Values("Content-Type"), a.status)
		return
	}
	v.judgeHeaders(o, declared.Value, a)
	switch {
	case p.method == "HEAD":
		if len(a.body) > 0 {
			v.add("body for HEAD", "%s", brief(a.body))
		}
	case kind == "application/problem+json":
		k.readProblem(v, a)
		k.judgePointers(v, o, p)
	case kind == "application/json":
		v.read(a, media.Schema.Value)
		v.judgeDraft(a)
		v.judgeBatch()
	case len(a.body) == 0 && kind != "application/x-ndjson": // of which no line is a list of nothing
		v.add("empty body", "of type %s", kind)
	}
}

// judgeBatch checks that no request of a batch failed in the program, and that each result has what its status says.
func (v *verdict) judgeBatch() {
	for _, result := range list(member(v.value, "results")) {
		status, problem := number(member(result, "status")), member(result, "problem")
		if status >= 500 && status != 503 {
			v.add(fmt.Sprint("status ", status), "in a batch: %s", brief([]byte(encode(result))))
		}
		if isSet := member(result, "set") != nil; isSet != (status == 200) || isSet == (problem != nil) || problem != nil && number(member(problem, "status")) != status {
			v.add("result of a batch", "%s", brief([]byte(encode(result))))
		}
	}
}

// judgeNothing checks that an answer whose status has no content has none.
func (v *verdict) judgeNothing(a answer) {
	if len(a.body) > 0 || a.header.Get("Content-Type") != "" {
		v.add("content", "of type %q with status %d: %s", a.header.Get("Content-Type"), a.status, brief(a.body))
	}
}

// judgeHeaders checks that an answer has the headers that are declared for its status, and those that every answer has.
func (v *verdict) judgeHeaders(o *operation, declared *openapi3.Response, a answer) {
	for name := range declared.Headers {
		isOfNothing := a.status == 412 && name == "ETag" && !bytes.Contains(a.body, []byte(`"current"`)) // If-Match: * on no draft
		if len(a.header.Values(name)) != 1 && !isOfNothing {
			v.add("header "+name, "%q with status %d", a.header.Values(name), a.status)
		}
	}
	if a.header.Get("X-Content-Type-Options") != "nosniff" {
		v.add("header X-Content-Type-Options", "missing with status %d", a.status)
	}
	if len(a.header.Values("X-Request-Id")) != 1 && declared.Headers["X-Request-Id"] == nil {
		v.add("header X-Request-Id", "%q with status %d", a.header.Values("X-Request-Id"), a.status)
	}
	if o.secured && a.header.Get("Cache-Control") != "no-store" {
		v.add("header Cache-Control", "%q, want no-store", a.header.Get("Cache-Control"))
	}
}

// read decodes a body and compares it with its schema.
func (v *verdict) read(a answer, schema *openapi3.Schema) {
	var ok bool
	if v.value, ok = decode(a.body); !ok {
		v.add("ambiguous JSON", "%s", brief(a.body))
		return
	}
	if err := schema.VisitJSON(v.value, openapi3.VisitAsResponse(), openapi3.MultiErrors(), openapi3.EnableFormatValidation()); err != nil {
		v.add("body does not match its schema", "%s\n%s", brief([]byte(err.Error())), brief(a.body))
	}
}

// codes returns the codes that a problem with a status may have.
func codes(status int) []string {
	return map[int][]string{
		400: {"malformed_body", "malformed_request"}, 406: {"not_acceptable"}, 417: {"expectation_failed"}, 431: {"header_too_large"},
		501: {"unsupported_transfer_encoding"}, 505: {"unsupported_http_version"}, 401: {"unauthorised"}, 403: {"closed", "forbidden"}, 404: {"not_found"}, 410: {"gone"}, 416: {"no_such_range"}, 405: {"method_not_allowed"}, 409: {"conflict", "not_approved"},
		412: {"stale"}, 413: {"body_too_large"}, 415: {"unsupported_media_type"}, 422: {"invalid_request", "invalid_content", "invalid_token"},
		428: {"precondition_required"}, 429: {"too_many_attempts"}, 500: {"internal"}, 503: {"unavailable"},
	}[status]
}

// readProblem checks a problem document: its schema, its status and its code.
func (k *contract) readProblem(v *verdict, a answer) {
	if kind := a.header.Get("Content-Type"); kind != "application/problem+json" {
		v.add("content type", "%q with status %d", kind, a.status)
		return
	}
	v.read(a, k.problem)
	v.code = text(member(v.value, "code"))
	if number(member(v.value, "status")) != a.status || !slices.Contains(codes(a.status), v.code) {
		v.add("problem's status", "%d and code %q in an answer with status %d", number(member(v.value, "status")), v.code, a.status)
	}
	for _, e := range list(member(v.value, "errors")) {
		v.pointers = append(v.pointers, text(member(e, "pointer")))
	}
}

// judgePointers checks that the pointers of a problem point into the request. Those of invalid_content point into the bank.
func (k *contract) judgePointers(v *verdict, o *operation, p *probe) {
	body, isJSON := decode(p.body)
	for _, pointer := range v.pointers {
		if steps := pointerSteps("/" + strings.TrimPrefix(pointer, "/")); v.code == "invalid_content" || pointer == "" || o.hasParameter(steps, p) {
			continue
		}
		if _, ok := at(body, pointer); isJSON && !ok {
			v.add("pointer into nothing", "%q", pointer)
		}
	}
	if v.code == "invalid_request" && len(v.pointers) == 0 {
		v.add("invalid, but no fault", "%s", brief([]byte(encode(v.value))))
	}
	_, isObject := body.(map[string]any)
	if isObject && v.code == "invalid_request" && slices.Contains(v.pointers, "") {
		v.add("a pointer to the whole request", "%s", brief([]byte(encode(v.value))))
	}
	for _, e := range list(member(v.value, "errors")) {
		if v.code == "invalid_request" {
			v.judgeSpan(e, body)
		}
	}
}

// hasParameter reports whether a pointer is to a parameter of the operation, or to one that was sent.
func (o *operation) hasParameter(steps []string, p *probe) bool {
	if len(steps) == 1 && steps[0] == "query" {
		return true
	}
	if len(steps) < 2 || len(steps) > 3 || !slices.Contains([]string{"query", "path", "header"}, steps[0]) {
		return false
	}
	for _, known := range o.parameters(steps[0]) {
		if known.Name == steps[1] && (len(steps) == 2 || known.Schema.Value.Type.Is("array")) {
			return true
		}
	}
	sent, _ := url.ParseQuery(p.query)
	return steps[0] == "query" && len(steps) == 2 && sent.Has(steps[1])
}

// judgeDraft checks that a draft has the version of its ETag, and that the pointers of its review point into its body.
func (v *verdict) judgeDraft(a answer) {
	if revision := member(v.value, "revision"); revision != nil && a.header.Get("ETag") != strconv.Quote(fmt.Sprint(revision)) {
		v.add("ETag", "%s, but the revision is %v", a.header.Get("ETag"), revision)
	}
	body, review := member(v.value, "body"), member(v.value, "review")
	if body == nil || review == nil {
		return
	}
	if tag := strconv.Quote(strconv.Itoa(number(member(v.value, "version")))); a.header.Get("ETag") != tag {
		v.add("ETag", "%s, but the version is %s", a.header.Get("ETag"), tag)
	}
	for _, f := range append(list(member(review, "faults")), list(member(review, "warnings"))...) {
		pointer := text(member(f, "pointer"))
		if _, ok := at(body, pointer); !ok {
			v.add("review points into nothing", "%q in %s", pointer, brief([]byte(encode(body))))
		}
		v.judgeSpan(f, body)
	}
}

// judgeSpan checks that a fault with a range quotes the text there.
func (v *verdict) judgeSpan(f, body any) {
	span := list(member(f, "range"))
	said, _ := at(body, text(member(f, "pointer")))
	runes := []rune(text(said))
	if len(span) != 2 || body == nil {
		return
	}
	from, to := number(span[0]), number(span[1])
	if from > to || to > len(runes) {
		v.add("range outside of the text", "%d to %d of %d characters", from, to, len(runes))
		return
	}
	if found := text(member(f, "found")); found != "" && found != string(runes[from:to]) {
		v.add("range and found differ", "%q is not %q", string(runes[from:to]), found)
	}
}

// expect checks what the probe expects.
func (v *verdict) expect(p *probe, o *operation, a answer) {
	isValid := len(p.broken) == 0
	if p.want != nil && !slices.Contains(p.want, a.status) && (o == p.op || o == nil) {
		v.add(fmt.Sprintf("broken (%s), but status %d", strings.Join(p.broken, ", "), a.status), "want %d: %s", p.want, brief(a.body))
	}
	isRefused := a.status == 401 && p.op != nil && p.op.id == "logIn" // nobody has the password that was made up
	if isValid && !isRefused && slices.Contains([]int{400, 401, 403, 405, 413, 415, 428}, a.status) {
		v.add(fmt.Sprintf("valid, but status %d", a.status), "%s", brief(a.body))
	}
	for _, e := range list(member(v.value, "errors")) {
		code := text(member(e, "code"))
		isUnknown := code == "unknown_field" && !isFilterOfTerms(p, text(member(e, "pointer")))
		if isValid && v.code == "invalid_request" && (isUnknown || code == "type_mismatch") {
			v.add("valid, but "+code, "%s", brief(a.body))
		}
	}
	names := func(pointer string) bool { return pointer == p.at || strings.HasPrefix(pointer, p.at+"/") }
	if p.at != "" && len(p.broken) == 1 && v.code == "invalid_request" && !slices.ContainsFunc(v.pointers, names) {
		v.add(fmt.Sprintf("broken (%s), but not said where", p.broken[0]), "want %s: %s", p.at, brief(a.body))
	}
}

// isFilterOfTerms reports whether a pointer names a filter of the list of terms. Which ones there are depends on the kind of term.
func isFilterOfTerms(p *probe, pointer string) bool {
	return p.op != nil && p.op.id == "listDraftTerms" && strings.HasPrefix(pointer, "/query/")
}

// sameButBody returns what differs between the answers to HEAD and GET, "" if nothing does.
func sameButBody(head, get answer) string {
	for _, name := range []string{"Content-Type", "Etag", "Cache-Control", "Content-Length", "Allow"} {
		of, other := head.header.Get(name), get.header.Get(name)
		if isLeftOut := name == "Content-Length" && of == "" && other == "0"; of != other && !isLeftOut { // net/http states it for GET alone
			return fmt.Sprintf("%s is %q for HEAD, %q for GET", name, of, other)
		}
	}
	if head.status != get.status {
		return fmt.Sprintf("status %d for HEAD, %d for GET", head.status, get.status)
	}
	return ""
}

// brief returns the beginning of a text.
func brief(text []byte) string {
	const limit = 500
	text = bytes.TrimSpace(text)
	if len(text) > limit {
		return string(text[:limit]) + "…"
	}
	return string(text)
}
