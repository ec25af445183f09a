// Twoway serves questions that make a job interview a conversation between equals: a web form, a JSON API, and the same
// answers on the command line. See README.md.
package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"

	"twoway/api"
	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/synth"
	"twoway/release"
	"twoway/rules"
	"twoway/seed"
)

//go:embed openapi.yaml
var contract []byte

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	err := run(ctx, os.Args[1:], os.Getenv, terminal{os.Stdin, os.Stdout, os.Stderr})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "twoway:", err)
		os.Exit(1)
	}
}

// terminal is where a command reads and writes.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

// run is the whole program. It returns when its command is done, or soon after ctx is.
func run(ctx context.Context, args []string, getenv func(string) string, t terminal) error {
	command, err := parse(args, getenv, t)
	if command == nil || err != nil {
		return err
	}
	gin.SetMode(gin.ReleaseMode)
	command.BindTo(ctx, (*context.Context)(nil))
	return command.Run(t)
}

// Run prepares the database and leaves.
func (m Migrate) Run(ctx context.Context, t terminal) (err error) {
	content, err := m.load()
	if err != nil {
		return err
	}
	database, err := m.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	current, err := release.NewService(database, time.Now, release.Options{}).Seed(ctx, content)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "The database is up to date. It holds release %d, %s.\n", current.Number, counts(current.Content))
	return err
}

// Run answers the request on standard input.
func (s Select) Run(ctx context.Context, t terminal) error {
	serving, err := s.serving(bank.TokenKey(s.TokenSecret))
	if err != nil {
		return err
	}
	address := api.QuestionSets
	if s.Agenda {
		address = api.Agendas
	}
	answer, err := api.Post(ctx, contract, serving, address, t.in)
	if err != nil {
		return err
	}
	_, err = t.out.Write(answer)
	return err
}

// Run checks a bank: that it holds together, and how it is worded.
func (b BankCheck) Run(t terminal) error {
	serving, err := b.serving(nil)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(t.out, "The bank holds together: %s.\n%s\n", counts(serving.Content), serving.Release.Hash); err != nil {
		return err
	}
	return b.checkWording(t, &serving.Content)
}

// mostAdvice is how much advice on wording is printed; nobody reads more at once.
const mostAdvice = 50

// checkWording prints advice on wordings, and fails on what the lint rejects.
func (b BankCheck) checkWording(t terminal, content *bank.Content) error {
	advice := &bank.Error{Code: bank.CodeInvalidContent, Message: "Advice on wordings:"}
	rejected := &bank.Error{Code: bank.CodeInvalidContent, Message: "The lint rejects some wordings."}
	for _, r := range release.CheckWording(content) {
		if r.Rejected {
			rejected.Faults = append(rejected.Faults, r.Fault)
		} else {
			advice.Faults = append(advice.Faults, r.Fault)
		}
	}
	if n := len(advice.Faults); n > 0 {
		advice.Faults = advice.Faults[:min(n, mostAdvice)]
		if _, err := fmt.Fprintf(t.out, "%v\n", exchange.Locate(b.dir(), advice)); err != nil {
			return err
		}
		if n > mostAdvice {
			if _, err := fmt.Fprintf(t.out, "\nAnd %d more.\n", n-mostAdvice); err != nil {
				return err
			}
		}
	}
	if len(rejected.Faults) > 0 {
		return exchange.Locate(b.dir(), rejected)
	}
	return nil
}

// Run writes a synthetic bank with the vocabulary of the shipped one.
func (s Synth) Run(t terminal) error {
	shipped, err := exchange.Load(seed.Shipped())
	if err != nil {
		return err
	}
	made := synth.Content(shipped.Vocabulary, shipped.Weights, s.Questions, s.Rules, s.Seed)
	if err := exchange.Export(s.Out, exchange.YAML, made); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "%s holds %s.\n", s.Out, counts(made))
	return err
}

// Run prints the versions.
func (Version) Run(t terminal) error {
	version := "(development)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		version = info.Main.Version
	}
	_, err := fmt.Fprintf(t.out, "twoway %s, engine %d, %s\n", version, rules.Version, runtime.Version())
	return err
}

func (s Source) dir() fs.FS {
	if s.Bank == "" {
		return seed.Shipped()
	}
	return os.DirFS(s.Bank)
}

// load reads and validates the bank.
func (s Source) load() (bank.Content, error) { return exchange.Load(s.dir()) }

// serving is the bank as a first release, ready to answer.
func (s Source) serving(key bank.TokenKey) (*release.Serving, error) {
	content, err := s.load()
	if err != nil {
		return nil, err
	}
	first, err := release.Freeze(bank.Release{}, content, "", time.Time{})
	if err != nil {
		return nil, err
	}
	serving, err := release.NewServing(first, key)
	if err != nil {
		return nil, exchange.Locate(s.dir(), err)
	}
	return serving, nil
}

func counts(c bank.Content) string {
	toAsk := 0
	for _, q := range c.Questions {
		if q.Asker == bank.Candidate {
			toAsk++
		}
	}
	return fmt.Sprintf("%d questions for candidates, %d for interviewers, %d rules", toAsk, len(c.Questions)-toAsk, len(c.Rules))
}
