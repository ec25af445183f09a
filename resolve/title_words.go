package resolve

import (
	_ "embed"
	"regexp"
	"strings"
)

// Job titles are compared word by word in one form: singular, with American spelling, without abbreviations, and with -man
// for -woman and -person. Titles are not stemmed, since "operator" and "operations" belong to different trades.

// titleWords returns the words of a title in this form.
func titleWords(said string) []string { return inTitleForm(titleTokens(said)) }

// titleForms remembers the forms of words, for thousands of titles. It is not safe for concurrent use.
type titleForms map[string]string

// words is titleWords.
func (f titleForms) words(said string) []string {
	list := titleTokens(said)
	for i, word := range list {
		list[i] = f.word(word)
	}
	return list
}

// word is titleWord.
func (f titleForms) word(word string) string {
	form, known := f[word]
	if !known {
		form = titleWord(word)
		f[word] = form
	}
	return form
}

// titleTokens returns the words of a title as they were said.
func titleTokens(said string) []string {
	if strings.ContainsAny(said, "-#+.&") {
		said = beforeTokens.Replace(said)
	}
	return tokens(said)
}

// inTitleForm returns words in the form in which titles are compared.
func inTitleForm(said []string) []string {
	list := make([]string, len(said))
	for i, word := range said {
		list[i] = titleWord(word)
	}
	return list
}

// beforeTokens joins what tokens would separate.
//
//nolint:gochecknoglobals // immutable
var beforeTokens = strings.NewReplacer("co-ord", "coord", "Co-ord", "coord", "Co-Ord", "coord", "CO-ORD", "coord", "c#", "csharp", "C#", "csharp",
	"c++", "cplusplus", "C++", "cplusplus", ".NET", "dotnet ", ".Net", "dotnet ", ".net", "dotnet ", "R&D", "research and development",
	"F&B", "food and beverage", "P&L", "pandl", "&amp;", "&")

// titleWord returns a word in the form in which titles are compared.
func titleWord(word string) string {
	if full, ok := shortForms[word]; ok {
		return full
	}
	for _, suffix := range genderedSuffixes {
		if stem, ok := strings.CutSuffix(word, suffix); ok && len(stem) > 2 {
			word = stem + "man"
			break
		}
	}
	return american(singular(word))
}

// shortForms are abbreviations of one word that stand for it in any title, and irregular forms.
//
//nolint:gochecknoglobals // a constant table
var shortForms = map[string]string{
	"sr": "senior", "snr": "senior", "jr": "junior", "jnr": "junior", "mgr": "manager", "mngr": "manager", "dir": "director",
	"engr": "engineer", "engg": "engineering", "asst": "assistant", "assoc": "associate", "coord": "coordinator", "rep": "representative",
	"reps": "representative", "supv": "supervisor", "supvr": "supervisor", "supt": "superintendent", "exec": "executive", "vp": "vp", "ops": "operation",
	"acct": "account", "accounts": "accounts", "mktg": "marketing", "maint": "maintenance", "mfg": "manufacturing", "svc": "service", "svcs": "service",
	"mgmt": "management", "govt": "government", "intl": "international", "tech": "technician", "techs": "technician", "dev": "developer", "devs": "developer",
	"adviser": "advisor", "advisers": "advisor", "woman": "man", "women": "man", "men": "man", "person": "man", "persons": "man",
	"specialised": "specialist", "children": "child", "kids": "kid", "news": "news", "bus": "bus", "gas": "gas", "lens": "lens", "buses": "bus",
	"teeth": "dental", "staff": "staff", "hr": "hr", "sales": "sales", "salespeople": "salesman", "craftspeople": "craftsman", "tradespeople": "tradesman", "tradie": "tradesman",
	"comms": "communication", "biz": "business", "temp": "temporary", "perm": "permanent", "qualified": "qualified", "lecturers": "lecturer",
	"labourer": "laborer", "labourers": "laborer", "cook": "cook", "chefs": "chef",
}

// genderedSuffixes are written -man in titles.
//
//nolint:gochecknoglobals // a constant table
var genderedSuffixes = []string{"woman", "women", "men", "person", "persons", "people"}

// singular returns the singular of a regular plural. Other words may be changed too, which does no harm: all titles are
// changed in the same way.
func singular(word string) string {
	switch n := len(word); {
	case n < 4 || !strings.HasSuffix(word, "s"):
		return word
	case hasAnySuffix(word, "ss", "us", "is", "ics", "ous"):
		return word
	case strings.HasSuffix(word, "ies") && n > 4:
		return word[:n-3] + "y"
	case hasAnySuffix(word, "sses", "shes", "ches", "xes"):
		return word[:n-2]
	default:
		return word[:n-1]
	}
}

