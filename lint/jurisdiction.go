package lint

import (
	"slices"
	"strings"
	"sync"
)

// Jurisdiction is whose law a fairness finding is weighed by.
type Jurisdiction string

// Jurisdictions. Strict takes the strictest rule of all for each basis.
const (
	Strict       Jurisdiction = "strict"
	US           Jurisdiction = "us"
	USCalifornia Jurisdiction = "us-ca"
	EU           Jurisdiction = "eu"
	UK           Jurisdiction = "uk"
)

// Jurisdictions lists those that are known, the default first.
func Jurisdictions() []Jurisdiction { return []Jurisdiction{Strict, US, USCalifornia, EU, UK} }

// law is how a jurisdiction takes a question on a basis, and where that is written.
type law struct {
	severity Severity
	source   string
}

// laws is data/jurisdictions.txt, by jurisdiction and then basis.
//
//nolint:gochecknoglobals // a table that is read once and never changes
var laws = sync.OnceValue(func() map[Jurisdiction]map[string]law {
	text, err := data.ReadFile("data/jurisdictions.txt")
	if err != nil {
		panic(err)
	}
	all := map[Jurisdiction]map[string]law{}
	var columns []map[string]law
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if basis, rest, ok := strings.Cut(line, " "); ok && !strings.HasPrefix(line, "#") {
			severity, source, _ := strings.Cut(strings.TrimSpace(rest), " ")
			for _, c := range columns {
				c[basis] = law{Severity(severity), strings.TrimSpace(source)}
			}
			continue
		}
		if name, ok := strings.CutPrefix(line, "@"); ok {
			columns = []map[string]law{{}}
			all[Jurisdiction(name)] = columns[0]
		}
	}
	return all
})

// law is what the jurisdiction of a check says on a basis.
func (c *check) law(basis string) law {
	j := c.options.Jurisdiction
	if !slices.Contains(Jurisdictions(), j) {
		j = Strict
	}
	return laws()[j][basis]
}

// severity of a finding of a rule.
func (c *check) severity(rule string) Severity {
	if basis, fair := strings.CutPrefix(rule, "fair."); fair {
		return c.law(basis).severity
	}
	if strings.HasPrefix(rule, "read.") {
		return Warning
	}
	return Error
}
