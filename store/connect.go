package store

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"modernc.org/sqlite"
)

// sqliteOptions hold for every connection. A writer waits five seconds for another one. Transactions take the lock for
// writing when they begin, for one that has read cannot wait for it. Writes are rare, so that each is synced to the disk.
const sqliteOptions = "_busy_timeout=5000&_journal_mode=WAL&_synchronous=FULL&_foreign_keys=on&_txlock=immediate" +
	"&_time_format=sqlite&_dqs=false&_defensive=true&_error_rc=true"

// connectSQLite makes a pool of connections to a file. The path is taken as it is: nothing in it is an option.
func connectSQLite(path string) (*sql.DB, error) {
	switch {
	case path == "" || path == ":memory:":
		return nil, errors.New("store: SQLite needs a file: sqlite:<path>")
	case strings.HasPrefix(path, "//"):
		return nil, errors.New("store: after sqlite: comes a plain path, as in sqlite:twoway.db or sqlite:/var/lib/twoway/twoway.db")
	}
	escaped := (&url.URL{Path: path}).EscapedPath()
	connector, err := sqlite.NewConnector("file:" + escaped + "?" + sqliteOptions)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	return sql.OpenDB(connector), nil
}

// connectTimeout is how long a server may take to let us in, unless the URL says connect_timeout, in seconds.
const connectTimeout = 5 * time.Second

// postgresConfig is how to connect to a server.
func postgresConfig(url string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil { // which may quote the password
		return nil, errors.New("store: the PostgreSQL URL cannot be read; its form is postgres://user:password@host:port/database?sslmode=require, " +
			"with special characters in a password percent-encoded")
	}
	config.ConnectTimeout = cmp.Or(config.ConnectTimeout, connectTimeout)
	return config, nil
}
