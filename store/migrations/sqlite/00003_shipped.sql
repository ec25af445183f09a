-- +goose Up
-- One row: the fingerprint of the shipped bank up to which the drafts were brought; '' for none.
CREATE TABLE shipped (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    fingerprint TEXT    NOT NULL
);
INSERT INTO shipped (id, fingerprint) VALUES (1, '');
