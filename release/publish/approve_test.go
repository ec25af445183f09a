package publish_test

import (
	"fmt"
	"testing"
	"time"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
	"twoway/release/publish"
)

// person returns somebody with a login.
func person(id string) bank.Actor {
	return bank.Actor{Kind: bank.ActorPerson, ID: id, Name: "Somebody"}
}

// edit is a change of the minutes of a question.
type edit struct {
	id       string
	from, to int
}

// editAs edits a draft as somebody.
func editAs(t *testing.T, s testbank.Services, actor bank.Actor, e edit) {
	t.Helper()
	version, body := s.Body(t, bank.KindQuestion, e.id, fmt.Sprintf(`"minutes":%d`, e.from), fmt.Sprintf(`"minutes":%d`, e.to))
	if _, err := s.Drafts.Replace(t.Context(), actor, drafts.Version{Kind: bank.KindQuestion, ID: e.id, Version: version}, body); err != nil {
		t.Fatal(err)
	}
}

// TestFourEyes publishes what one has edited: it needs the approval of somebody who has neither edited it nor publishes it, for exactly this
// content.
func TestFourEyes(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	s.Publish.RequireApproval()
	author, second, third := person("1"), person("2"), person("3")
	editAs(t, s, author, edit{"pager", 3, 4})
	editAs(t, s, second, edit{"pager", 4, 5})
	editAs(t, s, third, edit{"doubt", 3, 6})
	pager := publish.Order{Only: []bank.PartID{part(bank.KindQuestion, "pager")}}
	hash := func(o publish.Order) string {
		t.Helper()
		checked, err := s.Publish.CheckOrder(t.Context(), o)
		if err != nil || !checked.NeedsOther {
			t.Fatal(checked.NeedsOther, err)
		}
		return checked.Hash
	}
	reviewed := hash(pager)
	approve := func(actor bank.Actor, o publish.Order, hash string) bank.Code {
		_, err := s.Publish.Approve(t.Context(), actor, o, hash)
		return codeOf(err)
	}
	release := func(actor bank.Actor, o publish.Order) bank.Code {
		_, err := publishOrder(t, s, actor, o)
		return codeOf(err)
	}
	for _, c := range []struct {
		what      string
		got, want bank.Code
	}{
		{"the author publishes without approval", release(author, pager), bank.CodeNotApproved},
		{"the first author approves", approve(author, pager, reviewed), bank.CodeNotApproved},
		{"the second author approves", approve(second, pager, reviewed), bank.CodeNotApproved},
		{"who has edited something else approves another content", approve(third, publish.Order{}, reviewed), bank.CodeConflict},
		{"who has edited something else approves", approve(third, pager, reviewed), ""},
		{"who has approved publishes", release(third, pager), bank.CodeNotApproved},
		{"the author publishes more than was approved", release(author, publish.Order{}), bank.CodeNotApproved},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
	editAs(t, s, author, edit{"pager", 5, 7})
	if code := release(author, pager); code != bank.CodeNotApproved {
		t.Errorf("publishing another content than approved: %q", code)
	}
	if list, err := s.Publish.Approvals(t.Context()); err != nil || len(list) != 1 || list[0].Stands {
		t.Errorf("after an edit, approvals are %+v, %v", list, err)
	}
	editAs(t, s, author, edit{"pager", 7, 5})
	if list, err := s.Publish.Approvals(t.Context()); err != nil || !list[0].Stands || list[0].By.ID != "3" {
		t.Errorf("after the edit was taken back, approvals are %+v, %v", list, err)
	}
	if code := release(author, pager); code != "" {
		t.Fatalf("publishing what was approved: %q", code)
	}
	revision, err := s.Drafts.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Publish.RollBack(t.Context(), author, "at once", revision, 1); err != nil {
		t.Errorf("rolling back needs no approval: %v", err)
	}
}

// TestFourEyesOfSchedules plans what was approved for its time, and has it published then.
func TestFourEyesOfSchedules(t *testing.T) {
	s, c := timed(t, &testbank.Memory{})
	s.Publish.RequireApproval()
	author, other := person("1"), person("2")
	editAs(t, s, author, edit{"pager", 3, 4})
	o := publish.Order{Note: "n", PublishAt: testbank.Noon().Add(time.Hour)}
	checked, err := s.Publish.CheckOrder(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Publish.Schedule(t.Context(), author, o, checked.Hash); codeOf(err) != bank.CodeNotApproved {
		t.Errorf("planned without approval: %v", err)
	}
	if _, err := s.Publish.Approve(t.Context(), other, o, checked.Hash); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Publish.Schedule(t.Context(), author, o, checked.Hash); err != nil {
		t.Fatal(err)
	}
	c.set(o.PublishAt)
	if doDue(t, s); s.Current().Release.Number != 2 {
		t.Errorf("release %d is in service", s.Current().Release.Number)
	}
}

// TestAuthorsOfOldAudit does not let the admin token approve what was edited with it before the audit had kinds of actors.
func TestAuthorsOfOldAudit(t *testing.T) {
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	editAs(t, s, bank.Admin(), edit{"pager", 3, 4})
	last := &m.Entries[len(m.Entries)-1]
	last.AuthorKind = ""
	checked, err := s.Publish.CheckOrder(t.Context(), publish.Order{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Publish.Approve(t.Context(), bank.Admin(), publish.Order{}, checked.Hash); codeOf(err) != bank.CodeNotApproved {
		t.Errorf("approved with %v", err)
	}
	if _, err := s.Publish.Approve(t.Context(), person("1"), publish.Order{}, checked.Hash); err != nil {
		t.Error(err)
	}
}

func codeOf(err error) bank.Code {
	if bank.HasCode(err, bank.CodeNotApproved) {
		return bank.CodeNotApproved
	}
	if err != nil && testbank.CodeOf(err) == "" {
		return bank.Code(err.Error())
	}
	return testbank.CodeOf(err)
}
