package admin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"twoway/account"
	"twoway/bank"
	"twoway/web"
)

// keyPages are the pages about the keys of programs.
type keyPages struct {
	*pages

	list, form, one, once web.Page
}

// registerKeys adds the pages about the keys of programs.
func (p *pages) registerKeys() {
	u := &keyPages{p, p.accountPage("people_keys.html"), p.accountPage("people_newkey.html"), p.accountPage("people_key.html"), p.accountPage("people_once.html")}
	p.get("/keys", "listKeys", u.showList)
	p.get("/keys/new", "createKey", func(v *visit) error {
		return u.showNew(v, http.StatusOK, newKeyView{Role: account.Viewer, Expires: time.Now().UTC().AddDate(1, 0, 0).Format(time.DateOnly)})
	})
	p.post("/keys/new", "createKey", u.create)
	p.get("/keys/:id", "listKeys", u.showOne)
	p.get("/keys/:id/rotate", "listKeys", u.back)
	p.post("/keys/:id/rotate", "rotateKey", u.rotate)
	p.get("/keys/:id/revoke", "listKeys", u.back)
	p.post("/keys/:id/revoke", "revokeKey", u.revoke)
}

// keyRow is a key in the list.
type keyRow struct {
	Path, ID, Name, Role, State, StateText string
	Created, CreatedBy                     string
	Expires, Used, Revoked                 string // "" for never
	Previous                               string // until when the secret before the last rotation is valid; "" if it is not
}

func (p *keyPages) row(v *visit, k account.Key) keyRow {
	state := string(p.Accounts.KeyState(k))
	row := keyRow{
		Path: "/admin/keys/" + k.ID, ID: k.ID, Name: k.Name, Role: v.words.T("admin.role." + string(k.Role)),
		State: state, StateText: v.words.T("admin.people.key.state." + state),
		Created: v.day(k.CreatedAt), CreatedBy: k.CreatedBy, Expires: v.expiry(k.ExpiresAt), Used: v.minute(k.LastUsedAt), Revoked: v.minute(k.RevokedAt),
	}
	if k.PreviousUntil.After(time.Now()) && state == string(account.KeyActive) {
		row.Previous = v.minute(k.PreviousUntil)
	}
	return row
}

// expiry returns until when a key is valid: the last day if it ends with a day, as those do whose end was chosen here.
func (v *visit) expiry(at time.Time) string {
	if at.IsZero() || !at.Equal(at.Truncate(24*time.Hour)) {
		return v.minute(at)
	}
	return v.day(at.AddDate(0, 0, -1))
}

// keysView is the view of the list of keys.
type keysView struct {
	shell

	Tabs        accountTabs
	Keys, Ended []keyRow
}

// showList shows the keys; those that work first.
func (p *keyPages) showList(v *visit) error {
	keys, err := p.Accounts.Keys(v.ctx())
	if err != nil {
		return err
	}
	view := keysView{shell: p.frame(v, v.words.T("admin.people.keys"), "/admin/people"), Tabs: accountTabs{"keys"}}
	for _, k := range slices.Backward(keys) {
		if p.Accounts.KeyState(k) == account.KeyActive {
			view.Keys = append(view.Keys, p.row(v, k))
		} else {
			view.Ended = append(view.Ended, p.row(v, k))
		}
	}
	return p.list.Show(v.Context, http.StatusOK, view)
}

// newKeyView is the view of the form for a key.
type newKeyView struct {
	shell

	Name, Expires string
	Role          account.Role // the chosen one
	Roles         []roleChoice
	Problems      map[string]string // by the field
}

func (p *keyPages) showNew(v *visit, status int, view newKeyView) error {
	view.shell, view.Roles = p.frame(v, v.words.T("admin.people.key.new"), "/admin/people"), roleChoices(v, account.Publisher, view.Role)
	return p.form.Show(v.Context, status, view)
}

// create creates a key, and shows its secret this once: the answer is the page itself, so that the secret is in no address.
func (p *keyPages) create(v *visit) error {
	sent, err := web.ReadForm(v.Context, maxBody)
	if err != nil {
		return err
	}
	view := newKeyView{Name: sent.Get("name"), Expires: strings.TrimSpace(sent.Get("expires_at")), Role: account.Role(sent.Get("role"))}
	asked := account.NewKey{Name: view.Name, Role: view.Role}
	if view.Expires != "" {
		day, err := time.Parse(time.DateOnly, view.Expires)
		if err != nil {
			day = time.Unix(0, 0) // so that the service finds all that is wrong at once
		}
		asked.ExpiresAt = day.AddDate(0, 0, 1) // the end of that day
	}
	k, secret, err := p.Accounts.CreateKey(v.ctx(), v.person.Actor(), asked)
	switch {
	case bank.HasCode(err, bank.CodeConflict):
		view.Problems = map[string]string{"name": v.words.T("admin.people.fault.key_known")}
		return p.showNew(v, http.StatusConflict, view)
	case bank.HasCode(err, bank.CodeInvalidRequest):
		view.Problems = accountProblems(v, err)
		return p.showNew(v, http.StatusUnprocessableEntity, view)
	case err != nil:
		return err
	}
	return p.showSecret(v, k, secret, v.words.T("admin.people.once.created", "Name", k.Name))
}

