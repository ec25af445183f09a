package store

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"twoway/bank"
)

// Audit returns up to limit audit entries with numbers below before, or the latest ones if before is 0, newest first.
func (s *Store) Audit(ctx context.Context, before, limit int) ([]bank.AuditEntry, error) {
	return s.FindAudit(ctx, bank.AuditFilter{}, before, limit)
}

// FindAudit returns up to limit audit entries that match a filter and have numbers below before, or the latest ones if before is 0,
// newest first.
func (s *Store) FindAudit(ctx context.Context, f bank.AuditFilter, before, limit int) ([]bank.AuditEntry, error) {
	query := matching(s.session(ctx), f).Order("number DESC").Limit(limit)
	if before > 0 {
		query = query.Where("number < ?", before)
	}
	var rows []auditRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, wrap("read the audit", err)
	}
	entries := make([]bank.AuditEntry, 0, len(rows))
	for _, row := range rows {
		e := bank.AuditEntry{
			Number: row.Number, At: row.At.UTC(), Author: row.Author, Action: bank.Action(row.Action), Kind: bank.Kind(row.Kind),
			ID: row.ID, Version: row.Version, AuthorKind: bank.ActorKind(row.AuthorKind), AuthorID: row.AuthorID, WasRetired: row.WasRetired,
		}
		if err := json.Unmarshal([]byte(row.Changes), &e.Changes); err != nil {
			return nil, fmt.Errorf("read the audit: entry %d: %w", row.Number, err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// matching adds the conditions of a filter to a query.
func matching(query *gorm.DB, f bank.AuditFilter) *gorm.DB {
	if f.Author != "" {
		query = query.Where("author = ?", f.Author)
	}
	if len(f.Actions) > 0 {
		query = query.Where("action IN ?", f.Actions)
	}
	if f.Kind != "" {
		query = query.Where("kind = ?", string(f.Kind))
	}
	if f.ID != "" {
		query = query.Where("id = ?", f.ID)
	}
	if !f.From.IsZero() {
		query = query.Where("at >= ?", f.From.UTC())
	}
	if !f.To.IsZero() {
		query = query.Where("at < ?", f.To.UTC())
	}
	return query
}
