package bank

import (
	"cmp"
	"slices"
	"time"
)

// instantForm is the form of an instant: to the second, in UTC.
const instantForm = "2006-01-02T15:04:05Z"

// ParseInstant returns the time of an instant such as 2026-12-24T00:00:00Z, in UTC, and whether the text has this form.
func ParseInstant(text string) (time.Time, bool) {
	at, err := time.Parse(instantForm, text)
	return at.UTC(), err == nil && FormatInstant(at) == text // Parse lets parts of seconds pass
}

// FormatInstant returns a time in the form of ParseInstant; what is below a second is cut off.
func FormatInstant(at time.Time) string { return at.UTC().Format(instantForm) }

// inForce checks when a rule is in force.
func (v *validation) inForce(r *Rule) {
	from, isFrom := v.instant("from", r.From)
	until, isUntil := v.instant("until", r.Until)
	if isFrom && isUntil && !from.Before(until) {
		v.fault(FaultInconsistent, "until", "The rule would end before it begins. Write a time after %s.", r.From)
	}
}

// instant checks a text that may be an instant, and returns it.
func (v *validation) instant(field, text string) (time.Time, bool) {
	if text == "" {
		return time.Time{}, false
	}
	at, ok := ParseInstant(text)
	if !ok {
		v.fault(FaultMalformed, field, "Write the time in UTC, to the second, as in 2026-12-24T00:00:00Z.")
		if other, err := time.Parse(time.RFC3339, text); err == nil {
			v.faults[len(v.faults)-1].Fix = FormatInstant(other)
		}
	}
	return at, ok
}

// authoredStatus returns the status that people gave the rule: ready, for one that is not in force at the time.
func (r *Rule) authoredStatus() Status {
	if (r.Status == Waiting || r.Status == Ended) && r.From+r.Until != "" {
		return Ready
	}
	return r.Status
}

// statusAt returns the status that a ready rule has in a release that is frozen at a time; any other rule keeps its own.
func (r *Rule) statusAt(at time.Time) Status {
	status := r.authoredStatus()
	if status != Ready {
		return status
	}
	if until, ok := ParseInstant(r.Until); ok && !at.Before(until) {
		return Ended
	}
	if from, ok := ParseInstant(r.From); ok && at.Before(from) {
		return Waiting
	}
	return Ready
}

// SetInForce leaves out of the ready rules those that are not in force at a time, by their status. The list of rules is replaced,
// not written to. It reports whether a status has changed.
func (c *Content) SetInForce(at time.Time) bool {
	return c.setStatuses(func(r *Rule) Status { return r.statusAt(at) })
}

// SetAuthored undoes SetInForce: it gives each rule the status that people gave it.
func (c *Content) SetAuthored() { c.setStatuses((*Rule).authoredStatus) }

func (c *Content) setStatuses(status func(*Rule) Status) (changed bool) {
	for i := range c.Rules {
		s := status(&c.Rules[i])
		if s == c.Rules[i].Status {
			continue
		}
		if !changed {
			c.Rules = slices.Clone(c.Rules)
		}
		c.Rules[i].Status, changed = s, true
	}
	return changed
}

// RuleEnd is a time at which a rule comes into force, or ends.
type RuleEnd struct {
	Rule   string
	At     time.Time
	Begins bool // otherwise it ends
}

// RuleEnds returns when rules come into force or end after a time, the first ones first. Retired rules and those in draft do not.
func (c *Content) RuleEnds(after time.Time) []RuleEnd {
	ends := []RuleEnd{}
	for i := range c.Rules {
		r := &c.Rules[i]
		if r.authoredStatus() != Ready {
			continue
		}
		for _, end := range []struct {
			text   string
			begins bool
		}{{r.From, true}, {r.Until, false}} {
			if at, ok := ParseInstant(end.text); ok && at.After(after) {
				ends = append(ends, RuleEnd{r.ID, at, end.begins})
			}
		}
	}
	slices.SortStableFunc(ends, func(a, b RuleEnd) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Rule, b.Rule)) })
	return ends
}
