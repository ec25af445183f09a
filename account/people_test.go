package account_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/account"
	"twoway/bank"
)

func testFirstOwner(t *testing.T, w *world) {
	first, needed, err := w.FirstOwner(t.Context())
	if !needed || err != nil {
		t.Fatal(needed, err)
	}
	second, _, err := w.FirstOwner(t.Context())
	if err != nil || second.Token == first.Token {
		t.Fatalf("the second link is %+v, %v", second, err)
	}
	for name, choice := range map[string]account.Choice{
		"no address":     {Name: "Kim", Password: password},
		"no name":        {Email: "kim@example.org", Password: password},
		"short":          {Email: "kim@example.org", Name: "Kim", Password: strings.Repeat("ä", 11)},
		"long":           {Email: "kim@example.org", Name: "Kim", Password: strings.Repeat("a", 257)},
		"the address":    {Email: "kim@example.org", Name: "Kim", Password: "KIM@example.org"},
		"broken":         {Email: "kim@example.org", Name: "Kim", Password: password + "\xff"},
		"in the address": {Email: "Kim <kim@example.org>", Name: "Kim", Password: password},
	} {
		_, _, err := w.Accept(t.Context(), "192.0.2.1", second.Token, choice)
		wantCode(t, name, err, bank.CodeInvalidRequest)
	}
	if n := w.hashes.Load(); n != 0 {
		t.Errorf("%d passwords were hashed that cannot be any", n)
	}
	p, started, err := w.Accept(t.Context(), "192.0.2.1", second.Token, account.Choice{Email: "Kim@Example.ORG", Name: " Kim ", Password: password})
	if err != nil || p.Email != "kim@example.org" || p.Name != "Kim" || p.Role != account.Owner {
		t.Fatalf("%+v, %v", p, err)
	}
	if who, err := w.BySession(t.Context(), started.Token); err != nil || who.ID != p.ID {
		t.Errorf("the session is of %+v, %v", who, err)
	}
	for name, token := range map[string]string{"used": second.Token, "the other": first.Token, "unknown": "x"} {
		_, err := w.Welcome(t.Context(), "192.0.2.1", token)
		wantCode(t, name, err, bank.CodeNotFound)
		_, _, err = w.Accept(t.Context(), "192.0.2.1", token, account.Choice{Email: "eve@example.org", Name: "Eve", Password: password})
		wantCode(t, name, err, bank.CodeNotFound)
	}
	if _, needed, err := w.FirstOwner(t.Context()); needed || err != nil {
		t.Errorf("with an owner: %t, %v", needed, err)
	}
}

// accept uses a link, when there is room to hash a password.
func (w *world) accept(t *testing.T, token string, choice account.Choice) error {
	for {
		if _, _, err := w.Accept(t.Context(), "192.0.2.1", token, choice); !bank.HasCode(err, bank.CodeUnavailable) {
			return err
		}
	}
}

// testFirstOwnerAtOnce: of several who use the links at once, one becomes the owner.
func testFirstOwnerAtOnce(t *testing.T, w *world) {
	var tokens []string
	for range 2 {
		link, _, err := w.FirstOwner(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, link.Token)
	}
	n := atOnce(t, 6, bank.CodeNotFound, func(i int) error {
		return w.accept(t, tokens[i%2], account.Choice{Email: fmt.Sprintf("k%d@example.org", i), Name: "K", Password: password})
	})
	if people, err := w.People(t.Context()); n != 1 || len(people) != 1 || err != nil {
		t.Errorf("%d became the owner; there are %d people, %v", n, len(people), err)
	}
}

