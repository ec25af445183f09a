package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// planners is programs that publish at planned times, what a person has edited and another one has approved.
type planners struct {
	*torture
	flags    [][]string // of each program
	programs []*program
	state    state

	editor, approver, publisher sender
}

// testPlans plans releases, with three programs on PostgreSQL. At the times of some of them, all programs are dead. Each plan must be
// published once, whoever is there. A person edits, a key approves and another one plans: nothing may be planned without that, and the
// person's session and the keys must survive that the programs are killed.
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
		own := append([]string{"--bank", t.path("small"), "--four-eyes"}, flags...)
		if copies > 1 {
			own = append(own, "--data-dir", fmt.Sprint(t.path("planner"), i))
		}
		p.flags = append(p.flags, own)
	}
	if err := p.start(); err != nil {
		return err
	}
	if err := p.letIn(); err != nil {
		return err
	}
	if err := p.programs[0].as(p.editor).createRule(); err != nil {
		return err
	}
	if _, err := p.approve(""); err != nil {
		return err
	}
	if err := p.programs[0].as(p.publisher).publish(&p.state); err != nil {
		return err
	}
	for round := range p.plans {
		if err := p.round(round%2 == 1); err != nil {
			return fmt.Errorf("plan %d: %w", round+1, err)
		}
	}
	t.printCount(database+": planned and approved releases, half of them missed and done at the next start; each once", p.plans)
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
	if err := p.programs[0].as(p.editor).edit(&p.state); err != nil {
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

// letIn lets a person in, who edits, and programs that approve and publish.
func (p *planners) letIn() error {
	first := p.programs[0]
	var invited struct{ Link struct{ Path string } }
	if err := first.create("/v1/admin/people", `{"email":"kim@example.org","name":"Kim","role":"editor"}`, &invited); err != nil {
		return err
	}
	_, link, _ := strings.Cut(invited.Link.Path, "/admin/welcome/")
	a, err := first.as(sender{}).ask(http.MethodPost, "/v1/admin/welcome/"+link, "", `{"password":"correct horse battery staple"}`)
	if err != nil {
		return err
	}
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		p.editor.session = c.Value
	}
	if p.editor.session == "" {
		return fmt.Errorf("log in: got %s", a)
	}
	for of, role := range map[*sender]string{&p.approver: "editor", &p.publisher: "publisher"} {
		var made struct{ Secret string }
		if err := first.create("/v1/admin/keys", fmt.Sprintf(`{"name":"The %[1]s of the torture","role":%[1]q}`, role), &made); err != nil {
			return err
		}
		of.bearer = made.Secret
	}
	return nil
}

// create sends a POST that must create something, and decodes the answer.
func (p *program) create(path, body string, into any) error {
	a, err := p.ask(http.MethodPost, path, "", body)
	if err == nil && a.status != http.StatusCreated {
		err = fmt.Errorf("POST %s: %s", path, a)
	}
	if err == nil {
		err = json.Unmarshal(a.body, into)
	}
	return err
}

// approve approves the drafts, for a time if at is not empty, and returns the hash of what would be published.
func (p *planners) approve(at string) (hash string, err error) {
	query, more := "", ""
	if at != "" {
		query, more = "?publish_at="+at, fmt.Sprintf(`,"publish_at":%q`, at)
	}
	a, err := p.programs[0].ask(http.MethodPost, "/v1/admin/releases/check"+query, "", "")
	if err != nil {
		return "", err
	}
	var checked struct{ Hash string }
	if err := json.Unmarshal(a.body, &checked); err != nil || checked.Hash == "" {
		return "", fmt.Errorf("check: got %s", a)
	}
	body := fmt.Sprintf(`{"hash":%q%s}`, checked.Hash, more)
	if a, err := p.programs[0].as(p.editor).ask(http.MethodPost, "/v1/admin/approvals", "", body); err != nil || a.status != http.StatusConflict {
		return "", fmt.Errorf("the editor approves their own edit: got %s, %w", a, err)
	}
	var approval struct{ ID int }
	return checked.Hash, p.programs[0].as(p.approver).create("/v1/admin/approvals", body, &approval)
}

// plan plans the drafts for a time, and returns the ID of the schedule.
func (p *planners) plan(at time.Time) (id int, err error) {
	text := at.Format(time.RFC3339)
	hash, err := p.approve(text)
	if err != nil {
		return 0, err
	}
	var one planned
	body := fmt.Sprintf(`{"note":"torture","publish_at":%q,"hash":%q}`, text, hash)
	err = p.programs[0].as(p.publisher).create("/v1/admin/schedules", body, &one)
	return one.ID, err
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
