-- +goose Up
CREATE TABLE releases (
    number     BIGINT      NOT NULL PRIMARY KEY CHECK (number >= 1),
    hash       TEXT        NOT NULL, -- not unique: a rollback publishes old content again
    content    TEXT        NOT NULL, -- canonical JSON; not JSONB, to keep every byte
    note       TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
