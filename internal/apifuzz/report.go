package apifuzz

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Report says what a run has sent and what came back. It is safe for concurrent use.
type Report struct {
	base     string
	contract *contract
	mu       sync.Mutex
	counts   map[string]map[int]int // by operation and status; status 0 is no answer
	ends     map[string]bool        // operation, status, code and pointer template
	broken   map[string]int         // by breaker
	failures map[string]*failure    // by operation and class
}

// failure is a class of faults, with the smallest request that has one.
type failure struct {
	name, detail  string
	count         int
	probe         *probe
	isExpectation bool
}

func newReport(k *contract, base string) *Report {
	return &Report{
		base: base, contract: k, counts: map[string]map[int]int{}, ends: map[string]bool{}, broken: map[string]int{}, failures: map[string]*failure{},
	}
}

// record counts an answer and its faults.
func (r *Report) record(p *probe, a answer, v *verdict) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.counts[p.op.id] == nil {
		r.counts[p.op.id] = map[int]int{}
	}
	r.counts[p.op.id][a.status]++
	for _, name := range p.broken {
		r.broken[name]++
	}
	at := fmt.Sprint(p.op.id, " ", a.status, " ", v.code)
	r.ends[at] = true
	for _, pointer := range v.pointers {
		r.ends[at+" "+r.contract.template(pointer)] = true
	}
	for _, f := range v.faults {
		name := p.op.id + ": " + f.class
		if r.failures[name] == nil {
			r.failures[name] = &failure{name: name, isExpectation: f.isExpectation}
		}
		known := r.failures[name]
		if known.count++; known.probe == nil || len(p.body) < len(known.probe.body) {
			known.detail, known.probe = f.detail, p
		}
	}
}

// template returns a pointer with a star for every index and for every name that the contract does not have.
func (k *contract) template(pointer string) string {
	steps := strings.Split(pointer, "/")
	for i, step := range steps[min(1, len(steps)):] {
		if !k.names[step] {
			steps[i+1] = "*"
		}
	}
	return strings.Join(steps, "/")
}

// left returns the operations that have not yet succeeded.
func (r *Report) left() []*operation {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []*operation
	for _, o := range r.contract.operations {
		if !r.hasSucceeded(o) {
			list = append(list, o)
		}
	}
	return list
}

// hasSucceeded reports whether an operation did what it was asked, or began it.
func (r *Report) hasSucceeded(o *operation) bool {
	return r.counts[o.id][o.success()]+r.counts[o.id][http.StatusAccepted] > 0
}

// Requests returns how many requests were sent, without those that were repeated to shrink them.
func (r *Report) Requests() int {
	n := 0
	for _, statuses := range r.counts {
		for _, count := range statuses {
			n += count
		}
	}
	return n
}

// Unreached returns the IDs of the operations that never succeeded.
func (r *Report) Unreached() []string {
	var ids []string
	for _, o := range r.left() {
		ids = append(ids, o.id)
	}
	return ids
}

// Ends returns how many combinations of operation, status, code and pointer came back. In a pointer, indices and unknown names
// do not count.
func (r *Report) Ends() int { return len(r.ends) }

// Failures returns the classes of faults, each with a count, a detail, and a command that repeats a request with it.
func (r *Report) Failures() []string {
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(r.failures)) {
		f := r.failures[name]
		texts = append(texts, fmt.Sprintf("%s (%d times)\n  %s\n  broken: %s\n  %s", name, f.count, f.detail, strings.Join(f.probe.broken, ", "), f.probe.curl(r.base)))
	}
	return texts
}

// Write writes a table of the operations: how many requests, by status, and whether one succeeded; and then the failures.
func (r *Report) Write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "| operation | requests | 2xx | by status |\n| --- | ---: | --- | --- |\n")
	for _, o := range r.contract.operations {
		n, byStatus := 0, []string{}
		for _, status := range slices.Sorted(maps.Keys(r.counts[o.id])) {
			n += r.counts[o.id][status]
			byStatus = append(byStatus, fmt.Sprintf("%d: %d", status, r.counts[o.id][status]))
		}
		reached := "reached"
		if !r.hasSucceeded(o) {
			reached = "never"
		}
		fmt.Fprintf(&b, "| %s | %d | %s | %s |\n", o.id, n, reached, strings.Join(byStatus, ", "))
	}
	var kinds []string
	for _, name := range slices.SortedFunc(maps.Keys(r.broken), func(a, b string) int { return cmp.Or(r.broken[b]-r.broken[a], strings.Compare(a, b)) }) {
		kinds = append(kinds, fmt.Sprintf("%s %d", name, r.broken[name]))
	}
	fmt.Fprintf(&b, "\nBroken: %s.\n", strings.Join(kinds, ", "))
	fmt.Fprintf(&b, "%d requests, %d of %d operations succeeded, %d different ends (operation, status, code, pointer), %d failures.\n",
		r.Requests(), len(r.contract.operations)-len(r.left()), len(r.contract.operations), r.Ends(), len(r.failures))
	for _, text := range r.Failures() {
		b.WriteString("\n" + text + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
