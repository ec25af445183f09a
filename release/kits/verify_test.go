package kits_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/kits"
	"twoway/release/serve"
)

// recordOf returns the record of the kit for a request.
func recordOf(t *testing.T, req bank.Request, fixed ...bank.Fixed) kits.Record {
	t.Helper()
	p := read(t, shipped(), req)
	p.Fixed = fixed
	saved, _, err := kits.New(&testbank.Memory{}, testbank.Noon).Save(t.Context(), "", shipped(), p)
	if err != nil {
		t.Fatal(err)
	}
	k := kitOf(t, saved)
	r, err := k.Record()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func textOf(t *testing.T, r kits.Record) []byte {
	t.Helper()
	text, err := r.Text()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// inShipped finds the shipped bank.
func inShipped(_ context.Context, id bank.ReleaseID) (*kits.Found, string, error) {
	if id.Hash != shipped().Release.Hash {
		return nil, "it is another release", nil
	}
	return &kits.Found{Content: shipped().Content, Where: "the shipped bank", Compile: func() (*serve.Compiled, error) { return shipped(), nil }}, "", nil
}

// verify returns the results of the checks of a text, as in "digest FAILED, kit_id ok"; "unreadable" if it is no record.
func verify(t *testing.T, text []byte, find kits.Find) string {
	t.Helper()
	checks, err := kits.Verify(t.Context(), text, find)
	if err != nil {
		return "unreadable"
	}
	var all []string
	for _, c := range checks {
		if c.Says == "" {
			t.Errorf("%s says nothing", c.Name)
		}
		all = append(all, c.Name+" "+string(c.Result))
	}
	return strings.Join(all, ", ")
}

const allPassed = "form ok, digest ok, kit_id ok, release ok, questions ok, choice ok"

func TestVerify(t *testing.T) {
	t.Parallel()
	r := recordOf(t, opening())
	text := textOf(t, r)
	if got := verify(t, text, inShipped); got != allPassed {
		t.Errorf("%s", got)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, text, "", "  "); err != nil {
		t.Fatal(err)
	}
	if got := verify(t, indented.Bytes(), inShipped); got != allPassed {
		t.Errorf("with other blanks: %s", got)
	}
	elsewhere := func(context.Context, bank.ReleaseID) (*kits.Found, string, error) { return nil, "it is not here", nil }
	if got := verify(t, text, elsewhere); got != "form ok, digest ok, kit_id ok, release not checked, questions not checked, choice not checked" {
		t.Errorf("without the release: %s", got)
	}
	last := r.Questions[len(r.Questions)-1].ID
	edited := recordOf(t, opening(), bank.Fixed{ID: last, Pinned: true}, bank.Fixed{ID: r.Questions[0].ID})
	if got := verify(t, textOf(t, edited), inShipped); got != allPassed || len(edited.Questions) != 2 {
		t.Errorf("of an edited kit: %s", got)
	}
	for _, req := range []bank.Request{
		{Asker: bank.Interviewer, Minutes: 5},
		{Asker: bank.Interviewer, Role: "theatre nurse", Seniority: "lead", Minutes: 45, Seed: 9, Exclude: []string{last}},
		{Asker: bank.Interviewer, Role: "accountant", Stage: "skills", Minutes: 90, Count: 20, Competencies: []string{"month-end"}, Requirements: []bank.RequestedRequirement{{Said: "driving licence"}, {Said: "a forklift ticket"}}},
	} {
		if got := verify(t, textOf(t, recordOf(t, req)), inShipped); got != allPassed {
			t.Errorf("%+v: %s", req, got)
		}
	}
}

// TestVerifyTampered changes each value of a record in turn, removes each member and each item, and adds one: the digest fails. If whoever
// does that makes a new digest, another check fails, except for the number of the release and the versions of the questions, which another
// installation may count differently.
func TestVerifyTampered(t *testing.T) {
	t.Parallel()
	r := recordOf(t, opening(), bank.Fixed{ID: recordOf(t, opening()).Questions[1].ID, Pinned: true})
	var whole any
	if err := json.Unmarshal(textOf(t, r), &whole); err != nil {
		t.Fatal(err)
	}
	count := 0
	eachChange(whole, "", func(at string) {
		count++
		text, err := json.Marshal(whole)
		if err != nil {
			t.Fatal(err)
		}
		if got := verify(t, text, inShipped); got != "unreadable" && !strings.Contains(got, "digest FAILED") {
			t.Errorf("%s: %s", at, got)
		}
		if got := verify(t, withDigest(t, text), inShipped); got != "unreadable" && !strings.Contains(got, "FAILED") && !strings.HasPrefix(at, "/release/number") && !strings.Contains(at, "/version raised") && !strings.HasPrefix(at, "/digest") {
			t.Errorf("%s, with a new digest: %s", at, got)
		}
	})
	if count < 60 {
		t.Errorf("only %d changes", count)
	}
}

// withDigest returns a changed record with the digest that it should have then.
func withDigest(t *testing.T, text []byte) []byte {
	t.Helper()
	var members map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&members); err != nil {
		t.Fatal(err)
	}
	encoded := func() []byte {
		var b bytes.Buffer
		e := json.NewEncoder(&b) // which sorts members
		e.SetEscapeHTML(false)
		if err := e.Encode(members); err != nil {
			t.Fatal(err)
		}
		return bytes.TrimSpace(b.Bytes())
	}
	delete(members, "digest")
	sum := sha256.Sum256(encoded())
	members["digest"] = "sha256:" + hex.EncodeToString(sum[:])
	return encoded()
}

// eachChange calls do after each small change of a value, which it takes back then.
func eachChange(value any, at string, do func(at string)) {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			put := func(changed any, how string) { value[name] = changed; do(at + "/" + name + how); value[name] = member }
			changeLeaf(member, put)
			delete(value, name)
			do(at + "/" + name + " removed")
			value[name] = member
			eachChange(member, at+"/"+name, do)
		}
		value["more"] = "x"
		do(at + " with more")
		delete(value, "more")
	case []any:
		for i, item := range value {
			changeLeaf(item, func(changed any, how string) { value[i] = changed; do(fmt.Sprint(at, "/", i, how)); value[i] = item })
			eachChange(item, fmt.Sprint(at, "/", i), do)
		}
	}
}

