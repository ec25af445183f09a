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

// piece is a code block or a table of a document.
type piece struct {
	line  int        // number of its first line, from 1
	kind  string     // of a block: the text after the opening fence; of a table: the cells of its header, joined by " | "
	lines []string   // of a block
	rows  [][]string // of a table, without its header
}

// pieces returns the code blocks and tables of a document, from top to bottom.
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

// cells returns the cells of a row of a table.
func cells(line string) []string {
	const bar = "\x00"
	list := strings.Split(strings.Trim(strings.ReplaceAll(line, `\|`, bar), "|"), "|")
	for i := range list {
		list[i] = strings.ReplaceAll(strings.TrimSpace(list[i]), bar, "|")
	}
	return list
}

// codes returns the code spans in a cell.
func codes(cell string) []string {
	var list []string
	for _, found := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cell, -1) {
		list = append(list, found[1])
	}
	return list
}

// code returns the only code span in a cell, or "" if it has none.
func code(cell string) string { return strings.Join(codes(cell), " ") }

// manual is the state of a reader who tries the examples of docs/rules.md.
type manual struct {
	t        *testing.T
	shipped  bank.Content
	language *lang.Language
	dir      string // of the reader's copy of the bank, with the rules of the page
	first    string // the first rule of the page, saved as ours.yaml
}

// TestRulesManual runs the examples of docs/rules.md from top to bottom, and compares its tables with the program. The errors that
// it shows must be those of the program. A block or a table without a check is an error.
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
		var output []string
		if (p.kind == "sh" || strings.Contains(p.kind, "refused")) && list[i+1].kind == "text" {
			i++
			output = list[i].lines
		}
		t.Run(fmt.Sprintf("line %d", p.line), func(t *testing.T) {
			check, isTable := tables[p.kind]
			delete(tables, p.kind)
			switch {
			case isTable:
				check(t, p.rows)
			case p.rows != nil:
				t.Errorf("no check for a table with the header %q", p.kind)
			default:
				m.checkBlock(t, p, output)
			}
		})
	}
	for header := range tables {
		t.Errorf("the page has no table with the header %q", header)
	}
}

// TestRulesManualText compares the numbers in the text of docs/rules.md with those of the bank, and checks the links within the
// page.
func TestRulesManualText(t *testing.T) {
	page := programtest.File(t, "docs/rules.md")
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	points := regexp.MustCompile(`first is worth [^.]*`).FindString(page)
	wantSame(t, strings.Join(regexp.MustCompile(`\d+`).FindAllString(points, -1), " "), strings.Trim(fmt.Sprint(content.Weights.CareOrder), "[]"))
	for _, link := range regexp.MustCompile(`\]\(#([^)]*)\)`).FindAllStringSubmatch(page, -1) {
		if !strings.Contains(strings.ToLower(page), "# "+strings.ReplaceAll(link[1], "-", " ")+"\n") {
			t.Errorf("the link to #%s has no target", link[1])
		}
	}
}

// checkBlock runs the check for a code block and compares its result with output, the text block below it, if there is one.
func (m *manual) checkBlock(t *testing.T, p piece, output []string) {
	words := strings.Fields(p.kind)
	switch {
	case p.kind == "yaml rules":
		m.addRules(t, p)
	case p.kind == "yaml refused":
		wantSame(t, output, strings.Split("twoway: "+programtest.ErrorText(m.changeFirst(t, strings.Join(p.lines, "\n"))), "\n"))
	case p.kind == "sh":
		for _, line := range p.lines {
			m.runShell(t, line, strings.Join(output, "\n"))
		}
	case len(words) == 3 && words[0] == "expr":
		for _, text := range p.lines {
			m.mustCompile(t, text, scope(words[1], words[2]))
		}
	case len(words) == 5 && words[0] == "expr" && words[1] == "refused":
		var got []string
		for _, text := range p.lines {
			got = append(got, m.mustRefuse(t, text, words[2], scope(words[3], words[4]))...)
		}
		wantSame(t, output, got)
	default:
		t.Errorf("no check for a block of the kind %q", p.kind)
	}
}

// wantSame compares what the page shows with what the program has.
func wantSame[T any](t *testing.T, page, program T) {
	t.Helper()
	if diff := cmp.Diff(page, program); diff != "" {
		t.Errorf("page and program differ (-page +program):\n%s", diff)
	}
}

