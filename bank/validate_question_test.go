package bank_test

import (
	"slices"
	"testing"

	"twoway/bank"
)

func TestValidateQuestion(t *testing.T) {
	run(t, []change{
		alone("version 0", func(q *bank.Question) { q.Version = 0 }, "out_of_range /questions/alone/version"),
		alone("version below 0", func(q *bank.Question) { q.Version = -1 }, "out_of_range /questions/alone/version"),
		alone("no status", func(q *bank.Question) { q.Status = "" }, "required /questions/alone/status"),
		alone("unknown status", func(q *bank.Question) { q.Status = "live" }, "unknown_value /questions/alone/status"),
		alone("no locale", func(q *bank.Question) { q.Locale = "" }, "required /questions/alone/locale"),
		alone("no source", func(q *bank.Question) { q.Source = "" }, "required /questions/alone/source"),
		alone("no licence", func(q *bank.Question) { q.License = "" }, "required /questions/alone/license"),
		alone("no asker", func(q *bank.Question) { q.Asker = "" }, "required /questions/alone/asker"),
		alone("unknown asker", func(q *bank.Question) { q.Asker = "Candidate" },
			"unknown_value /questions/alone/asker"),
		alone("no text", func(q *bank.Question) { q.Text = "" }, "required /questions/alone/text"),
		alone("no text in a draft", func(q *bank.Question) { q.Status, q.Text = bank.Draft, "" }, "required /questions/alone/text"),
		alone("text of white space", func(q *bank.Question) { q.Text = "  \u00a0" }, "required /questions/alone/text"),
		alone("text that is not UTF-8", func(q *bank.Question) { q.Text = "caf\xe9" }, "hidden_character /questions/alone/text"),
		alone("no softer", func(q *bank.Question) { q.Softer = "" }, "required /questions/alone/softer"),
		alone("no firmer", func(q *bank.Question) { q.Firmer = "" }, "required /questions/alone/firmer"),
		alone("no how_to_ask", func(q *bank.Question) { q.HowToAsk = "" }, "required /questions/alone/how_to_ask"),
		alone("no reveals", func(q *bank.Question) { q.Reveals = "" }, "required /questions/alone/reveals"),
		alone("too long", func(q *bank.Question) { q.Text = tooLong }, "out_of_range /questions/alone/text"),
		alone("too long when softer", func(q *bank.Question) { q.Softer = tooLong }, "out_of_range /questions/alone/softer"),
		alone("too long when firmer", func(q *bank.Question) { q.Firmer = tooLong }, "out_of_range /questions/alone/firmer"),
		alone("no time", func(q *bank.Question) { q.Minutes = 0 }, "out_of_range /questions/alone/minutes"),
		alone("too much time", func(q *bank.Question) { q.Minutes = 16 }, "out_of_range /questions/alone/minutes"),
		alone("no depth", func(q *bank.Question) { q.Depth = 0 }, "out_of_range /questions/alone/depth"),
		alone("too deep", func(q *bank.Question) { q.Depth = 4 }, "out_of_range /questions/alone/depth"),
		alone("unknown topic", func(q *bank.Question) { q.Topic = "pay" }, "unknown_value /questions/alone/topic"),
		alone("no topic", func(q *bank.Question) { q.Topic = "" }, "required /questions/alone/topic"),
		alone("topic of the other side", func(q *bank.Question) { q.Topic = "ownership" }, "inconsistent /questions/alone/topic"),
		{"twice", func(c *bank.Content) { c.Questions = append(c.Questions, question("alone")) }, []string{"duplicate /questions/alone/id"}},
		{
			"three times", func(c *bank.Content) { c.Questions = append(c.Questions, question("alone"), question("alone")) },
			[]string{"duplicate /questions/alone/id", "duplicate /questions/alone/id"},
		},
	})
}

