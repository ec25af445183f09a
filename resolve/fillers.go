package resolve

import (
	_ "embed"
	"strings"
)

// fillers are words that do not help to tell which job or care is meant.
const fillers = `
a an the my your our their his her its this that these those some any each every i we you they it me us them he she
im ive id ill youre youve theyre theyve weve were thats theres whats
am is are be was been being do does did done doing has have had having get gets got getting
dont doesnt didnt isnt arent wasnt wont cant cannot couldnt shouldnt wouldnt havent hasnt aint never ever nothing
will would could can should shall may might must want wants wanted wanting need needs needed needing like likes liked love loves prefer preferably
care cares caring about really very much more most lot lots also just too so as well and or but not no nor even still actually truly quite
hope hoping wish worry worried worries worrying concerned afraid scared hate avoid avoiding ideally
there here what when where how why who which whether if of for to on in by from into over between through than then at around without with within among during while because
someone somebody anyone anybody everyone everybody something anything thing things stuff
years yrs experience level
job role position post work working works worker
good great nice decent important proper
please thanks
senior junior sr jr snr jnr trainee apprentice graduate entry mid midlevel assistant
`

// weak are the fillers that belong to what is meant where a phrase has them: "stable job", "good cause", "deep work".
//
//nolint:gochecknoglobals // a constant table
var weak = wordSet("job role position post work working works worker good great nice decent important proper level experience years")

// fillerWords are the words of fillers. They are not written to.
//
//nolint:gochecknoglobals // a constant table
var fillerWords = wordSet(fillers)

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
