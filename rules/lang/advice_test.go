package lang_test

import (
	"testing"

	"pgregory.net/rapid"
)

// TestAdvice checks which texts take in everybody whose seniority is unknown, and what is proposed instead; "" for no advice.
func TestAdvice(t *testing.T) {
	l := language()
	for text, want := range map[string]string{
		`profile.level < 3`:                                            `profile.level > 0 and profile.level < 3`,
		`profile.level <= 2`:                                           `profile.level > 0 and profile.level <= 2`,
		`3 > profile.level`:                                            `profile.level > 0 and 3 > profile.level`,
		`not (profile.level >= 3)`:                                     `profile.level > 0 and not (profile.level >= 3)`,
		`profile.stage == "offer" or profile.level < 3`:                `profile.stage == "offer" or profile.level > 0 and profile.level < 3`,
		`not (not (profile.level < 3))`:                                `profile.level > 0 and not (not (profile.level < 3))`,
		`not (profile.stage == "offer" or profile.level > 3)`:          `profile.level > 0 and not (profile.stage == "offer" or profile.level > 3)`,
		`profile.level > 0 and profile.level < 3`:                      ``,
		`1 <= profile.level <= 3`:                                      ``,
		`profile.level != 0 and profile.level < 3`:                     ``,
		`profile.seniority in ["intern", "mid"] and profile.level < 3`: ``,
		`profile.level in [1, 2]`:                                      ``,
		`profile.level == 0 or profile.level > 3`:                      ``,
		`profile.level < 1`:                                            ``,
		`profile.level <= 8`:                                           ``,
		`profile.level >= 3`:                                           ``,
		`not (profile.level < 3)`:                                      ``,
		`not (profile.level >= 3 and profile.stage == "offer")`:        ``,
		`question.from_level < 3`:                                      ``,
	} {
		s := scope("", "")
		p, faults := l.Compile(text, s)
		if len(faults) > 0 {
			t.Fatalf("%q: %v", text, faults)
		}
		got := ""
		if len(p.Advice) > 0 {
			got = applyFixes(text, p.Advice...)
			checkFaults(t, text, p.Advice)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestAdviceOnlyLeavesOutTheUnknown takes the advice for random texts: for everybody whose seniority is known, nothing changes.
func TestAdviceOnlyLeavesOutTheUnknown(t *testing.T) {
	l, envs := language(), environments(t)
	rapid.Check(t, func(t *rapid.T) {
		g := newGenerator(t)
		source := g.condition(g.number(3))
		p, _ := l.Compile(source, g.scope)
		if p == nil || len(p.Advice) == 0 {
			return
		}
		checkFaults(t, source, p.Advice)
		for _, f := range p.Advice {
			fixed, faults := l.Compile(applyFixes(source, f), g.scope)
			if fixed == nil {
				t.Fatalf("%q: the advice %+v leads to faults: %v", source, f, faults)
			}
			for _, env := range envs {
				if env.Profile.Level > 0 && holds(t, p, env) != holds(t, fixed, env) {
					t.Errorf("%q and %q differ on %+v", source, fixed.Canonical, env)
				}
			}
		}
	})
}
