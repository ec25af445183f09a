package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"twoway/bank"
)

// TestMigrateDamaged overwrites every part of a database: migrating it succeeds, or says that it is damaged.
func TestMigrateDamaged(t *testing.T) {
	good := filepath.Join(t.TempDir(), "good.db")
	if err := migrateFile(t, good); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	damaged := 0
	for page := range len(content) / 4096 {
		if page >= 8 && page%16 != 0 { // the schema is at the beginning
			continue
		}
		at := 4096 * page
		for _, length := range []int{4096, 35_000} {
			changed := bytes.Clone(content)
			copy(changed[at:min(len(changed), at+length)], bytes.Repeat([]byte("damage "), 5000))
			path := filepath.Join(t.TempDir(), "twoway.db")
			if err := os.WriteFile(path, changed, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := migrateFile(t, path); err != nil {
				damaged++
				if storageFault(err) != faultDamaged || !bank.HasCode(err, bank.CodeStorageFailed) {
					t.Errorf("%d bytes at %d: %v", length, at, err)
				}
			}
		}
	}
	if damaged == 0 {
		t.Error("no damage was noticed")
	}
}

func migrateFile(t *testing.T, path string) error {
	t.Helper()
	s, err := New("sqlite:" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	return s.Migrate(t.Context())
}
