package candidate

import (
	"cmp"
	"slices"
	"strings"

	"twoway/bank"
	"twoway/release/serve"
	"twoway/resolve"
	"twoway/web"
)

// readingView says how the person's words were understood.
type readingView struct {
	Cares    []careView
	Needs    []careView // what the job needs
	Delicate string     // a sentence on cares that may say something about the person; "" if there are none
	NoTrade  bool       // the release has no questions of this trade
}

// careView is something that the person cares about. Said is what they said, "" if that is the name.
type careView struct {
	Before     string // what separates it from the one before
	Said, Name string
}

// newReadingView returns how the words behind a set of a release were understood.
func newReadingView(w web.Words, from *serve.Compiled, names map[string]string, set bank.Set) readingView {
	p := set.Profile
	v := readingView{NoTrade: p.Role != "" && !from.HasTradeQuestions(p.Role)}
	if p.Asker == bank.Interviewer {
		v.Needs = understoodNeeds(set) // what the candidate cares about does not shape the set
		return v
	}
	cares := understoodCares(names, set)
	between := ", "
	for _, c := range cares {
		if c.Said != "" {
			between = "; "
		}
	}
	for i, c := range cares {
		switch {
		case i == 0:
		case i == len(cares)-1 && between == ", ":
			c.Before = " " + w.T("and") + " "
		default:
			c.Before = between
		}
		v.Cares = append(v.Cares, c)
	}
	v.Delicate = delicate(w, set)
	return v
}

// understoodCares returns what the person cares about: what they said, or for a set from a link, which does not have that, what the
// profile has.
func understoodCares(names map[string]string, set bank.Set) []careView {
	var list []careView
	seen := map[string]bool{}
	add := func(id, name, said string) {
		c := careView{Name: bank.InSentence(name)}
		if said != "" && !sameWords(said, name) {
			c.Said = said
		}
		if !seen[id] || c.Said != "" { // two different words for one thing are both shown
			list = append(list, c)
		}
		seen[id] = true
	}
	for _, u := range set.Understood {
		if strings.HasPrefix(u.Pointer, "/cares/") {
			add(u.ID, u.Name, u.Said)
		}
	}
	for _, c := range set.Profile.Cares {
		if id := chosenID(c); !seen[id] {
			add(id, chosenName(names, c), c.Said)
		}
	}
	return list
}

// chosenID returns the ID that a chosen care has in bank.Understood.
func chosenID(c bank.Chosen) string {
	switch {
	case c.Term != "":
		return bank.TermPrefix + c.Term
	case c.Aspect != "":
		return c.Aspect
	}
	return c.Care
}

// sameWords reports whether two texts differ in nothing but case, accents and punctuation.
func sameWords(a, b string) bool { return resolve.Normalise(a) == resolve.Normalise(b) }

// delicate returns a sentence on how the set asks about cares that may say something about the person, or "" if it has none.
func delicate(w web.Words, set bank.Set) string {
	var said []string
	for _, u := range set.Understood {
		if len(u.Discloses) > 0 && strings.HasPrefix(u.Pointer, "/cares/") {
			said = append(said, "“"+u.Said+"”")
		}
	}
	if len(said) == 0 {
		return ""
	}
	hints := func(item bank.Item) bool { return len(item.Question.Discloses) > 0 }
	if slices.ContainsFunc(set.Items, hints) {
		return w.T("set.delicate_some", "Said", listed(w, said))
	}
	return w.T("set.delicate", "Said", listed(w, said))
}

// listed returns "a", "a and b" or "a, b and c".
func listed(w web.Words, list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " " + w.T("and") + " " + list[last]
}

// readAs returns what a job title was taken for, where that is not what it says: "nursing", "marketing at director level", "tree work
// (agriculture)"; else "".
func readAs(names map[string]string, e entry, set bank.Set) string {
	role, occupation := names["role/"+set.Profile.Role], names["occupation/"+set.Profile.Occupation]
	if role == "" || sameWords(e.Role, cmp.Or(occupation, role)) {
		return ""
	}
	text := bank.InSentence(role)
	if occupation != "" {
		text = bank.InSentence(occupation) + " (" + text + ")"
	}
	if level := levelName(names, set.Profile); levelRead(set) && !saysWord(e.Role, level) {
		text += " at " + level + " level"
	}
	return text
}

// levelRead reports whether the seniority was read out of the job title.
func levelRead(set bank.Set) bool {
	return slices.ContainsFunc(set.Understood, func(u bank.Understood) bool {
		return u.Pointer == "/role" && u.ID == set.Profile.Seniority && u.ID != set.Profile.Role
	})
}

// levelName returns the name of a seniority within a sentence, without the word level: "senior", "mid".
func levelName(names map[string]string, p bank.Profile) string {
	return strings.TrimSuffix(bank.InSentence(names["seniority/"+p.Seniority]), " level")
}

// saysWord reports whether a text has a word, or several in this order.
func saysWord(text, word string) bool {
	return strings.Contains(" "+resolve.Normalise(text)+" ", " "+resolve.Normalise(word)+" ")
}

// inOwnWords returns the sentence of a reason, with the person's own words for what they care about.
func inOwnWords(names map[string]string, cares []bank.Chosen, r bank.Reason) string {
	if r.Kind != bank.ByCoverage {
		return r.Because
	}
	for _, c := range cares {
		name := chosenName(names, c)
		if c.Said == "" || sameWords(c.Said, name) || c.Term == "" && !slices.Contains(r.Cares, c.Care) {
			continue
		}
		if text, found := replaceName(r.Because, bank.InSentence(name), "“"+c.Said+"”"); found {
			return text
		}
	}
	return r.Because
}

// replaceName replaces a name that ends a part of a sentence; it reports whether there is one.
func replaceName(sentence, name, by string) (string, bool) {
	for _, end := range []string{",", ";", "."} {
		if before, after, found := strings.Cut(sentence, " "+name+end); found {
			return before + " " + by + end + after, true
		}
	}
	return sentence, false
}

// understoodNeeds returns what an interviewer said that the job needs, with what it was taken for.
func understoodNeeds(set bank.Set) []careView {
	var list []careView
	for _, u := range set.Understood {
		if !strings.HasPrefix(u.Pointer, "/competencies/") && !strings.HasPrefix(u.Pointer, "/requirements/") {
			continue
		}
		c := careView{Name: bank.InSentence(u.Name)}
		if said, _, _ := strings.Cut(u.Said, ":"); !sameWords(said, u.Name) {
			c.Said = u.Said
		}
		if len(list) > 0 {
			c.Before = "; "
		}
		list = append(list, c)
	}
	return list
}
