-- +goose Up
CREATE TABLE releases (
    number     BIGINT      NOT NULL PRIMARY KEY CHECK (number >= 1),
    hash       TEXT        NOT NULL, -- not unique: rolling back publishes old content again
    content    TEXT        NOT NULL, -- canonical JSON, byte for byte: not JSONB
    note       TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
