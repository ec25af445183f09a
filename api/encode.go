package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"unique"

	"twoway/bank"
	"twoway/release/serve"
)

// encodedQuestion is a question in JSON, and its list of what to listen for.
type encodedQuestion struct{ whole, listenFor []byte }

// encodedText is JSON with texts in it that others share, such as questions.
type encodedText struct {
	own    []byte
	shared []sharedText
}

// sharedText is a text that stands at an index of another one's own: one of these.
type sharedText struct {
	at       int
	text     []byte
	expected bool                  // the list of what the other side will probably ask: whoever sends the answer knows it
	common   unique.Handle[string] // one of few, such as a reason, kept once for all
}

// sharedSize is the bytes of a sharedText itself.
const sharedSize = 48

// size returns the bytes that the text alone needs.
func (t *encodedText) size() int { return len(t.own) + len(t.shared)*sharedSize }

// appendTo appends the text, with the list of what the other side will probably ask, which is empty if it is nil.
func (t *encodedText) appendTo(b []byte, expected *encodedText) []byte {
	at := 0
	for i := range t.shared {
		s := &t.shared[i]
		b = append(b, t.own[at:s.at]...)
		switch {
		case s.expected && expected == nil:
			b = append(b, "[]"...)
		case s.expected:
			b = expected.appendTo(b, nil)
		case s.text != nil:
			b = append(b, s.text...)
		default:
			b = append(b, s.common.Value()...)
		}
		at = s.at
	}
	return append(b, t.own[at:]...)
}

// encodedSet is the answer for a profile, without what was typed and whether it was reproduced. These stand between its texts, in this
// order: the profile, whether it is reproduced, what was understood and what was not.
type encodedSet struct {
	beforeProfile    *encodedText
	beforeReproduced []byte
	beforeReading    []byte
	afterReading     []byte

	expected atomic.Pointer[encodedText] // what the other side will probably ask; nil until somebody wants to know it
}

func (s *encodedSet) size() int {
	return s.beforeProfile.size() + len(s.beforeReproduced) + len(s.beforeReading) + len(s.afterReading)
}

// encodedReading is what was understood of a request: its profile, with what was said, and the lists of what was and was not understood.
type encodedReading struct{ profile, understood, unrecognised []byte }

func (r *encodedReading) size() int { return len(r.profile) + len(r.understood) + len(r.unrecognised) }

// encodeReading encodes a profile and what was understood of its request.
func encodeReading(from *serve.Compiled, p bank.Profile, read bank.Reading) (encodedReading, error) {
	var r encodedReading
	for _, part := range []struct {
		into  *[]byte
		value any
	}{
		{&r.profile, profile(from, p)}, {&r.understood, mapSlice(read.Understood, understood)}, {&r.unrecognised, mapSlice(read.Unrecognised, unrecognised)},
	} {
		var err error
		if *part.into, err = json.Marshal(part.value); err != nil {
			return r, err
		}
	}
	return r, nil
}

// encode encodes a set, in the order and the form of openapi.QuestionSet.
func (a *answers) encode(set bank.Set) (*encodedSet, error) {
	next, more := a.from.Next(set)
	w := &textWriter{answers: a}
	w.member(`{"asker":`, set.Profile.Asker)
	w.raw(`,"brief":`)
	w.expectedOf(set, bank.Interviewer)
	w.member(`,"certificate":null,"engine":`, set.Engine)
	w.raw(`,"explanation":null,"items":[`)
	for i, it := range set.Items {
		if i > 0 {
			w.raw(",")
		}
		w.item(i+1, it)
	}
	w.member(`],"kit_id":`, nullIfEmpty(set.KitID))
	w.raw(`,"likely_asked":`)
	w.expectedOf(set, bank.Candidate)
	w.member(`,"minutes":`, set.Minutes)
	w.raw(`,"next":`)
	if more {
		w.value(next)
	} else {
		w.raw("null")
	}
	w.raw(`,"profile":`)
	s := &encodedSet{}
	var err error
	if s.beforeProfile, err = w.done(); err != nil {
		return nil, err
	}
	w = &textWriter{}
	w.member(`,"release":`, releaseID(set.Release))
	w.raw(`,"reproduced":`)
	s.beforeReproduced = bytes.Clone(w.text)
	w.text = w.text[:0]
	w.member(`,"seed":`, set.Profile.Seed)
	w.member(`,"shortfall":`, shortfalls(a.from, set.Profile.Role, set.Shortfall))
	token := a.from.Token(set)
	w.member(`,"token":`, nullIfEmpty(token))
	w.raw(`,"understood":`)
	s.beforeReading = bytes.Clone(w.text)
	w.text = w.text[:0]
	w.member(`,"url":`, pageOf(a.base, token))
	w.raw("}\n")
	s.afterReading = bytes.Clone(w.text)
	return s, w.err
}

