package bank

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"time"
)

// VersionLog says what each part of a bank has been through up to a release, so that a version is never used twice, not even
// after a roll back, and what has changed since any earlier release is known without reading that release. It is part of a release,
// but not of its hash. It must not be written to.
type VersionLog struct {
	Releases []ReleaseSummary `json:"releases"` // those before this one, the oldest first
	Parts    []PartLog        `json:"parts"`    // of questions, rules and terms, sorted by kind and ID
}

// ReleaseSummary is what anybody may know about a release without its content. CreatedAt is in UTC; Restores is the number of the
// older release that it restores, 0 for none.
type ReleaseSummary struct {
	Number    int           `json:"number"`
	Hash      string        `json:"hash"`
	CreatedAt time.Time     `json:"created_at"`
	Restores  int           `json:"restores,omitempty"`
	Questions int           `json:"questions"` // ready ones
	Rules     int           `json:"rules"`     // ready ones
	Terms     int           `json:"terms"`     // of the vocabulary
	Licences  []LicenceUsed `json:"licences"`  // of the ready questions
}

// ID returns the number and the hash of the release.
func (s *ReleaseSummary) ID() ReleaseID { return ReleaseID{s.Number, s.Hash} }

// LicenceUsed is a licence, by whom the questions with it are, in alphabetical order, and how many there are.
type LicenceUsed struct {
	Licence   string   `json:"licence"` // SPDX
	Sources   []string `json:"sources"`
	Questions int      `json:"questions"`
}

// PartLog is the changes of a part, the oldest first. A part of a kind of terms without an ID stands for the order of the terms.
type PartLog struct {
	Kind    Kind            `json:"kind"`
	ID      string          `json:"id"`
	Changes []VersionChange `json:"changes"`
}

// VersionChange is the release that gave a part a version. Hidden says that it is not served since then: a question or a rule that
// is not ready, or with the version 0 a part that the release does not have.
type VersionChange struct {
	Release int  `json:"release"`
	Version int  `json:"version"`
	Hidden  bool `json:"hidden,omitempty"`
}

// Of returns the log of a part, nil if no release has had it.
func (l *VersionLog) Of(kind Kind, id string) *PartLog {
	i, found := slices.BinarySearchFunc(l.Parts, PartLog{Kind: kind, ID: id}, byPart)
	if !found {
		return nil
	}
	return &l.Parts[i]
}

func byPart(a, b PartLog) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID)) }

// Before returns the summary of an earlier release, nil if the log has no such number.
func (l *VersionLog) Before(number int) *ReleaseSummary {
	i, found := slices.BinarySearchFunc(l.Releases, number, func(s ReleaseSummary, number int) int { return cmp.Compare(s.Number, number) })
	if !found {
		return nil
	}
	return &l.Releases[i]
}

// Changed returns the release of the last change.
func (p *PartLog) Changed() int { return p.Changes[len(p.Changes)-1].Release }

// IsShown reports whether the part is served since its last change.
func (p *PartLog) IsShown() bool { return !p.Changes[len(p.Changes)-1].Hidden }

// WasShown reports whether the part was served in an earlier release.
func (p *PartLog) WasShown(release int) bool {
	shown := false
	for _, c := range p.Changes {
		if c.Release <= release {
			shown = !c.Hidden
		}
	}
	return shown
}

// Retired returns the release since which the part is not served any more; 0 if it is served, or never was.
func (p *PartLog) Retired() int {
	release := 0
	for _, c := range slices.Backward(p.Changes) {
		if !c.Hidden {
			return release
		}
		release = c.Release
	}
	return 0
}

// LastShown returns the last version that was served, 0 if none was.
func (p *PartLog) LastShown() int {
	for _, c := range slices.Backward(p.Changes) {
		if !c.Hidden {
			return c.Version
		}
	}
	return 0
}

// ReleaseOf returns the first release that served a version, 0 if none did.
func (p *PartLog) ReleaseOf(version int) int {
	for _, c := range p.Changes {
		if c.Version == version && !c.Hidden {
			return c.Release
		}
	}
	return 0
}

// highest returns the highest version that the part has had.
func (p *PartLog) highest() int {
	most := 0
	for _, c := range p.Changes {
		most = max(most, c.Version)
	}
	return most
}

// Summary returns the summary of the release. Its time has microseconds, as databases store it: the summary of a release that was just
// published is the same as that of the stored one.
func (r *Release) Summary() ReleaseSummary {
	s := ReleaseSummary{
		Number: r.Number, Hash: r.Hash, CreatedAt: r.CreatedAt.UTC().Truncate(time.Microsecond), Restores: r.Restores, Rules: len(r.Content.ReadyRules()), Licences: []LicenceUsed{},
	}
	for _, terms := range r.Content.Vocabulary.Terms() {
		s.Terms += len(terms)
	}
	sources := map[string][]string{}
	questions := r.Content.ReadyQuestions()
	s.Questions = len(questions)
	for _, q := range questions {
		sources[q.License] = append(sources[q.License], q.Source)
	}
	for _, licence := range slices.Sorted(maps.Keys(sources)) {
		by := slices.Compact(slices.Sorted(slices.Values(sources[licence])))
		s.Licences = append(s.Licences, LicenceUsed{licence, by, len(sources[licence])})
	}
	return s
}

// SetVersions gives the questions and rules of a release their versions, and makes its log. A part that is as in the release before
// keeps its version; for any other it is one higher than any that it has had, and for a new one as stated, at least 1. A rule that
// comes into force or ends does not change. The content must be normalised; its lists are replaced, not written to.
func (r *Release) SetVersions(previous Release) error { return r.log(previous, false) }

