package app

import (
	"cmp"
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"

	"twoway/lint"
)

// sarif writes one log in the Static Analysis Results Interchange Format, version 2.1.0
// (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), which editors and code hosts show beside the text. Columns count
// characters from 1.
type sarif struct {
	out     io.Writer
	results []sarifResult
}

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID               string    `json:"id"`
	ShortDescription sarifText `json:"shortDescription"`
	Help             sarifText `json:"help"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations"`
}

type sarifLocation struct {
	PhysicalLocation sarifPhysicalLocation `json:"physicalLocation"`
}

type sarifPhysicalLocation struct {
	ArtifactLocation sarifArtifact `json:"artifactLocation"`
	Region           sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndColumn   int `json:"endColumn"`
}

func newSARIF(out io.Writer) *sarif { return &sarif{out: out, results: []sarifResult{}} }

func (s *sarif) add(place lintPlace, _ lintText, report lint.Report) error {
	uri := (&url.URL{Path: filepath.ToSlash(place.file)}).String()
	for _, f := range report.Findings {
		s.results = append(s.results, sarifResult{
			RuleID: f.Rule, Level: string(f.Severity), Message: sarifText{f.Message + " " + cmp.Or(f.Rewrite, f.Suggestion)},
			Locations: []sarifLocation{{sarifPhysicalLocation{
				sarifArtifact{uri}, sarifRegion{place.line, f.Start + 1, f.End + 1},
			}}},
		})
	}
	return nil
}

func (s *sarif) end() error {
	driver := sarifDriver{Name: "twoway lint", Version: programVersion(), Rules: []sarifRule{}}
	for _, rule := range lint.Rules() {
		text := lint.Explain(rule)
		driver.Rules = append(driver.Rules, sarifRule{rule, sarifText{text.Message}, sarifText{text.Why + " " + text.Suggestion}})
	}
	enc := json.NewEncoder(s.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0",
		Runs: []sarifRun{{Tool: sarifTool{driver}, ColumnKind: "unicodeCodePoints", Results: s.results}},
	})
}
