-- +goose Up
ALTER TABLE audit ADD COLUMN author_kind TEXT    NOT NULL DEFAULT ''; -- the kind of actor; '' in entries from before
ALTER TABLE audit ADD COLUMN author_id   TEXT    NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN was_retired BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE schedules (
    id           BIGINT      NOT NULL PRIMARY KEY, -- the number of its first audit entry
    publish_at   TIMESTAMPTZ NOT NULL,
    hash         TEXT        NOT NULL, -- of the content to publish
    parts        TEXT        NOT NULL, -- JSON: the chosen parts; null for all drafts
    rules        BOOLEAN     NOT NULL, -- for rules that come into force or end
    note         TEXT        NOT NULL,
    author       TEXT        NOT NULL,
    author_kind  TEXT        NOT NULL,
    author_id    TEXT        NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    status       TEXT        NOT NULL,
    reason       TEXT        NOT NULL, -- why it failed; '' if it did not
    released     BIGINT      NOT NULL, -- number of the release; 0 for none
    settled_at   TIMESTAMPTZ NOT NULL  -- when it was published, failed or cancelled
);

CREATE TABLE approvals (
    id           BIGINT      NOT NULL PRIMARY KEY, -- the number of its audit entry
    hash         TEXT        NOT NULL, -- of the content that may be published
    parts        TEXT        NOT NULL, -- JSON: the chosen parts; null for all drafts
    publish_at   TIMESTAMPTZ NOT NULL,
    author       TEXT        NOT NULL,
    author_kind  TEXT        NOT NULL,
    author_id    TEXT        NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL
);
CREATE INDEX approvals_hash ON approvals (hash);
