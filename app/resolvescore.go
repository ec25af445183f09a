package app

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"twoway/bank"
)

// The ways in which a text is understood, compared with what is expected.
const (
	isRight         = "right"
	isWrong         = "wrong"
	isAmbiguous     = "ambiguous"
	isNotUnderstood = "not understood"
	isUnread        = "unread" // a level that was not seen
	isNone          = "none"   // no family is proposed
)

// tally counts outcomes.
type tally struct {
	outcomes []string // in the order in which they are shown
	counts   map[string]int
	all      int
}

func newTally(outcomes ...string) *tally { return &tally{outcomes: outcomes, counts: map[string]int{}} }

func (t *tally) add(outcome string) {
	t.counts[outcome]++
	t.all++
}

// text returns a table with counts and per cent.
func (t *tally) text(heading string) string {
	var b strings.Builder
	b.WriteString(heading + "\n")
	for _, outcome := range t.outcomes {
		fmt.Fprintf(&b, "  %-14s  %6d  %5.1f %%\n", outcome, t.counts[outcome], 100*float64(t.counts[outcome])/float64(max(1, t.all)))
	}
	fmt.Fprintf(&b, "  %-14s  %6d\n", "all", t.all)
	return b.String()
}

// score is how well the texts of a file are understood.
type score struct {
	heading       string
	texts         *tally
	levels        *tally // of the titles that have a level in the file
	nearest       *tally // first proposal for titles that were not understood; nil for cares
	wrong         [][]string
	wrongLevels   [][]string
	notUnderstood [][]string
	unscored      map[string]int // labels that the vocabulary does not have
}

func newScore(what, file string) *score {
	return &score{
		heading: what + ": " + file, unscored: map[string]int{},
		texts: newTally(isRight, isWrong, isAmbiguous, isNotUnderstood),
	}
}

func (m *measurer) measureTitles(file *labelled) (*score, error) {
	title, err := file.required("title")
	if err != nil {
		return nil, err
	}
	family, err := file.required("family", "soc")
	if err != nil {
		return nil, err
	}
	level := file.column("level", "seniority")
	s := newScore("titles", file.name)
	s.levels, s.nearest = newTally(isRight, isWrong, isUnread), newTally(isRight, isWrong, isNone)
	for _, row := range file.rows {
		if row.cells[title] == "" {
			return nil, file.fault(row.line, "the title is empty")
		}
		t, err := m.title(row.cells[title])
		if err != nil {
			return nil, file.fault(row.line, err.Error())
		}
		expected := expect(row.cells[family], m.families)
		if !expected.scored() {
			s.unscored[cmp.Or(row.cells[family], "(empty)")]++
		} else {
			s.addTitle(row.cells[title], t, expected)
		}
		if level >= 0 && row.cells[level] != "" {
			s.addLevel(row.cells[title], t, expect(row.cells[level], m.seniority))
		}
	}
	return s, nil
}

// families returns the family with an ID, or those that list a code of the SOC.
func (m *measurer) families(label string) []string {
	var ids []string
	for _, role := range m.vocabulary.Roles {
		if role.ID == label || slices.Contains(role.SOC, label) {
			ids = append(ids, role.ID)
		}
	}
	return ids
}

func (m *measurer) seniority(label string) []string {
	if id, _ := m.resolver.Value("seniority", label); id != "" {
		return []string{id}
	}
	return nil
}

func (s *score) addTitle(said string, t titleReading, expected expectation) {
	unread := isNotUnderstood
	if t.how == string(bank.ReasonAmbiguous) {
		unread = isAmbiguous
	}
	got := cmp.Or(t.family, unread)
	if t.family == "" && len(t.nearest) > 0 {
		got += ": " + strings.Join(t.nearest, ", ")
	}
	outcome := s.add([]string{said, got, expected.String()}, t.family, unread, expected)
	if outcome != isAmbiguous && outcome != isNotUnderstood || len(expected.ids) == 0 {
		return
	}
	switch {
	case len(t.nearest) == 0:
		s.nearest.add(isNone)
	case slices.Contains(expected.ids, t.nearest[0]):
		s.nearest.add(isRight)
	default:
		s.nearest.add(isWrong)
	}
}

// add counts a text that was understood as id or, if that is "", not understood in the way of unread. It returns the outcome.
func (s *score) add(row []string, id, unread string, expected expectation) string {
	outcome := unread
	switch {
	case id == "" && expected.orNone, id != "" && slices.Contains(expected.ids, id):
		outcome = isRight
	case id != "":
		outcome = isWrong
		s.wrong = append(s.wrong, row)
	default:
		s.notUnderstood = append(s.notUnderstood, row)
	}
	s.texts.add(outcome)
	return outcome
}

