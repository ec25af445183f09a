package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/pgtest"
	"twoway/release"
	"twoway/seed"
)

var server *pgtest.Server

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m, &server)) }

// engineer is the request of a candidate, and kit that of an interviewer.
const (
	engineer = `{"asker":"candidate","role":"site reliability engineer","seniority":"senior","stage":"hiring_manager",
		"asked_of":"hiring_manager","cares":["on-call load","growth"],"minutes":15,"count":8,"seed":0,"exclude":[],
		"explain":false,"locale":"en"}`
	kit = `{"asker":"interviewer","role":"charge nurse","seniority":"senior","stage":"panel","minutes":40}`
)

func post(t *testing.T, base, body string) (status int, answer string) {
	t.Helper()
	return postTo(t, base+"/v1/question-sets", body)
}

func postTo(t *testing.T, address, body string) (status int, answer string) {
	t.Helper()
	r, err := http.Post(address, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	return r.StatusCode, read(t, r.Body)
}

func get(t *testing.T, address string) (answer string) {
	t.Helper()
	r, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	return read(t, r.Body)
}

// set is what tests look at in an answer.
type set struct {
	Minutes int
	Items   []struct {
		Question struct {
			ID      string
			Anchors map[string]string
			Aspects []string
			Cares   []string
		}
		Reasons []struct {
			Cares, Aspects []string
			Stage          string
		}
	}
	KitID string `json:"kit_id"`
}

func parseSet(t *testing.T, answer string) set {
	t.Helper()
	var s set
	if err := json.Unmarshal([]byte(answer), &s); err != nil {
		t.Fatalf("%v in %s", err, answer)
	}
	return s
}

func ids(s set) []string {
	var list []string
	for _, it := range s.Items {
		list = append(list, it.Question.ID)
	}
	return list
}

// onBothDatabases runs a test with the flags for SQLite, and with those for PostgreSQL.
func onBothDatabases(t *testing.T, test func(t *testing.T, flags ...string)) {
	t.Run("SQLite", func(t *testing.T) { test(t, "--data-dir", t.TempDir()) })
	t.Run("Postgres", func(t *testing.T) { test(t, "--database-url", server.Database(t)) })
}

// TestMainJob is what a newcomer does: start the program, and ask for a set.
func TestMainJob(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		base := startProgram(t, flags...)
		status, answer := post(t, base, engineer)
		s := parseSet(t, answer)
		if status != http.StatusOK || len(s.Items) < 3 || len(s.Items) > 6 || s.Minutes > 15 {
			t.Fatalf("status %d, %d questions of %d minutes", status, len(s.Items), s.Minutes)
		}
		for _, it := range s.Items {
			named := false
			for _, r := range it.Reasons {
				named = named || len(r.Cares)+len(r.Aspects) > 0 || r.Stage != ""
			}
			if !named {
				t.Errorf("no reason of %s names a care, an aspect or the stage", it.Question.ID)
			}
		}
		for range 10 {
			if _, again := post(t, base, engineer); again != answer {
				t.Fatalf("another answer:\n%s", cmp.Diff(answer, again))
			}
		}
		_, other := post(t, base, strings.Replace(engineer, "on-call load", "visa", 1))
		asked := parseSet(t, other)
		for i := range 2 {
			q := asked.Items[i].Question
			if about := slices.Contains(q.Aspects, "visa") || slices.Contains(q.Cares, "advancement"); slices.Contains(ids(s)[:2], q.ID) || !about {
				t.Errorf("with visa instead, question %d is %s", i+1, q.ID)
			}
		}
	})
}

// TestCommandLinePlansAsTheAPI compares bytes.
func TestCommandLinePlansAsTheAPI(t *testing.T) {
	base := startProgram(t)
	for _, request := range []string{engineer, kit, `{"minutes":45,"cares":["feng shui"],"candidate_share":60}`} {
		status, fromAPI := postTo(t, base+"/v1/agendas", request)
		fromCommand, stderr, err := command(t, request, "select", "--agenda")
		if status != http.StatusOK || err != nil || stderr != "" || fromCommand != fromAPI {
			t.Errorf("%s: %d %v %s\n%s", request, status, err, stderr, cmp.Diff(fromAPI, fromCommand))
		}
	}
}

