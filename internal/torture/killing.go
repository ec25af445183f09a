package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// known is what the database must hold: what was acknowledged last, and what may have been done without an answer.
type known struct {
	edit, tried       int // in the name of a rule
	release, mayBe    int // the newest
	imported, started int // how every question is to be asked
	refused           error
}

// isOpen tells whether something was begun that nobody has answered.
func (k *known) isOpen() bool {
	return k.tried != k.edit || k.mayBe != k.release || k.started != k.imported
}

const ownRule = "/v1/admin/rules/own-rule"

// ruleNamed is the rule of an admin, with a number in its name.
func ruleNamed(n int) string {
	return fmt.Sprintf(`{"id":"own-rule","asker":"candidate","name":"Edit %d","when":"profile.minutes > 5","pick":"","effect":{"kind":"boost","points":1},
		"because":"It is there for the torture.","cases":[{"applies":true,"profile":{"minutes":10}},{"applies":false,"profile":{"minutes":5}}]}`, n)
}

// killing kills programs with kill -9 while they edit, publish and import, starts them again, and looks.
func (t *torture) killing(database string) error {
	flags, _, err := t.database(database)
	if err != nil {
		return err
	}
	serving := append([]string{"--bank", t.path("small")}, flags...)
	p, err := t.serve(serving...)
	if err != nil {
		return err
	}
	if status, _, answer, err := p.ask(http.MethodPost, "/v1/admin/rules", "", ruleNamed(0)); err != nil || status != http.StatusCreated {
		return fmt.Errorf("create a rule: %d %s %w", status, answer, err)
	}
	k := &known{release: 1, mayBe: 1}
	bank := t.path("bank.jsonl")
	_ = os.Remove(bank)
	if _, err := t.command(nil, append([]string{"bank", "export", "--format", "jsonl", bank}, flags...)...); err != nil {
		return err
	}
	done := map[string]int{}
	for kills := 0; kills < t.kills; { // those that came too late do not count
		what := []string{"edit", "publish", "import"}[kills%3]
		switch what {
		case "edit":
			t.killWhile(p, func() bool { return t.edit(p, k) })
		case "publish":
			t.killWhile(p, func() bool { return t.edit(p, k) && t.publish(p, k) })
		case "import":
			err = t.killImport(bank, flags, k)
			p.kill()
		}
		if err = errors.Join(err, k.refused); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if k.isOpen() {
			kills++
			done[what]++
		}
		if p, err = t.serve(serving...); err != nil {
			return fmt.Errorf("after kill %d, during %s: %w", kills, what, err)
		}
		if err := t.look(p, k); err != nil {
			return fmt.Errorf("after kill %d, during %s: %w", kills, what, err)
		}
	}
	p.kill()
	t.count(fmt.Sprintf("%s: kill -9 amid %d edits, %d publishings, %d imports; whole after", database, done["edit"], done["publish"], done["import"]), t.kills)
	return nil
}

// killWhile goes on with something until the program is killed, at a random moment.
func (t *torture) killWhile(p *program, something func() bool) {
	moment := time.After(time.Duration(t.rng.IntN(400)) * time.Millisecond)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for something() {
		}
	}()
	<-moment
	p.kill()
	<-ended
}

// answered tells whether something was answered as it should be. Another answer is kept in refused.
func (k *known) answered(want, status int, answer []byte, err error) bool {
	if err == nil && status != want {
		k.refused = fmt.Errorf("%d instead of %d: %s", status, want, answer)
	}
	return err == nil && status == want
}

// edit renames the rule; false if that was not answered as it should be.
func (t *torture) edit(p *program, k *known) bool {
	_, header, _, err := p.ask(http.MethodGet, ownRule, "", "")
	if err != nil {
		return false
	}
	k.tried = k.edit + 1
	status, _, answer, err := p.ask(http.MethodPut, ownRule, header.Get("ETag"), ruleNamed(k.tried))
	if !k.answered(http.StatusOK, status, answer, err) {
		return false
	}
	k.edit = k.tried
	return true
}

// publish publishes the drafts; false if that was not answered as it should be.
func (t *torture) publish(p *program, k *known) bool {
	_, header, _, err := p.ask(http.MethodGet, "/v1/admin/releases", "", "")
	if err != nil {
		return false
	}
	k.mayBe = k.release + 1
	status, _, answer, err := p.ask(http.MethodPost, "/v1/admin/releases", header.Get("ETag"), `{"note":"torture"}`)
	if !k.answered(http.StatusCreated, status, answer, err) {
		return false
	}
	k.release = k.mayBe
	return true
}

