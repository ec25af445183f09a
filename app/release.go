package app

import (
	"context"
	"fmt"
	"io"
	"strings"

	"twoway/bank"
)

// Run lists the releases.
func (r ReleaseList) Run(ctx context.Context, t Terminal) error {
	return r.with(ctx, func(s *services) error {
		all, _, err := s.publish.Releases(ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			_, err := fmt.Fprintln(t.Out, "There is no release yet. Starting the program creates the first one, and so does: twoway migrate")
			return err
		}
		var b strings.Builder
		for _, one := range all {
			fmt.Fprintf(&b, "%4d  %s  %s  %s\n      %s\n", one.Number, one.CreatedAt.Format("2006-01-02 15:04 MST"), shortHash(one.Hash), one.Author, noteOf(one))
		}
		_, err = io.WriteString(t.Out, b.String())
		return err
	})
}

func shortHash(hash string) string { return strings.TrimPrefix(hash, "sha256:")[:12] }

// noteOf returns the note of a release on one line, and what it rolls back to.
func noteOf(r bank.Release) string {
	note := strings.Join(strings.Fields(r.Note), " ")
	if r.Restores > 0 {
		note = strings.TrimSpace(fmt.Sprintf("Rolls back to release %d. %s", r.Restores, note))
	}
	return note
}

// Run shows a release.
func (r ReleaseShow) Run(ctx context.Context, t Terminal) error {
	return r.with(ctx, func(s *services) error {
		one, err := s.publish.Release(ctx, r.Number)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.Out, "Release %d, published %s by %s\n%s\n%s\n\n%s", one.Number, one.CreatedAt.Format("2006-01-02 15:04 MST"), one.Author,
			one.Hash, noteOf(one), reportText(one.Content, one.Report))
		return err
	})
}

// reportText describes what the checks found.
func reportText(c bank.Content, r bank.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s.\n", counts(c))
	if r.Meetings > 0 {
		fmt.Fprintf(&b, "%d meetings checked for both sides, of which %d have few questions to choose from. %d clusters of near duplicates.\n", r.Meetings, r.Poor, r.Clusters)
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
func (r ReleaseDiff) Run(ctx context.Context, t Terminal) error {
	return r.with(ctx, func(s *services) error {
		changes, _, err := s.publish.Diff(ctx, r.From, r.To)
		if err != nil {
			return err
		}
		return printChanges(t.Out, changes)
	})
}

// printChanges writes a diff for people.
func printChanges(out io.Writer, changes []bank.PartChange) error {
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
		b.WriteString("There are no differences.\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// Run checks and publishes the drafts.
func (r ReleasePublish) Run(ctx context.Context, t Terminal) error {
	return r.with(ctx, func(s *services) error {
		if r.Check {
			return r.check(ctx, s, t)
		}
		revision, err := s.drafts.Revision(ctx)
		if err != nil {
			return err
		}
		next, err := s.publish.Publish(ctx, bank.CommandLine(), r.Note, revision)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.Out, "Release %d is published: %s.\n%s\n", next.Number, counts(next.Content), next.Hash)
		return err
	})
}

func (r ReleasePublish) check(ctx context.Context, s *services, t Terminal) error {
	report, _, err := s.publish.Check(ctx)
	if err != nil {
		return err
	}
	content, err := s.publish.Content(ctx, 0)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(t.Out, reportText(content, report)); err != nil {
		return err
	}
	if len(report.Faults) > 0 {
		return &bank.Error{Code: bank.CodeInvalidContent, Message: "The drafts cannot be published.", Faults: report.Faults}
	}
	_, err = fmt.Fprintln(t.Out, "The drafts can be published.")
	return err
}

// Run rolls back to an older release.
func (r ReleaseRollback) Run(ctx context.Context, t Terminal) error {
	return r.with(ctx, func(s *services) error {
		revision, err := s.drafts.Revision(ctx)
		if err != nil {
			return err
		}
		next, err := s.publish.RollBack(ctx, bank.CommandLine(), r.Note, revision, r.Number)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.Out, "Release %d is published, with the content of release %d. The drafts have not changed.\n", next.Number, next.Restores)
		return err
	})
}
