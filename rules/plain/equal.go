package plain

import (
	"fmt"
	"slices"
	"strings"

	"twoway/rules/lang"
)

// Equal reports whether two conditions are the same but for notation: the order of what is joined, "a or b" for a list of both, two bounds
// for one range, and where a "not" stands. Conditions that mean the same for other reasons may be unequal.
func Equal(a, b *lang.Condition) bool { return key(a, false) == key(b, false) }

// The keys of constants, and what stands around joined keys: no text has such characters outside quotation marks.
const (
	isTrue  = "true"
	isFalse = "false"
	openAnd = "\x01and\x03"
	openOr  = "\x01or\x03"
	closed  = "\x02"
)

// key returns the normal form of a condition, or of its opposite.
func key(c *lang.Condition, isNot bool) string {
	switch c.Form {
	case lang.Always, lang.Never:
		if (c.Form == lang.Always) != isNot {
			return isTrue
		}
		return isFalse
	case lang.Not:
		return key(&c.Parts[0], !isNot)
	case lang.And, lang.Or:
		var keys []string
		for i := range c.Parts {
			keys = append(keys, key(&c.Parts[i], isNot))
		}
		return join((c.Form == lang.Or) != isNot, keys)
	case lang.OneOf, lang.Has:
		var keys []string
		for _, text := range c.Texts {
			keys = append(keys, sign(isNot)+fmt.Sprintf("%v %q", c.Left, text))
		}
		return join(!isNot, keys)
	case lang.Between:
		return bounds(fmt.Sprint(c.Left), c.Low, c.High, isNot)
	case lang.Length:
		low := c.Low
		if low <= 0 { // no list is shorter
			low = -lang.Unbounded
		}
		return bounds(fmt.Sprint("len ", c.Left), low, c.High, isNot)
	case lang.Member, lang.Same, lang.SameNumber, lang.Shares:
		fields := []string{fmt.Sprint(c.Left), fmt.Sprint(c.Right)}
		slices.Sort(fields)
		return sign(isNot) + fmt.Sprint(c.Form, fields)
	case lang.Opaque:
	}
	return sign(isNot) + c.Text
}

func sign(isNot bool) string {
	if isNot {
		return "not "
	}
	return ""
}

func bounds(of string, low, high int, isNot bool) string {
	var keys []string
	if low > -lang.Unbounded {
		keys = append(keys, bound(of, low, isNot))
	}
	if high < lang.Unbounded {
		keys = append(keys, bound(of, high+1, !isNot))
	}
	return join(isNot, keys)
}

// bound returns the key of a number that is not below another one, or is.
func bound(of string, low int, isBelow bool) string {
	if isBelow {
		return fmt.Sprintf("%s < %d", of, low)
	}
	return fmt.Sprintf("%s >= %d", of, low)
}

// join returns the key of joined conditions, which are in no order.
func join(isAny bool, keys []string) string {
	open, absorbing, neutral := openAnd, isFalse, isTrue
	if isAny {
		open, absorbing, neutral = openOr, isTrue, isFalse
	}
	var flat []string
	for _, k := range keys {
		if inner, ok := strings.CutPrefix(k, open); ok {
			flat = append(flat, split(strings.TrimSuffix(inner, closed))...)
			continue
		}
		flat = append(flat, k)
	}
	flat = slices.DeleteFunc(flat, func(k string) bool { return k == neutral })
	slices.Sort(flat)
	flat = slices.Compact(flat)
	switch {
	case slices.Contains(flat, absorbing):
		return absorbing
	case len(flat) == 0:
		return neutral
	case len(flat) == 1:
		return flat[0]
	}
	return open + strings.Join(flat, "\x00") + closed
}

// split returns the keys that were joined, which may be joined themselves.
func split(keys string) []string {
	var list []string
	depth, from := 0, 0
	for i := range len(keys) {
		switch {
		case keys[i] == openAnd[0]:
			depth++
		case keys[i] == closed[0]:
			depth--
		case keys[i] == 0 && depth == 0:
			list, from = append(list, keys[from:i]), i+1
		}
	}
	return append(list, keys[from:])
}
