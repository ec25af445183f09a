package store

import "database/sql"

// Models are the structs that GORM reads and writes, one for each table.
func Models() []any { return []any{&releaseRow{}} }

// Pool are the connections of a store, for what its methods do not offer.
func (s *Store) Pool() *sql.DB { return s.pool }
