package candidate_test

import (
	"reflect"
	"strings"
	"testing"

	"twoway/bank"
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
			Unrecognised: []bank.Unrecognised{{Pointer: "/role", Said: "x", Nearest: []string{"nursing"}, IsClose: true}},
		}
		for i := range c.Questions {
			if c.Questions[i].Asker == asker {
				set.Items = append(set.Items, bank.Item{Question: &c.Questions[i], Reasons: []bank.Reason{{Cares: []string{"craft"}}}})
			}
		}
		poison(reflect.ValueOf(&set).Elem())
		poison(reflect.ValueOf(&c).Elem())
		for i := range set.Shortfall {
			set.Shortfall[i].Kind = bank.ShortfallKind(strings.TrimSuffix(string(set.Shortfall[i].Kind), hostile))
		}
		for i := range c.Questions {
			c.Questions[i].Asker = asker
		}
		page, err := candidate.RenderSet(&serve.Compiled{Content: c}, set)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(page, "alert("); n < 40 {
			t.Errorf("%s: the page has only %d hostile texts, want at least 40\n%s", asker, n, page)
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
	if want := "<dd>It fits the craft. You care about on-call. One of these was wanted. It opens well.<ul"; !strings.Contains(page, want) {
		t.Errorf("the page lacks %q:\n%s", want, page)
	}
	if want := "<li>Craft</li><li>Offer talk</li><li>On-call</li><li>Work–life balance</li></ul>"; !strings.Contains(page, want) {
		t.Errorf("the page lacks %q:\n%s", want, page)
	}
	for _, hidden := range []string{"heavy", "fourth", "Purpose", "-rule", "work_life_balance"} {
		if strings.Contains(page, hidden) {
			t.Errorf("the page contains %q:\n%s", hidden, page)
		}
	}
}

func TestTitle(t *testing.T) {
	v := vocabulary()
	for want, tt := range map[string]struct {
		role    string
		profile bank.Profile
	}{
		"No questions, ": {"", bank.Profile{}},
		"No questions, for a senior site reliability engineer at the hiring manager interview": {
			"Site reliability engineer", bank.Profile{Role: "site_reliability", Seniority: "senior", Stage: "hiring_manager"},
		},
		"No questions, for an SRE at the offer talk":        {"SRE", bank.Profile{Role: "site_reliability", Stage: "offer"}},
		"No questions, for a senior nurse":                  {"Senior nurse", bank.Profile{Role: "nursing", Seniority: "senior"}},
		"No questions, for a staff nurse at director level": {"Staff nurse.", bank.Profile{Role: "nursing", Seniority: "director"}},
		"No questions, for a job in nursing at entry level": {"Nursing", bank.Profile{Role: "nursing", Seniority: "entry"}},
		"No questions, for a job at mid level":              {"sorcerer", bank.Profile{Seniority: "mid"}},
		"No questions, for an urban nurse":                  {"urban nurse", bank.Profile{Role: "nursing"}},
		"No questions, for a user researcher":               {"User researcher", bank.Profile{Role: "nursing"}},
		"No questions, for a UX researcher":                 {"UX researcher", bank.Profile{Role: "nursing"}},
		"No questions, for an HR partner":                   {"HR partner", bank.Profile{Role: "nursing"}},
	} {
		if got := candidate.Title(&v, tt.role, bank.Set{Minutes: 1, Profile: tt.profile}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
