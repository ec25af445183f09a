package bank_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
)

// TestSetInForce sets the statuses of rules at the very times at which they come into force and end, and takes that back.
func TestSetInForce(t *testing.T) {
	const from, until = "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"
	at := func(text string) time.Time {
		t.Helper()
		when, ok := bank.ParseInstant(text)
		if !ok {
			t.Fatal(text)
		}
		return when
	}
	for _, c := range []struct {
		name        string
		status      bank.Status
		from, until string
		at          time.Time
		want        bank.Status
	}{
		{"always", bank.Ready, "", "", at(from), bank.Ready},
		{"just before", bank.Ready, from, until, at(from).Add(-time.Nanosecond), bank.Waiting},
		{"at the beginning", bank.Ready, from, until, at(from), bank.Ready},
		{"just before the end", bank.Ready, from, until, at(until).Add(-time.Nanosecond), bank.Ready},
		{"at the end", bank.Ready, from, until, at(until), bank.Ended},
		{"begins again after a rollback", bank.Ended, from, until, at(from), bank.Ready},
		{"retired", bank.Retired, from, until, at(until), bank.Retired},
		{"draft", bank.Draft, "", until, at(until), bank.Draft},
		{"malformed", bank.Ready, "tomorrow", "", at(from), bank.Ready},
	} {
		rules := []bank.Rule{{ID: "r", Status: c.status, From: c.from, Until: c.until}}
		content := bank.Content{Rules: rules}
		changed := content.SetInForce(c.at)
		if got := content.Rules[0].Status; got != c.want || changed != (c.want != c.status) || rules[0].Status != c.status {
			t.Errorf("%s: %s, changed %v; want %s; the rules before are %s", c.name, got, changed, c.want, rules[0].Status)
		}
		content.SetAuthored()
		want := c.status
		if want == bank.Ended {
			want = bank.Ready
		}
		if got := content.Rules[0].Status; got != want {
			t.Errorf("%s: authored %s, want %s", c.name, got, want)
		}
	}
}

// TestInstants checks the forms of from and until, and that no rule ends before it begins or has a status that only publishing sets.
func TestInstants(t *testing.T) {
	for _, c := range []struct {
		name   string
		rule   bank.Rule
		want   string
		wanted string // the fix
	}{
		{"both", bank.Rule{From: "2026-12-01T00:00:00Z", Until: "2027-01-01T00:00:00Z"}, "", ""},
		{"another zone", bank.Rule{From: "2026-12-01T00:00:00+01:00"}, "malformed /rules/r/from", "2026-11-30T23:00:00Z"},
		{"a day", bank.Rule{Until: "2026-12-01"}, "malformed /rules/r/until", ""},
		{"parts of seconds", bank.Rule{Until: "2026-12-01T00:00:00.5Z"}, "malformed /rules/r/until", "2026-12-01T00:00:00Z"},
		{"backwards", bank.Rule{From: "2027-01-01T00:00:00Z", Until: "2026-12-01T00:00:00Z"}, "inconsistent /rules/r/until", ""},
		{"an instant", bank.Rule{From: "2027-01-01T00:00:00Z", Until: "2027-01-01T00:00:00Z"}, "inconsistent /rules/r/until", ""},
		{"waiting for nothing", bank.Rule{Status: bank.Waiting}, "unknown_value /rules/r/status", ""},
	} {
		r := c.rule
		r.ID, r.Version, r.Asker, r.Name, r.Because, r.Effect.Kind = "r", 1, bank.Candidate, "n", "b", bank.Exclude
		if r.Status == "" {
			r.Status = bank.Draft
		}
		parts, err := bank.Content{Rules: []bank.Rule{r}}.Parts()
		if err != nil {
			t.Fatal(err)
		}
		got, fix := "", ""
		for _, p := range parts {
			if p.Kind != bank.KindRule {
				continue
			}
			faults, err := bank.NewValidator(&bank.Content{}).Part(p)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range faults {
				got, fix = f.Code+" "+f.Pointer, f.Fix
			}
		}
		if diff := cmp.Diff([]string{c.want, c.wanted}, []string{got, fix}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
