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

// releaseRow is a row of the table releases. The tags keep GORM from setting the number and the time.
type releaseRow struct {
	Number    int `gorm:"primaryKey;autoIncrement:false"`
	Hash      string
	Content   string
	Note      string
	Author    string
	Restores  int
	Report    string
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
	Versions  string    // JSON; "" for a release from before there were logs
}

// TableName returns the table name for GORM.
func (releaseRow) TableName() string { return "releases" }

// Current returns the newest release, the one with the highest number. If there is none, the error has code not_found.
func (s *Store) Current(ctx context.Context) (bank.Release, error) {
	var row releaseRow
	err := s.session(ctx).Last(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return bank.Release{}, &bank.Error{Code: bank.CodeNotFound, Message: "There is no release yet."}
	}
	return s.release(&row, "read the current release", err)
}

// Release returns the release with a number. If there is none, the error has code not_found.
func (s *Store) Release(ctx context.Context, number int) (bank.Release, error) {
	var row releaseRow
	err := s.session(ctx).Where("number = ?", number).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return bank.Release{}, &bank.Error{Code: bank.CodeNotFound, Message: fmt.Sprintf("Unknown release %d.", number)}
	}
	return s.release(&row, fmt.Sprintf("read release %d", number), err)
}

// Releases returns all releases without their content, newest first.
func (s *Store) Releases(ctx context.Context) ([]bank.Release, error) {
	var rows []releaseRow
	if err := s.session(ctx).Omit("content", "versions").Order("number DESC").Find(&rows).Error; err != nil {
		return nil, wrap("list the releases", err)
	}
	list := make([]bank.Release, 0, len(rows))
	for i := range rows {
		r, err := rows[i].metadata("list the releases")
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
}

// newReleaseRow returns the row for a release. It checks neither hash nor content, and truncates CreatedAt to microseconds.
func newReleaseRow(r bank.Release) (releaseRow, error) {
	content, err := r.Content.Canonical()
	if err != nil {
		return releaseRow{}, err
	}
	report, err := json.Marshal(r.Report)
	if err != nil {
		return releaseRow{}, err
	}
	versions, err := versionsText(r.Versions)
	return releaseRow{
		Number: r.Number, Hash: r.Hash, Content: string(content), Note: r.Note, Author: r.Author, Restores: r.Restores,
		Report: string(report), CreatedAt: dbTime(r.CreatedAt), Versions: versions,
	}, err
}

// versionsText returns a log of versions as it is stored; "" for nil.
func versionsText(log *bank.VersionLog) (string, error) {
	if log == nil {
		return "", nil
	}
	text, err := json.Marshal(log)
	return string(text), err
}

// dbTime returns t as both databases store it: in UTC, truncated to microseconds.
func dbTime(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// appendRelease inserts a release and notifies listeners when tx commits. The number must be at least 1; gaps are allowed.
// If it is taken, the error has code conflict.
func (s *Store) appendRelease(tx *gorm.DB, r bank.Release) error {
	row, err := newReleaseRow(r)
	if err != nil {
		return err
	}
	err = tx.Create(&row).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return &bank.Error{Code: bank.CodeConflict, Message: fmt.Sprintf("Release %d already exists.", r.Number)}
	}
	if err != nil {
		return err
	}
	return s.notifyListeners(tx, r.Number)
}

// checkText returns an error of code invalid_request if PostgreSQL would reject the text, so that both databases accept the
// same. Name is the field that the error names.
func checkText(name, text string) error {
	if utf8.ValidString(text) && !strings.ContainsRune(text, 0) {
		return nil
	}
	return &bank.Error{
		Code:    bank.CodeInvalidRequest,
		Message: "The " + name + " is not valid text.",
		Faults: []bank.Fault{{
			Code: bank.FaultMalformed, Pointer: "/" + name, Detail: "This is not valid UTF-8, or contains a NUL character.", Nearest: []string{},
		}},
	}
}

// release converts a row, which was read with the error err, to a release and verifies its hash. Errors name the action.
func (s *Store) release(row *releaseRow, action string, err error) (bank.Release, error) {
	if err != nil {
		return bank.Release{}, wrap(action, err)
	}
	if content := []byte(row.Content); !bank.HasHash(content, row.Hash) {
		hash := bank.HashOf(content)
		return bank.Release{}, fmt.Errorf("%s: release %d is damaged: its content has hash %s, expected %s", action, row.Number, hash, row.Hash)
	}
	content, err := s.parser.Parse([]byte(row.Content))
	if err != nil { // never transient, so not wrap
		return bank.Release{}, fmt.Errorf("%s: %w", action, err)
	}
	r, err := row.metadata(action)
	r.Content = content
	if err == nil && row.Versions != "" {
		if err = json.Unmarshal([]byte(row.Versions), &r.Versions); err != nil {
			err = fmt.Errorf("%s: invalid log of versions of release %d: %w", action, row.Number, err)
		}
	}
	return r, err
}

// metadata converts the row to a release without content. Errors name the action.
func (row *releaseRow) metadata(action string) (bank.Release, error) {
	r := bank.Release{
		Number: row.Number, Hash: row.Hash, Note: row.Note, Author: row.Author, Restores: row.Restores, CreatedAt: row.CreatedAt.UTC(),
	}
	if err := json.Unmarshal([]byte(row.Report), &r.Report); err != nil {
		return bank.Release{}, fmt.Errorf("%s: invalid report of release %d: %w", action, row.Number, err)
	}
	return r, nil
}
