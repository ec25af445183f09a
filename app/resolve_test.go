package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/internal/programtest"
)

// write writes a file and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestResolveTitles(t *testing.T) {
	out, _, err := programtest.Run(t, "", "resolve", "Senior theatre nurse", "xyzzy")
	want := `title                 family   level   matched
Senior theatre nurse  nursing  senior  part
xyzzy                 -        -       unknown
`
	if err != nil || out != want {
		t.Errorf("%v\n%s", err, cmp.Diff(want, out))
	}
}

func TestResolveMeasures(t *testing.T) {
	titles := write(t, "titles.tsv", "\ufeffnote\tTitle\tfamily\tseniority\r\n"+
		"\tStaff nurse\tnursing|care_work\t\r\n\n"+
		"\tSenior theatre nurse\tlaw\tsenior\n"+
		"\txyzzy\t-\t\n"+
		"\tplugh\tnursing\tlead\n"+
		"\tStaff nurse\tno_such_family\t\n")
	cares := write(t, "cares.tsv", "phrase\texpected\nsalary\tpay\nstaffing\tworkload\nxyzzy\tpay|none\n")
	out, _, err := programtest.Run(t, "", "resolve", "--titles", titles, "--cares", cares, "--list")
	out = strings.ReplaceAll(strings.ReplaceAll(out, titles, "T"), cares, "C")
	want := `titles: T
  right                2   50.0 %
  wrong                1   25.0 %
  ambiguous            0    0.0 %
  not understood       1   25.0 %
  all                  4

levels, where the file has one
  right                1   50.0 %
  wrong                0    0.0 %
  unread               1   50.0 %
  all                  2

first nearest, of those not understood whose family exists
  right                0    0.0 %
  wrong                0    0.0 %
  none                 1  100.0 %
  all                  1

not scored: 1, because the vocabulary has no family or term for no_such_family (1)

wrong
  said                  got      expected
  Senior theatre nurse  nursing  law

ambiguous or not understood
  said   got             expected
  plugh  not understood  nursing

cares: C
  right                2   66.7 %
  wrong                1   33.3 %
  ambiguous            0    0.0 %
  not understood       0    0.0 %
  all                  3

wrong
  said      got              expected
  staffing  safety/staffing  workload
`
	if err != nil || out != want {
		t.Errorf("%v\n%s", err, cmp.Diff(want, out))
	}
}

func TestResolveFaultyFiles(t *testing.T) {
	tests := map[string]struct{ flag, text, want string }{
		"empty":         {"--titles", "", "f.tsv:1: the file is empty; its first line must name the columns"},
		"no title":      {"--titles", "job\tfamily\nnurse\tnursing\n", "f.tsv:1: the header must name a column title; it has: job, family"},
		"no label":      {"--titles", "title\tlevel\nnurse\tlead\n", "f.tsv:1: the header must name a column family or soc; it has: title, level"},
		"no phrase":     {"--cares", "care\texpected\n", "f.tsv:1: the header must name a column phrase; it has: care, expected"},
		"many columns":  {"--cares", "phrase\texpected\npay\tpay\tpay\n", "f.tsv:2: this line has 3 columns; the header has 2"},
		"not UTF-8":     {"--cares", "phrase\texpected\n\nb\xffd\tpay\n", "f.tsv:3: this is not valid UTF-8"},
		"a long title":  {"--titles", "title\tfamily\n" + strings.Repeat("x", 201) + "\tlaw\n", "f.tsv:2: The request is not valid."},
		"an empty text": {"--cares", "phrase\texpected\n\tpay\n", "f.tsv:2: the phrase is empty"},
	}
	for name, test := range tests {
		_, _, err := programtest.Run(t, "", "resolve", test.flag, write(t, "f.tsv", test.text))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := programtest.Run(t, "", "resolve"); err == nil || !strings.Contains(err.Error(), "job title") {
		t.Errorf("nothing to resolve: %v", err)
	}
}
