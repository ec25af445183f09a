// Package candidate serves the form that describes a meeting, the set of questions chosen for it, and what one does with it: change it,
// take it along, ask it in the meeting, rehearse, save it. Interviewers use the same form with a few other words, and a page of their own.
//
// A set has an address, so that going back, a bookmark and a shared link work: /sets/TOKEN/WORDS. Both parts are encrypted; the second
// has the words that somebody typed, and is left out of what is shared. Nothing that a person types is logged, or stored unless they send
// it to the editors (see tell.go), or keep a kit with facts of the job (see kits.go). The form asks GET /v1/roles for job titles while somebody types one; it needs no script.
package candidate

import (
	"context"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/release/kits"
	"twoway/release/serve"
	"twoway/server"
	"twoway/web"
)

//go:embed templates
var embedded embed.FS

// noticesPart says how the words behind a set were read; the pages of both sides call it.
const noticesPart = "templates/notices.html"

// maxBody is the maximum size of a submitted form in bytes.
const maxBody = 64 << 10

// Services are what the pages need. Without Phrases, the editors can be told nothing, and without Kits
// nothing is saved; without Door, no proxy is trusted.
type Services struct {
	Serve   *serve.Service
	Phrases *serve.Phrases
	Kits    *kits.Service
	Door    *server.Door
}

// pages holds the pages and the service that chooses their questions.
type pages struct {
	site    *web.Site
	serving *serve.Service
	phrases *serve.Phrases
	kits    *kits.Service
	door    *server.Door

	formPage, setPage, kitPage, meetingPage, rehearsePage, notesPage, savedPage, recordPage web.Page
}

// Register adds the pages to router, which must be the one that site.Register returned:
//
//   - GET / shows the form (?side=interviewer: that of the interviewer), POST / answers it with the address of a set;
//   - /sets/:token and /sets/:token/:words show a set, and answer a POST that edits it with the address of another;
//   - POST /sets/:token/:words/tell sends something that was not understood to the editors, and shows the set again;
//   - POST /sets/:token/keep saves a kit, and /kits/:kit shows it from then on, with /scorecard.csv, /scorecard.md, /record and /record.json;
//   - /change/:token and /change/:token/:words show the form that led to a set;
//   - /meeting/:token and /rehearse/:token are for the meeting itself and the evening before, /meeting/notes for afterwards;
//   - /sets/:token/questions.txt, questions.md, meeting.ics and code.svg are a set to take along.
//
// If source is not nil, it must be the folder web/candidate of the sources: templates are then read from it at each request. If it is
// nil, the embedded ones are used.
func Register(router gin.IRouter, site *web.Site, services Services, source fs.FS) {
	if source == nil {
		source = embedded
	}
	if services.Door == nil {
		services.Door = server.NewDoor("", nil)
	}
	page := func(name string, others ...string) web.Page {
		return site.Page(source, template.FuncMap{"fault": formView.fault}, "templates/"+name, others...)
	}
	p := &pages{
		site: site, serving: services.Serve, phrases: services.Phrases, door: services.Door,
		formPage: page("form.html"), setPage: page("set.html", noticesPart), kitPage: page("kit.html", noticesPart, kitPart),
		meetingPage: page("meeting.html"), rehearsePage: page("rehearse.html"), notesPage: page("notes.html"),
	}
	p.kits, p.savedPage, p.recordPage = services.Kits, page("saved.html", kitPart), page("record.html")
	site.Older(services.Serve.IsOlder)
	router.GET("/", site.Handler(p.form))
	router.POST("/", site.Handler(p.answer))
	for _, words := range []string{"", "/:words"} {
		router.GET("/sets/:token"+words, site.Handler(p.show))
		router.POST("/sets/:token"+words, site.Handler(p.edit))
		router.GET("/change/:token"+words, site.Handler(p.change))
	}
	router.POST("/sets/:token/:words/tell", site.Handler(p.tell))
	router.POST("/sets/:token/keep", site.Handler(p.keep))
	router.GET("/kits/:kit", site.Handler(p.showSaved))
	router.GET("/kits/:kit/scorecard.csv", site.Handler(p.scorecardCSV))
	router.GET("/kits/:kit/scorecard.md", site.Handler(p.scorecardMarkdown))
	router.GET("/kits/:kit/record", site.Handler(p.record))
	router.GET("/kits/:kit/record.json", site.Handler(p.recordJSON))
	router.GET("/sets/:token/questions.txt", site.Handler(p.text))
	router.GET("/sets/:token/questions.md", site.Handler(p.markdown))
	router.GET("/sets/:token/meeting.ics", site.Handler(p.calendar))
	router.GET("/sets/:token/code.svg", site.Handler(p.code))
	router.GET("/meeting/:token", site.Handler(p.meeting))
	router.GET("/meeting/notes", site.Handler(p.notes))
	router.GET("/meeting/worker.js", site.Handler(p.worker))
	router.GET("/rehearse/:token", site.Handler(p.rehearse))
}

