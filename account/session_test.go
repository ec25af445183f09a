package account_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"twoway/account"
	"twoway/bank"
	"twoway/internal/ratelimit"
)

func testSessionsEnd(t *testing.T, w *world) {
	w.add(t, "boss", account.Owner)
	p := w.add(t, "kim", account.Editor)
	for range 2 { // each of them seen every hour, until the absolute end
		token := w.login(t, p)
		for range 11 {
			w.wait(time.Hour)
			if _, err := w.BySession(t.Context(), token); err != nil {
				t.Fatal(err)
			}
			w.Flush(t.Context())
		}
		w.wait(time.Hour)
		_, err := w.BySession(t.Context(), token)
		wantCode(t, "after twelve hours", err, bank.CodeUnauthorised)
	}
	idle := w.login(t, p)
	w.wait(2 * time.Hour)
	_, err := w.BySession(t.Context(), idle)
	wantCode(t, "after two idle hours", err, bank.CodeUnauthorised)

	first, second := w.login(t, p), w.login(t, p)
	if first == second {
		t.Fatal("two sessions have one token")
	}
	if err := w.Logout(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	_, err = w.BySession(t.Context(), first)
	wantCode(t, "after logging out", err, bank.CodeUnauthorised)
	if _, err := w.BySession(t.Context(), second); err != nil {
		t.Errorf("another session of the same person: %v", err)
	}
	viewer, yes, no, name := account.Viewer, true, false, "Kim Lee"
	if _, err := w.Change(t.Context(), owner(), p.ID, account.Changes{Name: &name}); err != nil {
		t.Fatal(err)
	}
	if who, err := w.BySession(t.Context(), second); err != nil || who.Name != name {
		t.Errorf("with another name: %+v, %v", who, err)
	}
	if _, err := w.Change(t.Context(), owner(), p.ID, account.Changes{Role: &viewer}); err != nil {
		t.Fatal(err)
	}
	_, err = w.BySession(t.Context(), second)
	wantCode(t, "with another role", err, bank.CodeUnauthorised)
	third := w.login(t, p)
	for _, disabled := range []*bool{&yes, &no} {
		if _, err := w.Change(t.Context(), owner(), p.ID, account.Changes{Disabled: disabled}); err != nil {
			t.Fatal(err)
		}
		_, err = w.BySession(t.Context(), third)
		wantCode(t, fmt.Sprint("disabled: ", *disabled), err, bank.CodeUnauthorised) // nor does it come back
	}
}

// testSecretsAreHashed: no secret is in the database.
func testSecretsAreHashed(t *testing.T, w *world) {
	p := w.add(t, "kim", account.Owner)
	session := w.login(t, p)
	_, link, err := w.Reset(t.Context(), owner(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	k, key, err := w.CreateKey(t.Context(), owner(), account.NewKey{Name: "Ward", Role: account.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	row, _, err := w.store.Session(t.Context(), account.HashOf(session))
	if err != nil || row.Hash == session {
		t.Errorf("%+v, %v", row, err)
	}
	for _, secret := range []string{session, link.Token, key} {
		if _, _, err := w.store.Session(t.Context(), secret); !bank.HasCode(err, bank.CodeNotFound) {
			t.Errorf("a session is stored as it is: %v", err)
		}
		if _, err := w.store.Link(t.Context(), secret); !bank.HasCode(err, bank.CodeNotFound) {
			t.Errorf("a link is stored as it is: %v", err)
		}
	}
	stored, err := w.store.Key(t.Context(), k.ID)
	if err != nil || strings.Contains(fmt.Sprint(stored), key[16:60]) || len(stored.Hash) != 64 {
		t.Errorf("the key is stored as %+v, %v", stored, err)
	}
}

// testLoginSaysNothing: whoever tries an address learns nothing about it, from the answer or from the work.
func testLoginSaysNothing(t *testing.T, w *world) {
	w.add(t, "boss", account.Owner)
	known := w.add(t, "kim", account.Editor)
	disabled := w.add(t, "lee", account.Editor)
	yes := true
	if _, err := w.Change(t.Context(), owner(), disabled.ID, account.Changes{Disabled: &yes}); err != nil {
		t.Fatal(err)
	}
	invited, _, err := w.Invite(t.Context(), owner(), account.Invitation{Email: "moe@example.org", Name: "Moe", Role: account.Owner})
	if err != nil {
		t.Fatal(err)
	}
	_, _, right := w.Login(t.Context(), "192.0.2.1", known.Email, "not the right password")
	for name, tt := range map[string]struct{ email, password string }{
		"unknown": {"nobody@example.org", password}, "no address": {"kim", password}, "disabled": {disabled.Email, password}, "invited": {invited.Email, password},
		"long password": {known.Email, strings.Repeat("a", 1<<20)}, "no password": {known.Email, ""}, "broken": {known.Email, "\xff"}, "hash": {known.Email, hash()},
		"injection": {"' OR 1=1 --", password}, "wildcard": {"%@example.org", password}, "no password of nobody": {"nobody@example.org", ""},
	} {
		before := w.hashes.Load()
		_, started, err := w.Login(t.Context(), "192.0.2."+fmt.Sprint(len(name)), tt.email, tt.password)
		wantCode(t, name, err, bank.CodeUnauthorised)
		if err == nil || right == nil || err.Error() != right.Error() || started.Token != "" {
			t.Errorf("%s: %v, but for a wrong password: %v", name, err, right)
		}
		if n := w.hashes.Load() - before; n != 1 {
			t.Errorf("%s: %d hashes were computed, want 1", name, n)
		}
	}
	if log := w.log.String(); strings.Contains(log, "@") || strings.Contains(log, "horse") || !strings.Contains(log, "address=192.0.2.1") {
		t.Errorf("the log is:\n%s", log)
	}
	w.login(t, known)
	if p, _, err := w.Login(t.Context(), "192.0.2.1", " KIM@example.ORG ", password); err != nil || p.ID != known.ID {
		t.Errorf("another case: %+v, %v", p, err)
	}
}

// TestNobodysHash: to compare a password with that of nobody is the same work as to make a new hash.
func TestNobodysHash(t *testing.T) {
	t.Parallel()
	_, params, err := argon2id.CheckHash("x", account.NobodysHash)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, server.Database(t))
	p, link, err := w.CreateOwner(t.Context(), bank.CommandLine(), "kim@example.org", "Kim")
	if err != nil {
		t.Fatal(err)
	}
	if p, _, err = w.Accept(t.Context(), "", link.Token, account.Choice{Password: password}); err != nil {
		t.Fatal(err)
	}
	_, want, err := argon2id.CheckHash("x", p.Password)
	if err != nil || *params != *want || want.Memory < 64*1024 {
		t.Errorf("%+v, want %+v; %v", params, want, err)
	}
}

func testLoginIsSlowed(t *testing.T, w *world) {
	p := w.add(t, "kim", account.Owner)
	var waits *ratelimit.WaitError
	fail := func(address, email string) error {
		w.noHashing.Store(true) // which is slow, and they are many
		defer w.noHashing.Store(false)
		_, _, err := w.Login(t.Context(), address, email, "not the right password")
		return err
	}
	for i := range 10 { // from many addresses
		wantCode(t, "a failure", fail(fmt.Sprintf("198.51.100.%d", i), p.Email), bank.CodeUnauthorised)
	}
	before := w.hashes.Load()
	err := fail("203.0.113.1", p.Email)
	wantCode(t, "the eleventh failure", err, bank.CodeTooManyAttempts)
	if !errors.As(err, &waits) || waits.RetryAfter() != 15*time.Second || w.hashes.Load() != before {
		t.Errorf("%v", err)
	}
	wantCode(t, "an unknown address is slowed alike", func() (err error) {
		for range 11 {
			w.wait(0)
			err = fail(fmt.Sprintf("203.0.113.%d", w.hashes.Load()), "nobody@example.org")
		}
		return err
	}(), bank.CodeTooManyAttempts)
	w.wait(15 * time.Second)
	if _, _, err := w.Login(t.Context(), "203.0.113.1", p.Email, password); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	if _, _, err := w.Login(t.Context(), "203.0.113.1", p.Email, password); err != nil {
		t.Errorf("what succeeds is not counted: %v", err)
	}
	for i := range 20 {
		wantCode(t, "from one network", fail(fmt.Sprintf("2001:db8::%x", i), fmt.Sprintf("p%d@example.org", i)), bank.CodeUnauthorised)
	}
	wantCode(t, "too many from one network", fail("2001:db8::ffff", "q@example.org"), bank.CodeTooManyAttempts)
	if _, _, err := w.Login(t.Context(), "2001:db8:0:1::1", p.Email, password); err != nil {
		t.Errorf("from another network: %v", err)
	}
}

func testIdentity(t *testing.T, w *world) {
	w.add(t, "boss", account.Owner)
	p, link, err := w.Invite(t.Context(), owner(), account.Invitation{Email: "kim@example.org", Name: "Kim", Role: account.Editor})
	if err != nil {
		t.Fatal(err)
	}
	const subject = "https://issuer.example 7"
	login := func(i account.Identity) (account.Person, error) {
		p, started, err := w.LoginByIdentity(t.Context(), "192.0.2.1", i)
		if err == nil {
			if who, err := w.BySession(t.Context(), started.Token); err != nil || who.ID != p.ID {
				t.Errorf("the session is of %+v, %v", who, err)
			}
		}
		return p, err
	}
	for name, i := range map[string]account.Identity{
		"not verified": {Subject: subject, Email: "kim@example.org"}, "not invited": {Subject: subject, Email: "eve@example.org", EmailVerified: true},
		"no address": {Subject: subject, EmailVerified: true}, "look-alike": {Subject: subject, Email: "kіm@example.org", EmailVerified: true},
	} {
		_, err := login(i)
		wantCode(t, name, err, bank.CodeUnauthorised)
	}
	if got, err := login(account.Identity{Subject: subject, Email: "KIM@example.org", EmailVerified: true}); err != nil || got.ID != p.ID || got.State() != account.Active {
		t.Fatalf("%+v, %v", got, err)
	}
	_, _, err = w.Accept(t.Context(), "192.0.2.1", link.Token, account.Choice{Password: password})
	wantCode(t, "the invitation afterwards", err, bank.CodeNotFound)
	if got, err := login(account.Identity{Subject: subject, Email: "kim@elsewhere.example"}); err != nil || got.ID != p.ID {
		t.Errorf("with another address at the issuer: %+v, %v", got, err)
	}
	_, err = login(account.Identity{Subject: "https://issuer.example 8", Email: "kim@example.org", EmailVerified: true})
	wantCode(t, "another subject with the same address", err, bank.CodeUnauthorised)
	yes := true
	if _, err := w.Change(t.Context(), owner(), p.ID, account.Changes{Disabled: &yes}); err != nil {
		t.Fatal(err)
	}
	_, err = login(account.Identity{Subject: subject, Email: "kim@example.org", EmailVerified: true})
	wantCode(t, "disabled", err, bank.CodeUnauthorised)
}
