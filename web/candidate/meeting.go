package candidate

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/web"
)

// meetingView is the view of the pages for the meeting itself and for the evening before.
type meetingView struct {
	web.Frame

	Headline, For string
	Cards         []card
	Back          string // path of the set
	Meeting       string // names the meeting in what a browser keeps for itself
}

// card is one question on a screen of its own.
type card struct {
	ID, Text string
	Minutes  int
	Position int
	Of       int    // how many there are
	Care     string // what it is about, to compare employers by; "" for nothing in particular
	FollowUp string
	Listen   []string
	Warning  string
}

// Next and Before are the places of the neighbours; 0 for none.
func (c card) Next() int { return (c.Position + 1) % (c.Of + 1) }

// Before is the place of the card before; 0 for none.
func (c card) Before() int { return c.Position - 1 }

// meeting shows the questions one by one, to be asked. It works without a connection once it was opened.
func (p *pages) meeting(c *gin.Context) error {
	sh, how, err := p.take(c)
	if err != nil {
		return err
	}
	w := p.site.Words(c)
	v := p.meetingView(w, &sh, "meeting.title", how)
	vocabulary := &sh.from.Content.Vocabulary
	names := vocabulary.Names()
	for i, it := range sh.set.Items {
		q := it.Question
		one := card{
			ID: q.ID, Text: how.text(q), Minutes: q.Minutes, Position: i + 1, Of: len(sh.set.Items), Listen: q.ListenFor,
			Care: aboutName(names, vocabulary, q), Warning: discloses(w, vocabulary, q.Discloses),
		}
		if len(q.FollowUps) > 0 {
			one.FollowUp = q.FollowUps[0]
		}
		v.Cards = append(v.Cards, one)
	}
	return p.meetingPage.Show(c, http.StatusOK, v)
}

// aboutName returns the name of the care that a question is about, else that of its topic.
func aboutName(names map[string]string, v *bank.Vocabulary, q *bank.Question) string {
	about := string(q.About)
	if care := v.CareOf(about); care != "" {
		return nameOf(names, "care", care)
	}
	if name := names["care/"+about]; name != "" {
		return name
	}
	return nameOf(names, "topic", q.Topic)
}

// rehearse shows what the other side will probably ask, one by one, and then what a strong answer holds.
func (p *pages) rehearse(c *gin.Context) error {
	sh, how, err := p.take(c)
	if err != nil {
		return err
	}
	v := p.meetingView(p.site.Words(c), &sh, "rehearse.title", how)
	expected := sh.from.Expected(sh.set)
	for i, x := range expected {
		v.Cards = append(v.Cards, card{
			ID: x.Question.ID, Text: x.Question.Text, Minutes: x.Question.Minutes, Position: i + 1, Of: len(expected), Care: x.Label, Listen: x.Question.ListenFor,
		})
	}
	return p.rehearsePage.Show(c, http.StatusOK, v)
}

func (p *pages) meetingView(w web.Words, sh *shown, title string, how wordings) meetingView {
	back := addressOf(sh.token, "")
	if wording := how.String(); wording != "" {
		back += "?wording=" + wording
	}
	return meetingView{
		Frame: web.Frame{Title: w.T(title), Side: string(sh.entry.Side), Plain: true}, Headline: headline(w, sh.set),
		For: bank.Capitalised(forWhom(w, sh.from.Content.Vocabulary.Names(), sh.entry, sh.set)), Back: back, Meeting: meetingKey(sh.set.Profile),
	}
}

// notes shows what somebody has noted in meetings, which only their browser knows.
func (p *pages) notes(c *gin.Context) error {
	c.Header("Cache-Control", "private, no-cache")
	c.Header("X-Robots-Tag", "noindex")
	w := p.site.Words(c)
	return p.notesPage.Show(c, http.StatusOK, meetingView{Frame: web.Frame{Title: w.T("notes.title"), Plain: true}})
}

// worker answers with the service worker of the pages for the meeting. It has a fixed address, since a worker is for the pages below its
// own; the browser asks for it again each time.
func (p *pages) worker(c *gin.Context) error {
	script, err := p.site.Asset("worker.js")
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-cache")
	c.Header("Content-Length", strconv.Itoa(len(script)))
	c.Data(http.StatusOK, "text/javascript; charset=utf-8", script)
	return nil
}
