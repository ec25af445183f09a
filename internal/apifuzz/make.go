package apifuzz

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// maker makes valid requests. It is not safe for concurrent use.
type maker struct {
	rng   *rand.Rand
	known *known
	token string // of the admin
	name  string // begins the IDs that it creates
	made  int    // how many IDs it has created
}

// chance is true in the given percentage of calls.
func (m *maker) chance(percent int) bool { return m.rng.IntN(100) < percent }

// oneOf returns one of some values.
func oneOf[T any](m *maker, values ...T) T { return values[m.rng.IntN(len(values))] }

// part returns the draft that a probe is about; its ID is "" if it is about none.
func (p *probe) part() part {
	steps := strings.Split(strings.TrimPrefix(p.path, "/v1/admin/"), "/")
	switch {
	case p.op == nil || !p.op.secured:
	case len(steps) == 2 && steps[0] == "questions":
		return part{"question", steps[1]}
	case len(steps) == 2 && steps[0] == "rules":
		return part{"rule", steps[1]}
	case len(steps) == 3 && (steps[0] == "vocabulary" || steps[0] == "upgrades"), len(steps) == 4 && steps[0] == "drafts":
		return part{steps[1], steps[2]}
	case steps[0] == "weights":
		return part{"weights", "weights"}
	}
	return part{}
}

// kindOf returns the kind of the drafts of an operation, "" if any kind will do.
func (m *maker) kindOf(o *operation) string {
	switch {
	case strings.HasPrefix(o.path, "/v1/admin/questions"):
		return "question"
	case strings.HasPrefix(o.path, "/v1/admin/rules"):
		return "rule"
	case strings.HasPrefix(o.path, "/v1/admin/vocabulary"):
		return oneOf(m, slices.Sorted(maps.Values(vocabularyKinds()))...)
	case strings.HasPrefix(o.path, "/v1/admin/weights"):
		return "weights"
	}
	return ""
}

// subject returns the draft that a request to an operation will be about.
func (m *maker) subject(o *operation) part {
	kind := m.kindOf(o)
	if kind == "" && o.id != "decideUpgrade" && !strings.HasPrefix(o.path, "/v1/admin/drafts/") {
		return part{}
	}
	if upgrade, ok := m.known.anyUpgrade(m.rng); ok && o.id == "decideUpgrade" && m.chance(85) {
		return upgrade
	}
	if strings.HasSuffix(o.path, "{id}") && m.chance(6) {
		return part{kind, "unknown"}
	}
	return m.known.anyDraft(m.rng, kind)
}

// valid returns a request that the contract allows.
func (m *maker) valid(o *operation) *probe { return m.validFor(o, m.subject(o)) }

// validFor returns a request, that the contract allows, about a draft.
func (m *maker) validFor(o *operation, about part) *probe {
	p := &probe{op: o, request: request{method: o.method, path: m.path(o, about)}}
	if o.method == "GET" && m.chance(6) {
		p.method = "HEAD"
	}
	var query []string
	for _, q := range o.parameters("query") {
		if !q.Required && !m.chance(35) {
			continue
		}
		if !q.Schema.Value.Type.Is("array") {
			query = append(query, q.Name+"="+url.QueryEscape(m.parameter(o, q)))
			continue
		}
		for _, item := range m.array(q.Name, q.Schema.Value) {
			query = append(query, q.Name+"="+url.QueryEscape(fmt.Sprint(item)))
		}
	}
	p.query = strings.Join(query, "&")
	if o.secured {
		p.set("Authorization", "Bearer "+m.token)
	}
	if o.takesIfMatch() {
		version := m.known.bankRevision()
		if of := p.part(); of.id != "" {
			version = m.known.draft(of).version
		}
		p.set("If-Match", strconv.Quote(strconv.Itoa(version)))
	}
	if o.body != nil {
		p.set("Content-Type", "application/json")
		body := m.body(o, about)
		m.authoriseTry(p, body)
		p.body = []byte(encode(body))
		p.chunked = m.chance(5)
	}
	return p
}

// authoriseTry sends the token with a body that tries the drafts. Most are turned into others: trying takes longer.
func (m *maker) authoriseTry(p *probe, body any) {
	members, ok := body.(map[string]any)
	for _, one := range list(members["requests"]) {
		m.authoriseTry(p, one)
	}
	switch {
	case !ok || members["release"] != "draft":
	case m.chance(80):
		members["release"] = "current"
	default:
		p.set("Authorization", "Bearer "+m.token)
	}
}

// path returns the path of a request to an operation.
func (m *maker) path(o *operation, about part) string {
	path := o.path
	for _, p := range o.parameters("path") {
		path = strings.Replace(path, "{"+p.Name+"}", url.PathEscape(m.pathValue(o, p, about)), 1)
	}
	return path
}

func (m *maker) pathValue(o *operation, p *openapi3.Parameter, about part) string {
	if pool := accountPool(o); pool != "" {
		return m.accountValue(pool)
	}
	switch {
	case p.Name == "kind" && about.kind != "":
		return about.kind
	case o.id == "cancelSchedule":
		return cmp.Or(m.known.pick(m.rng, "schedule"), "1")
	case o.id == "dismissPhrase":
		return cmp.Or(m.known.pick(m.rng, "phrase"), "0123456789abcdef")
	case p.Name == "kit_id":
		return cmp.Or(m.known.pick(m.rng, "kit"), "kit-0123456789abcdef01234567")
	case p.Name == "id" && o.secured:
		return about.id
	case p.Name == "number":
		return strconv.Itoa(m.known.anyRelease(m.rng))
	}
	return m.parameter(o, p)
}

