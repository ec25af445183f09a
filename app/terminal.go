package app

import (
	"fmt"
	"io"
	"sync"
	"unicode/utf8"

	"twoway/bank"
)

// Terminal holds the standard streams of a command.
type Terminal struct {
	In       io.Reader
	Out, Err io.Writer
}

// escaped returns the terminal with streams that show control, invisible and direction-turning characters as escapes
// (\u001b), whatever they come from: a database, a file, a line of input. Strings in JSON keep their meaning.
func (t Terminal) escaped() Terminal {
	return Terminal{In: t.In, Out: &escapingWriter{to: t.Out}, Err: &escapingWriter{to: t.Err}}
}

// flush writes what the streams still hold back.
func (t Terminal) flush() {
	for _, stream := range []io.Writer{t.Out, t.Err} {
		if w, ok := stream.(*escapingWriter); ok {
			w.flush()
		}
	}
}

// escapingWriter writes text with bank.Escape. It is safe for concurrent use.
type escapingWriter struct {
	mu   sync.Mutex
	to   io.Writer
	rest []byte // the bytes of a character that is not complete yet
}

// Write writes p, but holds back an incomplete character at its end until the next call.
func (w *escapingWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.rest) == 0 && isPlain(p) {
		return w.to.Write(p)
	}
	text := append(w.rest, p...) //nolint:gocritic // rest is replaced
	end := completeEnd(text)
	if _, err := io.WriteString(w.to, bank.Escape(string(text[:end]))); err != nil {
		return 0, err
	}
	w.rest = append([]byte(nil), text[end:]...)
	return len(p), nil
}

// isPlain reports whether a text has only printable ASCII characters, line ends and the micro sign of durations, which bank.Escape leaves
// as they are: most lines of a log.
func isPlain(text []byte) bool {
	const micro = "µ"
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n', c >= ' ' && c <= '~':
		case c == micro[0] && i+1 < len(text) && text[i+1] == micro[1]:
			i++
		default:
			return false
		}
	}
	return true
}

// flush writes the bytes of a character that was never completed.
func (w *escapingWriter) flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, _ = io.WriteString(w.to, bank.Escape(string(w.rest))) // the command is over, and has reported its errors
	w.rest = nil
}

// completeEnd returns the length of text without an incomplete UTF-8 sequence at its end.
func completeEnd(text []byte) int {
	for back := 1; back < utf8.UTFMax && back <= len(text); back++ {
		at := len(text) - back
		if utf8.RuneStart(text[at]) {
			if utf8.FullRune(text[at:]) {
				return len(text)
			}
			return at
		}
	}
	return len(text)
}

// printError prints the error that ended the program.
func printError(to io.Writer, err error) {
	_, _ = fmt.Fprintln(to, bank.Escape(fmt.Sprintf("twoway: %v", err)))
}
