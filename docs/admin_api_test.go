package docs_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"twoway/internal/programtest"
)

// TestAdminManual runs the commands of docs/admin-api.md from top to bottom in one shell, and looks for the shown lines in their
// output, in the same order. "…" in a line matches any text.
func TestAdminManual(t *testing.T) {
	const token, next = "the admin token of the manual", "@@ next block @@"
	base := programtest.Start(t, "--admin-token", token)
	var script []string
	var outputs [][]string
	for _, p := range pieces(t, "docs/admin-api.md") {
		switch p.kind {
		case "sh":
			script = append(script, strings.Join(p.lines, "\n"))
			outputs = append(outputs, nil)
		case "text":
			outputs[len(outputs)-1] = p.lines
		case "console", "path | ":
		default:
			t.Errorf("line %d: no check for %q", p.line, p.kind)
		}
	}
	shell := exec.CommandContext(t.Context(), "bash", "-c", strings.ReplaceAll(strings.Join(script, "\necho; echo '"+next+"'\n"), "http://127.0.0.1:8080", base))
	shell.Dir, shell.Env = t.TempDir(), append(os.Environ(), "TWOWAY_ADMIN_TOKEN="+token, "no_proxy=*")
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
			t.Errorf("the set did not change:\n%s", output)
		}
	}
}
