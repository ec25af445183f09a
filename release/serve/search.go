package serve

import (
	"twoway/bank"
	"twoway/resolve"
)

// Found is a question that was found, and how well it fits: the best has the least rank.
type Found struct {
	Question *bank.Question // of the release; must not be written to
	Rank     int
}

// Search returns the ready questions that have all the words of what is sought (see resolve.SearchIndex.Search), by rank and then by ID.
// The result is never nil. The first call of a release takes longer: it makes the index.
func (c *Compiled) Search(sought string) []Found {
	x := c.search()
	hits := x.index.Search(sought)
	found := make([]Found, len(hits))
	for i, h := range hits {
		found[i] = Found{x.questions[h.Document], h.Rank}
	}
	return found
}

// searchable is the ready questions of a release, and the index of their words.
type searchable struct {
	questions []*bank.Question
	index     *resolve.SearchIndex
}

func newSearchable(questions []*bank.Question) *searchable {
	documents := make([]resolve.Document, len(questions))
	for i, q := range questions {
		documents[i] = resolve.QuestionDocument(q)
	}
	return &searchable{questions, resolve.NewSearchIndex(documents)}
}
