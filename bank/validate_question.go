package bank

import (
	"slices"
	"strconv"
	"unicode/utf8"
)

func (v *validation) question(q *Question) {
	v.begin("questions", q.ID, v.slug)
	v.life(q.Version, q.Status)
	v.required("locale", q.Locale)
	v.required("source", q.Source)
	v.required("license", q.License)
	v.oneOf("asker", string(q.Asker), string(Candidate), string(Interviewer))
	v.wordings(q)
	v.references(q)
	v.number("minutes", q.Minutes, 1, MaxQuestionMinutes)
	v.number("depth", q.Depth, 1, MaxDepth)
	if q.Status == Ready {
		v.sentences("listen_for", q.ListenFor, 2, 4)
		v.sentences("watch_for", q.WatchFor, 2, 4)
		v.sentences("follow_ups", q.FollowUps, 2, 3)
		v.sentences("check_first", q.CheckFirst, 1, 3)
	}
	for i, w := range q.Waivers {
		v.required("waivers/"+strconv.Itoa(i)+"/rule", w.Rule)
		v.required("waivers/"+strconv.Itoa(i)+"/because", w.Because)
	}
	v.topic(q)
	v.pairs(q)
}

func (v *validation) life(version int, status Status) {
	if version < 1 {
		v.fault(FaultOutOfRange, "version", "Versions count from 1.")
	}
	v.oneOf("status", string(status), string(Draft), string(Ready), string(Retired))
}

func (v *validation) wordings(q *Question) {
	if v.required("text", q.Text); q.Status != Ready {
		return
	}
	v.required("softer", q.Softer)
	v.required("firmer", q.Firmer)
	v.required("how_to_ask", q.HowToAsk)
	v.required("reveals", q.Reveals)
	v.wordingSize("text", q.Text)
	v.wordingSize("softer", q.Softer)
	v.wordingSize("firmer", q.Firmer)
}

func (v *validation) wordingSize(field, text string) {
	if utf8.RuneCountInString(text) > maxText {
		v.fault(FaultOutOfRange, field, "This is longer than %d characters.", maxText)
	}
}

func (v *validation) references(q *Question) {
	v.refer("cares", "care", q.Cares...)
	v.refer("aspects", "aspect", q.Aspects...)
	v.refer("roles", "role", q.Roles...)
	v.refer("stages", "stage", q.Stages...)
	v.refer("asked_of", "asked_of", q.AskedOf...)
	v.refer("discloses", "discloses", q.Discloses...)
	for i, aspect := range q.Aspects {
		if care := v.content.Vocabulary.CareOf(aspect); care != "" && !slices.Contains(q.Cares, care) {
			v.fault(FaultInconsistent, "aspects/"+strconv.Itoa(i), "%q belongs to the care %q, which is not among the question's cares.", aspect, care)
		}
	}
	v.seniorities(q.Seniority)
}

func (v *validation) seniorities(r SeniorityRange) {
	known := v.seniority("seniority/from", r.From)
	known = v.seniority("seniority/to", r.To) && known
	if from, to := r.Levels(&v.content.Vocabulary); known && from > to {
		v.fault(FaultInconsistent, "seniority", "This range is empty: %q is above %q.", r.From, r.To)
	}
}

func (v *validation) seniority(field, id string) bool {
	if id != "" && !slices.Contains(v.terms["seniority"], id) {
		v.fault(FaultUnknownValue, field, "The vocabulary has no seniority %q.", id)
		return false
	}
	return true
}

// topic checks what hangs on the side and the topic: format and anchors.
func (v *validation) topic(q *Question) {
	t, ok := v.content.Vocabulary.Topic(q.Topic)
	switch {
	case !ok:
		v.fault(FaultUnknownValue, "topic", "The vocabulary has no topic %q.", q.Topic)
		return
	case t.Asker != q.Asker:
		v.fault(FaultInconsistent, "topic", "%q is a topic of the other side.", q.Topic)
		return
	}
	v.format(q, t)
	v.anchors(q, t)
}

func (v *validation) format(q *Question, t Topic) {
	if q.Asker == Candidate {
		if q.Format != "" {
			v.fault(FaultInconsistent, "format", "Only an interviewer's question has a format.")
		}
		return
	}
	allowed := []string{string(Behavioural), string(Situational), string(Knowledge)}
	if !t.Scored {
		allowed = []string{string(Requirement), string(Prompt)}
	}
	v.oneOf("format", string(q.Format), allowed...)
}

func (v *validation) anchors(q *Question, t Topic) {
	scored := q.Asker == Interviewer && t.Scored
	switch {
	case !scored && q.Anchors != nil:
		v.fault(FaultInconsistent, "anchors", "Only a scored question has anchors.")
	case scored && q.Anchors == nil:
		v.fault(FaultRequired, "anchors", "A scored question needs anchors for the ratings 1, 3 and 5.")
	case scored:
		v.required("anchors/1", q.Anchors.One)
		v.required("anchors/3", q.Anchors.Three)
		v.required("anchors/5", q.Anchors.Five)
	}
}

// pairs checks that counterparts exist, stand on the other side, and name each other.
func (v *validation) pairs(q *Question) {
	for i, id := range q.PairsWith {
		field := "pairs_with/" + strconv.Itoa(i)
		other := v.questionOf(id)
		switch {
		case slices.Contains(q.PairsWith[:i], id):
			v.fault(FaultDuplicate, field, "%q stands twice.", id)
		case other == nil:
			v.fault(FaultUnknownValue, field, "There is no question %q.", id)
		case other.Asker == q.Asker:
			v.fault(FaultInconsistent, field, "%q is a question of the same side.", id)
		case !slices.Contains(other.PairsWith, q.ID):
			v.fault(FaultInconsistent, field, "%q does not name this question in its own pairs_with.", id)
		}
	}
}
