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
	return r.reading(ctx, func(s *services) error {
		all, _, err := s.publish.Releases(ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			_, err := fmt.Fprintln(t.Out, "There is no release yet. To create the first one, run: twoway migrate")
			return err
		}
		var b strings.Builder
		for _, release := range all {
			fmt.Fprintf(&b, "%4d  %s  %s  %s\n      %s\n",
				release.Number, release.CreatedAt.Format(timeFormat), shortHash(release.Hash), release.Author, fullNote(release))
		}
		_, err = io.WriteString(t.Out, b.String())
		return err
	})
}

const timeFormat = "2006-01-02 15:04 MST"

func shortHash(hash string) string { return strings.TrimPrefix(hash, "sha256:")[:12] }

// fullNote returns the note of a release on one line, after the release that it rolls back to.
func fullNote(r bank.Release) string {
	note := strings.Join(strings.Fields(r.Note), " ")
	if r.Restores > 0 {
		note = strings.TrimSpace(fmt.Sprintf("Rolls back to release %d. %s", r.Restores, note))
	}
	return note
}

// Run shows a release.
func (r ReleaseShow) Run(ctx context.Context, t Terminal) error {
	return r.reading(ctx, func(s *services) error {
		release, err := s.publish.Release(ctx, r.Number)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.Out, "Release %d, published %s by %s\n%s\n%s\n\n%s", release.Number, release.CreatedAt.Format(timeFormat),
			release.Author, release.Hash, fullNote(release), reportText(release.Content, release.Report))
		return err
	})
}

// reportText returns the size of a bank and what its checks found.
func reportText(c bank.Content, r bank.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s.\n", summary(c))
	if r.Meetings > 0 {
		fmt.Fprintf(&b, "Meetings checked for both sides: %d. With few questions to choose from: %d. Groups of near duplicates: %d.\n", r.Meetings, r.Poor, r.Clusters)
	}
	if n := len(r.Warnings); n > 0 {
		shown := &bank.Error{Code: bank.CodeInvalidContent, Message: fmt.Sprintf("\nWarnings: %d", n), Faults: r.Warnings[:min(n, maxAdvice)]}
		fmt.Fprintf(&b, "%v\n", shown)
		if n > maxAdvice {
			fmt.Fprintf(&b, "\nAnd %d more.\n", n-maxAdvice)
		}
	}
	return b.String()
}

// Run prints the changes between two releases, or between a release and the drafts.
func (r ReleaseDiff) Run(ctx context.Context, t Terminal) error {
	return r.reading(ctx, func(s *services) error {
		changes, _, err := s.publish.Diff(ctx, r.From, r.To)
		if err != nil {
			return err
		}
		return printChanges(t.Out, changes)
	})
}

// printChanges writes each change with the old and the new value of each field.
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

// Run checks the drafts and, without --check, publishes them.
func (r ReleasePublish) Run(ctx context.Context, t Terminal) error {
	if r.Check {
		return r.reading(ctx, func(s *services) error { return r.check(ctx, s, t) })
	}
	return r.withServices(ctx, t, mustExist, func(s *services) error {
		if r.FourEyes {
			s.publish.RequireApproval()
		}
		revision, err := s.drafts.Revision(ctx)
		if err != nil {
			return err
		}
		next, err := s.publish.Publish(withProgress(ctx, t), bank.CommandLine(), r.Note, revision)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.Out, "Release %d is published: %s.\n%s\n", next.Number, summary(next.Content), next.Hash)
		return err
	})
}

func (r ReleasePublish) check(ctx context.Context, s *services, t Terminal) error {
	report, _, err := s.publish.Check(withProgress(ctx, t))
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
	return r.withServices(ctx, t, mustExist, func(s *services) error {
		revision, err := s.drafts.Revision(ctx)
		if err != nil {
			return err
		}
		next, err := s.publish.RollBack(ctx, bank.CommandLine(), r.Note, revision, r.Number)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.Out, "Release %d is published: it has the content of release %d. The drafts did not change, so the next publishing brings back what you rolled back, unless you change it there too.\n", next.Number, next.Restores)
		return err
	})
}