// TestCommandLineAnswersAsTheAPI compares bytes: with the same secret, tokens are the same.
func TestCommandLineAnswersAsTheAPI(t *testing.T) {
	secret := []string{"--token-secret", "the secret of this test"}
	base := startProgram(t, secret...)
	for _, request := range []string{engineer, kit, `{"asker":"candidate","minutes":1,"cares":["feng shui"]}`} {
		_, fromAPI := post(t, base, request)
		fromCommand, stderr, err := command(t, request, append([]string{"select"}, secret...)...)
		if err != nil || stderr != "" || fromCommand != fromAPI {
			t.Errorf("%s: %v %s\n%s", request, err, stderr, cmp.Diff(fromAPI, fromCommand))
		}
	}
}

// TestKitIsTheSameForEveryone adds a thousand random lists of cares to the request for a kit.
func TestKitIsTheSameForEveryone(t *testing.T) {
	base := startProgram(t)
	v := vocabulary(t)
	items := func(cares []string) (string, string) {
		var request map[string]any
		if err := json.Unmarshal([]byte(kit), &request); err != nil {
			t.Fatal(err)
		}
		request["cares"] = cares
		body, err := json.Marshal(request)
		if err != nil {
			t.Fatal(err)
		}
		status, answer := post(t, base, string(body))
		var raw map[string]json.RawMessage
		if err := json.Unmarshal([]byte(answer), &raw); err != nil || status != http.StatusOK {
			t.Fatalf("%d %v: %s", status, err, answer)
		}
		return string(raw["items"]), string(raw["kit_id"])
	}
	wantItems, wantKit := items([]string{})
	rng := rand.New(rand.NewPCG(5, 6))
	for range 1000 {
		var cares []string
		for range 1 + rng.IntN(5) {
			cares = append(cares, v[rng.IntN(len(v))])
		}
		if gotItems, gotKit := items(cares); gotItems != wantItems || gotKit != wantKit {
			t.Fatalf("%q: kit %s, want %s\n%s", cares, gotKit, wantKit, cmp.Diff(wantItems, gotItems))
		}
	}
}

// vocabulary is everything that one may say to care about, and something that nobody knows.
func vocabulary(t *testing.T) []string {
	t.Helper()
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	said := []string{"feng shui"}
	for _, c := range content.Vocabulary.Cares {
		said = append(said, c.Synonyms...)
		for _, a := range c.Aspects {
			said = append(said, a.Synonyms...)
		}
	}
	return said
}

func TestSelectGivesAnchoredRatings(t *testing.T) {
	answer, _, err := command(t, kit, "select")
	if err != nil {
		t.Fatal(err)
	}
	s := parseSet(t, answer)
	rated := 0
	for _, it := range s.Items {
		if len(it.Question.Anchors) == 3 {
			rated++
		}
	}
	if rated < 4 || s.KitID == "" || s.Minutes > 40 {
		t.Errorf("%d rated of %d questions, %d minutes, kit %q", rated, len(s.Items), s.Minutes, s.KitID)
	}
}

// TestSelectRefuses says what is wrong, and where.
func TestSelectRefuses(t *testing.T) {
	for stdin, want := range map[string]string{
		`{"asker":"candidate","minutes":15,"stage":"ofer"}`: "/stage: Unknown stage \"ofer\". Nearest: offer.",
		`{"asker":"candidate","minutes":-1,"x":1}`:          "/x: There is no such field here.",
		`{"asker":"candidate"}`:                             "/minutes: This is required.",
		`{`:                                                 "The body ends before the JSON does.",
		``:                                                  "The body",
	} {
		stdout, _, err := command(t, stdin, "select")
		if err == nil || stdout != "" || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: wrote %q; error %v, want %q in it", stdin, stdout, err, want)
		}
	}
}

