package lint

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write lexicon.bin")

// TestImage compiles the texts in data, and compares the result with lexicon.bin.
func TestImage(t *testing.T) {
	compiled := imageOf(compileLexicon())
	if *update {
		if err := os.WriteFile("lexicon.bin", compiled, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(compiled, []byte(image)) {
		t.Error("lexicon.bin is not what the texts in data compile to; run: go generate ./lint")
	}
	if again := imageOf(readLexicon()); !bytes.Equal(again, compiled) {
		t.Error("what is read from the image has another image")
	}
}
