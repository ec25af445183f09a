-- +goose Up
CREATE TABLE releases (
    number     INTEGER  NOT NULL PRIMARY KEY CHECK (number >= 1),
    hash       TEXT     NOT NULL, -- not unique: a rollback publishes old content again
    content    TEXT     NOT NULL, -- canonical JSON
    note       TEXT     NOT NULL,
    created_at DATETIME NOT NULL  -- UTC
);

-- SQLite has no lock that spans a migration. If several programs migrate at once, this index makes all but one fail and roll
-- back; they then see that the migration is done.
CREATE UNIQUE INDEX goose_db_version_once ON goose_db_version (version_id);
