package account_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"twoway/account"
	"twoway/bank"
	"twoway/internal/pgtest"
	"twoway/store"
)

var server *pgtest.Server

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m, &server)) }

func TestSQLite(t *testing.T) {
	t.Parallel()
	suite(t, func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "twoway.db") })
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	suite(t, func(t *testing.T) string { return server.Database(t) })
}

// suite runs the tests that need a database, of one kind.
func suite(t *testing.T, fresh func(t *testing.T) string) {
	for name, test := range map[string]func(t *testing.T, w *world){
		"first owner":              testFirstOwner,
		"first owner at once":      testFirstOwnerAtOnce,
		"invitation":               testInvitation,
		"reset":                    testReset,
		"last owner":               testLastOwner,
		"last owners at once":      testLastOwnersAtOnce,
		"changes":                  testChanges,
		"sessions end":             testSessionsEnd,
		"secrets are hashed":       testSecretsAreHashed,
		"login says nothing":       testLoginSaysNothing,
		"login is slowed":          testLoginIsSlowed,
		"identity":                 testIdentity,
		"keys":                     testKeys,
		"key rotation":             testKeyRotation,
		"key use":                  testKeyUse,
		"refused keys are slowed":  testRefusedKeysAreSlowed,
		"invalid":                  testInvalid,
		"account audit":            testAudit,
		"no account before anyone": testExists,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newWorld(t, fresh(t)))
		})
	}
}

// password is that of everybody in these tests.
const password = "correct horse battery staple"

// hash is that of password, which takes little work to compare.
var hash = sync.OnceValue(func() string {
	h, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		panic(err)
	}
	return h
})

// counting is a database that counts the look-ups of keys.
type counting struct {
	*store.Store

	keys atomic.Int32
}

func (c *counting) Key(ctx context.Context, id string) (account.Key, error) {
	c.keys.Add(1)
	return c.Store.Key(ctx, id)
}

// world is a service on a new database, with a clock.
type world struct {
	*account.Service

	store *counting
	log   *bytes.Buffer
	mu    sync.Mutex
	now   time.Time

	hashes    atomic.Int32
	noHashing atomic.Bool // no password is right
}

func newWorld(t *testing.T, url string) *world {
	t.Helper()
	s, err := store.New(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := &world{store: &counting{Store: s}, log: &bytes.Buffer{}, now: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}
	w.Service = account.New(w.store, account.Options{Now: w.clock, Log: slog.New(slog.NewTextHandler(w.log, nil))})
	w.AroundHashing(func(do func()) {
		if w.hashes.Add(1); !w.noHashing.Load() {
			do()
		}
	})
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) wait(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// add adds somebody who can log in.
func (w *world) add(t *testing.T, id string, role account.Role) account.Person {
	t.Helper()
	p := account.Person{
		ID: id, Email: id + "@example.org", Name: strings.ToUpper(id), Role: role, Password: hash(), Epoch: 1, CreatedAt: w.clock(),
	}
	_, revision, err := w.store.People(t.Context())
	if err == nil {
		err = w.store.CommitAccounts(t.Context(), account.Commit{After: revision, People: []account.Person{p}, Entry: account.Entry{At: w.clock()}})
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// login begins a session.
func (w *world) login(t *testing.T, p account.Person) string {
	t.Helper()
	_, started, err := w.Login(t.Context(), "192.0.2.1", p.Email, password)
	if err != nil {
		t.Fatal(err)
	}
	return started.Token
}

// wantCode checks the code of an error; "" is none.
func wantCode(t *testing.T, what string, err error, code bank.Code) {
	t.Helper()
	e, _ := errors.AsType[*bank.Error](err)
	if code == "" && err != nil || code != "" && (e == nil || e.Code != code) {
		t.Errorf("%s: %v, want code %q", what, err, code)
	}
}

// atOnce calls a function several times at once, and returns how often it succeeded. Other errors than those with a code fail the test.
func atOnce(t *testing.T, times int, code bank.Code, do func(i int) error) (succeeded int) {
	t.Helper()
	var wg sync.WaitGroup
	var n atomic.Int32
	for i := range times {
		wg.Go(func() {
			if err := do(i); err == nil {
				n.Add(1)
			} else if !bank.HasCode(err, code) {
				t.Errorf("%v, want code %s", err, code)
			}
		})
	}
	wg.Wait()
	return int(n.Load())
}

func owner() bank.Actor { return account.Person{ID: "o", Name: "O", Email: "o@example.org"}.Actor() }

func TestRoles(t *testing.T) {
	t.Parallel()
	roles := append(account.Roles(), "", "root")
	for i, role := range roles {
		for j, least := range roles {
			want := i >= j && i < 4 && j < 4
			if role.Allows(least) != want {
				t.Errorf("%q allows what needs %q: %t, want %t", role, least, !want, want)
			}
		}
	}
}