// textWriter writes JSON with shared texts. It keeps the first error.
type textWriter struct {
	answers *answers
	text    []byte
	shared  []sharedText
	err     error
}

func (w *textWriter) raw(text string) { w.text = append(w.text, text...) }

// value writes a value as encoding/json does.
func (w *textWriter) value(value any) {
	text, err := json.Marshal(value)
	w.text = append(w.text, text...)
	w.fail(err)
}

func (w *textWriter) member(name string, value any) {
	w.raw(name)
	w.value(value)
}

func (w *textWriter) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// expectedOf writes the list of what the other side will probably ask, if it is for this asker; an empty one otherwise.
func (w *textWriter) expectedOf(set bank.Set, asker bank.Asker) {
	if set.Profile.Asker == asker {
		w.shared = append(w.shared, sharedText{at: len(w.text), expected: true})
		return
	}
	w.raw("[]")
}

func (w *textWriter) sharedText(text []byte) {
	w.shared = append(w.shared, sharedText{at: len(w.text), text: text})
}

// common writes a value that many answers have.
func (w *textWriter) common(value any) {
	text, err := json.Marshal(value)
	w.fail(err)
	w.shared = append(w.shared, sharedText{at: len(w.text), common: unique.Make(string(text))})
}

func (w *textWriter) item(position int, it bank.Item) {
	w.raw(`{"minutes":` + strconv.Itoa(it.Question.Minutes) + `,"position":` + strconv.Itoa(position) + `,"question":`)
	if len(it.Slots) > 0 { // it is a copy, for this opening alone
		w.value(filledQuestion(w.answers.from, *it.Question, it.Slots))
	} else {
		q, err := w.answers.question(it.Question)
		w.fail(err)
		w.sharedText(q.whole)
	}
	w.raw(`,"reasons":[`)
	for i, r := range it.Reasons {
		if i > 0 {
			w.raw(",")
		}
		w.common(reason(r))
	}
	w.raw(`],"score":` + strconv.Itoa(it.Score) + `,"scored":` + strconv.FormatBool(it.Question.IsRated()) + "}")
}

func (w *textWriter) expected(x bank.Expected) {
	q, err := w.answers.question(x.Question)
	w.fail(err)
	w.member(`{"because":`, x.Because)
	w.raw(`,"have_ready":`)
	w.sharedText(q.listenFor)
	w.member(`,"label":`, x.Label)
	w.raw(`,"question":`)
	w.sharedText(q.whole)
	w.raw("}")
}

// done returns what was written, without the room that is left: it may be kept for long.
func (w *textWriter) done() (*encodedText, error) {
	return &encodedText{bytes.Clone(w.text), append([]sharedText(nil), w.shared...)}, w.err
}

// encodedAnswer is an answer in JSON, as the handler of a set returns it.
type encodedAnswer struct {
	set        *encodedSet
	expected   *encodedText // what the other side will probably ask; nil leaves it out
	read       encodedReading
	reproduced bool
}

// answerBuffers has buffers of *[]byte in which answers are joined.
//
//nolint:gochecknoglobals // memory that all requests share
var answerBuffers = sync.Pool{New: func() any { return new([]byte) }}

// jsonType is a value of the header Content-Type that all answers share.
//
//nolint:gochecknoglobals // never written to
var jsonType = []string{"application/json"}

// write sends the answer.
func (e *encodedAnswer) write(w http.ResponseWriter) error {
	buffer := answerBuffers.Get().(*[]byte) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	defer answerBuffers.Put(buffer)
	b := e.set.beforeProfile.appendTo((*buffer)[:0], e.expected)
	b = append(b, e.read.profile...)
	b = append(b, e.set.beforeReproduced...)
	b = strconv.AppendBool(b, e.reproduced)
	b = append(b, e.set.beforeReading...)
	b = append(b, e.read.understood...)
	b = append(b, `,"unrecognised":`...)
	b = append(b, e.read.unrecognised...)
	b = append(b, e.set.afterReading...)
	*buffer = b
	w.Header()["Content-Type"] = jsonType
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(b)
	return err
}

// VisitCreateQuestionSetResponse sends the answer to a request of a set.
func (e *encodedAnswer) VisitCreateQuestionSetResponse(w http.ResponseWriter) error {
	return e.write(w)
}

// VisitChooseQuestionSetResponse sends the answer to a request in a query.
func (e *encodedAnswer) VisitChooseQuestionSetResponse(w http.ResponseWriter) error {
	return e.write(w)
}

// VisitGetQuestionSetResponse sends the answer to a request with a token.
func (e *encodedAnswer) VisitGetQuestionSetResponse(w http.ResponseWriter) error { return e.write(w) }