// parameter returns a value for a parameter.
func (m *maker) parameter(o *operation, p *openapi3.Parameter) string {
	pool := map[string]string{"cursor": "cursor " + o.id, "id": "question", "before": "before"}[p.Name]
	if from := m.known.pick(m.rng, pool); from != "" && m.chance(90) {
		return from
	}
	if p.Name == "only" {
		about := m.known.anyDraft(m.rng, "")
		return about.kind + ":" + about.id
	}
	if o.id == "listChanges" && p.Name == "since" {
		return oneOf(m, "0", strconv.Itoa(m.known.anyRelease(m.rng)))
	}
	if o.id == "listChanges" && p.Name == "hash" {
		return cmp.Or(m.known.lastChecked(), "sha256:"+strings.Repeat("0", 64)) //nolint:mnd // digits
	}
	if o.id == "getDiff" && p.Name != "publish_at" {
		return oneOf(m, "draft", strconv.Itoa(m.known.anyRelease(m.rng)))
	}
	return fmt.Sprint(m.value(p.Name, p.Schema.Value))
}

// body returns a body for an operation: often that of a draft, with a few changes, since those reach deeper.
func (m *maker) body(o *operation, about part) any {
	d := m.known.draft(about)
	isDraft := o.body.Properties["id"] != nil || o.id == "replaceDraftWeights"
	if !isDraft || d.body == nil || m.chance(25) {
		return m.withID(o, m.value("", o.body), about)
	}
	body := clone(d.body)
	members, _ := body.(map[string]any)
	for range m.rng.IntN(3) {
		name := oneOf(m, slices.Sorted(maps.Keys(o.body.Properties))...)
		members[name] = m.value(name, o.body.Properties[name].Value)
	}
	return m.withID(o, body, about)
}

// kindIn returns the kind in the path of a request about terms, "" for any other.
func (m *maker) kindIn(p *probe) string {
	kind, _, _ := strings.Cut(strings.TrimPrefix(p.path, "/v1/admin/vocabulary/"), "/")
	return kind
}

// fields returns the names of the fields that terms of a kind have, nil if the operation takes no terms. The schema has those of
// all kinds, so they are taken from a term.
func (m *maker) fields(o *operation, kind string) map[string]bool {
	if !strings.HasPrefix(o.path, "/v1/admin/vocabulary/") || o.body == nil {
		return nil
	}
	term, _ := m.known.draft(m.known.anyDraft(m.rng, kind)).body.(map[string]any)
	if term == nil {
		return nil
	}
	names := map[string]bool{}
	for name := range term {
		names[name] = true
	}
	return names
}

// withID sets the ID in the body of a draft: a new one if it is to be created, else that of the draft. It leaves out what only
// terms of other kinds have.
func (m *maker) withID(o *operation, body any, about part) any {
	members, _ := body.(map[string]any)
	if fields := m.fields(o, about.kind); fields != nil {
		maps.DeleteFunc(members, func(name string, _ any) bool { return !fields[name] })
		m.addRequired(members, o.body, fields)
	}
	switch _, hasID := o.body.Properties["id"]; {
	case !hasID || members == nil:
	case o.method == "POST" && m.chance(95):
		members["id"] = m.newID(about.kind)
	default:
		members["id"] = about.id
	}
	return body
}

// addRequired adds what terms of a kind require: the schema requires it of none, since terms of other kinds do not have it.
func (m *maker) addRequired(members map[string]any, s *openapi3.Schema, fields map[string]bool) {
	for _, name := range []string{"asker", "level"} {
		if _, sent := members[name]; fields[name] && !sent {
			members[name] = m.value(name, s.Properties[name].Value)
		}
	}
}

func (m *maker) newID(kind string) string {
	m.made++
	separator := "_"
	if kind == "question" || kind == "rule" {
		separator = "-"
	}
	return fmt.Sprint(m.name, separator, m.made)
}

// value returns a value that a schema allows, for a member or parameter with a name.
func (m *maker) value(name string, s *openapi3.Schema) any {
	switch {
	case s.Type.Is("object"):
		return m.object(s)
	case s.Type.Is("array"):
		return m.array(name, s)
	case s.Type.Is("string"):
		return m.text(name, s)
	case s.Type.Is("integer"):
		return m.integer(s)
	case s.Type.Is("boolean"):
		return m.chance(50)
	}
	return "anything"
}

func (m *maker) object(s *openapi3.Schema) map[string]any {
	members := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if slices.Contains(s.Required, name) || m.chance(45) {
			members[name] = m.value(name, s.Properties[name].Value)
		}
	}
	return members
}

func (m *maker) array(name string, s *openapi3.Schema) []any {
	n := int(s.MinItems) + m.rng.IntN(4) //nolint:gosec // a small number
	if s.MaxItems != nil {
		most := int(*s.MaxItems) //nolint:gosec // a small number
		if n = min(n, most); m.chance(3) {
			n = min(most, 50)
		}
	}
	items := []any{}
	for range n {
		items = append(items, m.value(name, s.Items.Value))
	}
	return items
}

// integer returns a number within the bounds, often one at a bound.
func (m *maker) integer(s *openapi3.Schema) any {
	low, high := -1000.0, 1000.0
	if s.Min != nil {
		low = *s.Min
	}
	if s.Max != nil {
		high = *s.Max
	}
	switch m.rng.IntN(6) {
	case 0:
		return int(low)
	case 1:
		return int(high)
	case 2:
		return int(low + m.rng.Float64()*(high-low))
	}
	return int(min(high, low+float64(m.rng.IntN(40))))
}
