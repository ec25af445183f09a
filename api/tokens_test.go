package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/rules"
)

// TestReplay: a token replays its set, without the text that was typed.
func TestReplay(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	said := cmpopts.IgnoreFields(openapi.ChosenCare{}, "Said")
	reading := cmpopts.IgnoreFields(openapi.QuestionSet{}, "Understood", "Unrecognised")
	for _, body := range []string{
		engineer, kit, `{"asker":"candidate","minutes":1}`, `{"asker":"interviewer","minutes":240,"count":20,"seed":9007199254740991}`,
		`{"asker":"candidate","minutes":30,"cares":["safety","night shifts"],"exclude":["last-on-call-week","no-such-question"]}`,
	} {
		set := parseSet(t, c.choose(t, body))
		a := c.get(t, "/v1/question-sets/"+tokenOf(set))
		replayed := parseSet(t, a)
		if diff := cmp.Diff(set, replayed, said, reading); diff != "" {
			t.Errorf("%s: the replayed set (-first +replayed):\n%s", body, diff)
		}
		if !replayed.Reproduced || len(replayed.Understood)+len(replayed.Unrecognised) > 0 || strings.Contains(string(a.body), `"said"`) {
			t.Errorf("%s: reproduced is %v, understood %+v, unrecognised %+v", body, replayed.Reproduced, replayed.Understood, replayed.Unrecognised)
		}
	}
}

// TestTokenHasNoTypedText searches a token for the text that was typed.
func TestTokenHasNoTypedText(t *testing.T) {
	t.Parallel()
	set := parseSet(t, shippedClient(t).choose(t, `{"asker":"candidate","minutes":15,"role":"Oberarzt Meier","cares":["pager hell","qi"]}`))
	token, err := secret.Open(tokenOf(set))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"Meier", "pager hell", "qi"} {
		if text := fmt.Sprint(token); strings.Contains(text, word) {
			t.Errorf("the token contains %q: %s", word, text)
		}
	}
}

// TestReproduced replays tokens from releases and engine versions that are not available.
func TestReproduced(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	token, err := secret.Open(tokenOf(parseSet(t, c.choose(t, engineer))))
	if err != nil {
		t.Fatal(err)
	}
	hash := shipped().Release.Hash
	for name, tt := range map[string]struct {
		number, engine int
		hash           string
		change         func(*bank.Profile)
		reproduced     bool
	}{
		"the same":         {1, rules.Version, hash, func(*bank.Profile) {}, true},
		"another number":   {7, rules.Version, hash, func(*bank.Profile) {}, true},
		"another hash":     {1, rules.Version, "sha256:" + strings.Repeat("0", 64), func(*bank.Profile) {}, false},
		"no hash":          {1, rules.Version, "", func(*bank.Profile) {}, false},
		"an older engine":  {1, rules.Version - 1, hash, func(*bank.Profile) {}, false},
		"a foreign locale": {1, rules.Version, hash, func(p *bank.Profile) { p.Locale = "zz" }, true},
		"odd exclusions":   {1, rules.Version, hash, func(p *bank.Profile) { p.Exclude = []string{"", "\x00", "<script>"} }, true},
	} {
		p := token.Profile
		tt.change(&p)
		sealed := secret.Seal(bank.ReleaseID{Number: tt.number, Hash: tt.hash}, tt.engine, p, func(string) bool { return false })
		set := parseSet(t, c.get(t, "/v1/question-sets/"+sealed))
		if set.Reproduced != tt.reproduced || set.Profile.Level != 4 || set.Release.Number != 1 || set.Release.Hash != hash {
			t.Errorf("%s: reproduced is %v, want %v; level %d of release %+v", name, set.Reproduced, tt.reproduced, set.Profile.Level, set.Release)
		}
	}
}

// TestNext follows next until there are no more questions. None is repeated, and none of them was excluded.
func TestNext(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	longest := make([]string, bank.MaxExclude) // makes a token of the maximum length
	for i := range longest {
		longest[i] = fmt.Sprintf("%s-%03d", strings.Repeat("x", 60), i)
	}
	for _, body := range []string{
		engineer, kit, `{"asker":"candidate","minutes":240,"count":20}`, `{"asker":"interviewer","minutes":60,"count":3}`,
		`{"asker":"candidate","minutes":240,"count":20,"exclude":["` + strings.Join(longest, `","`) + `"]}`,
		`{"asker":"candidate","minutes":15,"exclude":["last-on-call-week"]}`,
	} {
		t.Run(brief([]byte(body)), func(t *testing.T) {
			t.Parallel()
			seen := map[string]bool{"last-on-call-week": strings.Contains(body, `"exclude":["last`)}
			set := parseSet(t, c.choose(t, body))
			for {
				if len(set.Items) == 0 {
					t.Fatal("next led to a set without questions")
				}
				for _, it := range set.Items {
					if seen[it.Question.ID] {
						t.Fatalf("%s is repeated", it.Question.ID)
					}
					seen[it.Question.ID] = true
				}
				if set.Next.IsNull() {
					break
				}
				set = parseSet(t, c.get(t, "/v1/question-sets/"+set.Next.MustGet()))
			}
			if len(seen) < 4 {
				t.Errorf("next was null after %d questions", len(seen))
			}
		})
	}
}
