package docs_test

import (
	"strings"
	"testing"

	"twoway/internal/programtest"
)

// TestAdminManual runs the commands of docs/admin-api.md from top to bottom in one shell, with a key instead of one of the reader's own.
func TestAdminManual(t *testing.T) {
	data := t.TempDir()
	base := programtest.Start(t, "--data-dir", data)
	key := programtest.MustRun(t, "key", "create", "--data-dir", data, "--name", "My first key", "--role", "publisher")
	var blocks []piece
	for _, p := range pieces(t, "docs/admin-api.md") {
		switch p.kind {
		case "sh", "text":
			blocks = append(blocks, p)
		case "console", "path | ":
		default:
			t.Errorf("line %d: no check for %q", p.line, p.kind)
		}
	}
	runManual(t, t.TempDir(), base, []string{"TWOWAY_KEY=" + strings.TrimSpace(key)}, blocks)
}