// killImport changes every question at once, by a command that is killed at a random moment, or is quicker.
func (t *torture) killImport(bank string, flags []string, k *known) error {
	text, err := os.ReadFile(bank)
	if err != nil {
		return err
	}
	k.started = k.imported + 1
	text = regexp.MustCompile(`"how_to_ask":"[^"]*"`).ReplaceAll(text, fmt.Appendf(nil, `"how_to_ask":"Import %d."`, k.started))
	text = regexp.MustCompile(`"name":"Edit \d+"`).ReplaceAll(text, fmt.Appendf(nil, `"name":"Edit %d"`, k.edit))
	file := bank + ".next"
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return err
	}
	moment := time.After(time.Duration(30+t.rng.IntN(300)) * time.Millisecond)
	_, err = t.command(moment, append([]string{"bank", "import", "--write", file}, flags...)...)
	if err == nil {
		k.imported = k.started
	}
	if ended, ok := errors.AsType[*exec.ExitError](err); ok && ended.ExitCode() < 0 { // by a signal
		return nil
	}
	return err
}

// look finds either the old state or the new one, whole, and every write that was acknowledged.
func (t *torture) look(p *program, k *known) error {
	var rule struct{ Body struct{ Name string } }
	if _, err := p.read(ownRule, &rule); err != nil {
		return err
	}
	var edit int
	if _, err := fmt.Sscanf(rule.Body.Name, "Edit %d", &edit); err != nil || edit != k.edit && edit != k.tried {
		return fmt.Errorf("the rule is called %q; edit %d was acknowledged, %d may have been done", rule.Body.Name, k.edit, k.tried)
	}
	k.edit, k.tried = edit, edit
	var list struct {
		Revision int
		Releases []struct{ Number int }
	}
	if _, err := p.read("/v1/admin/releases", &list); err != nil {
		return err
	}
	newest := list.Releases[0].Number
	if newest != k.release && newest != k.mayBe || len(list.Releases) != newest {
		return fmt.Errorf("%d releases, the newest %d; %d was acknowledged, %d may have been published", len(list.Releases), newest, k.release, k.mayBe)
	}
	k.release, k.mayBe = newest, newest
	for n := range newest {
		var one struct{ Hash string }
		if _, err := p.read(fmt.Sprintf("/v1/admin/releases/%d", n+1), &one); err != nil { // which is held against its hash
			return err
		}
	}
	if err := t.lookAtQuestions(p, k); err != nil {
		return err
	}
	var audit struct{ Entries []struct{ Number int } }
	if _, err := p.read("/v1/admin/audit?limit=100", &audit); err != nil {
		return err
	}
	for i, e := range audit.Entries {
		if e.Number != list.Revision-i {
			return fmt.Errorf("the audit has entry %d where %d should be", e.Number, list.Revision-i)
		}
	}
	var ready struct{ Release struct{ Number int } }
	if _, err := p.read("/readyz", &ready); err != nil || ready.Release.Number != newest {
		return fmt.Errorf("release %d is in service, %w; %d is the newest", ready.Release.Number, err, newest)
	}
	return nil
}

// lookAtQuestions wants all of them to be of the same import.
func (t *torture) lookAtQuestions(p *program, k *known) error {
	seen := map[string]int{}
	for cursor := ""; ; {
		var page struct {
			Drafts []struct {
				Body struct {
					HowToAsk string `json:"how_to_ask"`
				}
			}
			NextCursor *string `json:"next_cursor"`
		}
		if _, err := p.read("/v1/admin/questions?limit=100"+cursor, &page); err != nil {
			return err
		}
		for _, d := range page.Drafts {
			seen[d.Body.HowToAsk]++
		}
		if page.NextCursor == nil {
			break
		}
		cursor = "&cursor=" + *page.NextCursor
	}
	if len(seen) != 1 {
		return fmt.Errorf("an import was done in part: %v", seen)
	}
	for how := range seen {
		if how == "Ask it evenly." && k.imported == 0 {
			return nil
		}
		for _, n := range []int{k.imported, k.started} {
			if strings.TrimSuffix(how, ".") == fmt.Sprintf("Import %d", n) {
				k.imported, k.started = n, n
				return nil
			}
		}
		return fmt.Errorf("questions are to be asked %q; import %d was acknowledged, %d may have been done", how, k.imported, k.started)
	}
	return nil
}
