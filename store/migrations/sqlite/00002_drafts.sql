-- +goose Up
ALTER TABLE releases ADD COLUMN author   TEXT    NOT NULL DEFAULT 'twoway';
ALTER TABLE releases ADD COLUMN restores INTEGER NOT NULL DEFAULT 0;    -- number of the release that it brings back
ALTER TABLE releases ADD COLUMN report   TEXT    NOT NULL DEFAULT '{}'; -- JSON: what the checks found

CREATE TABLE drafts (
    kind      TEXT     NOT NULL,
    id        TEXT     NOT NULL,
    version   INTEGER  NOT NULL CHECK (version >= 1),
    position  INTEGER  NOT NULL,
    retired   BOOLEAN  NOT NULL,
    body      TEXT     NOT NULL, -- canonical JSON
    shipped   TEXT     NOT NULL, -- the body that the program brought; '' for none
    offered   TEXT     NOT NULL, -- what a newer program brings instead; '' for none
    edited_at DATETIME NOT NULL, -- UTC
    edited_by TEXT     NOT NULL,
    PRIMARY KEY (kind, id)
);

CREATE TABLE audit (
    number  INTEGER  NOT NULL PRIMARY KEY CHECK (number >= 1),
    at      DATETIME NOT NULL, -- UTC
    author  TEXT     NOT NULL,
    action  TEXT     NOT NULL,
    kind    TEXT     NOT NULL,
    id      TEXT     NOT NULL,
    version INTEGER  NOT NULL,
    changes TEXT     NOT NULL  -- JSON
);

-- The one row says which audit entry is the last. Whoever writes raises it first, and so writes alone.
CREATE TABLE revision (
    id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL
);
INSERT INTO revision (id, number) VALUES (1, 0);

CREATE TABLE replicas (
    name     TEXT     NOT NULL PRIMARY KEY,
    number   INTEGER  NOT NULL,
    hash     TEXT     NOT NULL,
    problem  TEXT     NOT NULL,
    failures INTEGER  NOT NULL,
    seen_at  DATETIME NOT NULL -- UTC
);

CREATE TABLE secrets (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL -- hexadecimal
);
