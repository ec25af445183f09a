package bank_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"twoway/bank"
)

// key returns the secret used in these tests.
func key() bank.TokenKey { return bank.TokenKey("the secret of these tests") }

// contents is what a token is made of.
type contents struct {
	Release bank.ReleaseID
	Engine  int
	Profile bank.Profile
}

// anyContents generates contents with all profiles that can result from a request, and many that cannot.
func anyContents() *rapid.Generator[contents] {
	id := rapid.OneOf(rapid.StringMatching(`[a-z0-9]{1,8}(_[a-z0-9]{1,8})?`), rapid.String())
	slugOrNone := rapid.StringMatching(`([a-z0-9]{1,8}(_[a-z0-9]{1,8})?)?`) // a role never has a slash
	chosen := rapid.Custom(func(rt *rapid.T) bank.Chosen {
		if rapid.Bool().Draw(rt, "is a term") {
			return bank.Chosen{Term: rapid.StringN(1, 30, -1).Draw(rt, "term")}
		}
		return bank.Chosen{Care: rapid.OneOf(id, rapid.Just("")).Draw(rt, "care"), Aspect: rapid.OneOf(id, rapid.Just("")).Draw(rt, "aspect")}
	})
	return rapid.Custom(func(rt *rapid.T) contents {
		exclude := rapid.SliceOfNDistinct(id, 0, 5, rapid.ID).Draw(rt, "exclude")
		slices.Sort(exclude)
		return contents{
			Release: bank.ReleaseID{Number: rapid.Int().Draw(rt, "number"), Hash: "sha256:" + rapid.StringMatching(`[0-9a-f]{64}`).Draw(rt, "hash")},
			Engine:  rapid.Int().Draw(rt, "engine"),
			Profile: bank.Profile{
				Asker: rapid.SampledFrom([]bank.Asker{bank.Candidate, bank.Interviewer, ""}).Draw(rt, "asker"),
				Role:  slugOrNone.Draw(rt, "role"), Occupation: slugOrNone.Draw(rt, "occupation"), Seniority: id.Draw(rt, "seniority"),
				Stage: id.Draw(rt, "stage"), AskedOf: id.Draw(rt, "asked_of"),
				Cares:   orNil(rapid.SliceOfN(chosen, 0, 5).Draw(rt, "cares")),
				Minutes: rapid.IntRange(-1, 300).Draw(rt, "minutes"), Count: rapid.IntRange(0, 30).Draw(rt, "count"),
				Seed:    rapid.Int64().Draw(rt, "seed"),
				Exclude: orNil(exclude), Locale: id.Draw(rt, "locale"),
			},
		}
	})
}

func (s contents) seal(k bank.TokenKey, c *bank.Content) string {
	return k.Seal(s.Release, s.Engine, s.Profile, func(id string) bool {
		return slices.ContainsFunc(c.Questions, func(q bank.Question) bool { return q.ID == id })
	})
}

