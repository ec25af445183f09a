package resolve

import (
	_ "embed"
	"slices"
	"strings"
)

// fillers are words that do not help to tell which job or care is meant.
const fillers = `
a an the my your our their his her its this that these those some any each every i we you they it me us them
im ive id am is are be was were been being do does did done has have had having get gets got getting
will would could can should shall may might must want wants wanted need needs needed like likes liked love prefer
care cares caring about really very much more most lot lots enough also just too so as well and or but not no
there here what when where how why who which whether if of for to
with years year yrs experience level
job role position post work working works worker
good great nice decent important proper
please thanks
senior junior sr jr snr jnr trainee apprentice graduate entry mid midlevel assistant
`

// withoutFillers returns the words that are not fillers, in order. The result may be list itself.
func (b *phrasebook) withoutFillers(list []string) []string {
	if !slices.ContainsFunc(list, func(word string) bool { return b.fillers[word] }) {
		return list
	}
	var short []string
	for _, word := range list {
		if !b.fillers[word] {
			short = append(short, word)
		}
	}
	return short
}

func wordSet(words string) map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		m[word] = true
	}
	return m
}

// lookalikes are English words that are one or two edits away from a word of the vocabulary. They are never treated as
// misspellings of it. A test reports missing ones.
//
//go:embed lookalikes.txt
var lookalikes string
