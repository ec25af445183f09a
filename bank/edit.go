package bank

import "slices"

// Edited returns the profile of a set with its questions fixed as they are, to be edited further. Those that were pinned stay pinned.
func (s Set) Edited() Profile {
	p := s.Profile
	p.Fixed = nil
	for _, it := range s.Items {
		p.Fixed = append(p.Fixed, Fixed{it.Question.ID, s.Profile.isPinned(it.Question.ID)})
	}
	return p
}

func (p Profile) isPinned(id string) bool { return slices.Contains(p.Fixed, Fixed{id, true}) }

// find returns the place of a fixed question; -1 if it is none.
func (p Profile) find(id string) int {
	return slices.IndexFunc(p.Fixed, func(f Fixed) bool { return f.ID == id })
}

// Without returns a profile without a fixed question, which does not come again.
func (p Profile) Without(id string) Profile {
	i := p.find(id)
	if i < 0 {
		return p
	}
	p.Fixed = slices.Delete(slices.Clone(p.Fixed), i, i+1)
	return p.excluding(id)
}

// With returns a profile with another question in the place of a fixed one, which does not come again.
func (p Profile) With(other, id string) Profile {
	i := p.find(id)
	if i < 0 {
		return p
	}
	p.Fixed = slices.Clone(p.Fixed)
	p.Fixed[i] = Fixed{ID: other} // what was pinned is gone
	return p.excluding(id)
}

// Moved returns a profile with a fixed question moved by a number of places, as far as there are any: back if it is negative.
func (p Profile) Moved(id string, by int) Profile {
	i := p.find(id)
	if i < 0 {
		return p
	}
	to := min(max(0, i+by), len(p.Fixed)-1)
	f := p.Fixed[i]
	p.Fixed = slices.Insert(slices.Delete(slices.Clone(p.Fixed), i, i+1), to, f)
	return p
}

// Pinned returns a profile with a fixed question pinned, or not.
func (p Profile) Pinned(id string, on bool) Profile {
	if i := p.find(id); i >= 0 {
		p.Fixed = slices.Clone(p.Fixed)
		p.Fixed[i].Pinned = on
	}
	return p
}

// excluding returns a profile that excludes one more question.
func (p Profile) excluding(id string) Profile {
	p.Exclude = append(slices.Clone(p.Exclude), id)
	slices.Sort(p.Exclude)
	p.Exclude = slices.Compact(p.Exclude)
	return p
}
