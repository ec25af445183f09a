package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"twoway/account"
)

type sessionRow struct {
	Hash      string `gorm:"primaryKey"`
	PersonID  string
	Epoch     int
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
	SeenAt    time.Time
}

// TableName returns the table name for GORM.
func (sessionRow) TableName() string { return "sessions" }

func newSessionRow(x account.Session) sessionRow {
	return sessionRow{Hash: x.Hash, PersonID: x.PersonID, Epoch: x.Epoch, CreatedAt: dbTime(x.CreatedAt), SeenAt: dbTime(x.SeenAt)}
}

// sessionTTL is how long the row of a session is kept: longer than any is valid.
const sessionTTL = 24 * time.Hour

// Session returns the session with a hash, and whose it is. If there is none, the error has code not_found.
func (s *Store) Session(ctx context.Context, hash string) (account.Session, account.Person, error) {
	var row sessionRow
	var person personRow
	err := s.session(ctx).Where("hash = ?", hash).Take(&row).Error
	if err == nil {
		err = s.session(ctx).Where("id = ?", row.PersonID).Take(&person).Error
	}
	return account.Session{
		Hash: row.Hash, PersonID: row.PersonID, Epoch: row.Epoch, CreatedAt: row.CreatedAt.UTC(), SeenAt: row.SeenAt.UTC(),
	}, person.person(), wrap("find a session", foundOr(err, "There is no such session."))
}

// AddSession adds a session, and removes those that ended long ago.
func (s *Store) AddSession(ctx context.Context, x account.Session) error {
	row := newSessionRow(x)
	return wrap("begin a session", s.noteWrite(s.session(ctx).Transaction(func(tx *gorm.DB) error {
		if err := tx.Where("created_at < ?", row.CreatedAt.Add(-sessionTTL)).Delete(&sessionRow{}).Error; err != nil {
			return err
		}
		return tx.Create(&row).Error
	})))
}

// DropSession removes a session. It is no error if there is none.
func (s *Store) DropSession(ctx context.Context, hash string) error {
	return wrap("end a session", s.noteWrite(s.session(ctx).Where("hash = ?", hash).Delete(&sessionRow{}).Error))
}

// Seen records when keys and sessions were used, unless a later time is recorded.
func (s *Store) Seen(ctx context.Context, a account.Activity) error {
	return wrap("record what was used", s.noteWrite(s.session(ctx).Transaction(func(tx *gorm.DB) error {
		for id, at := range a.Keys {
			update := tx.Exec("UPDATE api_keys SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)", dbTime(at), id, dbTime(at))
			if update.Error != nil {
				return update.Error
			}
		}
		for hash, at := range a.Sessions {
			update := tx.Exec("UPDATE sessions SET seen_at = ? WHERE hash = ? AND seen_at < ?", dbTime(at), hash, dbTime(at))
			if update.Error != nil {
				return update.Error
			}
		}
		return nil
	})))
}
