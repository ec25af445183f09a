package serve_test

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/internal/testbank"
)

func ask(change func(r *bank.Request)) bank.Request {
	r := bank.Request{Asker: bank.Candidate, Role: "operations", Minutes: 30}
	change(&r)
	return r
}

// requests are requests of many kinds, each with the IDs of the expected questions, in order.
var requests = map[string]struct {
	request bank.Request
	want    []string
}{
	"no optional field": {ask(func(r *bank.Request) { r.Role = "" }), []string{"pager", "doubt"}},
	"a role":            {ask(func(*bank.Request) {}), []string{"pager", "doubt"}},
	"a care":            {ask(func(r *bank.Request) { r.Cares = []string{"pager", "balance", "feng shui"} }), []string{"pager", "doubt"}},
	"everything": {ask(func(r *bank.Request) {
		*r = bank.Request{
			Asker: bank.Candidate, Role: "nurse", Seniority: "Senior", Stage: "offer", AskedOf: "peer", Cares: []string{"money"},
			Minutes: 30, Count: 1, Seed: bank.MaxSeed, Exclude: []string{"pager", "another", "pager"}, Locale: "en-GB",
		}
	}), []string{"raise"}},
	"nothing left":     {ask(func(r *bank.Request) { r.Exclude = []string{"pager", "doubt", "raise"} }), nil},
	"an interviewer":   {ask(func(r *bank.Request) { r.Asker = bank.Interviewer }), []string{"fault"}},
	"an empty exclude": {ask(func(r *bank.Request) { r.Asker, r.Exclude, r.Cares = bank.Interviewer, []string{}, []string{} }), []string{"fault"}},
	"no time":          {ask(func(r *bank.Request) { r.Minutes = 1 }), nil},
}

func TestAnswer(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small()).Current()
	for name, c := range requests {
		set, err := s.Answer(c.request)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := testbank.IDs(set); !slices.Equal(got, c.want) {
			t.Errorf("%s: questions are %q, want %q", name, got, c.want)
		}
		if set.Release != s.Release || set.Engine < 1 || set.Unrecognised == nil || (set.KitID != "") != (c.request.Asker == bank.Interviewer) {
			t.Errorf("%s: set is %+v, want it of release %+v", name, set, s.Release)
		}
	}
	set, err := s.Answer(requests["a care"].request)
	if err != nil || len(set.Unrecognised) != 1 || set.Unrecognised[0].Pointer != "/cares/2" || set.Unrecognised[0].Said != "feng shui" {
		t.Errorf("unrecognised is %+v, %v; want feng shui", set.Unrecognised, err)
	}
}

func TestAnswerInvalid(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small()).Current()
	for pointer, request := range map[string]bank.Request{
		"/asker":     ask(func(r *bank.Request) { r.Asker = "" }),
		"/stage":     ask(func(r *bank.Request) { r.Stage = "lunch" }),
		"/seniority": ask(func(r *bank.Request) { r.Seniority = "wizard" }),
		"/asked_of":  ask(func(r *bank.Request) { r.AskedOf = "dog" }),
		"/minutes":   ask(func(r *bank.Request) { r.Minutes = 0 }),
		"/count":     ask(func(r *bank.Request) { r.Count = bank.MaxCount + 1 }),
		"/seed":      ask(func(r *bank.Request) { r.Seed = -1 }),
		"/exclude/0": ask(func(r *bank.Request) { r.Exclude = []string{"No id"} }),
		"/locale":    ask(func(r *bank.Request) { r.Locale = "de" }),
	} {
		set, err := s.Answer(request)
		e, ok := errors.AsType[*bank.Error](err)
		if !ok || e.Code != bank.CodeInvalidRequest || len(e.Faults) != 1 || e.Faults[0].Pointer != pointer || len(set.Items) > 0 {
			t.Errorf("%+v: %d questions, error %v; want one of code invalid_request about %s", request, len(set.Items), err, pointer)
		}
	}
}

// secret is the token key of every store in these tests.
var secret = bank.TokenKey("a secret")

// TestScore: the score of a single question is the same as in a set.
func TestScore(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small()).Current()
	set, err := s.Answer(requests["a care"].request)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range set.Items {
		score, reasons, ok := s.Score(set.Profile, it.Question.ID)
		inSet := slices.DeleteFunc(slices.Clone(it.Reasons), func(r bank.Reason) bool { return r.Kind == bank.ByOrder })
		alone := slices.DeleteFunc(slices.Clone(reasons), func(r bank.Reason) bool { return r.Kind == bank.ByOrder })
		if diff := cmp.Diff(inSet, alone); diff != "" || score != it.Score || !ok {
			t.Errorf("%s scores %d, %v, want %d; reasons (-set +score):\n%s", it.Question.ID, score, ok, it.Score, diff)
		}
	}
	for name, id := range map[string]string{"of the other side": "fault", "that is not eligible": "raise", "unknown": "x"} {
		if score, reasons, ok := s.Score(set.Profile, id); ok {
			t.Errorf("question %s: %d, %+v; want none", name, score, reasons)
		}
	}
}

// TestAnswerWithoutStore: a release in service answers without using the store.
func TestAnswerWithoutStore(t *testing.T) {
	m := &testbank.Memory{}
	service := testbank.Started(t, m, testbank.Small())
	down := errors.New("the database is down")
	m.FailCurrent, m.FailCommit = down, down
	calls := m.Reads + m.Writes
	for name, c := range requests {
		set, err := service.Current().Answer(c.request)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, _, reproduced, err := service.Serve.Replay(t.Context(), service.Current().Token(set)); !reproduced || err != nil {
			t.Errorf("%s, replayed: reproduced %v, %v", name, reproduced, err)
		}
		service.Current().Score(set.Profile, "pager")
	}
	if n := m.Reads + m.Writes - calls; n > 0 {
		t.Errorf("the store was used %d times", n)
	}
	if err := service.Start(t.Context(), testbank.Small()); !errors.Is(err, down) || service.Current() == nil {
		t.Errorf("another start: %v, in service %v; want the store's error, and the release still in service", err, service.Current())
	}
}

// TestAnswerDuringStarts: each answer comes from a single release, while others are put into service.
func TestAnswerDuringStarts(t *testing.T) {
	m := &testbank.Memory{}
	service := testbank.Started(t, m, testbank.Small())
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 50 {
				s := service.Current()
				for name, c := range requests {
					set, err := s.Answer(c.request)
					if err != nil || set.Release != s.Release || !slices.Equal(testbank.IDs(set), c.want) {
						t.Errorf("%s: %q of %+v, %v; want %q of %+v", name, testbank.IDs(set), set.Release, err, c.want, s.Release)
						return
					}
				}
			}
		})
	}
	for i := range 10 {
		if err := service.Start(t.Context(), testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "raise").Depth = 1 + i%2 })); err != nil {
			t.Error(err)
		}
	}
	group.Wait()
	if got := slices.Sorted(maps.Values(testbank.Versions(service.Current().Content))); got[len(got)-1] < 9 {
		t.Errorf("versions are %v, want one of at least 9", got)
	}
}
