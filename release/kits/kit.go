// Package kits saves interviewers' kits, so that they stay as they are whatever is published later, and turns them into scorecards and
// records. A kit has the facts of the job that somebody stated, and nothing about a person.
package kits

import (
	"maps"
	"slices"

	"twoway/bank"
	"twoway/release/serve"
)

// formatVersion is the version of the form of kits and records. Those that were saved keep theirs.
const formatVersion = 1

// Kit is a kit as it is saved and answered. No list of it is nil.
type Kit struct {
	Format    int         `json:"format"`
	ID        string      `json:"kit_id"`
	Release   Release     `json:"release"`
	Engine    int         `json:"engine"`
	Opening   Opening     `json:"opening"`
	Minutes   int         `json:"minutes"` // of all questions
	Items     []Item      `json:"items"`
	Shortfall []Shortfall `json:"shortfall"`
}

// Release is the release that a kit is of.
type Release struct {
	Number int    `json:"number"`
	Hash   string `json:"hash"`
}

// Named is a term of the vocabulary, or something else with an ID and a name.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Opening is everything that a kit depends on beside its release and the engine. A pointer is nil for what was not said or not understood.
type Opening struct {
	Role         *Named        `json:"role"`
	Occupation   *Named        `json:"occupation"`
	Seniority    *Named        `json:"seniority"`
	Stage        *Named        `json:"stage"`
	Competencies []Competency  `json:"competencies"`
	Requirements []Requirement `json:"requirements"`
	Minutes      int           `json:"minutes"`
	Count        int           `json:"count"`
	Seed         int64         `json:"seed"`
	Exclude      []string      `json:"exclude"`
	Locale       string        `json:"locale"`
	Fixed        []Fixed       `json:"fixed"` // of a kit that somebody has edited, its questions in order; else empty
}

// The kinds of competencies.
const (
	topicKind = "topic"
	skillKind = "skill"
)

// Competency is what the job needs: a topic, or a skill of the role.
type Competency struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Requirement is what the job cannot do without, with the facts that were stated.
type Requirement struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	Slots []SlotValue `json:"slots"`
}

// SlotValue is a fact of the job.
type SlotValue struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Value string `json:"value"`
}

// Fixed is a question that somebody has put into a kit.
type Fixed struct {
	ID     string `json:"id"`
	Pinned bool   `json:"pinned"`
}

// Item is a question in its place, and why it is there.
type Item struct {
	Position int      `json:"position"`
	Question Question `json:"question"`
	Reasons  []Reason `json:"reasons"`
}

// Question is a question as it is asked, with the facts of the job in its wordings.
type Question struct {
	ID          string   `json:"id"`
	Version     int      `json:"version"`
	Locale      string   `json:"locale"`
	Topic       Named    `json:"topic"`
	Skills      []Named  `json:"skills"`
	Format      string   `json:"format"`
	Requirement *Named   `json:"requirement"`
	Minutes     int      `json:"minutes"`
	Text        string   `json:"text"`
	Softer      string   `json:"softer"`
	Firmer      string   `json:"firmer"`
	HowToAsk    string   `json:"how_to_ask"`
	Reveals     string   `json:"reveals"`
	FollowUps   []string `json:"follow_ups"`
	ListenFor   []string `json:"listen_for"`
	WatchFor    []string `json:"watch_for"`
	CheckFirst  []string `json:"check_first"`
	Anchors     *Anchors `json:"anchors"` // nil for one that is not rated
	License     string   `json:"license"`
	Source      string   `json:"source"`
}

// Anchors say what an answer sounds like that is rated 1, 3 or 5.
type Anchors struct {
	One   string `json:"1"`
	Three string `json:"3"`
	Five  string `json:"5"`
}

// Reason is why a question is in a kit.
type Reason struct {
	Kind    string `json:"kind"`
	Rule    string `json:"rule"` // ID; "" if the reason is not a rule
	Because string `json:"because"`
	Points  int    `json:"points"`
}

// Shortfall is a demand that a kit could not meet. About is a rule, a competency or a requirement, as its kind says.
type Shortfall struct {
	Kind   string `json:"kind"`
	About  Named  `json:"about"`
	Wanted int    `json:"wanted"`
	Got    int    `json:"got"`
}

// builder makes a kit from content, whose names it knows.
type builder struct {
	content *bank.Content
	names   map[string]string
	role    string
}

func newBuilder(c *bank.Content, role string) *builder {
	return &builder{c, c.Vocabulary.Names(), role}
}

// Of returns the kit of a set that was chosen from a release for an interviewer, as it would be saved.
func Of(from *serve.Compiled, set bank.Set) Kit { return newKit(from, set) }

// newKit returns the kit of a set that was chosen from a release for an interviewer.
func newKit(from *serve.Compiled, set bank.Set) Kit {
	b := newBuilder(&from.Content, set.Profile.Role)
	k := Kit{
		Format: formatVersion, ID: set.KitID, Release: Release(set.Release), Engine: set.Engine, Opening: b.opening(set.Profile), Minutes: set.Minutes,
		Items: []Item{}, Shortfall: []Shortfall{},
	}
	for i, it := range set.Items {
		item := Item{Position: i + 1, Question: b.question(it.Question, it.Slots), Reasons: []Reason{}}
		for _, r := range it.Reasons {
			item.Reasons = append(item.Reasons, Reason{string(r.Kind), r.Rule, r.Because, r.Points})
		}
		k.Items = append(k.Items, item)
	}
	for _, s := range set.Shortfall {
		k.Shortfall = append(k.Shortfall, Shortfall{string(s.Kind), b.about(s), s.Wanted, s.Got})
	}
	return k
}