func TestValidateReferences(t *testing.T) {
	for field, list := range map[string]func(q *bank.Question) *[]string{
		"cares":     func(q *bank.Question) *[]string { return &q.Cares },
		"aspects":   func(q *bank.Question) *[]string { return &q.Aspects },
		"roles":     func(q *bank.Question) *[]string { return &q.Roles },
		"stages":    func(q *bank.Question) *[]string { return &q.Stages },
		"asked_of":  func(q *bank.Question) *[]string { return &q.AskedOf },
		"discloses": func(q *bank.Question) *[]string { return &q.Discloses },
	} {
		at := "/questions/asked/" + field + "/1"
		add := func(id string) func(q *bank.Question) {
			return func(q *bank.Question) { *list(q) = append(*list(q), id) }
		}
		run(t, []change{
			asked(field+" unknown", add("nothing"), "unknown_value "+at),
			asked(field+" empty", add(""), "unknown_value "+at),
			asked(field+" of another kind", add("ownership"), "unknown_value "+at),
			asked(field+" twice", func(q *bank.Question) { add((*list(q))[0])(q) }, "duplicate "+at),
		})
	}
	run(t, []change{
		asked("aspect of a care that is missing", func(q *bank.Question) { q.Aspects = append(q.Aspects, "leadership") },
			"inconsistent /questions/asked/aspects/1"),
		asked("unknown from", func(q *bank.Question) { q.Seniority.From = "junior" }, "unknown_value /questions/asked/seniority/from"),
		asked("unknown to", func(q *bank.Question) { q.Seniority.To = "junior" }, "unknown_value /questions/asked/seniority/to"),
		asked("unknown both", func(q *bank.Question) { q.Seniority = bank.SeniorityRange{From: "x", To: "y"} },
			"unknown_value /questions/asked/seniority/from", "unknown_value /questions/asked/seniority/to"),
		asked("from above to", func(q *bank.Question) { q.Seniority.From = "senior" }, "inconsistent /questions/asked/seniority"),
	})
}

func TestValidateSentences(t *testing.T) {
	for field, of := range map[string]struct {
		list      func(q *bank.Question) *[]string
		low, high int
	}{
		"listen_for": {func(q *bank.Question) *[]string { return &q.ListenFor }, 2, 4},
		"watch_for":  {func(q *bank.Question) *[]string { return &q.WatchFor }, 2, 4},
		"follow_ups": {func(q *bank.Question) *[]string { return &q.FollowUps }, 2, 3},
	} {
		at := "/questions/alone/" + field
		sized := func(n int) func(q *bank.Question) {
			return func(q *bank.Question) { *of.list(q) = slices.Repeat([]string{"so"}, n) }
		}
		run(t, []change{
			alone(field+" none", sized(0), "out_of_range "+at),
			alone(field+" too few", sized(of.low-1), "out_of_range "+at),
			alone(field+" fewest", sized(of.low)),
			alone(field+" most", sized(of.high)),
			alone(field+" too many", sized(of.high+1), "out_of_range "+at),
			alone(field+" one empty", func(q *bank.Question) { (*of.list(q))[0] = " " }, "required "+at+"/0"),
		})
	}
}

func TestValidateCheckFirst(t *testing.T) {
	run(t, []change{
		alone("nothing to check first", func(q *bank.Question) { q.CheckFirst = nil }),
		alone("much to check first", func(q *bank.Question) { q.CheckFirst = []string{"a", "b", "c", "d"} }, "out_of_range /questions/alone/check_first"),
	})
}

func TestValidateAbout(t *testing.T) {
	about := func(name string, about bank.About, want ...string) change {
		return asked("about "+name, func(q *bank.Question) { q.About = about }, want...)
	}
	run(t, []change{
		about("an aspect", "bonus"),
		about("a care", "pay"),
		about("a term of the trade", "term:handover"),
		about("another aspect", "leadership", "inconsistent /questions/asked/about"),
		about("another care", "company_health", "inconsistent /questions/asked/about"),
		about("a term of no trade", "term:torque", "unknown_value /questions/asked/about"),
		about("an empty term", "term:", "unknown_value /questions/asked/about"),
		about("nothing known", "salary", "unknown_value /questions/asked/about"),
		alone("a term of a trade, in a question for all", func(q *bank.Question) { q.About = "term:handover" }, "unknown_value /questions/alone/about"),
	})
}

