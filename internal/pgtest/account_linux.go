package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// account is whom a server runs as. The zero account is whoever runs the tests.
type account struct {
	credential *syscall.Credential
}

// findAccount is the account for a server. PostgreSQL refuses to run as root: for root it is another one.
func findAccount() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return newAccount(u)
		}
	}
	return account{}, errors.New("pgtest: PostgreSQL refuses to run as root, and there is no account postgres or nobody")
}

func newAccount(u *user.User) (account, error) {
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("pgtest: account %s: %w", u.Username, err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("pgtest: account %s: %w", u.Username, err)
	}
	return account{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

// own gives a file to the account.
func (a account) own(path string) error {
	if a.credential == nil {
		return nil
	}
	return os.Chown(path, int(a.credential.Uid), int(a.credential.Gid))
}

// attributes are those of a program that runs as the account.
func (a account) attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: a.credential}
}

// lasting are the attributes of a program that outlives the call that starts it. An interrupt at the keyboard does not
// reach it, so that the tests may end first; and when the test binary is killed the program goes, too.
func (a account) lasting() *syscall.SysProcAttr {
	attributes := a.attributes()
	attributes.Setpgid, attributes.Pdeathsig = true, syscall.SIGQUIT
	return attributes
}
