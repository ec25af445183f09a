package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// planners is programs that publish at planned times.
type planners struct {
	*torture
	flags    [][]string // of each program
	programs []*program
	state    state
}

// testPlans plans releases, with three programs on PostgreSQL. At the times of some of them, all programs are dead. Each plan must be
// published once, whoever is there.
func (t *torture) testPlans(database string) error {
	flags, _, err := t.newDatabase(database)
	if err != nil {
		return err
	}
	p := &planners{torture: t, state: state{release: 1}}
	defer func() { p.killAll() }()
	copies := 1
	if database == "PostgreSQL" {
		copies = 3
	}
	for i := range copies {
		own := append([]string{"--bank", t.path("small")}, flags...)
		if copies > 1 {
			own = append(own, "--data-dir", fmt.Sprint(t.path("planner"), i))
		}
		p.flags = append(p.flags, own)
	}
	if err := p.start(); err != nil {
		return err
	}
	if err := errors.Join(p.programs[0].createRule(), p.programs[0].publish(&p.state)); err != nil {
		return err
	}
	for round := range p.plans {
		if err := p.round(round%2 == 1); err != nil {
			return fmt.Errorf("plan %d: %w", round+1, err)
		}
	}
	t.printCount(database+": planned releases, half of them missed and done at the next start; each once", p.plans)
	return nil
}

func (p *planners) start() error {
	p.programs = nil
	for _, flags := range p.flags {
		one, err := p.serve(flags...)
		if err != nil {
			return err
		}
		p.programs = append(p.programs, one)
	}
	return nil
}

func (p *planners) killAll() {
	for _, one := range p.programs {
		one.kill()
	}
}

// round plans an edit. Missed says that no program runs at its time.
func (p *planners) round(missed bool) error {
	if err := p.programs[0].edit(&p.state); err != nil {
		return err
	}
	at := time.Now().UTC().Add(4 * time.Second).Truncate(time.Second)
	id, err := p.plan(at)
	if err != nil {
		return err
	}
	if missed {
		p.killAll()
	}
	time.Sleep(time.Until(at))
	if missed {
		if err := p.start(); err != nil {
			return err
		}
	}
	p.state.release++
	p.state.triedRelease = p.state.release
	return p.await(id)
}

// plan plans the drafts for a time, and returns the ID of the schedule.
func (p *planners) plan(at time.Time) (id int, err error) {
	text := at.Format(time.RFC3339)
	a, err := p.programs[0].ask(http.MethodPost, "/v1/admin/releases/check?publish_at="+text, "", "")
	if err != nil {
		return 0, err
	}
	var checked struct{ Hash string }
	if err := json.Unmarshal(a.body, &checked); err != nil || checked.Hash == "" {
		return 0, fmt.Errorf("check: got %s", a)
	}
	body := fmt.Sprintf(`{"note":"torture","publish_at":%q,"hash":%q}`, text, checked.Hash)
	if a, err = p.programs[0].ask(http.MethodPost, "/v1/admin/schedules", "", body); err != nil {
		return 0, err
	}
	var one planned
	if err := json.Unmarshal(a.body, &one); err != nil || a.status != http.StatusCreated {
		return 0, fmt.Errorf("plan: got %s", a)
	}
	return one.ID, nil
}

// await waits until all programs serve the planned release, and checks that there is no other.
func (p *planners) await(id int) error {
	for start := time.Now(); p.serving() < len(p.programs); time.Sleep(50 * time.Millisecond) {
		if time.Since(start) > 30*time.Second {
			return fmt.Errorf("%d of %d programs serve release %d: %s", p.serving(), len(p.programs), p.state.release, p.programs[0].log)
		}
	}
	time.Sleep(dueAgain) // in which another copy would publish it again
	for _, one := range p.programs {
		if err := p.state.verify(one); err != nil {
			return err
		}
	}
	var list struct{ Schedules []planned }
	if err := p.programs[0].read("/v1/admin/schedules", &list); err != nil {
		return err
	}
	if !slices.Contains(list.Schedules, planned{id, p.state.release, "published"}) {
		return fmt.Errorf("the schedules are %+v", list.Schedules)
	}
	return nil
}

// planned is a schedule, as far as it is looked at.
type planned struct {
	ID, Release int
	Status      string
}

// serving returns how many programs serve the planned release.
func (p *planners) serving() (n int) {
	for _, one := range p.programs {
		if served, err := one.servedRelease(); err == nil && served == p.state.release {
			n++
		}
	}
	return n
}

// dueAgain is longer than programs wait until they look again for what is due.
const dueAgain = 6 * time.Second
