// Package candidate is the form on which either side of a job interview says a little about a meeting, the set of questions
// that answers it, and the same set replayed from a link. The interviewer's side shares it as long as its pages differ in a
// few words alone.
//
// Nothing that a person types stands in a URL, in a log or in a store.
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

// maxBody is the most bytes that a form may send.
const maxBody = 64 << 10

// pages are the pages, and the release in service that they ask.
type pages struct {
	serving           *serve.Service
	formPage, setPage web.Page
}

// Register adds to router, which is that of the site: GET / (the form; ?side=interviewer for that side), POST / (the answer)
// and GET /sets/:token (a set replayed). With source, the folder web/candidate of the sources, templates are read from there
// at each request; nil uses those that are embedded.
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

// form shows the empty form of one side.
func (p *pages) form(c *gin.Context) error {
	s, err := p.serving.Current()
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-cache")
	return p.formPage.Show(c, http.StatusOK, newFormView(&s.Content.Vocabulary, blankEntry(c.Query("side")), nil))
}

// answer shows the set for a filled form, or the form again: because something in it is wrong, or because the person
// asked to change it.
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
	e.useInstead(vocabulary, sent.Get("instead"))
	if sent.Has("edit") {
		return p.formPage.Show(c, http.StatusOK, newFormView(vocabulary, e, nil))
	}
	req, own := e.request(vocabulary)
	set, err := s.Answer(req)
	faults, err := allFaults(own, err)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return p.formPage.Show(c, http.StatusUnprocessableEntity, newFormView(vocabulary, e, fieldFaults(vocabulary, e, faults)))
	}
	v := newSetView(s, e, set)
	v.Expected = newExpectedViews(&s.Content, s.Expected(set))
	return p.setPage.Show(c, http.StatusOK, v)
}

// replay shows the set of a token.
func (p *pages) replay(c *gin.Context) error {
	c.Header("Cache-Control", "private, no-cache")
	s, set, reproduced, err := p.serving.Replay(c.Request.Context(), c.Param("token"))
	if err != nil {
		return deadLink(err)
	}
	v := newSetView(s, entryOf(&s.Content.Vocabulary, set.Profile), set)
	v.Reproduced, v.Expected = reproduced, newExpectedViews(&s.Content, s.Expected(set))
	return p.setPage.Show(c, http.StatusOK, v)
}

// deadLink hides why a token leads nowhere: whoever follows a link can only ask for another.
func deadLink(err error) error {
	if !bank.HasCode(err, bank.CodeInvalidToken) {
		return err
	}
	return &bank.Error{Code: bank.CodeNotFound, Message: "This link does not lead to a set of questions. Was all of it copied? " +
		"You can always start again from the form."}
}
