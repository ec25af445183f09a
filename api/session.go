package api

import (
	"context"
	"slices"
	"time"

	"twoway/account"
	"twoway/api/openapi"
	"twoway/bank"
)

// LogIn begins a session, and sets its cookie.
func (h *handlers) LogIn(ctx context.Context, r openapi.LogInRequestObject) (openapi.LogInResponseObject, error) {
	if h.Accounts == nil {
		return nil, errNoAccounts()
	}
	p, started, err := h.Accounts.Login(ctx, callerOf(ctx).address, r.Body.Email, r.Body.Password)
	if err != nil {
		return nil, err
	}
	return openapi.LogIn200JSONResponse{
		Body: h.begun(p, started), Headers: openapi.LogIn200ResponseHeaders{SetCookie: h.cookie(ctx, started)},
	}, nil
}

// UseLink sets a password by a one-time link, and begins a session.
func (h *handlers) UseLink(ctx context.Context, r openapi.UseLinkRequestObject) (openapi.UseLinkResponseObject, error) {
	if h.Accounts == nil {
		return nil, errNoAccounts()
	}
	choice := account.Choice{Email: deref(r.Body.Email), Name: deref(r.Body.Name), Password: r.Body.Password}
	p, started, err := h.Accounts.Accept(ctx, callerOf(ctx).address, r.Token, choice)
	if err != nil {
		return nil, err
	}
	return openapi.UseLink200JSONResponse{
		Body: h.begun(p, started), Headers: openapi.UseLink200ResponseHeaders{SetCookie: h.cookie(ctx, started)},
	}, nil
}

// GetSession returns who sends the request, and what they may do.
func (h *handlers) GetSession(ctx context.Context, _ openapi.GetSessionRequestObject) (openapi.GetSessionResponseObject, error) {
	return openapi.GetSession200JSONResponse(h.sessionInfo(callerOf(ctx).Principal)), nil
}

// LogOut ends the session of the cookie, if there is one.
func (h *handlers) LogOut(ctx context.Context, _ openapi.LogOutRequestObject) (openapi.LogOutResponseObject, error) {
	who := callerOf(ctx)
	if token := h.access.door.SessionToken(who.request); token != "" && h.Accounts != nil && who.Actor.Kind == bank.ActorPerson {
		if err := h.Accounts.Logout(ctx, token); err != nil {
			return nil, err
		}
	}
	removed := h.access.door.SessionCookie(who.request, "", 0).String()
	return openapi.LogOut200JSONResponse{Body: openapi.Done{Done: true}, Headers: openapi.LogOut200ResponseHeaders{SetCookie: &removed}}, nil
}

// cookie returns the header that sets the cookie of a new session.
func (h *handlers) cookie(ctx context.Context, started account.Started) *string {
	text := h.access.door.SessionCookie(callerOf(ctx).request, started.Token, started.Seconds()).String()
	return &text
}

// begun returns who has just logged in.
func (h *handlers) begun(p account.Person, started account.Started) openapi.SessionInfo {
	info := h.sessionInfo(p.Principal())
	info.ExpiresAt = utc(started.ExpiresAt)
	return info
}

func (h *handlers) sessionInfo(p account.Principal) openapi.SessionInfo {
	info := openapi.SessionInfo{
		Kind: openapi.SessionInfoKind(p.Actor.Kind), ID: p.Actor.ID, Name: p.Actor.Name, Role: openapi.PersonRole(p.Role), Operations: []string{},
	}
	for _, permission := range permissions(h.contract.document) {
		if p.Role.Allows(permission.Least) {
			info.Operations = append(info.Operations, permission.Operation)
		}
	}
	slices.Sort(info.Operations)
	return info
}

// utc returns a time as an optional member; nil for zero.
func utc(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func errNoAccounts() error {
	return &bank.Error{Code: bank.CodeUnavailable, Message: "This program knows no people and no keys."}
}
