package apifuzz

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// targetBreakers returns those that change the method, the path or the query.
func targetBreakers() []breaker {
	return []breaker{
		{"method", breakMethod},
		{"escape in the path", func(m *maker, p *probe) bool {
			p.path += oneOf(m, "%", "%zz", "%f", "/%-1")
			p.below, p.want = true, []int{400}
			return true
		}},
		{"path", breakPath},
		{"path parameter", breakPathParameter},
		{"unknown query parameter", func(m *maker, p *probe) bool {
			name := oneOf(m, "x", "Limit", "limits", "%C3%A9", "a%2Fb", "asker[]", "")
			p.query = strings.TrimPrefix(p.query+"&"+name+"=1", "&")
			plain, _ := url.QueryUnescape(name)
			p.wantQuery("/" + pointerStep(plain))
			return true
		}},
		{"query parameter twice", func(m *maker, p *probe) bool {
			q := m.queryParameter(p.op)
			if q == nil || q.Schema.Value.Type.Is("array") { // which is a list
				return false
			}
			value := url.QueryEscape(m.parameter(p.op, q))
			p.query = strings.TrimPrefix(p.query+"&"+q.Name+"="+value+"&"+q.Name+"="+value, "&")
			p.wantQuery("/" + q.Name)
			return true
		}},
		{"query escape", func(m *maker, p *probe) bool {
			p.query = strings.TrimPrefix(p.query+"&"+oneOf(m, "limit=%", "x=%zz", "%=1", "a;b", "limit=1;2"), "&")
			p.wantQuery("")
			return true
		}},
		{"query value", breakQueryValue},
	}
}

// wantQuery expects a 422 with a pointer into the query, if the operation declares that status.
func (p *probe) wantQuery(step string) {
	if p.op.spec.Responses.Status(422) != nil {
		p.at, p.want = "/query"+step, []int{422}
	}
}

func (m *maker) queryParameter(o *operation) *openapi3.Parameter {
	if list := o.parameters("query"); len(list) > 0 {
		return oneOf(m, list...)
	}
	return nil
}

func breakMethod(m *maker, p *probe) bool {
	p.method = oneOf(m, "FOO", "get", "PATCH", "OPTIONS", "TRACE", "PUT", "DELETE", "POST", "GET", "HEAD", "PROPFIND", "M-SEARCH", strings.Repeat("X", 300))
	return true
}

func breakPath(m *maker, p *probe) bool {
	last := strings.LastIndexByte(p.path, '/')
	switch m.rng.IntN(6) {
	case 0:
		p.path += "/"
	case 1:
		p.path = p.path[:last] + "/" + p.path[last:]
	case 2:
		p.path = p.path[:last] + oneOf(m, "/..", "/.", "/%2e%2e", "/x/..") + p.path[last:]
	case 3:
		p.path += oneOf(m, "%00", "%ff", "%2F", "%2f..", "%20", "%25", ";a=b", "%0d%0aX:y", "%E2%80%AE", "+", "*", "//", ":", "%3F")
	case 4:
		p.path = strings.ToUpper(p.path)
	case 5:
		p.path = p.path[:last+1] + strings.Repeat("a", oneOf(m, 65, 300, 3000))
	}
	return true
}

func breakPathParameter(m *maker, p *probe) bool {
	parameters := p.op.parameters("path")
	if len(parameters) == 0 {
		return false
	}
	of := oneOf(m, parameters...)
	value := oneOf(m, "Not Valid", "A", "ä", "-", "a--b", strings.Repeat("a", 65), "null", "%")
	if of.Schema.Value.Type.Is("integer") {
		value = oneOf(m, "0", "-1", "1.5", "1e3", "99999999999999999999", "1000000001", "one", "%20")
	}
	if of.Schema.Value.Type.Is("string") && of.Schema.Value.VisitJSON(value) == nil {
		return false
	}
	want, got := strings.Split(p.op.path, "/"), strings.Split(p.path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] == "{"+of.Name+"}" {
			got[i] = url.PathEscape(value)
		}
	}
	p.path = strings.Join(got, "/")
	p.at, p.want = "/path/"+of.Name, []int{422}
	return true
}

func breakQueryValue(m *maker, p *probe) bool {
	q := m.queryParameter(p.op)
	if q == nil || q.Schema.Value.Type.Is("array") { // whose items may be any text
		return false
	}
	values := []any{"Not Valid!", "%", "", "ä", strings.Repeat("a", 300), "\x00", "a\n"}
	if s := q.Schema.Value; s.Type.Is("integer") {
		values = []any{int(*s.Min) - 1, int(*s.Max) + 1, "", "x", "1.0", "1e1", "+1x", "99999999999999999999", "0x10", " 1", "-0"}
	}
	value := fmt.Sprint(oneOf(m, values...))
	if q.Schema.Value.Type.Is("string") && q.Schema.Value.VisitJSON(value) == nil {
		return false
	}
	parts := strings.Split(p.query, "&")
	kept := parts[:0]
	for _, part := range parts {
		if part != "" && !strings.HasPrefix(part, q.Name+"=") {
			kept = append(kept, part)
		}
	}
	p.query = strings.Join(append(kept, q.Name+"="+url.QueryEscape(value)), "&")
	p.wantQuery("/" + q.Name)
	return true
}
