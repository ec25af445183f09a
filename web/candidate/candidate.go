// Package candidate serves the form that describes a meeting, the set of questions chosen for it, and that set replayed from a
// link. Interviewers use the same pages with a few other words.
//
// Nothing that a person types is put into the address of a page, logged or stored. The form asks GET /v1/roles for job titles while
// somebody types one; it needs no script.
package candidate

import (
	"embed"
	"html/template"
	"io/fs"
	"net/http"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/release/serve"
	"twoway/web"
)

//go:embed templates
var embedded embed.FS

// maxBody is the maximum size of a submitted form in bytes.
const maxBody = 64 << 10

// pages holds the pages and the service that chooses their questions.
type pages struct {
	serving           *serve.Service
	formPage, setPage web.Page
}

// Register adds the routes of the form to router, which must be the one that site.Register returned: GET / shows the form
// (?side=interviewer: that of the interviewer), POST / answers it, and GET /sets/:token replays a set. If source is not nil, it
// must be the folder web/candidate of the sources: templates are then read from it at each request. If it is nil, the embedded
// ones are used.
func Register(router gin.IRouter, site *web.Site, serving *serve.Service, source fs.FS) {
	if source == nil {
		source = embedded
	}
	p := &pages{
		serving:  serving,
		formPage: site.Page(source, "templates/form.html", template.FuncMap{"fault": formView.fault}),
		setPage:  site.Page(source, "templates/set.html", nil),
	}
	router.GET("/", site.Handler(p.form))
	router.POST("/", site.Handler(p.answer))
	router.GET("/sets/:token", site.Handler(p.replay))
}

// form shows the empty form for one side.
func (p *pages) form(c *gin.Context) error {
	s, err := p.serving.Current()
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-cache")
	return p.formPage.Show(c, http.StatusOK, newFormView(&s.Content.Vocabulary, blankEntry(c.Query("side")), nil))
}

// answer shows the set for a submitted form. It shows the form again if its input is not valid, or if the person wants to
// change it.
func (p *pages) answer(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	s, err := p.serving.Current()
	if err != nil {
		return err
	}
	sent, err := readForm(c)
	if err != nil {
		return err
	}
	vocabulary := &s.Content.Vocabulary
	e := readEntry(sent)
	e.applyGuess(vocabulary, sent.Get("instead"))
	if sent.Has("edit") {
		return p.formPage.Show(c, http.StatusOK, newFormView(vocabulary, e, nil))
	}
	req, formFaults := e.request(vocabulary)
	set, err := s.AnswerContext(c.Request.Context(), req)
	faults, err := mergeFaults(formFaults, err)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return p.formPage.Show(c, http.StatusUnprocessableEntity, newFormView(vocabulary, e, fieldFaults(vocabulary, e, faults)))
	}
	v := newSetView(s, e, set)
	v.Expected = s.Expected(set)
	return p.setPage.Show(c, http.StatusOK, v)
}

// replay shows the set of a token again.
func (p *pages) replay(c *gin.Context) error {
	c.Header("Cache-Control", "private, no-cache")
	s, set, reproduced, err := p.serving.Replay(c.Request.Context(), c.Param("token"))
	if err != nil {
		return linkError(err)
	}
	v := newSetView(s, entryOf(&s.Content.Vocabulary, set.Profile), set)
	v.Reproduced, v.Expected = reproduced, s.Expected(set)
	return p.setPage.Show(c, http.StatusOK, v)
}

// linkError hides why a token is not valid, since the person who follows a link can only get another one.
func linkError(err error) error {
	if !bank.HasCode(err, bank.CodeInvalidToken) {
		return err
	}
	return &bank.Error{Code: bank.CodeNotFound, Message: "This link does not work. Check that all of it was copied, or start again from the form."}
}
