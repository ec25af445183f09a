package apifuzz_test

import (
	"flag"
	"path/filepath"
	"strings"
	"testing"

	"twoway/exchange"
	"twoway/internal/apifuzz"
	"twoway/internal/programtest"
	"twoway/seed"
)

// The short form, for "make test"; "make fuzz-api" sets both.
var (
	number = flag.Int("requests", 1300, "how many requests to send")
	start  = flag.Uint64("seed", 1, "selects the requests")
)

const token = "the admin token of the fuzzing"

// TestEveryAnswerIsDeclared sends requests made from openapi.yaml to the whole program, three of four one after another and the rest by four
// clients at once. Every answer must be as the contract says, no answer may be a 5xx, and every operation must succeed.
func TestEveryAnswerIsDeclared(t *testing.T) {
	t.Logf("seed %d, %d requests", *start, *number)
	base := upgraded(t)
	report, err := apifuzz.Run(t.Context(), apifuzz.Options{
		Base: base, Token: token, Document: []byte(programtest.File(t, "openapi.yaml")), Seed: *start,
		Sequential: *number * 3 / 4, Concurrent: *number / 4, Clients: 4,
	})
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	if err := report.Write(&table); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + table.String())
	for _, text := range report.Failures() {
		t.Error(text)
	}
	if left := report.Unreached(); len(left) > 0 {
		t.Errorf("never succeeded: %s", left)
	}
	if got := report.Requests(); got < *number-4 {
		t.Errorf("sent %d requests, want %d", got, *number)
	}
}

// upgraded starts the program on a bank that was edited under an older version of the shipped bank, so that upgrades wait for a
// decision. It returns the URL of the program.
func upgraded(t *testing.T) string {
	t.Helper()
	data, older := t.TempDir(), filepath.Join(t.TempDir(), "bank")
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	before := olderBank(content)
	if err := exchange.Export(older, exchange.YAML, before); err != nil {
		t.Fatal(err)
	}
	if !t.Run("older bank", func(t *testing.T) {
		base := programtest.Start(t, "--admin-token", token, "--data-dir", data, "--bank", older)
		edit(t, base, before)
	}) {
		t.FailNow()
	}
	return programtest.Start(t, "--admin-token", token, "--data-dir", data)
}
