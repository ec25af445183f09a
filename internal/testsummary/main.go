// Summary reads what "go test -json" writes and prints what people need of it: the output of what failed, a line for each
// package, and at last how many tests passed and failed, and how many of them ran on each database. Parents of subtests
// are not counted, skipped ones excepted. A skipped test, and a package that did not end, count as failures: nothing is
// silently left out.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
)

type event struct {
	Action, Package, Test, Output, ImportPath string
	Elapsed                                   float64
}

type test struct{ pkg, name string }

type summary struct {
	output  map[test][]string
	parents map[test]bool
	running map[string]bool // packages
	counted map[string]bool // packages of which a failure is counted
	failed  []string        // packages
	count   map[string]int  // of pass, fail, skip, SQLite and Postgres
}

func main() {
	start := time.Now()
	s := &summary{
		output: map[test][]string{}, parents: map[test]bool{}, running: map[string]bool{}, counted: map[string]bool{},
		count: map[string]int{},
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			fmt.Println(lines.Text())
			continue
		}
		s.add(e)
	}
	if err := lines.Err(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Printf("   %.0f s\n", time.Since(start).Seconds())
	if !s.finish() {
		os.Exit(1)
	}
}

func (s *summary) add(e event) {
	t := test{e.Package, e.Test}
	switch e.Action {
	case "start":
		s.running[e.Package] = true
	case "output":
		s.output[t] = append(s.output[t], e.Output)
	case "build-output":
		fmt.Print(e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			s.endPackage(e)
			return
		}
		if !s.parents[t] || e.Action == "skip" { // a parent ends after its children
			s.countTest(e)
		}
		for parent := e.Test; strings.Contains(parent, "/"); {
			parent = parent[:strings.LastIndexByte(parent, '/')]
			s.parents[test{e.Package, parent}] = true
		}
		if e.Action != "pass" {
			fmt.Print(strings.Join(s.output[t], ""))
		}
		delete(s.output, t)
	}
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
		fmt.Print(strings.Join(s.output[test{pkg: e.Package}], ""))
		for t, lines := range s.output { // tests that were cut off
			if t.pkg == e.Package && t.name != "" {
				fmt.Print(strings.Join(lines, ""))
			}
		}
	}
	if e.Action != "skip" { // a package without tests
		fmt.Printf("%-5s %-22s %6.1f s\n", e.Action, e.Package, e.Elapsed)
	}
}

// fail notes a package that failed. It counts as one failure where none of its tests did: it did not build, say.
func (s *summary) fail(pkg string) {
	s.failed = append(s.failed, pkg)
	if !s.counted[pkg] {
		s.count["fail"]++
	}
}

// finish prints the last lines, and tells whether all is well.
func (s *summary) finish() bool {
	for pkg := range s.running {
		fmt.Println("did not end:", pkg)
		s.fail(pkg)
	}
	for _, pkg := range s.failed {
		fmt.Println("failed:", pkg)
	}
	c := s.count
	fmt.Printf("%d tests on SQLite, %d on Postgres; in all:\n%d passed, %d failed, %d skipped\n",
		c["SQLite"], c["Postgres"], c["pass"], c["fail"], c["skip"])
	return c["fail"] == 0 && c["skip"] == 0 && c["pass"] > 0 && c["SQLite"] > 0 && c["Postgres"] > 0
}
