package exchange

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"twoway/bank"
)

// Format is a file format of a whole bank.
type Format string

// The file formats of a bank.
const (
	YAML      Format = "yaml"  // a folder, as Load reads it: easy to edit and to compare
	JSONLines Format = "jsonl" // a file with one object per line: for programs
	CSV       Format = "csv"   // a folder with one file per kind: for spreadsheets
)

// ExportVersions is like Export, and also writes of which versions the parts are, so that Import can tell.
func ExportVersions(path string, format Format, c bank.Content) error {
	c.Normalise()
	v, err := versionsOf(c)
	if err != nil {
		return err
	}
	return export(path, format, c, v)
}

// Export writes a bank to a path: a folder for YAML and CSV, a file for JSONLines. It writes all of the bank or nothing. It
// overwrites nothing: the path must not exist, or be an empty folder.
func Export(path string, format Format, c bank.Content) error {
	c.Normalise()
	return export(path, format, c, nil)
}

func export(path string, format Format, c bank.Content, v *versions) (err error) {
	if err := checkFree(path); err != nil {
		return err
	}
	files, err := filesOf(format, c, v)
	if err != nil {
		return err
	}
	parent := filepath.Dir(filepath.Clean(path))
	unfinished, err := os.MkdirTemp(parent, ".export-*")
	if err != nil {
		return fmt.Errorf("cannot write the bank: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(unfinished)) }()
	for _, f := range files {
		if err := writeFile(filepath.Join(unfinished, "bank", f.name), f.text); err != nil {
			return fmt.Errorf("cannot write the bank: %w", err)
		}
	}
	finished := filepath.Join(unfinished, "bank")
	if format == JSONLines {
		finished = filepath.Join(finished, files[0].name)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) { // an empty folder
		return fmt.Errorf("cannot write the bank: %w", err)
	}
	if err := os.Rename(finished, path); err != nil {
		return fmt.Errorf("cannot write the bank: %w", err)
	}
	return nil
}

// file is a file to write.
type file struct {
	name string
	text []byte
}

func filesOf(format Format, c bank.Content, v *versions) ([]file, error) {
	switch format {
	case YAML:
		return yamlFiles(c, v)
	case JSONLines:
		return jsonLines(c, v)
	case CSV:
		return csvFiles(c, v)
	}
	return nil, fmt.Errorf("unknown format %q; use yaml, jsonl or csv", format)
}

// checkFree returns an error unless a path does not exist, or is an empty folder.
func checkFree(path string) error {
	entries, err := os.ReadDir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(entries) == 0:
		return nil
	case err == nil:
		return fmt.Errorf("the folder %s is not empty; choose another path", path)
	}
	return fmt.Errorf("%s already exists; choose another path", path)
}

func writeFile(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}

// fileName returns an ID for use as the name of a file; "other" if it is not a valid ID.
func fileName(id string) string {
	if regexp.MustCompile(`^[a-z0-9_-]{1,64}$`).MatchString(id) {
		return id
	}
	return "other"
}
