package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"

	"twoway/bank"
)

// releaseRow is a row of the table releases. GORM must fill in neither number nor time by itself.
type releaseRow struct {
	Number    int `gorm:"primaryKey;autoIncrement:false"`
	Hash      string
	Content   string
	Note      string
	Author    string
	Restores  int
	Report    string
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
}

// TableName is the name of the table.
func (releaseRow) TableName() string { return "releases" }

// Current is the newest release, that of the highest number. While there is none, the error has code not_found.
func (s *Store) Current(ctx context.Context) (bank.Release, error) {
	var row releaseRow
	err := s.db.WithContext(ctx).Last(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return bank.Release{}, &bank.Error{Code: bank.CodeNotFound, Message: "There is no release yet."}
	}
	return row.release("read the current release", err)
}

// Release is the release of that number. If there is none, the error has code not_found.
func (s *Store) Release(ctx context.Context, number int) (bank.Release, error) {
	var row releaseRow
	err := s.db.WithContext(ctx).Where("number = ?", number).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return bank.Release{}, &bank.Error{Code: bank.CodeNotFound, Message: fmt.Sprintf("There is no release %d.", number)}
	}
	return row.release(fmt.Sprintf("read release %d", number), err)
}

// Releases are all releases without their content, the newest first.
func (s *Store) Releases(ctx context.Context) ([]bank.Release, error) {
	var rows []releaseRow
	if err := s.db.WithContext(ctx).Omit("content").Order("number DESC").Find(&rows).Error; err != nil {
		return nil, fail("list the releases", err)
	}
	list := make([]bank.Release, 0, len(rows))
	for i := range rows {
		r, err := rows[i].head("list the releases")
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
}

// newReleaseRow is the row of a release as it is: neither hash nor content are checked, and CreatedAt is kept to the
// microsecond.
func newReleaseRow(r bank.Release) (releaseRow, error) {
	content, err := r.Content.Canonical()
	if err != nil {
		return releaseRow{}, err
	}
	report, err := json.Marshal(r.Report)
	return releaseRow{
		Number: r.Number, Hash: r.Hash, Content: string(content), Note: r.Note, Author: r.Author, Restores: r.Restores,
		Report: string(report), CreatedAt: stored(r.CreatedAt),
	}, err
}

// stored is a time as both databases keep it.
func stored(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// appendRelease adds a row, and tells all who Listen, once the transaction is through. Its number is at least 1, and need
// not follow upon another one. If it is taken, the error has code conflict.
func (s *Store) appendRelease(tx *gorm.DB, r bank.Release) error {
	row, err := newReleaseRow(r)
	if err != nil {
		return err
	}
	err = tx.Create(&row).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return &bank.Error{Code: bank.CodeConflict, Message: fmt.Sprintf("Release %d exists already.", r.Number)}
	}
	if err != nil {
		return err
	}
	return s.tell(tx, r.Number)
}

// checkText refuses what PostgreSQL would, on SQLite as well. Name is that of the text.
func checkText(name, text string) error {
	if utf8.ValidString(text) && !strings.ContainsRune(text, 0) {
		return nil
	}
	return &bank.Error{
		Code:    bank.CodeInvalidRequest,
		Message: "The " + name + " is not text.",
		Faults: []bank.Fault{{
			Code: bank.FaultMalformed, Pointer: "/" + name, Detail: "This has to be UTF-8, without the character 0.", Nearest: []string{},
		}},
	}
}

// release is the row as a release, unless reading it has failed. Todo says what was being done.
func (row *releaseRow) release(todo string, err error) (bank.Release, error) {
	if err != nil {
		return bank.Release{}, fail(todo, err)
	}
	if hash := bank.HashOf([]byte(row.Content)); hash != row.Hash {
		return bank.Release{}, fmt.Errorf("store: %s: release %d is damaged: its content has the hash %s, and should have %s", todo, row.Number, hash, row.Hash)
	}
	content, err := bank.ParseContent([]byte(row.Content))
	if err != nil { // will not pass, whatever it looks like
		return bank.Release{}, fmt.Errorf("store: %s: %w", todo, err)
	}
	r, err := row.head(todo)
	r.Content = content
	return r, err
}

// head is the row as a release without its content.
func (row *releaseRow) head(todo string) (bank.Release, error) {
	r := bank.Release{
		Number: row.Number, Hash: row.Hash, Note: row.Note, Author: row.Author, Restores: row.Restores, CreatedAt: row.CreatedAt.UTC(),
	}
	if err := json.Unmarshal([]byte(row.Report), &r.Report); err != nil {
		return bank.Release{}, fmt.Errorf("store: %s: the report of release %d cannot be read: %w", todo, row.Number, err)
	}
	return r, nil
}
