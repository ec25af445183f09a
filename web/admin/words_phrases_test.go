package admin_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"twoway/account"
	"twoway/bank"
)

// mustLack fails the test for each text that a page has.
func mustLack(t *testing.T, p page, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(mainOf(p), text) {
			t.Errorf("status %d: the page has %q: %s", p.status, text, mainOf(p))
		}
	}
}

// sendPhrase sends the editors a phrase.
func sendPhrase(t *testing.T, s site, kind bank.PhraseKind, said, role string) {
	t.Helper()
	if err := s.Phrases.Send(t.Context(), "192.0.2.1", bank.Phrase{Kind: kind, Said: said, Role: role}); err != nil {
		t.Fatal(err)
	}
}

var dismissal = regexp.MustCompile(`(?s)<form method="post" action="([^"]*/phrases/[^"]*)"><input type="hidden" name="back" value="([^"]*)"><input type="hidden" name="dismissed" value="([^"]*)">`)

// TestPhrases: what people sent is listed, looked up, given a meaning, dismissed and brought back.
func TestPhrases(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/bank", nil)
	kim, base := join(t, s, "kim", account.Editor), s.URL+"/bank/admin"
	p := send(t, kim, "GET "+base+"/words/phrases", nil)
	mustHave(t, p, "Nobody has sent anything yet.", "their page offers to send you just those words")
	mustLack(t, send(t, kim, "GET "+base+"/words", nil), "open</span>")
	mustLack(t, send(t, kim, "GET "+base, nil), "/admin/words/phrases")

	sendPhrase(t, s, bank.PhraseRole, "ward <fairy>", "")
	sendPhrase(t, s, bank.PhraseCare, "black magic", "nursing")
	sendPhrase(t, s, bank.PhraseCare, "Black magic", "nursing")
	mustHave(t, send(t, kim, "GET "+base, nil), `<a href="/bank/admin/words/phrases">2 phrases that people typed and nobody understood</a>`)
	mustHave(t, send(t, kim, "GET "+base+"/words", nil), `href="/bank/admin/words/phrases"`, "2 open")
	p = send(t, kim, "GET "+base+"/words/phrases", nil)
	mustHave(t, p, "2 phrases, the most frequent first", "ward &lt;fairy&gt;", "a job title", "nursing", time.Now().UTC().Format("2 Jan 2006"),
		`href="/bank/admin/words?said=black&#43;magic&amp;trade=nursing#read"`, `<label for="status">`, `scope="row"`)
	if strings.Index(p.text, "black magic") > strings.Index(p.text, "ward &lt;fairy") {
		t.Error("what was sent more often is not first")
	}
	mustHave(t, send(t, kim, "GET "+base+"/words?said=black+magic&trade=nursing", nil), `value="black magic"`, `<option value="nursing" selected>`, "Not understood", "This should mean the care or aspect")

	form := dismissal.FindStringSubmatch(p.text)
	if form == nil {
		t.Fatalf("nothing can be dismissed: %s", mainOf(p))
	}
	back := strings.ReplaceAll(form[2], "&amp;", "&")
	p = send(t, kim, "POST "+s.URL+form[1], url.Values{"back": {back}, "dismissed": {form[3]}})
	if p.status != http.StatusSeeOther || !strings.HasPrefix(p.header.Get("Location"), "/bank/admin/words/phrases?") {
		t.Fatalf("%d to %s", p.status, p.header.Get("Location"))
	}
	p = send(t, kim, "GET "+s.URL+p.header.Get("Location"), nil)
	mustHave(t, p, "Dismissed.", "Undo", "1 phrase, the most frequent first", "fairy")
	mustLack(t, p, "black magic")
	mustHave(t, send(t, kim, "GET "+base+"/words/phrases?status=dismissed", nil), "black magic", "Bring back")
	undo := send(t, kim, "POST "+base+"/undo", hidden(t, p, "/bank/admin/undo"))
	if undo.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", undo.status, undo.text)
	}
	p = send(t, kim, "GET "+s.URL+undo.header.Get("Location"), nil)
	mustHave(t, p, "It is open again.", "black magic", "2 phrases")
	mustLack(t, p, "Undo")
}

// hidden returns the hidden fields of the form of a page that goes to a path.
func hidden(t *testing.T, p page, path string) url.Values {
	t.Helper()
	_, form, found := strings.Cut(p.text, `action="`+path+`"`)
	if !found {
		t.Fatalf("no form for %s: %s", path, mainOf(p))
	}
	form, _, _ = strings.Cut(form, "</form>")
	sent := url.Values{}
	for _, in := range inputs.FindAllStringSubmatch(form, -1) {
		sent.Set(names.FindStringSubmatch(in[1])[1], strings.ReplaceAll(values.FindStringSubmatch(in[1])[1], "&amp;", "&"))
	}
	return sent
}

// TestPhrasesUnderstood: once a draft has the words, the phrase is no longer open, whatever is in service.
func TestPhrasesUnderstood(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim, at := join(t, s, "kim", account.Editor), s.URL+"/admin/words"
	sendPhrase(t, s, bank.PhraseRole, "ward fairy", "")
	p := send(t, kim, "POST "+at+"/mean", url.Values{"said": {"ward fairy"}, "as": {"title"}, "target": {"nursing"}})
	if p.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", p.status, p.text)
	}
	p = send(t, kim, "GET "+at+"/phrases", nil)
	mustHave(t, p, "Nothing is open", "?status=all")
	mustLack(t, p, "ward fairy")
	mustHave(t, send(t, kim, "GET "+at+"/phrases?status=understood", nil), "ward fairy", "Your drafts understand it as nursing.")
	mustHave(t, send(t, kim, "GET "+at+"/phrases?status=all&kind=role&q=FAIRY", nil), "ward fairy")
	mustHave(t, send(t, kim, "GET "+at+"/phrases?status=all&kind=care", nil), "No phrase is like that.")
	mustHave(t, send(t, kim, "GET "+at+"/phrases?status=all", nil, "Accept-Language", "de"), "Deine Entwürfe verstehen es als nursing.", "Stellentitel")
}

// TestPhrasesForViewers: a viewer reads the phrases, and dismisses none.
func TestPhrasesForViewers(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	lee, at := join(t, s, "lee", account.Viewer), s.URL+"/admin/words/phrases"
	sendPhrase(t, s, bank.PhraseRole, "ward fairy", "")
	id := bank.PhraseID(bank.PhraseRole, "", "ward fairy")
	p := send(t, lee, "GET "+at+"?undo=phrase/"+id+"/0&done=phrase_dismissed", nil)
	mustHave(t, p, "ward fairy", "Look up")
	mustLack(t, p, ">Dismiss<", ">Undo<")
	for path, sent := range map[string]url.Values{at + "/" + id: {"dismissed": {"true"}}, s.URL + "/admin/undo": {"kind": {"phrase"}, "id": {id}, "version": {"0"}}} {
		if p := send(t, lee, "POST "+path, sent); p.status != http.StatusForbidden {
			t.Errorf("%s: status %d", path, p.status)
		}
	}
	kim := join(t, s, "kim", account.Editor)
	if p := send(t, kim, "POST "+at+"/0123456789abcdef", url.Values{"dismissed": {"true"}}); p.status != http.StatusNotFound {
		t.Errorf("an unknown phrase: %d", p.status)
	}
}
