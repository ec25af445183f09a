package apifuzz

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// breaker breaks a valid request in one way, and says in the probe which answers are right then. It is false if there is nothing
// to break.
type breaker struct {
	name  string
	apply func(m *maker, p *probe) bool
}

// breakers returns all breakers.
func breakers() []breaker {
	return append(append(append(bodyBreakers(), textBreakers()...), headerBreakers()...), targetBreakers()...)
}

// bodyBreakers returns those that change a value in the body.
func bodyBreakers() []breaker {
	return []breaker{
		{"missing field", breakMissing},
		{"unknown field", breakUnknown},
		{"field of another kind", breakKind},
		{"wrong type", breakType},
		{"null", breakNull},
		{"out of range", breakRange},
		{"pattern or enum", breakPattern},
		{"strange number", breakNumber},
		{"hostile text", breakText},
	}
}

// breakNode replaces one place of the body for which replacement has a value, and expects the status 422 with its pointer.
func breakNode(m *maker, p *probe, replacement func(n node) (value any, ok bool)) bool {
	if p.op.body == nil {
		return false
	}
	body, ok := decode(p.body)
	if !ok {
		return false
	}
	all := nodes(p.op.body, body)
	m.rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, n := range all {
		to, ok := replacement(n)
		if !ok {
			continue
		}
		if n.set == nil {
			body = to
		} else {
			n.set(to)
		}
		p.body, p.at, p.want = []byte(encode(body)), n.pointer, []int{422}
		if p.op.id == batchOperation && strings.HasPrefix(n.pointer, "/requests/") {
			p.at, p.want = "", []int{200} // one request of it is refused
		}
		return true
	}
	return false
}

// batchOperation answers requests for sets, each by itself.
const batchOperation = "createQuestionSets"

func breakMissing(m *maker, p *probe) bool {
	name := ""
	ok := breakNode(m, p, func(n node) (any, bool) {
		members, isObject := n.value.(map[string]any)
		if !isObject || len(n.schema.Required) == 0 {
			return nil, false
		}
		name = oneOf(m, n.schema.Required...)
		delete(members, name)
		return members, true
	})
	p.pointAt(name)
	return ok
}

// pointAt makes a refusal name a member of what is broken.
func (p *probe) pointAt(member string) {
	if !slices.Equal(p.want, []int{200}) {
		p.at += "/" + pointerStep(member)
	}
}

func breakUnknown(m *maker, p *probe) bool {
	name := oneOf(m, "unknown", "Asker", "minute", "a/b~c", "é", "__proto__", "version")
	ok := breakNode(m, p, func(n node) (any, bool) {
		members, isObject := n.value.(map[string]any)
		if !isObject || n.schema.Properties[name] != nil {
			return nil, false
		}
		members[name] = oneOf[any](m, 1, "x", nil, []any{})
		return members, true
	})
	p.pointAt(name)
	return ok
}

// breakKind gives a term a field that only terms of other kinds have.
func breakKind(m *maker, p *probe) bool {
	body, _ := decode(p.body)
	members, isObject := body.(map[string]any)
	own := m.fields(p.op, m.kindIn(p))
	if !isObject || own == nil {
		return false
	}
	for _, name := range slices.Sorted(maps.Keys(p.op.body.Properties)) {
		if !own[name] {
			members[name] = m.value(name, p.op.body.Properties[name].Value)
			p.body, p.at, p.want = []byte(encode(members)), "/"+name, []int{422}
			return true
		}
	}
	return false
}

func breakType(m *maker, p *probe) bool {
	return breakNode(m, p, func(n node) (any, bool) {
		if n.schema.Type == nil {
			return nil, false
		}
		values := map[string]any{"string": "x", "integer": 1, "boolean": true, "array": []any{}, "object": map[string]any{}}
		delete(values, n.schema.Type.Slice()[0])
		for _, name := range []string{oneOf(m, "string", "integer", "boolean", "array", "object"), "string", "integer"} {
			if value, ok := values[name]; ok {
				return value, true
			}
		}
		return nil, false
	})
}

func breakNull(m *maker, p *probe) bool {
	return breakNode(m, p, func(n node) (any, bool) { return nil, n.schema.Type != nil && !n.schema.Nullable })
}

func breakRange(m *maker, p *probe) bool {
	return breakNode(m, p, func(n node) (any, bool) {
		switch {
		case n.schema.Type.Is("integer"):
			return beyondInteger(m, n.schema)
		case n.schema.Type.Is("string"):
			return beyondLength(m, n.schema)
		case n.schema.Type.Is("array"):
			return beyondCount(m, n)
		}
		return nil, false
	})
}

func beyondInteger(m *maker, s *openapi3.Schema) (any, bool) {
	if s.Min != nil && (s.Max == nil || m.chance(50)) {
		return int(*s.Min) - 1, true
	}
	if s.Max != nil {
		return int(*s.Max) + 1, true
	}
	return nil, false
}

func beyondLength(m *maker, s *openapi3.Schema) (any, bool) {
	if s.MinLength > 0 && m.chance(50) {
		return "", true
	}
	if s.MaxLength != nil {
		return strings.Repeat("a", int(*s.MaxLength)+1), true //nolint:gosec // a small number
	}
	return nil, false
}

func beyondCount(m *maker, n node) (any, bool) {
	if n.schema.MinItems > 0 && m.chance(50) {
		return []any{}, true
	}
	if n.schema.MaxItems == nil {
		return nil, false
	}
	item := m.value("", n.schema.Items.Value)
	if items := list(n.value); len(items) > 0 {
		item = items[0]
	}
	most := int(*n.schema.MaxItems) //nolint:gosec // a small number
	if (len(encode(item))+1)*most > 40000 {
		return nil, false
	}
	many := make([]any, most+1)
	for i := range many {
		many[i] = clone(item)
	}
	return many, true
}

func breakPattern(m *maker, p *probe) bool {
	return breakNode(m, p, func(n node) (any, bool) {
		if !n.schema.Type.Is("string") || n.schema.Pattern == "" && len(n.schema.Enum) == 0 {
			return nil, false
		}
		return oneOf(m, "Not Valid!", "ä", "a b", "-", "a--b", "", "a\n", "\x00", "../x", "A"), true
	})
}

// breakNumber writes an integer in a way that is not an integer, or one that not every reader takes for one.
func breakNumber(m *maker, p *probe) bool {
	number := oneOf[raw](m, "1.5", "1e400", "-1e400", "99999999999999999999", "1e-1", "15.0", "1e1", "-0", "-0.0", "1E+1", "1e-400", "100e-1", "9007199254740993")
	ok := breakNode(m, p, func(n node) (any, bool) { return number, n.schema.Type.Is("integer") })
	if strings.Contains("15.0 1e1 -0 -0.0 1E+1 100e-1 1e-400 9007199254740993", string(number)) {
		p.at, p.want = "", nil // some count as integers, and are within some ranges
	}
	return ok
}

func breakText(m *maker, p *probe) bool {
	value := oneOf[any](
		m, "\x00", "a\x00b", "\x1b[31m", "\u202eevil\u202c", "\u2066x", "\ufeff", "\ufffd", "\U0010ffff", raw(`"\ud800"`), raw(`"\udc00\ud800"`),
		raw(`"\u0000"`), strings.Repeat("é\u0301", 900), "\r\nX: y", "{{.}}", "${x}", "%s%n", "\u2028", "\x7f", "\u0085", " ", "\t", "\u00a0", "\u200b",
	)
	ok := breakNode(m, p, func(n node) (any, bool) { return value, n.schema.Type.Is("string") && n.set != nil })
	p.at, p.want = "", nil
	return ok
}
