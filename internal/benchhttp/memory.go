package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"time"
)

// command runs a command of the program to its end.
func (b *bench) command(args ...string) error {
	if out, err := exec.CommandContext(b.ctx, b.binary, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w: %s", args, err, out)
	}
	return nil
}

// measureStart measures the time from the start of the program, with a data folder, to its first set.
func (b *bench) measureStart() error {
	p, err := b.start("shipped") // creates the folder
	if err != nil {
		return err
	}
	p.stop()
	const starts = 5
	var times []float64
	for range starts {
		from := time.Now()
		p, err := b.start("shipped")
		if err != nil {
			return err
		}
		_, err = p.ask(b.ctx, http.MethodPost, "/v1/question-sets", one, nil)
		times = append(times, time.Since(from).Seconds()*1000)
		p.stop()
		if err != nil {
			return err
		}
	}
	b.row("start with a data folder, to the first set", atMost{300, 150}, median(times), "ms")
	return nil
}

// measureRest measures the memory of the program at rest: after one set, and a while for it to settle.
func (b *bench) measureRest(p *product) error {
	if _, err := p.ask(b.ctx, http.MethodPost, "/v1/question-sets", one, nil); err != nil {
		return err
	}
	time.Sleep(10 * time.Second)
	memory, err := p.memory()
	if err == nil {
		b.row("resident memory at rest", atMost{60, 45}, memory, "MB")
	}
	return err
}

// measureMemory measures the memory after many sets, and after a check and a publication.
func (b *bench) measureMemory(p *product, frequent load) error {
	fresh, err := b.start("memory")
	if err != nil {
		return err
	}
	defer fresh.stop()
	const first = 100_000
	served := 0
	serveUntil := func(sets int) (float64, error) {
		for served < sets {
			m, err := run(fresh.address, frequent, time.Second, 0)
			if err != nil {
				return 0, err
			}
			served += m.requests
		}
		return fresh.memory()
	}
	after, err := serveUntil(first)
	if err != nil {
		return err
	}
	b.row("resident memory after 100 000 sets", atMost{120, 100}, after, "MB")
	if b.sets > first {
		last, err := serveUntil(b.sets)
		if err != nil {
			return err
		}
		b.row(fmt.Sprintf("resident memory after %d sets, against that", b.sets), atMost{1.10, 1.05}, last/after, "")
	}
	took, err := edit(b, p)
	if err != nil {
		return err
	}
	b.note("a check and a publication over the API", took.Seconds()*1000, "ms")
	time.Sleep(5 * time.Second)
	memory, err := p.memory()
	if err == nil {
		b.row("resident memory after a check and a publication", atMost{130, 110}, memory, "MB")
	}
	return err
}

// edit creates a rule, checks the drafts and publishes them.
func edit(b *bench, p *product) (time.Duration, error) {
	rule, err := json.Marshal(map[string]any{
		"id": "bench-rule", "asker": "candidate", "name": "A rule of the benchmark", "because": "The benchmark made it.", "when": `profile.stage == "panel"`,
		"pick": `question.depth == 1`, "effect": map[string]any{"kind": "boost", "points": 1},
		"cases": []any{
			map[string]any{"profile": map[string]string{"stage": "panel"}, "applies": true},
			map[string]any{"profile": map[string]string{"stage": "offer"}, "applies": false},
		},
	})
	if err != nil {
		return 0, err
	}
	if _, err := p.ask(b.ctx, http.MethodPost, "/v1/admin/rules", string(rule), nil); err != nil {
		return 0, err
	}
	from := time.Now()
	if _, err := p.ask(b.ctx, http.MethodPost, "/v1/admin/releases/check", "", nil); err != nil {
		return 0, err
	}
	_, err = p.ask(b.ctx, http.MethodPost, "/v1/admin/releases", `{"note":"benchmark"}`, nil)
	return time.Since(from), err
}

// atRoot returns a request for the path / instead of its own.
func atRoot(request []byte) []byte {
	_, rest, _ := strings.Cut(string(request), " HTTP/1.1")
	return []byte("POST / HTTP/1.1" + rest)
}
