package apifuzz

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
)

// later plans a valid request to an operation, about a draft if it is about one.
func (w *worker) later(id string, about part, change ...func(p *probe)) {
	w.plan = append(w.plan, func() *probe {
		p := w.validFor(w.operation(id), about)
		for _, f := range change {
			f(p)
		}
		return p
	})
}

func (w *worker) operation(id string) *operation {
	i := slices.IndexFunc(w.contract.operations, func(o *operation) bool { return o.id == id })
	return w.contract.operations[i]
}

// long asks for as many items as a page can have.
func long(p *probe) { p.query = "limit=100" }

// plain makes a request a GET with its body in the answer.
func plain(p *probe) { p.method = p.op.method }

// readBank plans to read everything that later requests take their values from.
func (w *worker) readBank() {
	w.later("getVocabulary", part{}, plain)
	w.later("listQuestions", part{}, long, plain)
	w.later("listReleases", part{}, plain)
	w.later("listUpgrades", part{}, plain)
	w.later("getAudit", part{}, long, plain)
	w.later("getDraftWeights", part{}, plain)
	for _, kind := range slices.Sorted(maps.Values(vocabularyKinds())) {
		w.later("listDraftTerms", part{kind: kind}, long, plain)
	}
	for _, id := range []string{"listDraftQuestions", "listDraftRules"} {
		w.later(id, part{}, long, plain)
		for range 2 {
			w.later(id, part{}, func(p *probe) { p.query = "limit=100&cursor=" + w.known.pick(w.rng, "cursor "+id) }, plain)
		}
	}
}

// firstRelease plans to change little, so that nothing prevents publishing, and to publish, roll back and decide on upgrades.
func (w *worker) firstRelease() {
	w.plan = append(w.plan, func() *probe {
		p := w.validFor(w.operation("createDraftQuestion"), part{kind: "question"})
		body, _ := clone(w.known.draft(w.known.anyDraft(w.rng, "question")).body).(map[string]any)
		if body == nil { // no draft could be read
			return nil
		}
		body["id"], body["status"] = w.newID("question"), "ready"
		p.body = []byte(encode(body))
		return p
	})
	w.planRelease()
	w.later("rollBackRelease", part{}, func(p *probe) { p.path = "/v1/admin/releases/1/roll-back" })
	w.planApproval()
	w.planSchedule()
}

// planApproval plans to approve what nobody has edited.
func (w *worker) planApproval() {
	about := w.known.anyDraft(w.rng, "question")
	w.later("checkRelease", part{}, plain, func(p *probe) { p.query = "only=" + about.kind + ":" + about.id })
	w.later("createApproval", part{}, func(p *probe) {
		p.body = []byte(encode(map[string]any{
			"hash": w.known.lastChecked(), "only": []any{map[string]any{"kind": about.kind, "id": about.id}},
		}))
	})
}

// planSchedule plans to publish what was rolled back, and not to.
func (w *worker) planSchedule() {
	w.later("checkRelease", part{}, plain, func(p *probe) { p.query = "publish_at=" + plannedTime })
	w.later("createSchedule", part{}, func(p *probe) {
		p.body = []byte(encode(map[string]any{"note": "later", "hash": w.known.lastChecked(), "publish_at": plannedTime}))
	})
	w.later("listSchedules", part{}, plain)
	w.later("cancelSchedule", part{})
}

// planPhrase plans that the editors are told of a phrase, which they dismiss.
func (w *worker) planPhrase() {
	w.later("sendPhrase", part{}, with(map[string]any{"kind": oneOf(&w.maker, "role", "care"), "said": "zorkmid flurbler"}))
	w.later("listPhrases", part{}, long, plain)
	w.later("dismissPhrase", part{})
}

// planKit plans that a kit is saved, by its request and then by the token of its set, and read.
func (w *worker) planKit() {
	w.later("createQuestionSet", part{}, plain, with(map[string]any{"asker": "interviewer", "minutes": 30, "seed": w.rng.IntN(5)}))
	w.later("saveKit", part{}, with(map[string]any{"minutes": 30, "seed": w.rng.IntN(5)}))
	w.later("getKit", part{})
	w.later("getKitRecord", part{})
}

