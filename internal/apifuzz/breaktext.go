package apifuzz

import (
	"bytes"
	"strings"
)

// The largest body that the contract allows, in bytes, and the largest of a term of the vocabulary.
const (
	maxBody = 64 << 10
	maxTerm = 256 << 10

	maxBatch = 512 << 10 // of requests for sets
)

// textBreakers returns those that change the text of the body, or how it is sent.
func textBreakers() []breaker {
	return []breaker{
		{"empty body", replaceBody(func(*maker, []byte) []byte { return []byte{} })},
		{"no body", replaceBody(func(*maker, []byte) []byte { return nil })},
		{"cut JSON", replaceBody(func(m *maker, b []byte) []byte { return b[:m.rng.IntN(len(b))] })},
		{"byte order mark", replaceBody(func(_ *maker, b []byte) []byte { return append([]byte("\xef\xbb\xbf"), b...) })},
		{"more after the JSON", replaceBody(func(m *maker, b []byte) []byte { return append(b, oneOf(m, "{}", "x", "\x00", ",", "]")...) })},
		{"deep nesting", replaceBody(nested)},
		{"duplicate key", replaceBody(duplicated)},
		{"invalid UTF-8", replaceBody(func(_ *maker, b []byte) []byte { return bytes.Replace(b, []byte(`"`), []byte("\"\xff"), 1) })},
		{"not JSON", replaceBody(func(m *maker, b []byte) []byte {
			return oneOf(m, []byte("{'a':1}"), []byte("{a:1}"), append(b[:len(b)-1:len(b)-1], ",}"...), []byte("NaN"), []byte("\xff\xfe{\x00"), []byte("// x\n{}"))
		})},
		{"too large", resize(1, 413)},
		{"as large as allowed", resize(0, 0)},
		{"cut off", func(m *maker, p *probe) bool {
			p.cut, p.want = 1+m.rng.IntN(50), []int{400}
			return len(p.body) > 0
		}},
	}
}

// replaceBody returns a breaker that replaces the body by one that is not valid JSON.
func replaceBody(by func(m *maker, body []byte) []byte) func(*maker, *probe) bool {
	return func(m *maker, p *probe) bool {
		if len(p.body) < 2 {
			return false
		}
		broken := by(m, p.body)
		if bytes.Equal(broken, p.body) { // which has no text to break
			return false
		}
		p.body, p.want = broken, []int{400}
		p.chunked = p.chunked && p.body != nil
		return true
	}
}

func nested(m *maker, _ []byte) []byte {
	depth := oneOf(m, 17, 100, 10000)
	if m.chance(50) {
		return []byte(strings.Repeat("[", depth) + strings.Repeat("]", depth))
	}
	return []byte(strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth))
}

// duplicated repeats the first member, with its name written in another way.
func duplicated(m *maker, body []byte) []byte {
	name, _, ok := strings.Cut(strings.TrimPrefix(string(body), `{"`), `"`)
	if !ok || name == "" {
		return []byte(`{"a":1,"a":1}`)
	}
	if m.chance(50) {
		return []byte(`{"` + name + `":1,` + string(body[1:]))
	}
	return []byte(`{"\u00` + hex(name[0]) + name[1:] + `":1,` + string(body[1:]))
}

func hex(c byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[c>>4], digits[c&15]})
}

// resize returns a breaker that fills the body with white space up to the largest size and some bytes more; status is 0 if it is valid
// then.
func resize(more, status int) func(*maker, *probe) bool {
	return func(_ *maker, p *probe) bool {
		size := maxBody + more
		if strings.HasPrefix(p.op.path, "/v1/admin/vocabulary/") {
			size = maxTerm + more
		}
		if p.op.id == batchOperation {
			size = maxBatch + more
		}
		if p.op.body == nil || len(p.body) > size {
			return false
		}
		p.body = append(p.body, strings.Repeat(" ", size-len(p.body))...)
		if status != 0 {
			p.want = []int{status}
		}
		return true
	}
}
