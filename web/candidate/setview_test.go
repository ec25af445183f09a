package candidate_test

import (
	"reflect"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/serve"
	"twoway/web/candidate"
)

const hostile = `<script>alert("x")</script>`

// poison appends hostile to every string in v, and puts it into every empty list of strings.
func poison(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			poison(v.Elem())
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			poison(field)
		}
	case reflect.Slice:
		if v.Len() == 0 && v.Type().Elem().Kind() == reflect.String {
			v.Set(reflect.Append(v, reflect.New(v.Type().Elem()).Elem()))
		}
		for i := range v.Len() {
			poison(v.Index(i))
		}
	case reflect.String:
		v.SetString(v.String() + hostile)
	default: // a number or a bool
	}
}

func TestEscaping(t *testing.T) {
	for _, asker := range []bank.Asker{bank.Candidate, bank.Interviewer} {
		c := content()
		set := bank.Set{
			Profile: bank.Profile{Role: "nursing", Seniority: "senior", Stage: "offer", Cares: []bank.Chosen{{Care: "craft", Aspect: "x", Said: "x"}}},
			Shortfall: []bank.Shortfall{
				{Kind: bank.ShortOfRequired, Rule: "on-call-for-operators"}, {Kind: bank.ShortOfCare, Care: "craft"},
			},
			Unrecognised: []bank.Unrecognised{{Pointer: "/role", Said: "x", Nearest: []string{"nursing"}}},
		}
		for i := range c.Questions {
			if c.Questions[i].Asker == asker {
				set.Items = append(set.Items, bank.Item{Question: &c.Questions[i], Reasons: []bank.Reason{{Cares: []string{"craft"}}}})
			}
		}
		set.Profile.Exclude = make([]string, bank.MaxExclude) // so that nothing must be chosen to know whether there is more
		poison(reflect.ValueOf(&set).Elem())
		poison(reflect.ValueOf(&c).Elem())
		for i := range set.Shortfall {
			set.Shortfall[i].Kind = bank.ShortfallKind(strings.TrimSuffix(string(set.Shortfall[i].Kind), hostile))
		}
		for i := range c.Questions {
			c.Questions[i].Asker = asker
		}
		from, err := serve.Compile(testbank.Frozen(t, bank.Release{}, content()), nil)
		if err != nil {
			t.Fatal(err)
		}
		from.Content = c
		page, err := candidate.RenderSet(from, set)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(page, "alert("); n < 30 {
			t.Errorf("%s: the page has only %d hostile texts, want at least 30\n%s", asker, n, page)
		}
		if strings.Contains(page, "<script>") || strings.Contains(page, `alert("`) {
			t.Errorf("%s: a hostile text is not escaped:\n%s", asker, page)
		}
	}
}

// TestReasons checks that a page shows at most three reasons for a question and one for its position, in the words of the
// rules, and no reason against it.
func TestReasons(t *testing.T) {
	c := content()
	page, err := candidate.RenderSet(&serve.Compiled{Content: c}, bank.Set{Profile: bank.Profile{Asker: bank.Candidate}, Items: []bank.Item{{
		Question: &c.Questions[0],
		Reasons: []bank.Reason{
			{Kind: bank.ByRule, Rule: "a-rule", Because: "It fits the craft.", Points: 30, Cares: []string{"craft"}, Stage: "offer"},
			{Kind: bank.ByCoverage, Because: "You care about on-call.", Points: 60, Cares: []string{"work_life_balance"}, Aspects: []string{"on_call"}},
			{Kind: bank.ByRule, Rule: "b-rule", Because: "One of these was wanted.", Points: 0},
			{Kind: bank.ByRule, Rule: "c-rule", Because: "It is heavy for a first talk.", Points: -20, Cares: []string{"purpose"}},
			{Kind: bank.ByRule, Rule: "d-rule", Because: "A fourth is too much.", Points: 0},
			{Kind: bank.ByOrder, Because: "It opens well."},
		},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<p class="why" lang="en">It fits the craft.</p>`, "<dd>It fits the craft. You care about on-call. One of these was wanted. It opens well. </dd>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	for _, hidden := range []string{"heavy", "fourth", "Purpose", "-rule", "work_life_balance"} {
		if strings.Contains(page, hidden) {
			t.Errorf("the page contains %q:\n%s", hidden, page)
		}
	}
}

func TestTitle(t *testing.T) {
	v := vocabulary()
	read := func(role, seniority string) []bank.Understood { // both out of the job title
		return []bank.Understood{{Pointer: "/role", ID: role}, {Pointer: "/role", ID: seniority}}
	}
	for want, tt := range map[string]struct {
		role       string
		profile    bank.Profile
		understood []bank.Understood
	}{
		"": {"", bank.Profile{}, nil},
		"for a senior site reliability engineer, read as site reliability, at the hiring manager interview": {
			"Site reliability engineer", bank.Profile{Role: "site_reliability", Seniority: "senior", Stage: "hiring_manager"}, nil,
		},
		"for an SRE, read as site reliability, at the offer talk":  {"SRE", bank.Profile{Role: "site_reliability", Stage: "offer"}, nil},
		"for a senior nurse, read as nursing":                      {"Senior nurse", bank.Profile{Role: "nursing", Seniority: "senior"}, read("nursing", "senior")},
		"for a staff nurse at director level, read as nursing":     {"Staff nurse.", bank.Profile{Role: "nursing", Seniority: "director"}, nil},
		"for a head of nursing, read as nursing at director level": {"Head of nursing", bank.Profile{Role: "nursing", Seniority: "director"}, read("nursing", "director")},
		"for a sr nurse, read as nursing at senior level":          {"Sr nurse", bank.Profile{Role: "nursing", Seniority: "senior"}, read("nursing", "senior")},
		"for a trainee nurse, read as nursing at entry level":      {"Trainee nurse", bank.Profile{Role: "nursing", Seniority: "entry"}, read("nursing", "entry")},
		"for a job in nursing at entry level":                      {"Nursing", bank.Profile{Role: "nursing", Seniority: "entry"}, nil},
		"for a job in nursing at the offer talk":                   {"Nursing", bank.Profile{Role: "nursing", Stage: "offer"}, nil},
		"for a NURSING":                                            {"NURSING", bank.Profile{Role: "nursing"}, nil},
		"for a job at mid level":                                   {"sorcerer", bank.Profile{Seniority: "mid"}, nil},
		"for a job at director level at the offer talk":            {"Head of sorcery", bank.Profile{Seniority: "director", Stage: "offer"}, read("", "director")},
		"for an urban nurse, read as nursing":                      {"urban nurse", bank.Profile{Role: "nursing"}, nil},
		"for a user researcher, read as nursing":                   {"User researcher", bank.Profile{Role: "nursing"}, nil},
		"for a UX researcher, read as nursing":                     {"UX researcher", bank.Profile{Role: "nursing"}, nil},
		"for an HR partner, read as nursing":                       {"HR partner", bank.Profile{Role: "nursing"}, nil},
	} {
		want = "No questions fit, " + want
		set := bank.Set{Minutes: 1, Profile: tt.profile, Understood: tt.understood}
		if got := candidate.Title(&v, tt.role, set); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
