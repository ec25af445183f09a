package lint

import (
	"slices"
	"strings"
	"unicode"
)

// Voice is how a wording sounds: what tells a question that somebody says across a table from one that is only written.
type Voice struct {
	Words       int
	Second      bool   // a second question is hung on the first
	Last        bool   // turns on the last, latest, previous or most recent of something; a period such as last year is none
	Contraction bool   // has a contraction, such as what's or don't
	Statement   bool   // opens with a sentence that asks nothing
	Opening     string // the first two words, in lower case
}

// VoiceOf measures the voice of a wording. A second question is a second interrogative word or inverted verb after a comma,
// colon, semicolon, dash, "and" or "or", a second question mark, or a question after a sentence that asks already, such as
// "Tell me about …". A clause that sets the scene ("when", "if" or "after" without an inverted verb) is none.
func VoiceOf(wording string) Voice {
	sentences := spokenSentences(wording)
	v := Voice{Second: strings.Count(wording, "?") > 1}
	var opening []string
	asked := false
	for n, sentence := range sentences {
		asks := false
		for _, clause := range sentence {
			if !clause.asks() {
				continue
			}
			if asked {
				v.Second = true
			}
			asks, asked = true, true
		}
		v.Statement = v.Statement || n == 0 && !asks && len(sentences) > 1
		for _, clause := range sentence {
			v.Words += len(clause)
			opening = append(opening, clause...)
		}
	}
	v.Last = turnsOnLast(opening)
	v.Contraction = slices.ContainsFunc(opening, isContraction)
	v.Opening = strings.Join(opening[:min(2, len(opening))], " ")
	return v
}

// spokenClause is the words of a clause in lower case.
type spokenClause []string

// asks reports whether the clause asks something by its first words.
func (c spokenClause) asks() bool {
	words := []string(c)
	for len(words) > 1 && spokenLeads[words[0]] {
		words = words[1:]
	}
	if len(words) == 0 {
		return false
	}
	first, rest := baseOfContraction(words[0]), words[1:]
	switch {
	case spokenScenes[first]:
		return first == "when" && len(rest) > 0 && (spokenAuxiliaries[rest[0]] || first != words[0])
	case spokenInterrogatives[first]:
		return true
	case spokenRequests[first]:
		return len(rest) > 0 && spokenAddressees[rest[0]]
	case spokenAuxiliaries[first]:
		return len(rest) > 0 && spokenSubjects[baseOfContraction(rest[0])]
	}
	return false
}

// spokenSentences splits a wording into sentences, and those into clauses at punctuation, "and", "or" and "but".
func spokenSentences(wording string) [][]spokenClause {
	var sentences [][]spokenClause
	var sentence []spokenClause
	var clause spokenClause
	endClause := func() {
		if len(clause) > 0 {
			sentence, clause = append(sentence, clause), nil
		}
	}
	endSentence := func() {
		if endClause(); len(sentence) > 0 {
			sentences, sentence = append(sentences, sentence), nil
		}
	}
	for field := range strings.FieldsSeq(strings.ReplaceAll(wording, "’", "'")) {
		word := strings.ToLower(strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }))
		if word == "" { // a dash
			endClause()
			continue
		}
		if word == "and" || word == "or" || word == "but" {
			endClause()
		}
		clause = append(clause, word)
		switch end := strings.TrimRight(field, `"'”’)`); {
		case strings.HasSuffix(end, "?"), strings.HasSuffix(end, "."), strings.HasSuffix(end, "!"):
			endSentence()
		case strings.ContainsAny(end[len(end)-1:], ",:;"), strings.HasSuffix(end, "…"), strings.HasSuffix(end, "–"), strings.HasSuffix(end, "—"):
			endClause()
		}
	}
	endSentence()
	return sentences
}

func turnsOnLast(words []string) bool {
	for i, word := range words {
		following := ""
		if i+1 < len(words) {
			following = strings.TrimSuffix(words[i+1], "'s")
		}
		switch word {
		case "latest", "previous":
			return true
		case "recent":
			if i > 0 && words[i-1] == "most" {
				return true
			}
		case "last":
			if following != "" && !spokenPeriods[following] { // "How long does it last?" ends with it
				return true
			}
		}
	}
	return false
}

// isContraction reports whether a word is a contraction; "people's" is none.
func isContraction(word string) bool {
	for _, ending := range []string{"n't", "'re", "'ve", "'ll", "'d", "'m"} {
		if strings.HasSuffix(word, ending) {
			return true
		}
	}
	base, found := strings.CutSuffix(word, "'s")
	return found && spokenContracted[base]
}

// baseOfContraction returns the word before the apostrophe: "what" of "what's".
func baseOfContraction(word string) string {
	if !isContraction(word) {
		return word
	}
	if base, found := strings.CutSuffix(word, "n't"); found {
		return base
	}
	base, _, _ := strings.Cut(word, "'")
	return base
}

//nolint:gochecknoglobals // read-only tables
var (
	spokenInterrogatives = wordSet("who whom whose what which where why how when")
	spokenScenes         = wordSet("when whenever if after before once while until unless as since")
	spokenRequests       = wordSet("tell walk talk show take give describe")
	spokenAddressees     = wordSet("me us")
	spokenLeads          = wordSet("and or but so then also for in to by of about at from with on under over until since if")
	spokenAuxiliaries    = wordSet("do does did is are was were has have had can could will would should may might must don doesn didn isn aren wasn weren hasn haven hadn couldn won wouldn shouldn")
	spokenSubjects       = wordSet(`i you he she it we they there this that these those the a an any some each every all no one two
		my your his her its our their new people somebody someone anyone anybody everyone everybody nobody anything something
		everything most many much who what managers staff others both either`)
	spokenPeriods = wordSet(`year years month months week weeks quarter night weekend summer winter spring autumn fall season term
		christmas january february march april may june july august september october november december monday tuesday wednesday
		thursday friday saturday sunday few couple two three four five six seven eight nine ten twelve`)
	spokenContracted = wordSet("what who where how when why it that there here let he she this")
)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}