func TestValidateMatters(t *testing.T) {
	matter := func(name string, m bank.Matter, want ...string) change {
		return change{name, func(c *bank.Content) { c.Vocabulary.Roles[0].Matters = []bank.Matter{m} }, want}
	}
	at := "/vocabulary/role/nursing/matters/0/"
	run(t, []change{
		matter("an aspect", bank.Matter{About: "bonus", Stages: []string{"panel"}, Seniority: bank.SeniorityRange{From: "entry"}, AskedOf: []string{"peer"}}),
		matter("a term", bank.Matter{About: "term:handover"}),
		matter("nothing", bank.Matter{}, "required "+at+"about"),
		matter("an unknown aspect", bank.Matter{About: "salary"}, "unknown_value "+at+"about"),
		matter("an unknown term", bank.Matter{About: "term:torque"}, "unknown_value "+at+"about"),
		matter("an unknown stage", bank.Matter{About: "pay", Stages: []string{"lunch"}}, "unknown_value "+at+"stages/0"),
		matter("an unknown person to ask", bank.Matter{About: "pay", AskedOf: []string{"cat"}}, "unknown_value "+at+"asked_of/0"),
		matter("an unknown seniority", bank.Matter{About: "pay", Seniority: bank.SeniorityRange{To: "junior"}}, "unknown_value "+at+"seniority/to"),
		{"an unknown kind of work", func(c *bank.Content) { c.Vocabulary.Roles[0].Work = "play" }, []string{"unknown_value /vocabulary/role/nursing/work"}},
		{"competencies", func(c *bank.Content) { c.Vocabulary.Roles[0].Competencies = []string{"ownership"} }, nil},
		{"a topic of candidates, an unscored one, one twice", func(c *bank.Content) {
			c.Vocabulary.Roles[0].Competencies = []string{"ownership", "compensation", "offering", "ownership"}
		}, []string{
			"unknown_value /vocabulary/role/nursing/competencies/1", "unknown_value /vocabulary/role/nursing/competencies/2",
			"duplicate /vocabulary/role/nursing/competencies/3",
		}},
		{"a kind of work", func(c *bank.Content) { c.Vocabulary.Roles[0].Work = bank.WorkCare }, nil},
	})
}

func TestValidateFormatAndAnchors(t *testing.T) {
	run(t, []change{
		alone("candidate's with format", func(q *bank.Question) { q.Format = bank.Prompt }, "inconsistent /questions/alone/format"),
		alone("candidate's with anchors", func(q *bank.Question) { q.Anchors = &bank.Anchors{} }, "inconsistent /questions/alone/anchors"),
		rated("no format", func(q *bank.Question) { q.Format = "" }, "required /questions/rated/format"),
		rated("scored prompt", func(q *bank.Question) { q.Format = bank.Prompt }, "unknown_value /questions/rated/format"),
		rated("scored requirement", func(q *bank.Question) { q.Format = bank.Requirement }, "unknown_value /questions/rated/format"),
		told("unscored behavioural", func(q *bank.Question) { q.Format = bank.Behavioural }, "unknown_value /questions/told/format"),
		told("unscored with anchors", func(q *bank.Question) { q.Anchors = &bank.Anchors{} }, "inconsistent /questions/told/anchors"),
		rated("no anchors", func(q *bank.Question) { q.Anchors = nil }, "required /questions/rated/anchors"),
		rated("no anchor 1", func(q *bank.Question) { q.Anchors.One = "" }, "required /questions/rated/anchors/1"),
		rated("no anchor 3", func(q *bank.Question) { q.Anchors.Three = "" }, "required /questions/rated/anchors/3"),
		rated("no anchor 5", func(q *bank.Question) { q.Anchors.Five = "" }, "required /questions/rated/anchors/5"),
	})
}

func TestValidatePairs(t *testing.T) {
	at := "/questions/alone/pairs_with/0"
	pair := func(ids ...string) func(q *bank.Question) { return func(q *bank.Question) { q.PairsWith = ids } }
	run(t, []change{
		alone("with nothing", pair("nothing"), "unknown_value "+at),
		alone("with the same side", pair("asked"), "inconsistent "+at),
		alone("with itself", pair("alone"), "inconsistent "+at),
		alone("not returned", pair("told"), "inconsistent "+at),
		asked("dropped on one side", pair(), "inconsistent /questions/rated/pairs_with/0"),
		asked("twice", pair("rated", "rated"), "duplicate /questions/asked/pairs_with/1"),
		{"with two", func(c *bank.Content) {
			questionOf(c, "told").PairsWith = []string{"asked"}
			questionOf(c, "asked").PairsWith = []string{"rated", "told"}
		}, nil},
	})
}
