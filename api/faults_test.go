package api_test

import (
	"net/http"
	"strings"
	"testing"

	"twoway/api/openapi"
	"twoway/release/serve"
)

// TestFaultsOfDrafts: whatever is wrong with the body of a draft, the answer says where.
func TestFaultsOfDrafts(t *testing.T) {
	t.Parallel()
	c := newServiceClient(t, newBank(t, serve.Options{}), t.Output())
	const (
		question = `{"id":"a-question","asker":"candidate","text":"What changed?","topic":"workload","depth":1,"minutes":`
		rule     = `{"id":"a-rule","asker":"candidate","name":"A","because":"B.","effect":{"kind":"boost","points":`
		term     = `{"id":"a_term","name":"A","definition":"B."`
	)
	for _, tt := range []struct{ name, path, body, faults string }{
		{"minutes with a fraction", "questions", question + `2.5}`, "type_mismatch /minutes"},
		{"minutes with an exponent", "questions", question + `1e-1}`, "type_mismatch /minutes"},
		{"points with an exponent", "rules", rule + `1E-1}}`, "type_mismatch /effect/points"},
		{"minutes of a case", "rules", rule + `1},"cases":[{"applies":true,"profile":{"minutes":15.5}}]}`, "type_mismatch /cases/0/profile/minutes"},
		{"level with a fraction", "vocabulary/seniority", term + `,"level":3.5}`, "type_mismatch /level"},
		{"level of a topic", "vocabulary/topic", term + `,"asker":"candidate","level":3}`, "unknown_field /level"},
		{"titles of a stage", "vocabulary/stage", term + `,"titles":["x"],"scored":true}`, "unknown_field /scored, unknown_field /titles"},
		{"terms of a role", "vocabulary/role", term + `,"terms":true}`, "unknown_field /terms"},
		{"aspects of what can be disclosed", "vocabulary/discloses", term + `,"aspects":[]}`, "unknown_field /aspects"},
		{"unknown field of an aspect", "vocabulary/care", term + `,"aspects":[{"id":"x","name":"X","definition":"Y","synonyms":[],"level":1}]}`, "unknown_field /aspects/0/level"},
	} {
		for _, path := range []string{"/v1/admin/" + tt.path, "/v1/admin/" + tt.path + "/validate"} {
			p := parse[openapi.Problem](t, c.ask(t, http.MethodPost, path, "", tt.body), http.StatusUnprocessableEntity)
			var got []string
			for _, e := range p.Errors {
				got = append(got, e.Code+" "+e.Pointer)
			}
			if strings.Join(got, ", ") != tt.faults {
				t.Errorf("%s: %s answers %q, want %q", tt.name, path, got, tt.faults)
			}
		}
	}
	weights := `{"care_order":[60,48.5],"care_only":1e-1,"repeat":[1],"variety":1}`
	p := parse[openapi.Problem](t, c.ask(t, http.MethodPut, "/v1/admin/weights", `"1"`, weights), http.StatusUnprocessableEntity)
	if len(p.Errors) != 2 || p.Errors[0].Pointer != "/care_only" || p.Errors[1].Pointer != "/care_order/1" {
		t.Errorf("weights: %+v, want faults at /care_only and /care_order/1", p.Errors)
	}
}
