package exchange_test

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"twoway/bank"
	"twoway/exchange"
)

// goodQuestion, goodRule and goodRole can be added to the shipped bank.
const goodQuestion = `- id: unheard-of
  asker: candidate
  text: "Why has nobody heard of this question?"
  softer: "May I ask why nobody has heard of this question?"
  firmer: "Why exactly has nobody heard of this question?"
  how_to_ask: Ask it calmly.
  topic: workload
  cares: [work_life_balance]
  aspects: [on_call]
  roles: [nursing]
  seniority: {from: entry, to: senior}
  stages: [panel]
  asked_of: [peer]
  minutes: 3
  depth: 2
  reveals: How it goes.
  listen_for: [one, two]
  watch_for: [one, two]
  follow_ups: [one, two]
  check_first: [one]
  discloses: [family]
`

const goodRule = `- id: unheard-of
  asker: candidate
  name: A rule
  when: profile.stage == "panel"
  pick: question.topic == "workload"
  effect: {kind: boost, points: 1}
  because: It is good.
  cases:
    - {applies: true, profile: {stage: panel}, question: busiest-month}
    - {applies: false, profile: {stage: offer}}
`

const goodRole = `- id: unheard_of
  name: Unheard of
  definition: Does what nobody has heard of.
  isco08: ["2221"]
  onet: ["29-1141.00"]
`

// bad is a file that is added to the shipped bank, or replaces one of its files. If from is set, it is replaced by to in the
// text; without a text, in that of the shipped file. The first fault must have the line of the text that contains at,
// followed by a pointer that ends in pointer.
type bad struct {
	name, file, text string
	from, to         string
	at, pointer      string
}

func question(name, from, to, at, pointer string) bad {
	return bad{name, "questions/zz.yaml", "# x\n" + goodQuestion, from, to, at, pointer}
}

func rule(name, from, to, at, pointer string) bad {
	return bad{name, "rules/zz.yaml", "# x\n" + goodRule, from, to, at, pointer}
}

func role(name, from, to, at, pointer string) bad {
	return bad{name, "vocabulary/roles/zz.yaml", "# x\n" + goodRole, from, to, at, pointer}
}

// broken returns a file of questions that is not a list of questions.
func broken(name, text, at string) bad {
	return bad{name: name, file: "questions/zz.yaml", text: text, at: at}
}

