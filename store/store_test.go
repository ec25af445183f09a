package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"twoway/account"
	"twoway/bank"
	"twoway/internal/pgtest"
	"twoway/store"
)

var server *pgtest.Server

func TestMain(m *testing.M) {
	time.Local = time.FixedZone("far from UTC", 5*3600+45*60) // so that a missing UTC() shows
	os.Exit(pgtest.Main(m, &server))
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	suite(t, func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "twoway.db") })
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	suite(t, func(t *testing.T) string { return server.Database(t) })
}

// TestBouncer runs the suite through PgBouncer in transaction mode, which gives the statements of a session to any of its
// connections.
func TestBouncer(t *testing.T) {
	t.Parallel()
	behind := server.Bouncer(t, 3)
	suite(t, func(t *testing.T) string { return behind(server.Database(t)) })
}

// suite runs the tests that every kind of database must pass. Fresh creates an empty database and returns its URL.
func suite(t *testing.T, fresh func(t *testing.T) string) {
	for name, test := range map[string]func(t *testing.T, url string){
		"migrate twice":            testMigrateTwice,
		"migrate at once":          testMigrateAtOnce,
		"newer schema":             testNewerSchema,
		"migrate first schema":     testMigrateFirstSchema,
		"not migrated":             testNotMigrated,
		"columns":                  testColumns,
		"round trip":               testRoundTrip,
		"times":                    testTimes,
		"canonical bytes":          testCanonicalBytes,
		"current is the highest":   testCurrentIsTheHighest,
		"not found":                testNotFound,
		"conflict":                 testConflict,
		"conflict at once":         testConflictAtOnce,
		"number below 1":           testNumberBelowOne,
		"invalid note":             testInvalidNote,
		"unparsable content":       testUnparsableContent,
		"damaged content":          testDamagedContent,
		"newest":                   testNewest,
		"contains":                 testContains,
		"commit requires":          testCommitRequires,
		"check schema":             testCheckSchema,
		"listen until cancelled":   testListenUntilCancelled,
		"commit":                   testCommit,
		"commit is stale":          testCommitIsStale,
		"commit all or nothing":    testCommitAllOrNothing,
		"commits at once":          testCommitsAtOnce,
		"commit invalid text":      testCommitInvalidText,
		"audit in pages":           testAuditInPages,
		"audit filters":            testAuditFilters,
		"releases without content": testReleases,
		"replicas":                 testReplicas,
		"phrases":                  testPhrases,
		"phrases at once":          testPhrasesAtOnce,
		"most phrases":             testMostPhrases,
		"kits":                     testKits,
		"kits at once":             testKitsAtOnce,
		"old kits":                 testOldKits,
		"secret":                   testSecret,
		"reopen":                   testReopen,
		"ping":                     testPing,
		"accounts":                 testAccounts,
		"accounts all or nothing":  testAccountsAllOrNothing,
		"accounts at once":         testAccountsAtOnce,
		"sessions":                 testSessions,
		"migrate third schema":     testMigrateThirdSchema,
		"versions of old releases": testVersionsOfOldReleases,
		"cancelled context":        testCancelled,
		"closed store":             testClosed,
		"errors without values":    testErrorsWithoutValues,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, fresh(t))
		})
	}
}

func testPing(t *testing.T, url string) {
	if err := open(t, url).Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

func testCancelled(t *testing.T, url string) {
	s := migrated(t, url)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range callEveryMethod(ctx, s) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want context.Canceled", name, err)
		}
		if code := codeOf(err); code != "" {
			t.Errorf("%s: got code %q for a cancelled call", name, code)
		}
	}
	if _, err := store.Open(ctx, url); !errors.Is(err, context.Canceled) {
		t.Errorf("Open: got %v, want context.Canceled", err)
	}
	if _, err := s.Current(t.Context()); codeOf(err) != bank.CodeNotFound {
		t.Errorf("afterwards: got %v, want code not_found", err)
	}
}

func testClosed(t *testing.T, url string) {
	s := migrated(t, url)
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatalf("close: %v", err)
		}
	}
	for name, err := range callEveryMethod(t.Context(), s) {
		if err == nil {
			t.Errorf("%s: no error from a closed store", name)
		}
		if code := codeOf(err); code != "" {
			t.Errorf("%s: got code %q (%v)", name, code, err)
		}
	}
}

// callEveryMethod calls every method that uses the database and returns the errors by method name.
func callEveryMethod(ctx context.Context, s *store.Store) map[string]error {
	_, current := s.Current(ctx)
	_, release := s.Release(ctx, 1)
	_, newest := s.Newest(ctx)
	appended := s.Append(ctx, sample(1)) // before Migrate, which creates its table
	_, revision := s.Revision(ctx)
	_, _, drafts := s.Drafts(ctx)
	_, audit := s.Audit(ctx, 0, 1)
	_, releases := s.Releases(ctx)
	_, replicas := s.Replicas(ctx)
	_, phrases := s.Phrases(ctx)
	_, dismissed := s.DismissPhrase(ctx, "a", true)
	_, kit := s.Kit(ctx, "a")
	_, _, saved := s.SaveKit(ctx, bank.SavedKit{})
	_, secret := s.Secret(ctx, "a")
	_, shipped := s.Shipped(ctx)
	committed := s.Commit(ctx, bank.Commit{Entries: []bank.AuditEntry{{}}})
	reported := s.Report(ctx, bank.Replica{})
	_, _, people := s.People(ctx)
	_, byEmail := s.PersonByEmail(ctx, "a@b")
	_, _, keys := s.Keys(ctx)
	_, key := s.Key(ctx, "a")
	_, link := s.Link(ctx, "a")
	_, exists := s.HasAccounts(ctx)
	_, accountAudit := s.AccountAudit(ctx, 0, 1)
	_, _, session := s.Session(ctx, "a")
	return map[string]error{
		"People": people, "PersonByEmail": byEmail, "Keys": keys, "Key": key, "Link": link, "HasAccounts": exists,
		"AccountAudit": accountAudit, "Session": session, "CommitAccounts": s.CommitAccounts(ctx, account.Commit{}),
		"AddSession": s.AddSession(ctx, account.Session{}), "DropSession": s.DropSession(ctx, "a"),
		"Seen":     s.Seen(ctx, account.Activity{Keys: map[string]time.Time{"a": noon}}),
		"Revision": revision, "Drafts": drafts, "Audit": audit, "Releases": releases, "Replicas": replicas,
		"Secret": secret, "Shipped": shipped, "Commit": committed, "Report": reported,
		"Newest": newest, "Phrases": phrases, "DismissPhrase": dismissed, "AddPhrase": s.AddPhrase(ctx, bank.Phrase{}),
		"Kit": kit, "SaveKit": saved, "TouchKit": s.TouchKit(ctx, "a", noon),
		"Ping": s.Ping(ctx), "Migrate": s.Migrate(ctx), "Append": appended,
		"Current": current, "Release": release,
	}
}

func open(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func migrated(t *testing.T, url string) *store.Store {
	t.Helper()
	s := open(t, url)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// codeOf returns the code of an error, or "" for nil and for errors without one.
func codeOf(err error) bank.Code {
	if e, ok := errors.AsType[*bank.Error](err); ok {
		return e.Code
	}
	return ""
}
