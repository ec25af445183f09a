package bank_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"twoway/bank"
)

// key is the secret of these tests.
func key() bank.TokenKey { return bank.TokenKey("the secret of these tests") }

// sealed is what a token is made of.
type sealed struct {
	Release bank.ReleaseID
	Engine  int
	Profile bank.Profile
}

// sealeds are of any profile that a request can lead to, and of many that none can.
func sealeds() *rapid.Generator[sealed] {
	id := rapid.OneOf(rapid.StringMatching(`[a-z0-9]{1,8}(_[a-z0-9]{1,8})?`), rapid.String())
	chosen := rapid.Custom(func(rt *rapid.T) bank.Chosen {
		return bank.Chosen{Care: id.Draw(rt, "care"), Aspect: rapid.OneOf(id, rapid.Just("")).Draw(rt, "aspect")}
	})
	return rapid.Custom(func(rt *rapid.T) sealed {
		exclude := rapid.SliceOfNDistinct(id, 0, 5, rapid.ID).Draw(rt, "exclude")
		slices.Sort(exclude)
		return sealed{
			Release: bank.ReleaseID{Number: rapid.Int().Draw(rt, "number"), Hash: "sha256:" + rapid.StringMatching(`[0-9a-f]{64}`).Draw(rt, "hash")},
			Engine:  rapid.Int().Draw(rt, "engine"),
			Profile: bank.Profile{
				Asker: rapid.SampledFrom([]bank.Asker{bank.Candidate, bank.Interviewer, ""}).Draw(rt, "asker"),
				Role:  id.Draw(rt, "role"), Seniority: id.Draw(rt, "seniority"),
				Stage: id.Draw(rt, "stage"), AskedOf: id.Draw(rt, "asked_of"),
				Cares:   orNil(rapid.SliceOfN(chosen, 0, 5).Draw(rt, "cares")),
				Minutes: rapid.IntRange(-1, 300).Draw(rt, "minutes"), Count: rapid.IntRange(0, 30).Draw(rt, "count"),
				Seed:    rapid.Int64().Draw(rt, "seed"),
				Exclude: orNil(exclude), Locale: id.Draw(rt, "locale"),
			},
		}
	})
}

func (s sealed) seal(k bank.TokenKey, c *bank.Content) string {
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

func sampleSealed() sealed {
	return sealed{
		Release: bank.ReleaseID{Number: 7, Hash: "sha256:" + strings.Repeat("0f", 32)},
		Engine:  1,
		Profile: bank.Profile{
			Asker: bank.Candidate, Role: "nursing", Seniority: "mid", Stage: "panel", AskedOf: "peer",
			Cares:   []bank.Chosen{{Care: "pay", Aspect: "bonus"}, {Care: "culture"}},
			Minutes: 15, Count: 8, Seed: bank.MaxSeed, Exclude: []string{"a", "b"}, Locale: "en",
		},
	}
}

// sampleToken is a token of a release that holds one of the two questions excluded.
func sampleToken() string { return sampleSealed().seal(key(), holding("a")) }

// holding is content with such questions.
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
		want := sealeds().Draw(rt, "token")
		release := holding(want.Profile.Exclude[:len(want.Profile.Exclude)/2]...) // which has some of what is excluded
		text := want.seal(key(), release)
		if !form.MatchString(text) {
			rt.Fatalf("%q does not fit into an address", text)
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

func TestTokenNames(t *testing.T) {
	token, err := key().Open(sampleToken())
	if err != nil {
		t.Fatal(err)
	}
	hash := sampleSealed().Release.Hash
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

// TestTokenOfAnotherRelease leaves out what that does not hold, and takes the level from its vocabulary.
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

// TestTokenIsCompact: a token with all that may be excluded fits into any address.
func TestTokenIsCompact(t *testing.T) {
	full := sampleSealed()
	full.Profile.Exclude = nil
	for i := range bank.MaxExclude {
		full.Profile.Exclude = append(full.Profile.Exclude, fmt.Sprintf("a-question-of-some-length-about-shift-%03d", i))
	}
	plain, most := len(sampleToken()), len(full.seal(key(), holding(full.Profile.Exclude...)))
	if plain > 150 || most > 1900 {
		t.Errorf("tokens have %d and %d characters", plain, most)
	}
}

// TestTokenHoldsNoWords: what somebody typed stays with them.
func TestTokenHoldsNoWords(t *testing.T) {
	said := sampleSealed()
	said.Profile.Cares[0].Said = "my bonus, please"
	if said.seal(key(), holding("a")) != sampleToken() {
		t.Error("a token with words differs from one without")
	}
}

// TestTokenOfAnotherKey is refused, and so is one made with none.
func TestTokenOfAnotherKey(t *testing.T) {
	for _, other := range []bank.TokenKey{nil, bank.TokenKey("another"), key()[:len(key())-1]} {
		wantInvalid(t, sampleSealed().seal(other, holding("a")))
	}
	if _, err := bank.TokenKey(nil).Open(sampleSealed().seal(nil, holding("a"))); err != nil {
		t.Errorf("without a key at all: %v", err)
	}
}

// TestTokenAltered replaces, leaves out and inserts every byte at every place of a token.
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
}

// wantInvalid checks that a text is no token, and that the error does not quote it.
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

// FuzzToken opens any payload that was sealed with the right key: it fails clearly, or gives what seals to the same.
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
		again, err := key().Open(key().Seal(token.Release, token.Engine, token.Profile, func(string) bool { return false }))
		again.Excluded = token.Excluded
		if diff := cmp.Diff(token, again); diff != "" || err != nil {
			t.Errorf("%v (-opened +again)\n%s", err, diff)
		}
	})
}
