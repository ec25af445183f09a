package docs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/programtest"
	"twoway/rules/lang"
	"twoway/seed"
)

// piece is a block or a table of a document. The kind of a block is what stands behind its first fence, that of a table
// its header, cells joined by " | ".
type piece struct {
	line  int // of its first line, from 1
	kind  string
	lines []string   // of a block
	rows  [][]string // of a table, without its header
}

// pieces are the blocks and tables of a document, from top to bottom.
func pieces(t *testing.T, file string) []piece {
	t.Helper()
	lines := strings.Split(programtest.File(t, file), "\n")
	var list []piece
	for i := 0; i < len(lines); i++ {
		p := piece{line: i + 1}
		switch {
		case strings.HasPrefix(lines[i], "```"):
			p.kind = strings.TrimPrefix(lines[i], "```")
			for i++; lines[i] != "```"; i++ {
				p.lines = append(p.lines, lines[i])
			}
		case strings.HasPrefix(lines[i], "|"):
			p.kind = strings.Join(cells(lines[i]), " | ")
			for i += 2; strings.HasPrefix(lines[i], "|"); i++ {
				p.rows = append(p.rows, cells(lines[i]))
			}
		default:
			continue
		}
		list = append(list, p)
	}
	return list
}

// cells are the cells of a line of a table.
func cells(line string) []string {
	const bar = "\x00"
	list := strings.Split(strings.Trim(strings.ReplaceAll(line, `\|`, bar), "|"), "|")
	for i := range list {
		list[i] = strings.ReplaceAll(strings.TrimSpace(list[i]), bar, "|")
	}
	return list
}

// codes are the texts in a cell that are set as code.
func codes(cell string) []string {
	var list []string
	for _, found := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cell, -1) {
		list = append(list, found[1])
	}
	return list
}

// code is the one text in a cell that is set as code, "" for an empty cell.
func code(cell string) string { return strings.Join(codes(cell), " ") }

// manual is docs/rules.md while it is being tried.
type manual struct {
	t        *testing.T
	shipped  bank.Content
	language *lang.Language
	dir      string // the reader's copy of the bank, with the rules of the page
	first    string // the first rule of the page, in the file ours.yaml
}

// TestRulesManual does what docs/rules.md shows, from top to bottom, and compares what it lists with what there is. What
// is shown of a refusal must be what is said. A block or table that nobody checks is an error.
func TestRulesManual(t *testing.T) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, q := range content.Questions {
		ids = append(ids, q.ID)
	}
	m := &manual{t: t, shipped: content, language: lang.New(&content.Vocabulary, ids), dir: t.TempDir()}
	list, tables := pieces(t, "docs/rules.md"), m.tables()
	for i := 0; i < len(list); i++ {
		p := list[i]
		var says []string
		if (p.kind == "sh" || strings.Contains(p.kind, "refused")) && list[i+1].kind == "text" {
			i++
			says = list[i].lines
		}
		t.Run(fmt.Sprintf("line %d", p.line), func(t *testing.T) {
			check, isTable := tables[p.kind]
			delete(tables, p.kind)
			switch {
			case isTable:
				check(t, p.rows)
			case p.rows != nil:
				t.Errorf("nobody checks a table with the header %q", p.kind)
			default:
				m.block(t, p, says)
			}
		})
	}
	for header := range tables {
		t.Errorf("there is no table with the header %q", header)
	}
}

// TestRulesManualText compares the numbers in the text of docs/rules.md with those of the bank, and follows its links
// within the page.
func TestRulesManualText(t *testing.T) {
	page := programtest.File(t, "docs/rules.md")
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	worth := regexp.MustCompile(`first is worth [^.]*`).FindString(page)
	same(t, strings.Join(regexp.MustCompile(`\d+`).FindAllString(worth, -1), " "), strings.Trim(fmt.Sprint(content.Weights.CareOrder), "[]"))
	for _, link := range regexp.MustCompile(`\]\(#([^)]*)\)`).FindAllStringSubmatch(page, -1) {
		if !strings.Contains(strings.ToLower(page), "# "+strings.ReplaceAll(link[1], "-", " ")+"\n") {
			t.Errorf("the link to #%s leads nowhere", link[1])
		}
	}
}

func (m *manual) block(t *testing.T, p piece, says []string) {
	words := strings.Fields(p.kind)
	switch {
	case p.kind == "yaml rules":
		m.rules(t, p)
	case p.kind == "yaml refused":
		same(t, says, strings.Split("twoway: "+programtest.ErrorText(m.changed(t, strings.Join(p.lines, "\n"))), "\n"))
	case p.kind == "sh":
		for _, line := range p.lines {
			m.shell(t, line, strings.Join(says, "\n"))
		}
	case len(words) == 3 && words[0] == "expr":
		for _, text := range p.lines {
			m.admitted(t, text, scope(words[1], words[2]))
		}
	case len(words) == 5 && words[0] == "expr" && words[1] == "refused":
		var got []string
		for _, text := range p.lines {
			got = append(got, m.refused(t, text, words[2], scope(words[3], words[4]))...)
		}
		same(t, says, got)
	default:
		t.Errorf("nobody checks a block of the kind %q", p.kind)
	}
}

