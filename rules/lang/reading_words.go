package lang

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"twoway/resolve"
)

//go:embed words.txt
var wordsText string

// meaningOf is what words mean that are not in the vocabulary: a kind of item, and which one.
type meaningOf struct {
	kind itemKind
	word string
}

// itemKind says what an item of a text in any notation is.
type itemKind int

const (
	endItem itemKind = iota
	unknownItem
	unclearItem // unknown, and no text to look for
	fillerItem
	andItem
	orItem
	norItem
	commaItem
	butItem    // "but": joins what stands before as a whole
	exceptItem // "unless": and not
	notItem
	opItem // word is an operator, "has", "has not" or "like"
	betweenItem
	fromItem
	toItem
	moreItem // "or more"; word is the operator
	emptyItem
	caresItem   // "cares about"
	mattersItem // "is important"
	askedItem   // "asked of"
	aboutItem
	fieldItem
	objectItem
	pluralItem // "questions"
	depthItem
	sizeItem
	alwaysItem
	boolItem
	sharedItem // "what they care about"
	ifItem
	elseItem
	unitItem
	numberItem
	valueItem
	openItem
	closeItem
	elementItem // #
	functionItem
	signItem // + or -
	effectItem
)

// itemKinds are the names of kinds in words.txt.
//
//nolint:gochecknoglobals // a constant table
var itemKinds = map[string]itemKind{
	"and": andItem, "or": orItem, "nor": norItem, "but": butItem, "except": exceptItem, "not": notItem, "neither": notItem, "op": opItem,
	"between": betweenItem, "from": fromItem, "to": toItem, "more": moreItem, "less": moreItem, "empty": emptyItem, "cue": caresItem,
	"matters": mattersItem, "asked": askedItem, "about": aboutItem, "field": fieldItem, "object": objectItem, "plural": pluralItem,
	"depth": depthItem, "size": sizeItem, "always": alwaysItem, "yes": boolItem, "shared": sharedItem, "if": ifItem, "else": elseItem, "unclear": unknownItem, "unit": unitItem,
	"number": numberItem, "digits": numberItem, "filler": fillerItem, "effect": effectItem,
}

// wordTable returns what the phrases of words.txt mean, and the number of words of the longest.
var wordTable = sync.OnceValues(func() (map[string]meaningOf, int) { //nolint:gochecknoglobals // a constant table
	table, longest := map[string]meaningOf{}, 0
	for line := range strings.Lines(wordsText) {
		head, list, isEntry := strings.Cut(strings.TrimSpace(line), ": ")
		if !isEntry || strings.HasPrefix(line, "#") {
			continue
		}
		kind, word, _ := strings.Cut(head, " ")
		if kind == "value" {
			continue
		}
		if kind == "digits" {
			word = "#" + word
		}
		for phrase := range strings.SplitSeq(list, ",") {
			key := resolve.Normalise(phrase)
			if _, known := table[key]; !known && key != "" {
				table[key] = meaningOf{itemKinds[kind], word}
			}
			longest = max(longest, strings.Count(key, " ")+1)
		}
	}
	return table, longest
})

// signMeaning returns what a sign means, the unknown item if it means nothing.
func signMeaning(sign string) meaningOf {
	switch sign {
	case "&", "&&":
		return meaningOf{andItem, "and"}
	case "|", "||", "/", "\\":
		return meaningOf{orItem, "or"}
	case ",", ";", "–", "—", "•", "·", "--":
		return meaningOf{commaItem, sign}
	case "=", "==", "===", ":", "~=", "≈":
		return meaningOf{opItem, "=="}
	case "!=", "!==", "<>", "≠":
		return meaningOf{opItem, "!="}
	case "<=", "=<", "≤":
		return meaningOf{opItem, "<="}
	case ">=", "=>", "≥":
		return meaningOf{opItem, ">="}
	case "<", ">":
		return meaningOf{opItem, sign}
	case "∈":
		return meaningOf{opItem, "in"}
	case "!", "¬":
		return meaningOf{notItem, "not"}
	case "∧":
		return meaningOf{andItem, "and"}
	case "∨":
		return meaningOf{orItem, "or"}
	case "(", "[", "{":
		return meaningOf{openItem, sign}
	case ")", "]", "}":
		return meaningOf{closeItem, sign}
	case "#":
		return meaningOf{elementItem, "#"}
	case "+", "-", "−", "‑":
		return meaningOf{signItem, strings.NewReplacer("−", "-", "‑", "-").Replace(sign)}
	case ".", "@", "!!", "…", "?":
		return meaningOf{fillerItem, sign}
	}
	return meaningOf{unknownItem, sign}
}

// decimal returns the whole part of a number, and whether it has a fraction; ok is false if it is too large.
func decimal(text string) (whole int, isFraction, ok bool) {
	digits, fraction, _ := strings.Cut(strings.ReplaceAll(text, ",", "."), ".")
	whole, err := strconv.Atoi(digits)
	return whole, strings.Trim(fraction, "0") != "", err == nil && whole <= maxNumber
}
