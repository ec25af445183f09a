-- +goose Up
ALTER TABLE releases ADD COLUMN author   TEXT    NOT NULL DEFAULT 'twoway';
ALTER TABLE releases ADD COLUMN restores INTEGER NOT NULL DEFAULT 0;    -- number of the restored release; 0 for none
ALTER TABLE releases ADD COLUMN report   TEXT    NOT NULL DEFAULT '{}'; -- JSON: the results of the checks

CREATE TABLE drafts (
    kind      TEXT     NOT NULL,
    id        TEXT     NOT NULL,
    version   INTEGER  NOT NULL CHECK (version >= 1),
    position  INTEGER  NOT NULL,
    retired   BOOLEAN  NOT NULL,
    body      TEXT     NOT NULL, -- canonical JSON
    shipped   TEXT     NOT NULL, -- the body in the bank shipped with the program; '' for none
    offered   TEXT     NOT NULL, -- the body that a newer program offers instead; '' for none
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

-- One row: the number of the last audit entry. Every writer raises it first, which serializes writers.
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