func (s *score) addLevel(said string, t titleReading, expected expectation) {
	if !expected.scored() {
		s.unscored[expected.label]++
		return
	}
	outcome := isRight
	switch {
	case t.level == "" && expected.orNone, slices.Contains(expected.ids, t.level):
	case t.level == "":
		outcome = isUnread
	default:
		outcome = isWrong
		s.wrongLevels = append(s.wrongLevels, []string{said, t.level, expected.label})
	}
	s.levels.add(outcome)
}

func (m *measurer) measureCares(file *labelled) (*score, error) {
	phrase, err := file.required("phrase")
	if err != nil {
		return nil, err
	}
	label, err := file.required("expected")
	if err != nil {
		return nil, err
	}
	role := file.column("title", "role")
	s := newScore("cares", file.name)
	for _, row := range file.rows {
		said, title := row.cells[phrase], ""
		if role >= 0 {
			title = row.cells[role]
		}
		if said == "" {
			return nil, file.fault(row.line, "the phrase is empty")
		}
		expected := expect(row.cells[label], m.care)
		if !expected.scored() {
			s.unscored[cmp.Or(row.cells[label], "(empty)")]++
			continue
		}
		if err := m.addCare(s, title, said, expected); err != nil {
			return nil, file.fault(row.line, err.Error())
		}
	}
	return s, nil
}

// care returns the ID of a care or an aspect, or a term as it is.
func (m *measurer) care(label string) []string {
	terms := m.vocabulary.Terms()
	for _, t := range slices.Concat(terms["care"], terms["aspect"]) {
		if t.ID == label {
			return []string{label}
		}
	}
	if strings.HasPrefix(label, bank.TermPrefix) {
		return []string{label}
	}
	return nil
}

// addCare counts how a phrase is understood. An aspect is right where its care is expected.
func (m *measurer) addCare(s *score, title, said string, expected expectation) error {
	profile, reading, err := m.read(title, said)
	if err != nil {
		return err
	}
	unread, id, got := isNotUnderstood, "", ""
	for _, u := range reading.Unrecognised {
		if u.Pointer == "/cares/0" && u.Reason == bank.ReasonAmbiguous {
			unread = isAmbiguous
		}
	}
	if len(profile.Cares) > 0 {
		c := profile.Cares[0]
		ids := []string{c.Care, c.Aspect}
		id, got = cmp.Or(c.Aspect, c.Care), strings.Trim(c.Care+"/"+c.Aspect, "/")
		if c.Term != "" {
			id, got = bank.TermPrefix+c.Term, bank.TermPrefix+c.Term
			ids = []string{id}
		}
		if i := slices.IndexFunc(expected.ids, func(e string) bool { return slices.Contains(ids, e) }); i >= 0 {
			id = expected.ids[i]
		}
	}
	s.add([]string{said, cmp.Or(got, unread), expected.label}, id, unread, expected)
	return nil
}

// text returns the tables, the list of the wrong ones and, with all, that of those not understood.
func (s *score) text(all bool) string {
	parts := []string{s.texts.text(s.heading)}
	if s.levels != nil && s.levels.all > 0 {
		parts = append(parts, s.levels.text("levels, where the file has one"))
	}
	if s.nearest != nil && s.nearest.all > 0 {
		parts = append(parts, s.nearest.text("first nearest, of those not understood whose family exists"))
	}
	if len(s.unscored) > 0 {
		parts = append(parts, s.unscoredText())
	}
	lists := []struct {
		heading string
		rows    [][]string
	}{{"wrong", s.wrong}, {"wrong levels", s.wrongLevels}}
	if all {
		lists = append(lists, struct {
			heading string
			rows    [][]string
		}{"ambiguous or not understood", s.notUnderstood})
	}
	for _, list := range lists {
		if len(list.rows) > 0 {
			rows := append([][]string{{"said", "got", "expected"}}, list.rows...)
			parts = append(parts, list.heading+"\n"+columns("  ", rows))
		}
	}
	return strings.Join(parts, "\n")
}

// unscoredText lists the labels that the vocabulary does not have, the most frequent first.
func (s *score) unscoredText() string {
	labels := make([]string, 0, len(s.unscored))
	sum := 0
	for label, n := range s.unscored {
		labels = append(labels, label)
		sum += n
	}
	slices.SortFunc(labels, func(x, y string) int { return cmp.Or(cmp.Compare(s.unscored[y], s.unscored[x]), cmp.Compare(x, y)) })
	const shown = 10
	var list []string
	for _, label := range labels[:min(shown, len(labels))] {
		list = append(list, fmt.Sprintf("%s (%d)", label, s.unscored[label]))
	}
	if len(labels) > shown {
		list = append(list, "…")
	}
	return fmt.Sprintf("not scored: %d, because the vocabulary has no family or term for %s\n", sum, strings.Join(list, ", "))
}
