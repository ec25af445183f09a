package serve

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"twoway/bank"
	"twoway/internal/ratelimit"
	"twoway/resolve"
)

// How many phrases are accepted from one address at once, and how fast more are.
const (
	phraseBurst = 10
	phrasePause = 6 * time.Second
)

// mostDigits is how many digits a phrase may have: with more it may be somebody's number.
const mostDigits = 4

// PhraseStore stores what people sent to the editors. Its errors have the codes of package store.
type PhraseStore interface {
	// AddPhrase adds a phrase that was sent once on its LastOn. One that is there already only counts.
	AddPhrase(ctx context.Context, p bank.Phrase) error
	// Phrases returns all phrases, sorted by ID.
	Phrases(ctx context.Context) ([]bank.Phrase, error)
	// DismissPhrase dismisses the phrase with an ID, or brings it back, and returns it. If there is none, the error has code not_found.
	DismissPhrase(ctx context.Context, id string, dismissed bool) (bank.Phrase, error)
}

// Phrases are what people typed, the release in service does not understand, and they sent to the editors. It is safe for concurrent use.
type Phrases struct {
	store    PhraseStore
	serving  *Service
	now      func() time.Time
	limiters *ratelimit.Limiters
}

// NewPhrases returns the phrases in a store, which are read by the release that a service has in service.
func NewPhrases(store PhraseStore, serving *Service, now func() time.Time) *Phrases {
	return &Phrases{store: store, serving: serving, now: now, limiters: ratelimit.New(phraseBurst, phrasePause)}
}

// Send stores what somebody at an address typed, with its Kind, Role and Said. If it is not for the editors, the error has the code
// invalid_request and the faults; after too many phrases from there, it is a *ratelimit.WaitError.
func (p *Phrases) Send(ctx context.Context, address string, sent bank.Phrase) error {
	current, err := p.serving.Current()
	if err != nil {
		return err
	}
	if faults := current.PhraseFaults(sent); len(faults) > 0 {
		return &bank.Error{Code: bank.CodeInvalidRequest, Message: "This cannot be sent to the editors.", Faults: faults}
	}
	now := p.now()
	taken, wait := p.limiters.Take(ratelimit.Network(address), now)
	if wait > 0 {
		return ratelimit.NewWaitError(wait)
	}
	sent.Said = tidyPhrase(sent.Said)
	sent.ID = bank.PhraseID(sent.Kind, sent.Role, resolve.Normalise(sent.Said))
	sent.LastOn = now.UTC().Truncate(24 * time.Hour)
	err = p.store.AddPhrase(ctx, sent)
	if err != nil {
		taken.CancelAt(now)
	}
	return err
}

// List returns all phrases, sorted by ID.
func (p *Phrases) List(ctx context.Context) ([]bank.Phrase, error) { return p.store.Phrases(ctx) }

// Dismiss dismisses the phrase with an ID, or brings it back, and returns it. If there is none, the error has code not_found.
func (p *Phrases) Dismiss(ctx context.Context, id string, dismissed bool) (bank.Phrase, error) {
	return p.store.DismissPhrase(ctx, id, dismissed)
}

// tidyPhrase returns a phrase without blanks around it, and with single ones in it.
func tidyPhrase(said string) string { return strings.Join(strings.Fields(said), " ") }

// PhraseFaults returns why a phrase is not for the editors of this release, given its Kind, Role and Said; nil if it is.
func (c *Compiled) PhraseFaults(sent bank.Phrase) []bank.Fault {
	var faults []bank.Fault
	add := func(code, pointer, detail string, nearest ...string) {
		faults = append(faults, bank.Fault{Code: code, Pointer: pointer, Detail: detail, Nearest: append([]string{}, nearest...)})
	}
	switch said := strings.TrimSpace(sent.Said); {
	case utf8.RuneCountInString(said) > bank.MaxSaid:
		add(bank.FaultOutOfRange, "/said", fmt.Sprintf("This is too long. At most %d characters are allowed.", bank.MaxSaid))
	case !strings.ContainsFunc(said, unicode.IsLetter):
		add(bank.FaultMalformed, "/said", "This has no letters.")
	case isContactData(said):
		add(bank.FaultContactData, "/said", "This looks like somebody's address or number, which the editors must not get.")
	default:
		if f, found := bank.CheckText("/said", said, false); found {
			faults = append(faults, f)
		}
	}
	switch role := sent.Role; {
	case role == "":
	case sent.Kind == bank.PhraseRole:
		add(bank.FaultInconsistent, "/role", "A job title has no trade: leave it out.")
	case c.Content.Vocabulary.Role(role) == nil:
		add(bank.FaultUnknownValue, "/role", fmt.Sprintf("Unknown role %q. Send the ID of a role.", role), resolve.Nearest(role, c.roleIDs(), 3)...)
	}
	if len(faults) > 0 {
		return faults
	}
	return c.readingFaults(sent)
}

func (c *Compiled) roleIDs() []string {
	var ids []string
	for i := range c.Content.Vocabulary.Roles {
		ids = append(ids, c.Content.Vocabulary.Roles[i].ID)
	}
	return ids
}

// isContactData reports whether a text may be an address or a number of somebody.
func isContactData(said string) bool {
	digits := 0
	for _, r := range said {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits > mostDigits || strings.ContainsAny(said, "@＠") || strings.Contains(strings.ToLower(said), "http")
}

// readingFaults returns why the words of a phrase need no editors: they are understood, or private. What an interviewer must not ask about
// is private, also as a job title.
func (c *Compiled) readingFaults(sent bank.Phrase) []bank.Fault {
	unread := func(req bank.Request, pointer string) (bank.Unrecognised, bool) {
		req.Minutes = 1
		_, reading, _ := c.Read(req) // its other fields are valid
		i := slices.IndexFunc(reading.Unrecognised, func(u bank.Unrecognised) bool { return u.Pointer == pointer })
		if i < 0 {
			return bank.Unrecognised{}, false
		}
		return reading.Unrecognised[i], true
	}
	said := tidyPhrase(sent.Said)
	if u, _ := unread(bank.Request{Asker: bank.Interviewer, Role: sent.Role, Cares: []string{said}}, "/cares/0"); u.Reason == bank.ReasonProtected {
		return []bank.Fault{{Code: bank.FaultProtected, Pointer: "/said", Detail: "This is private, so it is not kept in a list.", Nearest: []string{}}}
	}
	req, pointer := bank.Request{Asker: bank.Candidate, Role: said}, "/role"
	if sent.Kind == bank.PhraseCare {
		req, pointer = bank.Request{Asker: bank.Candidate, Role: sent.Role, Cares: []string{said}}, "/cares/0"
	}
	switch u, found := unread(req, pointer); {
	case !found:
		return []bank.Fault{{Code: bank.FaultUnderstood, Pointer: "/said", Detail: "This is understood: ask for a set with it.", Nearest: []string{}}}
	case u.Reason != bank.ReasonUnknown:
		return []bank.Fault{{Code: bank.FaultUnderstood, Pointer: "/said", Detail: "This is known, and means several things: choose one of them.", Nearest: u.Nearest}}
	}
	return nil
}
