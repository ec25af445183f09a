// Package openid logs people in by OpenID Connect: the authorisation code flow with PKCE, state and nonce.
package openid

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"twoway/account"
	"twoway/bank"
)

// issuerTimeout is how long the issuer may take for an answer.
const issuerTimeout = 10 * time.Second

// Config is how this program is known to an issuer.
type Config struct {
	Issuer       string // its URL
	ClientID     string
	ClientSecret string
}

// Provider logs people in at an issuer. It is safe for concurrent use.
type Provider struct {
	config Config
	client *http.Client

	mu     sync.Mutex
	issuer *oidc.Provider // nil before it was reached
}

// New returns a provider. It reaches the issuer when somebody logs in, so that the program starts without it.
func New(c Config) *Provider {
	return &Provider{config: c, client: &http.Client{Timeout: issuerTimeout}}
}

// Pending is a login that has begun. The browser keeps it, in a cookie that no page can read, until it comes back.
type Pending struct{ State, Nonce, Verifier string }

// String returns the text from which ParsePending reads it.
func (p Pending) String() string { return p.State + "." + p.Nonce + "." + p.Verifier }

// ParsePending reads a pending login. A text that is none gives one that never succeeds.
func ParsePending(text string) Pending {
	parts := strings.Split(text, ".")
	if len(parts) != 3 { //nolint:mnd // as String writes it
		return Pending{}
	}
	return Pending{parts[0], parts[1], parts[2]}
}

// Begin returns where the browser must go to log in, and what it must bring back to returnTo.
func (p *Provider) Begin(ctx context.Context, returnTo string) (address string, pending Pending, err error) {
	config, _, err := p.configFor(ctx, returnTo)
	if err != nil {
		return "", Pending{}, err
	}
	pending = Pending{rand.Text(), rand.Text(), oauth2.GenerateVerifier()}
	return config.AuthCodeURL(pending.State, oidc.Nonce(pending.Nonce), oauth2.S256ChallengeOption(pending.Verifier)), pending, nil
}

// Finish returns who has logged in, given the query with which the browser has come back to returnTo. If the login was not the one that is
// pending, or the issuer does not confirm it, the error has the code unauthorised and wraps the reason; if the issuer cannot be reached,
// unavailable.
func (p *Provider) Finish(ctx context.Context, returnTo string, pending Pending, query url.Values) (account.Identity, error) {
	if pending.State == "" || subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(pending.State)) == 0 {
		return account.Identity{}, refused(errors.New("the state is not that of the pending login"))
	}
	if issuer := query.Get("iss"); issuer != "" && issuer != p.config.Issuer {
		return account.Identity{}, refused(errors.New("another issuer has answered"))
	}
	if query.Get("error") != "" {
		return account.Identity{}, refused(errors.New("the issuer has refused the login"))
	}
	config, issuer, err := p.configFor(ctx, returnTo)
	if err != nil {
		return account.Identity{}, err
	}
	token, err := config.Exchange(oidc.ClientContext(ctx, p.client), query.Get("code"), oauth2.VerifierOption(pending.Verifier))
	if err != nil {
		return account.Identity{}, refused(fmt.Errorf("exchange the code: %w", err))
	}
	raw, _ := token.Extra("id_token").(string)
	verified, err := issuer.VerifierContext(oidc.ClientContext(ctx, p.client), &oidc.Config{ClientID: p.config.ClientID}).Verify(ctx, raw)
	if err != nil {
		return account.Identity{}, refused(err)
	}
	return p.identity(verified, pending)
}

// identity returns who an ID token is about, if it was issued for a login.
func (p *Provider) identity(token *oidc.IDToken, pending Pending) (account.Identity, error) {
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(pending.Nonce)) == 0 {
		return account.Identity{}, refused(errors.New("the nonce is not that of the pending login"))
	}
	var claims struct {
		Email         string `json:"email"`
		EmailVerified bool   `json:"email_verified"`
	}
	if err := token.Claims(&claims); err != nil {
		return account.Identity{}, refused(err)
	}
	if token.Subject == "" {
		return account.Identity{}, refused(errors.New("the ID token has no subject"))
	}
	return account.Identity{Subject: token.Issuer + " " + token.Subject, Email: claims.Email, EmailVerified: claims.EmailVerified}, nil
}

// configFor returns how to talk to the issuer, which it reaches the first time.
func (p *Provider) configFor(ctx context.Context, returnTo string) (*oauth2.Config, *oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.issuer == nil {
		issuer, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.config.Issuer)
		if err != nil {
			unavailable := &bank.Error{Code: bank.CodeUnavailable, Message: "Your organisation’s login does not answer. Please try again in a moment."}
			return nil, nil, fmt.Errorf("%w: %w", unavailable, err)
		}
		p.issuer = issuer
	}
	return &oauth2.Config{
		ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, Endpoint: p.issuer.Endpoint(), RedirectURL: returnTo,
		Scopes: []string{oidc.ScopeOpenID, "email"},
	}, p.issuer, nil
}

// refused returns an error for a reason that is only for the log.
func refused(reason error) error {
	return fmt.Errorf("%w: %w", &bank.Error{Code: bank.CodeUnauthorised, Message: "This login did not succeed. Please try again from the start."}, reason)
}
