// Package app is the program: its commands, its configuration, and how its packages are joined.
package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/gin-gonic/gin"
)

// Contract is openapi.yaml, which the program embeds.
type Contract []byte

// Terminal is where a command reads and writes.
type Terminal struct {
	In       io.Reader
	Out, Err io.Writer
}

// Main runs the program with the arguments and the environment of the process until it is done or is told to stop, and
// returns its exit status. A second signal ends it at once.
func Main(contract []byte) (status int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	if err := Run(ctx, contract, os.Args[1:], os.Getenv, Terminal{os.Stdin, os.Stdout, os.Stderr}); err != nil {
		fmt.Fprintln(os.Stderr, "twoway:", err)
		return 1
	}
	return 0
}

// Run is the whole program. It returns when its command is done, or soon after ctx is.
func Run(ctx context.Context, contract Contract, args []string, getenv func(string) string, t Terminal) error {
	command, err := parse(args, getenv, t)
	if command == nil || err != nil {
		return err
	}
	gin.SetMode(gin.ReleaseMode)
	command.BindTo(ctx, (*context.Context)(nil))
	return command.Run(t, contract)
}
