package api_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"twoway/api"
	"twoway/api/openapi"
	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/kits"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/store"
)

// nightly is the body of an opening, with facts of the job that a spreadsheet could take for formulas.
const nightly = `{"role":"charge nurse","stage":"panel","minutes":60,"count":12,"cares":["pay"],"requirements":[{"id":"rota","slots":{"rota":"=cmd|' /C calc'!A0"}},"@SUM(1)"]}`

// saveKit saves a kit, which must have the status, and returns its ID and the answer.
func saveKit(t *testing.T, c client, body string, status int) (string, answer) {
	t.Helper()
	a := c.post(t, "/v1/kits", body)
	k := parse[openapi.Kit](t, a, status)
	if a.header.Get("Location") != "/v1/kits/"+k.KitID {
		t.Errorf("%s is at %q", k.KitID, a.header.Get("Location"))
	}
	return k.KitID, a
}

// getKit returns a kit in a form.
func getKit(t *testing.T, c client, path, accept, tag string) answer {
	t.Helper()
	return c.call(t, http.MethodGet, "/v1/kits/"+path, "", func(r *http.Request) {
		if accept != "" {
			r.Header.Set("Accept", accept)
		}
		if tag != "" {
			r.Header.Set("If-None-Match", tag)
		}
	})
}

// releaseAnew publishes a bank in which a question of interviewers is asked otherwise.
func releaseAnew(t *testing.T, services api.Services, how string) {
	t.Helper()
	changed := testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "fault").Text = "Tell me about " + how + "." })
	err := services.Publish.Start(t.Context(), publish.Shipped{Fingerprint: how, Load: func() (bank.Content, error) { return changed, nil }})
	if err != nil {
		t.Fatal(err)
	}
}

// TestKitStays: a kit keeps its bytes after three releases, a roll back, and a restart, on both databases.
func TestKitStays(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, url string) {
		services := newTinyBank(t, url)
		c := newServiceClient(t, services, io.Discard)
		const body = `{"minutes":30,"role":"nurse","asker":"interviewer"}`
		id, saved := saveKit(t, c, body, http.StatusCreated)
		set := parseSet(t, c.choose(t, body))
		if set.KitID.MustGet() != id {
			t.Errorf("the kit of the set is %s, saved is %s", set.KitID.MustGet(), id)
		}
		record := getKit(t, c, id+"/record", "", "")
		for i := range 3 {
			releaseAnew(t, services, fmt.Sprint("fault ", i))
		}
		if other, _ := saveKit(t, c, body, http.StatusCreated); other == id {
			t.Error("a kit of another release has the same ID")
		}
		tag := c.ask(t, http.MethodGet, "/v1/admin/releases", "", "").header.Get("ETag")
		if a := c.ask(t, http.MethodPost, "/v1/admin/releases/1/roll-back", tag, `{"note":"back"}`); a.status != http.StatusCreated {
			t.Fatalf("%d: %s", a.status, a.body)
		}
		again, _ := store.New(url)
		t.Cleanup(func() { _ = again.Close() })
		restarted := newServices(again, serve.Options{})
		if err := restarted.Publish.Start(t.Context(), testbank.Shipped(testbank.Small())); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]client{"the same program": c, "after a restart": newServiceClient(t, restarted, io.Discard)} {
			for what, got := range map[string]answer{
				"the kit": getKit(t, c, id, "", ""), "saved again": c.post(t, "/v1/kits", body), "saved again by its token": c.post(t, "/v1/kits", `{"token":"`+tokenOf(set)+`"}`),
			} {
				if got.status != http.StatusOK || !bytes.Equal(got.body, saved.body) {
					t.Errorf("%s, %s: %d\n%s", name, what, got.status, difference(saved, got))
				}
			}
			if got := getKit(t, c, id+"/record", "", ""); got.status != http.StatusOK || !bytes.Equal(got.body, record.body) {
				t.Errorf("%s, the record: %d\n%s", name, got.status, difference(record, got))
			}
		}
	})
}

