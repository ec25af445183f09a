-- +goose Up
CREATE TABLE releases (
    number     INTEGER  NOT NULL PRIMARY KEY CHECK (number >= 1),
    hash       TEXT     NOT NULL, -- not unique: rolling back publishes old content again
    content    TEXT     NOT NULL, -- canonical JSON
    note       TEXT     NOT NULL,
    created_at DATETIME NOT NULL  -- UTC
);

-- SQLite has no lock that spans a migration. Of several programs that start at once, all but one fail on this index and
-- are rolled back; then they see that the work is done.
CREATE UNIQUE INDEX goose_db_version_once ON goose_db_version (version_id);
