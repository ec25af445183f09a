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

type kitRow struct {
	ID            string `gorm:"primaryKey"`
	ReleaseNumber int
	ReleaseHash   string
	Engine        int
	Questions     string
	Document      []byte
	OpenedOn      string // the day
}

// TableName returns the table name for GORM.
func (kitRow) TableName() string { return "kits" }

func newKitRow(k *bank.SavedKit) (kitRow, error) {
	questions, err := json.Marshal(k.Questions)
	return kitRow{
		ID: k.ID, ReleaseNumber: k.Release.Number, ReleaseHash: k.Release.Hash, Engine: k.Engine, Questions: string(questions),
		Document: k.Document, OpenedOn: dayOf(k.OpenedOn),
	}, err
}

func (r *kitRow) kit() (bank.SavedKit, error) {
	k := bank.SavedKit{ID: r.ID, Release: bank.ReleaseID{Number: r.ReleaseNumber, Hash: r.ReleaseHash}, Engine: r.Engine, Document: r.Document}
	err := json.Unmarshal([]byte(r.Questions), &k.Questions)
	if err == nil {
		k.OpenedOn, err = time.Parse(time.DateOnly, r.OpenedOn)
	}
	return k, err
}

func dayOf(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// How long kits are kept that nobody opens, and how many older ones go when one is saved.
const (
	KitDays         = 365
	MostRemovedKits = 100
)

// SaveKit saves a kit, which is opened on its OpenedOn, unless one with its ID is there already: that one stays. It returns the kit that is
// there then, and whether it is new. Others that nobody has opened in the last KitDays days go, at most MostRemovedKits of them.
func (s *Store) SaveKit(ctx context.Context, k bank.SavedKit) (kept bank.SavedKit, isNew bool, err error) {
	row, err := newKitRow(&k)
	if err != nil {
		return kept, false, err
	}
	const attempts = 3 // somebody else may remove the one that is there in between
	for range attempts {
		added := s.session(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoNothing: true}).Create(&row)
		if s.noteWrite(added.Error) != nil {
			return kept, false, wrap("save a kit", added.Error)
		}
		if added.RowsAffected > 0 {
			return k, true, wrap("remove old kits", s.removeOldKits(ctx, &k))
		}
		if err = s.TouchKit(ctx, k.ID, k.OpenedOn); err != nil {
			return kept, false, err
		}
		kept, err = s.Kit(ctx, k.ID)
		if err == nil || !bank.HasCode(err, bank.CodeNotFound) {
			return kept, false, err
		}
	}
	return kept, false, err
}

// removeOldKits removes kits that nobody has opened for long before the day of another one.
func (s *Store) removeOldKits(ctx context.Context, saved *bank.SavedKit) error {
	before := dayOf(saved.OpenedOn.AddDate(0, 0, -KitDays))
	var ids []string
	err := s.session(ctx).Model(&kitRow{}).Where("opened_on < ? AND id <> ?", before, saved.ID).Order("opened_on, id").Limit(MostRemovedKits).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return err
	}
	return s.noteWrite(s.session(ctx).Where("id IN ? AND opened_on < ?", ids, before).Delete(&kitRow{}).Error)
}

// Kit returns the kit with an ID. If there is none, the error has code not_found.
func (s *Store) Kit(ctx context.Context, id string) (bank.SavedKit, error) {
	var row kitRow
	err := s.session(ctx).Where("id = ?", id).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return bank.SavedKit{}, &bank.Error{Code: bank.CodeNotFound, Message: "There is no kit with this ID. Kits that nobody opens for a year are removed."}
	}
	if err != nil {
		return bank.SavedKit{}, wrap("find a kit", err)
	}
	k, err := row.kit()
	if err != nil {
		return k, fmt.Errorf("read the kit %s: %w", id, err)
	}
	return k, nil
}

// TouchKit notes that a kit was opened on a day. It does nothing if there is no such kit, or it was opened on that day or later.
func (s *Store) TouchKit(ctx context.Context, id string, on time.Time) error {
	day := dayOf(on)
	update := s.session(ctx).Model(&kitRow{}).Where("id = ? AND opened_on < ?", id, day).Update("opened_on", day)
	return wrap("note that a kit was opened", s.noteWrite(update.Error))
}
