package account_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"twoway/account"
	"twoway/bank"
)

func testKeys(t *testing.T, w *world) {
	k, text, err := w.CreateKey(t.Context(), owner(), account.NewKey{Name: "Ward", Role: account.Editor, ExpiresAt: w.clock().Add(time.Hour)})
	if err != nil || !regexp.MustCompile(`^tw_[a-z2-7]{12}_[a-z2-7]{59}$`).MatchString(text) {
		t.Fatal(text, err)
	}
	got, err := w.ByKey(t.Context(), "192.0.2.1", text)
	if err != nil || got.ID != k.ID {
		t.Fatalf("%+v, %v", got, err)
	}
	if p := got.Principal(); p.Role != account.Editor || p.Actor != (bank.Actor{Kind: bank.ActorKey, ID: k.ID, Name: "key Ward"}) {
		t.Errorf("the principal is %+v", p)
	}
	_, _, err = w.CreateKey(t.Context(), owner(), account.NewKey{Name: "Ward", Role: account.Viewer})
	wantCode(t, "the same name", err, bank.CodeConflict)
	_, other, err := w.CreateKey(t.Context(), owner(), account.NewKey{Name: "Other", Role: account.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	before := w.store.keys.Load()
	for name, wrong := range map[string]string{
		"capitals": strings.ToUpper(text), "capital prefix": "TW_" + text[3:], "cut": text[:len(text)-1], "longer": text + "a", "blank": text + " ", "line end": text + "\n",
		"swapped": text[:30] + text[31:32] + text[30:31] + text[32:], "prefix": "tw_", "nothing": "", "a megabyte": strings.Repeat(text, 1<<13),
		"secret of another": text[:16] + other[16:],
	} {
		if wrong == text {
			continue // the swapped letters are the same
		}
		_, err := w.ByKey(t.Context(), "192.0.2.1", wrong)
		wantCode(t, name, err, bank.CodeUnauthorised)
	}
	if n := w.store.keys.Load() - before; n != 0 {
		t.Errorf("%d typos were looked up in the database", n)
	}
	for name, wrong := range map[string]string{"unknown": account.NewKeyText("abcdefghijkl"), "another secret": account.NewKeyText(k.ID)} {
		_, err := w.ByKey(t.Context(), "192.0.2.1", wrong)
		wantCode(t, name, err, bank.CodeUnauthorised)
	}
	w.wait(time.Hour)
	_, err = w.ByKey(t.Context(), "192.0.2.1", text)
	wantCode(t, "expired", err, bank.CodeUnauthorised)
	_, _, err = w.RotateKey(t.Context(), owner(), k.ID, 0)
	wantCode(t, "rotate an expired key", err, bank.CodeConflict)
	if _, _, err := w.CreateKey(t.Context(), owner(), account.NewKey{Name: "Ward", Role: account.Viewer}); err != nil {
		t.Errorf("the name of an expired key: %v", err)
	}
	if strings.Contains(w.log.String(), text[16:40]) || strings.Contains(w.log.String(), "tw_") {
		t.Errorf("a key is in the log:\n%s", w.log)
	}
}

func testKeyRotation(t *testing.T, w *world) {
	k, first, err := w.CreateKey(t.Context(), owner(), account.NewKey{Name: "Ward", Role: account.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	works := func(text string) bool {
		_, err := w.ByKey(t.Context(), "192.0.2.1", text)
		return err == nil
	}
	for _, overlap := range []time.Duration{-1, 7*24*time.Hour + 1} {
		_, _, err := w.RotateKey(t.Context(), owner(), k.ID, overlap)
		wantCode(t, overlap.String(), err, bank.CodeInvalidRequest)
	}
	_, second, err := w.RotateKey(t.Context(), owner(), k.ID, 24*time.Hour)
	if err != nil || !works(first) || !works(second) {
		t.Errorf("within the overlap: %v", err)
	}
	w.wait(24 * time.Hour)
	if works(first) || !works(second) {
		t.Error("after the overlap")
	}
	_, third, err := w.RotateKey(t.Context(), owner(), k.ID, 0)
	if err != nil || works(second) || !works(third) {
		t.Errorf("without an overlap: %v", err)
	}
	_, fourth, err := w.RotateKey(t.Context(), owner(), k.ID, 7*24*time.Hour)
	if err != nil || works(first) || works(second) || !works(third) || !works(fourth) {
		t.Errorf("only the last two are valid: %v", err)
	}
	if _, err := w.RevokeKey(t.Context(), owner(), k.ID); err != nil {
		t.Fatal(err)
	}
	if works(third) || works(fourth) {
		t.Error("a revoked key works")
	}
	_, err = w.RevokeKey(t.Context(), owner(), "nothing")
	wantCode(t, "no such key", err, bank.CodeNotFound)
	_, _, err = w.RotateKey(t.Context(), owner(), "nothing", 0)
	wantCode(t, "no such key", err, bank.CodeNotFound)
}

func testKeyUse(t *testing.T, w *world) {
	k, text, err := w.CreateKey(t.Context(), owner(), account.NewKey{Name: "Ward", Role: account.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	lastUse := func() time.Time {
		keys, err := w.Keys(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return keys[0].LastUsedAt
	}
	for range 3 {
		if _, err := w.ByKey(t.Context(), "192.0.2.1", text); err != nil {
			t.Fatal(err)
		}
		w.wait(time.Second)
	}
	if at := lastUse(); !at.IsZero() {
		t.Errorf("a request has written the last use: %s", at)
	}
	w.Flush(t.Context())
	if at := lastUse(); !at.Equal(w.clock().Add(-time.Second)) {
		t.Errorf("the last use is %s", at)
	}
	if _, _, err := w.RotateKey(t.Context(), owner(), k.ID, 0); err != nil {
		t.Fatal(err)
	}
	if lastUse().IsZero() {
		t.Error("a rotation forgets the last use")
	}
}

func testRefusedKeysAreSlowed(t *testing.T, w *world) {
	_, text, err := w.CreateKey(t.Context(), owner(), account.NewKey{Name: "Ward", Role: account.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	for range 30 {
		_, err := w.ByKey(t.Context(), "192.0.2.1", account.NewKeyText("abcdefghijkl"))
		wantCode(t, "unknown", err, bank.CodeUnauthorised)
	}
	for range 5 {
		_, err := w.ByKey(t.Context(), "192.0.2.1", "tw_typo")
		wantCode(t, "too many", err, bank.CodeTooManyAttempts)
	}
	if n := strings.Count(w.log.String(), "\n"); n != 30 {
		t.Errorf("%d lines were logged, want 30", n)
	}
	if _, err := w.ByKey(t.Context(), "192.0.2.1", text); err != nil {
		t.Errorf("a valid key from there: %v", err)
	}
	w.wait(time.Second)
	_, err = w.ByKey(t.Context(), "192.0.2.1", "tw_typo")
	wantCode(t, "a second later", err, bank.CodeUnauthorised)
}

// TestTyposInKeys: a key with any one letter changed, or two neighbours swapped, is told from an unknown one by its checksum.
func TestTyposInKeys(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := account.NewKeyText(strings.Repeat("a", 12))
		if _, err := account.ParseKey(text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		at := rapid.IntRange(0, len(text)-2).Draw(t, "at")
		letter := rapid.SampledFrom([]byte("abcdefghijklmnopqrstuvwxyz234567_0189ABZ -")).Draw(t, "letter")
		changed := text[:at] + string(letter) + text[at+1:]
		swapped := text[:at] + text[at+1:at+2] + text[at:at+1] + text[at+2:]
		for _, typo := range []string{changed, swapped} {
			if _, err := account.ParseKey(typo); err == nil && typo != text {
				t.Errorf("%s passes for %s", typo, text)
			}
		}
	})
}