func testInvitation(t *testing.T, w *world) {
	p, link, err := w.Invite(t.Context(), owner(), account.Invitation{Email: "KIM@example.org", Name: "Kim", Role: account.Editor})
	if err != nil || p.State() != account.Invited {
		t.Fatal(p, err)
	}
	for _, email := range []string{"kim@example.org", " Kim@EXAMPLE.org"} {
		_, _, err := w.Invite(t.Context(), owner(), account.Invitation{Email: email, Name: "Kim", Role: account.Viewer})
		wantCode(t, email, err, bank.CodeConflict)
	}
	n := atOnce(t, 4, bank.CodeNotFound, func(int) error {
		return w.accept(t, link.Token, account.Choice{Email: "eve@example.org", Password: password})
	})
	got, err := w.Person(t.Context(), p.ID)
	if n != 1 || err != nil || got.Email != "kim@example.org" || got.Name != "Kim" || got.Role != account.Editor || got.State() != account.Active {
		t.Errorf("%d have used the link; %+v, %v", n, got, err)
	}
	_, late, err := w.Invite(t.Context(), owner(), account.Invitation{Email: "lee@example.org", Name: "Lee", Role: account.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	w.wait(7*24*time.Hour - time.Second)
	if _, err := w.Welcome(t.Context(), "192.0.2.1", late.Token); err != nil {
		t.Errorf("within seven days: %v", err)
	}
	w.wait(time.Second)
	_, _, err = w.Accept(t.Context(), "192.0.2.1", late.Token, account.Choice{Password: password})
	wantCode(t, "after seven days", err, bank.CodeNotFound)
}

func testReset(t *testing.T, w *world) {
	p := w.add(t, "kim", account.Editor)
	session := w.login(t, p)
	_, old, err := w.Reset(t.Context(), owner(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, link, err := w.Reset(t.Context(), owner(), p.ID)
	if err != nil || link.Purpose != account.PurposeReset {
		t.Fatal(link, err)
	}
	w.login(t, p) // with the password that they still have
	_, _, err = w.Accept(t.Context(), "192.0.2.1", old.Token, account.Choice{Password: "another good password"})
	wantCode(t, "an older link", err, bank.CodeNotFound)
	if _, err := w.BySession(t.Context(), session); err != nil {
		t.Errorf("the session before: %v", err)
	}
	if _, _, err := w.Accept(t.Context(), "192.0.2.1", link.Token, account.Choice{Password: "another good password"}); err != nil {
		t.Fatal(err)
	}
	_, err = w.BySession(t.Context(), session)
	wantCode(t, "the session afterwards", err, bank.CodeUnauthorised)
	_, _, err = w.Login(t.Context(), "192.0.2.1", p.Email, password)
	wantCode(t, "the old password", err, bank.CodeUnauthorised)
	if _, _, err := w.Login(t.Context(), "192.0.2.1", p.Email, "another good password"); err != nil {
		t.Errorf("the new password: %v", err)
	}
	_, link, err = w.Reset(t.Context(), owner(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	disabled := true
	if _, err := w.Change(t.Context(), owner(), p.ID, account.Changes{Disabled: &disabled}); err != nil {
		t.Fatal(err)
	}
	_, _, err = w.Accept(t.Context(), "192.0.2.1", link.Token, account.Choice{Password: password})
	wantCode(t, "the link of somebody disabled", err, bank.CodeNotFound)
	_, _, err = w.Reset(t.Context(), owner(), p.ID)
	wantCode(t, "reset of somebody disabled", err, bank.CodeConflict)
	_, _, err = w.Reset(t.Context(), owner(), "nobody")
	wantCode(t, "reset of nobody", err, bank.CodeNotFound)
}

func testLastOwner(t *testing.T, w *world) {
	p := w.add(t, "kim", account.Owner)
	if _, _, err := w.Invite(t.Context(), owner(), account.Invitation{Email: "lee@example.org", Name: "Lee", Role: account.Owner}); err != nil {
		t.Fatal(err)
	}
	editor, disabled := account.Editor, true
	for name, ch := range map[string]account.Changes{"role": {Role: &editor}, "disabled": {Disabled: &disabled}, "both": {Role: &editor, Disabled: &disabled}} {
		_, err := w.Change(t.Context(), p.Actor(), p.ID, ch)
		wantCode(t, name, err, bank.CodeConflict) // somebody invited cannot log in yet
	}
	w.add(t, "moe", account.Owner)
	if _, err := w.Change(t.Context(), p.Actor(), p.ID, account.Changes{Role: &editor}); err != nil {
		t.Errorf("with another owner: %v", err)
	}
}

// testLastOwnersAtOnce: two owners end each other at once; one of them stays.
func testLastOwnersAtOnce(t *testing.T, w *world) {
	viewer, disabled := account.Viewer, true
	for round := range 5 {
		var ids []string
		for _, name := range []string{"a", "b"} {
			ids = append(ids, w.add(t, fmt.Sprint(name, round), account.Owner).ID)
		}
		n := atOnce(t, 2, bank.CodeConflict, func(i int) error {
			_, err := w.Change(t.Context(), owner(), ids[i], []account.Changes{{Role: &viewer}, {Disabled: &disabled}}[i])
			return err
		})
		people, err := w.People(t.Context())
		owners := 0
		for _, p := range people {
			if p.Role == account.Owner && p.State() == account.Active {
				owners++
				if _, err := w.Change(t.Context(), owner(), w.add(t, fmt.Sprint("c", round), account.Owner).ID, account.Changes{}); err != nil {
					t.Fatal(err)
				}
				if _, err := w.Change(t.Context(), owner(), p.ID, account.Changes{Role: &viewer}); err != nil {
					t.Fatal(err)
				}
			}
		}
		if round == 0 && (n != 1 || owners != 1 || err != nil) {
			t.Errorf("%d were ended, %d owners are left, %v", n, owners, err)
		}
		if owners == 0 {
			t.Errorf("no owner is left in round %d", round)
		}
	}
}

func testChanges(t *testing.T, w *world) {
	w.add(t, "kim", account.Owner)
	p := w.add(t, "lee", account.Viewer)
	name, role := " Lee Lee ", account.Publisher
	got, err := w.Change(t.Context(), owner(), p.ID, account.Changes{Name: &name, Role: &role})
	if err != nil || got.Name != "Lee Lee" || got.Role != account.Publisher || got.Email != p.Email {
		t.Errorf("%+v, %v", got, err)
	}
	entries, err := w.Audit(t.Context(), 0, 1)
	want := []bank.FieldChange{
		{Pointer: "/name", From: []byte(`"LEE"`), To: []byte(`"Lee Lee"`)}, {Pointer: "/role", From: []byte(`"viewer"`), To: []byte(`"publisher"`)},
	}
	if diff := cmp.Diff(want, entries[0].Changes); diff != "" || err != nil || entries[0].Action != account.ActionChange || entries[0].Author != "O <o@example.org>" {
		t.Errorf("%v, %+v (-want +got):\n%s", err, entries[0], diff)
	}
	if _, err := w.Change(t.Context(), owner(), p.ID, account.Changes{Name: &name}); err != nil {
		t.Error(err)
	}
	if again, err := w.Audit(t.Context(), 0, 1); err != nil || again[0].Number != entries[0].Number {
		t.Errorf("what changes nothing is recorded as %+v, %v", again[0], err)
	}
	_, err = w.Change(t.Context(), owner(), "nobody", account.Changes{Name: &name})
	wantCode(t, "nobody", err, bank.CodeNotFound)
}

func testInvalid(t *testing.T, w *world) {
	for name, i := range map[string]account.Invitation{
		"address": {Email: "kim", Name: "Kim", Role: account.Viewer}, "role": {Email: "kim@example.org", Name: "Kim", Role: "root"},
		"no role": {Email: "kim@example.org", Name: "Kim"}, "name": {Email: "kim@example.org", Name: "Boss <boss@example.org>", Role: account.Viewer},
	} {
		_, _, err := w.Invite(t.Context(), owner(), i)
		wantCode(t, name, err, bank.CodeInvalidRequest)
	}
	for name, n := range map[string]account.NewKey{
		"owner": {Name: "K", Role: account.Owner}, "past": {Name: "K", Role: account.Viewer, ExpiresAt: w.clock()}, "nameless": {Role: account.Viewer},
	} {
		_, _, err := w.CreateKey(t.Context(), owner(), n)
		wantCode(t, name, err, bank.CodeInvalidRequest)
	}
	if people, err := w.People(t.Context()); len(people) > 0 || err != nil {
		t.Errorf("%d people, %v", len(people), err)
	}
}

func testAudit(t *testing.T, w *world) {
	_, link, err := w.Invite(t.Context(), bank.CommandLine(), account.Invitation{Email: "kim@example.org", Name: "Kim", Role: account.Owner})
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := w.Accept(t.Context(), "192.0.2.1", link.Token, account.Choice{Password: password})
	if err != nil {
		t.Fatal(err)
	}
	k, _, err := w.CreateKey(t.Context(), p.Actor(), account.NewKey{Name: "Ward", Role: account.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.RotateKey(t.Context(), p.Actor(), k.ID, time.Hour); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time, nothing happens
		if _, err := w.RevokeKey(t.Context(), p.Actor(), k.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := w.Reset(t.Context(), p.Actor(), p.ID); err != nil {
		t.Fatal(err)
	}
	entries, err := w.Audit(t.Context(), 0, 100)
	var got []string
	for _, e := range entries {
		got = append(got, fmt.Sprintf("%d %s %s %s %s", e.Number, e.Author, e.Action, e.Kind, e.Name))
		if strings.Contains(fmt.Sprint(e), link.Token) || strings.Contains(fmt.Sprint(e), "argon2id") {
			t.Errorf("a secret is in %+v", e)
		}
	}
	want := []string{
		"6 Kim <kim@example.org> reset person kim@example.org", "5 Kim <kim@example.org> revoke key Ward", "4 Kim <kim@example.org> rotate key Ward",
		"3 Kim <kim@example.org> create key Ward", "2 Kim <kim@example.org> welcome person kim@example.org", "1 command line invite person kim@example.org",
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func testExists(t *testing.T, w *world) {
	if exists, err := w.Exists(t.Context()); exists || err != nil {
		t.Errorf("at first: %t, %v", exists, err)
	}
	if _, _, err := w.CreateKey(t.Context(), owner(), account.NewKey{Name: "K", Role: account.Viewer}); err != nil {
		t.Fatal(err)
	}
	if exists, err := w.Exists(t.Context()); !exists || err != nil {
		t.Errorf("with a key: %t, %v", exists, err)
	}
}

// TestEmail: addresses that are the same are stored alike, and those that only look alike are refused or differ.
func TestEmail(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Kim@Example.ORG":                      "kim@example.org",
		" kim@example.org\n":                   "kim@example.org",
		"kim.lee+jobs@example.org":             "kim.lee+jobs@example.org",
		"kim@müller.example":                   "kim@xn--mller-kva.example",
		"kim@MÜLLER.example":                   "kim@xn--mller-kva.example",
		"kim@ｅｘａｍｐｌｅ.org":                      "kim@example.org", // full width: the same domain for every program
		"kim@localhost":                        "kim@localhost",
		"kım@example.org":                      "", // a dotless i, whose capital is an I
		"\u212aim@example.org":                 "", // the Kelvin sign, whose small letter is a k
		"kіm@example.org":                      "", // a Cyrillic letter
		"ｋim@example.org":                      "",
		"k\u200bim@example.org":                "",
		"kim@exa\u200bmple.org":                "kim@example.org", // which IDNA ignores
		"kim@example.org\u202e":                "",
		"Kim <kim@example.org>":                "",
		"kim@@example.org":                     "",
		"kim@example@example.org":              "",
		"kim":                                  "",
		"@example.org":                         "",
		"kim@":                                 "",
		".kim@example.org":                     "",
		"kim..lee@example.org":                 "",
		`"kim"@example.org`:                    "",
		"kim@exa mple.org":                     "",
		"kim\r\nBcc: eve@example.org":          "",
		"kim@example.org\x00":                  "",
		strings.Repeat("k", 250) + "@host.com": "",
	} {
		if got := account.NormalEmail(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func FuzzEmail(f *testing.F) {
	for _, text := range []string{"Kim@Example.org", "kim@müller.example", "@", "a@b@c"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		email := account.NormalEmail(text)
		if email == "" {
			return
		}
		if again := account.NormalEmail(email); again != email {
			t.Errorf("%q is %q, and that is %q", text, email, again)
		}
		for _, r := range email {
			if r <= ' ' || r >= 0x7f || 'A' <= r && r <= 'Z' {
				t.Errorf("%q is %q", text, email)
			}
		}
	})
}

func TestName(t *testing.T) {
	t.Parallel()
	for text, code := range map[string]string{
		" Zoë Ÿ ": "", "王芳": "", strings.Repeat("ä", 80): "", strings.Repeat("ä", 81): bank.FaultOutOfRange, "": bank.FaultRequired, " \t": bank.FaultRequired,
		"a\u202eb": bank.FaultHiddenCharacter, "a\nb": bank.FaultHiddenCharacter, "a\x00b": bank.FaultHiddenCharacter, "\xff": bank.FaultHiddenCharacter,
		"Kim <eve@example.org>": bank.FaultMalformed,
	} {
		_, fault := account.CleanName(text)
		if got := ""; fault != nil && fault.Code != code || fault == nil && code != got {
			t.Errorf("%q: %+v, want code %q", text, fault, code)
		}
	}
}