// form shows the empty form for one side.
func (p *pages) form(c *gin.Context) error {
	s, err := p.serving.Current()
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-cache")
	return p.formPage.Show(c, http.StatusOK, newFormView(p.site.Words(c), &s.Content.Vocabulary, blankEntry(c.Query("side")), nil))
}

// answer sends the person on to the set for a submitted form. It shows the form again if its input is not valid.
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
	e := readEntry(sent)
	address, faults, err := p.read(s, e)
	switch {
	case err != nil:
		return err
	case len(faults) > 0:
		words := p.site.Words(c)
		v := &s.Content.Vocabulary
		return p.formPage.Show(c, http.StatusUnprocessableEntity, newFormView(words, v, e, fieldFaults(words, v, e, faults)))
	}
	c.Redirect(http.StatusSeeOther, p.site.Path(address))
	return nil
}

// read returns the address of the set for the input of a form, or its faults.
func (p *pages) read(s *serve.Compiled, e entry) (address string, faults []bank.Fault, err error) {
	req, formFaults := e.request(&s.Content.Vocabulary)
	profile, _, err := s.Read(req)
	faults, err = mergeFaults(formFaults, err)
	if err != nil || len(faults) > 0 {
		return "", faults, err
	}
	return addressOf(s.TokenFor(profile), s.SealWords(e.encode())), nil, nil
}

// addressOf returns the path of the set of a token, with sealed words or without ("").
func addressOf(token, words string) string {
	if words == "" {
		return "/sets/" + token
	}
	return "/sets/" + token + "/" + words
}

// shown is a set that a page shows.
type shown struct {
	from       *serve.Compiled
	set        bank.Set
	reproduced bool
	entry      entry
	token      string
	words      string // sealed; "" for an address without them
}

// load returns the set of the address of a request. Words that do not belong to the set are left out, as in an address that was cut.
func (p *pages) load(c *gin.Context) (shown, error) {
	ctx := c.Request.Context()
	sh := shown{token: c.Param("token")}
	var profile bank.Profile
	var err error
	if sh.from, profile, sh.reproduced, err = p.serving.Open(ctx, sh.token); err != nil {
		return sh, linkError(err)
	}
	sh.entry = entryOf(&sh.from.Content.Vocabulary, profile)
	reading := sh.readWords(c.Param("words"), &profile)
	sh.set, err = sh.from.Choose(ctx, profile)
	sh.set.Understood, sh.set.Unrecognised = append(sh.set.Understood, reading.Understood...), append(sh.set.Unrecognised, reading.Unrecognised...)
	return sh, err
}

// readWords reads the words of an address, if they describe the meeting of a profile, which gets them.
func (sh *shown) readWords(sealed string, profile *bank.Profile) bank.Reading {
	text, err := sh.from.OpenWords(sealed)
	if err != nil {
		return bank.Reading{}
	}
	e := decodeEntry(text)
	req, faults := e.request(&sh.from.Content.Vocabulary)
	read, reading, err := sh.from.Read(req)
	meeting := *profile
	meeting.Exclude, meeting.Fixed = nil, nil
	if err != nil || len(faults) > 0 || read.Key() != meeting.Key() {
		return bank.Reading{}
	}
	sh.entry, sh.words, profile.Cares = e, sealed, read.Cares
	profile.Competencies, profile.Requirements = read.Competencies, read.Requirements
	return reading
}

// show shows the set of an address.
func (p *pages) show(c *gin.Context) error {
	c.Header("Cache-Control", "private, no-cache")
	c.Header("X-Robots-Tag", "noindex")
	sh, err := p.load(c)
	if err != nil {
		return err
	}
	w := p.site.Words(c)
	v := newSetView(w, &sh, readWordings(c.Query("wording")))
	v.Expected = sh.from.Expected(sh.set)
	p.offerTelling(&v, &sh, c.Request.URL.Query())
	v.mark(c.Query("none"), w.T("item.no_other"))
	v.mark(c.Query("swapped"), w.T("item.swapped"))
	v.mark(c.Query("dropped"), w.T("item.dropped"))
	if v.Candidate {
		return p.setPage.Show(c, http.StatusOK, v)
	}
	return p.kitPage.Show(c, http.StatusOK, kitView{v, p.kits != nil})
}

