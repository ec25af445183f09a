package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"twoway/bank"
)

type scheduleRow struct {
	ID         int `gorm:"primaryKey;autoIncrement:false"`
	PublishAt  time.Time
	Hash       string
	Parts      string
	Rules      bool
	Note       string
	Author     string
	AuthorKind string
	AuthorID   string
	CreatedAt  time.Time `gorm:"autoCreateTime:false"`
	Status     string
	Reason     string
	Released   int
	SettledAt  time.Time
}

// TableName returns the table name for GORM.
func (scheduleRow) TableName() string { return "schedules" }

type approvalRow struct {
	ID         int `gorm:"primaryKey;autoIncrement:false"`
	Hash       string
	Parts      string
	PublishAt  time.Time
	Author     string
	AuthorKind string
	AuthorID   string
	CreatedAt  time.Time `gorm:"autoCreateTime:false"`
}

// TableName returns the table name for GORM.
func (approvalRow) TableName() string { return "approvals" }

// mostListed is how many schedules and approvals are listed, the last ones. Schedules that are still planned, or have failed, are always listed.
const mostListed = 200

// Schedules returns the schedules, the last first.
func (s *Store) Schedules(ctx context.Context) ([]bank.Schedule, error) {
	var rows []scheduleRow
	open := []string{string(bank.SchedulePlanned), string(bank.ScheduleFailed)}
	newest := s.session(ctx).Model(&scheduleRow{}).Select("id").Order("id DESC").Limit(mostListed)
	if err := s.session(ctx).Where("status IN ? OR id IN (?)", open, newest).Order("id DESC").Find(&rows).Error; err != nil {
		return nil, wrap("list the schedules", err)
	}
	list := make([]bank.Schedule, 0, len(rows))
	for i := range rows {
		one, err := rows[i].schedule()
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// Approvals returns the approvals, the last first: those of a content with a hash or, if it is "", of any.
func (s *Store) Approvals(ctx context.Context, hash string) ([]bank.Approval, error) {
	query := s.session(ctx).Order("id DESC").Limit(mostListed)
	if hash != "" {
		query = query.Where("hash = ?", hash)
	}
	var rows []approvalRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, wrap("list the approvals", err)
	}
	list := make([]bank.Approval, 0, len(rows))
	for i := range rows {
		one, err := rows[i].approval()
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// Upgrades returns how many drafts have a change of the shipped bank that waits for a decision.
func (s *Store) Upgrades(ctx context.Context) (int, error) {
	var n int64
	err := s.session(ctx).Model(&draftRow{}).Where("offered <> ''").Count(&n).Error
	return int(n), wrap("count the upgrades", err)
}

func (row *scheduleRow) schedule() (bank.Schedule, error) {
	only, err := partsOf(row.Parts)
	one := bank.Schedule{
		ID: row.ID, PublishAt: row.PublishAt.UTC(), Hash: row.Hash, Only: only, Rules: row.Rules, Note: row.Note,
		By:        bank.Actor{Kind: bank.ActorKind(row.AuthorKind), ID: row.AuthorID, Name: row.Author},
		CreatedAt: row.CreatedAt.UTC(), Status: bank.ScheduleStatus(row.Status), Reason: row.Reason, Release: row.Released, SettledAt: timeOf(row.SettledAt),
	}
	if err != nil {
		err = fmt.Errorf("read schedule %d: %w", row.ID, err)
	}
	return one, err
}

func (row *approvalRow) approval() (bank.Approval, error) {
	only, err := partsOf(row.Parts)
	one := bank.Approval{
		ID: row.ID, Hash: row.Hash, Only: only, PublishAt: timeOf(row.PublishAt), CreatedAt: row.CreatedAt.UTC(),
		By: bank.Actor{Kind: bank.ActorKind(row.AuthorKind), ID: row.AuthorID, Name: row.Author},
	}
	if err != nil {
		err = fmt.Errorf("read approval %d: %w", row.ID, err)
	}
	return one, err
}

// noTime stands for the zero time, which PostgreSQL and SQLite store in different ways.
func noTime() time.Time { return time.Unix(0, 0).UTC() }

func timeOf(stored time.Time) time.Time {
	if stored.Equal(noTime()) {
		return time.Time{}
	}
	return stored.UTC()
}

func storedTime(t time.Time) time.Time {
	if t.IsZero() {
		return noTime()
	}
	return dbTime(t)
}

type partRef struct {
	Kind bank.Kind `json:"kind"`
	ID   string    `json:"id"`
}

func partsOf(text string) ([]bank.PartID, error) {
	var refs []partRef
	err := json.Unmarshal([]byte(text), &refs)
	var only []bank.PartID
	for _, r := range refs {
		only = append(only, bank.PartID(r))
	}
	return only, err
}

func partsText(only []bank.PartID) string {
	var refs []partRef
	for _, id := range only {
		refs = append(refs, partRef(id))
	}
	text, _ := json.Marshal(refs) // cannot fail: it has only strings
	return string(text)
}

// writePublication adds the schedule and the approval of a commit, under the number of its first audit entry, or settles its schedule.
func writePublication(tx *gorm.DB, c *bank.Commit) error {
	if a := c.Approval; a != nil {
		row := approvalRow{
			ID: c.After + 1, Hash: a.Hash, Parts: partsText(a.Only), PublishAt: storedTime(a.PublishAt),
			Author: a.By.Name, AuthorKind: string(a.By.Kind), AuthorID: a.By.ID, CreatedAt: dbTime(a.CreatedAt),
		}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
	}
	if c.Schedule == nil {
		return nil
	}
	row := newScheduleRow(c.Schedule)
	if row.ID == 0 {
		row.ID = c.After + 1
		return tx.Create(&row).Error
	}
	return settle(tx, row)
}

// settle writes what has become of a schedule that was planned or, to cancel it, has failed. If it was settled meanwhile, the error has
// code conflict.
func settle(tx *gorm.DB, row scheduleRow) error {
	from := []string{string(bank.SchedulePlanned)}
	if row.Status == string(bank.ScheduleCancelled) {
		from = append(from, string(bank.ScheduleFailed))
	}
	update := tx.Model(&scheduleRow{}).Where("id = ? AND status IN ?", row.ID, from).
		Updates(map[string]any{"status": row.Status, "reason": row.Reason, "released": row.Released, "settled_at": row.SettledAt})
	if update.Error == nil && update.RowsAffected == 0 {
		return &bank.Error{Code: bank.CodeConflict, Message: "This schedule was published, or cancelled, in the meantime."}
	}
	return update.Error
}

func newScheduleRow(s *bank.Schedule) scheduleRow {
	return scheduleRow{
		ID: s.ID, PublishAt: dbTime(s.PublishAt), Hash: s.Hash, Parts: partsText(s.Only), Rules: s.Rules, Note: s.Note,
		Author: s.By.Name, AuthorKind: string(s.By.Kind), AuthorID: s.By.ID, CreatedAt: dbTime(s.CreatedAt),
		Status: string(s.Status), Reason: s.Reason, Released: s.Release, SettledAt: storedTime(s.SettledAt),
	}
}

// checkPublication returns an error if PostgreSQL would reject a text of the schedule or the approval of a commit.
func checkPublication(c *bank.Commit) error {
	var errs []error
	if c.Schedule != nil {
		errs = append(errs, checkText("note", c.Schedule.Note), checkText("author", c.Schedule.By.Name))
	}
	if c.Approval != nil {
		errs = append(errs, checkText("author", c.Approval.By.Name))
	}
	return errors.Join(errs...)
}
