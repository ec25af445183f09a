package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"time"
)

// killTest kills programs while they write to one database.
type killTest struct {
	*torture
	flags   []string // for the database
	export  string   // the exported bank, in JSON Lines
	program *program
	state   state
}

// testKills kills programs with SIGKILL while they edit, publish and import, restarts them, and verifies the database. Kills
// after the write was acknowledged do not count.
func (t *torture) testKills(database string) error {
	flags, _, err := t.newDatabase(database)
	if err != nil {
		return err
	}
	k := &killTest{torture: t, flags: flags, export: t.path("bank.jsonl"), state: state{release: 1, triedRelease: 1}}
	if err := k.start(); err != nil {
		return err
	}
	defer func() { k.program.kill() }()
	if err := k.program.createRule(); err != nil {
		return err
	}
	_ = os.Remove(k.export) // of the previous database
	if err := t.command(nil, append([]string{"bank", "export", "--format", "jsonl", k.export}, flags...)...); err != nil {
		return err
	}
	done := map[string]int{}
	for kills := 0; kills < t.kills; {
		action := []string{"edit", "publish", "import"}[kills%3]
		counts, err := k.round(action)
		if err != nil {
			return fmt.Errorf("after %d kills, during %s: %w", kills, action, err)
		}
		if counts {
			kills++
			done[action]++
		}
	}
	t.printCount(fmt.Sprintf("%s: kill -9 during %d edits, %d publishes, %d imports; consistent after",
		database, done["edit"], done["publish"], done["import"]), t.kills)
	return nil
}

// start starts the program on the small bank.
func (k *killTest) start() error {
	p, err := k.serve(append([]string{"--bank", k.path("small")}, k.flags...)...)
	if err == nil {
		k.program = p
	}
	return err
}

// round kills the program during an action, restarts it and verifies the database. It reports whether the kill interrupted
// the action.
func (k *killTest) round(action string) (interrupted bool, err error) {
	switch action {
	case "edit":
		k.killWhile(func() error { return k.program.edit(&k.state) })
	case "publish":
		k.killWhile(func() error { return k.program.publishEdit(&k.state) })
	case "import":
		err = k.killImport()
		k.program.kill()
	}
	if err = errors.Join(err, k.state.refused); err != nil {
		return false, err
	}
	interrupted = k.state.isPending()
	if err := k.start(); err != nil {
		return false, err
	}
	return interrupted, k.state.verify(k.program)
}

// killWhile repeats an action until it fails because the program is killed, at a random moment.
func (k *killTest) killWhile(action func() error) {
	moment := time.After(time.Duration(k.rng.IntN(400)) * time.Millisecond)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for action() == nil {
		}
	}()
	<-moment
	k.program.kill()
	<-ended
}

// killImport changes every question with an import that is killed at a random moment, unless it is faster.
func (k *killTest) killImport() error {
	text, err := os.ReadFile(k.export)
	if err != nil {
		return err
	}
	k.state.triedImport = k.state.imported + 1
	text = regexp.MustCompile(`"how_to_ask":"[^"]*"`).ReplaceAll(text, fmt.Appendf(nil, `"how_to_ask":"Import %d."`, k.state.triedImport))
	text = regexp.MustCompile(`"name":"Edit \d+"`).ReplaceAll(text, fmt.Appendf(nil, `"name":"Edit %d"`, k.state.edit))
	file := k.export + ".next"
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return err
	}
	moment := time.After(time.Duration(30+k.rng.IntN(300)) * time.Millisecond)
	err = k.command(moment, append([]string{"bank", "import", "--write", "--overwrite", file}, k.flags...)...)
	if err == nil {
		k.state.imported = k.state.triedImport
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() < 0 { // killed
		return nil
	}
	return err
}
