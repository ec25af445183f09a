package store

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// sqliteOptions apply to every connection. A writer waits up to five seconds for the write lock. Transactions take it when
// they begin, because SQLite does not let one wait for it after it has read. Writes are rare, so each is synced to the disk.
const sqliteOptions = "mode=rw&_busy_timeout=5000&_journal_mode=WAL&_synchronous=FULL&_foreign_keys=on&_txlock=immediate" +
	"&_time_format=sqlite&_dqs=false&_defensive=true&_error_rc=true"

// newSQLiteFile returns what opens connections to a file. The path is taken literally: a "?" in it does not start options.
func newSQLiteFile(path string) (*sqliteFile, error) {
	switch {
	case path == "" || path == ":memory:":
		return nil, errors.New("SQLite needs a file: use sqlite:<path>")
	case strings.HasPrefix(path, "//"):
		return nil, errors.New("sqlite: takes a plain path, such as sqlite:twoway.db or sqlite:/var/lib/twoway/twoway.db")
	}
	escaped := (&url.URL{Path: path}).EscapedPath()
	connector, err := sqlite.NewConnector("file:" + escaped + "?" + sqliteOptions)
	if err != nil {
		return nil, fmt.Errorf("%w", err)
	}
	return &sqliteFile{Connector: connector, path: path, create: true}, nil
}

// connectTimeout limits how long connecting to PostgreSQL takes, unless the URL sets connect_timeout (in seconds).
const connectTimeout = 5 * time.Second

// execMode is the setting of a URL that chooses how statements are sent.
const execMode = "default_query_exec_mode"

// postgresConfig parses a PostgreSQL URL. Its errors never contain the password.
//
// Unless the URL says otherwise, statements are sent with their parameters in one step. By default, pgx would prepare them and
// keep them on the connection, but a pooler in transaction mode, such as PgBouncer, gives each transaction another connection.
// This costs little, because answering does not touch the database.
func postgresConfig(url string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(url)
	if err == nil && !hasSetting(url, execMode) {
		config.DefaultQueryExecMode = pgx.QueryExecModeExec
	}
	if err != nil { // err may quote the password
		return nil, errors.New("invalid PostgreSQL URL; use postgres://user:password@host:port/database?sslmode=require, " +
			"and percent-encode special characters in the password")
	}
	config.ConnectTimeout = cmp.Or(config.ConnectTimeout, connectTimeout)
	return config, nil
}

// hasSetting reports whether a valid URL, or a file that it refers to, has a setting that pgx itself uses.
func hasSetting(url, name string) bool {
	raw, err := pgconn.ParseConfig(url)
	return err == nil && raw.RuntimeParams[name] != ""
}
