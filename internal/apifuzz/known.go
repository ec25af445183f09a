package apifuzz

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// part names a draft.
type part struct{ kind, id string }

// draft is what is known about a draft from the answers so far.
type draft struct {
	version int
	body    any
	first   any // the body when the run began; nil if the run has created it
	retired bool
	changed bool // since the run began
	faulty  bool // its last review has faults
}

// known is what the answers so far contain, for use in later requests. It is safe for concurrent use.
type known struct {
	mu       sync.Mutex
	pools    map[string][]string
	in       map[string]bool // pool and value
	drafts   map[part]*draft
	order    []part // of drafts
	upgrades []part // that wait for a decision
	revision int
	releases []int
	checked  string // the hash of what was checked last
}

func newKnown() *known {
	return &known{pools: map[string][]string{}, in: map[string]bool{}, drafts: map[part]*draft{}}
}

// ownPrefix begins the IDs of the drafts that a run creates.
const ownPrefix = "fuzz"

// poolSize is the most values that a pool has. A full pool replaces its oldest values.
const poolSize = 1500

// add adds values to a pool.
func (k *known) add(pool string, values ...string) {
	for _, value := range values {
		if value == "" || k.in[pool+" "+value] {
			continue
		}
		k.in[pool+" "+value] = true
		list := append(k.pools[pool], value)
		if len(list) > poolSize {
			delete(k.in, pool+" "+list[0])
			list = list[1:]
		}
		k.pools[pool] = list
	}
}

// pick returns a value from a pool, "" if it is empty.
func (k *known) pick(rng *rand.Rand, pool string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if list := k.pools[pool]; len(list) > 0 {
		return list[rng.IntN(len(list))]
	}
	return ""
}

// draft returns a copy of what is known about a draft.
func (k *known) draft(of part) draft {
	k.mu.Lock()
	defer k.mu.Unlock()
	if d := k.drafts[of]; d != nil {
		return *d
	}
	return draft{}
}

// anyDraft returns a draft of a kind, or of any kind if it is "".
func (k *known) anyDraft(rng *rand.Rand, kind string) part {
	k.mu.Lock()
	defer k.mu.Unlock()
	list := slices.DeleteFunc(slices.Clone(k.order), func(p part) bool { return kind != "" && p.kind != kind })
	if len(list) == 0 {
		return part{kind, "unknown"}
	}
	return list[rng.IntN(len(list))]
}

// anyUpgrade returns an upgrade that waits for a decision, false if none is known.
func (k *known) anyUpgrade(rng *rand.Rand) (part, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.upgrades) == 0 {
		return part{}, false
	}
	return k.upgrades[rng.IntN(len(k.upgrades))], true
}

// anyRelease returns the number of a release.
func (k *known) anyRelease(rng *rand.Rand) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.releases) == 0 {
		return 1
	}
	return k.releases[rng.IntN(len(k.releases))]
}

// goodBody returns the first body of a draft of a kind, nil if none is known.
func (k *known) goodBody(kind string) any {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, p := range k.order {
		if d := k.drafts[p]; p.kind == kind && d.first != nil {
			return d.first
		}
	}
	return nil
}

// lastChecked returns the hash of what was checked last.
func (k *known) lastChecked() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.checked
}

// bankRevision returns the last known revision of the bank.
func (k *known) bankRevision() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.revision
}

// unclean returns the changed drafts that could prevent publishing or, with all, every changed draft.
func (k *known) unclean(all bool) []part {
	k.mu.Lock()
	defer k.mu.Unlock()
	var list []part
	for _, p := range k.order {
		d := k.drafts[p]
		isGone := d.first == nil && d.retired && !d.faulty
		if d.changed && (all || d.faulty || d.retired || p.kind != "question") && !isGone {
			list = append(list, p)
		}
	}
	return list
}

// learn reads an answer to a probe. Value is its decoded body.
func (k *known) learn(p *probe, a answer, value any) {
	k.mu.Lock()
	defer k.mu.Unlock()
	members, ok := value.(map[string]any)
	if !ok || p.op == nil {
		return
	}
	k.learnNumbers(p, a, members)
	k.learnAccounts(members)
	k.learnPlans(p, a, members)
	k.add("token", text(members["token"]), text(members["next"]))
	k.add("cursor "+p.op.id, text(members["next_cursor"]))
	k.add("kit", text(members["kit_id"]))
	for _, phrase := range list(members["phrases"]) {
		k.add("phrase", text(member(phrase, "id")))
	}
	for _, q := range list(members["questions"]) {
		k.add("question", text(member(q, "id")))
	}
	k.learnDraft(members, a.status == 201)
	for _, d := range list(members["drafts"]) {
		k.learnDraft(d, false)
	}
	if p.op.id == "getVocabulary" && a.status == 200 {
		k.learnVocabulary(members)
	}
	if p.op.id == "listUpgrades" && a.status == 200 {
		k.upgrades = nil
		for _, u := range list(members["upgrades"]) {
			k.upgrades = append(k.upgrades, k.learnVersion(u))
		}
	}
}

