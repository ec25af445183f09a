package bank_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
)

// change is a change to valid content, and the faults ("code pointer", in order) that Validate must report for it.
type change struct {
	name string
	do   func(c *bank.Content)
	want []string
}

// alone returns a change to the question that nothing refers to.
func alone(name string, do func(q *bank.Question), want ...string) change {
	return change{name, func(c *bank.Content) { do(questionOf(c, "alone")) }, want}
}

// asked returns a change to the candidate's question, which has all kinds of references.
func asked(name string, do func(q *bank.Question), want ...string) change {
	return change{name, func(c *bank.Content) { do(questionOf(c, "asked")) }, want}
}

// rated returns a change to the interviewer's scored question, the counterpart of asked.
func rated(name string, do func(q *bank.Question), want ...string) change {
	return change{name, func(c *bank.Content) { do(questionOf(c, "rated")) }, want}
}

// told returns a change to the interviewer's unscored question.
func told(name string, do func(q *bank.Question), want ...string) change {
	return change{name, func(c *bank.Content) { do(questionOf(c, "told")) }, want}
}

// onRule returns a change to the rule with an ID.
func onRule(id, name string, do func(r *bank.Rule), want ...string) change {
	return change{name, func(c *bank.Content) { do(ruleOf(c, id)) }, want}
}

func run(t *testing.T, changes []change) {
	t.Helper()
	for _, ch := range changes {
		t.Run(ch.name, func(t *testing.T) {
			c := valid()
			ch.do(&c)
			if diff := cmp.Diff(ch.want, faultsOf(t, c.Validate())); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			checkPart(t, valid(), c)
		})
	}
}

// faultsOf returns the faults of an error of code invalid_content, as "code pointer".
func faultsOf(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*bank.Error](err)
	if !ok || e.Code != bank.CodeInvalidContent || e.Message == "" {
		t.Fatalf("error is %#v, want one of code %s with a message", err, bank.CodeInvalidContent)
	}
	var list []string
	for _, f := range e.Faults {
		list = append(list, f.Code+" "+f.Pointer)
		if !strings.HasSuffix(f.Detail, ".") || strings.Contains(f.Detail, "%!") {
			t.Errorf("detail %q of %s is not a sentence", f.Detail, f.Pointer)
		}
	}
	return list
}

var (
	tooLong = strings.Repeat("x", 401)
	longest = strings.Repeat("é", 400)
)