// TestKitSavedOnce: of fifty who save one kit at the same time, on two replicas, one has saved it.
func TestKitSavedOnce(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, url string) {
		services := newTinyBank(t, url)
		other, _ := store.New(url)
		t.Cleanup(func() { _ = other.Close() })
		replica := newServices(other, serve.Options{})
		if err := replica.Publish.Start(t.Context(), testbank.Shipped(testbank.Small())); err != nil {
			t.Fatal(err)
		}
		clients := []client{newAccountClient(t, services, adminToken, "10.0.0.0/8"), newAccountClient(t, replica, adminToken, "10.0.0.0/8")}
		var savers sync.WaitGroup
		var news atomic.Int32
		var bodies sync.Map
		for i := range 50 {
			savers.Go(func() {
				a := clients[i%2].call(t, http.MethodPost, "/v1/kits", `{"minutes":30}`, func(r *http.Request) {
					r.RemoteAddr = "10.0.0.1:1"
					r.Header.Set("X-Forwarded-For", fmt.Sprint("192.0.2.", i))
				})
				switch a.status {
				case http.StatusCreated:
					news.Add(1)
				case http.StatusOK:
				default:
					t.Errorf("%d: %s", a.status, a.body)
				}
				bodies.Store(string(a.body), true)
			})
		}
		savers.Wait()
		count := 0
		bodies.Range(func(any, any) bool { count++; return true })
		if news.Load() != 1 || count != 1 {
			t.Errorf("it was new %d times, with %d bodies", news.Load(), count)
		}
	})
}

// TestKitForms: a kit is JSON, or a scorecard as CSV or Markdown, and stays in caches.
func TestKitForms(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	id, saved := saveKit(t, c, nightly, http.StatusCreated)
	if bytes.Contains(saved.body, []byte("pay")) && bytes.Contains(saved.body, []byte(`"cares"`)) {
		t.Errorf("it says what a person cares about: %s", saved.body)
	}
	tags := map[string]bool{}
	for accept, kind := range map[string]string{
		"": "application/json", "*/*": "application/json", "application/*": "application/json", "text/csv": "text/csv; charset=utf-8", "nonsense": "application/json",
		"text/*": "text/csv; charset=utf-8", "text/csv;q=0.1, text/markdown": "text/markdown; charset=utf-8", "TEXT/Markdown": "text/markdown; charset=utf-8",
		"text/html, application/json;q=0.9, */*;q=0.1": "application/json", "application/json;q=0, */*": "text/csv; charset=utf-8",
	} {
		a := getKit(t, c, id, accept, "")
		tag := a.header.Get("ETag")
		if a.status != http.StatusOK || a.header.Get("Content-Type") != kind || a.header.Get("Cache-Control") != "public, max-age=31536000, immutable" ||
			!strings.Contains(strings.Join(a.header.Values("Vary"), ","), "Accept") || !strings.HasPrefix(tag, `"`) {
			t.Errorf("%q: %d %v", accept, a.status, a.header)
		}
		tags[tag] = true
		if b := getKit(t, c, id, accept, `W/"x", `+tag); b.status != http.StatusNotModified || len(b.body) > 0 || b.header.Get("ETag") != tag {
			t.Errorf("%q, again: %d %v", accept, b.status, b.header)
		}
	}
	if len(tags) != 3 {
		t.Errorf("three forms have the tags %v", tags)
	}
	for _, accept := range []string{"text/html", "image/*", "application/json;q=0", "application/pdf, text/csv;q=0.0"} {
		if p := parse[openapi.Problem](t, getKit(t, c, id, accept, ""), http.StatusNotAcceptable); p.Code != openapi.ProblemCodeNotAcceptable {
			t.Errorf("%q: %+v", accept, p)
		}
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(getKit(t, c, id, "text/csv", "").body, []byte("\ufeff")))).ReadAll()
	k := parse[openapi.Kit](t, saved, http.StatusCreated)
	if err != nil || len(rows) != len(k.Items)+1 || strings.Contains(fmt.Sprint(rows), "=cmd") || !strings.Contains(fmt.Sprint(rows), "[") {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
	record := getKit(t, c, id+"/record", "text/html, */*;q=0.1", "")
	r := parse[openapi.KitRecord](t, record, http.StatusOK)
	if len(r.Questions) != len(k.Items) || r.KitID != id || !strings.HasPrefix(r.Digest, "sha256:") || record.header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
		t.Errorf("%+v %v", r, record.header)
	}
	if b := getKit(t, c, id+"/record", "", record.header.Get("ETag")); b.status != http.StatusNotModified {
		t.Errorf("the record again: %d", b.status)
	}
}

