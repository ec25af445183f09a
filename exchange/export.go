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

// Format is a form in which a whole bank can be written.
type Format string

// The forms of a bank.
const (
	YAML      Format = "yaml"  // a folder, as Load reads it: pleasant to edit, and to compare
	JSONLines Format = "jsonl" // a file with an object a line: for programs
	CSV       Format = "csv"   // a folder with a file for each kind: for spreadsheets
)

// Export writes a bank to a path: a folder for YAML and CSV, a file for JSONLines. It is there whole, or not at all, and
// nothing is overwritten: the path must not exist, or be an empty folder.
func Export(path string, format Format, c bank.Content) (err error) {
	if err := isFree(path); err != nil {
		return err
	}
	c.Normalise()
	files, err := filesOf(format, c)
	if err != nil {
		return err
	}
	parent := filepath.Dir(filepath.Clean(path))
	unfinished, err := os.MkdirTemp(parent, ".export-*")
	if err != nil {
		return fmt.Errorf("exchange: export: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(unfinished)) }()
	for _, f := range files {
		if err := write(filepath.Join(unfinished, "bank", f.name), f.text); err != nil {
			return fmt.Errorf("exchange: export: %w", err)
		}
	}
	whole := filepath.Join(unfinished, "bank")
	if format == JSONLines {
		whole = filepath.Join(whole, files[0].name)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) { // an empty folder
		return fmt.Errorf("exchange: export: %w", err)
	}
	if err := os.Rename(whole, path); err != nil {
		return fmt.Errorf("exchange: export: %w", err)
	}
	return nil
}

// file is one to be written.
type file struct {
	name string
	text []byte
}

func filesOf(format Format, c bank.Content) ([]file, error) {
	switch format {
	case YAML:
		return yamlFiles(c)
	case JSONLines:
		return jsonLines(c)
	case CSV:
		return csvFiles(c)
	}
	return nil, fmt.Errorf("exchange: there is no format %q", format)
}

func isFree(path string) error {
	entries, err := os.ReadDir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(entries) == 0:
		return nil
	case err == nil:
		return fmt.Errorf("exchange: %s is not empty; nothing is overwritten", path)
	}
	return fmt.Errorf("exchange: %s exists already; nothing is overwritten", path)
}

func write(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}

// nameFor is an id as the name of a file; one that is not an id has none of its own.
func nameFor(id string) string {
	if regexp.MustCompile(`^[a-z0-9_-]{1,64}$`).MatchString(id) {
		return id
	}
	return "other"
}
