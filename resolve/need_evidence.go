package resolve

import (
	"cmp"
	"slices"

	"twoway/bank"
)

// needEvidence weighs which competency is meant by words that are no phrase, such as "spots a patient going downhill and shouts early". It
// is a naive Bayes classifier as evidence is, of two parts: what people call the competencies that suit any trade, and what they call the
// skills of one. It is immutable and safe for concurrent use.
type needEvidence struct {
	book           *phrasebook
	topics, skills *heard
	absent         []int // by meaning: topics, then skills
	texts          int64
}

// heard is in how many texts of each meaning each feature was found. It is a list, since a map takes several times the memory.
type heard struct {
	meanings []meaning
	texts    []int64       // by meaning
	found    []featureUses // by hash, then by meaning
}

// featureUses is how many texts of a meaning have a feature.
type featureUses struct {
	hash uint64
	support
}

// newHeard returns what is heard in the texts of terms, by their meanings.
func newHeard(book *phrasebook, meanings []meaning, texts [][]string) *heard {
	h, memo := &heard{meanings: meanings}, map[string]string{}
	for i, list := range texts {
		h.texts = append(h.texts, int64(len(list)))
		for _, said := range list {
			for _, f := range features(book.text(tokens(said), memo)) {
				h.found = append(h.found, featureUses{f.hash, support{int32(i), 1}}) //nolint:gosec // a trade has thirty
			}
		}
	}
	slices.SortFunc(h.found, func(x, y featureUses) int {
		return cmp.Or(cmp.Compare(x.hash, y.hash), cmp.Compare(x.meaning, y.meaning))
	})
	merged := h.found[:0]
	for _, f := range h.found {
		if n := len(merged); n > 0 && merged[n-1].hash == f.hash && merged[n-1].meaning == f.meaning {
			merged[n-1].n++
		} else {
			merged = append(merged, f)
		}
	}
	h.found = slices.Clone(merged)
	return h
}

// uses returns how many texts of each meaning have a feature. The number of each meaning is raised by offset.
func (h *heard) uses(hash uint64, offset int32) []support {
	at, _ := slices.BinarySearchFunc(h.found, hash, func(f featureUses, hash uint64) int { return cmp.Compare(f.hash, hash) })
	var list []support
	for ; at < len(h.found) && h.found[at].hash == hash; at++ {
		list = append(list, support{h.found[at].meaning + offset, h.found[at].n})
	}
	return list
}

// hearTopics returns what people call the competencies that suit any trade.
func hearTopics(v *bank.Vocabulary, book *phrasebook) *heard {
	var meanings []meaning
	var texts [][]string
	for _, t := range v.Topics {
		if t.Asker == bank.Interviewer && t.Scored {
			meanings = append(meanings, meaning{id: t.ID})
			texts = append(texts, append([]string{t.Name, t.Definition}, t.Synonyms...))
		}
	}
	return newHeard(book, meanings, texts)
}

// hearSkills returns what people call the skills of a role, which may be nil.
func hearSkills(r *bank.Role, book *phrasebook) *heard {
	var meanings []meaning
	var texts [][]string
	if r != nil {
		for _, s := range r.Skills {
			meanings = append(meanings, meaning{aspect: s.ID})
			texts = append(texts, append([]string{s.Name}, s.Said...))
		}
	}
	return newHeard(book, meanings, texts)
}

func newNeedEvidence(book *phrasebook, topics, skills *heard) *needEvidence {
	e := &needEvidence{book: book, topics: topics, skills: skills}
	for _, h := range []*heard{topics, skills} {
		for _, n := range h.texts {
			e.texts += n
			e.absent = append(e.absent, log2(smoothing)-log2(n+smoothing))
		}
	}
	return e
}

// weigh returns the competency that a text speaks for most, and how much more than for any other, in thousandths of a bit; false if no
// feature of the text is known.
func (e *needEvidence) weigh(words []string) (best meaning, lead int, known bool) {
	topics := len(e.topics.meanings)
	sums, known := weighAll(features(e.book.text(words, map[string]string{})), e.absent, func(hash uint64) []support {
		return weights(e.topics.uses(hash, 0), e.skills.uses(hash, int32(topics)), e.texts) //nolint:gosec // twenty
	})
	if !known {
		return meaning{}, 0, false
	}
	for i := range topics {
		sums[i] -= oddsOfSkill
	}
	first, lead := leading(sums)
	if first < topics {
		return e.topics.meanings[first], lead, true
	}
	return e.skills.meanings[first-topics], lead, true
}

// oddsOfSkill is how much more likely people mean a skill of the trade than what suits any, before a word is read, in thousandths of two
// bits: of 198 entries, read blind, 179 did.
const oddsOfSkill = 6000