// learnNumbers learns revisions, versions and numbers of releases.
func (k *known) learnNumbers(p *probe, a answer, members map[string]any) {
	if revision, ok := members["revision"]; ok {
		k.revision = number(revision)
	}
	if a.status == 201 && (p.op.id == "publishRelease" || p.op.id == "rollBackRelease") {
		k.revision, _ = strconv.Atoi(strings.Trim(a.header.Get("ETag"), `"`))
	}
	for _, r := range append(list(members["releases"]), value(members)) {
		if n := number(member(r, "number")); n > 0 && member(r, "hash") != nil && !slices.Contains(k.releases, n) {
			k.releases = append(k.releases, n)
		}
	}
	for _, e := range list(members["entries"]) {
		k.add("before", strconv.Itoa(number(member(e, "number"))))
	}
	if a.status != 412 {
		return
	}
	if d := k.drafts[p.part()]; d != nil {
		d.version = number(members["current"])
	} else if p.part().id == "" {
		k.revision = number(members["current"])
	}
}

// learnPlans learns the hash of what was checked, and the IDs of schedules.
func (k *known) learnPlans(p *probe, a answer, members map[string]any) {
	if p.op.id == "checkRelease" && a.status == 200 {
		k.checked = text(members["hash"])
	}
	for _, s := range append(list(members["schedules"]), value(members)) {
		if n := number(member(s, "id")); n > 0 && text(member(s, "status")) == "planned" {
			k.add("schedule", strconv.Itoa(n))
		}
	}
}

// learnVersion learns the version of a draft.
func (k *known) learnVersion(members any) part {
	p := part{text(member(members, "kind")), text(member(members, "id"))}
	d := k.drafts[p]
	if d == nil {
		d = &draft{}
		k.drafts[p] = d
		k.order = append(k.order, p)
	}
	d.version = max(d.version, number(member(members, "version")))
	return p
}

// learnDraft learns a draft with its body, if that is what the value is, and whether it was created just now.
func (k *known) learnDraft(members any, created bool) {
	body, version := member(members, "body"), number(member(members, "version"))
	if body == nil || version == 0 {
		return
	}
	p := part{text(member(members, "kind")), text(member(members, "id"))}
	k.learnVersion(members)
	d := k.drafts[p]
	seen := d.body != nil
	d.body, d.retired = body, member(members, "retired") == true
	if review := member(members, "review"); review != nil {
		d.faulty = len(list(member(review, "faults"))) > 0
		d.changed = d.changed || created || version > 1
	}
	if !seen && !created && !strings.HasPrefix(p.id, ownPrefix) {
		d.first = body
	}
	if p.kind == "question" || p.kind == "rule" {
		k.add(p.kind, p.id)
	}
	k.add("when", text(member(body, "when")))
	k.add("pick", text(member(body, "pick")))
	k.add("text", text(member(body, "text")), text(member(body, "softer")), text(member(body, "firmer")))
}

// learnVocabulary learns IDs and synonyms.
func (k *known) learnVocabulary(members map[string]any) {
	for plural, kind := range vocabularyKinds() {
		for _, term := range list(members[plural]) {
			k.learnTerm(kind, term)
			for _, aspect := range list(member(term, "aspects")) {
				k.learnTerm("aspect", aspect)
			}
		}
	}
}

func (k *known) learnTerm(kind string, term any) {
	k.add(kind, text(member(term, "id")))
	k.add(kind+" said", text(member(term, "name")))
	for _, name := range []string{"synonyms", "titles"} {
		for _, said := range list(member(term, name)) {
			k.add(kind+" said", text(said))
		}
	}
}

// vocabularyKinds returns the kind of the terms in each list of the vocabulary.
func vocabularyKinds() map[string]string {
	return map[string]string{
		"seniorities": "seniority", "stages": "stage", "asked_of": "asked_of", "cares": "care", "topics": "topic",
		"discloses": "discloses", "roles": "role", "requirements": "requirement",
	}
}

// value, member, list, text and number read decoded JSON; what has another type is empty.
func value(members map[string]any) any { return members }

func member(value any, name string) any {
	members, _ := value.(map[string]any)
	return members[name]
}

func list(value any) []any {
	items, _ := value.([]any)
	return items
}

func text(value any) string {
	s, _ := value.(string)
	return s
}

func number(value any) int {
	n, _ := value.(json.Number)
	i, _ := strconv.Atoi(n.String())
	return i
}
