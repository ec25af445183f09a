package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// loadRequests returns the requests that the load repeats.
func loadRequests() []string {
	return []string{
		`{"asker":"candidate","role":"nurse","seniority":"mid","stage":"hiring_manager","cares":["pay","growth"],"minutes":15}`,
		`{"asker":"candidate","role":"software engineer","minutes":15}`,
		`{"asker":"interviewer","role":"teacher","seniority":"senior","stage":"panel","minutes":40}`,
		`{"asker":"candidate","role":"shop assistant","cares":["hours"],"minutes":20}`,
		`{"asker":"interviewer","role":"driver","minutes":30}`,
	}
}

// load requests a few sets repeatedly from all replicas, and checks that each release always gives the same answers.
type load struct {
	mu        sync.Mutex
	answers   map[string]string // by hash of the release and request
	times     []time.Duration   // since the last call of latencies
	requested int
	err       error // the first one
	stop      chan struct{}
	group     sync.WaitGroup
}

func startLoad(programs []*program) *load {
	l := &load{answers: map[string]string{}, stop: make(chan struct{})}
	requests := loadRequests()
	for _, p := range programs {
		l.group.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-l.stop:
					return
				case <-time.After(5 * time.Millisecond):
				}
				l.request(p, requests[n%len(requests)])
			}
		})
	}
	return l
}

func (l *load) request(p *program, body string) {
	start := time.Now()
	a, err := p.ask(http.MethodPost, "/v1/question-sets", "", body)
	took := time.Since(start)
	if err == nil && a.status != http.StatusOK {
		err = fmt.Errorf("request of a set: got %s", a)
	}
	var hash, text string
	if err == nil {
		hash, text, err = canonical(a.body)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.requested++
	l.times = append(l.times, took)
	key := hash + body
	if before, found := l.answers[key]; err == nil && found && before != text {
		err = fmt.Errorf("release %s gives two answers to one request:\n%s\n%s", hash, before, text)
	}
	if err == nil {
		l.answers[key] = text
	} else if l.err == nil {
		l.err = err
	}
}

// canonical returns the hash of an answer's release, and the answer without the members that may differ: its tokens and the
// number of its release.
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

// latencies returns the response times since the last call, in ascending order.
func (l *load) latencies() []time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	times := l.times
	l.times = nil
	slices.Sort(times)
	return times
}

// end stops the load. It returns the number of requests and the first error.
func (l *load) end() (requested int, err error) {
	close(l.stop)
	l.group.Wait()
	return l.requested, l.err
}

func p99(sorted []time.Duration) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[len(sorted)*99/100]
}
