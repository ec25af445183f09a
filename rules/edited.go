package rules

import (
	"cmp"
	"context"
	"slices"

	"twoway/bank"
	"twoway/rules/choose"
)

// newEdited returns a set that somebody has edited: the fixed questions of a profile, in their order, each with the reasons for it.
// Questions that the release does not have are left out. The certificate is empty.
func (e *Engine) newEdited(p bank.Profile, m *match) bank.Set {
	set := bank.Set{Release: e.release, Engine: Version, Profile: p, Items: []bank.Item{}, Understood: []bank.Understood{}, Unrecognised: []bank.Unrecognised{}}
	for _, i := range e.fixed(p) {
		set.Items = append(set.Items, m.item(e.questions[i]))
		set.Minutes += e.questions[i].Minutes
	}
	m.fill(set.Items)
	set.Shortfall = append(m.caresNotAsked(set.Items), m.needsNotAsked(set.Items)...)
	if p.Asker == bank.Interviewer {
		set.KitID = KitID(e.release.Hash, Version, p)
	}
	return set
}

// fixed returns the fixed questions of a profile that are the asker's, in order.
func (e *Engine) fixed(p bank.Profile) []int {
	var list []int
	for _, f := range p.Fixed {
		if i, found := e.find(f.ID); found && e.questions[i].Asker == p.Asker && !slices.Contains(list, i) {
			list = append(list, i)
		}
	}
	return list
}

// Another returns the question that is most like one of an edited set, of those that suit the meeting, are not in the set, and fit
// into its time: about the same, then about the same care, then on the same topic; of these the one with the most points. It returns
// false if there is none.
func (e *Engine) Another(p bank.Profile, id string) (other string, found bool) {
	at, known := e.find(id)
	if !known {
		return "", false
	}
	buf := e.getScratch()
	defer e.scratches.Put(buf)
	m := e.match(p, nil, buf)
	left, clusters := p.Minutes, map[int]bool{0: false}
	for _, i := range e.fixed(p) {
		buf.eligible.Remove(i)
		if i != at {
			left -= e.questions[i].Minutes
			clusters[e.clusters[i]] = e.clusters[i] != 0
		}
	}
	left = max(left, e.questions[at].Minutes) // somebody may have more in a set than fits
	best := -1
	var order []int // the likeness and the points of the best one
	buf.eligible.Each(func(i int) {
		if i == at || clusters[e.clusters[i]] || e.questions[i].Minutes > left {
			return
		}
		rank := []int{e.likeness(i, at), m.item(e.questions[i]).Score + m.variety(e.questions[i])}
		if best < 0 || cmp.Or(slices.Compare(order, rank), cmp.Compare(tieBreak(p.Seed, e.questions[i].hash), tieBreak(p.Seed, e.questions[best].hash))) < 0 {
			best, order = i, rank
		}
	})
	if best < 0 {
		return "", false
	}
	return e.questions[best].ID, true
}

// likeness returns how much two questions have in common: 3 if they are about the same, 2 if about the same care, 1 if they are on the
// same topic, else 0.
func (e *Engine) likeness(a, b int) int {
	x, y := e.questions[a], e.questions[b]
	switch {
	case x.About != "" && x.About == y.About:
		return 3
	case e.spread[a].care != 0 && e.spread[a].care == e.spread[b].care:
		return 2
	case x.Topic == y.Topic:
		return 1
	}
	return 0
}

// Replace returns the profile of an edited set in which the pinned questions stay and all others are chosen anew, as many as fit beside
// them; those that were in the set do not come again. The error is that of ctx.
func (e *Engine) Replace(ctx context.Context, p bank.Profile) (bank.Profile, error) {
	rest, kept, pinned := p, []int{}, map[string]bool{}
	for _, i := range e.fixed(p) {
		q := e.questions[i]
		if !slices.Contains(p.Fixed, bank.Fixed{ID: q.ID, Pinned: true}) {
			rest = rest.Without(q.ID)
			continue
		}
		kept, pinned[q.ID] = append(kept, i), true
	}
	next := rest
	rest.Exclude = slices.Clone(rest.Exclude)
	for _, i := range kept {
		rest.Exclude = append(rest.Exclude, e.questions[i].ID)
		rest.Minutes, rest.Count = rest.Minutes-e.questions[i].Minutes, rest.Count-1
	}
	buf := e.getScratch()
	defer e.scratches.Put(buf)
	buf.stop = ctx.Done()
	m, items := e.match(rest, nil, buf), []bank.Item{}
	if rest.Minutes > 0 && rest.Count > 0 {
		items, _, _, _ = e.choose(m, nil, choose.MaxEffort)
	}
	for _, i := range kept {
		items = append(items, m.item(e.questions[i]))
	}
	next.Fixed = nil
	for _, it := range m.arrange(items, nil) {
		next.Fixed = append(next.Fixed, bank.Fixed{ID: it.Question.ID, Pinned: pinned[it.Question.ID]})
	}
	return next, ctx.Err()
}
