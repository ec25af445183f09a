package api_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"twoway/account"
	"twoway/api"
	"twoway/api/openapi"
	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/serve"
)

// phraseBody returns the body that sends a phrase.
func phraseBody(kind, said, role string) string {
	text, _ := json.Marshal(map[string]string{"kind": kind, "said": said, "role": role}) // cannot fail for texts
	return string(text)
}

// listPhrases returns the page of phrases for a query.
func listPhrases(t *testing.T, c client, query string) openapi.PhrasePage {
	t.Helper()
	return parse[openapi.PhrasePage](t, c.ask(t, http.MethodGet, "/v1/admin/phrases?"+query, "", ""), http.StatusOK)
}

// saidOf returns the words of a page of phrases.
func saidOf(p openapi.PhrasePage) string {
	var said []string
	for _, phrase := range p.Phrases {
		said = append(said, phrase.Said)
	}
	return strings.Join(said, ", ")
}

// TestPhrases sends phrases, lists them, gives one its meaning in the drafts, and dismisses another, on both databases.
func TestPhrases(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, url string) {
		services := newTinyBank(t, url)
		c := newServiceClient(t, services, io.Discard)
		for _, body := range []string{
			phraseBody("care", "beepers", "nursing"), phraseBody("care", " Beepers", "nursing"), phraseBody("care", "beepers", ""),
			phraseBody("role", "ward fairy", ""), phraseBody("care", "beepers", "nursing"),
		} {
			if a := c.post(t, "/v1/phrases", body); a.status != http.StatusNoContent || len(a.body) > 0 || a.header.Get("Cache-Control") != "no-store" {
				t.Fatalf("%s: status %d, %v: %s", body, a.status, a.header, a.body)
			}
		}
		all := listPhrases(t, c, "")
		today := time.Now().UTC().Format(time.DateOnly)
		first := all.Phrases[0]
		if first.Said != "beepers" || first.Role != "nursing" || first.Kind != "care" || first.Count != 3 || first.Dismissed || first.Status != "open" ||
			!first.ReadAs.IsNull() || first.FirstOn.String() != today || first.LastOn.String() != today || len(all.Phrases) != 3 {
			t.Errorf("%+v", all)
		}
		for range 2 {
			dismissed := parse[openapi.Phrase](t, c.ask(t, http.MethodPut, "/v1/admin/phrases/"+first.ID, "", `{"dismissed":true}`), http.StatusOK)
			if !dismissed.Dismissed || dismissed.Status != "dismissed" || dismissed.ID != first.ID {
				t.Errorf("%+v", dismissed)
			}
		}
		body := `{"id":"nursing","name":"Nursing","definition":"To nurse.","synonyms":["nurse","ward fairy"]}`
		if a := c.ask(t, http.MethodPut, "/v1/admin/vocabulary/role/nursing", "*", body); a.status != http.StatusOK {
			t.Fatalf("%d: %s", a.status, a.body)
		}
		for query, want := range map[string]string{
			"status=dismissed": "beepers", "status=open": "beepers", "status=understood": "ward fairy", "kind=role": "ward fairy",
			"kind=role&status=open": "", "q=FAIR%C3%9D": "ward fairy", "q=zzz": "", "kind=care&q=beep": "beepers, beepers",
		} {
			if got := saidOf(listPhrases(t, c, query)); got != want {
				t.Errorf("%s: %q, want %q", query, got, want)
			}
		}
		understood := listPhrases(t, c, "status=understood").Phrases[0]
		if read, err := understood.ReadAs.Get(); err != nil || read.ID != "nursing" || read.Name != "Nursing" || read.Matched != "synonym" {
			t.Errorf("%+v, %v", understood, err)
		}
		back := parse[openapi.Phrase](t, c.ask(t, http.MethodPut, "/v1/admin/phrases/"+first.ID, "", `{"dismissed":false}`), http.StatusOK)
		if back.Status != "open" {
			t.Errorf("%+v", back)
		}
		if p := parse[openapi.Problem](t, c.ask(t, http.MethodPut, "/v1/admin/phrases/0123456789abcdef", "", `{"dismissed":true}`), http.StatusNotFound); p.Code != "not_found" {
			t.Errorf("%+v", p)
		}
	})
}