// TestSelectCreatesNothing looks into the folder in which it ran.
func TestSelectCreatesNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, args := range [][]string{{"select"}, {"bank", "check"}, {"version"}, {"--help"}} {
		if _, _, err := command(t, engineer, args...); err != nil {
			t.Errorf("%q: %v", args, err)
		}
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// TestOwnBank reads a copy of the shipped bank from a folder, and one with a fault in it.
func TestOwnBank(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, seed.Shipped()); err != nil {
		t.Fatal(err)
	}
	shipped, _, err := command(t, "", "bank", "check")
	if err != nil || !strings.HasPrefix(shipped, "The bank holds together: ") {
		t.Fatalf("%q %v", shipped, err)
	}
	if own, _, err := command(t, "", "bank", "check", "--bank", dir); err != nil || own != shipped {
		t.Errorf("got %q %v, want %q", own, err, shipped)
	}
	file := filepath.Join(dir, "rules/candidate/person.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	broken := strings.Replace(string(text), `when: '"advancement" in profile.cares'`, `when: '"advancment" in profile.cares'`, 1)
	if err := os.WriteFile(file, []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	line := strings.Count(broken[:strings.Index(broken, "advancment")], "\n") + 1
	_, _, err = command(t, "", "bank", "check", "--bank", dir)
	want := regexp.MustCompile(`(?s)rules/candidate/person\.yaml:(\d+).*advancement`).FindStringSubmatch(errorText(err))
	if want == nil || want[1] != strconv.Itoa(line) {
		t.Errorf("line %d is wrong; got %v", line, err)
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestSynth makes a bank and asks it.
func TestSynth(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "large")
	out, _, err := command(t, "", "synth", "--questions", "400", "--rules", "90", "--seed", "3", "--out", dir)
	if err != nil || !strings.HasSuffix(out, " holds 200 questions for candidates, 200 for interviewers, 90 rules.\n") {
		t.Fatalf("%q %v", out, err)
	}
	answer, _, err := command(t, engineer, "select", "--bank", dir)
	if err != nil || len(parseSet(t, answer).Items) == 0 {
		t.Errorf("%s %v", answer, err)
	}
	if _, _, err := command(t, "", "synth", "--questions", "-1", "--out", dir); err == nil {
		t.Error("no error for -1 questions")
	}
}

// TestBankStats counts the shipped bank, and one of another size.
func TestBankStats(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "large")
	if _, _, err := command(t, "", "synth", "--questions", "400", "--rules", "90", "--out", dir); err != nil {
		t.Fatal(err)
	}
	for what, args := range map[string][]string{
		"pairs across the table": {"bank", "stats"},
		"candidate          200": {"bank", "stats", "--bank", dir},
	} {
		if out, _, err := command(t, "", args...); err != nil || !strings.Contains(out, what) {
			t.Errorf("%v prints no %q: %v\n%s", args, what, err, out)
		}
	}
}

// TestLoadingAgainChangesNothing starts the program twice on one database.
func TestLoadingAgainChangesNothing(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		var first string
		for i := range 2 {
			out, _, err := command(t, "", append([]string{"migrate"}, flags...)...)
			if err != nil || !strings.Contains(out, "It holds release 1,") {
				t.Fatalf("time %d: %q %v", i+1, out, err)
			}
			t.Run("serve", func(t *testing.T) {
				ready := get(t, startProgram(t, flags...)+"/readyz")
				if first == "" {
					first = ready
				}
				if ready != first || !strings.Contains(ready, `"number":1`) {
					t.Errorf("got %s, want %s", ready, first)
				}
			})
		}
	})
}

// TestServeEnvironment takes its settings from variables; an argument goes before them, an empty one does not count.
// TestReplicasFollow starts three programs on one database, publishes another bank beside them, and asks each for it.
func TestReplicasFollow(t *testing.T) {
	const patience = 20 * time.Second
	dir := filepath.Join(t.TempDir(), "another")
	if _, _, err := command(t, "", "synth", "--questions", "60", "--rules", "20", "--out", dir); err != nil {
		t.Fatal(err)
	}
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		var replicas []string
		for range 3 {
			replicas = append(replicas, startProgram(t, flags...))
		}
		out, _, err := command(t, "", append([]string{"migrate", "--bank", dir}, flags...)...)
		if err != nil || !strings.Contains(out, "It holds release 2,") {
			t.Fatalf("%q %v", out, err)
		}
		for i, base := range replicas {
			for begun := time.Now(); !strings.Contains(get(t, base+"/readyz"), `"number":2`); time.Sleep(20 * time.Millisecond) {
				if time.Since(begun) > patience {
					t.Fatalf("replica %d is still %s", i+1, get(t, base+"/readyz"))
				}
			}
			if status, answer := post(t, base, engineer); status != http.StatusOK || !strings.Contains(answer, `"number":2`) {
				t.Errorf("replica %d: status %d, %.200s", i+1, status, answer)
			}
		}
	})
}

// gate lets connections through to a socket, once it is open.
type gate struct{ listener net.Listener }

// newGate is closed: whoever connects is turned away.
func newGate(t *testing.T) *gate {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	return &gate{listener}
}

func (g *gate) open(t *testing.T, socket string) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", g.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			out, err := (&net.Dialer{}).DialContext(t.Context(), "unix", socket)
			if err != nil {
				_ = in.Close()
				continue
			}
			go func() { _, _ = io.Copy(out, in); _ = out.Close() }()
			go func() { _, _ = io.Copy(in, out); _ = in.Close() }()
		}
	}()
}

