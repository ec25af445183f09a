package app

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"time"

	"twoway/api"
	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/synth"
	"twoway/release/drafts"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/seed"
)

func (s Source) dir() fs.FS {
	if s.Bank == "" {
		return seed.Shipped()
	}
	return os.DirFS(s.Bank)
}

// load reads and validates the bank.
func (s Source) load() (bank.Content, error) { return exchange.Load(s.dir()) }

// compile returns the bank as a first release, ready to answer.
func (s Source) compile(key bank.TokenKey) (*serve.Compiled, error) {
	content, err := s.load()
	if err != nil {
		return nil, err
	}
	first, err := publish.Freeze(bank.Release{}, content, "", time.Time{})
	if err != nil {
		return nil, err
	}
	compiled, err := serve.Compile(first, key)
	if err != nil {
		return nil, exchange.Locate(s.dir(), err)
	}
	return compiled, nil
}

// counts says how large a bank is, as in "660 questions for candidates, 334 for interviewers, 298 rules".
func counts(c bank.Content) string {
	toAsk := 0
	for _, q := range c.Questions {
		if q.Asker == bank.Candidate {
			toAsk++
		}
	}
	return fmt.Sprintf("%d questions for candidates, %d for interviewers, %d rules", toAsk, len(c.Questions)-toAsk, len(c.Rules))
}

// Run answers the request on standard input.
func (s Select) Run(ctx context.Context, t Terminal, contract Contract) error {
	compiled, err := s.compile(bank.TokenKey(s.TokenSecret))
	if err != nil {
		return err
	}
	address := api.QuestionSets
	if s.Agenda {
		address = api.Agendas
	}
	answer, err := api.Post(ctx, contract, compiled, address, t.In)
	if err != nil {
		return err
	}
	_, err = t.Out.Write(answer)
	return err
}

// Run checks a bank: that it is valid, and how it is worded.
func (b BankCheck) Run(t Terminal) error {
	compiled, err := b.compile(nil)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(t.Out, "The bank is valid: %s.\n%s\n", counts(compiled.Content), compiled.Release.Hash); err != nil {
		return err
	}
	return b.checkWording(t, &compiled.Content)
}

// mostAdvice is how much advice on wording, and how many warnings, are printed at once.
const mostAdvice = 50

// checkWording prints advice on wordings, and fails on those that the lint rejects.
func (b BankCheck) checkWording(t Terminal, content *bank.Content) error {
	rejected, advice := drafts.Split(drafts.CheckWording(content))
	if n := len(advice); n > 0 {
		shown := &bank.Error{Code: bank.CodeInvalidContent, Message: "Advice on wordings:", Faults: advice[:min(n, mostAdvice)]}
		if _, err := fmt.Fprintf(t.Out, "%v\n", exchange.Locate(b.dir(), shown)); err != nil {
			return err
		}
		if n > mostAdvice {
			if _, err := fmt.Fprintf(t.Out, "\nAnd %d more.\n", n-mostAdvice); err != nil {
				return err
			}
		}
	}
	if len(rejected) > 0 {
		failed := &bank.Error{Code: bank.CodeInvalidContent, Message: "The lint rejects some wordings.", Faults: rejected}
		return exchange.Locate(b.dir(), failed)
	}
	return nil
}

// Run writes a whole bank.
func (b BankExport) Run(ctx context.Context, t Terminal) error {
	return b.with(ctx, func(s *services) error {
		content, err := s.publish.Content(ctx, b.Release)
		if err != nil {
			return err
		}
		if err := exchange.Export(b.Path, exchange.Format(b.Format), content); err != nil {
			return err
		}
		what := "the drafts"
		if b.Release > 0 {
			what = "release " + strconv.Itoa(b.Release)
		}
		_, err = fmt.Fprintf(t.Out, "Exported %s to %s: %s.\n", what, b.Path, counts(content))
		return err
	})
}

// Run compares a whole bank with the drafts and, if told to, imports it.
func (b BankImport) Run(ctx context.Context, t Terminal) error {
	progress := func(format string, args ...any) {
		_, _ = fmt.Fprintf(t.Err, format+" …\n", args...) // only for whoever waits
	}
	progress("Reading %s", b.Path)
	content, err := exchange.Import(b.Path)
	if err != nil {
		return err
	}
	return b.with(ctx, func(s *services) error {
		progress("Comparing %s with the drafts", counts(content))
		changes, err := s.drafts.Import(ctx, bank.CommandLine(), content, b.Write)
		if err != nil {
			return err
		}
		if err := printChanges(t.Out, changes); err != nil || len(changes) == 0 {
			return err
		}
		outcome := "Nothing was written. Add --write to import them."
		if b.Write {
			outcome = "The drafts have them now. To publish them: twoway release publish --note \"…\""
		}
		_, err = fmt.Fprintf(t.Out, "\n%d changes. %s\n", len(changes), outcome)
		return err
	})
}

// Run prints what a bank contains, or what it gives to every meeting.
func (b BankStats) Run(t Terminal) error {
	if b.Coverage {
		return b.coverage(t)
	}
	content, err := b.load()
	if err != nil {
		return err
	}
	_, err = io.WriteString(t.Out, statsText(&content.Vocabulary, publish.CountBank(&content)))
	return err
}

func (b BankStats) coverage(t Terminal) error {
	compiled, err := b.compile(nil)
	if err != nil {
		return err
	}
	coverage, err := publish.Cover(compiled)
	if err != nil {
		return err
	}
	_, err = io.WriteString(t.Out, coverageText(&compiled.Content.Vocabulary, coverage))
	return err
}

// Run writes a synthetic bank with the vocabulary of the shipped one.
func (s Synth) Run(t Terminal) error {
	shipped, err := exchange.Load(seed.Shipped())
	if err != nil {
		return err
	}
	made := synth.Content(shipped.Vocabulary, shipped.Weights, s.Questions, s.Rules, s.Seed)
	if err := exchange.Export(s.Out, exchange.YAML, made); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.Out, "Wrote %s to %s.\n", counts(made), s.Out)
	return err
}
