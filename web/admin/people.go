package admin

import (
	"net/http"
	"time"

	"twoway/account"
	"twoway/bank"
	"twoway/web"
)

// peoplePages are the pages about people: who may log in, and what they may do.
type peoplePages struct {
	*pages

	list, form, one, history, once web.Page
}

// registerPeople adds the pages about people. An address that answers a form alone leads back to where that form is, for those who reload
// it or choose a language there.
func (p *pages) registerPeople() {
	page := p.accountPage
	u := &peoplePages{p, page("people.html"), page("people_invite.html"), page("people_person.html"), page("people_audit.html"), page("people_once.html")}
	p.get("/people", "listPeople", u.showList)
	p.get("/people/invite", "invitePerson", func(v *visit) error { return u.showInvite(v, http.StatusOK, inviteView{Role: account.Editor}) })
	p.post("/people/invite", "invitePerson", u.inviteOne)
	p.get("/people/audit", "getAccountAudit", u.showHistory)
	p.get("/people/:id", "getPerson", u.showOne)
	p.post("/people/:id", "changePerson", u.change)
	p.get("/people/:id/state", "getPerson", u.back)
	p.post("/people/:id/state", "changePerson", u.setState)
	p.get("/people/:id/link", "getPerson", u.back)
	p.post("/people/:id/link", "resetPerson", u.reset)
}

// accountPage returns the page of a template, which may also call those that the pages about people and keys share.
func (p *pages) accountPage(name string) web.Page {
	return p.site.Page(p.source, nil, "templates/"+name, "templates/parts.html", "templates/people_parts.html")
}

// accountTabs are the links between the pages about people and those about keys.
type accountTabs struct{ At string }

// roleChoice is a role, and what somebody with it may do.
type roleChoice struct {
	Value, Name, May string
	Chosen           bool
}

// roleChoices returns the roles up to one, in words.
func roleChoices(v *visit, most, chosen account.Role) []roleChoice {
	var choices []roleChoice
	for _, r := range account.Roles() {
		if most.Allows(r) {
			name, may := v.words.T("admin.role."+string(r)), v.words.T("admin.people.may."+string(r))
			choices = append(choices, roleChoice{string(r), name, may, r == chosen})
		}
	}
	return choices
}

// day returns the day of a time, as people read it; "" for none.
func (v *visit) day(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(v.words.T("admin.people.format.day"))
}

// minute returns a time as people read it; "" for none.
func (v *visit) minute(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(v.words.T("admin.people.format.minute"))
}

// personRow is a person in the list.
type personRow struct {
	Path, Name, Email, Role, State, StateText, Since string
	IsVisitor                                        bool
}

func (p *peoplePages) row(v *visit, of account.Person) personRow {
	return personRow{
		Path: "/admin/people/" + of.ID, Name: of.Name, Email: of.Email, Role: v.words.T("admin.role." + string(of.Role)),
		State: string(of.State()), StateText: v.words.T("admin.people.state." + string(of.State())), Since: v.day(of.CreatedAt),
		IsVisitor: of.ID == v.person.ID,
	}
}

// peopleView is the view of the list.
type peopleView struct {
	shell

	Tabs   accountTabs
	People []personRow
	Roles  []roleChoice
	Latest []accountEntryView
}

// latestEntries is how many entries of the audit are below the list.
const latestEntries = 5

// showList shows everybody, what each role may do, and what was done last.
func (p *peoplePages) showList(v *visit) error {
	people, err := p.Accounts.People(v.ctx())
	if err != nil {
		return err
	}
	entries, err := p.Accounts.Audit(v.ctx(), 0, latestEntries)
	if err != nil {
		return err
	}
	view := peopleView{
		shell: p.frame(v, v.words.T("admin.people.title"), "/admin/people"), Tabs: accountTabs{"people"},
		Roles: roleChoices(v, account.Owner, ""), Latest: p.entries(v, entries),
	}
	for _, of := range people {
		view.People = append(view.People, p.row(v, of))
	}
	return p.list.Show(v.Context, http.StatusOK, view)
}

