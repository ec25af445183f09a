package lint

import (
	"slices"
	"strings"
	"sync"
)

// Jurisdiction names the law that decides the severity of a fairness finding.
type Jurisdiction string

// Jurisdictions. Strict takes the strictest of them for each basis, such as age.
const (
	Strict       Jurisdiction = "strict"
	US           Jurisdiction = "us"
	USCalifornia Jurisdiction = "us-ca"
	EU           Jurisdiction = "eu"
	UK           Jurisdiction = "uk"
)

// Jurisdictions returns all jurisdictions, the default first.
func Jurisdictions() []Jurisdiction { return []Jurisdiction{Strict, US, USCalifornia, EU, UK} }

// law is the severity of a question about a basis under a jurisdiction, and the source of it.
type law struct {
	severity Severity
	source   string
}

// laws returns data/jurisdictions.txt, by jurisdiction and basis.
//
//nolint:gochecknoglobals // a read-only table
var laws = sync.OnceValue(func() map[Jurisdiction]map[string]law {
	text, err := data.ReadFile("data/jurisdictions.txt")
	if err != nil {
		panic(err)
	}
	all := map[Jurisdiction]map[string]law{}
	var current map[string]law
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if basis, rest, ok := strings.Cut(line, " "); ok && !strings.HasPrefix(line, "#") {
			severity, source, _ := strings.Cut(strings.TrimSpace(rest), " ")
			current[basis] = law{Severity(severity), strings.TrimSpace(source)}
			continue
		}
		if name, ok := strings.CutPrefix(line, "@"); ok {
			current = map[string]law{}
			all[Jurisdiction(name)] = current
		}
	}
	return all
})

// jurisdiction returns the jurisdiction of the check.
func (c *check) jurisdiction() Jurisdiction {
	if j := c.options.Jurisdiction; slices.Contains(Jurisdictions(), j) {
		return j
	}
	return Strict
}

// law returns the law on a basis in the jurisdiction of the check. The zero law means that there is none.
func (c *check) law(basis string) law { return laws()[c.jurisdiction()][basis] }

// severity returns the severity of findings of a rule.
func (c *check) severity(rule string) Severity {
	if basis, fair := strings.CutPrefix(rule, "fair."); fair {
		return c.law(basis).severity
	}
	if strings.HasPrefix(rule, "tone.") {
		return Error
	}
	return Warning
}