// TestPhrasePages reads a list in pages while somebody sends one of its phrases again.
func TestPhrasePages(t *testing.T) {
	t.Parallel()
	c := newServiceClient(t, newBank(t, serve.Options{}), io.Discard)
	want := strings.Fields("zorka zorkb zorkc zorkd zorke zorkf zorkg")
	for _, said := range want {
		if a := c.post(t, "/v1/phrases", phraseBody("care", said, "")); a.status != http.StatusNoContent {
			t.Fatalf("%d: %s", a.status, a.body)
		}
	}
	var got []string
	query := "limit=3"
	for range 4 {
		page := listPhrases(t, c, query)
		for _, p := range page.Phrases {
			got = append(got, p.Said)
		}
		next, err := page.NextCursor.Get()
		if err != nil {
			break
		}
		query = "limit=3&cursor=" + url.QueryEscape(next)
		if a := c.post(t, "/v1/phrases", phraseBody("care", got[0], "")); a.status != http.StatusNoContent { // it is read already
			t.Fatalf("%d: %s", a.status, a.body)
		}
	}
	slices.Sort(got)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the pages have %s, want %s", got, want)
	}
	if a := c.ask(t, http.MethodGet, "/v1/admin/phrases?status=open&"+query, "", ""); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a cursor of other filters: %d", a.status)
	}
}

// TestPhrasesRefused: what is understood, private, or somebody's address or number is refused with a code and a pointer, and not stored.
func TestPhrasesRefused(t *testing.T) {
	t.Parallel()
	store := &testbank.Memory{}
	service := serve.Fixed(shipped())
	c := newServiceClient(t, api.Services{Serve: service, Phrases: serve.NewPhrases(store, service, time.Now)}, io.Discard)
	for name, refused := range map[string]struct{ body, want string }{
		"understood":           {phraseBody("care", "on-call load", ""), "understood /said"},
		"a title, understood":  {phraseBody("role", "ward nurse", ""), "understood /said"},
		"private":              {phraseBody("care", "my pregnancy", ""), "protected /said"},
		"private, of a trade":  {phraseBody("care", "my wheelchair", "nursing"), "protected /said"},
		"private, as a title":  {phraseBody("role", "my pregnancy", ""), "protected /said"},
		"e-mail":               {phraseBody("care", "zork@example.org", ""), "contact_data /said"},
		"a link":               {phraseBody("role", "http zork", ""), "contact_data /said"},
		"a number":             {phraseBody("role", "zork 01 23 4", ""), "contact_data /said"},
		"hidden":               {phraseBody("care", "sor\u200bcery", ""), "hidden_character /said"},
		"blank":                {phraseBody("care", "  ", ""), "malformed /said"},
		"empty":                {phraseBody("care", "", ""), "out_of_range /said"},
		"too long":             {phraseBody("care", strings.Repeat("z", 201), ""), "out_of_range /said"},
		"an unknown trade":     {phraseBody("care", "sorcery", "nursin"), "unknown_value /role"},
		"the trade of a title": {phraseBody("role", "dragon tamer", "nursing"), "inconsistent /role"},
		"an unknown kind":      {phraseBody("stage", "sorcery", ""), "unknown_value /kind"},
		"no kind":              {`{"said":"sorcery"}`, "required /kind"},
		"more than the phrase": {`{"kind":"care","said":"sorcery","email":"a@b"}`, "unknown_field /email"},
	} {
		p := parse[openapi.Problem](t, c.post(t, "/v1/phrases", refused.body), http.StatusUnprocessableEntity)
		if len(p.Errors) != 1 || p.Code != openapi.ProblemCodeInvalidRequest || p.Errors[0].Code+" "+p.Errors[0].Pointer != refused.want {
			t.Errorf("%s: %+v, want %s", name, p, refused.want)
		}
	}
	if len(store.Sent) > 0 {
		t.Errorf("stored: %v", store.Sent)
	}
}

