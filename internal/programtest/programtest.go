// Package programtest starts the whole program in tests, runs its commands, and sends it requests.
package programtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"twoway/app"
)

// Engineer is a candidate's request for a question set, and Kit an interviewer's.
const (
	Engineer = `{"asker":"candidate","role":"site reliability engineer","seniority":"senior","stage":"hiring_manager",
		"asked_of":"hiring_manager","cares":["on-call load","growth"],"minutes":15,"count":8,"seed":0,"exclude":[],
		"explain":false,"locale":"en"}`
	Kit = `{"asker":"interviewer","role":"charge nurse","seniority":"senior","stage":"panel","minutes":40}`
)

// Root returns the root folder of the project.
func Root(t *testing.T) string {
	t.Helper()
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("cannot find the root folder of the project")
	}
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// File returns the text of a file. The name is relative to the root folder of the project.
func File(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(Root(t), name)) //nolint:gosec // tests name only files of the project
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Files returns the names of the files of the project that match a glob pattern, as File takes them.
func Files(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := fs.Glob(os.DirFS(Root(t)), pattern)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Output collects what the program writes. It is safe for concurrent use.
type Output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write appends p. It never fails.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

// String returns everything written so far.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// Start runs the program on a free port, with its own data folder unless args name one, and returns the URL of its form without
// the last slash. The program is stopped when the test ends; the test fails if it does not stop or returns an error.
func Start(t *testing.T, args ...string) (base string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var stdout, stderr Output
	done := make(chan error, 1)
	args = append([]string{"serve", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir()}, args...)
	contract := app.Contract(File(t, "openapi.yaml"))
	go func() {
		done <- app.Run(ctx, contract, args, NoEnvironment, app.Terminal{In: strings.NewReader(""), Out: &stdout, Err: &stderr})
	}()
	t.Cleanup(func() {
		stop()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("the program failed: %v\n%s", err, stderr.String())
			}
		case <-time.After(30 * time.Second):
			t.Errorf("the program did not stop\n%s", stderr.String())
		}
	})
	form := regexp.MustCompile(`(http://\S+)/\n`)
	for range 1800 {
		if m := form.FindStringSubmatch(stdout.String()); m != nil {
			return m[1]
		}
		select {
		case err := <-done:
			done <- err
			t.Fatalf("the program did not start: %v\n%s", err, stderr.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Fatalf("the program did not get ready\n%s%s", stdout.String(), stderr.String())
	return ""
}

// Run runs a command of the program, without environment variables.
func Run(t *testing.T, stdin string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	return RunWithEnv(t, NoEnvironment, stdin, args...)
}

// RunWithEnv runs a command of the program that reads environment variables with getenv.
func RunWithEnv(t *testing.T, getenv func(string) string, stdin string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, errs Output
	contract := app.Contract(File(t, "openapi.yaml"))
	err = app.Run(t.Context(), contract, args, getenv, app.Terminal{In: strings.NewReader(stdin), Out: &out, Err: &errs})
	return out.String(), errs.String(), err
}

// MustRun runs a command and returns its standard output. The test fails if the command does.
func MustRun(t *testing.T, args ...string) string {
	t.Helper()
	out, stderr, err := Run(t, "", args...)
	if err != nil {
		t.Fatalf("%q: %v\n%s%s", args, err, out, stderr)
	}
	return out
}

// NoEnvironment is an environment without variables.
func NoEnvironment(string) string { return "" }

// ErrorText returns the text of err, or "" if err is nil.
func ErrorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// Post requests a question set from the program at base.
func Post(t *testing.T, base, body string) (status int, answer string) {
	t.Helper()
	return PostTo(t, base+"/v1/question-sets", body)
}

// PostTo posts JSON to a URL and returns the status and the body of the answer.
func PostTo(t *testing.T, url, body string) (status int, answer string) {
	t.Helper()
	r, err := http.Post(url, "application/json", strings.NewReader(body)) //nolint:gosec,noctx // the URL of a program that the test started
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	return r.StatusCode, read(t, r.Body)
}

// Get returns the body of the answer to a GET request.
func Get(t *testing.T, url string) (answer string) {
	t.Helper()
	r, err := http.Get(url) //nolint:gosec,noctx // the URL of a program that the test started
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	return read(t, r.Body)
}

func read(t *testing.T, r io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Set is the part of a question set that tests look at.
type Set struct {
	Minutes int
	Items   []struct {
		Question struct {
			ID      string
			Anchors map[string]string
			Aspects []string
			Cares   []string
			About   string
		}
		Reasons []struct {
			Cares, Aspects []string
			Stage          string
		}
	}
	KitID string `json:"kit_id"`
}

// ParseSet parses an answer.
func ParseSet(t *testing.T, answer string) Set {
	t.Helper()
	var s Set
	if err := json.Unmarshal([]byte(answer), &s); err != nil {
		t.Fatalf("%v in %s", err, answer)
	}
	return s
}

// IDs returns the IDs of the questions of the set, in order.
func (s Set) IDs() []string {
	var list []string
	for _, it := range s.Items {
		list = append(list, it.Question.ID)
	}
	return list
}
