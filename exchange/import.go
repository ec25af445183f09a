package exchange

import (
	"fmt"
	"os"
	"strings"

	"twoway/bank"
)

// Import reads a whole bank that was written by Export, or by hand. A folder with a file questions.csv is read as CSV, any
// other folder as YAML, and a file as JSON Lines. As with Load, the content is normalised and valid, and an error with code
// invalid_content lists every fault with file and line. Exported says of which versions the parts are; it is nil if the files
// do not say so: they were written by hand, or by an older program.
func Import(path string) (content bank.Content, exported *bank.Exported, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return bank.Content{}, nil, fmt.Errorf("cannot read %s: %s", path, fileReason(err))
	}
	l := newLoader(os.DirFS(path))
	switch {
	case !info.IsDir():
		content, err = l.importJSONLines(path)
	case l.exists("questions.csv"):
		l.readManifest()
		content, err = l.importCSV()
	default:
		l.readManifest()
		content, err = l.load()
	}
	return content, l.versions.exported(), err
}

// join returns the content made of parts, or the faults of reading and validating them.
func (l *loader) join(parts []bank.Part) (bank.Content, error) {
	content, err := bank.Join(parts)
	if len(l.faults) > 0 || err != nil {
		return bank.Content{}, &bank.Error{Code: bank.CodeInvalidContent, Message: "The bank cannot be read.", Faults: l.faults}
	}
	if err := content.Validate(); err != nil {
		return bank.Content{}, l.locate(advise(&content, err))
	}
	return content, nil
}

// part decodes the JSON of a part, and records its line. It returns no part if the JSON has a fault.
func (l *loader) part(file string, line int, kind bank.Kind, body []byte) []bank.Part {
	p, err := bank.NewPart(kind, body)
	if err != nil {
		detail := fmt.Sprintf("This is not a valid %s: %s.", kind, jsonReason(err))
		if _, key, found := strings.Cut(err.Error(), "unknown field "); found {
			l.unknownKey(file, line, kind, strings.Trim(key, `"`), detail)
		} else {
			l.fault(file, line, detail)
		}
		return nil
	}
	pointer := p.Pointer()
	if _, taken := l.lines[pointer]; taken {
		pointer += "/id"
	}
	l.lines[pointer] = fmt.Sprintf("%s:%d", file, line)
	return []bank.Part{p}
}