func changeLeaf(leaf any, put func(changed any, how string)) {
	switch leaf := leaf.(type) {
	case string:
		put(leaf+"x", " longer")
		if leaf != "" {
			put(leaf[:len(leaf)-1], " shorter")
		}
	case float64:
		put(leaf+1, " raised")
	case bool:
		put(!leaf, " turned")
	case nil:
		put(map[string]any{"id": "nursing", "name": "Nursing"}, " said")
	case []any:
		if len(leaf) > 0 {
			put(leaf[1:], " without the first")
		}
	}
}

func TestVerifyUnreadable(t *testing.T) {
	t.Parallel()
	text := string(textOf(t, recordOf(t, opening())))
	for name, broken := range map[string]string{
		"nothing": "", "no JSON": text[:len(text)-1], "more after it": text + "{}", "a list": "[]", "another object": "{}",
		"a key twice":       strings.Replace(text, `{"digest"`, `{"engine":1,"digest"`, 1),
		"a later format":    strings.Replace(text, `"format":1`, `"format":2`, 1),
		"too large":         text + strings.Repeat(" ", 1<<20),
		"a text for number": strings.Replace(text, `"minutes":60`, `"minutes":"60"`, 1),
	} {
		if got := verify(t, []byte(broken), inShipped); got != "unreadable" {
			t.Errorf("%s: %s", name, got)
		}
	}
	for name, changed := range map[string]string{
		"another case":    strings.Replace(text, `"kit_id"`, `"Kit_id"`, 1),
		"an equal number": strings.Replace(text, `"minutes":60`, `"minutes":6e1`, 1),
	} {
		if got := verify(t, []byte(changed), inShipped); got != "unreadable" && !strings.Contains(got, "digest FAILED") {
			t.Errorf("%s: %s", name, got)
		}
	}
}
