package store

import (
	"context"

	"gorm.io/gorm"
)

type shippedRow struct {
	ID          int `gorm:"primaryKey;autoIncrement:false"`
	Fingerprint string
}

// TableName returns the table name for GORM.
func (shippedRow) TableName() string { return "shipped" }

// Shipped returns the fingerprint of the shipped bank to which the drafts were brought last, "" for none.
func (s *Store) Shipped(ctx context.Context) (string, error) {
	var row shippedRow
	err := s.session(ctx).Take(&row).Error
	return row.Fingerprint, wrap("read which bank was shipped", err)
}

// setShipped records the fingerprint of the shipped bank to which the drafts are brought, unless it is "".
func setShipped(tx *gorm.DB, fingerprint string) error {
	if fingerprint == "" {
		return nil
	}
	return tx.Model(&shippedRow{ID: 1}).Update("fingerprint", fingerprint).Error
}
