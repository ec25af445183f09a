-- +goose Up
-- Interviewers' kits that somebody has saved. There is nothing about people, and no time of day.
CREATE TABLE kits (
    id             TEXT   NOT NULL PRIMARY KEY,
    release_number INTEGER NOT NULL,
    release_hash   TEXT   NOT NULL,
    engine         INTEGER NOT NULL,
    questions      TEXT   NOT NULL, -- JSON: the ID and the version of each, in order
    document       BLOB NOT NULL,  -- what is answered, compressed; it never changes
    opened_on      TEXT   NOT NULL  -- the day on which it was last opened, as in 2026-03-01, in UTC
);
CREATE INDEX kits_oldest ON kits (opened_on, id);
