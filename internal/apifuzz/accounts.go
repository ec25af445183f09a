package apifuzz

import (
	"path"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// password is that of everybody whom a run invites.
const password = "the password of the fuzzing"

// learnAccounts learns people, keys and one-time links.
func (k *known) learnAccounts(members map[string]any) {
	for _, person := range append(list(members["people"]), members["person"]) {
		k.add("person", text(member(person, "id")))
		k.add("email", text(member(person, "email")))
	}
	for _, key := range append(list(members["keys"]), members["key"]) {
		k.add("key", text(member(key, "id")))
	}
	if link := text(member(members["link"], "path")); link != "" {
		k.add("welcome", path.Base(link))
	}
}

// last returns the newest value of a pool, "" if it is empty.
func (k *known) last(pool string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if list := k.pools[pool]; len(list) > 0 {
		return list[len(list)-1]
	}
	return ""
}

// accountPool returns the pool of the values that an operation about people, keys and links takes in its path; "" for other operations.
func accountPool(o *operation) string {
	switch {
	case o.id == "useLink":
		return "welcome"
	case strings.HasPrefix(o.path, "/v1/admin/people/"):
		return "person"
	case strings.HasPrefix(o.path, "/v1/admin/keys/"):
		return "key"
	}
	return ""
}

// accountValue returns a value for the path of such an operation.
func (m *maker) accountValue(pool string) string {
	const lengthOfID, lengthOfToken = 12, 52
	if value := m.known.pick(m.rng, pool); value != "" && m.chance(90) {
		return value
	}
	if pool == "welcome" {
		return strings.Repeat("a", lengthOfToken)
	}
	return strings.Repeat("a", lengthOfID)
}

// accountText returns a text for a member of a body about people and keys; "" for other members.
func (m *maker) accountText(name string, s *openapi3.Schema) string {
	switch {
	case s.Format == "date-time":
		return oneOf(m, "2099-01-01T00:00:00Z", "2020-02-29T23:59:59.5+01:00")
	case name == "email":
		return oneOf(m, m.newID("person")+"@example.org", "Someone@Example.org", m.known.pick(m.rng, "email")+".example", "kim@müller.example")
	case name == "password":
		return oneOf(m, password, password, "another password that is long enough", strings.Repeat("ä", 256)) //nolint:mnd // the longest
	}
	return ""
}

// with replaces members of the body of a probe.
func with(members map[string]any) func(p *probe) {
	return func(p *probe) { p.body = []byte(encode(members)) }
}

// planPerson plans that somebody is invited, chooses a password, logs in, is changed and gets a new link.
func (w *worker) planPerson() {
	email := w.newID("person") + "@example.org"
	w.later("invitePerson", part{}, with(map[string]any{"email": email, "name": "Somebody", "role": oneOf(&w.maker, "viewer", "editor", "owner")}))
	w.later("useLink", part{}, func(p *probe) { p.path = "/v1/admin/welcome/" + w.known.last("welcome") }, with(map[string]any{"password": password}))
	w.later("logIn", part{}, with(map[string]any{"email": email, "password": password}))
	for _, id := range []string{"getPerson", "changePerson", "resetPerson"} {
		w.later(id, part{}, func(p *probe) { p.path = strings.Replace(p.op.path, "{id}", w.known.last("person"), 1) }, plain)
	}
}

// planKey plans that a key is created, rotated and revoked.
func (w *worker) planKey() {
	name := w.newID("key")
	w.later("createKey", part{}, with(map[string]any{"name": name, "role": "viewer"}))
	for _, id := range []string{"rotateKey", "revokeKey"} {
		w.later(id, part{}, func(p *probe) { p.path = strings.Replace(p.op.path, "{id}", w.known.last("key"), 1) })
	}
}
