package api

import (
	"cmp"
	"context"
	"time"

	"github.com/oapi-codegen/nullable"

	"twoway/account"
	"twoway/api/openapi"
)

// ListPeople returns everybody.
func (h *handlers) ListPeople(ctx context.Context, _ openapi.ListPeopleRequestObject) (openapi.ListPeopleResponseObject, error) {
	people, err := h.Accounts.People(ctx)
	return openapi.ListPeople200JSONResponse{People: mapSlice(people, person)}, err
}

// InvitePerson adds a person.
func (h *handlers) InvitePerson(ctx context.Context, r openapi.InvitePersonRequestObject) (openapi.InvitePersonResponseObject, error) {
	p, link, err := h.Accounts.Invite(ctx, actorOf(ctx), account.Invitation{Email: r.Body.Email, Name: r.Body.Name, Role: account.Role(r.Body.Role)})
	return openapi.InvitePerson201JSONResponse(h.invited(p, link)), err
}

// GetPerson returns a person.
func (h *handlers) GetPerson(ctx context.Context, r openapi.GetPersonRequestObject) (openapi.GetPersonResponseObject, error) {
	p, err := h.Accounts.Person(ctx, r.ID)
	return openapi.GetPerson200JSONResponse(person(p)), err
}

// ChangePerson changes a person.
func (h *handlers) ChangePerson(ctx context.Context, r openapi.ChangePersonRequestObject) (openapi.ChangePersonResponseObject, error) {
	p, err := h.Accounts.Change(ctx, actorOf(ctx), r.ID, account.Changes{Name: r.Body.Name, Role: (*account.Role)(r.Body.Role), Disabled: r.Body.Disabled})
	return openapi.ChangePerson200JSONResponse(person(p)), err
}

// ResetPerson makes a link for a new password.
func (h *handlers) ResetPerson(ctx context.Context, r openapi.ResetPersonRequestObject) (openapi.ResetPersonResponseObject, error) {
	p, link, err := h.Accounts.Reset(ctx, actorOf(ctx), r.ID)
	return openapi.ResetPerson200JSONResponse(h.invited(p, link)), err
}

// GetAccountAudit returns a page of the audit of people and keys, newest first.
func (h *handlers) GetAccountAudit(ctx context.Context, r openapi.GetAccountAuditRequestObject) (openapi.GetAccountAuditResponseObject, error) {
	entries, err := h.Accounts.Audit(ctx, deref(r.Params.Before), cmp.Or(deref(r.Params.Limit), defaultLimit))
	return openapi.GetAccountAudit200JSONResponse{Entries: mapSlice(entries, accountEntry)}, err
}

func person(p account.Person) openapi.Person {
	return openapi.Person{
		ID: p.ID, Email: p.Email, Name: p.Name, Role: openapi.PersonRole(p.Role), State: openapi.PersonState(p.State()), CreatedAt: p.CreatedAt.UTC(),
	}
}

func (h *handlers) invited(p account.Person, link account.OneTimeLink) openapi.Invited {
	path := h.contract.base.Path(link.Path())
	return openapi.Invited{Person: person(p), Link: openapi.OneTimeLink{Path: path, ExpiresAt: link.ExpiresAt.UTC()}}
}

func accountEntry(e account.Entry) openapi.AccountEntry {
	return openapi.AccountEntry{
		Number: e.Number, At: e.At, Author: e.Author, Action: openapi.AccountEntryAction(e.Action), Kind: openapi.AccountEntryKind(e.Kind),
		ID: e.ID, Name: e.Name, Changes: mapSlice(e.Changes, fieldChange),
	}
}

// ListKeys returns all keys.
func (h *handlers) ListKeys(ctx context.Context, _ openapi.ListKeysRequestObject) (openapi.ListKeysResponseObject, error) {
	keys, err := h.Accounts.Keys(ctx)
	return openapi.ListKeys200JSONResponse{Keys: mapSlice(keys, h.key)}, err
}

// CreateKey adds a key.
func (h *handlers) CreateKey(ctx context.Context, r openapi.CreateKeyRequestObject) (openapi.CreateKeyResponseObject, error) {
	k, secret, err := h.Accounts.CreateKey(ctx, actorOf(ctx), account.NewKey{
		Name: r.Body.Name, Role: account.Role(r.Body.Role), ExpiresAt: deref(r.Body.ExpiresAt),
	})
	return openapi.CreateKey201JSONResponse{Key: h.key(k), Secret: secret}, err
}

// RotateKey gives a key a new secret.
func (h *handlers) RotateKey(ctx context.Context, r openapi.RotateKeyRequestObject) (openapi.RotateKeyResponseObject, error) {
	k, secret, err := h.Accounts.RotateKey(ctx, actorOf(ctx), r.ID, time.Duration(r.Body.OverlapHours)*time.Hour)
	return openapi.RotateKey200JSONResponse{Key: h.key(k), Secret: secret}, err
}

// RevokeKey ends a key.
func (h *handlers) RevokeKey(ctx context.Context, r openapi.RevokeKeyRequestObject) (openapi.RevokeKeyResponseObject, error) {
	k, err := h.Accounts.RevokeKey(ctx, actorOf(ctx), r.ID)
	return openapi.RevokeKey200JSONResponse(h.key(k)), err
}

func (h *handlers) key(k account.Key) openapi.Key {
	return openapi.Key{
		ID: k.ID, Name: k.Name, Role: openapi.KeyRole(k.Role), State: openapi.KeyState(h.Accounts.KeyState(k)), CreatedAt: k.CreatedAt.UTC(),
		CreatedBy: k.CreatedBy, ExpiresAt: orNull(k.ExpiresAt), LastUsedAt: orNull(k.LastUsedAt), RevokedAt: orNull(k.RevokedAt),
		PreviousUntil: orNull(k.PreviousUntil),
	}
}

// orNull returns a time as a nullable member; null for zero.
func orNull(t time.Time) nullable.Nullable[time.Time] {
	if t.IsZero() {
		return nullable.NewNullNullable[time.Time]()
	}
	return nullable.NewNullableWithValue(t.UTC())
}
