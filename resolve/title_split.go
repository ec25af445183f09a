package resolve

import (
	"regexp"
	"slices"
	"strings"
)

// segment is a part of what was said as a job title: the title itself, or something about it. Separator is what stands before
// it: "" at the start, "of" words such as "for" as they are, and otherwise one of - , / ( | and so on.
type segment struct {
	separator string
	words     []string // in the form in which titles are compared
	said      []string // the same as they were said
}

// separators match what separates a title from what stands around it. A hyphen and a slash inside a word do too little: "pre-school".
var separators = regexp.MustCompile(`(?i)\s+[-–—~]+\s*|[-–—]+\s+|\s*[,;:|()\[\]{}!?*•·"“”]+\s*|\s*/\s*|\.\s+|\s+(?:at|in|for|with|to|on|from|within|based|mit|im|fur|für|en|dans|pour|chez|para|con)\s+`)

// segments returns the parts of a neutral title that have words which may say something, in their order.
func segments(said string) []segment {
	var list []segment
	separator, rest := "", said
	for {
		at := separators.FindStringIndex(rest)
		part := rest
		if at != nil {
			part = rest[:at[0]]
		}
		said := titleTokens(part)
		words := inTitleForm(said)
		if start, end := noiseless(words); start < end {
			list = append(list, segment{separator, slices.Clip(words[start:end]), said[start:end]})
		}
		if at == nil {
			return list
		}
		separator, rest = strings.ToLower(strings.TrimSpace(rest[at[0]:at[1]])), rest[at[1]:]
	}
}

// withoutNoise removes what is said at the end about hours, contract, grade and the advert, and numbers.
func withoutNoise(list []string) []string {
	start, end := noiseless(list)
	return list[start:end]
}

func noiseless(list []string) (start, end int) {
	for end = len(list); end > 0; end-- {
		if last := list[end-1]; !noise[last] && !romanNumerals[last] && !strings.ContainsAny(last, "0123456789") {
			break
		}
	}
	for start < end && articles[list[start]] {
		start++
	}
	return start, end
}

//nolint:gochecknoglobals // a constant table
var romanNumerals = wordSet("i ii iii iv v vi")

// articles stand before a title and say nothing.
//
//nolint:gochecknoglobals // a constant table
var articles = wordSet("a an the my im i am we are as being")

// noise are words after a title that say nothing about the trade.
//
//nolint:gochecknoglobals // a constant table
var noise = wordSet(`
a an the job role position vacancy opportunity opening wanted needed required hiring urgent urgently immediate immediately now
full part time fulltime parttime pt ft weekend night nights day evening shift weekday permanent temporary contract term
seasonal casual remote remotely hybrid onsite wfh uk usa us eu salary per annum pa week weekly level grade band class tier type and or
`)
