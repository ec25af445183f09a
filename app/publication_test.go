package app_test

import (
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/programtest"
)

// nurse is a request of a candidate.
const nurse = `{"asker":"candidate","role":"nurse","minutes":15,"cares":["pay"]}`

// TestSelectDraft chooses from the drafts of a database that a server is using: as the server does, without a token. A draft with a fault is
// listed.
func TestSelectDraft(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		const token = "the admin token of this test"
		base := programtest.Start(t, append(slices.Clone(flags), "--admin-token", token)...)
		before, _, err := programtest.Run(t, nurse, append([]string{"select", "--draft"}, flags...)...)
		if err != nil {
			t.Fatal(err)
		}
		for _, rule := range []string{
			`{"id":"rota-for-nurses","asker":"candidate","name":"n","when":"profile.role == \"nursing\"","pick":"question.topic == \"workload\"","effect":{"kind":"boost","points":100},"because":"b"}`,
			`{"id":"half","asker":"candidate","name":"n","when":"profile.","effect":{"kind":"exclude"},"because":"b"}`,
		} {
			postAs(t, token, base+"/v1/admin/rules", rule, http.StatusCreated)
		}
		after, notices, err := programtest.Run(t, nurse, append([]string{"select", "--draft"}, flags...)...)
		if err != nil {
			t.Fatal(err)
		}
		first, second := programtest.ParseSet(t, before), programtest.ParseSet(t, after)
		if slices.Equal(first.IDs(), second.IDs()) || !strings.Contains(after, `"token":null`) || !strings.Contains(notices, "rule half has faults") {
			t.Errorf("before %v, after %v\n%s", first.IDs(), second.IDs(), notices)
		}
		tried := postAs(t, token, base+"/v1/question-sets", strings.Replace(nurse, "{", `{"release":"draft",`, 1), http.StatusOK)
		if got := programtest.ParseSet(t, tried); !slices.Equal(got.IDs(), second.IDs()) {
			t.Errorf("the command chooses %v, the server %v", second.IDs(), got.IDs())
		}
		out, _, err := programtest.Run(t, `{"role":"nurse","minutes":60}`, append([]string{"select", "--draft", "--agenda"}, flags...)...)
		if err != nil || !strings.Contains(out, `"blocks":`) {
			t.Errorf("an agenda: %v %.100s", err, out)
		}
	})
}

// postAs posts a body with the admin token.
func postAs(t *testing.T, token, url, body string, want int) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	return sendFor(t, r, want)
}

// TestFourEyesOfCommand does not publish what nobody else has approved.
func TestFourEyesOfCommand(t *testing.T) {
	flags := []string{"--data-dir", t.TempDir()}
	programtest.MustRun(t, append([]string{"migrate"}, flags...)...)
	path := t.TempDir() + "/bank.jsonl"
	programtest.MustRun(t, append([]string{"bank", "export", "--format", "jsonl", path}, flags...)...)
	replaceIn(t, path, `"how_to_ask":"`, `"how_to_ask":"Slowly. `)
	programtest.MustRun(t, append([]string{"bank", "import", "--write", path}, flags...)...)
	_, _, err := programtest.Run(t, "", append([]string{"release", "publish", "--four-eyes", "--note", "n"}, flags...)...)
	if !bank.HasCode(err, bank.CodeNotApproved) {
		t.Errorf("published with %v", err)
	}
	programtest.MustRun(t, append([]string{"release", "publish", "--note", "n"}, flags...)...)
}

// replaceIn replaces a text in a file, once.
func replaceIn(t *testing.T, path, from, to string) {
	t.Helper()
	text, err := os.ReadFile(path) //nolint:gosec // of this test
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), from, to, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// sendFor sends a request, and returns the body of the answer, which must have a status.
func sendFor(t *testing.T, r *http.Request, want int) string {
	t.Helper()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != want {
		t.Fatalf("%s: status %d, %v: %.300s", r.URL, answer.StatusCode, err, body)
	}
	return string(body)
}