// TestKitOfToken: a token saves the kit that it replays, also one that somebody has edited.
func TestKitOfToken(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	set := parseSet(t, c.choose(t, `{"asker":"interviewer",`+nightly[1:]))
	id, saved := saveKit(t, c, `{"token":"`+tokenOf(set)+`"}`, http.StatusCreated)
	if id != set.KitID.MustGet() {
		t.Errorf("the ID is %s, want %s", id, set.KitID.MustGet())
	}
	if _, again := saveKit(t, c, nightly, http.StatusOK); !bytes.Equal(saved.body, again.body) {
		t.Errorf("the request saves another kit:\n%s", difference(saved, again))
	}
	p, _, err := shipped().Read(bank.Request{Asker: bank.Interviewer, Minutes: 40})
	if err != nil {
		t.Fatal(err)
	}
	p.Fixed = []bank.Fixed{{ID: set.Items[2].Question.ID, Pinned: true}, {ID: set.Items[0].Question.ID}}
	edited, _ := saveKit(t, c, `{"token":"`+shipped().TokenFor(p)+`"}`, http.StatusCreated)
	k := parse[openapi.Kit](t, getKit(t, c, edited, "", ""), http.StatusOK)
	if len(k.Items) != 2 || k.Items[0].Question.ID != p.Fixed[0].ID || len(k.Opening.Fixed) != 2 || !k.Opening.Fixed[0].Pinned {
		t.Errorf("%+v", k)
	}
}

// TestKitsRefused: what is no kit of an interviewer is refused, with a code and a pointer.
func TestKitsRefused(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	mine := tokenOf(parseSet(t, c.choose(t, engineer)))
	theirs := tokenOf(parseSet(t, c.choose(t, kit)))
	p, _, _ := shipped().Read(bank.Request{Asker: bank.Interviewer, Minutes: 40})
	gone := secret.Seal(bank.ReleaseID{Number: 7, Hash: "sha256:" + strings.Repeat("0", 64)}, 1, p, func(string) bool { return true })
	for name, refused := range map[string]struct{ body, want string }{
		"nothing":                    {`{}`, "required /minutes"},
		"a candidate":                {`{"asker":"applicant","minutes":20}`, "inconsistent /asker"},
		"an unknown asker":           {`{"asker":"robot","minutes":20}`, "unknown_value /asker"},
		"an unknown stage":           {`{"stage":"ofer","minutes":20}`, "unknown_value /stage"},
		"all at once":                {`{"stage":"ofer","minutes":0}`, "out_of_range /minutes, unknown_value /stage"},
		"a candidate's token":        {`{"token":"` + mine + `"}`, "inconsistent /token"},
		"a token and more":           {`{"token":"` + theirs + `","minutes":40}`, "inconsistent /token"},
		"a token of another release": {`{"token":"` + gone + `"}`, "stale /token"},
		"the drafts":                 {`{"minutes":40,"release":"draft"}`, "unknown_value /release"},
		"a person":                   {`{"minutes":40,"name":"Kim"}`, "unknown_field /name"},
		"a slot with markup":         {`{"minutes":40,"requirements":[{"id":"rota","slots":{"rota":"<b>early</b>"}}]}`, "malformed /requirements/0/slots/rota"},
		"a slot nobody may ask of":   {`{"minutes":40,"requirements":[{"id":"rota","slots":{"rota":"no small children at home"}}]}`, "improper /requirements/0/slots/rota"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			problem := parse[openapi.Problem](t, c.post(t, "/v1/kits", refused.body), http.StatusUnprocessableEntity)
			var got []string
			for _, f := range problem.Errors {
				got = append(got, f.Code+" "+f.Pointer)
			}
			if strings.Join(got, ", ") != refused.want {
				t.Errorf("%q, want %q", got, refused.want)
			}
		})
	}
	if a := c.post(t, "/v1/kits", `{"token":"1x"}`); parse[openapi.Problem](t, a, http.StatusUnprocessableEntity).Code != openapi.ProblemCodeInvalidToken {
		t.Errorf("no token: %s", a.body)
	}
	for path, status := range map[string]int{unknownKit: 404, unknownKit + "/record": 404, "kit-": 422, strings.ToUpper(unknownKit): 422, "x/record": 422} {
		if a := getKit(t, c, path, "", ""); a.status != status || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %v", path, a.status, a.header)
		}
	}
}

