// Package programtest starts the whole program in tests, runs its commands, and asks it for sets.
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

// Engineer is the request of a candidate, and Kit that of an interviewer.
const (
	Engineer = `{"asker":"candidate","role":"site reliability engineer","seniority":"senior","stage":"hiring_manager",
		"asked_of":"hiring_manager","cares":["on-call load","growth"],"minutes":15,"count":8,"seed":0,"exclude":[],
		"explain":false,"locale":"en"}`
	Kit = `{"asker":"interviewer","role":"charge nurse","seniority":"senior","stage":"panel","minutes":40}`
)

// Root returns the folder of the project.
func Root(t *testing.T) string {
	t.Helper()
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("the folder of the project is not known")
	}
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// File returns the text of a file of the project.
func File(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(Root(t), name)) //nolint:gosec // a file of the project
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Files returns the names of the files of the project that match a pattern, as File takes them.
func Files(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := fs.Glob(os.DirFS(Root(t)), pattern)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Output collects what a program writes. It may be read while the program writes.
type Output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write appends p.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

// String returns what was written so far.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// Start runs the program on a free port, with a data folder of its own unless args name one, and returns the URL of its form
// without the last slash. It is told to stop when the test ends, and must then end without an error.
func Start(t *testing.T, args ...string) (base string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var stdout, stderr Output
	ended := make(chan error, 1)
	args = append([]string{"serve", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir()}, args...)
	contract := app.Contract(File(t, "openapi.yaml"))
	go func() {
		ended <- app.Run(ctx, contract, args, NoEnvironment, app.Terminal{In: strings.NewReader(""), Out: &stdout, Err: &stderr})
	}()
	t.Cleanup(func() {
		stop()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the program ended with: %v\n%s", err, stderr.String())
			}
		case <-time.After(30 * time.Second):
			t.Errorf("the program does not stop\n%s", stderr.String())
		}
	})
	form := regexp.MustCompile(`(http://\S+)/\n`)
	for range 600 {
		if m := form.FindStringSubmatch(stdout.String()); m != nil {
			return m[1]
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("the program ended at once: %v\n%s", err, stderr.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Fatalf("the program is not ready\n%s%s", stdout.String(), stderr.String())
	return ""
}

// Command runs a command of the program to its end.
func Command(t *testing.T, stdin string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	return CommandWith(t, NoEnvironment, stdin, args...)
}

// CommandWith is Command with an environment.
func CommandWith(t *testing.T, getenv func(string) string, stdin string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, errs Output
	contract := app.Contract(File(t, "openapi.yaml"))
	err = app.Run(t.Context(), contract, args, getenv, app.Terminal{In: strings.NewReader(stdin), Out: &out, Err: &errs})
	return out.String(), errs.String(), err
}

// Done runs a command that must succeed, and returns what it wrote to standard output.
func Done(t *testing.T, args ...string) string {
	t.Helper()
	out, stderr, err := Command(t, "", args...)
	if err != nil {
		t.Fatalf("%q: %v\n%s%s", args, err, out, stderr)
	}
	return out
}

// NoEnvironment is an environment without variables.
func NoEnvironment(string) string { return "" }

// ErrorText returns the text of an error, "" for none.
func ErrorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// Post asks for a question set.
func Post(t *testing.T, base, body string) (status int, answer string) {
	t.Helper()
	return PostTo(t, base+"/v1/question-sets", body)
}

// PostTo posts JSON to a URL.
func PostTo(t *testing.T, url, body string) (status int, answer string) {
	t.Helper()
	r, err := http.Post(url, "application/json", strings.NewReader(body)) //nolint:gosec,noctx // of this test
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	return r.StatusCode, read(t, r.Body)
}

// Get returns the body of what is at a URL.
func Get(t *testing.T, url string) (answer string) {
	t.Helper()
	r, err := http.Get(url) //nolint:gosec,noctx // of this test
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

// Set is what tests look at in a question set.
type Set struct {
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

// ParseSet reads an answer.
func ParseSet(t *testing.T, answer string) Set {
	t.Helper()
	var s Set
	if err := json.Unmarshal([]byte(answer), &s); err != nil {
		t.Fatalf("%v in %s", err, answer)
	}
	return s
}

// IDs returns those of the questions of a set, in their order.
func (s Set) IDs() []string {
	var list []string
	for _, it := range s.Items {
		list = append(list, it.Question.ID)
	}
	return list
}
