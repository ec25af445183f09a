package admin

import (
	"strings"
	"testing"
)

// TestCompareWords: what is marked gives both texts again, and no more is marked than has changed.
func TestCompareWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ from, to, want string }{
		{"", "", ""},
		{"", "New text.", "[+New text.]"},
		{"Old text.", "", "[-Old text.]"},
		{"Who would you pick?", "Who would you pick these days?", "Who would you pick[+ these days]?"},
		{"How many pages came?", "How many calls came?", "How many[- pages][+ calls] came?"},
		{"a b c d", "b c d e", "[-a][- b][+b] c d[+ e]"},
		{"It's fair", "It’s fair", "[-It's][+It’s] fair"},
		{"eins  zwei", "eins zwei", "eins[-  zwei][+ zwei]"},
		{"日本", "日本語", "[-日本][+日本語]"},
	} {
		var from, to, got strings.Builder
		for _, s := range compareWords(tt.from, tt.to) {
			switch {
			case s.Del:
				from.WriteString(s.Text)
				got.WriteString("[-" + s.Text + "]")
			case s.Ins:
				to.WriteString(s.Text)
				got.WriteString("[+" + s.Text + "]")
			default:
				from.WriteString(s.Text)
				to.WriteString(s.Text)
				got.WriteString(s.Text)
			}
		}
		if from.String() != tt.from || to.String() != tt.to {
			t.Errorf("%q, %q: %s", tt.from, tt.to, got.String())
		}
		if want := strings.ReplaceAll(tt.want, "][-", ""); got.String() != want {
			t.Errorf("%q, %q: %s, want %s", tt.from, tt.to, got.String(), want)
		}
	}
}

// TestShortened: a long text in which little has changed is cut, but not what has changed.
func TestShortened(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 200)
	got := shortText(compareWords(long+"old "+long, long+"new "+long))
	if len(got) != 4 || got[1].Text != " old" && got[1].Text != "old" || len(got[0].Text) > 200 || len(got[3].Text) > 200 {
		t.Errorf("%+v", got)
	}
	if got := shortText(compareWords("", long)); len(got) != 1 || got[0].Text != long {
		t.Errorf("%+v", got)
	}
}
