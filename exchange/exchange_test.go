package exchange_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"twoway/bank"
	"twoway/exchange"
	"twoway/seed"
)

var formats = []exchange.Format{exchange.YAML, exchange.JSONLines, exchange.CSV}

func hashOf(t interface {
	Helper()
	Fatal(args ...any)
}, c bank.Content,
) string {
	t.Helper()
	c.Normalise()
	hash, err := c.Hash()
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

// TestExchangeShipped exports and imports the shipped bank in each format.
func TestExchangeShipped(t *testing.T) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	content.NearDuplicates = [][]string{{content.Questions[0].ID, content.Questions[1].ID}}
	for _, format := range formats {
		path := filepath.Join(t.TempDir(), "bank")
		if err := exchange.Export(path, format, content); err != nil {
			t.Fatal(err)
		}
		got, _, err := exchange.Import(path)
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		if hashOf(t, got) != hashOf(t, content) {
			t.Errorf("%s: (-written +read)\n%s", format, cmp.Diff(content, got))
		}
		left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
		if err != nil || len(left) > 0 {
			t.Errorf("%s: temporary files are left: %q, %v", format, left, err)
		}
		if err := exchange.Export(path, format, content); err == nil || !strings.Contains(err.Error(), "choose another path") {
			t.Errorf("%s, to the same path: %v", format, err)
		}
	}
}

// special generates text of characters with a meaning in spreadsheets, YAML, JSON or CSV. A text of several lines has line
// breaks and tabs, too.
func special(more ...string) *rapid.Generator[string] {
	piece := rapid.SampledFrom(append([]string{
		"=", "+", "-", "@", "'", `"`, ",", "#", ";", ": ", " ", "  ", "[", "]", "{", "}", "|", ">", "%", "&", "*", "!",
		"?", "`", "\\", "a", "b c", "1", "1.0", "true", "null", "~", "é", "日本", "🙂", "\u00a0", "＝", "＠", "---", "...",
	}, more...))
	return rapid.Custom(func(rt *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 0, 6).Draw(rt, "pieces"), "")
	})
}

// specialLines generates special text of several lines.
func specialLines() *rapid.Generator[string] { return special("\n", "\r\n", "\t") }

func visible(s string) bool { return strings.TrimSpace(s) != "" }

// specialVisible generates special text that is not only white space.
func specialVisible() *rapid.Generator[string] {
	return special().Filter(visible)
}

