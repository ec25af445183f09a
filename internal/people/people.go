// Package people reads the sentences in lint/testdata/people, by writers who did not know the rules of the lint, and disguises
// texts, for tests and for make lint-report.
package people

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"twoway/bank"
)

// Files of sentences, as patterns of their names.
const (
	All         = "*.jsonl"
	Development = "[pw]*.jsonl"    // read and used to tune the rules
	Unseen      = "unseen-*.jsonl" // locked away until the end
	Last        = "last-*.jsonl"   // written after the end
)

// Sentence is a sentence and how its writer judges it.
type Sentence struct {
	ID, Text string
	Asker    bank.Asker
	OK       bool   // nobody sensible would object to it
	Kind     string // if it is not OK: "rude" or "unlawful"
	Hard     bool   // good and easily misread, or faulty and subtle
}

// Read reads the files of a folder whose names match a pattern, sorted by name: one JSON object per line. It fails if there is
// none, and on the first malformed line.
func Read(folder, pattern string) ([]Sentence, error) {
	files, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no file matches %s", folder, pattern)
	}
	slices.Sort(files)
	var list []Sentence
	for _, name := range files {
		part, err := readFile(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, part...)
	}
	return list, nil
}

func readFile(name string) ([]Sentence, error) {
	f, err := os.Open(name) //nolint:gosec // a file of the sources
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	var list []Sentence
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var s Sentence
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, lines.Err()
}
