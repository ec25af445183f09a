package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"twoway/api"
	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/synth"
	"twoway/release/drafts"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/rules"
	"twoway/seed"
)

// fsys returns the files of the bank.
func (s Source) fsys() fs.FS {
	if s.Bank == "" {
		return seed.Shipped()
	}
	return os.DirFS(s.Bank)
}

// load reads and validates the bank.
func (s Source) load() (bank.Content, error) { return exchange.Load(s.fsys()) }

// shipped returns the bank as one that is loaded if the drafts of a database were not brought to it before.
func (s Source) shipped() publish.Shipped {
	return publish.Shipped{Fingerprint: exchange.Fingerprint(s.fsys()), Load: s.load}
}

// compile returns the bank as a first release that can serve. Its tokens are authenticated with key.
func (s Source) compile(key bank.TokenKey) (*serve.Compiled, error) {
	content, err := s.load()
	if err != nil {
		return nil, err
	}
	first, err := publish.Freeze(bank.Release{}, content, "", time.Now())
	if err != nil {
		return nil, err
	}
	compiled, err := serve.Compile(first, key)
	if err != nil {
		return nil, exchange.Locate(s.fsys(), err)
	}
	return compiled, nil
}

// summary returns the size of a bank, as in "660 questions for candidates, 334 for interviewers, 298 rules".
func summary(c bank.Content) string {
	candidate := 0
	for _, q := range c.Questions {
		if q.Asker == bank.Candidate {
			candidate++
		}
	}
	return fmt.Sprintf("%d questions for candidates, %d for interviewers, %d rules", candidate, len(c.Questions)-candidate, len(c.Rules))
}

// Run answers the request on standard input exactly as the API would.
func (s Select) Run(ctx context.Context, t Terminal, contract Contract) error {
	if s.Draft {
		return s.reading(ctx, func(svc *services) error {
			trial, err := svc.publish.Trial(ctx)
			if err != nil {
				return err
			}
			printNotices(t, leftOut(trial))
			return s.answer(ctx, t, contract, trial.Compiled)
		})
	}
	compiled, err := s.compile(bank.TokenKey(s.TokenSecret))
	if err != nil {
		return err
	}
	return s.answer(ctx, t, contract, compiled)
}

// leftOut says which drafts have faults, and are not tried.
func leftOut(trial *publish.Trial) []string {
	var notices []string
	for _, l := range trial.LeftOut {
		instead := "It is left out."
		if l.Released {
			instead = "What is in service takes its place."
		}
		notices = append(notices, fmt.Sprintf("The draft of %s %s has faults: %s %s", l.Kind, l.ID, l.Faults[0].String(), instead))
	}
	return notices
}

// answer writes the answer of a release to the request on standard input.
func (s Select) answer(ctx context.Context, t Terminal, contract Contract, compiled *serve.Compiled) error {
	path := api.QuestionSets
	if s.Agenda {
		path = api.Agendas
	}
	answer, err := api.Post(ctx, contract, compiled, path, t.In)
	if err != nil {
		return err
	}
	_, err = t.Out.Write(answer)
	return err
}

// Run checks a bank: its structure, its rules with their cases, and its wording.
func (b BankCheck) Run(t Terminal) error {
	compiled, err := b.compile(nil)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(t.Out, "The bank is valid: %s.\n%s\n", summary(compiled.Content), compiled.Release.Hash); err != nil {
		return err
	}
	if err := b.checkRules(t, compiled); err != nil {
		return err
	}
	if err := b.checkWording(t, &compiled.Content); err != nil {
		return err
	}
	return b.checkVoice(t, &compiled.Content)
}

// checkRules prints the warnings about rules that never apply, do nothing beside another, or demand what cannot be had.
func (b BankCheck) checkRules(t Terminal, compiled *serve.Compiled) error {
	var warnings []bank.Fault
	for _, remark := range compiled.Remarks(nil) {
		warnings = append(warnings, rules.RemarkFault(remark))
	}
	if len(warnings) == 0 {
		return nil
	}
	shown := &bank.Error{Code: bank.CodeInvalidContent, Message: "Warnings about rules:", Faults: warnings}
	_, err := fmt.Fprintf(t.Out, "%v\n\n", exchange.Locate(b.fsys(), shown))
	return err
}

// checkVoice prints the measures of voice that miss their gate. The candidates' questions of the shipped bank must meet theirs.
func (b BankCheck) checkVoice(t Terminal, content *bank.Content) error {
	missed := slices.DeleteFunc(drafts.MeasureVoice(content), drafts.VoiceRow.Met)
	if len(missed) == 0 {
		return nil
	}
	if _, err := fmt.Fprintf(t.Out, "\nHow the questions sound:\n\n%s", voiceText(missed)); err != nil {
		return err
	}
	isHeld := func(r drafts.VoiceRow) bool { return r.Asker == bank.Candidate }
	if b.Bank == "" && slices.ContainsFunc(missed, isHeld) {
		return &bank.Error{Code: bank.CodeInvalidContent, Message: "The candidates' questions do not sound as people speak; twoway bank stats --voice measures it."}
	}
	return nil
}

// maxAdvice is the most advice on wording, and the most warnings, that are printed.
const maxAdvice = 50

