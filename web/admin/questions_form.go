package admin

import (
	"cmp"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
)

// maxQuestion is the maximum size of the form of a question in bytes: its texts may have thousands of characters.
const maxQuestion = 256 << 10

// readQuestion returns a question with what a form says. What the form does not have stays as in base, and so does the order of a list.
func readQuestion(sent url.Values, base bank.Question) bank.Question {
	q := base
	for name, text := range questionTexts(&q) {
		if _, isSent := sent[name]; isSent {
			*text = tidyQuestionText(sent.Get(name))
		}
	}
	q.Topic, q.About = sent.Get("topic"), bank.About(sent.Get("about"))
	q.Seniority = bank.SeniorityRange{From: sent.Get("seniority_from"), To: sent.Get("seniority_to")}
	q.Minutes, q.Depth = numberSent(sent.Get("minutes")), numberSent(sent.Get("depth"))
	q.Negative = sent.Get("negative") == "true"
	for name, list := range questionLists(&q) {
		*list = keepOrder(*list, sent[name])
	}
	for name, list := range questionLines(&q) {
		*list = sentenceLines(sent.Get(name))
	}
	q.Cares, q.Aspects = keepOrder(base.Cares, afterPrefix("care:", sent["touched"])), keepOrder(base.Aspects, afterPrefix("aspect:", sent["touched"]))
	if q.Asker == bank.Interviewer {
		q.Format, q.Requirement = bank.Format(sent.Get("format")), sent.Get("requirement")
		q.Anchors = readAnchors(sent)
		q.Slots = readSlots(sent, &q)
		q.Skills = keepOrder(base.Skills, sent["skills"])
	}
	if s := bank.Status(sent.Get("status")); q.Status != bank.Retired && (s == bank.Ready || s == bank.Draft) {
		q.Status = s
	}
	return q
}

// questionTexts returns the texts of a question that stand in fields of the same names.
func questionTexts(q *bank.Question) map[string]*string {
	return map[string]*string{
		"text": &q.Text, "softer": &q.Softer, "firmer": &q.Firmer, "how_to_ask": &q.HowToAsk, "reveals": &q.Reveals, "source": &q.Source, "license": &q.License,
	}
}

// questionLists returns the lists of IDs of a question that are chosen in fields of the same names.
func questionLists(q *bank.Question) map[string]*[]string {
	return map[string]*[]string{
		"roles": &q.Roles, "occupations": &q.Occupations, "stages": &q.Stages, "asked_of": &q.AskedOf, "discloses": &q.Discloses, "pairs_with": &q.PairsWith,
	}
}

// questionLines returns the lists of sentences of a question, which are written one on a line.
func questionLines(q *bank.Question) map[string]*[]string {
	return map[string]*[]string{"listen_for": &q.ListenFor, "watch_for": &q.WatchFor, "follow_ups": &q.FollowUps, "check_first": &q.CheckFirst}
}

