package resolve_test

import (
	"regexp"
	"strings"
	"testing"

	"twoway/resolve"
)

func TestSlug(t *testing.T) {
	for _, c := range []struct{ text, separator, want string }{
		{"Night Shifts!", "-", "night-shifts"},
		{"own_handover", "-", "own-handover"},
		{"Café & Bar", "_", "cafe_and_bar"},
		{"", "-", ""},
		{"日本", "-", ""},
		{"24/7", "-", "24-7"},
		{"  a  ", "_", "a"},
		{strings.Repeat("x", 70), "-", strings.Repeat("x", 64)},
		{"already-a-slug", "-", "already-a-slug"},
		{strings.Repeat("word ", 20), "-", strings.TrimSuffix(strings.Repeat("word-", 13), "-")},
	} {
		if got := resolve.Slug(c.text, c.separator); got != c.want {
			t.Errorf("%q became %q, want %q", c.text, got, c.want)
		}
	}
}

// FuzzSlug: a slug is an ID or empty, and a slug of itself.
func FuzzSlug(f *testing.F) {
	for _, text := range []string{"Night Shifts!", "ﬁ İ ß", "a\x00b", "don’t", "𝒶𝒷"} {
		f.Add(text)
	}
	id := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	f.Fuzz(func(t *testing.T, text string) {
		slug := resolve.Slug(text, "-")
		if slug != "" && (!id.MatchString(slug) || len(slug) > 64) || resolve.Slug(slug, "-") != slug {
			t.Errorf("%q became %q", text, slug)
		}
	})
}