// specialBank returns a valid bank with special text in every field that may have it.
func specialBank(rt *rapid.T) bank.Content {
	text := func(what string) string { return specialVisible().Draw(rt, what) }
	lines := func(what string) string { return specialLines().Filter(visible).Draw(rt, what) }
	texts := func(what string, low, high int) []string {
		return rapid.SliceOfN(specialVisible(), low, high).Draw(rt, what)
	}
	term := func(id string) bank.Term {
		return bank.Term{ID: id, Name: text("name"), Definition: lines("definition"), Synonyms: rapid.SliceOfN(special(), 0, 3).Draw(rt, "synonyms")}
	}
	role := func(t bank.Term) bank.Role {
		r := bank.Role{Term: t}
		for _, list := range []*[]string{&r.Titles, &r.Heads, &r.Fields, &r.Suggestions, &r.Foreign, &r.Lexicon} {
			*list = rapid.SliceOfN(special(), 0, 3).Draw(rt, "titles")
		}
		r.Work = rapid.SampledFrom([]bank.Work{"", bank.WorkDesk, bank.WorkHandsOn}).Draw(rt, "work")
		matter := bank.Matter{About: "bonus", Stages: []string{"panel"}, Seniority: bank.SeniorityRange{From: "mid"}, AskedOf: []string{"peer"}}
		r.Matters = rapid.SliceOfN(rapid.SampledFrom([]bank.Matter{matter, {About: "pay"}}), 0, 3).Draw(rt, "matters")
		r.Skills = []bank.Skill{
			{
				ID: "triage", Name: text("skill"), Said: rapid.SliceOfN(special(), 0, 3).Draw(rt, "said"),
				Occupations: rapid.SampledFrom([][]string{nil, {"nursing"}, {"wards", "nursing"}}).Draw(rt, "core occupations"),
				Seniority:   rapid.SampledFrom([]bank.SeniorityRange{{}, {From: "mid"}, {From: "entry", To: "mid"}}).Draw(rt, "core seniority"),
			},
			{ID: "suturing", Name: text("skill")},
		}
		r.Competencies = rapid.SampledFrom([][]string{nil, {"triage"}, {"suturing", "skill", "triage"}}).Draw(rt, "competencies")
		r.Occupations = []bank.Occupation{{ID: "wards", Name: text("occupation"), Words: []string{"ward"}}}
		r.SOC = rapid.SliceOfN(rapid.SampledFrom([]string{"29-1141", "11-1011"}), 0, 2).Draw(rt, "soc")
		return r
	}
	q := bank.Question{
		ID: "one", Version: 1, Status: bank.Ready, Asker: bank.Interviewer, Topic: "skill", Minutes: 3, Depth: 2, Format: bank.Behavioural,
		Text: text("text"), Softer: text("softer"), Firmer: text("firmer"), HowToAsk: text("how"), Reveals: text("reveals"),
		Locale: rapid.SampledFrom([]string{"en", "de-AT", "zh-Hant"}).Draw(rt, "locale"), Source: text("source"),
		License: rapid.SampledFrom([]string{"CC-BY-4.0", "LicenseRef-Ours", "MIT OR Apache-2.0"}).Draw(rt, "license"), Seniority: bank.SeniorityRange{To: "mid"},
		ListenFor: texts("listen", 2, 4), WatchFor: texts("watch", 2, 4), FollowUps: texts("follow", 2, 3), CheckFirst: texts("check", 1, 3),
		Anchors: &bank.Anchors{One: text("1"), Three: text("3"), Five: text("5")}, Negative: rapid.Bool().Draw(rt, "negative"),
		Waivers: []bank.Waiver{{Rule: text("rule"), Because: lines("because")}},
		Roles:   []string{"nursing"}, Skills: rapid.SampledFrom([][]string{nil, {"triage"}, {"suturing", "triage"}}).Draw(rt, "skills"),
		Cares: []string{"pay"}, Aspects: []string{"bonus"}, About: rapid.SampledFrom([]bank.About{"", "pay", "bonus"}).Draw(rt, "about"),
	}
	other := q
	other.ID, other.Status = "two", bank.Draft
	c := bank.Content{
		Vocabulary: bank.Vocabulary{
			Seniorities: []bank.Seniority{{Term: term("mid"), Level: 2}, {Term: term("entry"), Level: 1}},
			Stages:      []bank.Stage{{Term: term("panel"), Note: specialLines().Draw(rt, "note"), Terms: true}},
			AskedOf:     []bank.Term{term("peer")},
			Cares:       []bank.Care{{Term: term("pay"), WorkNeeds: texts("needs", 0, 2), Aspects: []bank.Term{term("bonus")}}},
			Topics:      []bank.Topic{{Term: term("skill"), Asker: bank.Interviewer, Scored: true}},
			Discloses:   []bank.Disclosure{{Term: term("family")}},
			Roles:       []bank.Role{role(term("nursing"))},
		},
		Weights:   bank.Weights{CareOrder: []int{3, 2}, Repeat: []int{100, 0}},
		Questions: []bank.Question{q, other},
		Rules: []bank.Rule{{
			ID: "a", Version: 1, Status: bank.Ready, Asker: bank.Interviewer, Name: text("rule name"), When: specialLines().Draw(rt, "when"), Pick: specialLines().Draw(rt, "pick"),
			Effect: bank.Effect{Kind: bank.Boost, Points: -10}, Because: lines("because"),
			Cases: []bank.Case{{Applies: true, Profile: bank.Meeting{Minutes: 5, Cares: []string{"pay"}}, Question: "one"}, {Profile: bank.Meeting{Role: "nursing"}}},
		}},
		NearDuplicates: [][]string{{"one", "two"}},
	}
	c.Normalise()
	return c
}

// TestExchangeSpecialText exports and imports special text in each format. No cell of a CSV file is a formula.
func TestExchangeSpecialText(t *testing.T) {
	folder := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		content := specialBank(rt)
		if err := content.Validate(); err != nil {
			rt.Fatal(err)
		}
		for _, format := range formats {
			path := filepath.Join(folder, "bank")
			if err := exchange.Export(path, format, content); err != nil {
				rt.Fatal(err)
			}
			if format == exchange.CSV {
				checkNoFormula(rt, path)
			}
			got, _, err := exchange.Import(path)
			if err := errors.Join(err, os.RemoveAll(path)); err != nil {
				rt.Fatalf("%s: %v", format, err)
			}
			if hashOf(rt, got) != hashOf(rt, content) {
				rt.Fatalf("%s: (-written +read)\n%s", format, cmp.Diff(content, got))
			}
		}
	})
}

func checkNoFormula(rt *rapid.T, folder string) {
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
		for _, row := range rows {
			for _, cell := range row {
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") && cell != "-10" {
					rt.Errorf("%s: the cell %q would be executed", name, cell)
				}
			}
		}
		return err
	})
	if err != nil {
		rt.Fatal(err)
	}
}

