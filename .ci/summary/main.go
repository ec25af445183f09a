// Summary reads what "go test -json" writes and prints what people need of it: the output of what failed, a line for each
// package, and at last how many tests passed and failed, and how many of them ran on each database. Parents of subtests
// are not counted. A skipped test counts as a failure: nothing is silently left out.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

type event struct {
	Action, Package, Test, Output, ImportPath string
	Elapsed                                   float64
}

type test struct{ pkg, name string }

type summary struct {
	output  map[test][]string
	results map[test]string
	parents map[test]bool
	failed  []string // packages
}

func main() {
	s := &summary{output: map[test][]string{}, results: map[test]string{}, parents: map[test]bool{}}
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
	if !s.finish() {
		os.Exit(1)
	}
}

func (s *summary) add(e event) {
	t := test{e.Package, e.Test}
	switch e.Action {
	case "output":
		s.output[t] = append(s.output[t], e.Output)
	case "build-output":
		fmt.Print(e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			s.endPackage(e)
			return
		}
		s.results[t] = e.Action
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

func (s *summary) endPackage(e event) {
	if e.Action == "fail" {
		s.failed = append(s.failed, e.Package)
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

// finish prints the last line, and tells whether all is well.
func (s *summary) finish() bool {
	count := map[string]int{}
	database := map[string]int{}
	for t, result := range s.results {
		if s.parents[t] {
			continue
		}
		count[result]++
		for _, name := range []string{"SQLite", "Postgres"} {
			if strings.Contains(strings.ToLower(t.name), strings.ToLower(name)) {
				database[name]++
			}
		}
	}
	for _, pkg := range s.failed {
		fmt.Println("failed:", pkg)
	}
	fmt.Printf("%d passed, %d failed, %d skipped · on SQLite %d, on Postgres %d\n",
		count["pass"], count["fail"], count["skip"], database["SQLite"], database["Postgres"])
	return len(s.failed) == 0 && count["fail"] == 0 && count["skip"] == 0 &&
		count["pass"] > 0 && database["SQLite"] > 0 && database["Postgres"] > 0
}
