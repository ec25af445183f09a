package serve_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/internal/ratelimit"
	"twoway/internal/testbank"
	"twoway/release/serve"
)

// withPrivate is the small bank, in which being a parent is private.
func withPrivate(c *bank.Content) {
	family := bank.Disclosure{Term: testbank.Term("family", "children"), Protected: "It says nothing about the job."}
	c.Vocabulary.Discloses = append(c.Vocabulary.Discloses, family)
	c.Vocabulary.Roles = append(c.Vocabulary.Roles, bank.Role{Term: testbank.Term("care_work", "carer")}, bank.Role{Term: testbank.Term("cleaning", "carer")})
}

func TestPhraseFaults(t *testing.T) {
	t.Parallel()
	current := testbank.Started(t, &testbank.Memory{}, testbank.With(withPrivate)).Current()
	role := func(said string) bank.Phrase { return bank.Phrase{Kind: bank.PhraseRole, Said: said} }
	care := func(said string) bank.Phrase { return bank.Phrase{Kind: bank.PhraseCare, Said: said} }
	in := func(trade string, p bank.Phrase) bank.Phrase { p.Role = trade; return p }
	for name, c := range map[string]struct {
		sent bank.Phrase
		want string // codes and pointers
	}{
		"an unknown care":              {care("sorcery"), ""},
		"of a trade":                   {in("nursing", care("sorcery")), ""},
		"an unknown title":             {role("flurbler"), ""},
		"blanks around it":             {care("  sorcery \t"), ""},
		"a care as a title":            {role("on_call"), ""},
		"in another script":            {care("魔法"), ""},
		"four digits":                  {care("sorcery 2024"), ""},
		"a known care":                 {care("money"), "understood /said"},
		"a known care, in other words": {care("the pagers"), "understood /said"},
		"a known title":                {role("Nurse!"), "understood /said"},
		"a title of two trades":        {role("carer"), "understood /said"},
		"a private matter":             {care("my children"), "protected /said"},
		"a private matter, as a title": {role("children"), "protected /said"},
		"e-mail":                       {care("ask zo@example.org"), "contact_data /said"},
		"wide e-mail":                  {care("zo＠example"), "contact_data /said"},
		"a link":                       {role("see HTTPS://example.org/cv"), "contact_data /said"},
		"a number":                     {care("call 0171 23"), "contact_data /said"},
		"an Arabic number":             {care("call ٠١٢٣٤"), "contact_data /said"},
		"nothing":                      {care(" "), "malformed /said"},
		"no letters":                   {role("1234 !"), "malformed /said"},
		"too long":                     {care(strings.Repeat("sorcery ", 26)), "out_of_range /said"},
		"a hidden character":           {care("sor\u200bcery"), "hidden_character /said"},
		"a line break":                 {care("sorcery\nmagic"), "hidden_character /said"},
		"an unknown trade":             {in("nursin", care("sorcery")), "unknown_value /role nursing"},
		"a trade of a title":           {in("nursing", role("flurbler")), "inconsistent /role"},
		"all at once":                  {in("nursing", role("@")), "malformed /said, inconsistent /role"},
	} {
		var got []string
		for _, f := range current.PhraseFaults(c.sent) {
			got = append(got, strings.TrimSpace(f.Code+" "+f.Pointer+" "+strings.Join(f.Nearest, " ")))
		}
		if strings.Join(got, ", ") != c.want && (c.want != "understood /said" || len(got) != 1 || !strings.HasPrefix(got[0], c.want)) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestSendPhrases(t *testing.T) {
	t.Parallel()
	m, now := &testbank.Memory{}, testbank.Noon()
	services := testbank.Started(t, m, testbank.Small())
	phrases := serve.NewPhrases(m, services.Serve, func() time.Time { return now })
	send := func(address, said string) error {
		return phrases.Send(t.Context(), address, bank.Phrase{Kind: bank.PhraseCare, Role: "nursing", Said: said})
	}
	for _, said := range []string{"  Black   magic ", "black magic", "BLACK-MAGIC!"} {
		if err := send("192.0.2.1", said); err != nil {
			t.Fatal(err)
		}
		now = now.Add(24 * time.Hour)
	}
	got, err := phrases.List(t.Context())
	id := bank.PhraseID(bank.PhraseCare, "nursing", "black magic")
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	want := []bank.Phrase{{ID: id, Kind: bank.PhraseCare, Role: "nursing", Said: "Black magic", Count: 3, FirstOn: day, LastOn: day.AddDate(0, 0, 2)}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil || len(id) != 16 {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}

	if err := send("192.0.2.2", "money"); testbank.CodeOf(err) != bank.CodeInvalidRequest {
		t.Errorf("what is understood: %v", err)
	}
	m.FailPhrases = &bank.Error{Code: bank.CodeUnavailable}
	if err := send("192.0.2.2", "sorcery"); testbank.CodeOf(err) != bank.CodeUnavailable {
		t.Errorf("without a database: %v", err)
	}
	m.FailPhrases = nil
	for i := range 10 { // what was not stored does not count
		if err := send("192.0.2.2", "sorcery"); err != nil {
			t.Fatalf("the %d.: %v", i+1, err)
		}
	}
	var waits *ratelimit.WaitError
	if err := send("192.0.2.2", "sorcery"); !errors.As(err, &waits) || waits.RetryAfter() != 6*time.Second {
		t.Errorf("the eleventh: %v", err)
	}
	if err := send("192.0.2.3", "sorcery"); err != nil {
		t.Errorf("from another address: %v", err)
	}
	now = now.Add(6 * time.Second)
	if err := send("192.0.2.2", "sorcery"); err != nil {
		t.Errorf("later: %v", err)
	}
	if err := serve.NewPhrases(m, serve.Fixed(nil), testbank.Noon).Send(t.Context(), "", want[0]); testbank.CodeOf(err) != bank.CodeUnavailable {
		t.Errorf("without a release: %v", err)
	}
}
