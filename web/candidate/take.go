package candidate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	ical "github.com/arran4/golang-ical"
	"github.com/gin-gonic/gin"
	"rsc.io/qr"

	"twoway/bank"
	"twoway/web"
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

// text answers with the set as plain text.
func (p *pages) text(c *gin.Context) error {
	sh, how, err := p.take(c)
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, "text/plain; charset=utf-8", []byte(asText(p.site.Words(c), &sh, how)+"\n"+p.linkTo(c, &sh, how)+"\n"))
	return nil
}

// asText returns a set as plain text: what it is for, and its questions.
func asText(w web.Words, sh *shown, how wordings) string {
	var b strings.Builder
	names := sh.from.Content.Vocabulary.Names()
	b.WriteString(headline(w, sh.set) + "\n")
	if about := forWhom(w, names, sh.entry, sh.set); about != "" {
		b.WriteString(bank.Capitalised(about) + ".\n")
	}
	for i, it := range sh.set.Items {
		fmt.Fprintf(&b, "\n%d. %s (%d min)\n", i+1, how.text(it.Question), it.Question.Minutes)
		for _, f := range it.Question.FollowUps {
			b.WriteString("   – " + f + "\n")
		}
	}
	return b.String()
}

// markdown answers with the set as Markdown, with what to listen for.
func (p *pages) markdown(c *gin.Context) error {
	sh, how, err := p.take(c)
	if err != nil {
		return err
	}
	w := p.site.Words(c)
	names := sh.from.Content.Vocabulary.Names()
	var b strings.Builder
	b.WriteString("# " + headline(w, sh.set) + "\n")
	if about := forWhom(w, names, sh.entry, sh.set); about != "" {
		b.WriteString("\n" + markdownText(bank.Capitalised(about)) + ".\n")
	}
	for i, it := range sh.set.Items {
		q := it.Question
		fmt.Fprintf(&b, "\n## %d. %s\n\n", i+1, markdownText(how.text(q)))
		for _, part := range []struct {
			label string
			lines []string
		}{
			{w.T("item.how"), []string{q.HowToAsk}},
			{w.T("item.follow_ups"), q.FollowUps},
			{w.T("item.listen"), q.ListenFor},
			{w.T("item.watch"), q.WatchFor},
			{w.T("item.check"), q.CheckFirst},
		} {
			for _, line := range part.lines {
				if line != "" {
					b.WriteString("- **" + part.label + ":** " + markdownText(line) + "\n")
				}
			}
		}
	}
	b.WriteString("\n<" + p.linkTo(c, &sh, how) + ">\n")
	c.Data(http.StatusOK, "text/markdown; charset=utf-8", []byte(b.String()))
	return nil
}

// markdownText escapes what would be formatting.
func markdownText(text string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "<", `\<`, "#", `\#`).Replace(text)
}

// startForm is a day and a time as a browser's form sends it.
const startForm = "2006-01-02T15:04"

// calendar answers with an event that has the questions, at the time in ?start=: a local time, wherever the calendar is. The same request
// has the same bytes.
func (p *pages) calendar(c *gin.Context) error {
	sh, how, err := p.take(c)
	if err != nil {
		return err
	}
	w := p.site.Words(c)
	start, err := time.Parse(startForm, c.Query("start"))
	if err != nil {
		return &bank.Error{Code: bank.CodeInvalidRequest, Message: w.T("fault.start")}
	}
	calendar := ical.NewCalendar()
	calendar.SetProductId("-//Twoway//" + w.T("set.title") + "//" + strings.ToUpper(w.Language))
	link := p.linkTo(c, &sh, how)
	sum := sha256.Sum256([]byte(sh.token + start.Format(startForm)))
	event := calendar.AddEvent(hex.EncodeToString(sum[:16]) + "@twoway")
	const floating = "20060102T150405"
	event.SetDtStampTime(start)
	event.SetProperty(ical.ComponentPropertyDtStart, start.Format(floating))
	event.SetProperty(ical.ComponentPropertyDtEnd, start.Add(time.Duration(max(sh.set.Minutes, sh.set.Profile.Minutes))*time.Minute).Format(floating))
	event.SetSummary(w.T("calendar.title", "Count", len(sh.set.Items)))
	event.SetDescription(asText(w, &sh, how) + "\n" + link)
	event.SetURL(link)
	c.Header("Content-Disposition", `attachment; filename="interview.ics"`)
	c.Data(http.StatusOK, "text/calendar; charset=utf-8", []byte(calendar.Serialize(ical.WithNewLineWindows)))
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