// TestImportFaults breaks one file of a small bank, and imports it.
func TestImportFaults(t *testing.T) {
	var content bank.Content
	rapid.Check(t, func(rt *rapid.T) { content = specialBank(rt) }) // the last one; its texts do not matter
	for i := range content.Questions {
		content.Questions[i].Text = "What do you know?"
	}
	for name, c := range map[string]struct {
		format   exchange.Format
		file     string
		from, to string
		want     []string
	}{
		"unknown column":       {exchange.CSV, "questions.csv", "how_to_ask", "how", []string{`questions.csv:1: Unknown column "how".`}},
		"a column twice":       {exchange.CSV, "questions.csv", "softer", "text", []string{`questions.csv:1: The column "text" appears twice.`}},
		"not a number":         {exchange.CSV, "seniorities.csv", ",2\r\n", ",two\r\n", []string{`seniorities.csv:`, `: Column "level": this must be a whole number.`}},
		"unknown reference":    {exchange.CSV, "questions.csv", ",skill,", ",skull,", []string{`questions.csv:`, `Unknown topic "skull".`}},
		"not JSON":             {exchange.JSONLines, "", `{"kind":"stage"`, `{"kind":"stage",,`, []string{`bank:3: This line must be one JSON object.`}},
		"unknown kind":         {exchange.JSONLines, "", `{"kind":"stage"`, `{"kind":"stag"`, []string{`bank:3: Unknown kind "stag". Use one of: seniority, stage, `}},
		"a key twice":          {exchange.JSONLines, "", `{"kind":"stage"`, `{"kind":"stage","id":"x"`, []string{`bank:3: The key "id" appears twice.`}},
		"unknown member":       {exchange.JSONLines, "", `{"kind":"stage"`, `{"kind":"stage","x":1`, []string{`bank:3: This is not a valid stage: unknown key "x".`}},
		"wrong type":           {exchange.JSONLines, "", `"minutes":3`, `"minutes":"3"`, []string{`This is not a valid question: "minutes" has a JSON string instead of a whole number.`}},
		"two objects":          {exchange.JSONLines, "", `{"kind":"stage"`, `{}{"kind":"stage"`, []string{`bank:3: This line must be one JSON object.`}},
		"unknown topic":        {exchange.JSONLines, "", `"topic":"skill"`, `"topic":"skull"`, []string{"bank:10", `Unknown topic "skull".`}},
		"not UTF-8":            {exchange.JSONLines, "", "What do you know", "What d\xff you know", []string{"bank:10: This is not valid UTF-8.", "bank:11: This"}},
		"unknown key, in YAML": {exchange.YAML, "rules/interviewer.yaml", "because:", "becase:", []string{"rules/interviewer.yaml:", `"becase"`}},
	} {
		path := filepath.Join(t.TempDir(), "bank")
		if err := exchange.Export(path, c.format, content); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(path, c.file)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(text, []byte(c.from)) {
			t.Fatalf("%s: %s does not contain %q:\n%s", name, c.file, c.from, text)
		}
		if err := os.WriteFile(file, bytes.ReplaceAll(text, []byte(c.from), []byte(c.to)), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, err = exchange.Import(path)
		var known *bank.Error
		if !errors.As(err, &known) || known.Code != bank.CodeInvalidContent {
			t.Errorf("%s: got %v, want code invalid_content", name, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) && !strings.Contains(strings.ReplaceAll(err.Error(), "\n    ", ": "), want) {
				t.Errorf("%s: %v\nwant %q", name, err, want)
			}
		}
	}
	if _, _, err := exchange.Import(filepath.Join(t.TempDir(), "nothing")); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("a path that does not exist: %v", err)
	}
}

// TestImportFromSpreadsheet imports a file as a spreadsheet saves it: with other separators, line ends, order and case.
func TestImportFromSpreadsheet(t *testing.T) {
	var content bank.Content
	rapid.Check(t, func(rt *rapid.T) { content = specialBank(rt) })
	content.Vocabulary.Stages[0] = bank.Stage{Term: bank.Term{ID: "panel", Name: "Panel; or board", Definition: "'tis one", Synonyms: []string{"board", "a, b"}}, Terms: true}
	content.Normalise()
	path := filepath.Join(t.TempDir(), "bank")
	if err := exchange.Export(path, exchange.CSV, content); err != nil {
		t.Fatal(err)
	}
	sheet := "terms;synonyms;id;definition;name;;\nTRUE;\"board\na, b\";panel;'tis one;\"Panel; or board\";;\n;;;;;;\n"
	if err := os.WriteFile(filepath.Join(path, "stages.csv"), []byte(sheet), 0o600); err != nil {
		t.Fatal(err)
	}
	got, _, err := exchange.Import(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(content.Vocabulary.Stages, got.Vocabulary.Stages); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