// err returns the error of loading the reader's bank, or nil if the bank is valid.
func (m *manual) err() error {
	_, _, err := programtest.Run(m.t, `{"asker":"candidate","minutes":5}`, "select", "--bank", m.dir)
	return err
}

// write writes a file of candidates' rules in the reader's bank.
func (m *manual) write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(m.dir, "rules/candidate", file), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// addRules adds the rules of a block to the reader's bank.
func (m *manual) addRules(t *testing.T, p piece) {
	text := strings.Join(p.lines, "\n") + "\n"
	file := fmt.Sprintf("line-%d.yaml", p.line)
	if m.first == "" {
		m.first, file = text, "ours.yaml"
	}
	m.write(t, file, text)
	if err := m.err(); err != nil {
		t.Error(err)
		m.write(t, file, "[]") // so that the later examples can run
	}
}

// changeFirst returns the error of the bank while a line of the first rule is replaced by another with the same key, or, if it has
// no such key, while the line is added.
func (m *manual) changeFirst(t *testing.T, line string) error {
	t.Helper()
	key, _, _ := strings.Cut(line, ":")
	old := regexp.MustCompile(`(?m)^  ` + key + `:.*\n(?:    .*\n)*`)
	changed := old.ReplaceAllLiteralString(m.first, "  "+line+"\n")
	if !old.MatchString(m.first) {
		changed += "  " + line + "\n"
	}
	m.write(t, "ours.yaml", changed)
	defer m.write(t, "ours.yaml", m.first)
	return m.err()
}

// runShell runs a shell command in this process and compares its output with that of the page. "…" matches any text.
func (m *manual) runShell(t *testing.T, line, output string) {
	if line == "cp -r seed ../my-bank" {
		if err := os.CopyFS(m.dir, seed.Shipped()); err != nil {
			t.Fatal(err)
		}
		return
	}
	parts := regexp.MustCompile(`^(?:echo '(.*)' \| )?go run \. (.*)$`).FindStringSubmatch(line)
	if parts == nil {
		t.Fatalf("this test cannot run %q", line)
	}
	args := strings.Fields(strings.NewReplacer("../my-bank", m.dir, "../try", t.TempDir()).Replace(parts[2]))
	if strings.HasPrefix(args[0], "--") {
		request := `{"asker":"candidate","role":"nurse","cares":["safety"],"minutes":15}`
		if _, answer := programtest.Post(t, programtest.Start(t, args...), request); !strings.Contains(answer, `"rule":"staffing-for-nurses"`) {
			t.Errorf("the first rule is not in %s", answer)
		}
		return
	}
	out, _, err := programtest.Run(t, parts[1], args...)
	want := strings.ReplaceAll(regexp.QuoteMeta(output), "…", ".*")
	if err != nil || !regexp.MustCompile(`(?s)^`+want+`\s*$`).MatchString(out) {
		t.Errorf("%s: %v\n%s\nThe page shows:\n%s", line, err, out, output)
	}
}

func scope(part, asker string) lang.Scope {
	return lang.Scope{Asker: bank.Asker(asker), Part: lang.Part(part)}
}

// defaultScope returns the scope of an expression in a table: a candidate's "pick" if it uses the question, or "when".
func defaultScope(text string) lang.Scope {
	if strings.Contains(text, "question.") {
		return scope("pick", "candidate")
	}
	return scope("when", "candidate")
}

// mustCompile returns the compiled expression. The test fails if there are faults.
func (m *manual) mustCompile(t *testing.T, text string, s lang.Scope) *lang.Program {
	t.Helper()
	p, faults := m.language.Compile(text, s)
	if len(faults) > 0 {
		t.Errorf("%s does not compile: %v", text, faults)
	}
	return p
}

// mustRefuse returns the messages of an expression's faults. The test fails if there are none, or if one has another code than
// code, unless code is "".
func (m *manual) mustRefuse(t *testing.T, text, code string, s lang.Scope) []string {
	t.Helper()
	_, faults := m.language.Compile(text, s)
	var messages []string
	for _, f := range faults {
		if code != "" && f.Code != code {
			t.Errorf("%s has the code %s, not %s", text, f.Code, code)
		}
		messages = append(messages, message(f))
	}
	if len(messages) == 0 {
		t.Errorf("%s compiles", text)
	}
	return messages
}

// message returns the message of a fault, without its position.
func message(f bank.Fault) string {
	return bank.Fault{Detail: f.Detail, Nearest: f.Nearest, Fix: f.Fix}.String()
}
