package resolve_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
)

func request() bank.Request {
	return bank.Request{
		Asker: "candidate", Role: "Site Reliability Engineer", Seniority: "Sr.", Stage: "hiring manager", AskedOf: "my future boss",
		Cares: []string{"on-call load", "growth", "feng shui", "being paged", "career growth"}, Minutes: 15,
		Exclude: []string{"b", "a", "b"}, Locale: "en-GB",
	}
}

func TestProfile(t *testing.T) {
	r := request()
	r.AskedOf = "hiring manager"
	got, reading, err := resolver().Profile(r)
	unrecognised := reading.Unrecognised
	if err != nil {
		t.Fatal(err)
	}
	want := bank.Profile{
		Asker: bank.Candidate, Role: "site_reliability", Occupation: "reliability_engineering", Seniority: "senior", Level: 4, Stage: "hiring_manager", AskedOf: "hiring_manager",
		Cares: []bank.Chosen{
			{Care: "work_life_balance", Aspect: "on_call", Said: "on-call load"}, {Care: "advancement", Said: "growth"},
		},
		Minutes: 15, Count: bank.DefaultCount, Exclude: []string{"a", "b"}, Locale: "en",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(unrecognised) != 1 || unrecognised[0].Pointer != "/cares/2" || unrecognised[0].Said != "feng shui" || len(unrecognised[0].Nearest) > 0 {
		t.Errorf("unrecognised: %+v", unrecognised)
	}
}

func TestUnknownRole(t *testing.T) {
	r := bank.Request{Asker: "interviewer", Role: "dragon tamer", Minutes: 30}
	got, reading, err := resolver().Profile(r)
	unrecognised := reading.Unrecognised
	if err != nil || got.Role != "" || len(unrecognised) != 1 || unrecognised[0].Pointer != "/role" {
		t.Errorf("got role %q, %+v, %v", got.Role, unrecognised, err)
	}
}

func TestProfileFaults(t *testing.T) {
	change := func(f func(*bank.Request)) bank.Request {
		r := request()
		r.AskedOf = ""
		f(&r)
		return r
	}
	for name, tt := range map[string]struct {
		request bank.Request
		want    []string // code, pointer and nearest IDs
	}{
		"no asker":            {change(func(r *bank.Request) { r.Asker = "" }), []string{"required /asker []"}},
		"an unknown asker":    {change(func(r *bank.Request) { r.Asker = "canidate" }), []string{"unknown_value /asker [candidate]"}},
		"an alias":            {change(func(r *bank.Request) { r.Asker = "Employer" }), nil},
		"no minutes":          {change(func(r *bank.Request) { r.Minutes = 0 }), []string{"out_of_range /minutes []"}},
		"too many minutes":    {change(func(r *bank.Request) { r.Minutes = 241 }), []string{"out_of_range /minutes []"}},
		"too many questions":  {change(func(r *bank.Request) { r.Count = 21 }), []string{"out_of_range /count []"}},
		"a negative count":    {change(func(r *bank.Request) { r.Count = -1 }), []string{"out_of_range /count []"}},
		"a negative seed":     {change(func(r *bank.Request) { r.Seed = -1 }), []string{"out_of_range /seed []"}},
		"an unknown stage":    {change(func(r *bank.Request) { r.Stage = "ofer" }), []string{"unknown_value /stage [offer]"}},
		"an unknown language": {change(func(r *bank.Request) { r.Locale = "de" }), []string{"unknown_value /locale [en]"}},
		"a malformed id":      {change(func(r *bank.Request) { r.Exclude = []string{"ok", "A b"} }), []string{"malformed /exclude/1 []"}},
		"a long role":         {change(func(r *bank.Request) { r.Role = strings.Repeat("é", 201) }), []string{"out_of_range /role []"}},
		"the longest role":    {change(func(r *bank.Request) { r.Role = strings.Repeat("é", 200) }), nil},
		"a long care":         {change(func(r *bank.Request) { r.Cares = []string{strings.Repeat("x", 201)} }), []string{"out_of_range /cares/0 []"}},
		"many cares":          {change(func(r *bank.Request) { r.Cares = make([]string, 21) }), []string{"out_of_range /cares []"}},
		"several faults": {
			change(func(r *bank.Request) { r.Seniority, r.Minutes, r.Locale = "seniro", 0, "xx" }),
			[]string{"unknown_value /seniority [senior]", "out_of_range /minutes []", "unknown_value /locale [en]"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := resolver().Profile(tt.request)
			var got []string
			if e, ok := err.(*bank.Error); ok { //nolint:errorlint // Profile wraps nothing
				for _, f := range e.Faults {
					got = append(got, f.Code+" "+f.Pointer+" ["+strings.Join(f.Nearest, " ")+"]")
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
