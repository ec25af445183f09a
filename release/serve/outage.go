package serve

import (
	"sync"
	"time"
)

// reminderInterval is the time between two log entries about one outage.
const reminderInterval = 5 * time.Minute

// outage logs something that may fail again and again: when it starts to fail, or fails in another way, every few minutes
// while it does, and when it works again. It is safe for concurrent use.
type outage struct {
	mu       sync.Mutex
	problem  string // "" if there is none
	failures int
	since    time.Time
	logged   time.Time
}

// logFunc logs a message with attributes, as the methods of slog.Logger do.
type logFunc func(message string, attributes ...any)

// failed records a failure. The problem is a sentence; err may be nil.
func (o *outage) failed(log logFunc, problem string, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	if o.problem == "" {
		o.failures, o.since = 0, now
	}
	o.failures++
	if o.problem == problem && now.Sub(o.logged) < reminderInterval {
		return
	}
	var attributes []any
	if err != nil {
		attributes = append(attributes, "error", err)
	}
	if o.failures > 1 {
		attributes = append(attributes, "failures", o.failures, "since", o.since.UTC().Format(time.RFC3339))
	}
	o.problem, o.logged = problem, now
	log(problem, attributes...)
}

// ended records that what failed works again, and logs that if it did fail.
func (o *outage) ended(log logFunc, message string, attributes ...any) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.problem == "" {
		return
	}
	log(message, append(attributes, "failures", o.failures, "after", time.Since(o.since).Round(time.Second))...)
	o.problem = ""
}
