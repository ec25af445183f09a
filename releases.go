package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"twoway/bank"
	"twoway/exchange"
	"twoway/release"
	"twoway/store"
)

// commandLine is the author of what is done from here.
const commandLine = "command line"

// with opens the database, and has something done with the bank in it.
func (s Storage) with(ctx context.Context, do func(*release.Service, *store.Store) error) (err error) {
	database, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	err = do(release.NewService(database, time.Now, release.Options{}), database)
	if bank.HasCode(err, bank.CodeStale) {
		return fmt.Errorf("%w Try again", err)
	}
	return err
}

// Run lists the releases.
func (r ReleaseList) Run(ctx context.Context, t terminal) error {
	return r.with(ctx, func(s *release.Service, _ *store.Store) error {
		all, _, err := s.Releases(ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			_, err := fmt.Fprintln(t.out, "There is no release yet. The program makes the first one when it is started, or by: twoway migrate")
			return err
		}
		var b strings.Builder
		for _, one := range all {
			fmt.Fprintf(&b, "%4d  %s  %s  %s\n      %s\n", one.Number, one.CreatedAt.Format("2006-01-02 15:04 MST"), shortHash(one.Hash), one.Author, noteOf(one))
		}
		_, err = io.WriteString(t.out, b.String())
		return err
	})
}

func shortHash(hash string) string { return strings.TrimPrefix(hash, "sha256:")[:12] }

// noteOf is what a release is about, on one line.
func noteOf(r bank.Release) string {
	note := strings.Join(strings.Fields(r.Note), " ")
	if r.Restores > 0 {
		note = strings.TrimSpace(fmt.Sprintf("Brings release %d back. %s", r.Restores, note))
	}
	return note
}

// Run shows a release.
func (r ReleaseShow) Run(ctx context.Context, t terminal) error {
	return r.with(ctx, func(s *release.Service, _ *store.Store) error {
		one, err := s.Release(ctx, r.Number)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.out, "Release %d, of %s by %s\n%s\n%s\n\n%s", one.Number, one.CreatedAt.Format("2006-01-02 15:04 MST"), one.Author,
			one.Hash, noteOf(one), reportText(one.Content, one.Report))
		return err
	})
}

// reportText is what the checks found.
func reportText(c bank.Content, r bank.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s.\n", counts(c))
	if r.Meetings > 0 {
		fmt.Fprintf(&b, "%d meetings looked at from both sides; %d times there are few questions to choose from. %d clusters of near duplicates.\n", r.Meetings, r.Poor, r.Clusters)
	}
	if n := len(r.Warnings); n > 0 {
		shown := &bank.Error{Code: bank.CodeInvalidContent, Message: fmt.Sprintf("\n%d warnings:", n), Faults: r.Warnings[:min(n, mostAdvice)]}
		fmt.Fprintf(&b, "%v\n", shown)
		if n > mostAdvice {
			fmt.Fprintf(&b, "\nAnd %d more.\n", n-mostAdvice)
		}
	}
	return b.String()
}

// Run compares.
func (r ReleaseDiff) Run(ctx context.Context, t terminal) error {
	return r.with(ctx, func(s *release.Service, _ *store.Store) error {
		changes, _, err := s.Diff(ctx, r.From, r.To)
		if err != nil {
			return err
		}
		return printChanges(t.out, changes)
	})
}

