package resolve

import (
	_ "embed"
	"strings"
)

// fillers are words that say nothing about which job or which care is meant.
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

// withoutFillers are the words that say something.
func (b *phrasebook) withoutFillers(list []string) []string {
	var short []string
	for _, word := range list {
		if !b.fillers[word] {
			short = append(short, word)
		}
	}
	return short
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		m[word] = true
	}
	return m
}

// lookalikes are English words that a slip of one or two letters would turn into a word of the vocabulary. Whoever types
// one of them meant it. A test tells which are missing.
//
//go:embed lookalikes.txt
var lookalikes string
