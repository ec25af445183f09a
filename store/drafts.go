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

// batchSize is the number of rows per INSERT: both databases limit the number of parameters of a statement.
const batchSize = 500

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

// TableName returns the table name for GORM.
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

	AuthorKind string
	AuthorID   string
	WasRetired bool
}

// TableName returns the table name for GORM.
func (auditRow) TableName() string { return "audit" }

type revisionRow struct {
	ID     int `gorm:"primaryKey"`
	Number int
}

// TableName returns the table name for GORM.
func (revisionRow) TableName() string { return "revision" }

// Revision returns the number of the last audit entry, or 0 if there is none. Every Commit and Restore raises it.
func (s *Store) Revision(ctx context.Context) (int, error) {
	var row revisionRow
	err := s.session(ctx).Take(&row).Error
	return row.Number, wrap("read the revision", err)
}

// Drafts returns the drafts of the given parts, or all of them if none are given, sorted by kind and ID, and the revision.
// Parts without a draft are left out. If somebody writes at the same time, the drafts may be newer than the revision; a
// Commit based on it then fails as stale.
func (s *Store) Drafts(ctx context.Context, only ...bank.PartID) (drafts []bank.DraftPart, revision int, err error) {
	if revision, err = s.Revision(ctx); err != nil {
		return nil, 0, err
	}
	query := s.session(ctx).Order("kind, id")
	if len(only) > 0 {
		var keys [][]string
		for _, id := range only {
			keys = append(keys, []string{string(id.Kind), id.ID})
		}
		query = query.Where("(kind, id) IN ?", keys)
	}
	var rows []draftRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, 0, wrap("read the drafts", err)
	}
	drafts = make([]bank.DraftPart, 0, len(rows))
	for i := range rows {
		drafts = append(drafts, rows[i].draft())
	}
	return drafts, revision, nil
}

func (row *draftRow) draft() bank.DraftPart {
	d := bank.DraftPart{
		Part:    bank.Part{Kind: bank.Kind(row.Kind), ID: row.ID, Body: []byte(row.Body)},
		Version: row.Version, Position: row.Position, Retired: row.Retired, Offered: nilIfEmpty(row.Offered),
		EditedAt: row.EditedAt.UTC(), EditedBy: row.EditedBy,
	}
	if d.Shipped = d.Body; row.Shipped != row.Body { // most drafts are not edited, and there are thousands
		d.Shipped = nilIfEmpty(row.Shipped)
	}
	return d
}

func nilIfEmpty(text string) []byte {
	if text == "" {
		return nil
	}
	return []byte(text)
}

// Commit writes drafts, audit entries and optionally a release in one transaction, and notifies listeners of the release
// (see Listen). There must be an entry or a fingerprint of the shipped bank; entries are numbered from c.After+1. The error has code stale if the
// revision is no longer c.After, storage_failed if the database does not have the release c.Requires, conflict if the number of
// the release is taken, and invalid_request if a note or author is not valid UTF-8 or contains a NUL character. Times are truncated to microseconds.
func (s *Store) Commit(ctx context.Context, c bank.Commit) error {
	if len(c.Entries) == 0 && c.Shipped == "" {
		return errors.New("commit: an audit entry is required")
	}
	drafts, entries, err := rowsOf(c)
	if err != nil {
		return wrap("commit", err)
	}
	return wrap("commit", s.noteWrite(s.session(ctx).Transaction(func(tx *gorm.DB) error {
		if err := requireRelease(tx, c.Requires); err != nil {
			return err
		}
		if err := raiseRevision(tx, c.After, len(entries)); err != nil {
			return err
		}
		if err := setShipped(tx, c.Shipped); err != nil {
			return err
		}
		if err := writePublication(tx, &c); err != nil {
			return err
		}
		return s.insertCommit(tx, drafts, entries, c.Release)
	})))
}

// raiseRevision returns an error with code stale if the revision is no longer after.
func raiseRevision(tx *gorm.DB, after, by int) error {
	update := tx.Exec("UPDATE revision SET number = ? WHERE number = ?", after+by, after)
	if update.Error == nil && update.RowsAffected == 0 {
		return &bank.Error{Code: bank.CodeStale, Message: "Somebody else has changed the bank in the meantime. Load it again, then make your change."}
	}
	return update.Error
}

// insertCommit writes the rows of a commit. The release may be nil.
func (s *Store) insertCommit(tx *gorm.DB, drafts []draftRow, entries []auditRow, release *bank.Release) error {
	if len(drafts) > 0 {
		if err := tx.Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(drafts, batchSize).Error; err != nil {
			return err
		}
	}
	if len(entries) > 0 {
		if err := tx.CreateInBatches(entries, batchSize).Error; err != nil {
			return err
		}
	}
	if release == nil {
		return nil
	}
	return s.appendRelease(tx, *release)
}

// requireRelease returns an error with code storage_failed if there is no release with this ID. The zero ID requires none.
func requireRelease(tx *gorm.DB, id bank.ReleaseID) error {
	if id.Number == 0 {
		return nil
	}
	found, err := contains(tx, id)
	if err == nil && !found {
		err = &bank.Error{Code: bank.CodeStorageFailed, Message: fmt.Sprintf(
			"The database does not have release %d, which this program has served: it was emptied or replaced. Nothing is written to it.", id.Number)}
	}
	return err
}

func rowsOf(c bank.Commit) ([]draftRow, []auditRow, error) {
	if err := checkPublication(&c); err != nil {
		return nil, nil, err
	}
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
			Shipped: string(d.Shipped), Offered: string(d.Offered), EditedAt: dbTime(d.EditedAt), EditedBy: d.EditedBy,
		})
	}
	var entries []auditRow
	for i, e := range c.Entries {
		changes, err := json.Marshal(e.Changes)
		if err = errors.Join(err, checkText("author", e.Author)); err != nil {
			return nil, nil, err
		}
		entries = append(entries, auditRow{
			Number: c.After + 1 + i, At: dbTime(e.At), Author: e.Author, Action: string(e.Action), Kind: string(e.Kind), ID: e.ID,
			Version: e.Version, Changes: string(changes), AuthorKind: string(e.AuthorKind), AuthorID: e.AuthorID, WasRetired: e.WasRetired,
		})
	}
	return drafts, entries, nil
}
