package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"twoway/account"
	"twoway/bank"
)

// Run makes somebody an owner, and prints a link unless the password is given.
func (a AdminCreate) Run(ctx context.Context, t Terminal) error {
	password := ""
	if a.PasswordStdin {
		var err error
		if password, err = readPassword(t.In); err != nil {
			return err
		}
		if err := account.CheckPassword(password, a.Email); err != nil {
			return err // before anybody is made an owner
		}
	}
	return a.withServices(ctx, t, mayCreate, func(s *services) error {
		p, link, err := s.accounts.CreateOwner(ctx, bank.CommandLine(), a.Email, a.Name)
		if err != nil {
			return err
		}
		if !a.PasswordStdin {
			return printLink(t.Out, p, link, a.Address)
		}
		if err := s.setPassword(ctx, link, password); err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.Out, "%s is an owner and can log in at %s.\n", p.Actor().Name, a.page("/admin/login"))
		return err
	})
}

// readPassword returns the first line.
func readPassword(in io.Reader) (string, error) {
	const enough = 1 << 12
	line, err := bufio.NewReader(io.LimitReader(in, enough)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("cannot read the password: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// setPassword uses a one-time link, without staying logged in.
func (s *services) setPassword(ctx context.Context, link account.OneTimeLink, password string) error {
	_, started, err := s.accounts.Accept(ctx, "", link.Token, account.Choice{Password: password})
	if err != nil {
		return err
	}
	return s.accounts.Logout(ctx, started.Token)
}

// Run prints a link by which somebody chooses a new password.
func (a AdminReset) Run(ctx context.Context, t Terminal) error {
	return a.withServices(ctx, t, mustExist, func(s *services) error {
		p, err := s.accounts.PersonByEmail(ctx, a.Email)
		if err != nil {
			return err
		}
		p, link, err := s.accounts.Reset(ctx, bank.CommandLine(), p.ID)
		if err != nil {
			return err
		}
		return printLink(t.Out, p, link, a.Address)
	})
}

func printLink(out io.Writer, p account.Person, link account.OneTimeLink, at Address) error {
	_, err := fmt.Fprintf(out, "Give this link to %s alone. It works once, until %s:\n\n  %s\n",
		p.Actor().Name, link.ExpiresAt.UTC().Format(timeFormat), at.page(link.Path()))
	return err
}

// page returns the address of a path of the program, as a browser on this machine opens it.
func (a Address) page(path string) string {
	host, port, err := net.SplitHostPort(a.Listen)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port) + a.BasePath.Path(path)
}

// Run creates a key and prints it.
func (k KeyCreate) Run(ctx context.Context, t Terminal) error {
	n := account.NewKey{Name: k.Name, Role: account.Role(k.Role)}
	if !k.Expires.IsZero() {
		n.ExpiresAt = k.Expires.AddDate(0, 0, 1) // the end of that day
	}
	return k.withServices(ctx, t, mayCreate, func(s *services) error {
		created, text, err := s.accounts.CreateKey(ctx, bank.CommandLine(), n)
		if err != nil {
			return err
		}
		printNotices(t, []string{fmt.Sprintf("Key %s, %s, %s. It is shown this once:", created.ID, created.Name, created.Role)})
		_, err = fmt.Fprintln(t.Out, text)
		return err
	})
}

// Run lists the keys.
func (k KeyList) Run(ctx context.Context, t Terminal) error {
	return k.reading(ctx, func(s *services) error {
		keys, err := s.accounts.Keys(ctx)
		if err != nil {
			return err
		}
		if len(keys) == 0 {
			_, err := fmt.Fprintln(t.Out, "There is no key yet. To create one, run: twoway key create")
			return err
		}
		var b strings.Builder
		for _, key := range keys {
			fmt.Fprintf(&b, "%s  %-9s  %-7s  expires %s  used %s  %s\n",
				key.ID, key.Role, s.accounts.KeyState(key), orNever(key.ExpiresAt), orNever(key.LastUsedAt), key.Name)
		}
		_, err = io.WriteString(t.Out, b.String())
		return err
	})
}

func orNever(at time.Time) string {
	if at.IsZero() {
		return "never"
	}
	return at.UTC().Format(timeFormat)
}

// Run revokes a key.
func (k KeyRevoke) Run(ctx context.Context, t Terminal) error {
	return k.withServices(ctx, t, mustExist, func(s *services) error {
		revoked, err := s.accounts.RevokeKey(ctx, bank.CommandLine(), k.ID)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.Out, "Key %s, %s, is revoked.\n", revoked.ID, revoked.Name)
		return err
	})
}
