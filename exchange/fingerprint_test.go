package exchange_test

import (
	"testing"
	"testing/fstest"

	"twoway/exchange"
)

// TestFingerprint: it differs as soon as a file of the bank does, and not for other files.
func TestFingerprint(t *testing.T) {
	files := shippedFiles(t)
	before := exchange.Fingerprint(files)
	files["notes.txt"] = &fstest.MapFile{Data: []byte("notes")}
	if before == "" || exchange.Fingerprint(files) != before {
		t.Errorf("with a file that is not of the bank it is %q, want %q", exchange.Fingerprint(files), before)
	}
	text := files["weights.yaml"].Data
	files["weights.yaml"] = &fstest.MapFile{Data: append(append([]byte(nil), text...), '#')}
	if got := exchange.Fingerprint(files); got == before {
		t.Error("it is the same after a change")
	}
	files["weights.yaml"] = &fstest.MapFile{Data: text}
	files["rules/more.yaml"] = &fstest.MapFile{Data: []byte("[]")}
	if got := exchange.Fingerprint(files); got == before {
		t.Error("it is the same with another file")
	}
	if got := exchange.Fingerprint(fstest.MapFS{}); got == before || got == "" {
		t.Errorf("of an empty folder it is %q", got)
	}
}
