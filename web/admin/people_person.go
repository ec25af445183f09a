package admin

import (
	"errors"
	"net/http"
	"slices"

	"twoway/account"
	"twoway/bank"
	"twoway/web"
)

// personView is the view of a person.
type personView struct {
	shell
	personRow

	ID       string
	Sent     personForm // what is in the form
	Roles    []roleChoice
	Problems map[string]string // by the field; "state" is for disabling
	Clash    *personRow        // what somebody else has made of the person meanwhile; nil for nothing
	IsLast   bool              // the only owner who can log in
}

// personForm is the form about a person: what was sent, and what the person was when it was shown.
type personForm struct {
	Name, BaseName string
	Role, BaseRole account.Role
}

func personFormOf(of account.Person) personForm {
	return personForm{of.Name, of.Name, of.Role, of.Role}
}

// person returns the person in the address.
func (p *peoplePages) person(v *visit) (account.Person, error) {
	return p.Accounts.Person(v.ctx(), v.Param("id"))
}

// showOne shows a person.
func (p *peoplePages) showOne(v *visit) error {
	of, err := p.person(v)
	if err != nil {
		return err
	}
	return p.showPerson(v, http.StatusOK, of, personView{Sent: personFormOf(of)})
}

// back leads from an address that answers a form alone to the person.
func (p *peoplePages) back(v *visit) error {
	of, err := p.person(v)
	if err != nil {
		return err
	}
	v.Redirect(http.StatusSeeOther, p.site.Path("/admin/people/"+of.ID))
	return nil
}

// showPerson fills in what does not depend on the form, and shows the page.
func (p *peoplePages) showPerson(v *visit, status int, of account.Person, view personView) error {
	isLast, err := p.isLast(v, of)
	if err != nil {
		return err
	}
	view.shell, view.personRow = p.frame(v, of.Name, "/admin/people"), p.row(v, of)
	view.ID, view.IsLast, view.Roles = of.ID, isLast, roleChoices(v, account.Owner, view.Sent.Role)
	return p.one.Show(v.Context, status, view)
}

// isLast reports whether a person is the only owner who can log in.
func (p *peoplePages) isLast(v *visit, of account.Person) (bool, error) {
	isOwner := func(other account.Person) bool { return other.Role == account.Owner && other.State() == account.Active }
	if !isOwner(of) {
		return false, nil
	}
	people, err := p.Accounts.People(v.ctx())
	return !slices.ContainsFunc(people, func(other account.Person) bool { return other.ID != of.ID && isOwner(other) }), err
}

// change changes the name and the role of a person: what the visitor has changed alone. If somebody else has changed the same meanwhile, it
// shows both, and the visitor decides.
func (p *peoplePages) change(v *visit) error {
	sent, err := web.ReadForm(v.Context, maxBody)
	if err != nil {
		return err
	}
	of, err := p.person(v)
	if err != nil {
		return err
	}
	f := personForm{sent.Get("name"), sent.Get("base_name"), account.Role(sent.Get("role")), account.Role(sent.Get("base_role"))}
	if f.Role == "" { // the last owner has no choice
		f.Role, f.BaseRole = of.Role, of.Role
	}
	changes, clashes := f.against(of)
	if clashes {
		f.BaseName, f.BaseRole = of.Name, of.Role
		row := p.row(v, of)
		return p.showPerson(v, http.StatusConflict, of, personView{Sent: f, Clash: &row})
	}
	changed, err := p.Accounts.Change(v.ctx(), v.person.Actor(), of.ID, changes)
	switch {
	case bank.HasCode(err, bank.CodeConflict):
		return p.showPerson(v, http.StatusConflict, of, personView{Sent: f, Problems: map[string]string{"role": v.words.T("admin.people.fault.last")}})
	case bank.HasCode(err, bank.CodeInvalidRequest):
		return p.showPerson(v, http.StatusUnprocessableEntity, of, personView{Sent: f, Problems: accountProblems(v, err)})
	case err != nil:
		return err
	}
	return p.changed(v, of, changed, "people_saved")
}

// against returns what the form changes about a person, and whether somebody else has changed the same to something else since it was shown.
func (f *personForm) against(of account.Person) (account.Changes, bool) {
	var changes account.Changes
	clashes := false
	if f.Name != f.BaseName {
		changes.Name = &f.Name
		clashes = of.Name != f.BaseName && of.Name != f.Name
	}
	if f.Role != f.BaseRole {
		changes.Role = &f.Role
		clashes = clashes || of.Role != f.BaseRole && of.Role != f.Role
	}
	return changes, clashes
}

// setState disables or enables a person.
func (p *peoplePages) setState(v *visit) error {
	sent, err := web.ReadForm(v.Context, maxBody)
	if err != nil {
		return err
	}
	of, err := p.person(v)
	if err != nil {
		return err
	}
	disabled, what := sent.Get("disabled") == "true", "people_enabled"
	if disabled {
		what = "people_disabled"
	}
	changed, err := p.Accounts.Change(v.ctx(), v.person.Actor(), of.ID, account.Changes{Disabled: &disabled})
	if bank.HasCode(err, bank.CodeConflict) {
		return p.showPerson(v, http.StatusConflict, of, personView{Sent: personFormOf(of), Problems: map[string]string{"state": v.words.T("admin.people.fault.last")}})
	}
	if err != nil {
		return err
	}
	return p.changed(v, of, changed, what)
}

// changed says what was done on the page of the person. A visitor who has changed their own role is logged out, and led to log in again.
func (p *peoplePages) changed(v *visit, before, after account.Person, what string) error {
	if after.ID == v.person.ID && after.Epoch != before.Epoch {
		v.Redirect(http.StatusSeeOther, p.site.Path("/admin/login"))
		return nil
	}
	return p.done(v, "/admin/people/"+after.ID, what, nil)
}

// reset makes a new link for a person, and shows it this once.
func (p *peoplePages) reset(v *visit) error {
	if _, err := web.ReadForm(v.Context, maxBody); err != nil {
		return err
	}
	of, err := p.person(v)
	if err != nil {
		return err
	}
	of, link, err := p.Accounts.Reset(v.ctx(), v.person.Actor(), of.ID)
	if bank.HasCode(err, bank.CodeConflict) {
		problems := map[string]string{"link": v.words.T("admin.people.fault.disabled")}
		return p.showPerson(v, http.StatusConflict, of, personView{Sent: personFormOf(of), Problems: problems})
	}
	if err != nil {
		return err
	}
	return p.showLink(v, of, link)
}

// hasFaultAt reports whether an error has a fault at a pointer.
func hasFaultAt(err error, pointer string) bool {
	e, ok := errors.AsType[*bank.Error](err)
	return ok && slices.ContainsFunc(e.Faults, func(f bank.Fault) bool { return f.Pointer == pointer })
}
