package candidate

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"rsc.io/qr"

	"twoway/bank"
	"twoway/release/handout"
)

// hostForm is a host with or without a port, as a browser sends it.
var hostForm = regexp.MustCompile(`^[A-Za-z0-9.-]+(:[0-9]+)?$|^\[[0-9A-Fa-f:.]+\](:[0-9]+)?$`)

// absolute returns the address of a path of the program for somebody elsewhere. The host is that of the request; behind a proxy, the
// scheme is the one that the proxy says.
func (p *pages) absolute(c *gin.Context, path string) string {
	scheme, host := "http", c.Request.Host
	if c.Request.TLS != nil || c.GetHeader("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	if !hostForm.MatchString(host) {
		host = "localhost"
	}
	return scheme + "://" + host + p.site.Path(path)
}

// linkTo returns the address of a set for somebody elsewhere, worded as chosen.
func (p *pages) linkTo(c *gin.Context, sh *shown, how wordings) string {
	address := p.absolute(c, addressOf(sh.token, ""))
	if w := how.String(); w != "" {
		address += "?wording=" + w
	}
	return address
}

// take returns the set of an address and how its questions are worded, for a file.
func (p *pages) take(c *gin.Context) (shown, wordings, error) {
	c.Header("Cache-Control", "private, no-cache")
	c.Header("X-Robots-Tag", "noindex")
	sh, err := p.load(c)
	return sh, readWordings(c.Query("wording")), err
}

// sheet returns the set to take along, worded as chosen.
func (p *pages) sheet(c *gin.Context, sh *shown, how wordings) *handout.Sheet {
	w, names := p.site.Words(c), sh.from.Content.Vocabulary.Names()
	s := &handout.Sheet{Title: headline(w, sh.set), About: forWhom(w, names, sh.entry, sh.set), Link: p.linkTo(c, sh, how)}
	for _, it := range sh.set.Items {
		s.Questions = append(s.Questions, handout.Question{Question: it.Question, Asked: how.text(it.Question)})
	}
	return s
}

// text answers with the set as plain text.
func (p *pages) text(c *gin.Context) error {
	sh, how, err := p.take(c)
	if err != nil {
		return err
	}
	sheet := p.sheet(c, &sh, how)
	c.Data(http.StatusOK, "text/plain; charset=utf-8", []byte(sheet.Text()+"\n"+sheet.Link+"\n"))
	return nil
}

// markdown answers with the set as Markdown, with what to listen for.
func (p *pages) markdown(c *gin.Context) error {
	sh, how, err := p.take(c)
	if err != nil {
		return err
	}
	w := p.site.Words(c)
	labels := handout.Labels{
		How: w.T("item.how"), FollowUps: w.T("item.follow_ups"), Listen: w.T("item.listen"), Watch: w.T("item.watch"), Check: w.T("item.check"),
	}
	c.Data(http.StatusOK, "text/markdown; charset=utf-8", p.sheet(c, &sh, how).Markdown(labels))
	return nil
}

// calendar answers with an event that has the questions, at the time in ?start=: a local time, wherever the calendar is. The same request
// has the same bytes.
func (p *pages) calendar(c *gin.Context) error {
	sh, how, err := p.take(c)
	if err != nil {
		return err
	}
	w := p.site.Words(c)
	start, err := time.Parse(handout.StartForm, c.Query("start"))
	if err != nil {
		return &bank.Error{Code: bank.CodeInvalidRequest, Message: w.T("fault.start")}
	}
	sheet := p.sheet(c, &sh, how)
	event := handout.Event{
		Of: sh.token, Start: start, Minutes: max(sh.set.Minutes, sh.set.Profile.Minutes), Title: w.T("calendar.title", "Count", len(sh.set.Items)),
		Description: sheet.Text() + "\n" + sheet.Link, Link: sheet.Link, Product: w.T("set.title"), Language: w.Language,
	}
	c.Header("Content-Disposition", `attachment; filename="interview.ics"`)
	c.Data(http.StatusOK, "text/calendar; charset=utf-8", event.Calendar())
	return nil
}

// code answers with a QR code of the link to a set.
func (p *pages) code(c *gin.Context) error {
	sh, how, err := p.take(c)
	if err != nil {
		return err
	}
	code, err := qr.Encode(p.linkTo(c, &sh, how), qr.L)
	if err != nil {
		return &bank.Error{Code: bank.CodeInvalidRequest, Message: "This link is too long for a code."}
	}
	c.Data(http.StatusOK, "image/svg+xml", []byte(drawn(code)))
	return nil
}

// quiet is the width of the margin that a reader of QR codes needs, in modules.
const quiet = 4

// drawn returns a QR code as SVG: one path with a run of modules a move.
func drawn(code *qr.Code) string {
	var b strings.Builder
	size := strconv.Itoa(code.Size + 2*quiet)
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ` + size + " " + size + `"><path fill="#fff" d="M0 0h` + size + "v" + size + `H0z"/><path d="`)
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			run := 0
			for x+run < code.Size && code.Black(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
				x += run
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String()
}
