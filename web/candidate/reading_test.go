package candidate_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/release/serve"
	"twoway/web/candidate"
)

// rendered returns the page of a set in one line, with entities decoded and without other markup than <i>.
func rendered(t *testing.T, from *serve.Compiled, set bank.Set) string {
	t.Helper()
	page, err := candidate.RenderSet(from, set)
	if err != nil {
		t.Fatal(err)
	}
	_, page, _ = strings.Cut(page, "<main")
	page = strings.NewReplacer(` dir="auto"`, "", "<bdi>", "", "</bdi>", "").Replace(page)
	page = regexp.MustCompile(`</?(?:[^i>/]|i[^>])[^>]*>`).ReplaceAllString(page, " ")
	return strings.Join(strings.Fields(html.UnescapeString(page)), " ")
}

// cares returns a candidate's set with cares that were understood, each given as "said|id|name".
func cares(list ...string) bank.Set {
	set := bank.Set{Profile: bank.Profile{Asker: bank.Candidate}}
	for i, c := range list {
		part := strings.Split(c, "|")
		set.Understood = append(set.Understood, bank.Understood{Pointer: "/cares/" + string(rune('0'+i)), Said: part[0], ID: part[1], Name: part[2]})
	}
	return set
}

func TestReading(t *testing.T) {
	fromLink := bank.Set{Profile: bank.Profile{Asker: bank.Candidate, Cares: []bank.Chosen{{Care: "learning"}, {Care: "work_life_balance", Aspect: "on_call"}, {Term: "error budget"}}}}
	interviewer := cares("growth|advancement|Advancement")
	interviewer.Profile.Asker = bank.Interviewer
	for name, tt := range map[string]struct {
		set  bank.Set
		want string
	}{
		"own words":      {cares("Learning|learning|Learning", "bullying|fair|Fair treatment"), "You care about learning; <i>bullying</i>, read as fair treatment. Change"},
		"own words last": {cares("bullying|fair|Fair treatment", "learning|learning|Learning"), "You care about <i>bullying</i>, read as fair treatment; learning. Change"},
		"two names":      {cares("learning|learning|Learning", "ON-CALL!|on_call|On-call"), "You care about learning and on-call. Change"},
		"three names":    {cares("a|a|A", "b|b|B", "c|c|C"), "You care about a, b and c. Change"},
		"one thing in two words": {
			cares("growth|advancement|Advancement", "moving up|advancement|Advancement"),
			"You care about <i>growth</i>, read as advancement; <i>moving up</i>, read as advancement. Change",
		},
		"one thing twice":  {cares("growth|advancement|Advancement", "Advancement|advancement|Advancement"), "You care about <i>growth</i>, read as advancement. Change"},
		"a term":           {cares("error budgets|term:error budget|error budget"), "You care about <i>error budgets</i>, read as error budget. Change"},
		"from a link":      {fromLink, "You care about learning, on-call and error budget. Change"},
		"of a candidate":   {interviewer, "No questions fit Change"},
		"nothing was said": {cares(), "No questions fit Change"},
	} {
		if got := rendered(t, serving(t), tt.set); !strings.Contains(got, tt.want) {
			t.Errorf("%s: the page lacks %q:\n%s", name, tt.want, got)
		}
	}
}

// TestDelicate: a care that may say something about the person is marked as such, without naming what.
func TestDelicate(t *testing.T) {
	from := serving(t)
	set := cares("my depression|wellbeing|Wellbeing", "ramadan|belonging|Belonging", "learning|learning|Learning")
	for i := range set.Understood[:2] {
		set.Understood[i].Discloses = []string{"family"}
	}
	asked := func(id string) bank.Item {
		for i, q := range from.Content.Questions {
			if q.ID == id {
				return bank.Item{Question: &from.Content.Questions[i]}
			}
		}
		t.Fatal(id)
		return bank.Item{}
	}
	const about = "Questions about “my depression” and “ramadan” ask how things are for everyone there"
	set.Items = []bank.Item{asked("last-on-call-week")}
	if got := rendered(t, from, set); !strings.Contains(got, about+", so they don’t give you away.") {
		t.Error(got)
	}
	set.Items = append(set.Items, asked("school-holidays"))
	if got := rendered(t, from, set); !strings.Contains(got, about+"; where one could still give you away, it says so.") {
		t.Error(got)
	}
	if got := rendered(t, from, cares("learning|learning|Learning")); strings.Contains(got, "for everyone there") {
		t.Error(got)
	}
}

