package admin

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"twoway/account"
	"twoway/bank"
	"twoway/release/drafts"
	"twoway/web"
)

// visit is a request of somebody who has logged in.
type visit struct {
	*gin.Context

	person account.Person
	words  web.Words
}

// ctx returns the context of the request.
func (v *visit) ctx() context.Context { return v.Request.Context() }

// get adds a page at a path below /admin. It stands for an operation of the API, whose least role a visitor needs.
func (p *pages) get(path, operation string, handle func(v *visit) error) {
	p.group.GET(path, p.site.Handler(p.visited(operation, handle)))
}

// post adds the answer to a form at a path below /admin. It stands for an operation of the API, whose least role a visitor needs.
func (p *pages) post(path, operation string, handle func(v *visit) error) {
	p.group.POST(path, p.site.Handler(p.sameOrigin(p.visited(operation, handle))))
}

// visited returns a handler for those who have logged in and may call an operation. Others are asked to log in, or told what it takes.
func (p *pages) visited(operation string, handle func(v *visit) error) func(*gin.Context) error {
	return func(c *gin.Context) error {
		person, found, err := p.visitor(c)
		if err != nil {
			return err
		}
		if !found {
			c.Redirect(http.StatusSeeOther, p.loginPath(c))
			return nil
		}
		p.Drafts.Visit()
		v := &visit{Context: c, person: person, words: p.site.Words(c)}
		allowed, err := p.allows(v, operation)
		if err != nil {
			return err
		}
		if !allowed {
			return &bank.Error{Code: bank.CodeForbidden, Message: v.words.T("admin.forbidden", "Role", v.words.T("admin.role."+string(person.Role)))}
		}
		return handle(v)
	}
}

// allows reports whether a visitor may call an operation of the API.
func (p *pages) allows(v *visit, operation string) (bool, error) {
	all, err := p.Permissions()
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(all, func(known account.Permission) bool { return known.Operation == operation })
	if i < 0 {
		return false, fmt.Errorf("unknown operation %s", operation)
	}
	return v.person.Role.Allows(all[i].Least), nil
}

// may is allows for a template: a page shows what its visitor may do. An unknown operation is allowed to nobody.
func (p *pages) may(v *visit, operation string) bool {
	allowed, err := p.allows(v, operation)
	return allowed && err == nil
}

// loginPath returns the path of the form for logging in, which leads back to a page that was asked for.
func (p *pages) loginPath(c *gin.Context) string {
	path := p.site.Path("/admin/login")
	if c.Request.Method != http.MethodGet || c.FullPath() == "/admin" {
		return path
	}
	return path + "?" + url.Values{"next": {c.Request.URL.RequestURI()}}.Encode()
}

// next returns the path to which a visitor wanted to go before logging in, "/admin" for none: a path below it, of this site alone.
func next(sent string) string {
	u, err := url.Parse(sent)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(u.Path, "/admin/") || strings.Contains(u.Path, "//") || strings.Contains(u.Path, "\\") {
		return "/admin"
	}
	return u.RequestURI()
}

// section is a part of the pages, with a link in the navigation.
type section struct {
	path, text string
	operation  string // those who may not call it have no link
}

// sections returns the sections in the order of the navigation. The text of each is admin.section.TEXT.
func sections() []section {
	return []section{
		{"/admin", "home", "getSession"},
		{"/admin/questions", "questions", "listDraftQuestions"},
		{"/admin/words", "words", "listDraftTerms"},
		{"/admin/rules", "rules", "listDraftRules"},
		{"/admin/try", "try", "compareSets"},
		{"/admin/coverage", "coverage", "getCoverage"},
		{"/admin/publish", "publish", "getDiff"},
		{"/admin/audit", "audit", "getAudit"},
		{"/admin/people", "people", "listPeople"},
	}
}

// frame returns the layout of a page of a section, which is known by its path.
func (p *pages) frame(v *visit, title, at string) shell {
	f := shell{Frame: web.Frame{Title: title, Side: side}, Notice: p.notice(v)}
	for _, s := range sections() {
		if p.may(v, s.operation) {
			f.Nav = append(f.Nav, web.Link{Path: s.path, Text: v.words.T("admin.section." + s.text), Current: s.path == at})
		}
	}
	return f
}

// shell is what every page has around its own content.
type shell struct {
	web.Frame

	Notice *notice // of what was just done; nil for none
}

// notice says what was just done, and offers to undo it.
type notice struct {
	Text string
	Back string // the address of the page that says it, without what it says
	Undo *undo  // nil if that is not possible
	Form string // the address of the candidates' form, if what people get is another now
}

// undo names the draft whose last change can be undone.
type undo struct {
	Kind, ID string
	Version  int
}

// done sends the browser on to a page, which then says what was done: admin.done.WHAT. The change of a draft can be undone there; nil for none.
func (p *pages) done(v *visit, to, what string, changed *drafts.Edited) error {
	query := url.Values{"done": {what}}
	if changed != nil {
		query.Set("undo", fmt.Sprintf("%s/%s/%d", changed.Draft.Kind, changed.Draft.ID, changed.Draft.Version))
	}
	path, fragment, _ := strings.Cut(to, "#")
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	path += separator + query.Encode()
	if fragment != "" {
		path += "#" + fragment
	}
	v.Redirect(http.StatusSeeOther, p.site.Path(path))
	return nil
}

// notice returns what the address of a page says was done; nil for nothing.
func (p *pages) notice(v *visit) *notice {
	done := v.Query("done")
	key := "admin.done." + done
	if done == "" || !v.words.Has(key) {
		return nil
	}
	query := v.Request.URL.Query()
	query.Del("done")
	query.Del("undo")
	n := &notice{Text: v.words.T(key), Back: (&url.URL{Path: v.Request.URL.Path, RawQuery: query.Encode()}).RequestURI()}
	if done == "published" || done == "rolled_back" {
		n.Form = p.site.Path("/")
	}
	if parts := strings.Split(v.Query("undo"), "/"); len(parts) == 3 && p.may(v, "undoDraft") {
		if version, err := strconv.Atoi(parts[2]); err == nil {
			n.Undo = &undo{Kind: parts[0], ID: parts[1], Version: version}
		}
	}
	return n
}

// page returns the page of a template, which may call those in parts.html.
func (p *pages) page(name string) web.Page {
	return p.site.Page(p.source, nil, "templates/"+name, "templates/parts.html")
}
