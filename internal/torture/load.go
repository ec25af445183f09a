package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// requests are what the load asks for, in turn.
var requests = []string{
	`{"asker":"candidate","role":"nurse","seniority":"mid","stage":"hiring_manager","cares":["pay","growth"],"minutes":15}`,
	`{"asker":"candidate","role":"software engineer","minutes":15}`,
	`{"asker":"interviewer","role":"teacher","seniority":"senior","stage":"panel","minutes":40}`,
	`{"asker":"candidate","role":"shop assistant","cares":["hours"],"minutes":20}`,
	`{"asker":"interviewer","role":"driver","minutes":30}`,
}

// load asks replicas for a few sets again and again, and holds each answer against what the same release answered before.
type load struct {
	mu      sync.Mutex
	answers map[string]string // by hash of the release and number of the request
	took    []time.Duration   // since the last call of latencies
	asked   int
	err     error
	stop    chan struct{}
	group   sync.WaitGroup
}

func startLoad(programs []*program) *load {
	l := &load{answers: map[string]string{}, stop: make(chan struct{})}
	for _, p := range programs {
		l.group.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-l.stop:
					return
				case <-time.After(5 * time.Millisecond):
				}
				l.one(p, n%len(requests))
			}
		})
	}
	return l
}

func (l *load) one(p *program, which int) {
	begun := time.Now()
	status, _, answer, err := p.ask(http.MethodPost, "/v1/question-sets", "", requests[which])
	took := time.Since(begun)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("a set was answered with %d: %s", status, answer)
	}
	hash, text, parsed := canonical(answer)
	if err == nil {
		err = parsed
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked++
	l.took = append(l.took, took)
	key := fmt.Sprint(hash, which)
	if before, found := l.answers[key]; err == nil && found && before != text {
		err = fmt.Errorf("release %s answers with two sets:\n%s\n%s", hash, before, text)
	}
	if err == nil {
		l.answers[key] = text
	} else if l.err == nil {
		l.err = err
	}
}

// canonical is an answer without what may differ: its tokens, and the number of its release.
func canonical(answer []byte) (hash, text string, err error) {
	var members map[string]any
	if err := json.Unmarshal(answer, &members); err != nil {
		return "", "", err
	}
	release, ok := members["release"].(map[string]any)
	if !ok {
		return "", "", fmt.Errorf("no release in %s", answer)
	}
	hash = fmt.Sprint(release["hash"])
	delete(release, "number")
	delete(members, "token")
	delete(members, "next")
	canonical, err := json.Marshal(members)
	return hash, string(canonical), err
}

// latencies are those since the last call, ascending.
func (l *load) latencies() []time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	took := l.took
	l.took = nil
	slices.Sort(took)
	return took
}

func (l *load) end() (asked int, err error) {
	close(l.stop)
	l.group.Wait()
	return l.asked, l.err
}

func p99(sorted []time.Duration) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[len(sorted)*99/100]
}
