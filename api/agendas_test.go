package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/api"
	"twoway/api/openapi"
)

func parseAgenda(t *testing.T, a answer) openapi.Agenda {
	t.Helper()
	var parsed openapi.Agenda
	if err := json.Unmarshal(a.body, &parsed); err != nil || a.status != http.StatusOK {
		t.Fatalf("status %d, %v: %s", a.status, err, a.body)
	}
	return parsed
}

const hour = `{"role":"charge nurse","seniority":"senior","stage":"panel","cares":["staffing","growth","feng shui"],"minutes":60}`

// TestAgenda plans an hour and compares its scored block with the kit for the same minutes.
func TestAgenda(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	a := parseAgenda(t, c.post(t, api.Agendas, hour))
	if a.CandidateShare != 40 || a.Minutes != 60 || len(a.Unrecognised) != 1 || a.Unrecognised[0].Pointer != "/cares/2" || a.KitID.IsNull() {
		t.Errorf("%d percent of %d minutes, kit %v, unrecognised: %+v", a.CandidateShare, a.Minutes, a.KitID, a.Unrecognised)
	}
	minutes := 0
	for _, b := range a.Blocks {
		minutes += b.Minutes
		if b.Purpose == "" || !b.Certificate.IsNull() {
			t.Errorf("%s: purpose %q, certificate %v", b.Kind, b.Purpose, b.Certificate)
		}
	}
	scored := a.Blocks[1]
	kit := parseSet(t, c.choose(t, fmt.Sprintf(`{"asker":"interviewer","role":"charge nurse","seniority":"senior","stage":"panel","count":8,"minutes":%d}`, scored.Minutes)))
	var fromKit, fromAgenda []string
	for _, it := range kit.Items {
		fromKit = append(fromKit, it.Question.ID)
	}
	for _, it := range scored.Items {
		fromAgenda = append(fromAgenda, it.Question.ID)
	}
	if diff := cmp.Diff(fromKit, fromAgenda); diff != "" || minutes != 60 || scored.Minutes < 20 || kit.KitID.MustGet() != a.KitID.MustGet() {
		t.Errorf("blocks of %d minutes, kit of %d (-kit +agenda):\n%s", minutes, scored.Minutes, diff)
	}
	for _, it := range a.Blocks[2].Items {
		if slices.Contains(a.DropFirst, it.Question.ID) == (it.Priority == openapi.AgendaItemPriorityMust) {
			t.Errorf("%s %s: drop_first is %v", it.Priority, it.Question.ID, a.DropFirst)
		}
	}
}

// TestAgendaOptions: the asker and defaults do not change the agenda, and explain adds the certificates.
func TestAgendaOptions(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	plain := c.post(t, api.Agendas, hour)
	for _, more := range []string{`"asker":"candidate",`, `"asker":"interviewer",`, `"asker":"anybody",`, `"candidate_share":40,`, `"explain":false,`} {
		if got := c.post(t, api.Agendas, "{"+more+hour[1:]); string(got.body) != string(plain.body) {
			t.Errorf("%s changes the agenda:\n%s", more, cmp.Diff(string(plain.body), string(got.body)))
		}
	}
	explained := parseAgenda(t, c.post(t, api.Agendas, `{"explain":true,`+hour[1:]))
	for i, b := range explained.Blocks {
		if b.Certificate.IsNull() != (i == 0 || i == 3) {
			t.Errorf("%s: certificate %v", b.Kind, b.Certificate)
		}
	}
}

// TestExplanation checks which rules applied and what stopped others.
func TestExplanation(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	ask := func(more string) openapi.Explanation {
		return parseSet(t, c.choose(t, `{"asker":"candidate","role":"nurse","stage":"panel","minutes":15,"explain":true`+more+`}`)).Explanation.MustGet()
	}
	x := ask("")
	applied := []string{}
	for _, a := range x.Applied {
		applied = append(applied, a.Rule)
		if a.InSet > a.Picked && a.Effect.Kind != openapi.EffectKindExclude {
			t.Errorf("%s picks %d questions, %d of them in the set", a.Rule, a.Picked, a.InSet)
		}
	}
	for _, want := range []string{"fits-the-stage", "from-your-own-trade", "private-matters-go-to-hr", "safety-where-hands-do-the-work"} {
		if !slices.Contains(applied, want) {
			t.Errorf("%s did not apply; these did: %v", want, applied)
		}
	}
	stopped := 0
	for _, m := range x.Missed {
		if slices.Contains(applied, m.Rule) || len(m.StoppedBy) < stopped {
			t.Errorf("%s was stopped by %d conditions after one stopped by %d", m.Rule, len(m.StoppedBy), stopped)
		}
		stopped = len(m.StoppedBy)
	}
	named := ask(`,"explain_rules":["terms-when-terms-are-due","fits-the-stage","on-call-for-operators","kit-knows-the-trade"]`)
	want := []openapi.MissedRule{
		{Rule: "terms-when-terms-are-due", StoppedBy: []openapi.Stop{{Condition: `profile.stage in ["recruiter_screen", "offer"]`, Saw: `profile.stage is "panel"`}}},
		{Rule: "on-call-for-operators", Held: 1, StoppedBy: []openapi.Stop{
			{Condition: `profile.role in ["site_reliability", "software_engineering", "data_engineering", "security_engineering"]`, Saw: `profile.role is "nursing"`},
			{Condition: `"work_life_balance" in profile.cares`, Saw: `profile.cares is []`},
		}},
		{Rule: "kit-knows-the-trade", StoppedBy: []openapi.Stop{{Condition: "asker: interviewer", Saw: "the asker is the candidate"}}},
	}
	for i := range named.Missed {
		named.Missed[i].Name = ""
	}
	if diff := cmp.Diff(want, named.Missed); diff != "" || len(named.Applied) != len(x.Applied) {
		t.Errorf("explain_rules (-want +got):\n%s", diff)
	}
}

// TestAgendaOffline: Post returns the same answer as the server.
func TestAgendaOffline(t *testing.T) {
	t.Parallel()
	online := shippedClient(t).post(t, api.Agendas, hour)
	offline, err := api.Post(t.Context(), document(), shipped(), api.Agendas, strings.NewReader(hour))
	if err != nil || string(offline) != string(online.body) {
		t.Errorf("%v:\n%s", err, cmp.Diff(string(online.body), string(offline)))
	}
}
