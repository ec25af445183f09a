-- +goose Up
-- What people typed and nothing understood, if they sent it. There is nothing about those people.
CREATE TABLE phrases (
    id        TEXT    NOT NULL PRIMARY KEY,
    kind      TEXT    NOT NULL,
    role      TEXT    NOT NULL, -- the ID of a trade; '' for none
    said      TEXT    NOT NULL,
    times     INTEGER NOT NULL, -- how often it was sent
    first_on  TEXT    NOT NULL, -- the day, as in 2026-03-01, in UTC
    last_on   TEXT    NOT NULL,
    dismissed BOOLEAN NOT NULL
);
CREATE INDEX phrases_oldest ON phrases (last_on, times, id);
