package candidate

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/server"
)

// This file lets people send the editors what was not understood: that alone, and only if they press the button beside it. The address of
// the set has the words already, encrypted, so the form names one of them by its pointer, and so does the address of the page that says what
// was sent.

// telling is what can be, or was, done about a text that was not understood.
type telling struct {
	Offered bool // it can be sent to the editors
	Done    bool // it was
	Failed  bool // it could not be
}

// offerTelling lets a page of a set say which of the texts that were not understood can be sent to the editors, and which were: the query
// has their pointers.
func (p *pages) offerTelling(v *setView, sh *shown, query url.Values) {
	current, err := p.serving.Current()
	if p.phrases == nil || err != nil {
		return
	}
	told, failed := strings.Fields(query.Get("told")), query.Get("untold")
	for i := range sh.set.Unrecognised {
		u, view := &sh.set.Unrecognised[i], &v.Unrecognised[i]
		view.Telling = telling{
			Offered: u.Reason == bank.ReasonUnknown && len(current.PhraseFaults(sh.phrase(u))) == 0,
			Done:    slices.Contains(told, u.Pointer), Failed: failed == u.Pointer,
		}
		if view.Telling.Done {
			v.Told = strings.TrimSpace(v.Told + " " + u.Pointer)
		}
	}
}

// phrase returns a text that was not understood as it is sent to the editors.
func (sh *shown) phrase(u *bank.Unrecognised) bank.Phrase {
	if u.Pointer == "/role" {
		return bank.Phrase{Kind: bank.PhraseRole, Said: u.Said}
	}
	return bank.Phrase{Kind: bank.PhraseCare, Role: sh.set.Profile.Role, Said: u.Said}
}

// tell sends the editors a text that was not understood, and the person on to the same set, which says so. If it cannot be sent now, the
// page says that, and nothing is lost.
func (p *pages) tell(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	if err := p.door.CheckOrigin(c.Request); err != nil {
		return err
	}
	sh, err := p.load(c)
	if err != nil {
		return err
	}
	form, err := readForm(c)
	if err != nil {
		return err
	}
	pointer := form.Get("tell")
	i := slices.IndexFunc(sh.set.Unrecognised, func(u bank.Unrecognised) bool { return u.Pointer == pointer })
	if i < 0 || p.phrases == nil {
		return &bank.Error{Code: bank.CodeInvalidRequest, Message: "There is nothing here to send. Please go back and try again."}
	}
	ctx, done := context.WithTimeout(c.Request.Context(), server.DatabaseTimeout)
	defer done()
	query, told := url.Values{}, strings.Fields(form.Get("told"))
	switch err := p.phrases.Send(ctx, p.door.Address(c.Request), sh.phrase(&sh.set.Unrecognised[i])); {
	case err == nil:
		told = append(told, pointer)
	case server.Status(server.Public(err).Code) == http.StatusInternalServerError:
		return err // which is logged
	default:
		query.Set("untold", pointer)
	}
	if len(told) > 0 {
		query.Set("told", strings.Join(told, " "))
	}
	if how := readWordings(form.Get("wording")).String(); how != "" {
		query.Set("wording", how)
	}
	c.Redirect(http.StatusSeeOther, p.site.Path(addressOf(sh.token, sh.words))+"?"+query.Encode()+"#unrecognised_title")
	return nil
}
