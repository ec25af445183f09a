package drafts

import (
	"fmt"
	"slices"
	"strconv"

	"twoway/bank"
	"twoway/resolve"
)

// Part returns a draft, and whether there is one.
func (s *State) Part(id bank.PartID) (bank.DraftPart, bool) {
	if i := s.find(id); i >= 0 {
		return s.Drafts[i], true
	}
	return bank.DraftPart{}, false
}

// Publishable returns the content that publishing would freeze after a released one: that of the drafts or, if only is not nil, the
// released one with just these parts taken from the drafts. A part without an ID stands for the order of the terms of its kind. What
// was created here and retired before it was ever released is left out. Near duplicates are not listed anew. A part that is not a
// draft is an error with code invalid_request and faults at "/only/<index>".
func (s *State) Publishable(released bank.Content, only []bank.PartID) (bank.Content, error) {
	if only == nil {
		return s.withoutStillborn(released), nil
	}
	if err := s.checkSelection(only); err != nil {
		return bank.Content{}, err
	}
	released.SetAuthored()
	parts, err := released.Parts()
	if err != nil {
		return bank.Content{}, err
	}
	for _, id := range only {
		parts = s.take(parts, id)
	}
	content, err := bank.Join(parts)
	content.NearDuplicates = among(content.Questions, s.Content.NearDuplicates)
	return content, err
}

// withoutStillborn returns the content of the drafts without the questions and rules that were created here and are retired, but not
// released.
func (s *State) withoutStillborn(released bank.Content) bank.Content {
	known := map[bank.PartID]bool{}
	for i := range released.Questions {
		known[bank.PartID{Kind: bank.KindQuestion, ID: released.Questions[i].ID}] = true
	}
	for i := range released.Rules {
		known[bank.PartID{Kind: bank.KindRule, ID: released.Rules[i].ID}] = true
	}
	isStillborn := func(kind bank.Kind, id string) bool {
		d, found := s.Part(bank.PartID{Kind: kind, ID: id})
		return found && d.Retired && d.IsEdited() && !known[bank.PartID{Kind: kind, ID: id}]
	}
	c := s.Content
	c.Questions = slices.DeleteFunc(slices.Clone(c.Questions), func(q bank.Question) bool { return isStillborn(bank.KindQuestion, q.ID) })
	c.Rules = slices.DeleteFunc(slices.Clone(c.Rules), func(r bank.Rule) bool { return isStillborn(bank.KindRule, r.ID) })
	return c
}

// checkSelection returns an error unless every part is a draft, and none is listed twice.
func (s *State) checkSelection(only []bank.PartID) error {
	var faults []bank.Fault
	for i, id := range only {
		at := "/only/" + strconv.Itoa(i)
		switch _, found := s.Part(id); {
		case slices.Contains(only[:i], id):
			faults = append(faults, bank.Fault{Code: bank.FaultDuplicate, Pointer: at, Detail: fmt.Sprintf("%s is chosen twice.", nameOf(id))})
		case !found && (id.ID != "" || !id.Kind.IsTerm()):
			faults = append(faults, bank.Fault{
				Code: bank.FaultUnknownValue, Pointer: at, Detail: fmt.Sprintf("There is no %s with the ID %q.", id.Kind, id.ID),
				Nearest: resolve.Nearest(id.ID, s.idsOf(id.Kind), 3),
			})
		}
	}
	if len(faults) > 0 {
		return &bank.Error{Code: bank.CodeInvalidRequest, Message: "The selection is not valid.", Faults: faults}
	}
	return nil
}

func (s *State) idsOf(kind bank.Kind) []string {
	var ids []string
	for i := range s.Drafts {
		if s.Drafts[i].Kind == kind {
			ids = append(ids, s.Drafts[i].ID)
		}
	}
	return ids
}

// nameOf returns a part as people name it.
func nameOf(id bank.PartID) string {
	if id.ID == "" {
		return "The order of " + string(id.Kind)
	}
	return string(id.Kind) + " " + id.ID
}

// take returns parts of a content with one of them as it is among the drafts.
func (s *State) take(parts []bank.Part, id bank.PartID) []bank.Part {
	if id.ID == "" {
		return s.sorted(parts, id.Kind)
	}
	d, _ := s.Part(id)
	i := slices.IndexFunc(parts, func(p bank.Part) bool { return p.Kind == id.Kind && p.ID == id.ID })
	switch {
	case id.Kind == bank.KindNearDuplicates: // which publishing finds
	case d.Retired && id.Kind.IsTerm():
		parts = slices.DeleteFunc(parts, func(p bank.Part) bool { return p.Kind == id.Kind && p.ID == id.ID })
	case i >= 0:
		parts[i] = d.Part
	case !d.Retired:
		parts = slices.Insert(parts, s.placeOf(parts, d), d.Part)
	}
	return parts
}

// placeOf returns where among parts a draft belongs: before the first of its kind that the drafts have after it.
func (s *State) placeOf(parts []bank.Part, d bank.DraftPart) int {
	if !d.Kind.IsTerm() {
		return len(parts)
	}
	i := slices.IndexFunc(parts, func(p bank.Part) bool {
		other, found := s.Part(bank.PartID{Kind: p.Kind, ID: p.ID})
		return p.Kind == d.Kind && found && other.Position > d.Position
	})
	if i < 0 {
		return len(parts)
	}
	return i
}

// sorted returns parts with those of a kind in the order of the drafts, at their places.
func (s *State) sorted(parts []bank.Part, kind bank.Kind) []bank.Part {
	position := func(p bank.Part) int {
		d, _ := s.Part(bank.PartID{Kind: p.Kind, ID: p.ID})
		return d.Position
	}
	ofKind := slices.DeleteFunc(slices.Clone(parts), func(p bank.Part) bool { return p.Kind != kind })
	slices.SortStableFunc(ofKind, func(a, b bank.Part) int { return position(a) - position(b) })
	for i := range parts {
		if parts[i].Kind == kind {
			parts[i], ofKind = ofKind[0], ofKind[1:]
		}
	}
	return parts
}

// among returns the clusters as far as they have questions of a list.
func among(questions []bank.Question, clusters [][]string) [][]string {
	known := map[string]bool{}
	for i := range questions {
		known[questions[i].ID] = true
	}
	list := [][]string{}
	for _, cluster := range clusters {
		cluster = slices.DeleteFunc(slices.Clone(cluster), func(id string) bool { return !known[id] })
		if len(cluster) > 1 {
			list = append(list, cluster)
		}
	}
	return list
}
