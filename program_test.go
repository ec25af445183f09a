package main

import (
	"bytes"
	"context"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// output is what a program has written so far. It may be read while the program writes.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// startProgram runs the whole program on a free port, with a data folder of its own unless args name one, and returns the
// address of its form without the last slash. It is told to stop when the test ends, and must then end without an error.
func startProgram(t *testing.T, args ...string) (base string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var stdout, stderr output
	ended := make(chan error, 1)
	args = append([]string{"serve", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir()}, args...)
	go func() {
		ended <- run(ctx, args, noEnvironment, terminal{in: strings.NewReader(""), out: &stdout, err: &stderr})
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

// command runs a command of the program to its end.
func command(t *testing.T, stdin string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, errors output
	err = run(t.Context(), args, noEnvironment, terminal{in: strings.NewReader(stdin), out: &out, err: &errors})
	return out.String(), errors.String(), err
}

func noEnvironment(string) string { return "" }

// read is what a reader holds.
func read(t *testing.T, r io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