func TestValid(t *testing.T) {
	run(t, []change{
		{"unchanged", func(*bank.Content) {}, nil},
		{"nothing but weights", func(c *bank.Content) { *c = bank.Content{Weights: c.Weights} }, nil},
		{"a question and a rule with the same ID", func(c *bank.Content) { questionOf(c, "alone").ID = "boost" }, nil},
		alone("longest ID", func(q *bank.Question) { q.ID = strings.Repeat("a", 64) }),
		alone("ID of digits", func(q *bank.Question) { q.ID = "3-2-1" }),
		alone("longest text", func(q *bank.Question) { q.Text, q.Softer, q.Firmer = longest, longest, longest }),
		alone("shortest and opening", func(q *bank.Question) { q.Minutes, q.Depth = 1, 1 }),
		alone("longest and probing", func(q *bank.Question) { q.Minutes, q.Depth = 15, 3 }),
		alone("most sentences", func(q *bank.Question) {
			four := []string{"a", "b", "c", "d"}
			q.ListenFor, q.WatchFor, q.FollowUps, q.CheckFirst = four, four, four[:3], four[:3]
		}),
		alone("a draft may be unfinished", func(q *bank.Question) {
			*q = bank.Question{
				ID: q.ID, Version: 1, Status: bank.Draft, Locale: "en", Source: "me", License: "CC0-1.0",
				Asker: bank.Candidate, Text: "?", Topic: q.Topic, Minutes: 1, Depth: 1,
			}
		}),
		alone("retired", func(q *bank.Question) { q.Status, q.Reveals = bank.Retired, "" }),
		asked("one seniority", func(q *bank.Question) { q.Seniority.To = "entry" }),
		asked("open below", func(q *bank.Question) { q.Seniority.From = "" }),
		asked("open above", func(q *bank.Question) { q.Seniority.To = "" }),
		asked("an aspect of a second care", func(q *bank.Question) {
			q.Cares, q.Aspects = append(q.Cares, "company_health"), append(q.Aspects, "leadership")
		}),
		rated("situational", func(q *bank.Question) { q.Format = bank.Situational }),
		rated("knowledge", func(q *bank.Question) { q.Format = bank.Knowledge }),
		told("requirement", func(q *bank.Question) { q.Format = bank.Requirement }),
		onRule("boost", "most points", func(r *bank.Rule) { r.Effect.Points = 100 }),
		onRule("boost", "fewest points", func(r *bank.Rule) { r.Effect.Points = -100 }),
		onRule("limit", "lowest limit", func(r *bank.Rule) { r.Effect.Count = 1 }),
		onRule("boost", "everywhere, with no case that does not apply", func(r *bank.Rule) { r.When, r.Pick, r.Cases = "", " \n", r.Cases[:1] }),
		onRule("limit", "highest limit", func(r *bank.Rule) { r.Effect.Count = 20 }),
		onRule("limit", "limit by topic", func(r *bank.Rule) { r.Effect.By = "topic" }),
		{"near duplicates", func(c *bank.Content) { c.NearDuplicates = [][]string{{"alone", "rated"}} }, nil},
		onRule("require", "highest demand", func(r *bank.Rule) { r.Effect.Count = 20 }),
		onRule("place", "place last", func(r *bank.Rule) { r.Effect.Where = "last" }),
		onRule("boost", "a draft needs no cases", func(r *bank.Rule) { r.Status, r.Cases = bank.Draft, nil }),
		onRule("boost", "longest meeting", func(r *bank.Rule) { r.Cases[0].Profile.Minutes = bank.MaxMinutes }),
		{"least weights", func(c *bank.Content) { c.Weights = bank.Weights{CareOrder: []int{0}, Repeat: []int{0}} }, nil},
		{"most weights", func(c *bank.Content) {
			c.Weights = bank.Weights{CareOrder: []int{1000, 1000}, CareOnly: 100, Repeat: []int{1000}, Variety: 100}
		}, nil},
	})
}

func TestValidateIDs(t *testing.T) {
	for id, pointer := range map[string]string{
		"": "", "Upper": "Upper", "snake_case": "snake_case", "-first": "-first", "last-": "last-", "two--dashes": "two--dashes",
		"white space": "white space", "newline\n": "newline\n", "é": "é", "a/b": "a~1b", "a~b": "a~0b",
		strings.Repeat("a", 65): strings.Repeat("a", 65),
	} {
		run(t, []change{
			alone("question "+id, func(q *bank.Question) { q.ID = id }, "malformed /questions/"+pointer+"/id"),
			onRule("boost", "rule "+id, func(r *bank.Rule) { r.ID = id }, "malformed /rules/"+pointer+"/id"),
		})
	}
}

func TestValidateNearDuplicates(t *testing.T) {
	as := func(name string, clusters [][]string, want ...string) change {
		return change{name, func(c *bank.Content) { c.NearDuplicates = clusters }, want}
	}
	run(t, []change{
		as("a cluster of one", [][]string{{"alone"}}, "out_of_range /near_duplicates/0"),
		as("an empty cluster", [][]string{{"alone", "rated"}, {}}, "out_of_range /near_duplicates/1"),
		as("no such question", [][]string{{"alone", "gone"}}, "unknown_value /near_duplicates/0"),
		as("twice in one", [][]string{{"alone", "alone"}}, "duplicate /near_duplicates/0"),
		as("in two", [][]string{{"alone", "rated"}, {"rated", "told"}}, "duplicate /near_duplicates/1"),
	})
}

