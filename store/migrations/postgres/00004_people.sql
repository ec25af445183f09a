-- +goose Up
CREATE TABLE people (
    id         TEXT     NOT NULL PRIMARY KEY,
    email      TEXT     NOT NULL UNIQUE, -- in lower case
    name       TEXT     NOT NULL,
    role       TEXT     NOT NULL,
    password   TEXT     NOT NULL, -- argon2id hash; '' for none
    subject    TEXT     NOT NULL, -- at the issuer of OpenID Connect; '' for none
    disabled   BOOLEAN  NOT NULL,
    epoch      BIGINT  NOT NULL, -- sessions of another one have ended
    created_at TIMESTAMPTZ NOT NULL  -- UTC
);
CREATE UNIQUE INDEX people_subject ON people (subject) WHERE subject <> '';

CREATE TABLE api_keys (
    id             TEXT     NOT NULL PRIMARY KEY,
    name           TEXT     NOT NULL,
    role           TEXT     NOT NULL,
    hash           TEXT     NOT NULL, -- SHA-256, hexadecimal
    previous_hash  TEXT     NOT NULL, -- of the key before a rotation; '' for none
    previous_until TIMESTAMPTZ,        -- UTC
    created_at     TIMESTAMPTZ NOT NULL, -- UTC
    created_by     TEXT     NOT NULL,
    expires_at     TIMESTAMPTZ,        -- UTC; NULL for never
    last_used_at   TIMESTAMPTZ,        -- UTC
    revoked_at     TIMESTAMPTZ           -- UTC
);

CREATE TABLE one_time_links (
    hash       TEXT     NOT NULL PRIMARY KEY, -- SHA-256 of the token, hexadecimal
    purpose    TEXT     NOT NULL,
    person_id  TEXT     NOT NULL, -- '' for the first owner, who is nobody yet
    expires_at TIMESTAMPTZ NOT NULL  -- UTC
);

CREATE TABLE sessions (
    hash       TEXT     NOT NULL PRIMARY KEY, -- SHA-256 of the token, hexadecimal
    person_id  TEXT     NOT NULL,
    epoch      BIGINT  NOT NULL, -- of the person, when it began
    created_at TIMESTAMPTZ NOT NULL, -- UTC
    seen_at    TIMESTAMPTZ NOT NULL  -- UTC
);

CREATE TABLE account_audit (
    number  BIGINT  NOT NULL PRIMARY KEY CHECK (number >= 1),
    at      TIMESTAMPTZ NOT NULL, -- UTC
    author  TEXT     NOT NULL,
    action  TEXT     NOT NULL,
    kind    TEXT     NOT NULL,
    id      TEXT     NOT NULL,
    name    TEXT     NOT NULL,
    changes TEXT     NOT NULL  -- JSON
);

-- One row: the number of the last entry of account_audit. Every writer of people and keys raises it first.
CREATE TABLE account_revision (
    id     BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    number BIGINT NOT NULL
);
INSERT INTO account_revision (id, number) VALUES (1, 0);
