package handout

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	ical "github.com/arran4/golang-ical"
)

// StartForm is a day and a time as browsers' forms send it: a local time, wherever the calendar is.
const StartForm = "2006-01-02T15:04"

// Event is a meeting in a calendar.
type Event struct {
	Of          string // names the meeting, such as by its token: the same one has the same event
	Start       time.Time
	Minutes     int
	Title       string
	Description string
	Link        string // "" for none
	Product     string // what made it
	Language    string // such as "en"
}

// Calendar returns a calendar with the event. The same event has the same bytes.
func (e *Event) Calendar() []byte {
	calendar := ical.NewCalendar()
	calendar.SetProductId("-//Twoway//" + e.Product + "//" + strings.ToUpper(e.Language))
	sum := sha256.Sum256([]byte(e.Of + e.Start.Format(StartForm)))
	event := calendar.AddEvent(hex.EncodeToString(sum[:16]) + "@twoway")
	const floating = "20060102T150405"
	event.SetDtStampTime(e.Start)
	event.SetProperty(ical.ComponentPropertyDtStart, e.Start.Format(floating))
	event.SetProperty(ical.ComponentPropertyDtEnd, e.Start.Add(time.Duration(e.Minutes)*time.Minute).Format(floating))
	event.SetSummary(e.Title)
	event.SetDescription(e.Description)
	if e.Link != "" {
		event.SetURL(e.Link)
	}
	return []byte(calendar.Serialize(ical.WithNewLineWindows))
}