var badBanks = []bad{
	question("unknown topic", "workload", "wrkload", "topic:", "/questions/unheard-of/topic"),
	question("unknown care", "[work_life_balance]", "[work_life_balance, wlb]", "cares:", "/questions/unheard-of/cares/1"),
	question("unknown care on its own line", "[work_life_balance]", "\n    - work_life_balance\n    - wlb", "- wlb", "/questions/unheard-of/cares/1"),
	question("unknown aspect", "[on_call]", "[oncall]", "aspects:", "/questions/unheard-of/aspects/0"),
	question("aspect of another care", "[on_call]", "[bonus]", "aspects:", "/questions/unheard-of/aspects/0"),
	question("unknown role", "[nursing]", "[nurse]", "roles:", "/questions/unheard-of/roles/0"),
	question("unknown seniority", "from: entry", "from: junior", "seniority:", "/questions/unheard-of/seniority/from"),
	question("empty range", "from: entry", "from: lead", "seniority:", "/questions/unheard-of/seniority"),
	question("unknown stage", "[panel]", "[pannel]", "stages:", "/questions/unheard-of/stages/0"),
	question("unknown asked_of", "[peer]", "[boss]", "asked_of:", "/questions/unheard-of/asked_of/0"),
	question("unknown disclosure", "[family]", "[dog]", "discloses:", "/questions/unheard-of/discloses/0"),
	question("paired with nothing", "depth: 2", "depth: 2\n  pairs_with: [nothing-there]", "pairs_with:", "/questions/unheard-of/pairs_with/0"),
	question("paired on one side", "depth: 2", "depth: 2\n  pairs_with: [best-part-and-honest-drawback]", "pairs_with:", "/questions/unheard-of/pairs_with/0"),
	question("out of range", "minutes: 3", "minutes: 16", "minutes:", "/questions/unheard-of/minutes"),
	question("below 0", "minutes: 3", "minutes: 3\n  version: -1", "version:", "/questions/unheard-of/version"),
	question("unknown status", "minutes: 3", "minutes: 3\n  status: live", "status:", "/questions/unheard-of/status"),
	question("no text", "text: \"Why has nobody heard of this question?\"", "text: \"\"", "text:", "/questions/unheard-of/text"),
	question("no minutes", "  minutes: 3\n", "", "- id:", "/questions/unheard-of/minutes"),
	question("too few", "listen_for: [one, two]", "listen_for: [one]", "listen_for:", "/questions/unheard-of/listen_for"),
	question("too few, in a list of its own", "[one, two]\n  watch_for", "\n    - one\n  watch_for", "listen_for:", "/questions/unheard-of/listen_for"),
	question("malformed ID", "unheard-of", "Unheard/of", "- id:", "/questions/Unheard~1of/id"),
	question("no ID", "id: unheard-of", "locale: en", "- locale:", "/questions//id"),
	question("ID that comes second", "- id: unheard-of\n  asker: candidate", "- asker: both\n  id: unheard-of", "- asker:", "/questions/unheard-of/asker"),
	question("ID of another file", "unheard-of", "busiest-month", "- id:", "/questions/busiest-month/id"),
	{name: "ID twice in one file", file: "questions/zz.yaml", text: goodQuestion + strings.Replace(goodQuestion, "- id: unheard-of", "- id: unheard-of # here", 1), at: "# here", pointer: "/questions/unheard-of/id"},

	rule("unknown question in a case", "busiest-month", "busiest-moth", "applies: true", "/rules/unheard-of/cases/0/question"),
	rule("question of the other side in a case", "busiest-month", "best-part-and-honest-drawback", "applies: true", "/rules/unheard-of/cases/0/question"),
	rule("unknown effect", "kind: boost", "kind: bost", "effect:", "/rules/unheard-of/effect/kind"),
	rule("stray field", "points: 1", "points: 1, count: 3", "effect:", "/rules/unheard-of/effect/count"),
	rule("no case that fails", "applies: false", "applies: true", "cases:\n", "/rules/unheard-of/cases"),
	rule("ID of another file", "id: unheard-of", "id: fits-the-stage", "- id:", "/rules/fits-the-stage/id"),

	role("ID of another file", "unheard_of", "nursing", "- id:", "/vocabulary/role/nursing/id"),
	role("malformed ID", "unheard_of", "unheard-of", "- id:", "/vocabulary/role/unheard-of/id"),
	role("no definition", "definition: Does what nobody has heard of.", "definition: \"\"", "definition:", "/vocabulary/role/unheard_of/definition"),
	role("malformed group", `"2221"`, `"22-21"`, "isco08:", "/vocabulary/role/unheard_of/isco08/0"),
	role("malformed code", `"29-1141.00"`, `"29-1141"`, "onet:", "/vocabulary/role/unheard_of/onet/0"),

	{"a level that is missing", "vocabulary/seniorities.yaml", "", "level: 8", "level: 9", "level: 9", "/vocabulary/seniority/executive/level"},
	{"topic of an unknown asker", "vocabulary/topics.yaml", "", "asker: candidate", "asker: me", "asker: me", "/asker"},
	{"aspect twice", "vocabulary/cares.yaml", "", "id: bonus", "id: base_pay # twice", "# twice", "/vocabulary/care/pay/aspects/2/id"},
	{"aspect without a name", "vocabulary/cares.yaml", "", "name: Equity", "name: \"\"", "name: \"\"", "/vocabulary/care/pay/aspects/3/name"},
	{"stage twice", "vocabulary/stages.yaml", "", "id: panel", "id: skills # twice", "# twice", "/vocabulary/stage/skills/id"},
	{"weights that increase", "weights.yaml", "", "[100, 70", "[100, 170", "repeat:", "/weights/repeat"},
	{"no weights of a kind", "weights.yaml", "", "repeat: [", "repeat: [] # [", "repeat:", "/weights/repeat"},
	{"weight that is missing", "weights.yaml", "care_only: 40\nrepeat: [1]\n", "", "", "care_only", "/weights/care_order"},

	question("unknown key", "depth: 2", "depth: 2\n  detph: 2", "detph", ""),
	question("unknown key in a mapping", "to: senior", "until: senior", "seniority:", ""),
	question("key in capitals", "depth:", "Depth:", "Depth", ""),
	question("key twice", "depth: 2", "depth: 2\n  minutes: 4", "minutes: 4", ""),
	question("text for a number", "minutes: 3", "minutes: three", "minutes:", ""),
	question("quoted number", "minutes: 3", "minutes: \"3\"", "minutes:", ""),
	question("fraction", "minutes: 3", "minutes: 2.7", "minutes:", ""),
	question("infinity", "minutes: 3", "minutes: .inf", "minutes:", ""),
	question("number of 20 digits", "minutes: 3", "minutes: 99999999999999999999", "minutes:", ""),
	question("number above 64 bits", "minutes: 3", "minutes: 9223372036854775808", "minutes:", ""),
	question("list for a text", "reveals: How it goes.", "reveals: [How, it, goes]", "reveals:", ""),
	question("text for a list", "[panel]", "panel", "stages:", ""),
	question("mapping for a list", "[panel]", "{panel: 1}", "stages:", ""),
	question("text for a mapping", "{from: entry, to: senior}", "entry", "seniority:", ""),
	question("list for a mapping", "{from: entry, to: senior}", "[entry]", "seniority:", ""),
	question("no value", "minutes: 3", "minutes:", "minutes:", ""),
	question("no value in a list", "[one, two]", "[one, ~]", "listen_for:", ""),
	question("anchor", "[panel]", "&x [panel]", "stages:", ""),
	question("tag", "[panel]", "!x [panel]", "stages:", ""),
	question("binary", "depth: 2", "depth: 2\n  source: !!binary aGk=", "source:", ""),
	question("merged keys", "depth: 2", "<<: {depth: 2}", "<<", ""),
	question("not UTF-8", "How it goes", "How it g\xf6s", "reveals:", ""),
	question("control character", "How it goes", "How it g\x00es", "reveals:", ""),
	rule("unknown key in a case", "applies: false", "applys: false", "applys", ""),
	rule("word for yes or no", "applies: false", "applies: perhaps", "perhaps", ""),
	rule("list for a case", "{applies: false, profile: {stage: offer}}", "[]", "- []", ""),
	rule("unknown key in an effect", "points: 1", "pionts: 1", "effect:", ""),
	{"unknown key in an aspect", "vocabulary/cares.yaml", "", "name: Equity", "label: Equity", "label", ""},
	{"unknown weight", "weights.yaml", "", "repeat:", "repaet:", "repaet", ""},
	{"weights as a list", "weights.yaml", "- 1\n", "", "", "- 1", ""},

	broken("empty", "", ""),
	broken("white space", "\n\n", ""),
	broken("only a comment", "# nothing\n", ""),
	broken("only a document marker", "---\n", ""),
	broken("null", "~\n", ""),
	broken("an empty entry", goodQuestion+"-\n", "-\n"),
	broken("a mapping", "# x\n"+strings.ReplaceAll(goodQuestion[2:], "\n  ", "\n"), "id:"),
	broken("a text", "# x\nhello\n", "hello"),
	broken("a list of texts", "# x\n- hello\n", "hello"),
	broken("two documents", goodQuestion+"--- # here\n"+strings.Replace(goodQuestion, "unheard-of", "other", 1), "# here"),
	broken("two documents, the second broken", goodQuestion+"---\n- [1 # here\n", "# here"),
	broken("text after the end", goodQuestion+"...\n# x\n- id: y\n", "- id: y"),
	broken("colon in a text", "# x\n"+strings.Replace(goodQuestion, "How it goes.", "How: it goes.", 1), "reveals:"),
	broken("list that is not closed", "# x\n"+strings.Replace(goodQuestion, "[panel]", "[panel", 1), "stages:"),
	broken("list that is not closed, after others", "# x\n"+strings.Replace(goodQuestion, "[panel]\n  asked_of: [peer]", "[panel,\n    offer]\n  asked_of: [peer", 1), "asked_of:"),
	broken("first line", "]\n- id: x\n", "]"),
	broken("last line", goodQuestion+"- id: x: y", "x: y"),
	broken("text after a quoted one", strings.Replace(goodQuestion, `of this question?"`, `of this question?" or so`, 1), "or so"),
	broken("quotation mark that is not closed", goodQuestion+"- id: \"open\n  asker: x\n", "open"),
	broken("wrong indentation", strings.Replace(goodQuestion, "  minutes", " minutes", 1), " minutes"),
	broken("tab", strings.Replace(goodQuestion, "  minutes", "\tminutes", 1), "\tminutes"),
	broken("reserved character", strings.Replace(goodQuestion, "How it goes", "@home", 1), "@home"),
	broken("unknown alias", strings.Replace(goodQuestion, "[panel]", "*x", 1), "*x"),
	broken("alias of itself", "# x\n- &x [*x]\n", "&x"),
	broken("bomb", bomb(), "&a0"),
	broken("thousand brackets", "# x\n"+strings.Repeat("[", 20_000), "["),
}

