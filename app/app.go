// Package app is the twoway program: its commands, its configuration, and the wiring of its packages.
package app

import (
	"context"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/gin-gonic/gin"
)

// Contract is the text of openapi.yaml, which the program embeds.
type Contract []byte

// Main runs the program with the arguments and environment of the process and returns its exit status. SIGINT or SIGTERM
// stops it; a second signal ends it at once.
func Main(contract []byte) (status int) {
	ignoreFileSizeLimit()
	if len(os.Args) < 2 || os.Args[1] == "serve" || strings.HasPrefix(os.Args[1], "-") {
		limitMemory() // of this process alone: several that Run serves in one, as tests do, need more
		useProcessors(os.Getenv)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	if err := Run(ctx, contract, os.Args[1:], os.Getenv, Terminal{os.Stdin, os.Stdout, os.Stderr}); err != nil {
		printError(os.Stderr, err)
		return exitStatus(err)
	}
	return 0
}

// Run runs the command that args name. It returns when the command has finished, or soon after ctx is cancelled. What it
// writes to the terminal cannot control it: see bank.Escape.
func Run(ctx context.Context, contract Contract, args []string, getenv func(string) string, t Terminal) error {
	t = t.escaped()
	defer t.flush()
	command, err := parse(args, getenv, t)
	if command == nil || err != nil {
		return err
	}
	gin.SetMode(gin.ReleaseMode)
	command.BindTo(ctx, (*context.Context)(nil))
	return command.Run(t, contract)
}