// TestPhrasesLimited: ten phrases from an address are accepted, and then one every six seconds.
func TestPhrasesLimited(t *testing.T) {
	t.Parallel()
	now := testbank.Noon()
	service := serve.Fixed(shipped())
	services := api.Services{Serve: service, Phrases: serve.NewPhrases(&testbank.Memory{}, service, func() time.Time { return now })}
	c := newAccountClient(t, services, adminToken, "10.0.0.0/8")
	send := func(address string) answer {
		return c.call(t, http.MethodPost, "/v1/phrases", phraseBody("role", "dragon tamer", ""), func(r *http.Request) {
			r.RemoteAddr = "10.0.0.1:1"
			r.Header.Set("X-Forwarded-For", address)
		})
	}
	for range 10 {
		if a := send("192.0.2.1"); a.status != http.StatusNoContent {
			t.Fatalf("%d: %s", a.status, a.body)
		}
	}
	refused := send("192.0.2.1")
	if p := parse[openapi.Problem](t, refused, http.StatusTooManyRequests); p.Code != openapi.ProblemCodeTooManyAttempts || refused.header.Get("Retry-After") != "6" {
		t.Errorf("%v %+v", refused.header, p)
	}
	if a := send("192.0.2.2"); a.status != http.StatusNoContent {
		t.Errorf("another address: %d", a.status)
	}
	now = now.Add(6 * time.Second)
	if a := send("192.0.2.1"); a.status != http.StatusNoContent {
		t.Errorf("six seconds later: %d", a.status)
	}
	elsewhere := func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }
	if a := c.call(t, http.MethodPost, "/v1/phrases", phraseBody("role", "dragon tamer", ""), elsewhere); a.status != http.StatusForbidden {
		t.Errorf("from a page of another site: %d", a.status)
	}
}

// TestPhrasesWithoutDatabase: the answer is 503 while the database does not answer, and its other failures stay hidden.
func TestPhrasesWithoutDatabase(t *testing.T) {
	t.Parallel()
	store := &testbank.Memory{FailPhrases: &bank.Error{Code: bank.CodeUnavailable, Message: "The database does not answer."}}
	service := serve.Fixed(shipped())
	c := newServiceClient(t, api.Services{Serve: service, Phrases: serve.NewPhrases(store, service, time.Now)}, io.Discard)
	body := phraseBody("care", "sorcery", "")
	if p := parse[openapi.Problem](t, c.post(t, "/v1/phrases", body), http.StatusServiceUnavailable); p.Code != openapi.ProblemCodeUnavailable {
		t.Errorf("%+v", p)
	}
	store.FailPhrases = errors.New("a secret of the driver")
	if a := c.post(t, "/v1/phrases", body); a.status != http.StatusInternalServerError || strings.Contains(string(a.body), "secret") {
		t.Errorf("%d: %s", a.status, a.body)
	}
	nothing := newServiceClient(t, api.Services{Serve: serve.Fixed(nil), Phrases: serve.NewPhrases(store, serve.Fixed(nil), time.Now)}, io.Discard)
	if p := parse[openapi.Problem](t, nothing.post(t, "/v1/phrases", body), http.StatusServiceUnavailable); p.Code != openapi.ProblemCodeUnavailable {
		t.Errorf("without a release: %+v", p)
	}
}

// TestPhraseRoles: a viewer reads phrases, and an editor dismisses them.
func TestPhraseRoles(t *testing.T) {
	t.Parallel()
	services := newBank(t, serve.Options{})
	services.Accounts = newAccounts(t, io.Discard)
	c := newAccountClient(t, services, "")
	_, viewer := newKey(t, services.Accounts, account.NewKey{Name: "viewer", Role: account.Viewer})
	_, editor := newKey(t, services.Accounts, account.NewKey{Name: "editor", Role: account.Editor})
	if a := c.post(t, "/v1/phrases", phraseBody("role", "dragon tamer", "")); a.status != http.StatusNoContent {
		t.Fatalf("nobody: %d", a.status)
	}
	list := parse[openapi.PhrasePage](t, c.call(t, http.MethodGet, "/v1/admin/phrases", "", withKey(viewer)), http.StatusOK)
	at := "/v1/admin/phrases/" + list.Phrases[0].ID
	for key, want := range map[string]int{"": http.StatusUnauthorized, viewer: http.StatusForbidden, editor: http.StatusOK} {
		if a := c.call(t, http.MethodPut, at, `{"dismissed":true}`, func(r *http.Request) {
			if key != "" {
				withKey(key)(r)
			}
		}); a.status != want {
			t.Errorf("status %d, want %d: %s", a.status, want, a.body)
		}
	}
}
