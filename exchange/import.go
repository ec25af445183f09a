package exchange

import (
	"fmt"
	"os"
	"path/filepath"

	"twoway/bank"
)

// Import reads a whole bank that Export wrote, or somebody by hand, in whichever form it is there: a folder with
// questions.csv is CSV, any other folder YAML, and a file JSON Lines. As with Load, the content is normalised and holds
// together, and an error of code invalid_content lists every fault with file and line, or row.
func Import(path string) (bank.Content, error) {
	info, err := os.Stat(path)
	if err != nil {
		return bank.Content{}, fmt.Errorf("exchange: %s cannot be read: %s", path, plain(err))
	}
	if !info.IsDir() {
		return importJSONLines(path)
	}
	if _, err := os.Stat(filepath.Join(path, "questions.csv")); err == nil {
		return importCSV(os.DirFS(path))
	}
	return Load(os.DirFS(path))
}

// joined is the content of parts that stand at the places which a loader knows.
func (l *loader) joined(parts []bank.Part) (bank.Content, error) {
	content, err := bank.Join(parts)
	if len(l.faults) > 0 || err != nil {
		return bank.Content{}, &bank.Error{Code: bank.CodeInvalidContent, Message: "The bank cannot be read.", Faults: l.faults}
	}
	if err := content.Validate(); err != nil {
		return bank.Content{}, l.locate(err)
	}
	return content, nil
}

// part reads the JSON of a part that stands somewhere, and remembers where.
func (l *loader) part(file string, line int, kind bank.Kind, body []byte) []bank.Part {
	p, err := bank.NewPart(kind, body)
	if err != nil {
		l.fault(file, line, fmt.Sprintf("This is not a %s: %s.", kind, plainJSON(err)))
		return nil
	}
	at := p.Pointer()
	if _, taken := l.lines[at]; taken {
		at += "/id"
	}
	l.lines[at] = fmt.Sprintf("%s:%d", file, line)
	return []bank.Part{p}
}