// TestYAMLHints compares the details of faults about text that needs quotes, and about values of the wrong type.
func TestYAMLHints(t *testing.T) {
	for line, want := range map[string]string{
		`pick: "staffing" in question.aspects`: "Put text that starts with a double quotation mark into single quotes.",
		`pick: 'pay' in question.cares`:        "Put text that starts with a single quotation mark into double quotes.",
		`because: On a ward: numbers first.`:   "Put text that contains a colon and a space into quotes.",
		`because: [one`:                        "This is not valid YAML: did not find expected ',' or ']'.",
		`effect: boost 30`:                     "Write the effect in the form {kind: boost, points: 30}.",
		`effect: [boost]`:                      "Write the effect in the form {kind: boost, points: 30}.",
		`name: [A, rule]`:                      "This must be text, not a list.",
		`asker: {is: candidate}`:               "This must be text, not keys and values.",
	} {
		key, _, _ := strings.Cut(line, ":")
		files := shippedFiles(t)
		files["rules/zz.yaml"] = &fstest.MapFile{Data: regexp.MustCompile(`(?m)^  `+key+`:.*`).ReplaceAllLiteral([]byte(goodRule), []byte("  "+line))}
		if got := loadFault(t, files).Detail; !strings.HasSuffix(got, want) {
			t.Errorf("%s: got %q, want %q", line, got, want)
		}
	}
}

