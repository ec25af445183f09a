package bank

import (
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"
)

func (v *validation) question(q *Question) {
	v.begin("questions", q.ID, v.slug)
	v.lifecycle(q.Version, q.Status)
	v.locale(q)
	v.source(q)
	v.licence(q)
	v.oneOf("asker", string(q.Asker), string(Candidate), string(Interviewer))
	v.wordings(q)
	v.questionReferences(q)
	v.number("minutes", q.Minutes, 1, MaxQuestionMinutes)
	v.number("depth", q.Depth, 1, MaxDepth)
	if q.Status == Ready {
		v.sentences("listen_for", q.ListenFor, 2, 4)
		v.sentences("watch_for", q.WatchFor, 2, 4)
		v.sentences("follow_ups", q.FollowUps, 2, 3)
		v.sentences("check_first", q.CheckFirst, 0, 3)
	}
	for i, w := range q.Waivers {
		v.required("waivers/"+strconv.Itoa(i)+"/rule", w.Rule)
		v.required("waivers/"+strconv.Itoa(i)+"/because", w.Because)
	}
	v.topic(q)
	v.requirement(q)
	v.slots(q)
	v.pairs(q)
	v.textsIn(reflect.ValueOf(q), KindQuestion.Pointer(q.ID))
}

func (v *validation) lifecycle(version int, status Status) {
	if version < 1 {
		v.fault(FaultOutOfRange, "version", "This must be at least 1; it is %d.", version)
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
	v.wordingLength("text", q.Text)
	v.wordingLength("softer", q.Softer)
	v.wordingLength("firmer", q.Firmer)
}

func (v *validation) wordingLength(field, text string) {
	if n := utf8.RuneCountInString(text); n > maxText {
		v.fault(FaultOutOfRange, field, "This must have at most %d characters; it has %d.", maxText, n)
	}
}

func (v *validation) questionReferences(q *Question) {
	v.references("cares", "care", q.Cares...)
	v.references("aspects", "aspect", q.Aspects...)
	v.references("roles", "role", q.Roles...)
	v.occupations("occupations", q.Occupations, q.Roles)
	v.skills(q)
	v.references("stages", "stage", q.Stages...)
	v.references("asked_of", "asked_of", q.AskedOf...)
	v.references("discloses", "discloses", q.Discloses...)
	for i, aspect := range q.Aspects {
		if care := v.content.Vocabulary.CareOf(aspect); care != "" && !slices.Contains(q.Cares, care) {
			v.fault(FaultInconsistent, "aspects/"+strconv.Itoa(i), "%q is an aspect of %q. Add %q to cares, or remove the aspect.", aspect, care, care)
		}
	}
	v.about("about", q.About, q.Roles)
	v.aboutIsTouched(q)
	v.seniorityRange("seniority", q.Seniority)
}

// about checks that something that can be asked about is known: a care, an aspect, or a term of one of the trades.
func (v *validation) about(field string, about About, trades []string) {
	switch term := about.Term(); {
	case about == "" || slices.Contains(v.terms["care"], string(about)) || slices.Contains(v.terms["aspect"], string(about)):
	case term != "" && slices.ContainsFunc(trades, func(trade string) bool {
		r := v.content.Vocabulary.Role(trade)
		return r != nil && slices.Contains(r.Lexicon, term)
	}):
	case term != "":
		v.unknown(field, string(about), Meant{MeantWord, v.aboutTerms(trades)}, "%q is not in the lexicon of the trade. Add it there, or use an aspect or a care.", term)
	default:
		v.unknown(field, string(about), Meant{Kind: MeantAbout},
			"Unknown aspect or care %q. Use the ID of one, or \"term:\" and a term of the trade's lexicon.", about)
	}
}

// aboutTerms returns what can be asked about in the lexicons of trades.
func (v *validation) aboutTerms(trades []string) []string {
	list := []string{}
	for _, trade := range trades {
		if r := v.content.Vocabulary.Role(trade); r != nil {
			for _, term := range r.Lexicon {
				list = append(list, string(AboutTerm(term)))
			}
		}
	}
	return list
}

// aboutIsTouched checks that the cares and aspects of a question have what it asks about.
func (v *validation) aboutIsTouched(q *Question) {
	id := string(q.About)
	switch {
	case id == "":
	case slices.Contains(v.terms["aspect"], id) && !slices.Contains(q.Aspects, id):
		v.fault(FaultInconsistent, "about", "The question asks about the aspect %q. Add %q to aspects too.", id, id)
	case slices.Contains(v.terms["care"], id) && !slices.Contains(q.Cares, id):
		v.fault(FaultInconsistent, "about", "The question asks about the care %q. Add %q to cares too.", id, id)
	}
}

func (v *validation) seniorityRange(field string, r SeniorityRange) {
	known := v.seniority(field+"/from", r.From)
	known = v.seniority(field+"/to", r.To) && known
	if from, to := r.Levels(&v.content.Vocabulary); known && from > to {
		v.fault(FaultInconsistent, field, "The range must go from low to high; %q is above %q.", r.From, r.To)
	}
}

func (v *validation) seniority(field, id string) bool {
	if id != "" && !slices.Contains(v.terms["seniority"], id) {
		v.unknownTerm(field, "seniority", id)
		return false
	}
	return true
}

// topic checks the topic, and what depends on it: format and anchors.
func (v *validation) topic(q *Question) {
	t, ok := v.content.Vocabulary.Topic(q.Topic)
	switch {
	case q.Topic == "":
		v.required("topic", q.Topic)
		return
	case !ok:
		v.unknown("topic", q.Topic, Meant{string(KindTopic), v.topicsOf(q.Asker)}, "Unknown topic %q. Use an ID from the vocabulary.", q.Topic)
		return
	case q.Asker != Candidate && q.Asker != Interviewer:
		return // which is a fault itself
	case t.Asker != q.Asker:
		v.fault(FaultInconsistent, "topic", "The topic %q is for questions asked by the %s, but this one is asked by the %s. Choose another topic, or change the asker.", q.Topic, t.Asker, q.Asker)
		return
	}
	v.format(q, t)
	v.anchors(q, t)
}

// topicsOf returns the IDs of the topics of one side; of both if the asker is neither.
func (v *validation) topicsOf(asker Asker) []string {
	list := []string{}
	for _, t := range v.content.Vocabulary.Topics {
		if t.Asker == asker || asker != Candidate && asker != Interviewer {
			list = append(list, t.ID)
		}
	}
	return list
}

func (v *validation) format(q *Question, t Topic) {
	if q.Asker == Candidate {
		if q.Format != "" {
			v.fault(FaultInconsistent, "format", "Remove this: only an interviewer's question has a format.")
		}
		return
	}
	scored := len(ScoredFormats())
	allowed := Formats()[:scored]
	if !t.Scored {
		allowed = Formats()[scored:]
	}
	var texts []string
	for _, format := range allowed {
		texts = append(texts, string(format))
	}
	v.oneOf("format", string(q.Format), texts...)
}

func (v *validation) anchors(q *Question, t Topic) {
	scored := q.Asker == Interviewer && t.Scored
	switch {
	case !scored && q.Anchors != nil:
		v.fault(FaultInconsistent, "anchors", "Remove this: only a question on a scored topic has anchors.")
	case scored && q.Anchors == nil:
		v.fault(FaultRequired, "anchors", "A question on a scored topic needs anchors for the ratings 1, 3 and 5.")
	case scored:
		v.required("anchors/1", q.Anchors.One)
		v.required("anchors/3", q.Anchors.Three)
		v.required("anchors/5", q.Anchors.Five)
	}
}

// pairs checks that the counterparts exist, have the other asker, and list this question.
func (v *validation) pairs(q *Question) {
	for i, id := range q.PairsWith {
		field := "pairs_with/" + strconv.Itoa(i)
		other := v.questionOf(id)
		switch {
		case slices.Contains(q.PairsWith[:i], id):
			v.fault(FaultDuplicate, field, "%q is listed twice.", id)
		case other == nil:
			v.unknown(field, id, Meant{MeantQuestion, v.otherSide(q.Asker)}, "There is no question with the ID %q.", id)
		case other.Asker == q.Asker:
			v.fault(FaultInconsistent, field, "%q has the same asker as this question. A pair needs one question of each side.", id)
		case !slices.Contains(other.PairsWith, q.ID):
			v.fault(FaultInconsistent, field, "%q does not list this question in its pairs_with. Add it there.", id)
		}
	}
}

// otherSide returns the IDs of the questions that the other side asks.
func (v *validation) otherSide(asker Asker) []string {
	return v.questionIDs(func(q *Question) bool { return q.Asker != asker })
}

// questionIDs returns the IDs of some questions, in order.
func (v *validation) questionIDs(has func(*Question) bool) []string {
	list := []string{}
	for i := range v.content.Questions {
		if q := &v.content.Questions[i]; has(q) {
			list = append(list, q.ID)
		}
	}
	return list
}
