package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

type secretRow struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

// TableName returns the table name for GORM.
func (secretRow) TableName() string { return "secrets" }

// secretSize is the length of a generated secret in bytes.
const secretSize = 32

// Secret returns the secret with a name. The first call generates it; all later ones, from any program, return the same.
func (s *Store) Secret(ctx context.Context, name string) ([]byte, error) {
	var row secretRow
	err := s.session(ctx).Where("name = ?", name).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		if err := s.generateSecret(ctx, name); err != nil {
			return nil, wrap("store a secret", err)
		}
		err = s.session(ctx).Where("name = ?", name).Take(&row).Error
	}
	if err != nil {
		return nil, wrap("read a secret", err)
	}
	secret, err := hex.DecodeString(row.Value)
	return secret, wrap("read a secret", err)
}

// generateSecret stores a new secret, unless another program has been faster.
func (s *Store) generateSecret(ctx context.Context, name string) error {
	generated := make([]byte, secretSize)
	_, _ = rand.Read(generated) // never fails
	row := secretRow{Name: name, Value: hex.EncodeToString(generated)}
	return s.session(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
}
