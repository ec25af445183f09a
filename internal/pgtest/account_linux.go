package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// account is the operating system user that a server runs as. The zero account is the current user.
type account struct {
	credential *syscall.Credential
}

// findAccount returns the current user or, because PostgreSQL refuses to run as root, postgres or nobody in place of root.
func findAccount() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return newAccount(u)
		}
	}
	return account{}, errors.New("pgtest: PostgreSQL refuses to run as root, " +
		"and there is no user postgres or nobody; run the tests as another user")
}

func newAccount(u *user.User) (account, error) {
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("pgtest: user %s: %w", u.Username, err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("pgtest: user %s: %w", u.Username, err)
	}
	return account{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

// chown makes the account the owner of a file.
func (a account) chown(path string) error {
	if a.credential == nil {
		return nil
	}
	return os.Chown(path, int(a.credential.Uid), int(a.credential.Gid))
}

// attributes returns process attributes to run a program as the account.
func (a account) attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: a.credential}
}

// serverAttributes returns process attributes for a server. Ctrl+C does not reach it, so that the tests can finish first, and
// the kernel stops it when the thread that started it ends, even if the test binary is killed.
func (a account) serverAttributes() *syscall.SysProcAttr {
	attributes := a.attributes()
	attributes.Setpgid, attributes.Pdeathsig = true, syscall.SIGQUIT
	return attributes
}
