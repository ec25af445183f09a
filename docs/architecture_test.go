package docs_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestArchitecture compares the table of rooms in docs/architecture.md with the packages that there are, and with what they
// import.
func TestArchitecture(t *testing.T) {
	shown := map[string][]string{}
	for _, p := range pieces(t, "docs/architecture.md") {
		if p.kind == "folder | what it is | imports, of this project" {
			for _, row := range p.rows {
				shown[code(row[0])] = codes(row[2])
			}
		}
	}
	list := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, "twoway/...")
	list.Stderr = t.Output()
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	actual := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		names := strings.Fields(line)
		if names[0] == "twoway/docs" { // tests alone
			continue
		}
		actual[folder(names[0])] = nil
		for _, name := range names[1:] {
			if strings.HasPrefix(name, "twoway/") {
				actual[folder(names[0])] = append(actual[folder(names[0])], folder(name))
			}
		}
		slices.Sort(actual[folder(names[0])])
	}
	if diff := cmp.Diff(actual, shown); diff != "" {
		t.Errorf("the code (-) and the table (+):\n%s", diff)
	}
}

// folder returns the folder of a package.
func folder(path string) string {
	if path == "twoway" {
		return "."
	}
	return strings.TrimPrefix(path, "twoway/")
}
