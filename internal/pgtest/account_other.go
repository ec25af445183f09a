//go:build !linux

package pgtest

import "syscall"

// account is the operating system user that a server runs as: here always the current user, who must not be root.
type account struct{}

func findAccount() (account, error) { return account{}, nil }

func (account) chown(string) error { return nil }

func (account) attributes() *syscall.SysProcAttr { return nil }

func (account) serverAttributes() *syscall.SysProcAttr { return nil }
