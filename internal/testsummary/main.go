// Testsummary reads the output of "go test -json" from standard input and prints a summary: the output of failed tests, one
// line per package, and finally how many tests passed, failed and were skipped, and how many ran on each database. Parents
// of subtests are not counted unless they were skipped.
//
// It exits with status 1 if a test failed or was skipped, if a package failed or did not finish, or if there was no passed
// test, no test on SQLite or no test on PostgreSQL: a test that did not run must not look like a passed one.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// maxLine is the longest line of input, in bytes.
const maxLine = 16 << 20

func main() {
	start := time.Now()
	s := newSummary(os.Stdout)
	if err := s.read(os.Stdin); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Printf("   %.0f s\n", time.Since(start).Seconds())
	if !s.finish() {
		os.Exit(1)
	}
}

// event is a line of "go test -json" (see "go doc test2json").
type event struct {
	Action, Package, Test, Output, ImportPath string
	Elapsed                                   float64
}

type test struct{ pkg, name string }

// summary collects events. Counts are by action ("pass", "fail", "skip") and by database ("SQLite", "Postgres").
type summary struct {
	out     io.Writer
	output  map[test][]string // of tests that have not passed
	parents map[test]bool
	running map[string]bool // packages
	counted map[string]bool // packages that have a failed test
	failed  []string        // packages
	count   map[string]int
}

func newSummary(out io.Writer) *summary {
	return &summary{
		out: out, output: map[test][]string{}, parents: map[test]bool{}, running: map[string]bool{}, counted: map[string]bool{},
		count: map[string]int{},
	}
}

func (s *summary) printf(format string, args ...any) { _, _ = fmt.Fprintf(s.out, format, args...) }

func (s *summary) print(lines []string) { s.printf("%s", strings.Join(lines, "")) }

// read adds every event of a stream. It copies lines that are not JSON, such as those of the compiler, to the output.
func (s *summary) read(in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			s.printf("%s\n", lines.Text())
			continue
		}
		s.add(e)
	}
	return lines.Err()
}

func (s *summary) add(e event) {
	t := test{e.Package, e.Test}
	switch e.Action {
	case "start":
		s.running[e.Package] = true
	case "output":
		s.output[t] = append(s.output[t], e.Output)
	case "build-output":
		s.printf("%s", e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			s.endPackage(e)
		} else {
			s.endTest(e)
		}
	}
}

func (s *summary) endTest(e event) {
	t := test{e.Package, e.Test}
	if !s.parents[t] || e.Action == "skip" { // a parent ends after its subtests
		s.countTest(e)
	}
	for parent := e.Test; strings.Contains(parent, "/"); {
		parent = parent[:strings.LastIndexByte(parent, '/')]
		s.parents[test{e.Package, parent}] = true
	}
	if e.Action != "pass" {
		s.print(s.output[t])
	}
	delete(s.output, t)
}

func (s *summary) countTest(e event) {
	s.count[e.Action]++
	s.counted[e.Package] = s.counted[e.Package] || e.Action == "fail"
	for _, name := range []string{"SQLite", "Postgres"} {
		if strings.Contains(strings.ToLower(e.Test), strings.ToLower(name)) {
			s.count[name]++
		}
	}
}

func (s *summary) endPackage(e event) {
	delete(s.running, e.Package)
	if e.Action == "fail" {
		s.fail(e.Package)
		s.print(s.output[test{pkg: e.Package}])
		for t, lines := range s.output { // tests that were interrupted
			if t.pkg == e.Package && t.name != "" {
				s.print(lines)
			}
		}
	}
	if e.Action != "skip" { // skip means a package without tests
		s.printf("%-5s %-22s %6.1f s\n", e.Action, e.Package, e.Elapsed)
	}
}

// fail records a failed package. It counts as one failure if none of its tests failed, for example if it did not compile.
func (s *summary) fail(pkg string) {
	s.failed = append(s.failed, pkg)
	if !s.counted[pkg] {
		s.count["fail"]++
	}
}

// finish prints the failed packages and the counts, and reports whether everything passed.
func (s *summary) finish() bool {
	for pkg := range s.running {
		s.printf("did not finish: %s\n", pkg)
		s.fail(pkg)
	}
	for _, pkg := range s.failed {
		s.printf("failed: %s\n", pkg)
	}
	c := s.count
	s.printf("%d tests on SQLite, %d on Postgres; total:\n%d passed, %d failed, %d skipped\n",
		c["SQLite"], c["Postgres"], c["pass"], c["fail"], c["skip"])
	return c["fail"] == 0 && c["skip"] == 0 && c["pass"] > 0 && c["SQLite"] > 0 && c["Postgres"] > 0
}
