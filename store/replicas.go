package store

import (
	"context"
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

// TableName returns the table name for GORM.
func (replicaRow) TableName() string { return "replicas" }

// replicaTTL is how long a replica stays listed after its last report.
const replicaTTL = 24 * time.Hour

// Report records what a replica serves, and removes replicas whose last report is more than a day older.
func (s *Store) Report(ctx context.Context, r bank.Replica) error {
	row := replicaRow{
		Name: r.Name, Number: r.Release.Number, Hash: r.Release.Hash, Problem: r.Problem, Failures: r.Failures, SeenAt: dbTime(r.SeenAt),
	}
	if err := s.noteWrite(s.session(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error); err != nil {
		return wrap("record a replica", err)
	}
	return wrap("remove old replicas", s.session(ctx).Where("seen_at < ?", row.SeenAt.Add(-replicaTTL)).Delete(&replicaRow{}).Error)
}

// Replicas returns the replicas that have reported within about a day, sorted by name.
func (s *Store) Replicas(ctx context.Context) ([]bank.Replica, error) {
	var rows []replicaRow
	if err := s.session(ctx).Order("name").Find(&rows).Error; err != nil {
		return nil, wrap("list the replicas", err)
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