// TestValidateTerms adds one term of each kind to the vocabulary.
func TestValidateTerms(t *testing.T) {
	for kind, add := range map[string]func(v *bank.Vocabulary, t bank.Term){
		"seniority": func(v *bank.Vocabulary, t bank.Term) {
			v.Seniorities = append(v.Seniorities, bank.Seniority{Term: t, Level: 4})
		},
		"stage":    func(v *bank.Vocabulary, t bank.Term) { v.Stages = append(v.Stages, bank.Stage{Term: t}) },
		"asked_of": func(v *bank.Vocabulary, t bank.Term) { v.AskedOf = append(v.AskedOf, t) },
		"care":     func(v *bank.Vocabulary, t bank.Term) { v.Cares = append(v.Cares, bank.Care{Term: t}) },
		"aspect":   func(v *bank.Vocabulary, t bank.Term) { v.Cares[1].Aspects = append(v.Cares[1].Aspects, t) },
		"topic": func(v *bank.Vocabulary, t bank.Term) {
			v.Topics = append(v.Topics, bank.Topic{Term: t, Asker: "candidate"})
		},
		"discloses": func(v *bank.Vocabulary, t bank.Term) { v.Discloses = append(v.Discloses, bank.Disclosure{Term: t}) },
		"role":      func(v *bank.Vocabulary, t bank.Term) { v.Roles = append(v.Roles, bank.Role{Term: t}) },
	} {
		with := func(name string, added bank.Term, want ...string) change {
			return change{kind + " " + name, func(c *bank.Content) { add(&c.Vocabulary, added) }, want}
		}
		v := vocabulary()
		taken := v.Terms()[kind][0].ID
		at := func(id string) string {
			if kind == "aspect" { // which is edited within its care
				return "/vocabulary/care/company_health/aspects/1"
			}
			return "/vocabulary/" + kind + "/" + id
		}
		run(t, []change{
			with("fine", term("new_one")),
			with("with a slug for an ID", term("new-one"), "malformed "+at("new-one")+"/id"),
			with("in capitals", term("New"), "malformed "+at("New")+"/id"),
			with("without an ID", term(""), "malformed "+at("")+"/id"),
			with("with too long an ID", term(strings.Repeat("x", 65)), "malformed "+at(strings.Repeat("x", 65))+"/id"),
			with("twice", term(taken), "duplicate "+at(taken)+"/id"),
			with("without a name", bank.Term{ID: "new", Definition: "x"}, "required "+at("new")+"/name"),
			with("without a definition", bank.Term{ID: "new", Name: "x"}, "required "+at("new")+"/definition"),
		})
	}
}

func TestValidateVocabulary(t *testing.T) {
	role := func(name string, do func(r *bank.Role), want ...string) change {
		return change{name, func(c *bank.Content) { do(&c.Vocabulary.Roles[0]) }, want}
	}
	level := func(name string, level int, at string) change {
		return change{name, func(c *bank.Content) { c.Vocabulary.Seniorities[2].Level = level }, []string{"inconsistent /vocabulary/seniority/" + at + "/level"}}
	}
	changes := []change{
		level("a gap between levels", 4, "senior"),
		level("a level of 0", 0, "senior"),
		level("a level below 0", -1, "senior"),
		{"levels in any order", func(c *bank.Content) { slices.Reverse(c.Vocabulary.Seniorities) }, nil},
		{
			"topic without an asker", func(c *bank.Content) { c.Vocabulary.Topics[2].Asker = "" },
			[]string{"required /vocabulary/topic/offering/asker", "inconsistent /questions/told/topic"},
		},
		{
			"aspect of two cares", func(c *bank.Content) {
				c.Vocabulary.Cares[1].Aspects = append(c.Vocabulary.Cares[1].Aspects, term("bonus"))
			},
			[]string{"duplicate /vocabulary/care/company_health/aspects/1/id"},
		},
	}
	for _, code := range []string{"", "1", "12345", "22x", " 222"} {
		changes = append(changes, role("ISCO-08 "+code, func(r *bank.Role) { r.ISCO08[1] = code }, "malformed /vocabulary/role/nursing/isco08/1"))
	}
	for _, code := range []string{"", "29-1141", "29-1141.0", "29.1141.00", "2-1141.00", "29-1141.00x"} {
		changes = append(changes, role("O*NET "+code, func(r *bank.Role) { r.ONET[0] = code }, "malformed /vocabulary/role/nursing/onet/0"))
	}
	for _, code := range []string{"", "29-1141.00", "291141", "29-114x", " 29-1141"} {
		changes = append(changes, role("SOC "+code, func(r *bank.Role) { r.SOC = []string{"29-1141", code} }, "malformed /vocabulary/role/nursing/soc/1"))
	}
	run(t, changes)
}

