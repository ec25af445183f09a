package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// passed is a package with one passed test on each database.
const passed = `{"Action":"start","Package":"p"}
{"Action":"output","Package":"p","Test":"TestSQLite","Output":"output of a passed test\n"}
{"Action":"pass","Package":"p","Test":"TestSQLite/one"}
{"Action":"pass","Package":"p","Test":"TestSQLite"}
{"Action":"pass","Package":"p","Test":"TestPostgres"}
{"Action":"pass","Package":"p","Elapsed":1.5}
`

// passedLine is the line for the package p; failedLine and okLine are lines for a package q.
const (
	passedLine = "pass  p                         1.5 s\n"
	okLine     = "pass  q                         0.0 s\n"
	failedLine = "fail  q                         0.0 s\nfailed: q\n"
	onEach     = "1 tests on SQLite, 1 on Postgres; total:\n"
)

// check summarises events and compares the result.
func check(t *testing.T, events, want string, wantOK bool) {
	t.Helper()
	var out strings.Builder
	s := newSummary(&out)
	if err := s.read(strings.NewReader(events)); err != nil {
		t.Fatal(err)
	}
	if ok := s.finish(); ok != wantOK {
		t.Errorf("got ok %t, want %t", ok, wantOK)
	}
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
}

func TestPassed(t *testing.T) {
	check(t, passed, passedLine+onEach+"2 passed, 0 failed, 0 skipped\n", true)
	withoutTests := `{"Action":"start","Package":"q"}
{"Action":"skip","Package":"q"}`
	check(t, passed+withoutTests, passedLine+onEach+"2 passed, 0 failed, 0 skipped\n", true)
}

func TestFailed(t *testing.T) {
	for name, c := range map[string]struct{ events, want string }{
		"skipped test": {`{"Action":"start","Package":"q"}
{"Action":"output","Package":"q","Test":"TestA","Output":"not here\n"}
{"Action":"skip","Package":"q","Test":"TestA"}
{"Action":"pass","Package":"q"}`, "not here\n" + okLine + onEach + "2 passed, 0 failed, 1 skipped\n"},
		"skipped parent": {`{"Action":"start","Package":"q"}
{"Action":"pass","Package":"q","Test":"TestA/one"}
{"Action":"skip","Package":"q","Test":"TestA"}
{"Action":"pass","Package":"q"}`, okLine + onEach + "3 passed, 0 failed, 1 skipped\n"},
		"failed test": {`{"Action":"start","Package":"q"}
{"Action":"output","Package":"q","Test":"TestA/one","Output":"got 1, want 2\n"}
{"Action":"fail","Package":"q","Test":"TestA/one"}
{"Action":"fail","Package":"q","Test":"TestA"}
{"Action":"fail","Package":"q"}`, "got 1, want 2\n" + failedLine + onEach + "2 passed, 1 failed, 0 skipped\n"},
		"package that did not compile": {`{"Action":"build-output","ImportPath":"q","Output":"undefined: x\n"}
{"Action":"start","Package":"q"}
{"Action":"fail","Package":"q"}`, "undefined: x\n" + failedLine + onEach + "2 passed, 1 failed, 0 skipped\n"},
		"interrupted test": {`{"Action":"start","Package":"q"}
{"Action":"output","Package":"q","Test":"TestA","Output":"panic\n"}
{"Action":"fail","Package":"q"}`, "panic\n" + failedLine + onEach + "2 passed, 1 failed, 0 skipped\n"},
		"package that did not finish": {
			`{"Action":"start","Package":"q"}
{"Action":"pass","Package":"q","Test":"TestA"}`,
			"did not finish: q\nfailed: q\n" + onEach + "3 passed, 1 failed, 0 skipped\n",
		},
		"output that is not JSON": {
			"signal: killed\n" + `{"Action":"start","Package":"q"}`,
			"signal: killed\ndid not finish: q\nfailed: q\n" + onEach + "2 passed, 1 failed, 0 skipped\n",
		},
	} {
		t.Run(name, func(t *testing.T) { check(t, passed+c.events, passedLine+c.want, false) })
	}
}

func TestNothingRan(t *testing.T) {
	check(t, "", "0 tests on SQLite, 0 on Postgres; total:\n0 passed, 0 failed, 0 skipped\n", false)
	for database, counts := range map[string]string{"SQLite": "0 tests on SQLite, 1 on Postgres", "Postgres": "1 tests on SQLite, 0 on Postgres"} {
		other := strings.ReplaceAll(passed, "Test"+database, "TestOther")
		check(t, other, passedLine+counts+"; total:\n2 passed, 0 failed, 0 skipped\n", false)
	}
}

func TestLineTooLong(t *testing.T) {
	s := newSummary(&strings.Builder{})
	if err := s.read(strings.NewReader(strings.Repeat("x", maxLine+1))); err == nil {
		t.Error("no error for a line that is too long")
	}
}
