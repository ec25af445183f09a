//go:build unix

package app

import (
	"os/signal"
	"syscall"
)

// ignoreFileSizeLimit lets a write beyond the limit on the size of files fail with an error, instead of ending the program.
func ignoreFileSizeLimit() { signal.Ignore(syscall.SIGXFSZ) }