// showSecret shows the secret of a key.
func (p *keyPages) showSecret(v *visit, k account.Key, secret, title string) error {
	end := v.words.T("admin.people.once.forever")
	if until := v.expiry(k.ExpiresAt); until != "" {
		end = v.words.T("admin.people.once.until", "When", until)
	}
	points := []string{v.words.T("admin.people.once.safe"), v.words.T("admin.people.once.header"), v.words.T("admin.people.once.rotate")}
	if row := p.row(v, k); row.Previous != "" {
		points = slices.Insert(points, 0, v.words.T("admin.people.once.previous", "When", row.Previous))
	}
	return p.once.Show(v.Context, http.StatusOK, onceView{
		shell: p.frame(v, title, "/admin/people"), Tabs: accountTabs{"keys"}, Lead: v.words.T("admin.people.once.copy"),
		Label: v.words.T("admin.people.once.secret"), Secret: secret, End: end, Points: points, IsKey: true,
		Back: "/admin/keys", BackText: v.words.T("admin.people.keys"),
	})
}

// keyView is the view of a key.
type keyView struct {
	shell
	keyRow

	May      string // what its role may do
	IsActive bool
	Base     string // when it was rotated last
	Overlaps []overlapChoice
	Problem  string
}

// overlapChoice is how long the old secret may stay valid.
type overlapChoice struct {
	Hours  int
	Text   string
	Chosen bool
}

// The overlap in hours that is offered first, and the longest one.
const defaultOverlap, maxOverlap = 24, 168

func overlapChoices(v *visit, chosen int) []overlapChoice {
	return []overlapChoice{
		{0, v.words.T("admin.people.key.overlap.0"), chosen == 0},
		{1, v.words.T("admin.people.key.overlap.1"), chosen == 1},
		{defaultOverlap, v.words.T("admin.people.key.overlap.24"), chosen == defaultOverlap},
		{72, v.words.T("admin.people.key.overlap.72"), chosen == 72},
		{maxOverlap, v.words.T("admin.people.key.overlap.168"), chosen == maxOverlap},
	}
}

// key returns the key in the address.
func (p *keyPages) key(v *visit) (account.Key, error) {
	keys, err := p.Accounts.Keys(v.ctx())
	if err != nil {
		return account.Key{}, err
	}
	i := slices.IndexFunc(keys, func(k account.Key) bool { return k.ID == v.Param("id") })
	if i < 0 {
		return account.Key{}, &bank.Error{Code: bank.CodeNotFound, Message: v.words.T("admin.people.key.unknown")}
	}
	return keys[i], nil
}

// showOne shows a key.
func (p *keyPages) showOne(v *visit) error {
	k, err := p.key(v)
	if err != nil {
		return err
	}
	return p.showKey(v, http.StatusOK, k, defaultOverlap, "")
}

// back leads from an address that answers a form alone to the key.
func (p *keyPages) back(v *visit) error {
	k, err := p.key(v)
	if err != nil {
		return err
	}
	v.Redirect(http.StatusSeeOther, p.site.Path("/admin/keys/"+k.ID))
	return nil
}

func (p *keyPages) showKey(v *visit, status int, k account.Key, overlap int, problem string) error {
	row := p.row(v, k)
	return p.one.Show(v.Context, status, keyView{
		shell: p.frame(v, k.Name, "/admin/people"), keyRow: row, May: v.words.T("admin.people.may." + string(k.Role)),
		IsActive: row.State == string(account.KeyActive), Base: rotatedAt(k), Overlaps: overlapChoices(v, overlap), Problem: problem,
	})
}

// rotatedAt identifies the last rotation of a key.
func rotatedAt(k account.Key) string {
	if k.PreviousHash == "" {
		return "never"
	}
	return k.PreviousUntil.UTC().Format(time.RFC3339Nano)
}

// rotate gives a key a new secret, and shows it this once. A form that was sent twice rotates once: the second rotation would end the
// secret that programs still use.
func (p *keyPages) rotate(v *visit) error {
	sent, err := web.ReadForm(v.Context, maxBody)
	if err != nil {
		return err
	}
	k, err := p.key(v)
	if err != nil {
		return err
	}
	hours, err := strconv.Atoi(sent.Get("overlap_hours"))
	if err != nil || hours > maxOverlap {
		hours = -1 // which the service refuses
	}
	if base := sent.Get("base"); base != rotatedAt(k) {
		return p.showKey(v, http.StatusConflict, k, hours, v.words.T("admin.people.fault.rotated"))
	}
	rotated, secret, err := p.Accounts.RotateKey(v.ctx(), v.person.Actor(), k.ID, time.Duration(hours)*time.Hour)
	switch {
	case bank.HasCode(err, bank.CodeConflict):
		return p.showKey(v, http.StatusConflict, k, hours, v.words.T("admin.people.fault.ended"))
	case bank.HasCode(err, bank.CodeInvalidRequest):
		return p.showKey(v, http.StatusUnprocessableEntity, k, defaultOverlap, v.words.T("admin.people.fault.overlap"))
	case err != nil:
		return err
	}
	return p.showSecret(v, rotated, secret, v.words.T("admin.people.once.rotated", "Name", k.Name))
}

// revoke ends a key.
func (p *keyPages) revoke(v *visit) error {
	if _, err := web.ReadForm(v.Context, maxBody); err != nil {
		return err
	}
	k, err := p.key(v)
	if err != nil {
		return err
	}
	if _, err := p.Accounts.RevokeKey(v.ctx(), v.person.Actor(), k.ID); err != nil {
		return err
	}
	return p.done(v, "/admin/keys/"+k.ID, "people_revoked", nil)
}
