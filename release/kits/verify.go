package kits

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"twoway/bank"
	"twoway/internal/strictjson"
	"twoway/release/serve"
	"twoway/rules"
)

// Result is what came of a check.
type Result string

// The results of checks.
const (
	Passed    Result = "ok"
	Failed    Result = "FAILED"
	Unchecked Result = "not checked"
)

// Check is one check of a record: its name, what came of it, and a sentence about that.
type Check struct {
	Name   string
	Result Result
	Says   string
}

// maxRecord is the largest size of a record in bytes.
const maxRecord = 1 << 20

// Found is the release of a record: its content, and where it was found.
type Found struct {
	Content bank.Content
	Where   string
	Compile func() (*serve.Compiled, error)
}

// Find finds the release with a hash. If there is none, it returns nil, and why.
type Find func(ctx context.Context, release bank.ReleaseID) (found *Found, why string, err error)

// Verify checks a record, as Record.Text returned it or with other blanks: that nothing in it was changed, that its ID is that of its
// opening, and that the release has these questions and chooses them. A text that is no record is an error.
func Verify(ctx context.Context, text []byte, find Find) ([]Check, error) {
	r, sent, err := readRecord(text)
	if err != nil {
		return nil, err
	}
	checks := []Check{r.checkForm(sent), r.checkDigest(sent), r.checkID()}
	found, why, err := find(ctx, bank.ReleaseID(r.Release))
	if err != nil {
		return nil, err
	}
	if found == nil {
		return append(checks, Check{"release", Unchecked, why}, Check{"questions", Unchecked, "the release is needed for that"}, Check{"choice", Unchecked, "the release is needed for that"}), nil
	}
	checks = append(checks, Check{"release", Passed, "this is the hash of " + found.Where})
	return append(checks, r.checkQuestions(&found.Content), r.checkChoice(ctx, found)), nil
}

// readRecord reads a record, and returns it with what was sent, member by member.
func readRecord(text []byte) (r Record, sent map[string]any, err error) {
	if len(text) > maxRecord {
		return r, nil, fmt.Errorf("this is no record: it is larger than %d KiB", maxRecord>>10)
	}
	value, err := strictjson.Parse(text)
	if err != nil {
		return r, nil, fmt.Errorf("this is no record: %w", err)
	}
	sent, isObject := value.(map[string]any)
	if !isObject || sent["kit_id"] == nil || sent["digest"] == nil {
		return r, nil, fmt.Errorf("this is no record: it has no kit_id, or no digest")
	}
	if format, known := sent["format"].(json.Number); !known || format.String() != fmt.Sprint(formatVersion) {
		return r, nil, fmt.Errorf("this record has the format %v; this program reads format %d", sent["format"], formatVersion)
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return r, nil, fmt.Errorf("this is no record: %w", err)
	}
	return r, sent, nil
}

// checkForm checks that a record has what a record has, and nothing else.
func (r *Record) checkForm(sent map[string]any) Check {
	var theirs bytes.Buffer
	err := writeCanonical(&theirs, sent)
	ours, failed := canonical(r)
	if err != nil || failed != nil || !bytes.Equal(theirs.Bytes(), ours) {
		return Check{"form", Failed, "it has something that a record does not have, or lacks something"}
	}
	return Check{"form", Passed, fmt.Sprintf("it is a record of format %d", r.Format)}
}

func (r *Record) checkDigest(sent map[string]any) Check {
	rest := map[string]any{}
	for name, value := range sent {
		if name != "digest" {
			rest[name] = value
		}
	}
	var b bytes.Buffer
	if err := writeCanonical(&b, rest); err != nil || digestOf(b.Bytes()) != r.Digest {
		return Check{"digest", Failed, "the record was changed after it was made"}
	}
	return Check{"digest", Passed, "nothing in the record was changed after it was made"}
}

func (r *Record) checkID() Check {
	if id := rules.KitID(r.Release.Hash, r.Engine, r.Opening.profile()); id != r.ID {
		return Check{"kit_id", Failed, "another kit has this ID: that of this release, engine and opening is " + id}
	}
	return Check{"kit_id", Passed, "it is the ID of this release, engine and opening"}
}

// checkQuestions checks that a release has each question, with these words, and the names in the opening. Versions are not compared:
// they count what one installation has published, and the hash of a release leaves them out.
func (r *Record) checkQuestions(c *bank.Content) Check {
	p := r.Opening.profile()
	b := newBuilder(c, p.Role)
	if !equal(r.Opening, b.opening(p)) {
		return Check{"questions", Failed, "the opening has names that the release does not have"}
	}
	used := map[string]int{} // by requirement
	for i := range r.Questions {
		asked := &r.Questions[i]
		q := questionOf(c, asked.ID)
		if q == nil {
			return Check{"questions", Failed, fmt.Sprintf("the release has no question %q, which is in position %d", asked.ID, asked.Position)}
		}
		values := valuesFor(p, q.Requirement, used[q.Requirement])
		used[q.Requirement]++
		if len(values) > 0 {
			q = q.Filled(values)
		}
		want := b.question(q, values)
		if entry := (RecordedEntry{i + 1, want.ID, asked.Version, want.Text, want.Anchors != nil, want.Anchors}); !equal(*asked, entry) {
			return Check{"questions", Failed, fmt.Sprintf("question %d, %s, has other words or other anchors in the release", i+1, asked.ID)}
		}
	}
	return Check{"questions", Passed, fmt.Sprintf("the release has these %d questions, in these words", len(r.Questions))}
}

func questionOf(c *bank.Content, id string) *bank.Question {
	for i := range c.Questions {
		if c.Questions[i].ID == id {
			return &c.Questions[i]
		}
	}
	return nil
}

// valuesFor returns the facts that the question gets that is the nth on a requirement, from 0.
func valuesFor(p bank.Profile, requirement string, n int) map[string]string {
	for _, r := range p.Requirements {
		if r.ID != requirement {
			continue
		}
		if n == 0 {
			return r.Slots
		}
		n--
	}
	return nil
}

// checkChoice checks that the engine chooses these questions in this order.
func (r *Record) checkChoice(ctx context.Context, found *Found) Check {
	if r.Engine != rules.Version {
		return Check{"choice", Unchecked, fmt.Sprintf("the record is of engine %d, and this program has engine %d", r.Engine, rules.Version)}
	}
	compiled, err := found.Compile()
	if err != nil {
		return Check{"choice", Unchecked, "this program cannot serve the release"}
	}
	p := r.Opening.profile()
	p.Level = found.Content.Vocabulary.Level(p.Seniority)
	if !compiled.Knows(p) {
		return Check{"choice", Failed, "the opening has values that the release does not know"}
	}
	k, err := choose(ctx, compiled, p)
	if err != nil {
		return Check{"choice", Failed, "no kit can be chosen for this opening"}
	}
	k.Release.Number = r.Release.Number // another installation may have another
	again, err := k.Record()
	for i := range min(len(again.Questions), len(r.Questions)) {
		again.Questions[i].Version = r.Questions[i].Version // which may count differently there
	}
	again.Digest = r.Digest
	switch {
	case err != nil || !equal(*r, again):
		return Check{"choice", Failed, "the engine chooses other questions, or another order"}
	case len(r.Opening.Fixed) > 0:
		return Check{"choice", Passed, "these are the questions that somebody put into the kit by hand, in their order"}
	}
	return Check{"choice", Passed, "the engine chooses these questions in this order"}
}

// equal reports whether two values have the same JSON.
func equal(a, b any) bool {
	x, err := canonical(a)
	y, failed := canonical(b)
	return err == nil && failed == nil && bytes.Equal(x, y)
}
