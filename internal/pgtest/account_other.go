//go:build !linux

package pgtest

import "syscall"

// account is whom a server runs as: here always whoever runs the tests, who must not be root.
type account struct{}

func findAccount() (account, error) { return account{}, nil }

func (account) own(string) error { return nil }

func (account) attributes() *syscall.SysProcAttr { return nil }

func (account) lasting() *syscall.SysProcAttr { return nil }