// printChanges writes a diff for people.
func printChanges(out io.Writer, changes []release.PartChange) error {
	var b strings.Builder
	for _, c := range changes {
		fmt.Fprintf(&b, "%s: %s\n", strings.TrimSpace(string(c.Kind)+" "+c.ID), c.Change)
		for _, f := range c.Fields {
			fmt.Fprintf(&b, "  %s\n", strings.ReplaceAll(strings.TrimPrefix(f.Pointer, "/"), "/", "."))
			if f.From != nil {
				fmt.Fprintf(&b, "    - %s\n", f.From)
			}
			if f.To != nil {
				fmt.Fprintf(&b, "    + %s\n", f.To)
			}
		}
	}
	if len(changes) == 0 {
		b.WriteString("They are the same.\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// Run checks and publishes the drafts.
func (r ReleasePublish) Run(ctx context.Context, t terminal) error {
	return r.with(ctx, func(s *release.Service, _ *store.Store) error {
		if r.Check {
			return r.check(ctx, s, t)
		}
		revision, err := s.Revision(ctx)
		if err != nil {
			return err
		}
		next, err := s.Publish(ctx, commandLine, r.Note, revision)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.out, "Release %d is published: %s.\n%s\n", next.Number, counts(next.Content), next.Hash)
		return err
	})
}

func (r ReleasePublish) check(ctx context.Context, s *release.Service, t terminal) error {
	report, _, err := s.Rehearse(ctx)
	if err != nil {
		return err
	}
	content, err := s.Content(ctx, 0)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(t.out, reportText(content, report)); err != nil {
		return err
	}
	if len(report.Faults) > 0 {
		return &bank.Error{Code: bank.CodeInvalidContent, Message: "The drafts cannot be published as they are.", Faults: report.Faults}
	}
	_, err = fmt.Fprintln(t.out, "The drafts can be published.")
	return err
}

// Run brings an older release back.
func (r ReleaseRollback) Run(ctx context.Context, t terminal) error {
	return r.with(ctx, func(s *release.Service, _ *store.Store) error {
		revision, err := s.Revision(ctx)
		if err != nil {
			return err
		}
		next, err := s.RollBack(ctx, commandLine, r.Note, revision, r.Number)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.out, "Release %d is published, with the content of release %d. The drafts are as they were.\n", next.Number, next.Restores)
		return err
	})
}

// Run writes a whole bank.
func (b BankExport) Run(ctx context.Context, t terminal) error {
	return b.with(ctx, func(s *release.Service, _ *store.Store) error {
		content, err := s.Content(ctx, b.Release)
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
		_, err = fmt.Fprintf(t.out, "%s holds %s: %s.\n", b.Path, what, counts(content))
		return err
	})
}

// Run compares a whole bank with the drafts, and takes it if it is told to.
func (b BankImport) Run(ctx context.Context, t terminal) error {
	step := func(format string, args ...any) {
		_, _ = fmt.Fprintf(t.err, format+" …\n", args...) // it only keeps people company
	}
	step("Reading %s", b.Path)
	content, err := exchange.Import(b.Path)
	if err != nil {
		return err
	}
	return b.with(ctx, func(s *release.Service, _ *store.Store) error {
		step("Comparing %s with the drafts", counts(content))
		changes, err := s.Import(ctx, commandLine, content, b.Write)
		if err != nil {
			return err
		}
		if err := printChanges(t.out, changes); err != nil || len(changes) == 0 {
			return err
		}
		outcome := "Nothing was written; add --write to do it."
		if b.Write {
			outcome = "They are in the drafts. Publish them with: twoway release publish --note \"…\""
		}
		_, err = fmt.Fprintf(t.out, "\n%d changes. %s\n", len(changes), outcome)
		return err
	})
}

// Run backs the database up.
func (b Backup) Run(ctx context.Context, t terminal) (err error) {
	if _, err := os.Stat(b.file()); b.DatabaseURL == "" && err != nil {
		return fmt.Errorf("there is no database in %s to back up", b.DataDir)
	}
	database, err := b.connect() // and do not migrate it: a backup is made before an upgrade
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	if err := database.Backup(ctx, b.File); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "%s holds what %s held just now.\n", b.File, b.where())
	return err
}

// Run brings the database back.
func (r Restore) Run(ctx context.Context, t terminal) error {
	return r.with(ctx, func(_ *release.Service, database *store.Store) error {
		entry := bank.AuditEntry{At: time.Now(), Author: commandLine, Action: bank.Restored}
		if err := database.Restore(ctx, r.File, entry); err != nil {
			return err
		}
		_, err := fmt.Fprintf(t.out, "%s holds what %s holds. Programs that serve from it follow by themselves.\n", r.where(), r.File)
		return err
	})
}