func hasAnySuffix(s string, suffixes ...string) bool {
	for _, suffix := range suffixes {
		if strings.HasSuffix(s, suffix) {
			return true
		}
	}
	return false
}

// american replaces British spellings.
func american(word string) string {
	if len(word) < 4 || !mayBeBritish(word) {
		return word
	}
	return britishSpellings.Replace(word)
}

// mayBeBritish reports whether a word has letters of a British spelling, which is quicker than looking for them all.
func mayBeBritish(word string) bool {
	for _, letters := range []string{"tre", "ae", "our", "is", "mme", "gue", "tyre", "ou", "ll", "grey", "enq", "nce", "ini", "lyse", "bre", "erb", "que", "man", "oes", "art"} {
		if strings.Contains(word, letters) {
			return true
		}
	}
	return false
}

//nolint:gochecknoglobals // immutable
var britishSpellings = strings.NewReplacer("centre", "center", "theatre", "theater", "anaesth", "anesth", "aesthet", "esthet", "paed", "ped", "haem", "hem",
	"gynaec", "gynec", "oestr", "estr", "colour", "color", "labour", "labor", "harbour", "harbor", "isation", "ization", "ising", "izing",
	"programme", "program", "catalogue", "catalog", "tyre", "tire", "mould", "mold", "plough", "plow", "counsell", "counsel", "jewell", "jewel",
	"modell", "model", "travell", "travel", "labell", "label", "panell", "panel", "draught", "draft", "enquir", "inquir", "licence", "license",
	"defence", "defense", "aluminium", "aluminum", "grey", "gray", "analyse", "analyze", "fibre", "fiber", "kerb", "curb", "cheque", "check",
	"archaeo", "archeo", "veterinar", "veterinar", "orthopaed", "orthoped", "groundsman", "groundskeeper", "storeman", "storekeeper",
	"repairman", "repairer", "serviceman", "servicer", "foreperson", "foreman", "practise", "practice", "organis", "organiz", "artefact", "artifact")

// inclusive matches what is added to a title so that it names all genders, such as "(m/w/d)" and "H/F".
var inclusive = regexp.MustCompile(`(?i)[(\[]?\b(?:[mwfdxhi]|gn|div)(?:\s*[/|,]\s*(?:[mwfdxhi*]|gn|div|divers))+\b[)\]]?|\((?:gn|all genders|w|m|f)\)`)

// feminine matches the feminine ending that is added to a title, as in "Kassierer/in", "Verkäufer:in" and "agent·e".
var feminine = regexp.MustCompile(`(?i)(\p{L}{3,})(?:[/*:_·]-?|\(-?)(?:innen|in|as|a|es|e|nes|ne|ère|ere|euse|se|trice|rice|ora|esse|te|frau)\)?(\P{L}|$)`)

// internalI matches the capital in "KassiererIn".
var internalI = regexp.MustCompile(`(\p{Ll})In(?:nen)?(\P{L}|$)`)

// neutral returns a title without what is added to name all genders.
func neutral(said string) string {
	if strings.ContainsAny(said, "/|([") {
		said = inclusive.ReplaceAllString(said, " ")
	}
	if strings.ContainsAny(said, "/*:_·(") {
		said = feminine.ReplaceAllString(said, "$1$2")
	}
	if strings.Contains(said, "In") {
		said = internalI.ReplaceAllString(said, "$1$2")
	}
	return said
}

// foldFeminine returns a form that a masculine and a feminine word of German, French or Spanish have in common. The word is
// in lower case without accents.
func foldFeminine(word string) string {
	n := len(word)
	for _, p := range feminineEndings {
		if n > len(p[0])+2 && strings.HasSuffix(word, p[0]) {
			return word[:n-len(p[0])] + p[1]
		}
	}
	return word
}

//nolint:gochecknoglobals // a constant table
var feminineEndings = [][2]string{
	{"innen", ""},
	{"erin", "er"},
	{"orin", "or"},
	{"eurin", "eur"},
	{"istin", "ist"},
	{"entin", "ent"},
	{"antin", "ant"},
	{"login", "log"},
	{"arin", "ar"},
	{"ktin", "kt"},
	{"euse", "eur"},
	{"trice", "teur"},
	{"iere", "ier"},
	{"ienne", "ien"},
	{"ere", "er"},
	{"ora", "or"},
	{"oras", "or"},
	{"ores", "or"},
	{"as", ""},
	{"os", ""},
	{"es", ""},
	{"a", ""},
	{"o", ""},
	{"e", ""},
	{"en", ""},
	{"s", ""},
}
