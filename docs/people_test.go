package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"twoway/account"
	"twoway/internal/programtest"
)

// TestPeopleManual runs the commands of docs/people.md from top to bottom in one shell, against a program of its own.
func TestPeopleManual(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	base := programtest.Start(t, "--data-dir", data)
	program := filepath.Join(dir, "twoway")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags=nomsgpack", "-o", program, ".")
	build.Dir = programtest.Root(t)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var blocks []piece
	for _, p := range pieces(t, "docs/people.md") {
		switch p.kind {
		case "sh", "text":
			blocks = append(blocks, p)
		case "role | may":
			checkRoles(t, p.rows)
		case "console":
		default:
			t.Errorf("line %d: no check for %q", p.line, p.kind)
		}
	}
	runManual(t, dir, base, []string{"PATH=" + dir + ":" + os.Getenv("PATH"), "TWOWAY_DATA_DIR=" + data}, blocks)
}

// checkRoles checks that the table has the roles, in their order.
func checkRoles(t *testing.T, rows [][]string) {
	t.Helper()
	var shown []account.Role
	for _, row := range rows {
		shown = append(shown, account.Role(code(row[0])))
	}
	wantSame(t, shown, account.Roles())
}

// runManual runs blocks of a shell in one shell, in a folder, and looks for the lines of the text below each in its output, in the same order.
// "…" in a line matches any text. Addresses of a program at its default address are those of the one at base.
func runManual(t *testing.T, dir, base string, environment []string, blocks []piece) {
	t.Helper()
	const next = "@@ next block @@"
	var script []string
	var outputs [][]string
	for _, p := range blocks {
		if p.kind == "sh" {
			script, outputs = append(script, strings.Join(p.lines, "\n")), append(outputs, nil)
		} else {
			outputs[len(outputs)-1] = p.lines
		}
	}
	shell := exec.CommandContext(t.Context(), "bash", "-c", strings.ReplaceAll(strings.Join(script, "\necho; echo '"+next+"'\n"), "http://127.0.0.1:8080", base))
	shell.Dir, shell.Env = dir, append(append(os.Environ(), "no_proxy=*"), environment...)
	out, err := shell.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for i, output := range strings.Split(string(out), next) {
		rest := output
		for _, line := range outputs[i] {
			for part := range strings.SplitSeq(line, "…") {
				_, after, found := strings.Cut(rest, part)
				if !found {
					t.Fatalf("%s\nprints no %q:\n%s", script[i], part, output)
				}
				rest = after
			}
		}
		if strings.Contains(script[i], "grep -c") && strings.HasPrefix(strings.TrimSpace(output), "0") {
			t.Errorf("nothing was counted:\n%s", output)
		}
	}
}
