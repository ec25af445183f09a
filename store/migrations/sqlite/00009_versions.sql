-- +goose Up
-- JSON: which versions the parts of the bank have had up to the release. '' in releases from before; the newest of these gets its log
-- when the program has migrated.
ALTER TABLE releases ADD COLUMN versions TEXT NOT NULL DEFAULT '';
