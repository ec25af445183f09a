package guard_test

import (
	"fmt"
	"testing"
	"time"
	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/synth"
	"twoway/rules"
	"twoway/seed"
)

func load(t testing.TB) bank.Content {
	c, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	c.Normalise()
	return c
}
func eng(t testing.TB, c *bank.Content) *rules.Engine {
	e, err := rules.New(bank.ReleaseID{}, c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
func TestZShip(t *testing.T) {
	c := load(t)
	e := eng(t, &c)
	s := time.Now()
	l := e.Lost(e, nil)
	fmt.Println("same", time.Since(s), l)
	for _, r := range []bank.Rule{{When: `profile.minutes <= 10`}, {When: `profile.asked_of == "peer"`}, {When: `profile.asked_of == "peer"`, Pick: `profile.role in question.roles or len(question.roles)==0`}, {Pick: `any(profile.cares, # in question.cares)`}, {Pick: `none(profile.cares, # in question.cares)`}, {When: `"pay" in profile.cares and "autonomy" in profile.cares`}, {Pick: `question.minutes + 3 > profile.minutes`}, {When: `len(profile.cares)>=5`}, {When: `count(profile.aspects, # != "on_call")>=4`}, {Pick: `count(profile.cares, # in question.cares) < 2`}, {Pick: `all(profile.cares, # in question.cares)`}} {
		d := c
		r.ID = "zz"
		r.Status = "ready"
		r.Asker = "candidate"
		r.Effect.Kind = "exclude"
		d.Rules = append(append([]bank.Rule{}, c.Rules...), r)
		f := eng(t, &d)
		s := time.Now()
		l := f.Lost(e, nil)
		fmt.Println(r.When, r.Pick, time.Since(s), l.Boxes, l.Unproven, len(l.Lost))
		for _, x := range l.Lost {
			fmt.Printf("   %+v\n", x)
		}
	}
}
func TestZSynth(t *testing.T) {
	b := load(t)
	c := synth.Content(b.Vocabulary, b.Weights, 10000, 1000, 1)
	e := eng(t, &c)
	s := time.Now()
	l := e.Lost(e, nil)
	fmt.Println("synth", time.Since(s), l)
	d := synth.Content(b.Vocabulary, b.Weights, 10000, 1000, 2)
	f := eng(t, &d)
	s = time.Now()
	l = f.Lost(e, nil)
	fmt.Println("synth other", time.Since(s), l)
}