// checkWording prints the lint's advice on wording. It returns an error that lists the wordings that the lint rejects.
func (b BankCheck) checkWording(t Terminal, content *bank.Content) error {
	rejected, advice := drafts.Split(drafts.CheckWording(content))
	if n := len(advice); n > 0 {
		shown := &bank.Error{Code: bank.CodeInvalidContent, Message: "Advice on wording:", Faults: advice[:min(n, maxAdvice)]}
		if _, err := fmt.Fprintf(t.Out, "%v\n", exchange.Locate(b.fsys(), shown)); err != nil {
			return err
		}
		if n > maxAdvice {
			if _, err := fmt.Fprintf(t.Out, "\nAnd %d more.\n", n-maxAdvice); err != nil {
				return err
			}
		}
	}
	if len(rejected) > 0 {
		failed := &bank.Error{Code: bank.CodeInvalidContent, Message: "Some questions need other words; the lint says why.", Faults: rejected}
		return exchange.Locate(b.fsys(), failed)
	}
	return nil
}

// Run exports the drafts or a release.
func (b BankExport) Run(ctx context.Context, t Terminal) error {
	return b.reading(ctx, func(s *services) error {
		if newest, err := s.database.Newest(ctx); err != nil {
			return err
		} else if newest.Number == 0 {
			return fmt.Errorf("there is nothing to export: %s has no release. To create the first one, run: twoway migrate", b.displayName())
		}
		content, err := s.publish.Content(ctx, b.Release)
		if err != nil {
			return err
		}
		content.SetAuthored() // which rules are in force depends on the time
		if err := exchange.ExportVersions(b.Path, exchange.Format(b.Format), content); err != nil {
			return err
		}
		what := "the drafts"
		if b.Release > 0 {
			what = "release " + strconv.Itoa(b.Release)
		}
		_, err = fmt.Fprintf(t.Out, "Exported %s to %s: %s.\n", what, b.Path, summary(content))
		return err
	})
}

// Run compares a bank with the drafts and, with --write, imports it.
func (b BankImport) Run(ctx context.Context, t Terminal) error {
	progress := func(format string, args ...any) {
		_, _ = fmt.Fprintf(t.Err, format+" …\n", args...) // a lost line of progress does no harm
	}
	progress("Reading %s", b.Path)
	content, exported, err := exchange.Import(b.Path)
	if err != nil {
		return err
	}
	if exported == nil {
		_, _ = fmt.Fprintln(t.Err, "These files do not say of which versions they are, so edits made since they were written cannot be noticed.")
	}
	return b.open(ctx, t, func(s *services) error {
		progress("Comparing %s with the drafts", summary(content))
		imported, err := s.drafts.Import(ctx, bank.CommandLine(), drafts.Import{Content: content, Exported: exported, Write: b.Write, Overwrite: b.Overwrite})
		if err != nil {
			return explainConflict(err)
		}
		return b.report(t.Out, imported)
	})
}

// explainConflict adds to an error about conflicts what to do, and lists only the first ones.
func explainConflict(err error) error {
	e, ok := errors.AsType[*bank.Error](err)
	if !ok || e.Code != bank.CodeConflict {
		return err
	}
	shown, more := *e, ""
	if n := len(e.Faults); n > maxAdvice {
		shown.Faults, more = e.Faults[:maxAdvice], fmt.Sprintf("\n  And %d more.", n-maxAdvice)
	}
	return fmt.Errorf("%w%s\nExport again, and make your changes there. Or add --overwrite to undo what is listed here", &shown, more)
}

// report prints what an import changes, and what it overwrites.
func (b BankImport) report(out io.Writer, imported drafts.Imported) error {
	for i := range imported.Changes { // what is new stands in the files
		if c := &imported.Changes[i]; c.Change == bank.PartAdded {
			c.Fields = nil
		}
	}
	if err := printChanges(out, imported.Changes); err != nil || len(imported.Changes) == 0 {
		return err
	}
	var text strings.Builder
	would, outcome := "Would overwrite", "Nothing was imported. Add --write to import them."
	if b.Write {
		would, outcome = "Overwritten", "The drafts now have them. To publish the drafts, run: twoway release publish --note \"…\""
	}
	if n := len(imported.Conflicts); n > 0 {
		fmt.Fprintf(&text, "\n%s, although changed since the export: %d\n", would, n)
		for _, c := range imported.Conflicts {
			fmt.Fprintf(&text, "  %s\n", c.Fault())
		}
	}
	fmt.Fprintf(&text, "\nChanges: %d. %s\n", len(imported.Changes), outcome)
	_, err := io.WriteString(out, text.String())
	return err
}

// open opens the database for reading, or with --write for writing.
func (b BankImport) open(ctx context.Context, t Terminal, do func(*services) error) error {
	if b.Write {
		return b.withServices(ctx, t, mayCreate, do)
	}
	return b.reading(ctx, do)
}

// Run prints the counts of a bank or, with --coverage, how well it covers every kind of meeting.
func (b BankStats) Run(t Terminal) error {
	if b.Coverage {
		return b.coverage(t)
	}
	content, err := b.load()
	if err != nil {
		return err
	}
	if b.Voice {
		_, err = io.WriteString(t.Out, voiceText(drafts.MeasureVoice(&content)))
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

// Run generates a synthetic bank with the vocabulary of the shipped bank.
func (s Synth) Run(t Terminal) error {
	shipped, err := exchange.Load(seed.Shipped())
	if err != nil {
		return err
	}
	generated := synth.Content(shipped.Vocabulary, shipped.Weights, s.Questions, s.Rules, s.Seed)
	if err := exchange.Export(s.Out, exchange.YAML, generated); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.Out, "Wrote %s to %s.\n", summary(generated), s.Out)
	return err
}