func orNil[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

func sample() contents {
	return contents{
		Release: bank.ReleaseID{Number: 7, Hash: "sha256:" + strings.Repeat("0f", 32)},
		Engine:  1,
		Profile: bank.Profile{
			Asker: bank.Candidate, Role: "nursing", Seniority: "mid", Stage: "panel", AskedOf: "peer",
			Cares:   []bank.Chosen{{Care: "pay", Aspect: "bonus"}, {Care: "culture"}},
			Minutes: 15, Count: 8, Seed: bank.MaxSeed, Exclude: []string{"a", "b"}, Locale: "en",
		},
	}
}

// sampleToken returns a token of a release that has one of the two excluded questions.
func sampleToken() string { return sample().seal(key(), holding("a")) }

// holding returns content with questions with the IDs.
func holding(ids ...string) *bank.Content {
	var c bank.Content
	for _, id := range ids {
		c.Questions = append(c.Questions, bank.Question{ID: id})
	}
	return &c
}

func TestTokenRoundTrip(t *testing.T) {
	form := regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	rapid.Check(t, func(rt *rapid.T) {
		want := anyContents().Draw(rt, "token")
		release := holding(want.Profile.Exclude[:len(want.Profile.Exclude)/2]...) // has half of the excluded questions
		text := want.seal(key(), release)
		if !form.MatchString(text) {
			rt.Fatalf("%q cannot be part of a URL", text)
		}
		if fixed := want.Profile.Fixed; len(fixed) > 0 {
			for _, f := range fixed {
				release.Questions = append(release.Questions, bank.Question{ID: f.ID})
			}
		}
		got, err := key().Open(text)
		if err != nil {
			rt.Fatalf("open %q of %+v: %v", text, want, err)
		}
		if diff := cmp.Diff(want.Profile, got.ProfileIn(release)); diff != "" || got.Engine != want.Engine || !got.Names(want.Release) {
			rt.Fatalf("%d %v; profile (-) and opened (+):\n%s", got.Engine, got.Release, diff)
		}
	})
}

// TestOldTokens opens a token of the format before.
func TestOldTokens(t *testing.T) {
	const old = "2Dg8PDw8PDw8PAgAObnVyc2luZwZtaWQKcGFuZWwIcGVlcgRlbh4Q_v_______x8EBnBheQpib251cw5jdWx0dXJlAAKvY9xMhgICYgKTlBT3ey2GI8EC9goYrTQ"
	was, err := key().Open(old)
	if err != nil {
		t.Fatal(err)
	}
	is, err := key().Open(sampleToken())
	if diff := cmp.Diff(was, is, cmp.AllowUnexported(bank.Token{}), cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" || err != nil {
		t.Errorf("%v (-old +new):\n%s", err, diff)
	}
	for i := range len(old) {
		wantInvalid(t, old[:i]+string(old[i]^1)+old[i+1:])
	}
}

// TestTokenTellsNothing: nothing that a token holds can be read in it.
func TestTokenTellsNothing(t *testing.T) {
	raw, err := base64.RawURLEncoding.DecodeString(sampleToken()[1:])
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"nursing", "panel", "bonus", "culture"} {
		if bytes.Contains(raw, []byte(word)) {
			t.Errorf("a token contains %q", word)
		}
	}
}

// TestSealedWords: what was typed comes back, from these words and this key alone, and not as a token.
func TestSealedWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		sealed := key().SealWords(text)
		if got, err := key().OpenWords(sealed); got != text || err != nil {
			t.Fatalf("%q, %v; want %q", got, err, text)
		}
		if len(text) > 3 && strings.Contains(sealed, text) {
			t.Fatalf("%q contains %q", sealed, text)
		}
		at := rapid.IntRange(0, len(sealed)-1).Draw(t, "at")
		altered := sealed[:at] + string(sealed[at]^1) + sealed[at+1:]
		for what, bad := range map[string]string{"altered": altered, "cut": sealed[:at], "a token": sampleToken(), "a token's rest": sampleToken()[1:]} {
			if got, err := key().OpenWords(bad); !bank.HasCode(err, bank.CodeInvalidToken) {
				t.Fatalf("%s: %q, %v", what, got, err)
			}
		}
		if _, err := bank.TokenKey("another").OpenWords(sealed); err == nil {
			t.Fatal("opened with another key")
		}
	})
}

func TestTokenNames(t *testing.T) {
	token, err := key().Open(sampleToken())
	if err != nil {
		t.Fatal(err)
	}
	hash := sample().Release.Hash
	for release, want := range map[bank.ReleaseID]bool{
		{Number: 7, Hash: hash}:                                  true,
		{Number: 8, Hash: hash}:                                  true,
		{Number: 7, Hash: "sha256:1f" + hash[len("sha256:1f"):]}: false,
		{Number: 7, Hash: hash[:len("sha256:")+15] + "0" + hash}: false,
		{Number: 7, Hash: ""}:                                    false,
	} {
		if got := token.Names(release); got != want {
			t.Errorf("%v: %v, want %v", release, got, want)
		}
	}
}

