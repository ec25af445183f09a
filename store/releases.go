package store

import (
	"context"
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

// Append adds a release as it is: neither hash nor content are checked, and CreatedAt is kept to the microsecond. All who
// Listen are told, once it is there. Its number is at least 1, and need not follow upon another one. If it is taken, the error has code conflict. A note that
// is not text (UTF-8 without the character 0) is an error of code invalid_request.
func (s *Store) Append(ctx context.Context, r bank.Release) error {
	todo := fmt.Sprintf("append release %d", r.Number)
	if err := checkNote(r.Note); err != nil {
		return err
	}
	content, err := r.Content.Canonical()
	if err != nil {
		return fail(todo, err)
	}
	row := releaseRow{
		Number:    r.Number,
		Hash:      r.Hash,
		Content:   string(content),
		Note:      r.Note,
		CreatedAt: r.CreatedAt.UTC().Truncate(time.Microsecond),
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		return s.tell(tx, r.Number)
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return &bank.Error{Code: bank.CodeConflict, Message: fmt.Sprintf("Release %d exists already.", r.Number)}
	}
	return fail(todo, err)
}

// checkNote refuses what PostgreSQL would, on SQLite as well.
func checkNote(note string) error {
	if utf8.ValidString(note) && !strings.ContainsRune(note, 0) {
		return nil
	}
	return &bank.Error{
		Code:    bank.CodeInvalidRequest,
		Message: "The note is not text.",
		Faults: []bank.Fault{{
			Code: bank.FaultMalformed, Pointer: "/note", Detail: "has to be UTF-8, without the character 0", Nearest: []string{},
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
	return bank.Release{
		Number: row.Number, Hash: row.Hash, Content: content, Note: row.Note, CreatedAt: row.CreatedAt.UTC(),
	}, nil
}
