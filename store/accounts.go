package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"twoway/account"
	"twoway/bank"
)

type personRow struct {
	ID        string `gorm:"primaryKey"`
	Email     string
	Name      string
	Role      string
	Password  string
	Subject   string
	Disabled  bool
	Epoch     int
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
}

// TableName returns the table name for GORM.
func (personRow) TableName() string { return "people" }

func newPersonRow(p account.Person) personRow {
	return personRow{
		ID: p.ID, Email: p.Email, Name: p.Name, Role: string(p.Role), Password: p.Password, Subject: p.Subject,
		Disabled: p.Disabled, Epoch: p.Epoch, CreatedAt: dbTime(p.CreatedAt),
	}
}

func (row personRow) person() account.Person {
	return account.Person{
		ID: row.ID, Email: row.Email, Name: row.Name, Role: account.Role(row.Role), Password: row.Password, Subject: row.Subject,
		Disabled: row.Disabled, Epoch: row.Epoch, CreatedAt: row.CreatedAt.UTC(),
	}
}

type keyRow struct {
	ID            string `gorm:"primaryKey"`
	Name          string
	Role          string
	Hash          string
	PreviousHash  string
	PreviousUntil *time.Time
	CreatedAt     time.Time `gorm:"autoCreateTime:false"`
	CreatedBy     string
	ExpiresAt     *time.Time
	LastUsedAt    *time.Time
	RevokedAt     *time.Time
}

// TableName returns the table name for GORM.
func (keyRow) TableName() string { return "api_keys" }

func newKeyRow(k account.Key) keyRow {
	return keyRow{
		ID: k.ID, Name: k.Name, Role: string(k.Role), Hash: k.Hash, PreviousHash: k.PreviousHash, PreviousUntil: orNull(k.PreviousUntil),
		CreatedAt: dbTime(k.CreatedAt), CreatedBy: k.CreatedBy, ExpiresAt: orNull(k.ExpiresAt), RevokedAt: orNull(k.RevokedAt),
	}
}

func (row keyRow) key() account.Key {
	return account.Key{
		ID: row.ID, Name: row.Name, Role: account.Role(row.Role), Hash: row.Hash, PreviousHash: row.PreviousHash,
		PreviousUntil: orZero(row.PreviousUntil), CreatedAt: row.CreatedAt.UTC(), CreatedBy: row.CreatedBy,
		ExpiresAt: orZero(row.ExpiresAt), LastUsedAt: orZero(row.LastUsedAt), RevokedAt: orZero(row.RevokedAt),
	}
}

// orNull returns a time as it is stored; NULL for zero.
func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	stored := dbTime(t)
	return &stored
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

type linkRow struct {
	Hash      string `gorm:"primaryKey"`
	Purpose   string
	PersonID  string
	ExpiresAt time.Time
}

// TableName returns the table name for GORM.
func (linkRow) TableName() string { return "one_time_links" }

type accountAuditRow struct {
	Number  int       `gorm:"primaryKey;autoIncrement:false"`
	At      time.Time `gorm:"autoCreateTime:false"`
	Author  string
	Action  string
	Kind    string
	ID      string
	Name    string
	Changes string
}

// TableName returns the table name for GORM.
func (accountAuditRow) TableName() string { return "account_audit" }

type accountRevisionRow struct {
	ID     int `gorm:"primaryKey"`
	Number int
}

// TableName returns the table name for GORM.
func (accountRevisionRow) TableName() string { return "account_revision" }

// accountRevision returns the number of the last entry of the account audit. It must be read before what a commit is based on.
func (s *Store) accountRevision(ctx context.Context) (int, error) {
	var row accountRevisionRow
	err := s.session(ctx).Take(&row).Error
	return row.Number, err
}

// People returns everybody, sorted by e-mail address, and the revision of people and keys.
func (s *Store) People(ctx context.Context) (people []account.Person, revision int, err error) {
	if revision, err = s.accountRevision(ctx); err != nil {
		return nil, 0, wrap("list the people", err)
	}
	var rows []personRow
	if err := s.session(ctx).Order("email").Find(&rows).Error; err != nil {
		return nil, 0, wrap("list the people", err)
	}
	people = make([]account.Person, 0, len(rows))
	for _, row := range rows {
		people = append(people, row.person())
	}
	return people, revision, nil
}

// PersonByEmail returns the person with an e-mail address. If there is none, the error has code not_found.
func (s *Store) PersonByEmail(ctx context.Context, email string) (account.Person, error) {
	var row personRow
	err := s.session(ctx).Where("email = ?", email).Take(&row).Error
	return row.person(), wrap("find a person", foundOr(err, "There is no person with this e-mail address."))
}

// foundOr replaces GORM's error for no row by one with code not_found.
func foundOr(err error, message string) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return &bank.Error{Code: bank.CodeNotFound, Message: message}
	}
	return err
}

// Keys returns all keys, the oldest first, and the revision of people and keys.
func (s *Store) Keys(ctx context.Context) (keys []account.Key, revision int, err error) {
	if revision, err = s.accountRevision(ctx); err != nil {
		return nil, 0, wrap("list the keys", err)
	}
	var rows []keyRow
	if err := s.session(ctx).Order("created_at, id").Find(&rows).Error; err != nil {
		return nil, 0, wrap("list the keys", err)
	}
	keys = make([]account.Key, 0, len(rows))
	for _, row := range rows {
		keys = append(keys, row.key())
	}
	return keys, revision, nil
}

// Key returns the key with an ID. If there is none, the error has code not_found.
func (s *Store) Key(ctx context.Context, id string) (account.Key, error) {
	var row keyRow
	err := s.session(ctx).Where("id = ?", id).Take(&row).Error
	return row.key(), wrap("find a key", foundOr(err, "There is no key with this ID."))
}

