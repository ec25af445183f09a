package api_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"twoway/api"
	"twoway/api/openapi"
	"twoway/release/serve"
)

func checks(t *testing.T, c client, body string) []openapi.WordingCheck {
	t.Helper()
	a := c.post(t, api.WordingChecks, body)
	var parsed openapi.WordingChecks
	if err := json.Unmarshal(a.body, &parsed); err != nil || a.status != http.StatusOK {
		t.Fatalf("status %d, %v: %s", a.status, err, a.body)
	}
	return parsed.Checks
}

// TestWordingChecks: the results have the order and the IDs of the texts.
func TestWordingChecks(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	blames := `{"id":"a","text":"Why did you let so many people go?"}`
	neutral := `{"text":"What led to the change in team size last year, and what changed in the work?"}`
	got := checks(t, c, `{"asker":"candidate","texts":[`+blames+","+neutral+`,{"id":"é","text":""}]}`)
	if len(got) != 3 || got[0].ID != "a" || got[1].ID != "" || got[2].ID != "é" {
		t.Fatalf("%+v", got)
	}
	if got[0].Verdict != openapi.WordingCheckVerdictReject || got[0].Findings[0].Rule != "tone.accusation" || !strings.HasSuffix(got[0].Findings[0].Suggestion, "?") {
		t.Errorf("the accusing text: %+v", got[0])
	}
	if got[1].Verdict != openapi.WordingCheckVerdictPass || got[1].Pointed < 2 || len(got[1].PointedParts) == 0 || len(got[1].CourteousParts) == 0 {
		t.Errorf("the neutral text: %+v", got[1])
	}
	if got[2].Verdict != openapi.WordingCheckVerdictUnsupported {
		t.Errorf("the empty text: %+v", got[2])
	}
}

// TestWordingChecksWithoutRelease: checks need no release.
func TestWordingChecksWithoutRelease(t *testing.T) {
	t.Parallel()
	if a := newClient(t, func() *serve.Compiled { return nil }, io.Discard).post(t, api.WordingChecks, `{"asker":"interviewer","texts":[{"text":"How old are you?"}]}`); a.status != http.StatusOK {
		t.Errorf("status %d: %s", a.status, a.body)
	}
}

// TestJurisdictions: the findings on fairness depend on the jurisdiction.
func TestJurisdictions(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	seen := map[string]bool{}
	for _, law := range []string{"strict", "us", "us-ca", "eu", "uk"} {
		got := checks(t, c, `{"asker":"interviewer","jurisdiction":"`+law+`","texts":[{"text":"What did you earn in your last job?"},{"text":"How old are you?"}]}`)
		text, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		seen[string(text)] = true
		if law == "strict" && (got[0].Verdict != openapi.WordingCheckVerdictReject || got[1].Verdict != openapi.WordingCheckVerdictReject || got[1].Findings[0].Source == "") {
			t.Errorf("strict: %s", text)
		}
	}
	if len(seen) < 4 {
		t.Errorf("five jurisdictions have %d different results, want at least 4", len(seen))
	}
}
