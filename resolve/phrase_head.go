package resolve

// relatives start a clause that says what somebody or something is like: "a manager who listens".
//
//nolint:gochecknoglobals // a constant table
var relatives = wordSet("that who where which whose when")

// heads are what such a clause may be about. The clause matters, not the head.
//
//nolint:gochecknoglobals // a constant table
var heads = wordSet(`manager managers boss bosses supervisor leader leaders leadership management company companies employer employers firm organisation organization
	business place workplace somewhere environment job role position team teams people colleagues coworkers school hospital someone somebody one culture`)

// personHeads are the heads that mean something where the clause does not.
//
//nolint:gochecknoglobals // a constant table
var personHeads = wordSet("manager managers boss bosses supervisor")

// maxHead is the index after which no head is looked for.
const maxHead = 6

// afterHead returns the words after a head and a relative, if there are only fillers before them; else none.
func (t text) afterHead() text {
	for i := 0; i+2 < len(t.words) && i <= maxHead; i++ {
		switch {
		case heads[t.words[i]] && relatives[t.words[i+1]]:
			return t.part(i+2, len(t.words))
		case !t.filler[i] && !heads[t.words[i]]:
			return text{}
		}
	}
	return text{}
}
