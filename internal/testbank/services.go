package testbank

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/publish"
	"twoway/release/serve"
)

// Ada returns the actor used in tests.
func Ada() bank.Actor { return bank.Actor{Name: "Ada"} }

// Services are the services of a program, on one store.
type Services struct {
	Drafts  *drafts.Service
	Publish *publish.Service
	Serve   *serve.Service
}

// New returns services on a store. Their time is always Noon.
func New(m *Memory) Services { return NewWith(m, Noon, serve.Options{}) }

// NewWith returns services on a store, with a clock and options.
func NewWith(m *Memory, now func() time.Time, o serve.Options) Services {
	s := Services{Drafts: drafts.New(m, now), Serve: serve.New(m, o)}
	s.Publish = publish.New(m, s.Drafts, s.Serve, now)
	return s
}

// Started returns services on a store, after their start with a shipped bank.
func Started(t *testing.T, m *Memory, shipped bank.Content) Services {
	t.Helper()
	s := New(m)
	if err := s.Start(t.Context(), shipped); err != nil {
		t.Fatal(err)
	}
	return s
}

// Current returns the release in service, nil if there is none.
func (s Services) Current() *serve.Compiled {
	current, err := s.Serve.Current()
	if err != nil {
		return nil
	}
	return current
}

// Shipped returns content as a shipped bank that is compared with the drafts at each start.
func Shipped(content bank.Content) publish.Shipped {
	return publish.Shipped{Load: func() (bank.Content, error) { return content, nil }}
}

// Start updates the store to a shipped bank, and puts the newest release into service.
func (s Services) Start(ctx context.Context, shipped bank.Content) error {
	return s.Publish.Start(ctx, Shipped(shipped))
}

// Body returns the version of a draft, and its body with from replaced by to.
func (s Services) Body(t *testing.T, kind bank.Kind, id, from, to string) (version int, text []byte) {
	t.Helper()
	d, err := s.Drafts.Get(t.Context(), kind, id)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(d.Draft.Body), from) {
		t.Fatalf("%s does not contain %q: %s", id, from, d.Draft.Body)
	}
	return d.Draft.Version, []byte(strings.ReplaceAll(string(d.Draft.Body), from, to))
}

// Replace edits a draft: it replaces from by to in its body.
func (s Services) Replace(t *testing.T, kind bank.Kind, id, from, to string) drafts.Edited {
	t.Helper()
	version, text := s.Body(t, kind, id, from, to)
	e, err := s.Drafts.Replace(t.Context(), Ada(), drafts.Version{Kind: kind, ID: id, Version: version}, text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// PublishDrafts publishes the drafts as they are.
func (s Services) PublishDrafts(t *testing.T) bank.Release {
	t.Helper()
	revision, err := s.Drafts.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Publish.Publish(t.Context(), Ada(), "for a test", revision)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// WantChanges compares the changes from one state to another with texts in the form of ChangeTexts.
func (s Services) WantChanges(t *testing.T, what, from, to string, want ...string) {
	t.Helper()
	list, _, err := s.Publish.Diff(t.Context(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	Want(t, what, ChangeTexts(list), want...)
}

// ChangeTexts returns changes as "kind ID change" and, for each field of a part that is not new, "pointer from->to".
func ChangeTexts(list []bank.PartChange) []string {
	lines := []string{}
	for _, c := range list {
		var line strings.Builder
		fmt.Fprintf(&line, "%s %s %s", c.Kind, c.ID, c.Change)
		for _, f := range c.Fields {
			if c.Change == bank.PartAdded {
				break
			}
			fmt.Fprintf(&line, " %s %s->%s", f.Pointer, f.From, f.To)
		}
		lines = append(lines, strings.ReplaceAll(line.String(), "  ", " "))
	}
	return lines
}

// Want compares lists of texts.
func Want(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// CodeOf returns the code of an error, "" for nil and for errors without a code.
func CodeOf(err error) bank.Code {
	for _, code := range []bank.Code{
		bank.CodeInvalidRequest, bank.CodeInvalidContent, bank.CodeInvalidToken, bank.CodeNotFound, bank.CodeConflict, bank.CodeUnavailable, bank.CodeStale,
	} {
		if bank.HasCode(err, code) {
			return code
		}
	}
	return ""
}
