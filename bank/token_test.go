package bank_test

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"twoway/bank"
)

// tokens are tokens of any profile that a request can lead to, and of many that none can.
func tokens() *rapid.Generator[bank.Token] {
	id := rapid.OneOf(rapid.StringMatching(`[a-z0-9]{1,8}(_[a-z0-9]{1,8})?`), rapid.String())
	chosen := rapid.Custom(func(rt *rapid.T) bank.Chosen {
		return bank.Chosen{Care: id.Draw(rt, "care"), Aspect: rapid.OneOf(id, rapid.Just("")).Draw(rt, "aspect")}
	})
	return rapid.Custom(func(rt *rapid.T) bank.Token {
		return bank.Token{
			Release: bank.ReleaseID{Number: rapid.Int().Draw(rt, "number"), Hash: "sha256:" + rapid.StringMatching(`[0-9a-f]{64}`).Draw(rt, "hash")},
			Engine:  rapid.Int().Draw(rt, "engine"),
			Profile: bank.Profile{
				Asker: rapid.SampledFrom([]bank.Asker{bank.Candidate, bank.Interviewer, ""}).Draw(rt, "asker"),
				Role:  id.Draw(rt, "role"), Seniority: id.Draw(rt, "seniority"), Level: rapid.IntRange(0, 8).Draw(rt, "level"),
				Stage: id.Draw(rt, "stage"), AskedOf: id.Draw(rt, "asked_of"),
				Cares:   orNil(rapid.SliceOfN(chosen, 0, 5).Draw(rt, "cares")),
				Minutes: rapid.IntRange(-1, 300).Draw(rt, "minutes"), Count: rapid.IntRange(0, 30).Draw(rt, "count"),
				Seed:    rapid.Int64().Draw(rt, "seed"),
				Exclude: orNil(rapid.SliceOfN(id, 0, 5).Draw(rt, "exclude")), Locale: id.Draw(rt, "locale"),
			},
		}
	})
}

func orNil[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

func sampleToken() bank.Token {
	return bank.Token{
		Release: bank.ReleaseID{Number: 7, Hash: "sha256:" + strings.Repeat("0f", 32)},
		Engine:  1,
		Profile: bank.Profile{
			Asker: bank.Candidate, Role: "nursing", Seniority: "mid", Level: 3, Stage: "panel", AskedOf: "peer",
			Cares:   []bank.Chosen{{Care: "pay", Aspect: "bonus"}, {Care: "culture"}},
			Minutes: 15, Count: 8, Seed: bank.MaxSeed, Exclude: []string{"a", "b"}, Locale: "en",
		},
	}
}

func TestTokenRoundTrip(t *testing.T) {
	form := regexp.MustCompile(`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$`)
	rapid.Check(t, func(rt *rapid.T) {
		want := tokens().Draw(rt, "token")
		text := want.String()
		if !form.MatchString(text) {
			rt.Fatalf("%q does not fit into an address", text)
		}
		got, err := bank.ParseToken(text)
		if err != nil {
			rt.Fatalf("parse %q of %+v: %v", text, want, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("token (-) and parsed (+):\n%s", diff)
		}
	})
}

// TestTokenHoldsNoWords: what somebody typed stays with them.
func TestTokenHoldsNoWords(t *testing.T) {
	want := sampleToken()
	said := sampleToken()
	said.Profile.Cares[0].Said = "my bonus, please"
	if said.String() != want.String() {
		t.Errorf("token %s with words differs from %s without", decoded(t, said.String()), decoded(t, want.String()))
	}
	if strings.Contains(decoded(t, said.String()), "please") {
		t.Errorf("token holds the words: %s", decoded(t, said.String()))
	}
	got, err := bank.ParseToken(said.String())
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("parsed, %v (-want +got):\n%s", err, diff)
	}
}

// TestTokenAltered replaces, leaves out and inserts every byte at every place of a token.
func TestTokenAltered(t *testing.T) {
	text := sampleToken().String()
	for i := range len(text) {
		wantInvalid(t, text[:i]+text[i+1:])
		wantInvalid(t, text[:i])
		for b := range 256 {
			if byte(b) != text[i] {
				wantInvalid(t, text[:i]+string([]byte{byte(b)})+text[i+1:])
			}
		}
	}
	for i := range len(text) + 1 {
		for _, b := range []string{"\n", "\r", "=", " ", "A", ".", "\x00"} {
			if altered := text[:i] + b + text[i:]; altered != text {
				wantInvalid(t, altered)
			}
		}
	}
}

func TestTokenAlteredAny(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := []byte(tokens().Draw(rt, "token").String())
		i := rapid.IntRange(0, len(text)-1).Draw(rt, "place")
		b := rapid.Byte().Filter(func(b byte) bool { return b != text[i] }).Draw(rt, "byte")
		text[i] = b
		wantInvalid(rt, string(text))
	})
}

