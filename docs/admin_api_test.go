package docs_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"twoway/internal/programtest"
)

// TestAdminManual does what docs/admin-api.md shows, in one shell from top to bottom, and looks for what it says comes
// out, in that order. In a line of it, … stands for anything.
func TestAdminManual(t *testing.T) {
	const token, next = "the admin token of the manual", "@@ next block @@"
	base := programtest.Start(t, "--admin-token", token)
	var script []string
	var says [][]string
	for _, p := range pieces(t, "docs/admin-api.md") {
		switch p.kind {
		case "sh":
			script = append(script, strings.Join(p.lines, "\n"))
			says = append(says, nil)
		case "text":
			says[len(says)-1] = p.lines
		case "console", "path | ":
		default:
			t.Errorf("line %d: nobody checks this %q", p.line, p.kind)
		}
	}
	shell := exec.CommandContext(t.Context(), "bash", "-c", strings.ReplaceAll(strings.Join(script, "\necho; echo '"+next+"'\n"), "http://127.0.0.1:8080", base))
	shell.Dir, shell.Env = t.TempDir(), append(os.Environ(), "TWOWAY_ADMIN_TOKEN="+token, "no_proxy=*")
	out, err := shell.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for i, said := range strings.Split(string(out), next) {
		rest := said
		for _, line := range says[i] {
			for part := range strings.SplitSeq(line, "…") {
				_, after, found := strings.Cut(rest, part)
				if !found {
					t.Fatalf("after\n%s\n%q does not come out:\n%s", script[i], part, said)
				}
				rest = after
			}
		}
		if strings.Contains(script[i], "grep -c") && strings.HasPrefix(strings.TrimSpace(said), "0") {
			t.Errorf("the set has not changed:\n%s", said)
		}
	}
}