// TestStartWithoutTheDatabase serves what was kept on disk until the database is back, and never without anything kept.
func TestStartWithoutTheDatabase(t *testing.T) {
	data, away := t.TempDir(), newGate(t)
	direct := server.Database(t)
	through, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(through.Query().Get("host"), ".s.PGSQL."+through.Query().Get("port"))
	through.Host, through.RawQuery = away.listener.Addr().String(), "sslmode=disable"
	if _, _, err := command(t, "", "serve", "--listen", "127.0.0.1:0", "--data-dir", data, "--database-url", through.String()); err == nil {
		t.Fatal("it serves without a database and without anything kept")
	}
	t.Run("with the database", func(t *testing.T) {
		startProgram(t, "--data-dir", data, "--database-url", direct)
	})
	base := startProgram(t, "--data-dir", data, "--database-url", through.String())
	if ready := get(t, base+"/readyz"); !strings.Contains(ready, "kept on disk") || !strings.Contains(ready, `"number":1`) {
		t.Errorf("without the database: %s", ready)
	}
	_, before := post(t, base, engineer)
	away.open(t, socket)
	for begun := time.Now(); strings.Contains(get(t, base+"/readyz"), "problem"); time.Sleep(50 * time.Millisecond) {
		if time.Since(begun) > 20*time.Second {
			t.Fatalf("with the database back: %s", get(t, base+"/readyz"))
		}
	}
	if _, after := post(t, base, engineer); after != before {
		t.Errorf("another answer:\n%s", cmp.Diff(before, after))
	}
}

