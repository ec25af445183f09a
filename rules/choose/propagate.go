package choose

import "slices"

// propagate decides what follows from the decisions of a branch: no item that does not fit beside those included can be added, and all
// items of a requirement that has no more of them than it lacks must be. It returns false if the branch has no set that is better than
// the best so far.
func (s *search) propagate(decisions []decision) bool {
	for changed := true; changed; {
		if !s.besideIncluded(decisions) {
			return false
		}
		s.excludeUnfit(decisions)
		if !s.meetsAll {
			return true
		}
		var possible bool
		if changed, possible = s.includeRequired(decisions); !possible {
			return false
		}
	}
	return true
}

// room is what some items leave for others.
type room struct {
	count, minutes int
	limits         []int
	clusters       []int // by number: 1, or 0 or less if it has an item
}

func (r *room) make(in *instance) {
	r.limits, r.clusters = in.mem.numbers.empty(len(in.Limit)), in.mem.numbers.list(in.clusters+1)
}

// empty makes it the room that there is without items.
func (r *room) empty(in *instance) {
	r.count, r.minutes, r.limits = in.Count, in.Minutes, append(r.limits[:0], in.Limit...)
	for c := range r.clusters {
		r.clusters[c] = 1
	}
}

// add takes the room of an item away and reports whether there was enough.
func (r *room) add(it *Item) bool {
	r.count, r.minutes = r.count-1, r.minutes-it.Minutes
	enough := r.count >= 0 && r.minutes >= 0
	for _, l := range it.Limits {
		r.limits[l]--
		enough = enough && r.limits[l] >= 0
	}
	if it.Cluster != 0 {
		r.clusters[it.Cluster]--
		enough = enough && r.clusters[it.Cluster] >= 0
	}
	return enough
}

// takes reports whether there is room for an item.
func (r *room) takes(it *Item) bool {
	if r.count < 1 || it.Minutes > r.minutes || r.clusters[it.Cluster] < 1 {
		return false
	}
	for _, l := range it.Limits {
		if r.limits[l] < 1 {
			return false
		}
	}
	return true
}

// besideIncluded sets the room to that beside the included items; it returns false if they do not fit themselves.
func (s *search) besideIncluded(decisions []decision) bool {
	s.room.empty(s.in)
	for i, d := range decisions {
		if d == included && !s.room.add(&s.in.Items[i]) {
			return false
		}
	}
	return true
}

// excludeUnfit excludes the undecided items for which there is no room.
func (s *search) excludeUnfit(decisions []decision) {
	for i, d := range decisions {
		if d == undecided && !s.room.takes(&s.in.Items[i]) {
			decisions[i] = excluded
		}
	}
}

// includeRequired includes the items that a requirement cannot do without, and reports whether there were any and whether every
// requirement can still be met.
func (s *search) includeRequired(decisions []decision) (changed, possible bool) {
	s.countRequired(decisions)
	for q := range s.lacks {
		if s.lacks[q] > s.available[q] {
			return false, false
		}
	}
	for i, d := range decisions {
		if d == undecided && slices.ContainsFunc(s.in.Items[i].Requires, func(q int) bool { return s.lacks[q] > 0 && s.lacks[q] == s.available[q] }) {
			decisions[i], changed = included, true
		}
	}
	return changed, true
}

// countRequired counts for each requirement the items that it lacks beside those included, and those that are undecided.
func (s *search) countRequired(decisions []decision) {
	s.lacks, s.available = append(s.lacks[:0], s.in.Require...), zeroed(s.available, len(s.in.Require))
	for i, d := range decisions {
		if d == excluded {
			continue
		}
		for _, q := range s.in.Items[i].Requires {
			if d == included {
				s.lacks[q]--
			} else {
				s.available[q]++
			}
		}
	}
}
