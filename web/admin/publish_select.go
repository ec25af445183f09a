package admin

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/publish"
)

// drafterFunc changes one draft.
type drafterFunc func(ctx context.Context, actor bank.Actor, of drafts.Version) (drafts.Edited, error)

// partName returns a part as a selection names it: kind:id.
func partName(c bank.PartChange) string { return string(c.Kind) + ":" + c.ID }

// publishChoice returns the query that names the ticked parts of changes: nothing for all, else the shorter of those that are ticked and those
// that are not.
func publishChoice(ticked []string, changes []bank.PartChange, all bool) string {
	var only, except []string
	for _, c := range changes {
		if name := partName(c); slices.Contains(ticked, name) {
			only = append(only, name)
		} else {
			except = append(except, name)
		}
	}
	switch {
	case all || len(except) == 0:
		return ""
	case len(except) < len(only):
		return url.Values{"except": except}.Encode()
	}
	return url.Values{"only": only}.Encode()
}

// selection returns the order that the address of a page names: its parts and its time. Parts that are no longer changes are left out.
func selection(query url.Values, changes []bank.PartChange) publish.Order {
	o := publish.Order{}
	if at, ok := parseLocal(query.Get("at")); ok {
		o.PublishAt = at
	}
	only, except := query["only"], query["except"]
	if len(only)+len(except) == 0 {
		return o
	}
	o.Only = []bank.PartID{}
	for _, c := range changes {
		name := partName(c)
		if slices.Contains(only, name) || len(except) > 0 && !slices.Contains(except, name) {
			o.Only = append(o.Only, bank.PartID{Kind: c.Kind, ID: c.ID})
		}
	}
	return o
}

// selectionQuery returns the part of a query that names a selection.
func selectionQuery(query url.Values) url.Values {
	q := url.Values{}
	for _, name := range []string{"only", "except", "at"} {
		if len(query[name]) > 0 && query.Get(name) != "" {
			q[name] = query[name]
		}
	}
	return q
}

// parseLocal returns the time, in UTC, of a field for a time, and whether it is one.
func parseLocal(text string) (time.Time, bool) {
	for _, form := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if at, err := time.Parse(form, strings.TrimSpace(text)); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}
