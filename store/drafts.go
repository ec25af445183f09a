package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"twoway/bank"
)

// batch is how many rows a statement writes: both databases bound the values of one.
const batch = 500

type draftRow struct {
	Kind     string `gorm:"primaryKey"`
	ID       string `gorm:"primaryKey"`
	Version  int
	Position int
	Retired  bool
	Body     string
	Shipped  string
	Offered  string
	EditedAt time.Time `gorm:"autoUpdateTime:false"`
	EditedBy string
}

// TableName is the name of the table.
func (draftRow) TableName() string { return "drafts" }

type auditRow struct {
	Number  int       `gorm:"primaryKey;autoIncrement:false"`
	At      time.Time `gorm:"autoCreateTime:false"`
	Author  string
	Action  string
	Kind    string
	ID      string
	Version int
	Changes string
}

// TableName is the name of the table.
func (auditRow) TableName() string { return "audit" }

type revisionRow struct {
	ID     int `gorm:"primaryKey"`
	Number int
}

// TableName is the name of the table.
func (revisionRow) TableName() string { return "revision" }

// Revision is the number of the last audit entry, 0 if there is none. It grows with everything that is written.
func (s *Store) Revision(ctx context.Context) (int, error) {
	var row revisionRow
	err := s.db.WithContext(ctx).Take(&row).Error
	return row.Number, fail("read the revision", err)
}

// Drafts are all drafts, by kind and id, and the revision of which they are: of that one or, if somebody is writing just
// then, of a later one, so that a Commit after it fails.
func (s *Store) Drafts(ctx context.Context) (drafts []bank.DraftPart, revision int, err error) {
	if revision, err = s.Revision(ctx); err != nil {
		return nil, 0, err
	}
	var rows []draftRow
	if err := s.db.WithContext(ctx).Order("kind, id").Find(&rows).Error; err != nil {
		return nil, 0, fail("read the drafts", err)
	}
	drafts = make([]bank.DraftPart, 0, len(rows))
	for i := range rows {
		drafts = append(drafts, rows[i].draft())
	}
	return drafts, revision, nil
}

func (row *draftRow) draft() bank.DraftPart {
	return bank.DraftPart{
		Part:    bank.Part{Kind: bank.Kind(row.Kind), ID: row.ID, Body: []byte(row.Body)},
		Version: row.Version, Position: row.Position, Retired: row.Retired, Shipped: orNil(row.Shipped), Offered: orNil(row.Offered),
		EditedAt: row.EditedAt.UTC(), EditedBy: row.EditedBy,
	}
}

func orNil(text string) []byte {
	if text == "" {
		return nil
	}
	return []byte(text)
}

// Commit writes drafts, audit entries and perhaps a release, all or nothing, and tells all who Listen of the release. The
// numbers of the entries, of which there is one at least, follow upon the revision. If somebody has written since
// c.After, the error has code stale; if the number of the release is taken, conflict. A text that is not UTF-8, or holds
// the character 0, is an error of code invalid_request. Times are kept to the microsecond.
func (s *Store) Commit(ctx context.Context, c bank.Commit) error {
	if len(c.Entries) == 0 {
		return errors.New("store: commit: nothing says what was done")
	}
	drafts, entries, err := rowsOf(c)
	if err != nil {
		return fail("commit", err)
	}
	return fail("commit", s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		raised := tx.Exec("UPDATE revision SET number = ? WHERE number = ?", c.After+len(entries), c.After)
		if raised.Error != nil {
			return raised.Error
		}
		if raised.RowsAffected == 0 {
			return &bank.Error{Code: bank.CodeStale, Message: "Somebody has changed the bank since it was read."}
		}
		if len(drafts) > 0 {
			if err := tx.Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(drafts, batch).Error; err != nil {
				return err
			}
		}
		if err := tx.CreateInBatches(entries, batch).Error; err != nil {
			return err
		}
		if c.Release == nil {
			return nil
		}
		return s.appendRelease(tx, *c.Release)
	}))
}

func rowsOf(c bank.Commit) ([]draftRow, []auditRow, error) {
	if r := c.Release; r != nil {
		if err := errors.Join(checkText("note", r.Note), checkText("author", r.Author)); err != nil {
			return nil, nil, err
		}
	}
	var drafts []draftRow
	for _, d := range c.Drafts {
		if err := checkText("author", d.EditedBy); err != nil {
			return nil, nil, err
		}
		drafts = append(drafts, draftRow{
			Kind: string(d.Kind), ID: d.ID, Version: d.Version, Position: d.Position, Retired: d.Retired, Body: string(d.Body),
			Shipped: string(d.Shipped), Offered: string(d.Offered), EditedAt: stored(d.EditedAt), EditedBy: d.EditedBy,
		})
	}
	var entries []auditRow
	for i, e := range c.Entries {
		changes, err := json.Marshal(e.Changes)
		if err = errors.Join(err, checkText("author", e.Author)); err != nil {
			return nil, nil, err
		}
		entries = append(entries, auditRow{
			Number: c.After + 1 + i, At: stored(e.At), Author: e.Author, Action: string(e.Action), Kind: string(e.Kind), ID: e.ID,
			Version: e.Version, Changes: string(changes),
		})
	}
	return drafts, entries, nil
}

// Audit are up to limit entries whose numbers are below before, the last first; all of them if before is 0.
func (s *Store) Audit(ctx context.Context, before, limit int) ([]bank.AuditEntry, error) {
	query := s.db.WithContext(ctx).Order("number DESC").Limit(limit)
	if before > 0 {
		query = query.Where("number < ?", before)
	}
	var rows []auditRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, fail("read the audit", err)
	}
	entries := make([]bank.AuditEntry, 0, len(rows))
	for _, row := range rows {
		e := bank.AuditEntry{
			Number: row.Number, At: row.At.UTC(), Author: row.Author, Action: bank.Action(row.Action), Kind: bank.Kind(row.Kind),
			ID: row.ID, Version: row.Version,
		}
		if err := json.Unmarshal([]byte(row.Changes), &e.Changes); err != nil {
			return nil, fmt.Errorf("store: read the audit: entry %d: %w", row.Number, err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}