// TestReasonsInOwnWords: a reason has the words of the person, not the name of what they were taken for.
func TestReasonsInOwnWords(t *testing.T) {
	from := serving(t)
	profile := bank.Profile{Asker: bank.Candidate, Cares: []bank.Chosen{
		{Care: "work_life_balance", Aspect: "on_call", Said: "pager hell"},
		{Care: "learning", Said: "LEARNING"},
		{Care: "advancement", Said: "growth"},
		{Term: "error budget", Said: "error budgets"},
	}}
	for because, tt := range map[string]struct {
		reason bank.Reason
		want   string
	}{
		"You care about on-call, and this asks about it.": {
			bank.Reason{Kind: bank.ByCoverage, Cares: []string{"work_life_balance"}}, "You care about “pager hell”, and this asks about it.",
		},
		"You care about on-call; this is close to it: work–life balance.": {
			bank.Reason{Kind: bank.ByCoverage, Cares: []string{"work_life_balance"}}, "You care about “pager hell”; this is close to it: work–life balance.",
		},
		"You care about learning, and this asks about it.": {
			bank.Reason{Kind: bank.ByCoverage, Cares: []string{"learning"}}, "You care about learning, and this asks about it.",
		},
		"You care about error budget, and this asks about it.": {
			bank.Reason{Kind: bank.ByCoverage}, "You care about “error budgets”, and this asks about it.",
		},
		"Advancement, and this asks about advancement.": {
			bank.Reason{Kind: bank.ByRule, Cares: []string{"advancement"}}, "Advancement, and this asks about advancement.",
		},
	} {
		tt.reason.Because = because
		set := bank.Set{Profile: profile, Items: []bank.Item{{Question: &from.Content.Questions[0], Reasons: []bank.Reason{tt.reason}}}}
		if got := rendered(t, from, set); !strings.Contains(got, tt.want) {
			t.Errorf("the page lacks %q:\n%s", tt.want, got)
		}
	}
}

func TestNotUnderstood(t *testing.T) {
	from := serving(t)
	level := []bank.Understood{{Pointer: "/role", Said: "Head of sorcery", ID: "director", Name: "Director"}}
	for want, tt := range map[string]struct {
		text       bank.Unrecognised
		understood []bank.Understood
	}{
		"We don’t know the job “sorcery”. These questions suit any job.": {bank.Unrecognised{Pointer: "/role", Said: "sorcery", Reason: bank.ReasonUnknown}, nil},
		"We don’t know the job “sorcery”. These questions suit any job. Did you mean one of these? Nursing": {
			bank.Unrecognised{Pointer: "/role", Said: "sorcery", Reason: bank.ReasonUnknown, Nearest: []string{"nursing"}}, nil,
		},
		"“consultant” belongs to several trades, so it wasn’t used. Which of these is nearest? Site reliability Nursing": {
			bank.Unrecognised{Pointer: "/role", Said: "consultant", Reason: bank.ReasonAmbiguous, Nearest: []string{"site_reliability", "nursing"}}, nil,
		},
		"“hours” may mean several things, so it wasn’t used.": {bank.Unrecognised{Pointer: "/cares/0", Said: "hours", Reason: bank.ReasonAmbiguous}, nil},
		"We didn’t understand the job in “Head of sorcery”; we used the level alone.": {
			bank.Unrecognised{Pointer: "/role", Said: "Head of sorcery", Reason: bank.ReasonUnknown}, level,
		},
		"We left out “children”. Nobody may be asked about their family.": {
			bank.Unrecognised{Pointer: "/cares/0", Said: "children", Reason: bank.ReasonProtected, Detail: "Nobody may be asked about their family."}, nil,
		},
	} {
		set := bank.Set{Profile: bank.Profile{Asker: bank.Candidate}, Understood: tt.understood, Unrecognised: []bank.Unrecognised{tt.text}}
		if tt.understood != nil {
			set.Profile.Seniority = "director"
		}
		if got := rendered(t, from, set); !strings.Contains(got, want) {
			t.Errorf("the page lacks %q:\n%s", want, got)
		}
	}
}

// TestTradeQuestions: a set for a trade without questions of its own says so, also from a link.
func TestTradeQuestions(t *testing.T) {
	const none = "We have no questions of this trade yet; these suit any job."
	h := site(serving(t))
	page := check(t, post(t, h, with(filled(), "role", "Staff nurse")), http.StatusOK, []string{none}, nil)
	link := linkForm.FindStringSubmatch(page)
	check(t, get(t, h, link[1]), http.StatusOK, []string{none}, nil)
	check(t, post(t, h, with(filled(), "role", "")), http.StatusOK, nil, []string{none})
	content := content()
	for i := range content.Questions {
		if content.Questions[i].ID == "last-promotion" {
			content.Questions[i].Roles = []string{"nursing"}
		}
	}
	check(t, post(t, site(compile(t, content)), with(filled(), "role", "Staff nurse")), http.StatusOK, nil, []string{none})
}

// TestGuessKeepsLevel: the level of a title stays when its trade is chosen, unless the person chose another.
func TestGuessKeepsLevel(t *testing.T) {
	h := site(serving(t))
	form := with(filled(), "role", "Head of sorcery")
	check(t, choose(t, h, with(form, "seniority", ""), "instead", "/role nursing director"), http.StatusOK, []string{"For a job in nursing at director level"}, nil)
	check(t, choose(t, h, with(form, "seniority", "mid"), "instead", "/role nursing director"), http.StatusOK, []string{"For a job in nursing at mid level"}, nil)
	for _, value := range []string{"/role nursing king", "/role nursing director x", "/role nursing "} {
		form := url.Values{"minutes": {"15"}, "role": {"sorcerer"}}
		check(t, choose(t, h, form, "instead", value), http.StatusOK, []string{"For a job in nursing"}, []string{"level<"})
	}
}