// tidyQuestionText returns a text without blanks around it, and with plain line breaks.
func tidyQuestionText(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// sentenceLines returns the lines of a text that are not empty.
func sentenceLines(text string) []string {
	list := []string{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// numberSent returns the number that a text says, 0 for none.
func numberSent(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// keepOrder returns the values that were sent, each once: those that were there before in the order that they had, then the new ones.
func keepOrder(before, sent []string) []string {
	list := []string{}
	for _, value := range slices.Concat(before, sent) {
		if value != "" && slices.Contains(sent, value) && !slices.Contains(list, value) {
			list = append(list, value)
		}
	}
	return list
}

// afterPrefix returns the rest of the values that have a prefix.
func afterPrefix(prefix string, values []string) []string {
	var list []string
	for _, value := range values {
		if rest, found := strings.CutPrefix(value, prefix); found {
			list = append(list, rest)
		}
	}
	return list
}

// touchQuestion adds what a question asks about to what it touches, and the cares of its aspects: nobody has to say that twice.
func touchQuestion(q *bank.Question, v *bank.Vocabulary) {
	if v.CareOf(string(q.About)) != "" {
		q.Aspects = keepOrder(q.Aspects, append(slices.Clone(q.Aspects), string(q.About)))
	} else if slices.ContainsFunc(v.Cares, func(c bank.Care) bool { return c.ID == string(q.About) }) {
		q.Cares = keepOrder(q.Cares, append(slices.Clone(q.Cares), string(q.About)))
	}
	for _, aspect := range q.Aspects {
		q.Cares = keepOrder(q.Cares, append(slices.Clone(q.Cares), v.CareOf(aspect)))
	}
}

// readAnchors returns the anchors of a form, nil if all of them are empty.
func readAnchors(sent url.Values) *bank.Anchors {
	a := bank.Anchors{One: tidyQuestionText(sent.Get("anchors_1")), Three: tidyQuestionText(sent.Get("anchors_3")), Five: tidyQuestionText(sent.Get("anchors_5"))}
	if a == (bank.Anchors{}) {
		return nil
	}
	return &a
}

// blankPattern matches a blank in a wording, such as {rota}.
var blankPattern = regexp.MustCompile(`\{([a-z0-9]+(?:_[a-z0-9]+)*)\}`)

// readSlots returns the blanks of the wordings: those that there were, in their order, then the new ones. What each is for is in a field of its own.
func readSlots(sent url.Values, q *bank.Question) []bank.Slot {
	var names, before []string
	for _, found := range blankPattern.FindAllStringSubmatch(q.Text+" "+q.Softer+" "+q.Firmer, -1) {
		names = append(names, found[1])
	}
	labels := map[string]string{}
	for _, s := range q.Slots {
		before = append(before, s.Name)
		labels[s.Name] = s.Label
	}
	var slots []bank.Slot
	for _, name := range keepOrder(before, names) {
		label := labels[name]
		if typed, isSent := sent["slot_"+name]; isSent {
			label = tidyQuestionText(typed[0])
		}
		slots = append(slots, bank.Slot{Name: name, Label: label})
	}
	return slots
}

// questionBody returns the question in the form in which the services take it.
func questionBody(q bank.Question) ([]byte, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	part, err := bank.NewPart(bank.KindQuestion, body)
	return part.Body, err
}

// questionOf returns the question that a body is of.
func questionOf(body []byte) (bank.Question, error) {
	c, err := bank.Join([]bank.Part{{Kind: bank.KindQuestion, Body: body}})
	if err != nil {
		return bank.Question{}, err
	}
	return c.Questions[0], nil
}

// blankQuestion returns a question that has not been written yet, with what the address says about it.
func blankQuestion(asked url.Values, v *bank.Vocabulary) bank.Question {
	known := func(kind, name string) []string {
		var ids []string
		for _, value := range asked[name] {
			if slices.ContainsFunc(v.Terms()[kind], func(t bank.Term) bool { return t.ID == value }) {
				ids = append(ids, value)
			}
		}
		return ids
	}
	q := bank.Question{
		ID: "new", Version: 1, Locale: "en", Status: bank.Draft, Asker: bank.Asker(asked.Get("asker")), Minutes: 3, Depth: 2,
		Roles: known("role", "role"), Stages: known("stage", "stage"), AskedOf: known("asked_of", "asked_of"), Cares: known("care", "care"),
		Aspects: known("aspect", "aspect"),
	}
	if t, found := v.Topic(asked.Get("topic")); found && t.Asker == q.Asker {
		q.Topic = t.ID
	}
	if level := known("seniority", "seniority"); len(level) > 0 {
		q.Seniority = bank.SeniorityRange{From: level[0], To: level[0]}
	}
	if touches := slices.Concat(q.Aspects, q.Cares); len(touches) > 0 {
		q.About = bank.About(cmp.Or(touches[0]))
	}
	touchQuestion(&q, v)
	return q
}