// inviteView is the view of the form by which somebody is invited.
type inviteView struct {
	shell

	Email, Name string
	Role        account.Role // the chosen one
	Roles       []roleChoice
	Problems    map[string]string // by the field
	Known       string            // the path of who has the e-mail address already
}

func (p *peoplePages) showInvite(v *visit, status int, view inviteView) error {
	view.shell, view.Roles = p.frame(v, v.words.T("admin.people.invite"), "/admin/people"), roleChoices(v, account.Owner, view.Role)
	return p.form.Show(v.Context, status, view)
}

// inviteOne invites somebody, and shows the link this once: the answer is the page itself, so that the link is in no address.
func (p *peoplePages) inviteOne(v *visit) error {
	sent, err := web.ReadForm(v.Context, maxBody)
	if err != nil {
		return err
	}
	asked := account.Invitation{Email: sent.Get("email"), Name: sent.Get("name"), Role: account.Role(sent.Get("role"))}
	of, link, err := p.Accounts.Invite(v.ctx(), v.person.Actor(), asked)
	view := inviteView{Email: asked.Email, Name: asked.Name, Role: asked.Role}
	switch {
	case bank.HasCode(err, bank.CodeConflict):
		known, err := p.Accounts.PersonByEmail(v.ctx(), asked.Email)
		if err != nil {
			return err
		}
		view.Problems, view.Known = map[string]string{"email": v.words.T("admin.people.fault.email_known")}, "/admin/people/"+known.ID
		return p.showInvite(v, http.StatusConflict, view)
	case bank.HasCode(err, bank.CodeInvalidRequest):
		view.Problems = accountProblems(v, err)
		return p.showInvite(v, http.StatusUnprocessableEntity, view)
	case err != nil:
		return err
	}
	return p.showLink(v, of, link)
}

// onceView is the view of a page that shows a secret this once.
type onceView struct {
	shell

	Tabs                     accountTabs
	Lead, Label, Secret, End string
	Points                   []string
	Back, BackText           string
	IsKey                    bool
}

// showLink shows a link by which somebody chooses a password.
func (p *peoplePages) showLink(v *visit, of account.Person, link account.OneTimeLink) error {
	title := v.words.T("admin.people.once.reset", "Name", of.Name)
	points := []string{v.words.T("admin.people.once.password"), v.words.T("admin.people.once.keeps", "Name", of.Name), v.words.T("admin.people.once.lost")}
	if link.Purpose == account.PurposeInvitation {
		title, points = v.words.T("admin.people.once.invited", "Name", of.Name), []string{points[0], points[2]}
	}
	return p.once.Show(v.Context, http.StatusOK, onceView{
		shell: p.frame(v, title, "/admin/people"), Tabs: accountTabs{"people"}, Lead: v.words.T("admin.people.once.send", "Name", of.Name, "Email", of.Email),
		Label: v.words.T("admin.people.once.link"), Secret: p.Door.URL(v.Request, link.Path()),
		End: v.words.T("admin.people.once.until", "When", v.minute(link.ExpiresAt)), Points: points,
		Back: "/admin/people/" + of.ID, BackText: v.words.T("admin.people.once.person", "Name", of.Name),
	})
}

// accountProblems returns what is wrong with the fields of a form about a person or a key, in words.
func accountProblems(v *visit, err error) map[string]string {
	texts := map[string]string{
		"email": v.words.T("admin.fault.email"), "name": v.words.T("admin.fault.name"), "role": v.words.T("admin.people.fault.role"),
		"expires_at": v.words.T("admin.people.fault.expires"), "overlap_hours": v.words.T("admin.people.fault.overlap"),
	}
	problems := map[string]string{}
	for field, text := range texts {
		if hasFaultAt(err, "/"+field) {
			problems[field] = text
		}
	}
	return problems
}
