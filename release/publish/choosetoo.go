package publish

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
)

// mostRounds is how often what must be chosen too is looked for: a part that must be may refer to others in turn.
const mostRounds = 5

// checkSelection finds the parts that must be chosen too if a selection has faults, and adds a fault that names them.
func (s *Service) checkSelection(ctx context.Context, b *built, o Order) error {
	if o.Only == nil || len(b.release.Report.Faults) == 0 {
		return nil
	}
	all, err := b.state.Publishable(b.current.Content, nil)
	if err != nil {
		return err
	}
	changes, err := bank.DiffContents(b.current.Content, all)
	if err != nil {
		return err
	}
	open := newUnchosen(b, changes, o.Only)
	release, faults := b.release, b.release.Report.Faults
	for range mostRounds {
		found, err := open.behind(release.Content, faults)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			break
		}
		b.chooseToo = append(b.chooseToo, found...)
		content, err := b.state.Publishable(b.current.Content, slices.Concat(o.Only, b.chooseToo))
		if err != nil {
			return err
		}
		content.SetInForce(o.at(s.now()))
		release.Content = content
		_, err = s.serving.Compile(ctx, release)
		if faults = slices.Concat(faultsIn(content.Validate()), faultsIn(err)); len(faults) == 0 {
			break
		}
	}
	if len(b.chooseToo) > 0 {
		b.release.Report.Faults = append([]bank.Fault{notChosen(b.chooseToo)}, b.release.Report.Faults...)
	}
	return nil
}

func notChosen(list []bank.PartID) bank.Fault {
	f := bank.Fault{Code: bank.FaultNotChosen, Pointer: "/only"}
	for _, id := range list {
		f.Nearest = append(f.Nearest, string(id.Kind)+":"+id.ID)
	}
	f.Detail = "What you chose needs other changes that are not published yet. Choose these too: " + strings.Join(f.Nearest, ", ") + "."
	return f
}

// unchosen are the changed parts that a selection does not have.
type unchosen struct {
	changed  map[string]bank.PartID   // by pointer
	provides map[string][]bank.PartID // by what only the draft has: its ID, or that of an aspect, or a term of a lexicon
	taken    map[bank.PartID]bool
}

func newUnchosen(b *built, changes []bank.PartChange, only []bank.PartID) *unchosen {
	u := &unchosen{changed: map[string]bank.PartID{}, provides: map[string][]bank.PartID{}, taken: map[bank.PartID]bool{}}
	for _, id := range only {
		u.taken[id] = true
	}
	released := bodiesOf(b.current.Content)
	for _, c := range changes {
		id := bank.PartID{Kind: c.Kind, ID: c.ID}
		d, found := b.state.Part(id)
		if !found || u.taken[id] {
			continue
		}
		u.changed[d.Pointer()] = id
		before := namesIn(released[id])
		for name := range namesIn(d.Body) {
			if !before[name] {
				u.provides[name] = append(u.provides[name], id)
			}
		}
	}
	return u
}

func bodiesOf(c bank.Content) map[bank.PartID][]byte {
	bodies := map[bank.PartID][]byte{}
	parts, _ := c.Parts() // cannot fail: it was read from JSON
	for _, p := range parts {
		bodies[bank.PartID{Kind: p.Kind, ID: p.ID}] = p.Body
	}
	return bodies
}

// namesIn returns what other parts may refer to in the body of a part: the texts of members "id" and in lists "lexicon".
func namesIn(body []byte) map[string]bool {
	names := map[string]bool{}
	var value any
	if json.Unmarshal(body, &value) != nil {
		return names
	}
	var walk func(field string, value any)
	walk = func(field string, value any) {
		switch v := value.(type) {
		case string:
			if field == "id" || field == "lexicon" {
				names[v] = true
			}
		case []any:
			for _, one := range v {
				walk(field, one)
			}
		case map[string]any:
			for name, one := range v {
				walk(name, one)
			}
		}
	}
	walk("", value)
	return names
}

// behind returns the parts that faults of a content point to: a changed part that is at fault as it is in service, and one that has what
// is unknown. It returns each part once.
func (u *unchosen) behind(content bank.Content, faults []bank.Fault) ([]bank.PartID, error) {
	bodies := map[string]any{} // by pointer
	parts, err := content.Parts()
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		bodies[p.Pointer()] = json.RawMessage(p.Body)
	}
	var found []bank.PartID
	take := func(id bank.PartID) {
		if !u.taken[id] {
			u.taken[id] = true
			found = append(found, id)
		}
	}
	for _, f := range faults {
		for pointer, id := range u.changed {
			if within := bank.FaultsWithin([]bank.Fault{f}, pointer); len(within) > 0 {
				take(id)
			}
		}
		for _, id := range u.provides[unknownName(bodies, f)] {
			take(id)
		}
	}
	slices.SortFunc(found, comparePartIDs)
	return found, nil
}

// comparePartIDs orders parts by kind as banks list them, then by ID.
func comparePartIDs(a, b bank.PartID) int {
	kinds := bank.Kinds()
	if a.Kind != b.Kind {
		return slices.Index(kinds, a.Kind) - slices.Index(kinds, b.Kind)
	}
	return strings.Compare(a.ID, b.ID)
}

// unknownName returns the name that is unknown according to a fault, "" if none is.
func unknownName(bodies map[string]any, f bank.Fault) string {
	if f.Code != bank.FaultUnknownValue {
		return ""
	}
	if f.On != "" {
		if text, err := strconv.Unquote(f.On); err == nil {
			return text
		}
		return f.On
	}
	for at := len(f.Pointer); at > 0; at = strings.LastIndexByte(f.Pointer[:at], '/') {
		if body, found := bodies[f.Pointer[:at]]; found {
			return textAt(body, bank.PointerSteps(f.Pointer[at:]))
		}
	}
	return ""
}

// textAt returns the text at a path in a JSON value, "" if there is none.
func textAt(value any, path []string) string {
	if raw, ok := value.(json.RawMessage); ok && json.Unmarshal(raw, &value) != nil {
		return ""
	}
	for _, step := range path {
		switch v := value.(type) {
		case map[string]any:
			value = v[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(v) {
				return ""
			}
			value = v[i]
		default:
			return ""
		}
	}
	text, _ := value.(string)
	return text
}