// planFor plans more than one request where a single one would hardly succeed.
func (w *worker) planFor(o *operation) {
	switch {
	case o.id == "publishRelease":
		w.planRelease()
	case o.id == "invitePerson" || o.id == "useLink" || o.id == "logIn" || o.id == "resetPerson":
		w.planPerson()
	case o.id == "createKey" || o.id == "rotateKey":
		w.planKey()
	case o.id == "createApproval":
		w.planApproval()
	case o.id == "sendPhrase" || o.id == "dismissPhrase":
		w.planPhrase()
	case o.id == "saveKit" || o.id == "getKit" || o.id == "getKitRecord":
		w.planKit()
	case o.id == "createSchedule", o.id == "cancelSchedule":
		w.planSchedule()
	case o.id == "rollBackRelease":
		w.later("listReleases", part{}, plain)
		w.later("rollBackRelease", part{})
	case o.id == "decideUpgrade" && w.chance(50):
		w.later("listUpgrades", part{}, plain)
		w.plan = append(w.plan, func() *probe { return w.valid(o) })
	case o.id == "createDraftQuestion" || o.id == "createDraftRule" || o.id == "createDraftTerm":
		w.planDraft(o)
	}
}

// planDraft plans the life of a draft: it is created, read, changed, retired and restored.
func (w *worker) planDraft(create *operation) {
	about := part{kind: w.kindOf(create)}
	like := w.known.anyDraft(w.rng, about.kind)
	noun := map[string]string{"question": "Question", "rule": "Rule"}[about.kind]
	if noun == "" {
		noun = "Term"
	}
	about.id = w.newID(about.kind)
	rename := func(p *probe) {
		if body, ok := decode(p.body); ok {
			if members, ok := body.(map[string]any); ok {
				members["id"] = about.id
				p.body = []byte(encode(members))
			}
		}
	}
	w.later("createDraft"+noun, like, rename)
	for _, verb := range []string{"getDraft", "replaceDraft", "retireDraft", "replaceDraft", "getDraft"} {
		if w.chance(60) {
			w.later(verb+noun, about, rename)
		}
	}
}

// planRelease plans to take back what could prevent publishing, to publish, and to look at what has been published.
func (w *worker) planRelease() {
	for _, about := range w.known.unclean(w.cleanAll) {
		w.plan = append(w.plan, func() *probe { return w.takeBack(about) })
	}
	w.later("listReleases", part{}, plain) // it says the revision that If-Match must name
	w.later("publishRelease", part{})
	w.later("listReleases", part{}, plain)
	w.later("getRelease", part{})
	w.later("getDiff", part{}, plain)
	w.later("createQuestionSet", part{})
	w.later("getQuestionSet", part{})
}

// takeBack returns a request that puts a draft back to its first body. What the run has created gets a body without faults, since
// even a retired question must have none; a term is retired, which removes it.
func (w *worker) takeBack(about part) *probe {
	d := w.known.draft(about)
	noun := map[string]string{"question": "Question", "rule": "Rule", "weights": "Weights"}[about.kind]
	body := d.first
	if body == nil && noun != "" {
		body = w.harmless(about)
	}
	var p *probe
	switch {
	case noun == "" && body == nil:
		p = w.validFor(w.operation("retireDraftTerm"), about)
	case body == nil:
		return nil
	default:
		p = w.validFor(w.operation("replaceDraft"+cmp.Or(noun, "Term")), about)
		p.body = []byte(encode(body))
	}
	p.set("If-Match", strconv.Quote(strconv.Itoa(d.version)))
	return p
}

// harmless returns a body for a question or rule that nothing depends on, nil if there is none.
func (w *worker) harmless(about part) any {
	members, _ := clone(w.known.goodBody(about.kind)).(map[string]any)
	if members == nil {
		return nil
	}
	members["id"], members["status"] = about.id, "draft"
	if about.kind == "question" {
		members["pairs_with"] = []any{}
	}
	return members
}
