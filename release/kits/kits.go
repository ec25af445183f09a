package kits

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sync"
	"time"

	"twoway/bank"
	"twoway/internal/ratelimit"
	"twoway/release/serve"
)

// How many kits may be saved from one address at once, such as those for all openings of a company, and how fast more are.
const (
	saveBurst = 60
	savePause = 2 * time.Second
)

// maxKit is the largest size of a kit in bytes, before it is compressed.
const maxKit = 256 << 10

// touchTimeout bounds how long it may take to note that a kit was opened.
const touchTimeout = 5 * time.Second

// Store stores kits. Its errors have the codes of package store.
type Store interface {
	// SaveKit saves a kit unless one with its ID is there, and returns the one that is there then and whether it is new.
	SaveKit(ctx context.Context, k bank.SavedKit) (kept bank.SavedKit, isNew bool, err error)
	// Kit returns the kit with an ID. If there is none, the error has code not_found.
	Kit(ctx context.Context, id string) (bank.SavedKit, error)
	// TouchKit notes that a kit was opened on a day.
	TouchKit(ctx context.Context, id string, on time.Time) error
}

// Service saves kits and finds them. It is safe for concurrent use.
type Service struct {
	store    Store
	now      func() time.Time
	limiters *ratelimit.Limiters
	touching chan struct{} // has a value while somebody notes that a kit was opened
	touches  sync.WaitGroup
}

// New returns a service for the kits in a store.
func New(store Store, now func() time.Time) *Service {
	return &Service{store: store, now: now, limiters: ratelimit.New(saveBurst, savePause), touching: make(chan struct{}, 1)}
}

// Saved is a kit that was saved: its ID, and its text, which is canonical JSON and stays the same for ever.
type Saved struct {
	ID   string
	Text []byte
}

// Kit returns what the text says.
func (s *Saved) Kit() (Kit, error) {
	var k Kit
	err := json.Unmarshal(s.Text, &k)
	return k, err
}

// Save saves the kit for a profile that a release has read, for somebody at an address, and returns it as it is saved, and whether it is
// new: if it was saved before, that one stays. Nothing of the profile is saved that is about a person. If there is no such kit to save, the
// error has the code invalid_request; after too many new ones from there, it is a *ratelimit.WaitError.
func (s *Service) Save(ctx context.Context, address string, from *serve.Compiled, p bank.Profile) (saved Saved, isNew bool, err error) {
	k, err := choose(ctx, from, p)
	if err != nil {
		return Saved{}, false, err
	}
	// What was saved before is only read, and does not count: a program that was interrupted may send all of its openings again.
	if saved, err = s.Find(ctx, k.ID); !bank.HasCode(err, bank.CodeNotFound) {
		return saved, false, err
	}
	now := s.now()
	row, err := newRow(&k, now)
	if err != nil {
		return Saved{}, false, err
	}
	taken, wait := s.limiters.Take(ratelimit.Network(address), now)
	if wait > 0 {
		return Saved{}, false, ratelimit.NewWaitError(wait)
	}
	kept, isNew, err := s.store.SaveKit(ctx, row)
	if err != nil || !isNew { // somebody else has just saved it
		taken.CancelAt(now)
	}
	if err != nil {
		return Saved{}, false, err
	}
	saved, err = open(kept)
	return saved, isNew, err
}

// choose returns the kit for a profile.
func choose(ctx context.Context, from *serve.Compiled, p bank.Profile) (Kit, error) {
	if p.Asker != bank.Interviewer {
		return Kit{}, refused("A candidate's set cannot be saved: only an interviewer's kit says nothing about a person.")
	}
	p.Cares, p.AskedOf = nil, ""
	set, err := from.Choose(ctx, p)
	if err != nil {
		return Kit{}, err
	}
	if len(set.Items) == 0 {
		return Kit{}, refused("This kit has no questions, so there is nothing to save.")
	}
	return newKit(from, set), nil
}

func refused(message string) error {
	return &bank.Error{Code: bank.CodeInvalidRequest, Message: message, Faults: []bank.Fault{{Code: bank.FaultInconsistent, Detail: message, Nearest: []string{}}}}
}

// newRow returns a kit as it is stored on a day.
func newRow(k *Kit, now time.Time) (bank.SavedKit, error) {
	const day = 24 * time.Hour
	row := bank.SavedKit{ID: k.ID, Release: bank.ReleaseID(k.Release), Engine: k.Engine, OpenedOn: now.UTC().Truncate(day)}
	for i := range k.Items {
		q := &k.Items[i].Question
		row.Questions = append(row.Questions, bank.AskedQuestion{ID: q.ID, Version: q.Version})
	}
	text, err := canonical(k)
	if err != nil {
		return row, err
	}
	if len(text) > maxKit {
		return row, refused(fmt.Sprintf("This kit is larger than %d KiB.", maxKit>>10))
	}
	row.Document, err = compress(text)
	return row, err
}

func compress(text []byte) ([]byte, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(text)
	err = errors.Join(err, w.Close())
	return b.Bytes(), err
}

// open returns a kit as it was saved.
func open(row bank.SavedKit) (Saved, error) {
	r, err := gzip.NewReader(bytes.NewReader(row.Document))
	if err != nil {
		return Saved{}, fmt.Errorf("the kit %s is damaged: %w", row.ID, err)
	}
	text, err := io.ReadAll(io.LimitReader(r, maxKit+1))
	if err != nil {
		return Saved{}, fmt.Errorf("the kit %s is damaged: %w", row.ID, err)
	}
	return Saved{row.ID, text}, nil
}

// idForm is the form of the ID of a kit.
var idForm = regexp.MustCompile(`^kit-[0-9a-f]{24}$`)

// Find returns the kit with an ID, and notes that it was opened today. If there is none, the error has the code not_found.
func (s *Service) Find(ctx context.Context, id string) (Saved, error) {
	if !idForm.MatchString(id) {
		return Saved{}, &bank.Error{Code: bank.CodeNotFound, Message: "There is no kit with this ID."}
	}
	row, err := s.store.Kit(ctx, id)
	if err != nil {
		return Saved{}, err
	}
	if now := s.now(); row.OpenedOn.Before(now.UTC().Truncate(24 * time.Hour)) {
		s.touch(context.WithoutCancel(ctx), id, now)
	}
	return open(row)
}

// touch notes that a kit was opened. Nobody waits for that: if it fails, or one is noted at the moment, the next time will do.
func (s *Service) touch(ctx context.Context, id string, now time.Time) {
	select {
	case s.touching <- struct{}{}:
	default:
		return
	}
	s.touches.Go(func() {
		defer func() { <-s.touching }()
		ctx, done := context.WithTimeout(ctx, touchTimeout)
		defer done()
		_ = s.store.TouchKit(ctx, id, now)
	})
}

// Wait waits until it is noted which kits were opened.
func (s *Service) Wait() { s.touches.Wait() }