// bomb returns a "billion laughs" file: ten lines that would expand to a billion values.
func bomb() string {
	text := "- &a0 {id: lol}\n"
	for i := range 9 {
		text += "- &a" + strconv.Itoa(i+1) + " [" + strings.Repeat("*a"+strconv.Itoa(i)+",", 9) + "*a" + strconv.Itoa(i) + "]\n"
	}
	return text
}

func TestLoadIsStrict(t *testing.T) {
	for _, c := range badBanks {
		t.Run(c.name, func(t *testing.T) {
			files := shippedFiles(t)
			if c.text == "" && c.from != "" {
				c.text = string(files[c.file].Data)
			}
			if !strings.Contains(c.text, c.from) {
				t.Fatalf("the file does not contain %q", c.from)
			}
			c.text = strings.Replace(c.text, c.from, c.to, 1)
			files[c.file] = &fstest.MapFile{Data: []byte(c.text)}
			got := loadFault(t, files)
			want := c.file + ":" + lineOf(t, c.text, c.at)
			if where, what, _ := strings.Cut(got.Pointer, " "); where != want || !strings.HasSuffix(what, c.pointer) {
				t.Errorf("%q instead of %q: the first fault is %q, want it at %s %s", c.to, c.from, got, want, c.pointer)
			}
		})
	}
}

