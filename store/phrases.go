package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"twoway/bank"
)

type phraseRow struct {
	ID        string `gorm:"primaryKey"`
	Kind      string
	Role      string
	Said      string
	Times     int
	FirstOn   string // the day
	LastOn    string
	Dismissed bool
}

// TableName returns the table name for GORM.
func (phraseRow) TableName() string { return "phrases" }

func (r phraseRow) phrase() (bank.Phrase, error) {
	p := bank.Phrase{ID: r.ID, Kind: bank.PhraseKind(r.Kind), Role: r.Role, Said: r.Said, Count: r.Times, Dismissed: r.Dismissed}
	var err error
	if p.FirstOn, err = time.Parse(time.DateOnly, r.FirstOn); err == nil {
		p.LastOn, err = time.Parse(time.DateOnly, r.LastOn)
	}
	return p, err
}

// MaxPhrases is how many phrases are kept.
const MaxPhrases = 5000

// AddPhrase adds a phrase that was sent once on its LastOn. One that is there already only counts, and stays dismissed. Beyond MaxPhrases,
// those go that were sent longest ago and, of the same day, least often; never the one that is added.
func (s *Store) AddPhrase(ctx context.Context, p bank.Phrase) error {
	day := p.LastOn.UTC().Format(time.DateOnly)
	row := phraseRow{ID: p.ID, Kind: string(p.Kind), Role: p.Role, Said: p.Said, Times: 1, FirstOn: day, LastOn: day}
	again := clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.Assignments(map[string]any{
		"times":   gorm.Expr("phrases.times + 1"),
		"last_on": gorm.Expr("CASE WHEN phrases.last_on < excluded.last_on THEN excluded.last_on ELSE phrases.last_on END"),
	})}
	if err := s.noteWrite(s.session(ctx).Clauses(again).Create(&row).Error); err != nil {
		return wrap("add a phrase", err)
	}
	return wrap("remove old phrases", s.removeOldPhrases(ctx, p.ID))
}

// removeOldPhrases removes the phrases beyond MaxPhrases, but not the one with an ID.
func (s *Store) removeOldPhrases(ctx context.Context, but string) error {
	var count int64
	if err := s.session(ctx).Model(&phraseRow{}).Count(&count).Error; err != nil || count <= MaxPhrases {
		return err
	}
	oldest := s.session(ctx).Model(&phraseRow{}).Select("id").Where("id <> ?", but).Order("last_on, times, id").Limit(int(count) - MaxPhrases)
	return s.noteWrite(s.session(ctx).Where("id IN (?)", oldest).Delete(&phraseRow{}).Error)
}

// Phrases returns all phrases, sorted by ID.
func (s *Store) Phrases(ctx context.Context) ([]bank.Phrase, error) {
	var rows []phraseRow
	if err := s.session(ctx).Order("id").Find(&rows).Error; err != nil {
		return nil, wrap("list the phrases", err)
	}
	list := make([]bank.Phrase, 0, len(rows))
	for _, row := range rows {
		p, err := row.phrase()
		if err != nil {
			return nil, wrap("read the phrase "+row.ID, err)
		}
		list = append(list, p)
	}
	return list, nil
}

// DismissPhrase dismisses the phrase with an ID, or brings it back, and returns it. If there is none, the error has code not_found.
func (s *Store) DismissPhrase(ctx context.Context, id string, dismissed bool) (bank.Phrase, error) {
	update := s.session(ctx).Model(&phraseRow{}).Where("id = ?", id).Update("dismissed", dismissed)
	if err := s.noteWrite(update.Error); err != nil {
		return bank.Phrase{}, wrap("dismiss a phrase", err)
	}
	var row phraseRow
	if err := s.session(ctx).Where("id = ?", id).Take(&row).Error; err != nil {
		return bank.Phrase{}, wrap("find a phrase", foundOr(err, "There is no phrase with this ID."))
	}
	p, err := row.phrase()
	return p, wrap("read a phrase", err)
}