// LogStated makes the log of a release whose versions are given: it was published before there were logs.
func (r *Release) LogStated(previous Release) error { return r.log(previous, true) }

func (r *Release) log(previous Release, stated bool) error {
	before, after := previous.Content, r.Content
	before.Normalise() // it may be from a version of the program with fewer lists
	before.SetAuthored()
	after.SetAuthored()
	w, err := newLogWriter(&previous, r.Number, stated)
	if err != nil {
		return err
	}
	w.after = partsOf(&after)
	for i := range kindTable {
		if err := w.addKind(&kindTable[i], &before, &after); err != nil {
			return err
		}
	}
	if r.Versions = w.done(); stated {
		return nil
	}
	r.Content.Questions, r.Content.Rules = slices.Clone(r.Content.Questions), slices.Clone(r.Content.Rules)
	for i := range r.Content.Questions {
		q := &r.Content.Questions[i]
		q.Version = r.Versions.Of(KindQuestion, q.ID).current()
	}
	for i := range r.Content.Rules {
		rule := &r.Content.Rules[i]
		rule.Version = r.Versions.Of(KindRule, rule.ID).current()
	}
	return nil
}

func (p *PartLog) current() int { return p.Changes[len(p.Changes)-1].Version }

// statedPart is what a log needs to know of a part besides its body.
type statedPart struct {
	version int
	shown   bool
	traded  bool // of a role: there are questions for just that
}

// partsOf returns what content states about its questions, rules and roles.
func partsOf(c *Content) map[PartID]statedPart {
	parts := make(map[PartID]statedPart, len(c.Questions)+len(c.Rules))
	for i := range c.Questions {
		q := &c.Questions[i]
		parts[PartID{KindQuestion, q.ID}] = statedPart{version: q.Version, shown: q.Status == Ready}
	}
	for i := range c.Rules {
		r := &c.Rules[i]
		parts[PartID{KindRule, r.ID}] = statedPart{version: r.Version, shown: r.authoredStatus() == Ready}
	}
	for role := range c.TradedRoles() {
		parts[PartID{KindRole, role}] = statedPart{traded: true}
	}
	return parts
}

// TradedRoles returns the IDs of the roles with ready questions of their own.
func (c *Content) TradedRoles() map[string]bool {
	traded := map[string]bool{}
	for i := range c.Questions {
		if c.Questions[i].Status != Ready {
			continue
		}
		for _, role := range c.Questions[i].Roles {
			traded[role] = true
		}
	}
	return traded
}

// logWriter makes the log of a release.
type logWriter struct {
	release       int
	stated        bool // versions are given
	before, after map[PartID]statedPart
	releases      []ReleaseSummary
	parts         map[PartID]*PartLog
}

// newLogWriter returns a writer that begins with the log of the release before or, if that has none, with what it states.
func newLogWriter(previous *Release, release int, stated bool) (*logWriter, error) {
	w := &logWriter{release: release, stated: stated, before: partsOf(&previous.Content), parts: map[PartID]*PartLog{}}
	if previous.Number == 0 {
		return w, nil
	}
	log := previous.Versions
	if log == nil {
		first := *previous
		if err := first.LogStated(Release{}); err != nil {
			return nil, err
		}
		log = first.Versions
	}
	w.releases = append(slices.Clone(log.Releases), previous.Summary())
	for i := range log.Parts {
		one := log.Parts[i]
		one.Changes = slices.Clip(one.Changes)
		w.parts[PartID{one.Kind, one.ID}] = &one
	}
	return w, nil
}

// addKind adds the changes to the parts of a kind.
func (w *logWriter) addKind(row *kindInfo, before, after *Content) error {
	if row.list == nil { // the weights and the like have no versions
		return nil
	}
	was, is, err := row.splitBoth(before, after)
	if err != nil {
		return err
	}
	old, now := byID(was), byID(is)
	for _, p := range is {
		if body, found := old[p.ID]; !found || !bytes.Equal(body, p.Body) || w.differs(PartID{p.Kind, p.ID}) {
			w.add(PartID{p.Kind, p.ID})
		}
	}
	for _, p := range was {
		if _, found := now[p.ID]; !found {
			w.change(PartID{p.Kind, p.ID}, VersionChange{w.release, 0, true})
		}
	}
	if row.terms != nil && !slices.Equal(idsIn(was, now), idsIn(is, old)) {
		w.add(PartID{Kind: row.kind})
	}
	return nil
}

// differs reports whether a part has changed in something that its body does not say.
func (w *logWriter) differs(id PartID) bool {
	now := w.after[id]
	if w.stated && id.Kind != KindRole {
		known := w.parts[id]
		return known == nil || now.version > 0 && known.current() != now.version
	}
	return w.parts[id] == nil || now.traded != w.before[id].traded
}

// add adds a change of a part that the release has.
func (w *logWriter) add(id PartID) {
	now := w.after[id]
	version := max(now.version, 1)
	if known := w.parts[id]; known != nil && (!w.stated || id.Kind.IsTerm()) {
		version = known.highest() + 1
	}
	w.change(id, VersionChange{w.release, version, !now.shown && !id.Kind.IsTerm()})
}

func (w *logWriter) change(id PartID, c VersionChange) {
	if w.parts[id] == nil {
		w.parts[id] = &PartLog{Kind: id.Kind, ID: id.ID}
	}
	w.parts[id].Changes = append(w.parts[id].Changes, c)
}

func (w *logWriter) done() *VersionLog {
	log := &VersionLog{Releases: append([]ReleaseSummary{}, w.releases...), Parts: make([]PartLog, 0, len(w.parts))}
	for _, p := range w.parts {
		log.Parts = append(log.Parts, *p)
	}
	slices.SortFunc(log.Parts, byPart)
	return log
}