// change shows the form that led to a set.
func (p *pages) change(c *gin.Context) error {
	c.Header("Cache-Control", "private, no-cache")
	c.Header("X-Robots-Tag", "noindex")
	sh, err := p.load(c)
	if err != nil {
		return err
	}
	return p.formPage.Show(c, http.StatusOK, newFormView(p.site.Words(c), &sh.from.Content.Vocabulary, sh.entry, nil))
}

// edit sends the person on to a set that differs from the one of the address as they want: in one question, or in how a word was read.
func (p *pages) edit(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	sh, err := p.load(c)
	if err != nil {
		return err
	}
	sent, err := readForm(c)
	if err != nil {
		return err
	}
	query := url.Values{}
	if w := readWordings(sent.Get("wording")).String(); w != "" {
		query.Set("wording", w)
	}
	what, of, _ := strings.Cut(sent.Get("do"), " ")
	if what == "minutes" || sent.Has("instead") {
		return p.readAgain(c, &sh, sent, of)
	}
	profile, at, err := sh.edited(c.Request.Context(), what, of)
	if err != nil {
		return err
	}
	switch {
	case what == "swap" && at == "":
		query.Set("none", of)
		at = of
	case what == "swap":
		query.Set("swapped", at)
	case what == "drop" && at != "":
		query.Set("dropped", at)
	}
	to := p.site.Path(addressOf(sh.from.TokenFor(profile), sh.words))
	if len(query) > 0 {
		to += "?" + query.Encode()
	}
	if at != "" {
		to += "#" + url.PathEscape(at)
	}
	c.Redirect(http.StatusSeeOther, to)
	return nil
}

// readAgain sends the person on to the set for other minutes, or for a word read as they say.
func (p *pages) readAgain(c *gin.Context, sh *shown, sent url.Values, minutes string) error {
	e := sh.entry
	e.applyGuess(&sh.from.Content.Vocabulary, sent.Get("instead"))
	if minutes != "" {
		e.Minutes = minutes
	}
	current, err := p.serving.Current()
	if err != nil {
		return err
	}
	address, faults, err := p.read(current, e)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		words, v := p.site.Words(c), &current.Content.Vocabulary
		return p.formPage.Show(c, http.StatusUnprocessableEntity, newFormView(words, v, e, fieldFaults(words, v, e, faults)))
	}
	c.Redirect(http.StatusSeeOther, p.site.Path(address))
	return nil
}

// edited returns the profile of the set with one change, and the question to look at then; "" if there is none, or nothing has changed.
func (sh *shown) edited(ctx context.Context, what, id string) (p bank.Profile, at string, err error) {
	p = sh.set.Edited()
	switch what {
	case "swap":
		if other, found := sh.from.Another(p, id); found {
			return p.With(other, id), other, nil
		}
		return p, "", nil
	case "drop":
		return p.Without(id), sh.after(id), nil
	case "up":
		return p.Moved(id, -1), id, nil
	case "down":
		return p.Moved(id, 1), id, nil
	case "pin":
		return p.Pinned(id, true), id, nil
	case "unpin":
		return p.Pinned(id, false), id, nil
	case "replace":
		p, err = sh.from.Replace(ctx, p)
		return p, "", err
	}
	return p, "", &bank.Error{Code: bank.CodeInvalidRequest, Message: "There is no such change. Please go back and try again."}
}

// after returns the question after one of the set, or the one before the last; "" if there is none.
func (sh *shown) after(id string) string {
	items := sh.set.Items
	at := slices.IndexFunc(items, func(it bank.Item) bool { return it.Question.ID == id })
	switch {
	case at < 0 || len(items) < 2:
		return ""
	case at == len(items)-1:
		return items[at-1].Question.ID
	}
	return items[at+1].Question.ID
}

// linkError hides why a token is not valid, since the person who follows a link can only get another one.
func linkError(err error) error {
	if !bank.HasCode(err, bank.CodeInvalidToken) {
		return err
	}
	return &bank.Error{Code: bank.CodeNotFound, Message: "This link does not work. Check that all of it was copied, or start again from the form."}
}
