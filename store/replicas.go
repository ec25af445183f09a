package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"time"

	"gorm.io/gorm/clause"

	"twoway/bank"
)

type replicaRow struct {
	Name     string `gorm:"primaryKey"`
	Number   int
	Hash     string
	Problem  string
	Failures int
	SeenAt   time.Time
}

// TableName is the name of the table.
func (replicaRow) TableName() string { return "replicas" }

// forgotten is how long after it was last heard of a replica is kept on record.
const forgotten = 24 * time.Hour

// Report records what a replica serves, and forgets those that were not heard of for a day.
func (s *Store) Report(ctx context.Context, r bank.Replica) error {
	row := replicaRow{
		Name: r.Name, Number: r.Release.Number, Hash: r.Release.Hash, Problem: r.Problem, Failures: r.Failures, SeenAt: stored(r.SeenAt),
	}
	if err := s.db.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
		return fail("record what is served", err)
	}
	return fail("forget replicas", s.db.WithContext(ctx).Where("seen_at < ?", row.SeenAt.Add(-forgotten)).Delete(&replicaRow{}).Error)
}

// Replicas are the replicas that were heard of within a day, by name.
func (s *Store) Replicas(ctx context.Context) ([]bank.Replica, error) {
	var rows []replicaRow
	if err := s.db.WithContext(ctx).Order("name").Find(&rows).Error; err != nil {
		return nil, fail("list the replicas", err)
	}
	list := make([]bank.Replica, 0, len(rows))
	for _, row := range rows {
		list = append(list, bank.Replica{
			Name: row.Name, Release: bank.ReleaseID{Number: row.Number, Hash: row.Hash}, Problem: row.Problem,
			Failures: row.Failures, SeenAt: row.SeenAt.UTC(),
		})
	}
	return list, nil
}

type secretRow struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

// TableName is the name of the table.
func (secretRow) TableName() string { return "secrets" }

// secretBytes are those of a generated secret.
const secretBytes = 32

// Secret is the secret of a name: the same for all who ask, made by the first.
func (s *Store) Secret(ctx context.Context, name string) ([]byte, error) {
	made := make([]byte, secretBytes)
	_, _ = rand.Read(made) // never fails
	row := secretRow{Name: name, Value: hex.EncodeToString(made)}
	if err := s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
		return nil, fail("keep a secret", err)
	}
	if err := s.db.WithContext(ctx).Where("name = ?", name).Take(&row).Error; err != nil {
		return nil, fail("read a secret", err)
	}
	secret, err := hex.DecodeString(row.Value)
	return secret, fail("read a secret", err)
}
