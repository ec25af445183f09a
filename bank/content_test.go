package bank_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
)

func term(id string) bank.Term {
	return bank.Term{ID: id, Name: "Name of " + id, Definition: "What " + id + " is.", Synonyms: []string{id + " synonym"}}
}

func vocabulary() bank.Vocabulary {
	return bank.Vocabulary{
		Seniorities: []bank.Seniority{{Term: term("entry"), Level: 1}, {Term: term("mid"), Level: 2}, {Term: term("senior"), Level: 3}},
		Stages:      []bank.Stage{{Term: term("panel"), Note: "Look at everyone."}, {Term: term("leadership")}},
		AskedOf:     []bank.Term{term("peer"), term("recruiter")},
		Cares: []bank.Care{
			{Term: term("pay"), WorkNeeds: []string{"1.B.2.b.4"}, Aspects: []bank.Term{term("bonus"), term("equity")}},
			{Term: term("company_health"), Aspects: []bank.Term{term("leadership")}},
		},
		Topics: []bank.Topic{
			{Term: term("compensation"), Asker: bank.Candidate},
			{Term: term("ownership"), Asker: bank.Interviewer, Scored: true},
			{Term: term("offering"), Asker: bank.Interviewer},
		},
		Discloses: []bank.Disclosure{{Term: term("family")}, {Term: term("health")}},
		Roles: []bank.Role{{
			Term: term("nursing"), ISCO08: []string{"22", "222", "2221"}, ONET: []string{"29-1141.00"},
			Titles: []string{"staff nurse"}, Lexicon: []string{"handover"},
		}},
	}
}

func question(id string) bank.Question {
	return bank.Question{
		ID: id, Version: 1, Status: bank.Ready, Locale: "en", Source: "Twoway", License: "CC-BY-4.0",
		Asker: bank.Candidate, Topic: "compensation", Minutes: 3, Depth: 2,
		Text: "Why this?", Softer: "May I ask why this?", Firmer: "Why exactly this?", HowToAsk: "Calmly.", Reveals: "The reason.",
		ListenFor: []string{"a", "b"}, WatchFor: []string{"c", "d"}, FollowUps: []string{"e", "f"}, CheckFirst: []string{"g"},
	}
}

// valid returns a small bank without faults. Nothing refers to the question "alone" or to the rule "boost".
func valid() bank.Content {
	asked := question("asked")
	asked.Cares, asked.Aspects, asked.Roles = []string{"pay"}, []string{"bonus"}, []string{"nursing"}
	asked.Seniority = bank.SeniorityRange{From: "entry", To: "mid"}
	asked.Stages, asked.AskedOf, asked.Discloses = []string{"panel"}, []string{"peer"}, []string{"family"}
	asked.PairsWith = []string{"rated"}
	rated := question("rated")
	rated.Asker, rated.Topic, rated.Format = bank.Interviewer, "ownership", bank.Behavioural
	rated.Anchors = &bank.Anchors{One: "Nothing.", Three: "Something.", Five: "All."}
	rated.PairsWith = []string{"asked"}
	told := question("told")
	told.Asker, told.Topic, told.Format = bank.Interviewer, "offering", bank.Prompt
	return bank.Content{
		Vocabulary: vocabulary(),
		Weights:    bank.Weights{CareOrder: []int{60, 40, 40}, CareOnly: 40, Repeat: []int{100, 50}},
		Questions:  []bank.Question{question("alone"), asked, rated, told},
		Rules: []bank.Rule{
			rule("boost", bank.Effect{Kind: bank.Boost, Points: 10}),
			rule("exclude", bank.Effect{Kind: bank.Exclude}),
			rule("limit", bank.Effect{Kind: bank.Limit, Count: 2}),
			rule("place", bank.Effect{Kind: bank.Place, Where: "first"}),
			rule("require", bank.Effect{Kind: bank.Require, Count: 1}),
		},
	}
}

