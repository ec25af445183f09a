package spreadsheet_test

import (
	"testing"

	"twoway/internal/spreadsheet"
)

func TestEscape(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "a": "a", "=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@a": "'@a", "\tx": "'\tx", "\rx": "'\rx", "＝1": "'＝1", "'a": "''a", "a=1": "a=1",
	} {
		if got := spreadsheet.Escape(cell); got != want {
			t.Errorf("%q became %q, want %q", cell, got, want)
		}
	}
}

func FuzzEscape(f *testing.F) {
	f.Add("=1")
	f.Add("'")
	f.Add("\xff")
	f.Fuzz(func(t *testing.T, cell string) {
		if back := spreadsheet.Unescape(spreadsheet.Escape(cell)); back != cell {
			t.Errorf("%q came back as %q", cell, back)
		}
	})
}