// TestTokenForged gives tokens with a right check that String never writes.
func TestTokenForged(t *testing.T) {
	good := decoded(t, sampleToken().String())
	if _, err := bank.ParseToken(forged(good)); err != nil {
		t.Fatalf("the forger is no good: %q: %v", forged(good), err)
	}
	for name, body := range map[string]string{
		"nothing":            "",
		"null":               "null",
		"an empty object":    "{}",
		"a list":             "[]",
		"not JSON":           good[1:],
		"something follows":  good + "{}",
		"white space":        good + " ",
		"unknown field":      strings.Replace(good, "{", `{"z":1,`, 1),
		"field twice":        strings.Replace(good, "{", `{"n":1,`, 1),
		"field in capitals":  strings.Replace(good, `"n"`, `"N"`, 1),
		"wrong type":         strings.Replace(good, `"n":7`, `"n":"7"`, 1),
		"fraction":           strings.Replace(good, `"n":7`, `"n":7.0`, 1),
		"exponent":           strings.Replace(good, `"n":7`, `"n":7e0`, 1),
		"care of one":        strings.Replace(good, `["culture",""]`, `["culture"]`, 1),
		"care of three":      strings.Replace(good, `["culture",""]`, `["culture","",""]`, 1),
		"empty list":         strings.Replace(good, `["a","b"]`, `[]`, 1),
		"escaped":            strings.Replace(good, `"nursing"`, `"n\u0075rsing"`, 1),
		"empty that is said": strings.Replace(good, `"nursing"`, `""`, 1),
		"not UTF-8":          strings.Replace(good, `"nursing"`, "\"\xff\"", 1),
	} {
		if body == good {
			t.Errorf("%s: nothing was changed", name)
		}
		if err := invalid(forged(body)); err != nil {
			t.Errorf("%s: %s: %v", name, body, err)
		}
	}
}

func TestTokenMalformed(t *testing.T) {
	good := sampleToken().String()
	for _, text := range []string{"", ".", "1", "1.", "2" + good[1:], good[1:], good + good, "1" + good, " " + good, strings.ToUpper(good), good + ".", strings.Repeat("1", 1<<16)} {
		wantInvalid(t, text)
	}
}

func wantInvalid(t interface{ Errorf(string, ...any) }, text string) {
	if err := invalid(text); err != nil {
		t.Errorf("token %q: %v", text, err)
	}
}

// invalid complains unless a token is refused in the right way.
func invalid(text string) error {
	got, err := bank.ParseToken(text)
	e, ok := errors.AsType[*bank.Error](err)
	switch {
	case err == nil:
		return errors.New("was accepted, want an error of code invalid_token")
	case !ok || e.Code != bank.CodeInvalidToken || e.Message == "":
		return errors.New("error is " + err.Error() + ", want one of code invalid_token with a message")
	case !cmp.Equal(got, bank.Token{}):
		return errors.New("came back half read")
	}
	return nil
}

// decoded is the JSON in a token.
func decoded(t *testing.T, text string) string {
	t.Helper()
	body, _, _ := strings.Cut(text[1:], ".")
	plain, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

// forged is a token with any body and the check that goes with it.
func forged(body string) string {
	sum := sha256.Sum256([]byte(body))
	return "1" + base64.RawURLEncoding.EncodeToString([]byte(body)) + "." + base64.RawURLEncoding.EncodeToString(sum[:6])
}

func FuzzParseToken(f *testing.F) {
	f.Add(sampleToken().String())
	f.Add(bank.Token{}.String())
	f.Add(forged(`{"n":1,"x":[]}`))
	f.Add(forged(`[]`))
	f.Add("1.")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		// As text is almost never a token, it is tried as the body of one, too.
		for _, text := range []string{text, forged(text)} {
			token, err := bank.ParseToken(text)
			if err != nil {
				wantInvalid(t, text)
				continue
			}
			if got := token.String(); got != text {
				t.Errorf("token %q was read, and written as %q", text, got)
			}
		}
	})
}

func TestSetNext(t *testing.T) {
	set := bank.Set{
		Release: bank.ReleaseID{Number: 2, Hash: "sha256:y"}, Engine: 4,
		Profile: bank.Profile{Asker: bank.Candidate, Minutes: 15, Count: 8, Exclude: slices.Grow([]string{"b", "y"}, 8), Locale: "en"},
		Items:   []bank.Item{{Question: &bank.Question{ID: "x"}}, {Question: &bank.Question{ID: "a"}}},
	}
	want := bank.Token{Release: set.Release, Engine: 4, Profile: set.Profile}
	want.Profile.Exclude = []string{"a", "b", "x", "y"}
	for range 2 { // asking must not change the set
		got, ok := set.Next()
		if diff := cmp.Diff(want, got); diff != "" || !ok {
			t.Fatalf("next, %v (-want +got):\n%s", ok, diff)
		}
	}
	if got := set.Token().Profile.Exclude; !cmp.Equal(got, []string{"b", "y"}) {
		t.Errorf("the set's own token excludes %q, want b and y", got)
	}
	set.Items = set.Items[:1]
	want.Profile.Exclude = []string{"b", "x", "y"}
	if got, ok := set.Next(); !ok || !cmp.Equal(got, want) {
		t.Errorf("next of one is %+v, %v, want %+v", got, ok, want)
	}
	set.Items = nil
	if got, ok := set.Next(); ok {
		t.Errorf("next of an empty set is %+v, want none", got)
	}
}