func TestValidateWeights(t *testing.T) {
	with := func(name string, do func(w *bank.Weights), want ...string) change {
		return change{name, func(c *bank.Content) { do(&c.Weights) }, want}
	}
	changes := []change{
		with("care_only below 0", func(w *bank.Weights) { w.CareOnly = -1 }, "out_of_range /weights/care_only"),
		with("care_only above all", func(w *bank.Weights) { w.CareOnly = 101 }, "out_of_range /weights/care_only"),
		with("variety below 0", func(w *bank.Weights) { w.Variety = -1 }, "out_of_range /weights/variety"),
		with("too much variety", func(w *bank.Weights) { w.Variety = 101 }, "out_of_range /weights/variety"),
	}
	for field, list := range map[string]func(w *bank.Weights) *[]int{
		"care_order": func(w *bank.Weights) *[]int { return &w.CareOrder },
		"repeat":     func(w *bank.Weights) *[]int { return &w.Repeat },
	} {
		at := "/weights/" + field
		changes = append(changes,
			with(field+" none", func(w *bank.Weights) { *list(w) = nil }, "required "+at),
			with(field+" growing", func(w *bank.Weights) { *list(w) = []int{3, 2, 4} }, "inconsistent "+at),
			with(field+" below 0", func(w *bank.Weights) { *list(w) = []int{3, -1} }, "out_of_range "+at),
			with(field+" too high", func(w *bank.Weights) { *list(w) = []int{1001} }, "out_of_range "+at),
		)
	}
	run(t, changes)
}

// TestValidateReportsAllFaults breaks something in each part: all faults are reported, in the order of the content.
func TestValidateReportsAllFaults(t *testing.T) {
	run(t, []change{{"everything", func(c *bank.Content) {
		c.Vocabulary.Stages[0].Name = ""
		c.Vocabulary.Seniorities[0].Level = 9
		c.Vocabulary.Topics[0].Asker = "me"
		c.Vocabulary.Roles[0].ISCO08[0] = "x"
		c.Weights = bank.Weights{}
		*questionOf(c, "alone") = bank.Question{}
		questionOf(c, "rated").Anchors = nil
		*ruleOf(c, "boost") = bank.Rule{Cases: []bank.Case{{Question: "gone"}}}
		ruleOf(c, "place").Effect.Where = "middle"
	}, []string{
		"required /vocabulary/stage/panel/name",
		"inconsistent /vocabulary/seniority/entry/level",
		"unknown_value /vocabulary/topic/compensation/asker",
		"malformed /vocabulary/role/nursing/isco08/0",
		"required /weights/care_order",
		"required /weights/repeat",
		"malformed /questions//id",
		"out_of_range /questions//version",
		"required /questions//status",
		"required /questions//locale",
		"required /questions//source",
		"required /questions//license",
		"required /questions//asker",
		"required /questions//text",
		"out_of_range /questions//minutes",
		"out_of_range /questions//depth",
		"required /questions//topic",
		"inconsistent /questions/asked/seniority",
		"inconsistent /questions/asked/topic",
		"required /questions/rated/anchors",
		"malformed /rules//id",
		"out_of_range /rules//version",
		"required /rules//status",
		"required /rules//asker",
		"required /rules//name",
		"required /rules//because",
		"required /rules//effect/kind",
		"unknown_value /rules/place/effect/where",
	}}})
}

// TestValidateChangesNothing: a check that fixed what it reads would hide faults from the next check.
func TestValidateChangesNothing(t *testing.T) {
	c := valid()
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(valid(), c); diff != "" {
		t.Errorf("content after Validate (-before +after):\n%s", diff)
	}
}