// TestKitsLimited: sixty kits are saved from an address, and then one every two seconds; reading them, and saving them again, is not limited.
func TestKitsLimited(t *testing.T) {
	t.Parallel()
	now := testbank.Noon()
	services := api.Services{Serve: serve.Fixed(shipped()), Kits: kits.New(&testbank.Memory{}, func() time.Time { return now })}
	c := newAccountClient(t, services, adminToken, "10.0.0.0/8")
	sent := 0
	again := func(address string) answer {
		return c.call(t, http.MethodPost, "/v1/kits", fmt.Sprintf(`{"minutes":5,"seed":%d}`, sent), func(r *http.Request) {
			r.RemoteAddr = "10.0.0.1:1"
			r.Header.Set("X-Forwarded-For", address)
		})
	}
	send := func(address string) answer {
		sent++
		return again(address)
	}
	var id string
	for range 60 {
		a := send("192.0.2.1")
		if a.status != http.StatusCreated || a.header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%d %v: %s", a.status, a.header, a.body)
		}
		var k openapi.Kit
		_ = json.Unmarshal(a.body, &k)
		id = k.KitID
	}
	if a := again("192.0.2.1"); a.status != http.StatusOK {
		t.Errorf("again: %d: %s", a.status, a.body)
	}
	refused := send("192.0.2.1")
	if p := parse[openapi.Problem](t, refused, http.StatusTooManyRequests); p.Code != openapi.ProblemCodeTooManyAttempts || refused.header.Get("Retry-After") != "2" {
		t.Errorf("%v %+v", refused.header, p)
	}
	if a := getKit(t, c, id, "", ""); a.status != http.StatusOK {
		t.Errorf("reading: %d", a.status)
	}
	if a := send("192.0.2.2"); a.status != http.StatusCreated {
		t.Errorf("another address: %d", a.status)
	}
	now = now.Add(2 * time.Second)
	if a := send("192.0.2.1"); a.status != http.StatusCreated {
		t.Errorf("two seconds later: %d", a.status)
	}
	elsewhere := func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }
	if a := c.call(t, http.MethodPost, "/v1/kits", `{"minutes":20}`, elsewhere); a.status != http.StatusForbidden {
		t.Errorf("from a page of another site: %d", a.status)
	}
	if a := c.call(t, http.MethodGet, "/v1/kits/"+id, "", elsewhere); a.status != http.StatusOK {
		t.Errorf("read by a page of another site: %d", a.status)
	}
}

// TestKitsWithoutDatabase: kits are 503 while the database does not answer, its other failures stay hidden, sets do not need it, and
// nothing of a kit is in the log.
func TestKitsWithoutDatabase(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	memory := &testbank.Memory{FailKits: &bank.Error{Code: bank.CodeUnavailable, Message: "The database does not answer."}}
	c := newServiceClient(t, api.Services{Serve: serve.Fixed(shipped()), Kits: kits.New(memory, time.Now)}, &log)
	for what, a := range map[string]answer{"saving": c.post(t, "/v1/kits", nightly), "reading": getKit(t, c, unknownKit, "", ""), "the record": getKit(t, c, unknownKit+"/record", "", "")} {
		if p := parse[openapi.Problem](t, a, http.StatusServiceUnavailable); p.Code != openapi.ProblemCodeUnavailable || a.header.Get("Retry-After") == "" {
			t.Errorf("%s: %+v", what, p)
		}
	}
	set := parseSet(t, c.choose(t, kit))
	memory.FailKits = errors.New("a secret of the driver")
	for what, a := range map[string]answer{
		"saving": c.post(t, "/v1/kits", nightly), "by a token": c.post(t, "/v1/kits", `{"token":"`+tokenOf(set)+`"}`), "reading": getKit(t, c, unknownKit, "", ""),
	} {
		if a.status != http.StatusInternalServerError || strings.Contains(string(a.body), "secret") {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
	}
	for _, private := range []string{"cmd", "charge", tokenOf(set), unknownKit} {
		if strings.Contains(log.String(), private) {
			t.Errorf("the log has %q: %s", private, log.String())
		}
	}
	if !strings.Contains(log.String(), "secret of the driver") {
		t.Errorf("the log has no cause: %s", log.String())
	}
}

// TestKitHead: the answer to HEAD has no body.
func TestKitHead(t *testing.T) {
	t.Parallel()
	memory := &testbank.Memory{}
	c := newServiceClient(t, api.Services{Serve: serve.Fixed(shipped()), Kits: kits.New(memory, time.Now)}, io.Discard)
	id, _ := saveKit(t, c, `{"minutes":20,"explain":true,"explain_rules":["a-rule"],"release":"current","asker":"employer"}`, http.StatusCreated)
	w := httptest.NewRecorder()
	c.router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v1/kits/"+id+"?x=1", nil))
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("an unknown parameter: %d", w.Code)
	}
	for _, k := range memory.Kits {
		if k.ID != id || len(k.Questions) == 0 || k.Release != shipped().Release || len(k.Document) == 0 {
			t.Errorf("%+v", k)
		}
	}
}