func rule(id string, effect bank.Effect) bank.Rule {
	meeting := bank.Meeting{
		Role: "nursing", Seniority: "mid", Stage: "panel", AskedOf: "peer", Minutes: 15,
		Cares: []string{"pay"}, Aspects: []string{"bonus"},
	}
	return bank.Rule{
		ID: id, Version: 1, Status: bank.Ready, Asker: bank.Candidate, Name: "A rule", Effect: effect, Because: "It helps.",
		When: `profile.role == "nursing"`, Pick: `"pay" in question.cares`,
		Cases: []bank.Case{{Applies: true, Profile: meeting, Question: "asked"}, {Applies: false}},
	}
}

// questionOf returns the question with an ID, to modify it.
func questionOf(c *bank.Content, id string) *bank.Question {
	return &c.Questions[slices.IndexFunc(c.Questions, func(q bank.Question) bool { return q.ID == id })]
}

// ruleOf returns the rule with an ID, to modify it.
func ruleOf(c *bank.Content, id string) *bank.Rule {
	return &c.Rules[slices.IndexFunc(c.Rules, func(r bank.Rule) bool { return r.ID == id })]
}

// full returns content in which every field of every type has a different non-zero value. It is not valid.
func full() bank.Content {
	var c bank.Content
	n := 0
	fill(reflect.ValueOf(&c).Elem(), &n)
	return c
}

func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field, n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d", *n))
	case reflect.Int:
		v.SetInt(int64(*n))
	case reflect.Bool:
		v.SetBool(true)
	default:
		panic("content holds a " + v.Kind().String())
	}
}

// leaf is one value somewhere in content, and a function that changes it.
type leaf struct {
	path   string
	change func()
}

// leaves returns all values in v that can be changed on their own, and the length of every list.
func leaves(path string, v reflect.Value) []leaf {
	switch v.Kind() {
	case reflect.Struct:
		var list []leaf
		for i := range v.NumField() {
			list = append(list, leaves(path+"."+v.Type().Field(i).Name, v.Field(i))...)
		}
		return list
	case reflect.Slice:
		list := []leaf{{path + " shortened", func() { v.Set(v.Slice(0, max(v.Len()-1, 0))) }}}
		for i := range v.Len() {
			list = append(list, leaves(fmt.Sprintf("%s[%d]", path, i), v.Index(i))...)
		}
		return list
	case reflect.Pointer:
		return append(leaves(path, v.Elem()), leaf{path + " taken away", func() { v.SetZero() }})
	case reflect.String:
		return []leaf{{path, func() { v.SetString(v.String() + "!") }}, {path + " taken away", func() { v.SetString("") }}}
	case reflect.Int:
		return []leaf{{path, func() { v.SetInt(v.Int() + 1) }}, {path + " taken away", func() { v.SetInt(0) }}}
	default:
		return []leaf{{path, func() { v.SetBool(!v.Bool()) }}}
	}
}

// TestLeavesAreComplete makes sure that the tests of hashes change every field.
func TestLeavesAreComplete(t *testing.T) {
	c := full()
	var paths strings.Builder
	for _, l := range leaves("", reflect.ValueOf(&c).Elem()) {
		paths.WriteString(l.path + "\n")
	}
	for _, part := range []string{
		".Vocabulary.Cares[1].Aspects[1].Synonyms[1]\n", ".Vocabulary.Roles[0].Lexicon[0]\n", ".Weights.Repeat[1]\n",
		".Questions[0].Anchors.Three\n", ".Questions[1].Seniority.To\n", ".Rules[0].Cases[1].Profile.Aspects[0]\n",
		".Rules[0].Effect.Where\n", ".Vocabulary.Topics[0].Scored\n", ".Vocabulary.Stages[0].Note\n",
	} {
		if !strings.Contains(paths.String(), part) {
			t.Errorf("no leaf %q", strings.TrimSpace(part))
		}
	}
}
