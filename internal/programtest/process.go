package programtest

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// AdminToken is the token of the admin API of every Process.
const AdminToken = "the admin token of the tests"

// Process is the program as a process of its own, for tests of its user, its limits and its files.
type Process struct {
	Base string  // URL of its form, without the last slash
	Out  *Output // its standard output
	Log  *Output // its standard error
	Cmd  *exec.Cmd
	done chan struct{}
}

var (
	binary = sync.OnceValues(build) //nolint:gochecknoglobals // built once per test binary
	folder string                   //nolint:gochecknoglobals // of the binary
	// The folder of the tests' package: a test may change the working directory before the program is built.
	start, _ = os.Getwd() //nolint:gochecknoglobals // read once, before any test
)

// build builds the program in a folder that other users can enter, and returns the program's path.
func build() (path string, err error) {
	if folder, err = os.MkdirTemp("", "twoway-test"); err != nil {
		return "", err
	}
	path = filepath.Join(folder, "twoway")
	command := exec.Command("go", "build", "-tags", "nomsgpack", "-o", path, "twoway") //nolint:noctx // it ends by itself
	command.Dir = start
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return path, os.Chmod(folder, 0o755) //nolint:gosec // the program is not secret
}

// Main runs tests that use Command, removes what it has built, and returns the exit code for os.Exit.
func Main(run func() int) int {
	defer func() {
		if folder != "" {
			_ = os.RemoveAll(folder)
		}
	}()
	return run()
}

// SmallBank returns the folder of a small bank, with which a program starts sooner than with the shipped one.
func SmallBank(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "bank")
	MustRun(t, "synth", "--questions", "40", "--rules", "8", "--out", dir)
	return dir
}

// Command returns a command of the program as a process of its own. It is killed when the test ends.
func Command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...) //nolint:gosec // the program was built from these sources
	cmd.Env = append(os.Environ(), "TWOWAY_ADMIN_TOKEN="+AdminToken)
	return cmd
}

// StartProcess starts a command that serves on a free port, and returns when it does. It is killed when the test ends.
func StartProcess(t *testing.T, cmd *exec.Cmd) *Process {
	t.Helper()
	p := &Process{Out: &Output{}, Log: &Output{}, Cmd: cmd, done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.Out, p.Log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = cmd.Wait(); close(p.done) }()
	t.Cleanup(p.Kill)
	form := regexp.MustCompile(`(http://\S+)/\n`)
	for range 3600 {
		if m := form.FindStringSubmatch(p.Out.String()); m != nil {
			p.Base = m[1]
			return p
		}
		select {
		case <-p.done:
			t.Fatalf("the program did not start: %s", p.Log.String())
		case <-time.After(25 * time.Millisecond):
		}
	}
	t.Fatalf("the program did not get ready\n%s%s", p.Out.String(), p.Log.String())
	return nil
}

// Events returns its log without the lines of requests.
func (p *Process) Events() string {
	var events []string
	for line := range strings.Lines(p.Log.String()) {
		if !strings.Contains(line, "msg=request") {
			events = append(events, line)
		}
	}
	return strings.Join(events, "")
}

// Kill ends the process at once. A second call does nothing.
func (p *Process) Kill() {
	_ = p.Cmd.Process.Kill()
	<-p.done
}

// AwaitReady waits until the answer of /readyz contains a text, or does not contain it if the text begins with "!".
func (p *Process) AwaitReady(t *testing.T, text string) {
	t.Helper()
	text, absent := strings.CutPrefix(text, "!")
	ready := ""
	for range 400 {
		if ready = Get(t, p.Base+"/readyz"); strings.Contains(ready, text) != absent {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("got %s, want %q (absent: %t)\n%s", ready, text, absent, p.Events())
}

// Admin sends a request with the admin token, and returns the status and the body of the answer.
func (p *Process) Admin(t *testing.T, method, path, body string) (status int, answer string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, p.Base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+AdminToken)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode, read(t, response.Body)
}

// Stop ends the process as Ctrl+C does, and waits until it has ended.
func (p *Process) Stop(t *testing.T) {
	t.Helper()
	if err := p.Cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	<-p.done
}
