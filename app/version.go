package app

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"twoway/rules"
)

// version is set when the program is built for a release: go build -ldflags "-X twoway/app.version=1.2.3".
var version string

// programVersion returns the version set by the linker, or that of the module, or the commit, or "development".
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return cmp.Or(version, "development")
	}
	module, commit := info.Main.Version, ""
	if module == "(devel)" {
		module = ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= shortCommit {
			commit = "commit " + s.Value[:shortCommit]
		}
	}
	return cmp.Or(version, module, commit, "development")
}

const shortCommit = 12 // digits of a commit hash, enough to be unambiguous

// versions returns the line that "twoway version" and "twoway --version" print.
func versions() string {
	return fmt.Sprintf("twoway %s, engine %d, %s", programVersion(), rules.Version, runtime.Version())
}

// Run prints the versions.
func (Version) Run(t Terminal) error {
	_, err := fmt.Fprintln(t.Out, versions())
	return err
}
