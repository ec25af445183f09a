package api

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/oapi-codegen/nullable"

	"twoway/bank"
)

// questionsPage is a page of questions in JSON, in the order and the form of openapi.QuestionPage.
type questionsPage struct {
	questions  [][]byte
	next       nullable.Nullable[string]
	release    bank.ReleaseID
	understood []bank.Understood
}

// VisitListQuestionsResponse sends the page.
func (p *questionsPage) VisitListQuestionsResponse(w http.ResponseWriter) error {
	text := &textWriter{}
	text.member(`{"next_cursor":`, p.next)
	text.raw(`,"questions":[`)
	for i, q := range p.questions {
		if i > 0 {
			text.raw(",")
		}
		text.text = append(text.text, q...)
	}
	text.member(`],"release":`, releaseID(p.release))
	text.member(`,"understood":`, mapSlice(p.understood, understood))
	text.raw("}\n")
	if text.err != nil {
		return text.err
	}
	return writeBytes(w, http.StatusOK, jsonForm, text.text)
}

// questionFields returns the names of the fields of questions, in the order in which these are answered.
func (k *contract) questionFields() []string {
	listed := k.document.Components.Schemas["ListedQuestion"]
	if listed == nil {
		return nil
	}
	return sortedProperties(listed.Value)
}

// withFields returns a question in JSON with some of its fields, and its ID.
func withFields(question []byte, fields []string) ([]byte, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(question, &members); err != nil {
		return nil, err
	}
	names := slices.Sorted(slices.Values(append([]string{"id"}, fields...)))
	w := &textWriter{text: []byte("{")}
	for _, name := range slices.Compact(names) {
		value, has := members[name]
		if !has { // such as the anchors of a candidate's question
			continue
		}
		if len(w.text) > 1 {
			w.raw(",")
		}
		w.value(name)
		w.raw(":")
		w.text = append(w.text, value...)
	}
	w.raw("}")
	return w.text, w.err
}