// Link returns the one-time link with a hash. If there is none, the error has code not_found.
func (s *Store) Link(ctx context.Context, hash string) (account.Link, error) {
	var row linkRow
	err := s.session(ctx).Where("hash = ?", hash).Take(&row).Error
	return account.Link{Hash: row.Hash, Purpose: account.Purpose(row.Purpose), PersonID: row.PersonID, ExpiresAt: row.ExpiresAt.UTC()},
		wrap("find a link", foundOr(err, "There is no such link."))
}

// HasAccounts reports whether there is any person or key.
func (s *Store) HasAccounts(ctx context.Context) (bool, error) {
	var exists bool
	err := s.session(ctx).Raw("SELECT EXISTS (SELECT 1 FROM people) OR EXISTS (SELECT 1 FROM api_keys)").Scan(&exists).Error
	return exists, wrap("look for people and keys", err)
}

// CommitAccounts writes a change of people and keys with its audit entry in one transaction. The error has code stale if the revision of
// people and keys is no longer c.After, storage_failed if the database does not have the release c.Requires, and conflict if somebody
// else has the e-mail address or the identity of a person. Links that have expired are removed.
func (s *Store) CommitAccounts(ctx context.Context, c account.Commit) error {
	entry, err := newAccountAuditRow(c)
	if err != nil {
		return wrap("commit people and keys", err)
	}
	err = s.noteWrite(s.session(ctx).Transaction(func(tx *gorm.DB) error {
		if err := requireRelease(tx, c.Requires); err != nil {
			return err
		}
		update := tx.Exec("UPDATE account_revision SET number = ? WHERE number = ?", c.After+1, c.After)
		if update.Error == nil && update.RowsAffected == 0 {
			return &bank.Error{Code: bank.CodeStale, Message: "Somebody else has changed people or keys in the meantime. Please try again."}
		}
		if update.Error != nil {
			return update.Error
		}
		if err := writePeopleAndKeys(tx, c); err != nil {
			return err
		}
		if err := writeLinks(tx, c); err != nil {
			return err
		}
		return tx.Create(&entry).Error
	}))
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		err = &bank.Error{Code: bank.CodeConflict, Message: "Somebody has this e-mail address or this identity already."}
	}
	return wrap("commit people and keys", err)
}

func newAccountAuditRow(c account.Commit) (accountAuditRow, error) {
	e := c.Entry
	changes, err := json.Marshal(e.Changes)
	for _, p := range c.People {
		err = errors.Join(err, checkText("name", p.Name), checkText("email", p.Email))
	}
	for _, k := range c.Keys {
		err = errors.Join(err, checkText("name", k.Name))
	}
	return accountAuditRow{
		Number: c.After + 1, At: dbTime(e.At), Author: e.Author, Action: string(e.Action), Kind: string(e.Kind), ID: e.ID, Name: e.Name,
		Changes: string(changes),
	}, errors.Join(err, checkText("author", e.Author))
}

// writePeopleAndKeys inserts or updates rows. When a key was used last stays as it is.
func writePeopleAndKeys(tx *gorm.DB, c account.Commit) error {
	for _, p := range c.People {
		row := newPersonRow(p)
		upsert := clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, UpdateAll: true} // nobody takes over a row by its e-mail address
		if err := tx.Clauses(upsert).Create(&row).Error; err != nil {
			return err
		}
	}
	for _, k := range c.Keys {
		row := newKeyRow(k)
		upsert := clause.OnConflict{
			Columns:   []clause.Column{{Name: "id"}},
			DoUpdates: clause.AssignmentColumns([]string{"name", "role", "hash", "previous_hash", "previous_until", "expires_at", "revoked_at"}),
		}
		if err := tx.Clauses(upsert).Create(&row).Error; err != nil {
			return err
		}
	}
	return nil
}

// writeLinks removes and adds one-time links and adds a session, as a commit says.
func writeLinks(tx *gorm.DB, c account.Commit) error {
	remove := tx.Where("expires_at < ?", dbTime(c.Entry.At))
	if len(c.Unlink) > 0 {
		remove = remove.Or("person_id IN ?", c.Unlink)
	}
	if err := remove.Delete(&linkRow{}).Error; err != nil {
		return err
	}
	if l := c.Link; l != nil {
		row := linkRow{Hash: l.Hash, Purpose: string(l.Purpose), PersonID: l.PersonID, ExpiresAt: dbTime(l.ExpiresAt)}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
	}
	if c.Session == nil {
		return nil
	}
	row := newSessionRow(*c.Session)
	return tx.Create(&row).Error
}

// AccountAudit returns up to limit entries about people and keys with numbers below before, or the latest ones if before is 0, newest
// first.
func (s *Store) AccountAudit(ctx context.Context, before, limit int) ([]account.Entry, error) {
	query := s.session(ctx).Order("number DESC").Limit(limit)
	if before > 0 {
		query = query.Where("number < ?", before)
	}
	var rows []accountAuditRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, wrap("read the account audit", err)
	}
	entries := make([]account.Entry, 0, len(rows))
	for _, row := range rows {
		e := account.Entry{
			Number: row.Number, At: row.At.UTC(), Author: row.Author, Action: account.Action(row.Action), Kind: account.EntryKind(row.Kind),
			ID: row.ID, Name: row.Name,
		}
		if err := json.Unmarshal([]byte(row.Changes), &e.Changes); err != nil {
			return nil, fmt.Errorf("read the account audit: entry %d: %w", row.Number, err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}
