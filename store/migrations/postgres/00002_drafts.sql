-- +goose Up
ALTER TABLE releases ADD COLUMN author   TEXT   NOT NULL DEFAULT 'twoway';
ALTER TABLE releases ADD COLUMN restores BIGINT NOT NULL DEFAULT 0;    -- number of the restored release; 0 for none
ALTER TABLE releases ADD COLUMN report   TEXT   NOT NULL DEFAULT '{}'; -- JSON: the results of the checks

CREATE TABLE drafts (
    kind      TEXT        NOT NULL,
    id        TEXT        NOT NULL,
    version   BIGINT      NOT NULL CHECK (version >= 1),
    position  BIGINT      NOT NULL,
    retired   BOOLEAN     NOT NULL,
    body      TEXT        NOT NULL, -- canonical JSON
    shipped   TEXT        NOT NULL, -- the body in the bank shipped with the program; '' for none
    offered   TEXT        NOT NULL, -- the body that a newer program offers instead; '' for none
    edited_at TIMESTAMPTZ NOT NULL,
    edited_by TEXT        NOT NULL,
    PRIMARY KEY (kind, id)
);

CREATE TABLE audit (
    number  BIGINT      NOT NULL PRIMARY KEY CHECK (number >= 1),
    at      TIMESTAMPTZ NOT NULL,
    author  TEXT        NOT NULL,
    action  TEXT        NOT NULL,
    kind    TEXT        NOT NULL,
    id      TEXT        NOT NULL,
    version BIGINT      NOT NULL,
    changes TEXT        NOT NULL -- JSON
);

-- One row: the number of the last audit entry. Every writer raises it first, which serializes writers.
CREATE TABLE revision (
    id     BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    number BIGINT NOT NULL
);
INSERT INTO revision (id, number) VALUES (1, 0);

CREATE TABLE replicas (
    name     TEXT        NOT NULL PRIMARY KEY,
    number   BIGINT      NOT NULL,
    hash     TEXT        NOT NULL,
    problem  TEXT        NOT NULL,
    failures BIGINT      NOT NULL,
    seen_at  TIMESTAMPTZ NOT NULL
);

CREATE TABLE secrets (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL -- hexadecimal
);