// opening returns what a profile says about an opening.
func (b *builder) opening(p bank.Profile) Opening {
	o := Opening{
		Role: b.named("role", p.Role), Occupation: b.named("occupation", p.Occupation), Seniority: b.named("seniority", p.Seniority),
		Stage: b.named("stage", p.Stage), Competencies: []Competency{}, Requirements: []Requirement{}, Minutes: p.Minutes, Count: p.Count,
		Seed: p.Seed, Exclude: append([]string{}, p.Exclude...), Locale: p.Locale, Fixed: []Fixed{},
	}
	for _, c := range p.Competencies {
		kind := topicKind
		if c.Skill != "" {
			kind = skillKind
		}
		o.Competencies = append(o.Competencies, Competency{kind, c.ID(), b.competency(c)})
	}
	for _, r := range p.Requirements {
		o.Requirements = append(o.Requirements, b.requirement(r))
	}
	for _, f := range p.Fixed {
		o.Fixed = append(o.Fixed, Fixed(f))
	}
	return o
}

func (b *builder) named(kind, id string) *Named {
	if id == "" {
		return nil
	}
	return &Named{id, b.names[kind+"/"+id]}
}

func (b *builder) competency(c bank.Sought) string {
	if c.Skill == "" {
		return b.names["topic/"+c.Topic]
	}
	return b.skill(c.Skill)
}

// skill returns the name of a skill of the role, or its ID.
func (b *builder) skill(id string) string {
	if r := b.content.Vocabulary.Role(b.role); r != nil {
		if s := r.Skill(id); s != nil {
			return s.Name
		}
	}
	return id
}

func (b *builder) requirement(r bank.Required) Requirement {
	stated := Requirement{r.ID, b.names["requirement/"+r.ID], []SlotValue{}}
	labels := map[string]string{}
	if known := b.content.Vocabulary.Requirement(r.ID); known != nil {
		for _, s := range known.Slots {
			labels[s.Name] = s.Label
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Slots)) {
		stated.Slots = append(stated.Slots, SlotValue{name, labels[name], r.Slots[name]})
	}
	return stated
}

// question returns a question with the values of its slots, if there are any, in its wordings already.
func (b *builder) question(q *bank.Question, values map[string]string) Question {
	if len(values) == 0 {
		q = q.Filled(nil)
	}
	asked := Question{
		ID: q.ID, Version: q.Version, Locale: q.Locale, Topic: Named{q.Topic, b.names["topic/"+q.Topic]}, Skills: []Named{}, Format: string(q.Format),
		Requirement: b.named("requirement", q.Requirement), Minutes: q.Minutes, Text: q.Text, Softer: q.Softer, Firmer: q.Firmer,
		HowToAsk: q.HowToAsk, Reveals: q.Reveals, FollowUps: list(q.FollowUps), ListenFor: list(q.ListenFor), WatchFor: list(q.WatchFor),
		CheckFirst: list(q.CheckFirst), License: q.License, Source: q.Source,
	}
	for _, id := range q.Skills {
		asked.Skills = append(asked.Skills, Named{id, b.skill(id)})
	}
	if a := q.Anchors; a != nil {
		asked.Anchors = &Anchors{a.One, a.Three, a.Five}
	}
	return asked
}

// list returns a list that is not nil.
func list(texts []string) []string { return append([]string{}, texts...) }

// about returns what a shortfall is about.
func (b *builder) about(s bank.Shortfall) Named {
	switch {
	case s.Competency != "":
		if name := b.names["topic/"+s.Competency]; name != "" {
			return Named{s.Competency, name}
		}
		return Named{s.Competency, b.skill(s.Competency)}
	case s.Requirement != "":
		return Named{s.Requirement, b.names["requirement/"+s.Requirement]}
	}
	for i := range b.content.Rules {
		if r := &b.content.Rules[i]; r.ID == s.Rule {
			return Named{r.ID, r.Name}
		}
	}
	return Named{s.Rule, ""}
}

// profile returns the profile of an opening, without a level, which the release of the kit says.
func (o *Opening) profile() bank.Profile {
	id := func(n *Named) string {
		if n == nil {
			return ""
		}
		return n.ID
	}
	p := bank.Profile{
		Asker: bank.Interviewer, Role: id(o.Role), Occupation: id(o.Occupation), Seniority: id(o.Seniority), Stage: id(o.Stage),
		Minutes: o.Minutes, Count: o.Count, Seed: o.Seed, Locale: o.Locale,
	}
	if len(o.Exclude) > 0 {
		p.Exclude = o.Exclude
	}
	for _, c := range o.Competencies {
		if c.Kind == skillKind {
			p.Competencies = append(p.Competencies, bank.Sought{Skill: c.ID})
		} else {
			p.Competencies = append(p.Competencies, bank.Sought{Topic: c.ID})
		}
	}
	for _, r := range o.Requirements {
		slots := map[string]string{}
		for _, s := range r.Slots {
			slots[s.Name] = s.Value
		}
		p.Requirements = append(p.Requirements, bank.Required{ID: r.ID, Slots: slots})
	}
	for _, f := range o.Fixed {
		p.Fixed = append(p.Fixed, bank.Fixed(f))
	}
	return p
}