// TestTokenOfAnotherRelease uses a token with another release: excluded questions that this release does not have are left
// out, and the level is that of its vocabulary.
func TestTokenOfAnotherRelease(t *testing.T) {
	token, err := key().Open(sampleToken())
	if err != nil {
		t.Fatal(err)
	}
	other := holding("c")
	other.Vocabulary.Seniorities = []bank.Seniority{{Term: bank.Term{ID: "mid"}, Level: 5}}
	p := token.ProfileIn(other)
	if diff := cmp.Diff([]string{"b"}, p.Exclude); diff != "" || p.Level != 5 {
		t.Errorf("level %d; excluded (-want +got):\n%s", p.Level, diff)
	}
}

// TestTokenIsCompact: even a token with the maximum number of excluded questions fits into a URL.
func TestTokenIsCompact(t *testing.T) {
	full := sample()
	full.Profile.Exclude = nil
	for i := range bank.MaxExclude {
		full.Profile.Exclude = append(full.Profile.Exclude, fmt.Sprintf("a-question-of-some-length-about-shift-%03d", i))
	}
	plain, most := len(sampleToken()), len(full.seal(key(), holding(full.Profile.Exclude...)))
	if plain > 170 || most > 3600 {
		t.Errorf("tokens have %d and %d characters", plain, most)
	}
}

// TestTokenHasNoWords: a token must not contain what somebody typed.
func TestTokenHasNoWords(t *testing.T) {
	said := sample()
	said.Profile.Cares[0].Said = "my bonus, please"
	if said.seal(key(), holding("a")) != sampleToken() {
		t.Error("a token with words differs from one without")
	}
}

// TestTokenOfAnotherKey opens tokens that were made with another key, or with none.
func TestTokenOfAnotherKey(t *testing.T) {
	for _, other := range []bank.TokenKey{nil, bank.TokenKey("another"), key()[:len(key())-1]} {
		wantInvalid(t, sample().seal(other, holding("a")))
	}
	if _, err := bank.TokenKey(nil).Open(sample().seal(nil, holding("a"))); err != nil {
		t.Errorf("made and opened without a key: %v", err)
	}
}

// TestTokenAltered replaces, removes and inserts bytes at every place of a token.
func TestTokenAltered(t *testing.T) {
	text := sampleToken()
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
	wantInvalid(t, "")
	wantInvalid(t, "1"+text[1:])
	wantInvalid(t, "2"+base64.RawURLEncoding.EncodeToString(make([]byte, 16)))
	wantInvalid(t, "3"+base64.RawURLEncoding.EncodeToString(make([]byte, 28)))
}

// wantInvalid checks that a text is not a valid token.
func wantInvalid(t interface {
	Helper()
	Errorf(format string, args ...any)
}, text string,
) {
	t.Helper()
	got, err := key().Open(text)
	var known *bank.Error
	if !errors.As(err, &known) || known.Code != bank.CodeInvalidToken {
		t.Errorf("%q: got %+v, %v, want code invalid_token", text, got, err)
	}
}

// FuzzToken opens any payload that was sealed with the right key: the result is an error, or seals to the same token.
func FuzzToken(f *testing.F) {
	f.Add(key().PayloadOf(sampleToken()))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, payload []byte) {
		text := key().SealBytes(payload)
		token, err := key().Open(text)
		if err != nil {
			wantInvalid(t, text)
			return
		}
		reopened, err := key().Open(key().Seal(token.Release, token.Engine, token.Profile, func(string) bool { return false }))
		reopened.Excluded = token.Excluded
		if diff := cmp.Diff(token, reopened); diff != "" || err != nil {
			t.Errorf("%v (-opened +reopened)\n%s", err, diff)
		}
	})
}
