-- +goose Up
-- The history of one part, and what one person did, are read newest first.
CREATE INDEX audit_by_part ON audit (kind, id, number);
CREATE INDEX audit_by_author ON audit (author, number);
CREATE INDEX audit_by_time ON audit (at);