// same compares what the page shows with what there is.
func same[T any](t *testing.T, shown, is T) {
	t.Helper()
	if diff := cmp.Diff(shown, is); diff != "" {
		t.Errorf("the page shows (-), and there is (+):\n%s", diff)
	}
}

// err returns the error of the reader's bank, nil if it is valid.
func (m *manual) err() error {
	_, _, err := programtest.Run(m.t, `{"asker":"candidate","minutes":5}`, "select", "--bank", m.dir)
	return err
}

func (m *manual) write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(m.dir, "rules/candidate", file), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// rules are whole rules, which the reader adds to the bank.
func (m *manual) rules(t *testing.T, p piece) {
	text := strings.Join(p.lines, "\n") + "\n"
	file := fmt.Sprintf("line-%d.yaml", p.line)
	if m.first == "" {
		m.first, file = text, "ours.yaml"
	}
	m.write(t, file, text)
	if err := m.err(); err != nil {
		t.Error(err)
		m.write(t, file, "[]") // so that what comes after it can be tried
	}
}

// changed is the error of the bank when the first rule has another line in place of its own.
func (m *manual) changed(t *testing.T, line string) error {
	t.Helper()
	key, _, _ := strings.Cut(line, ":")
	own := regexp.MustCompile(`(?m)^  ` + key + `:.*\n(?:    .*\n)*`)
	changed := own.ReplaceAllLiteralString(m.first, "  "+line+"\n")
	if !own.MatchString(m.first) {
		changed += "  " + line + "\n"
	}
	m.write(t, "ours.yaml", changed)
	defer m.write(t, "ours.yaml", m.first)
	return m.err()
}

// shell does what a line of a shell does, and compares what it writes; "…" stands for anything.
func (m *manual) shell(t *testing.T, line, says string) {
	if line == "cp -r seed ../my-bank" {
		if err := os.CopyFS(m.dir, seed.Shipped()); err != nil {
			t.Fatal(err)
		}
		return
	}
	parts := regexp.MustCompile(`^(?:echo '(.*)' \| )?go run \. (.*)$`).FindStringSubmatch(line)
	if parts == nil {
		t.Fatalf("nobody knows how to do %q", line)
	}
	args := strings.Fields(strings.NewReplacer("../my-bank", m.dir, "../try", t.TempDir()).Replace(parts[2]))
	if strings.HasPrefix(args[0], "--") {
		request := `{"asker":"candidate","role":"nurse","cares":["safety"],"minutes":15}`
		if _, answer := programtest.Post(t, programtest.Start(t, args...), request); !strings.Contains(answer, `"rule":"staffing-for-nurses"`) {
			t.Errorf("the first rule does not show in %s", answer)
		}
		return
	}
	out, _, err := programtest.Run(t, parts[1], args...)
	want := strings.ReplaceAll(regexp.QuoteMeta(says), "…", ".*")
	if err != nil || !regexp.MustCompile(`(?s)^`+want+`\s*$`).MatchString(out) {
		t.Errorf("%s: %v\n%s\nThe page shows:\n%s", line, err, out, says)
	}
}

func scope(part, asker string) lang.Scope {
	return lang.Scope{Asker: bank.Asker(asker), Part: lang.Part(part)}
}

// usual is where a text of a table stands: in a candidate's "pick" if it looks at questions, else in "when".
func usual(text string) lang.Scope {
	if strings.Contains(text, "question.") {
		return scope("pick", "candidate")
	}
	return scope("when", "candidate")
}

func (m *manual) admitted(t *testing.T, text string, s lang.Scope) *lang.Program {
	t.Helper()
	p, faults := m.language.Compile(text, s)
	if len(faults) > 0 {
		t.Errorf("%s is refused: %v", text, faults)
	}
	return p
}

// refused is what is said of a text, every fault of which must have the code, unless that is "".
func (m *manual) refused(t *testing.T, text, code string, s lang.Scope) []string {
	t.Helper()
	_, faults := m.language.Compile(text, s)
	var says []string
	for _, f := range faults {
		if code != "" && f.Code != code {
			t.Errorf("%s has the code %s, not %s", text, f.Code, code)
		}
		says = append(says, said(f))
	}
	if len(says) == 0 {
		t.Errorf("%s is not refused", text)
	}
	return says
}

// said is what a fault says, without its place.
func said(f bank.Fault) string {
	return bank.Fault{Detail: f.Detail, Nearest: f.Nearest, Fix: f.Fix}.String()
}
