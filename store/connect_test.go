package store_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"twoway/bank"
	"twoway/internal/pgtest"
	"twoway/store"
)

func TestOpenRejectsBadURLs(t *testing.T) {
	const supported = "sqlite:<path>, postgres://… or postgresql://…"
	folder := t.TempDir()
	silent, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0") // accepts connections and never answers
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	for name, c := range map[string]struct {
		url, want string
		code      bank.Code
	}{
		"empty":               {url: "", want: supported},
		"another database":    {url: "mysql://me:s3cret@host/db", want: supported},
		"no scheme":           {url: "s3cret", want: supported},
		"keywords":            {url: "host=here password=s3cret", want: supported},
		"keywords and scheme": {url: "postgres:host=here password=s3cret", want: supported},
		"no port number":      {url: "postgres://me:s3cret@host:port/db", want: "invalid PostgreSQL URL"},
		"unreadable":          {url: "postgresql://me:s3cret%zz@host/db", want: "invalid PostgreSQL URL"},
		"unknown option":      {url: "postgres://me@host/db?sslmode=s3cret", want: "invalid PostgreSQL URL"},
		"raw password":        {url: "postgres://me:s3cret/#@host/db", want: "invalid PostgreSQL URL"},
		"nobody there":        {url: "postgres://me:s3cret@127.0.0.1:1/db", want: "reach the database", code: bank.CodeUnavailable},
		"nobody answers":      {url: "postgres://me:s3cret@" + silent.Addr().String() + "/db?sslmode=disable&connect_timeout=1", want: "reach the database", code: bank.CodeUnavailable},
		"no such user":        {url: strings.Replace(server.URL("postgres"), "test@", "me:s3cret@", 1), want: "reach the database"},
		"no path":             {url: "sqlite:", want: "sqlite:<path>"},
		"memory":              {url: "sqlite::memory:", want: "sqlite:<path>"},
		"slashes":             {url: "sqlite://me:s3cret@twoway.db", want: "plain path"},
		"a folder":            {url: "sqlite:" + folder, want: "cannot be opened", code: bank.CodeStorageFailed},
		"no such folder":      {url: "sqlite:" + filepath.Join(folder, "none", "twoway.db"), want: "cannot be opened", code: bank.CodeStorageFailed},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := store.Open(t.Context(), c.url)
			if err == nil {
				_ = s.Close()
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("got %q, want %q and no password", err, c.want)
			}
			if code := codeOf(err); code != c.code {
				t.Errorf("got code %q, want %q", code, c.code)
			}
		})
	}
}

func TestOpenFileThatIsNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(path, []byte(strings.Repeat("These are notes. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), "sqlite:"+path); codeOf(err) != bank.CodeStorageFailed || !strings.Contains(err.Error(), "is damaged") {
		t.Errorf("got %v, want code storage_failed", err)
	}
}

func TestSQLitePathsAreLiteral(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("folder", 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		"plain.db", "./dot.db", "folder/below.db", "a b.db", "what?mode=ro", "100%41.db", "#hash", "a&b=c;d+e", "a:b", "日本語.db",
	} {
		s := migrated(t, "sqlite:"+path)
		appended(t, s, sample(1))
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%q: %v", path, err)
		}
	}
}

// TestSQLiteConnections checks two connections at once: the options must apply to each, not only to the first.
func TestSQLiteConnections(t *testing.T) {
	s := open(t, "sqlite:"+filepath.Join(t.TempDir(), "twoway.db"))
	for range 2 {
		conn, err := s.Pool().Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		for pragma, want := range map[string]string{
			"journal_mode": "wal", "busy_timeout": "5000", "foreign_keys": "1", "synchronous": "2",
		} {
			var got string
			if err := conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s: got %q, %v, want %q", pragma, got, err, want)
			}
		}
	}
}

func TestSQLiteBusy(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "twoway.db")
	s := migrated(t, url)
	s.Pool().SetMaxOpenConns(1)
	if _, err := s.Pool().ExecContext(t.Context(), "PRAGMA busy_timeout = 10"); err != nil {
		t.Fatal(err)
	}
	tx, err := open(t, url).Pool().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), sample(1)); codeOf(err) != bank.CodeUnavailable {
		t.Errorf("during another write: got %v, want code unavailable", err)
	}
	if _, err := s.Current(t.Context()); codeOf(err) != bank.CodeNotFound {
		t.Errorf("read during a write: got %v, want code not_found", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	appended(t, s, sample(1))
}

func TestPostgresGoesDown(t *testing.T) {
	own, err := pgtest.Start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer own.Stop()
	s := migrated(t, own.URL("postgres"))
	appended(t, s, sample(1))
	own.Stop()
	for name, err := range callEveryMethod(t.Context(), s) {
		if codeOf(err) != bank.CodeUnavailable {
			t.Errorf("%s: got %v, want code unavailable", name, err)
		}
	}
}

// TestExecMode checks that no statement is prepared on the connection, unless the URL says so.
func TestExecMode(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]int{
		"": 0, "&default_query_exec_mode=exec": 0, "&default_query_exec_mode=simple_protocol": 0, "&default_query_exec_mode=cache_statement": 1,
	} {
		s := open(t, server.Database(t)+setting)
		s.Pool().SetMaxOpenConns(1)
		for range 2 {
			var one int
			if err := s.Pool().QueryRowContext(t.Context(), "SELECT $1::int", 1).Scan(&one); err != nil || one != 1 {
				t.Fatalf("%q: %d, %v", setting, one, err)
			}
		}
		var prepared int
		if err := s.Pool().QueryRowContext(t.Context(), "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int'").Scan(&prepared); err != nil || prepared != want {
			t.Errorf("%q: %d statements are prepared, want %d; %v", setting, prepared, want, err)
		}
	}
}

// TestExecModeTypes sends and reads back values of the types that the store may need, without prepared statements.
func TestExecModeTypes(t *testing.T) {
	t.Parallel()
	s := open(t, server.Database(t))
	at := time.Date(2026, 11, 5, 23, 59, 59, 123456000, time.UTC)
	var (
		text, document string
		bytes          []byte
		back           time.Time
		number         int64
		yes            bool
		found          int
	)
	row := s.Pool().QueryRowContext(t.Context(), "SELECT $1::text, $2::jsonb->>'a', $3::bytea, $4::timestamptz, $5::bigint, $6::boolean, cardinality($7::text[])",
		"it's \\ 日本", `{"a": "\u00e9"}`, []byte{0, 1, 255}, at, int64(1)<<62, true, []string{"a", "b,c"})
	if err := row.Scan(&text, &document, &bytes, &back, &number, &yes, &found); err != nil {
		t.Fatal(err)
	}
	if text != "it's \\ 日本" || document != "é" || string(bytes) != "\x00\x01\xff" || !back.Equal(at) || number != 1<<62 || !yes || found != 2 {
		t.Errorf("got %q %q %x %s %d %t %d", text, document, bytes, back, number, yes, found)
	}
}
