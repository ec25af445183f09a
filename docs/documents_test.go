package docs_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/internal/programtest"
)

// TestExamplesInTheDocs sends the requests that the documents show.
func TestExamplesInTheDocs(t *testing.T) {
	base := programtest.Start(t)
	for _, file := range []string{"README.md", "docs/api.md"} {
		calls := regexp.MustCompile(`(?s)http://127.0.0.1:8080(/v1/[a-z-]+)\s[^\n]*?(?:\\\s*)?-d '(\{.*?\})'`).FindAllStringSubmatch(programtest.File(t, file), -1)
		if len(calls) == 0 {
			t.Errorf("%s shows no request", file)
		}
		for _, call := range calls {
			status, answer := programtest.PostTo(t, base+call[1], call[2])
			isDone := status == http.StatusNoContent && answer == ""
			if !isDone && (status != http.StatusOK && status != http.StatusCreated || !strings.Contains(answer, `"items":[{"`) && !strings.Contains(answer, `"verdict":"`)) {
				t.Errorf("%s: %s: %d %s", file, call, status, answer)
			}
		}
	}
}

// TestAddressesInTheDocs gets the addresses that docs/api.md shows without a body.
func TestAddressesInTheDocs(t *testing.T) {
	base := programtest.Start(t)
	calls := regexp.MustCompile(`(?m)^curl -s (?:-D - -o \S+ |-o /dev/null -w \S+ )?'?http://127.0.0.1:8080(/[^'\s]+)'?(?:$| -o [a-z.]+$| \|| -H 'If)`).FindAllStringSubmatch(programtest.File(t, "docs/api.md"), -1)
	if len(calls) < 6 {
		t.Errorf("docs/api.md shows %d addresses, want at least 6", len(calls))
	}
	for _, call := range calls {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+call[1], nil)
		if err != nil {
			t.Fatal(err)
		}
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, a.Body)
		if err = errors.Join(err, a.Body.Close()); err != nil || a.StatusCode != http.StatusOK || n == 0 {
			t.Errorf("%s: status %d, %d bytes, %v", call[1], a.StatusCode, n, err)
		}
	}
}

// TestREADMEAnswer compares the answer that the README shows with the answer to its request.
func TestREADMEAnswer(t *testing.T) {
	readme := programtest.File(t, "README.md")
	body := regexp.MustCompile(`(?s)-d '(\{.*?\})'`).FindStringSubmatch(readme)
	answer, _, err := programtest.Run(t, body[1], "select")
	if err != nil {
		t.Fatal(err)
	}
	s := programtest.ParseSet(t, answer)
	shown := regexp.MustCompile(`"id": "([a-z0-9-]+)"`).FindAllStringSubmatch(readme, -1)
	if len(shown) == 0 {
		t.Fatal("the README shows no question")
	}
	for i, id := range shown {
		if s.IDs()[i] != id[1] {
			t.Errorf("question %d: the README shows %s, the answer has %s", i+1, id[1], s.IDs()[i])
		}
	}
	for _, line := range regexp.MustCompile(`"(?:text|because)": "([^"]+)"`).FindAllStringSubmatch(readme, -1) {
		if !strings.Contains(answer, line[1]) {
			t.Errorf("the README shows %q, which is not in the answer", line[1])
		}
	}
}

// TestVerifyingACopy: the program in docs/api.md that verifies a copy of the bank says that one is the same as the dump.
func TestVerifyingACopy(t *testing.T) {
	base := programtest.Start(t)
	blocks := regexp.MustCompile("(?s)```python\n(.*?)```").FindAllStringSubmatch(programtest.File(t, "docs/api.md"), -1)
	const second = 1
	if len(blocks) <= second {
		t.Fatalf("docs/api.md shows %d programs in Python", len(blocks))
	}
	c := exec.CommandContext(t.Context(), "python3", "-c", strings.ReplaceAll(blocks[second][1], "http://127.0.0.1:8080", base)) //nolint:gosec // of our own document
	if text, err := c.CombinedOutput(); err != nil || string(text) != "the same\n" {
		t.Errorf("%v: %s", err, text)
	}
}

// TestLinksBetweenDocuments checks that the target of every link exists.
func TestLinksBetweenDocuments(t *testing.T) {
	for _, file := range slices.Concat(programtest.Files(t, "docs/*.md"), programtest.Files(t, "*.md")) {
		for _, link := range regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`).FindAllStringSubmatch(programtest.File(t, file), -1) {
			if strings.Contains(link[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(programtest.Root(t), filepath.Dir(file), link[1])); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
}

// TestErrorCodesInTheDocs: docs/api.md says when each code of a problem and of a fault is sent, and knows no others.
func TestErrorCodesInTheDocs(t *testing.T) {
	_, errorsPart, _ := strings.Cut(programtest.File(t, "docs/api.md"), "\n## Errors\n")
	problems, faults, _ := strings.Cut(errorsPart, "of a fault in")
	known := func(text string, column int) []string {
		var list []string
		for _, row := range regexp.MustCompile(`(?m)^\|.*\|$`).FindAllString(text, -1) {
			for _, m := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(strings.Split(row, "|")[column], -1) {
				if m[1] != "code" {
					list = append(list, m[1])
				}
			}
		}
		slices.Sort(list)
		return list
	}
	enum := regexp.MustCompile(`code: \{type: string, enum: \[(invalid_request[^\]]*)\]`).FindStringSubmatch(programtest.File(t, "openapi.yaml"))
	if enum == nil {
		t.Fatal("the contract lists no codes of problems")
	}
	want := strings.Split(enum[1], ", ")
	slices.Sort(want)
	if diff := cmp.Diff(want, known(problems, 2)); diff != "" {
		t.Errorf("codes of problems (-contract +docs):\n%s", diff)
	}
	want = nil
	for _, m := range regexp.MustCompile(`(?m)^\tFault\w+ += "([a-z_]+)"`).FindAllStringSubmatch(programtest.File(t, "bank/error.go"), -1) {
		want = append(want, m[1])
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, known(faults, 1)); diff != "" {
		t.Errorf("codes of faults (-code +docs):\n%s", diff)
	}
}

// TestProgramsInTheDocs runs the programs that docs/api.md shows in other languages: each prints questions.
func TestProgramsInTheDocs(t *testing.T) {
	base := programtest.Start(t)
	for language, run := range map[string][]string{"js": {"node", "main.mjs"}, "python": {"python3", "main.py"}, "go": {"go", "run", "main.go"}} {
		blocks := regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(programtest.File(t, "docs/api.md"), -1)
		if len(blocks) == 0 {
			t.Errorf("docs/api.md has nothing in %s", language)
		}
		for _, block := range blocks[:min(1, len(blocks))] {
			folder := t.TempDir()
			program := strings.ReplaceAll(block[1], "http://127.0.0.1:8080", base)
			if err := os.WriteFile(filepath.Join(folder, run[len(run)-1]), []byte(program), 0o600); err != nil {
				t.Fatal(err)
			}
			c := exec.CommandContext(t.Context(), run[0], run[1:]...)
			c.Dir = folder
			if text, err := c.CombinedOutput(); err != nil || strings.Count(string(text), "?") < 2 {
				t.Errorf("%s: %v: %s", language, err, text)
			}
		}
	}
}