func TestServeEnvironment(t *testing.T) {
	for name, tt := range map[string]struct {
		environment map[string]string
		args        []string
		want        string
	}{
		"variable":        {map[string]string{"TWOWAY_DATABASE_URL": "mysql://x"}, nil, "--database-url starts with postgres://"},
		"empty variable":  {map[string]string{"TWOWAY_DATABASE_URL": "", "TWOWAY_LISTEN": "nowhere:x"}, nil, "cannot listen on nowhere:x"},
		"argument first":  {map[string]string{"TWOWAY_LISTEN": "nowhere:x"}, []string{"--listen", "elsewhere:y"}, "cannot listen on elsewhere:y"},
		"unknown flag":    {nil, []string{"--colour"}, "unknown flag --colour"},
		"unknown command": {nil, []string{"sing"}, "unexpected argument sing"},
	} {
		t.Run(name, func(t *testing.T) {
			var out output
			err := run(t.Context(), tt.args, func(name string) string { return tt.environment[name] }, terminal{out: &out, err: &out})
			if !strings.Contains(errorText(err), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// TestDatabaseIsNone names the file that is no database.
func TestDatabaseIsNone(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "twoway.db")
	if err := os.WriteFile(file, []byte(strings.Repeat("this is no database. ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, err := command(t, "", "serve", "--data-dir", dir, "--listen", "127.0.0.1:0")
	if !strings.HasPrefix(errorText(err), file+": ") {
		t.Errorf("got %v", err)
	}
}

func TestPortIsTaken(t *testing.T) {
	base := startProgram(t)
	_, _, err := command(t, "", "serve", "--data-dir", t.TempDir(), "--listen", strings.TrimPrefix(base, "http://"))
	if !strings.Contains(errorText(err), "choose another address with --listen") {
		t.Errorf("got %v", err)
	}
}

// TestRequestsInFlightAreFinished stops the program while a request is being sent.
func TestRequestsInFlightAreFinished(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	listener, err := listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	begun := make(chan struct{})
	slow := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(begun)
		time.Sleep(300 * time.Millisecond)
		_, _ = w.Write([]byte("whole"))
	})
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, listener, slow, slog.New(slog.DiscardHandler)) }()
	answered := make(chan string, 1)
	go func() {
		answer := get(t, "http://"+listener.Addr().String())
		answered <- answer
	}()
	<-begun
	stop()
	if got := <-answered; got != "whole" {
		t.Errorf("got %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestWhereThereIsNothing answers programs with a problem and people with a page. HEAD is answered as GET.
func TestWhereThereIsNothing(t *testing.T) {
	base := startProgram(t)
	for _, tt := range []struct {
		method, path, accept string
		status               int
		media                string
	}{
		{http.MethodHead, "/healthz", "*/*", http.StatusOK, "application/json"},
		{http.MethodHead, "/", "text/html", http.StatusOK, "text/html; charset=utf-8"},
		{http.MethodGet, "/nowhere", "*/*", http.StatusNotFound, "application/problem+json"},
		{http.MethodGet, "/nowhere", "text/html,*/*", http.StatusNotFound, "text/html; charset=utf-8"},
		{http.MethodGet, "/v1/nowhere", "text/html", http.StatusNotFound, "application/problem+json"},
		{http.MethodDelete, "/v1/questions", "*/*", http.StatusMethodNotAllowed, "application/problem+json"},
		{http.MethodPut, "/", "*/*", http.StatusMethodNotAllowed, "application/problem+json"},
		{http.MethodGet, "/sets/x", "text/html", http.StatusNotFound, "text/html; charset=utf-8"},
		{http.MethodGet, "/v1//questions/../../etc/passwd", "*/*", http.StatusNotFound, "application/problem+json"},
	} {
		request, err := http.NewRequestWithContext(t.Context(), tt.method, base+tt.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept", tt.accept)
		r, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != tt.status || r.Header.Get("Content-Type") != tt.media {
			t.Errorf("%s %s: %d %s, want %d %s", tt.method, tt.path, r.StatusCode, r.Header.Get("Content-Type"), tt.status, tt.media)
		}
	}
}

// TestExamplesInTheDocs runs what the documents show.
func TestExamplesInTheDocs(t *testing.T) {
	base := startProgram(t)
	for _, file := range []string{"README.md", "docs/api.md"} {
		calls := regexp.MustCompile(`(?s)http://127.0.0.1:8080(/v1/[a-z-]+)\s[^\n]*?(?:\\\s*)?-d '(\{.*?\})'`).FindAllStringSubmatch(document(t, file), -1)
		if len(calls) == 0 {
			t.Errorf("%s shows no call", file)
		}
		for _, call := range calls {
			status, answer := postTo(t, base+call[1], call[2])
			if status != http.StatusOK || !strings.Contains(answer, `"items":[{"`) && !strings.Contains(answer, `"verdict":"`) {
				t.Errorf("%s: %s: %d %s", file, call, status, answer)
			}
		}
	}
}

// TestREADMEShowsWhatComes compares the answer in the README with the answer.
func TestREADMEShowsWhatComes(t *testing.T) {
	readme := document(t, "README.md")
	body := regexp.MustCompile(`(?s)-d '(\{.*?\})'`).FindStringSubmatch(readme)
	answer, _, err := command(t, body[1], "select")
	if err != nil {
		t.Fatal(err)
	}
	s := parseSet(t, answer)
	shown := regexp.MustCompile(`"id": "([a-z0-9-]+)"`).FindAllStringSubmatch(readme, -1)
	if len(shown) == 0 {
		t.Fatal("the README shows no question")
	}
	for i, id := range shown {
		if ids(s)[i] != id[1] {
			t.Errorf("question %d: the README shows %s, and %s comes", i+1, id[1], ids(s)[i])
		}
	}
	for _, line := range regexp.MustCompile(`"(?:text|because)": "([^"]+)"`).FindAllStringSubmatch(readme, -1) {
		if !strings.Contains(answer, line[1]) {
			t.Errorf("the README shows %q, which does not come", line[1])
		}
	}
}

func document(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestDocumentsLeadSomewhere follows every link between documents.
func TestDocumentsLeadSomewhere(t *testing.T) {
	files, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "README.md", "CONTRIBUTING.md", "CHANGELOG.md") {
		for _, link := range regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`).FindAllStringSubmatch(document(t, file), -1) {
			if strings.Contains(link[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), link[1])); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
}

// TestAnotherBankIsTheNextRelease starts a program with a changed bank on the database of another.
func TestAnotherBankIsTheNextRelease(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		if _, _, err := command(t, "", append([]string{"migrate"}, flags...)...); err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := os.CopyFS(dir, seed.Shipped()); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(dir, "rules/candidate/person.yaml")); err != nil {
			t.Fatal(err)
		}
		out, _, err := command(t, "", append([]string{"migrate", "--bank", dir}, flags...)...)
		if err != nil || !strings.Contains(out, "It holds release 2,") {
			t.Errorf("%q %v", out, err)
		}
	})
}

// TestFrozenAndServedAlike compares the release that a command makes with the one in a database.
func TestFrozenAndServedAlike(t *testing.T) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	frozen, err := release.Freeze(bank.Release{}, content, "", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if ready := get(t, startProgram(t)+"/readyz"); !strings.Contains(ready, frozen.Hash) {
		t.Errorf("%s, want %s", ready, frozen.Hash)
	}
}
