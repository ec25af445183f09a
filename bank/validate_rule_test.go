package bank_test

import (
	"testing"

	"twoway/bank"
)

func TestValidateRule(t *testing.T) {
	run(t, []change{
		onRule("boost", "version 0", func(r *bank.Rule) { r.Version = 0 }, "out_of_range /rules/boost/version"),
		onRule("boost", "unknown status", func(r *bank.Rule) { r.Status = "on" }, "unknown_value /rules/boost/status"),
		onRule("boost", "unknown asker", func(r *bank.Rule) { r.Asker = "both" },
			"unknown_value /rules/boost/asker"),
		onRule("boost", "no name", func(r *bank.Rule) { r.Name = "" }, "required /rules/boost/name"),
		onRule("boost", "no reason", func(r *bank.Rule) { r.Because = "" }, "required /rules/boost/because"),
		{"twice", func(c *bank.Content) { c.Rules = append(c.Rules, c.Rules[0]) }, []string{"duplicate /rules/boost/id"}},

		onRule("boost", "no effect", func(r *bank.Rule) { r.Effect = bank.Effect{} }, "required /rules/boost/effect/kind"),
		onRule("boost", "unknown effect", func(r *bank.Rule) { r.Effect.Kind = "raise" }, "unknown_value /rules/boost/effect/kind"),
		onRule("boost", "no points", func(r *bank.Rule) { r.Effect.Points = 0 }, "out_of_range /rules/boost/effect/points"),
		onRule("boost", "too many points", func(r *bank.Rule) { r.Effect.Points = 101 }, "out_of_range /rules/boost/effect/points"),
		onRule("boost", "too few points", func(r *bank.Rule) { r.Effect.Points = -101 }, "out_of_range /rules/boost/effect/points"),
		onRule("require", "require none", func(r *bank.Rule) { r.Effect.Count = 0 }, "out_of_range /rules/require/effect/count"),
		onRule("require", "require too many", func(r *bank.Rule) { r.Effect.Count = 21 }, "out_of_range /rules/require/effect/count"),
		onRule("limit", "limit to none", func(r *bank.Rule) { r.Effect.Count = 0 }, "out_of_range /rules/limit/effect/count"),
		onRule("limit", "limit below none", func(r *bank.Rule) { r.Effect.Count = -1 }, "out_of_range /rules/limit/effect/count"),
		onRule("limit", "limit by a care", func(r *bank.Rule) { r.Effect.By = "care" }, "unknown_value /rules/limit/effect/by"),
		onRule("limit", "limit too high", func(r *bank.Rule) { r.Effect.Count = 21 }, "out_of_range /rules/limit/effect/count"),
		onRule("place", "place nowhere", func(r *bank.Rule) { r.Effect.Where = "" }, "required /rules/place/effect/where"),
		onRule("place", "place in the middle", func(r *bank.Rule) { r.Effect.Where = "middle" }, "unknown_value /rules/place/effect/where"),

		onRule("boost", "no cases", func(r *bank.Rule) { r.Cases = nil }, "required /rules/boost/cases"),
		onRule("boost", "no case that applies", func(r *bank.Rule) { r.Cases = r.Cases[1:] }, "required /rules/boost/cases"),
		onRule("boost", "no case that does not", func(r *bank.Rule) { r.Cases = r.Cases[:1] }, "required /rules/boost/cases"),
		onRule("boost", "no case that does not, with when alone", func(r *bank.Rule) { r.Pick, r.Cases = "", r.Cases[:1] }, "required /rules/boost/cases"),
		onRule("boost", "no case that does not, with pick alone", func(r *bank.Rule) { r.When, r.Cases = "", r.Cases[:1] }, "required /rules/boost/cases"),
		onRule("boost", "everywhere, with no case that applies", func(r *bank.Rule) { r.When, r.Pick, r.Cases = "", "", r.Cases[1:] }, "required /rules/boost/cases"),
	})
}

// TestValidateStrayFields sets on each kind of effect the fields that it does not have.
func TestValidateStrayFields(t *testing.T) {
	for field, of := range map[string]struct {
		set   func(e *bank.Effect)
		stray []string
	}{
		"points": {func(e *bank.Effect) { e.Points = 7 }, []string{"exclude", "limit", "place", "require"}},
		"count":  {func(e *bank.Effect) { e.Count = 7 }, []string{"boost", "exclude", "place"}},
		"by":     {func(e *bank.Effect) { e.By = "topic" }, []string{"boost", "exclude", "place", "require"}},
		"where":  {func(e *bank.Effect) { e.Where = "first" }, []string{"boost", "exclude", "limit", "require"}},
	} {
		for _, id := range of.stray {
			run(t, []change{onRule(id, field+" of "+id, func(r *bank.Rule) { of.set(&r.Effect) }, "inconsistent /rules/"+id+"/effect/"+field)})
		}
	}
}

func TestValidateCases(t *testing.T) {
	at := "unknown_value /rules/boost/cases/0/"
	in := func(name string, do func(c *bank.Case), want ...string) change {
		return onRule("boost", name, func(r *bank.Rule) { do(&r.Cases[0]) }, want...)
	}
	run(t, []change{
		in("care twice", func(c *bank.Case) { c.Profile.Cares = []string{"pay", "pay"} }, "duplicate /rules/boost/cases/0/profile/cares/1"),
		in("less than no time", func(c *bank.Case) { c.Profile.Minutes = -1 }, "out_of_range /rules/boost/cases/0/profile/minutes"),
		in("too much time", func(c *bank.Case) { c.Profile.Minutes = 241 }, "out_of_range /rules/boost/cases/0/profile/minutes"),
		in("unknown question", func(c *bank.Case) { c.Question = "nothing" }, at+"question"),
		in("question of the other side", func(c *bank.Case) { c.Question = "rated" }, at+"question"),
		in("no question", func(c *bank.Case) { c.Question = "" }),
	})
}