// loadFault returns the first fault of a bank that must not load.
func loadFault(t *testing.T, files fstest.MapFS) bank.Fault {
	t.Helper()
	c, err := exchange.Load(files)
	e, ok := errors.AsType[*bank.Error](err)
	if !ok || e.Code != bank.CodeInvalidContent || len(e.Faults) == 0 {
		t.Fatalf("error is %v, want one of code invalid_content with faults", err)
	}
	if len(c.Questions) > 0 {
		t.Errorf("%d questions came with the error", len(c.Questions))
	}
	goType := regexp.MustCompile(`\b(bank|yaml|seed|fs)\.|\[\]|!!|%!|\*[a-z]+\.|\b(struct|interface|string|int|bool|float64)\b`)
	for _, f := range e.Faults {
		if leak := goType.FindString(f.Detail); leak != "" {
			t.Errorf("detail %q contains %q", f.Detail, leak)
		}
		if !strings.HasSuffix(f.Detail, ".") || f.Code == "" {
			t.Errorf("fault %+v has no code, or is not a sentence", f)
		}
	}
	return e.Faults[0]
}

// lineOf returns the number of the first line that contains a text.
func lineOf(t *testing.T, text, at string) string {
	t.Helper()
	before, _, found := strings.Cut(text, at)
	if !found {
		t.Fatalf("no line contains %q:\n%s", at, text)
	}
	return strconv.Itoa(1 + strings.Count(before, "\n"))
}

func TestMissingFiles(t *testing.T) {
	for _, missing := range []string{
		"weights.yaml", "vocabulary/seniorities.yaml", "vocabulary/stages.yaml", "vocabulary/asked_of.yaml", "vocabulary/cares.yaml",
		"vocabulary/topics.yaml", "vocabulary/discloses.yaml", "vocabulary/roles", "questions", "rules",
	} {
		files := shippedFiles(t)
		for name := range files {
			if name == missing || strings.HasPrefix(name, missing+"/") {
				delete(files, name)
			}
		}
		if first := loadFault(t, files); first.Pointer != missing || !strings.Contains(first.Detail, "does not exist") {
			t.Errorf("without %s the first fault is %q", missing, first)
		}
	}
}

// TestLoadReportsAllFaults: the faults of all files are reported, those of each file in order.
func TestLoadReportsAllFaults(t *testing.T) {
	files := shippedFiles(t)
	files["questions/zz.yaml"] = &fstest.MapFile{Data: []byte("- id: a\n  x: 1\n  minutes: no\n- y: 1\n")}
	files["rules/zz.yaml"] = &fstest.MapFile{}
	delete(files, "weights.yaml")
	_, err := exchange.Load(files)
	e, ok := errors.AsType[*bank.Error](err)
	if !ok {
		t.Fatal(err)
	}
	var got []string
	for _, f := range e.Faults {
		got = append(got, f.Pointer)
	}
	want := "weights.yaml questions/zz.yaml:2 questions/zz.yaml:3 questions/zz.yaml:4 rules/zz.yaml:1"
	if strings.Join(got, " ") != want {
		t.Errorf("faults are at %q, want %q", got, want)
	}
}
