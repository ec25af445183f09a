package store

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"twoway/bank"
)

// fillVersions gives the newest release its log of versions if it has none, because it was published by an older program. The log is
// made of all releases that can be read; programs that do this at the same time write the same.
func (s *Store) fillVersions(ctx context.Context) error {
	var newest releaseRow
	err := s.session(ctx).Select("number", "versions").Last(&newest).Error
	if errors.Is(err, gorm.ErrRecordNotFound) || err == nil && newest.Versions != "" {
		return nil
	}
	var numbers []int
	if err == nil {
		err = s.session(ctx).Model(&releaseRow{}).Order("number").Pluck("number", &numbers).Error
	}
	if err != nil {
		return err
	}
	var before bank.Release
	for _, number := range numbers {
		r, err := s.Release(ctx, number)
		switch {
		case bank.HasCode(err, bank.CodeUnavailable), bank.HasCode(err, bank.CodeStorageFailed):
			return err
		case err != nil:
			continue // it is damaged, and nobody can ask for it either
		}
		r.Content.Normalise()
		if r.Versions == nil {
			if err := r.LogStated(before); err != nil {
				return err
			}
		}
		before = r
	}
	text, err := versionsText(before.Versions)
	if err != nil || before.Number != newest.Number {
		return err
	}
	return s.session(ctx).Model(&releaseRow{}).Where("number = ? AND versions = ''", before.Number).Update("versions", text).Error
}
