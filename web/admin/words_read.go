package admin

import (
	"slices"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/resolve"
	"twoway/web"
)

// phraseView says what a phrase is understood as.
type phraseView struct {
	Said, Problem, ProblemAs, Target string
	Readings                         []readingView
	MayChange                        bool
}

// What a phrase is read as.
const (
	asTitle = "title" // a job title
	asCare  = "care"  // something that somebody cares about
	asNeed  = "need"  // something that a job needs, as interviewers say it
)

// readingView is how a phrase is read as one of these.
type readingView struct {
	As          string
	Now, Drafts meaningView
	Same        bool
	Listed      []listing
	Targets     []string // what it could mean, by name
}

// meaningView is what a phrase means.
type meaningView struct {
	Name  string   // "" if it is not understood
	Also  []string // what else it says, such as a level
	How   string
	Maybe []string // names of what it may mean, if it is not understood
}

// listing is a term that has a phrase among those by which it is found.
type listing struct{ Kind, ID, Name, Where string }

// read returns what a phrase is understood as, now and with the drafts, by somebody of a trade, "" for any.
func (w *wordPages) read(v *visit, state *drafts.State, said, trade string) (*phraseView, error) {
	current, err := w.Serve.Current()
	if err != nil {
		return nil, err
	}
	reader, drafted := state.Reader(), &state.Content.Vocabulary
	view := &phraseView{Said: said, MayChange: w.may(v, "replaceDraftTerm")}
	for _, as := range []string{asTitle, asCare, asNeed} {
		request := requestOf(said, as, trade)
		_, now, err := current.Read(request)
		if err != nil {
			return nil, err
		}
		_, then, err := reader.Profile(request)
		if err != nil {
			return nil, err
		}
		reading := readingView{As: as, Now: meaningOf(v, now, as, &current.Content.Vocabulary), Drafts: meaningOf(v, then, as, drafted)}
		reading.Same = reading.Now.equals(reading.Drafts)
		reading.Listed = listings(v, drafted, said, as)
		if view.MayChange {
			for _, t := range targets(drafted, as, trade) {
				reading.Targets = append(reading.Targets, t.label)
			}
		}
		view.Readings = append(view.Readings, reading)
	}
	return view, nil
}

// requestOf returns the request of somebody of a trade, "" for any, who types a phrase where it is read as something.
func requestOf(said, as, trade string) bank.Request {
	request := bank.Request{Asker: bank.Candidate, Minutes: 1, Role: trade}
	switch as {
	case asTitle:
		request.Role = said
	case asCare:
		request.Cares = []string{said}
	case asNeed:
		request.Asker, request.Competencies = bank.Interviewer, []string{said}
	}
	return request
}

func (m meaningView) equals(o meaningView) bool {
	return m.Name == o.Name && m.How == o.How && slices.Equal(m.Also, o.Also) && slices.Equal(m.Maybe, o.Maybe)
}

// meaningOf returns what a phrase was read as.
func meaningOf(v *visit, r bank.Reading, as string, k *bank.Vocabulary) meaningView {
	names := k.Names()
	pointer, kinds := "/role", []string{"role"}
	switch as {
	case asCare:
		pointer, kinds = "/cares/0", []string{"care", "aspect"}
	case asNeed:
		pointer, kinds = "/competencies/0", []string{"topic", "requirement"}
	}
	var m meaningView
	for _, u := range r.Understood {
		switch {
		case u.Pointer != pointer:
		case m.Name == "" && names["seniority/"+u.ID] != u.Name:
			m.Name, m.How = u.Name, v.words.T("admin.words.how."+string(u.Matched))
		default:
			m.Also = append(m.Also, u.Name)
		}
	}
	for _, u := range r.Unrecognised {
		if u.Pointer != pointer {
			continue
		}
		m.How = v.words.T("admin.words.how." + string(u.Reason))
		for _, id := range u.Nearest {
			name := nameOf(names, kinds, id)
			if skill := k.SkillOf("", id); as == asNeed && skill != nil {
				name = skill.Name
			}
			m.Maybe = append(m.Maybe, name)
		}
	}
	return m
}

// nameOf returns the name of an ID that is of one of the kinds.
func nameOf(names map[string]string, kinds []string, id string) string {
	for _, kind := range kinds {
		if name := names[kind+"/"+id]; name != "" {
			return name
		}
	}
	return id
}

// listings returns the terms that have a phrase among those by which they are found.
func listings(v *visit, k *bank.Vocabulary, said, as string) []listing {
	l := &lookup{words: v.words, key: resolve.Normalise(said)}
	switch as {
	case asTitle:
		l.titles(k)
	case asCare:
		l.cares(k)
	case asNeed:
		l.needs(k)
	}
	return l.found
}

// lookup finds the terms that have a phrase.
type lookup struct {
	words web.Words
	key   string // the phrase, normalised
	found []listing
}

// look adds a term if a field of it has the phrase.
func (l *lookup) look(of listing, field string, texts []string) {
	if slices.ContainsFunc(texts, func(text string) bool { return resolve.Normalise(text) == l.key }) {
		of.Where = l.words.T("admin.words.field." + field)
		l.found = append(l.found, of)
	}
}

func (l *lookup) titles(k *bank.Vocabulary) {
	for i := range k.Roles {
		r := &k.Roles[i]
		of := listing{Kind: string(bank.KindRole), ID: r.ID, Name: r.Name}
		l.look(of, "titles", slices.Concat(r.Titles, r.Suggestions, r.Foreign))
		l.look(of, "synonyms", r.Synonyms)
		l.look(of, "heads", r.Heads)
		l.look(of, "fields", r.Fields)
	}
}

func (l *lookup) cares(k *bank.Vocabulary) {
	for _, c := range k.Cares {
		of := listing{Kind: string(bank.KindCare), ID: c.ID, Name: c.Name}
		l.look(of, "synonyms", c.Synonyms)
		for _, a := range c.Aspects {
			of.Name = c.Name + ": " + a.Name
			l.look(of, "synonyms", a.Synonyms)
		}
	}
	for _, d := range k.Discloses {
		l.look(listing{Kind: string(bank.KindDiscloses), ID: d.ID, Name: d.Name}, "synonyms", d.Synonyms)
	}
}

func (l *lookup) needs(k *bank.Vocabulary) {
	for _, t := range k.Topics {
		if t.Asker == bank.Interviewer && t.Scored {
			l.look(listing{Kind: string(bank.KindTopic), ID: t.ID, Name: t.Name}, "synonyms", t.Synonyms)
		}
	}
	for i := range k.Requirements {
		t := &k.Requirements[i]
		l.look(listing{Kind: string(bank.KindRequirement), ID: t.ID, Name: t.Name}, "synonyms", t.Synonyms)
	}
	for i := range k.Roles {
		for _, s := range k.Roles[i].Skills {
			l.look(listing{Kind: string(bank.KindRole), ID: k.Roles[i].ID, Name: k.Roles[i].Name + ": " + s.Name}, "skills.said", s.Said)
		}
	}
}
