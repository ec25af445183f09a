package account

import (
	"context"
	"fmt"
	"slices"
	"time"

	"twoway/bank"
)

// maxOverlap is how long the old text of a key may be valid after a rotation.
const maxOverlap = 7 * 24 * time.Hour

// keyRoles returns the roles that a key may have: people and keys are managed by people.
func keyRoles() []Role { return []Role{Viewer, Editor, Publisher} }

// NewKey describes a key to create.
type NewKey struct {
	Name      string
	Role      Role
	ExpiresAt time.Time // zero for never
}

// Keys returns all keys, also those that expired or were revoked, the oldest first.
func (s *Service) Keys(ctx context.Context) ([]Key, error) {
	keys, _, err := s.store.Keys(ctx)
	return keys, err
}

// KeyState says whether a key can be used now.
func (s *Service) KeyState(k Key) KeyState { return k.State(s.now()) }

// CreateKey adds a key and returns its text, which is shown this once. If a key that can be used has the same name, the error has the
// code conflict.
func (s *Service) CreateKey(ctx context.Context, actor bank.Actor, n NewKey) (k Key, text string, err error) {
	name, nameFault := cleanName(n.Name)
	var expiresFault *bank.Fault
	if now := s.now(); !n.ExpiresAt.IsZero() && !n.ExpiresAt.After(now) {
		expiresFault = &bank.Fault{Code: bank.FaultOutOfRange, Pointer: "/expires_at", Detail: "This must be in the future.", Nearest: []string{}}
	}
	if err := invalid(nameFault, checkRole(n.Role, keyRoles()), expiresFault); err != nil {
		return Key{}, "", err
	}
	err = s.change(ctx, func() (Commit, error) {
		keys, revision, err := s.store.Keys(ctx)
		if err != nil {
			return Commit{}, err
		}
		now := s.now()
		if slices.ContainsFunc(keys, func(other Key) bool { return other.Name == name && other.State(now) == KeyActive }) {
			return Commit{}, conflict("A key has this name already. Choose another name, or rotate that key.")
		}
		id := newID()
		text = newKeyText(id)
		k = Key{ID: id, Name: name, Role: n.Role, Hash: hashOf(text), CreatedAt: now, CreatedBy: actor.Name, ExpiresAt: n.ExpiresAt}
		changes := []bank.FieldChange{fieldChange("/role", Role(""), k.Role)}
		if !k.ExpiresAt.IsZero() {
			changes = append(changes, bank.FieldChange{Pointer: "/expires_at", To: fieldChange("", time.Time{}, k.ExpiresAt.UTC()).To})
		}
		return Commit{After: revision, Keys: []Key{k}, Entry: aboutKey(actor, ActionCreate, k, changes...)}, nil
	})
	return k, text, err
}

// RotateKey gives a key a new text, which is shown this once. The one before stays valid for a time, at most seven days; one from
// before that is not valid any more. If the key cannot be used, the error has the code conflict.
func (s *Service) RotateKey(ctx context.Context, actor bank.Actor, id string, overlap time.Duration) (k Key, text string, err error) {
	if overlap < 0 || overlap > maxOverlap {
		return Key{}, "", invalid(&bank.Fault{
			Code: bank.FaultOutOfRange, Pointer: "/overlap_hours", Detail: "This must be from 0 to 168.", Nearest: []string{},
		})
	}
	err = s.changeKey(ctx, id, func(before Key, now time.Time) (Entry, Key, error) {
		if state := before.State(now); state != KeyActive {
			return Entry{}, Key{}, conflict(fmt.Sprintf("This key is %s. Create a new one.", state))
		}
		k = before
		text = newKeyText(id)
		k.PreviousHash, k.PreviousUntil, k.Hash = before.Hash, now.Add(overlap), hashOf(text)
		return aboutKey(actor, ActionRotate, k), k, nil
	})
	return k, text, err
}

// RevokeKey ends a key for good, with immediate effect. To revoke a key again does nothing.
func (s *Service) RevokeKey(ctx context.Context, actor bank.Actor, id string) (k Key, err error) {
	if k, err = s.store.Key(ctx, id); err != nil || !k.RevokedAt.IsZero() {
		return k, err
	}
	err = s.changeKey(ctx, id, func(before Key, now time.Time) (Entry, Key, error) {
		k = before
		k.RevokedAt = now
		return aboutKey(actor, ActionRevoke, k), k, nil
	})
	return k, err
}

// changeKey commits what prepare returns for the key with an ID.
func (s *Service) changeKey(ctx context.Context, id string, prepare func(before Key, now time.Time) (Entry, Key, error)) error {
	return s.change(ctx, func() (Commit, error) {
		keys, revision, err := s.store.Keys(ctx)
		if err != nil {
			return Commit{}, err
		}
		at := slices.IndexFunc(keys, func(k Key) bool { return k.ID == id })
		if at < 0 {
			return Commit{}, &bank.Error{Code: bank.CodeNotFound, Message: "There is no key with this ID."}
		}
		entry, next, err := prepare(keys[at], s.now())
		return Commit{After: revision, Keys: []Key{next}, Entry: entry}, err
	})
}

// ByKey returns the key with a text. If there is none that can be used, the error has the code unauthorised, or is a *ratelimit.WaitError
// after too many failures from the address of the client.
func (s *Service) ByKey(ctx context.Context, address, text string) (Key, error) {
	id, err := parseKey(text)
	if err != nil {
		return Key{}, s.Refused(ctx, address, err)
	}
	k, err := s.store.Key(ctx, id)
	if err != nil && !bank.HasCode(err, bank.CodeNotFound) {
		return Key{}, err
	}
	now := s.now()
	if !k.matches(text, now) { // nor does the zero Key
		return Key{}, s.Refused(ctx, address, unauthorised("This API key is unknown, or was replaced by a newer one."))
	}
	if state := k.State(now); state != KeyActive {
		return Key{}, s.Refused(ctx, address, unauthorised(fmt.Sprintf("This API key is %s. Ask an owner for a new one.", state)))
	}
	s.activity.noteKey(k.ID, now)
	return k, nil
}

func aboutKey(actor bank.Actor, action Action, k Key, changes ...bank.FieldChange) Entry {
	return Entry{Author: actor.Name, Action: action, Kind: AboutKey, ID: k.ID, Name: k.Name, Changes: changes}
}
