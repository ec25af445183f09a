// Package apifuzz sends requests made from openapi.yaml, valid and broken, to a running program, and judges every answer by that
// document: no 5xx, only what is declared, and for a broken request a refusal that says where it is broken.
//
// Requests are made with a seeded generator, one after another, from the schemas and from what earlier answers contain. A
// generator of whole values that shrinks them by running the test again, such as rapid, does not fit: a bank that has been
// written to cannot be put back to where it was for each attempt.
package apifuzz

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"sync"
)

// Options say what to send, and where to.
type Options struct {
	// Base is the URL of the program, without a slash at the end.
	Base string
	// Token is the admin token.
	Token string
	// Document is the text of openapi.yaml.
	Document []byte
	// Sequential is how many requests are sent one after another: the same ones for the same seed.
	Sequential int
	// Concurrent is how many requests are then sent by several clients at once.
	Concurrent int
	// Clients is how many clients those are.
	Clients int
	// Seed selects the requests.
	Seed uint64
}

// Run sends the requests and returns what came back. An error means that the run could not be made; faults of the program are in
// the report.
func Run(ctx context.Context, o Options) (*Report, error) {
	k, err := readContract(ctx, o.Document)
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	base, err := url.Parse(o.Base)
	if err != nil {
		return nil, err
	}
	shared, report := newKnown(), newReport(k, o.Base)
	first := newWorker(0, o, k, shared, report, base.Host)
	first.isAlone = true
	first.readBank()
	first.plan = append(first.plan, func() *probe { first.firstRelease(); return nil })
	if err := first.run(ctx, o.Sequential); err != nil {
		return report, err
	}
	var wait sync.WaitGroup
	errs := make([]error, o.Clients)
	for i := range o.Clients {
		w := newWorker(i+1, o, k, shared, report, base.Host)
		wait.Go(func() { errs[i] = w.run(ctx, o.Concurrent/o.Clients) })
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return report, err
		}
	}
	report.shrink(ctx, first)
	return report, nil
}

// worker sends requests through one client.
type worker struct {
	maker

	contract *contract
	report   *Report
	client   client
	plan     []func() *probe // what to send next; a nil probe is left out
	cleanAll bool            // since the last attempt to publish failed
	isAlone  bool            // no other worker writes
}

func newWorker(number int, o Options, k *contract, shared *known, report *Report, host string) *worker { //nolint:revive // one of each
	rng := rand.New(rand.NewPCG(o.Seed, uint64(number))) //nolint:gosec // repeatable on purpose
	return &worker{
		maker:    maker{rng: rng, known: shared, token: o.Token, name: fmt.Sprint(ownPrefix, number)},
		contract: k, report: report, client: client{host: host},
	}
}

// run sends n requests.
func (w *worker) run(ctx context.Context, n int) error {
	defer w.client.close()
	for range n {
		if err := ctx.Err(); err != nil {
			return err
		}
		w.exchange(ctx, w.next())
	}
	return nil
}

// tellsProgress are the operations whose answer may change at any moment.
//
//nolint:gochecknoglobals // a constant table
var tellsProgress = map[string]bool{"getReadiness": true, "getUnchosen": true}

// exchange sends a request, judges the answer and learns from it.
func (w *worker) exchange(ctx context.Context, p *probe) {
	a, err := w.client.send(ctx, &p.request)
	if err != nil {
		v := &verdict{}
		if !p.below {
			v.add("no answer", "%v", err)
		}
		w.report.record(p, a, v)
		return
	}
	v := w.contract.judge(p, a)
	if p.method == "HEAD" && w.isAlone && len(v.faults) == 0 {
		again := *p
		again.method = "GET"
		if get, err := w.client.send(ctx, &again.request); err == nil {
			if difference := sameButBody(a, get); difference != "" && !tellsProgress[p.op.id] {
				v.add("HEAD is not like GET", "%s", difference)
			}
		}
	}
	w.report.record(p, a, v)
	w.known.learn(p, a, v.value)
	if v.code == "invalid_content" && !w.cleanAll {
		w.cleanAll = true
		w.planRelease()
	}
	if p.op.id == "publishRelease" && a.status == 201 {
		w.cleanAll = false
	}
}

// next returns the next request: of the plan, of an operation that has not yet succeeded, or any, every second one broken.
func (w *worker) next() *probe {
	for len(w.plan) > 0 {
		make := w.plan[0]
		w.plan = w.plan[1:]
		if p := make(); p != nil {
			return p
		}
	}
	if w.chance(50) {
		return w.broken()
	}
	o := w.weighted()
	if left := w.report.left(); len(left) > 0 && w.chance(30) {
		o = oneOf(&w.maker, left...)
	}
	w.planFor(o)
	if len(w.plan) > 0 {
		return w.next()
	}
	return w.valid(o)
}

// broken returns a request that is broken in one way or, rarely, in two.
func (w *worker) broken() *probe {
	all := breakers()
	for {
		b, p := oneOf(&w.maker, all...), (*probe)(nil)
		for range 30 { // until it is a request that can be broken in this way
			p = w.valid(oneOf(&w.maker, w.contract.operations...))
			if b.apply(&w.maker, p) {
				p.broken = []string{b.name}
				break
			}
			p = nil
		}
		if p == nil {
			continue
		}
		if c := oneOf(&w.maker, all...); w.chance(10) && len(p.body) > 0 {
			if twice := p.copy(); c.apply(&w.maker, twice) {
				twice.broken, twice.want, twice.below = []string{b.name, c.name}, nil, p.below || twice.below
				return twice
			}
		}
		return p
	}
}

// copy returns a probe that can be broken without changing the original.
func (p *probe) copy() *probe {
	c := *p
	c.request = p.clone()
	return &c
}

// weighted returns an operation, rarely one that is slow.
func (w *worker) weighted() *operation {
	weight := map[string]int{
		"publishRelease": 3, "rollBackRelease": 3, "checkRelease": 1, "getCoverage": 2, "getUnchosen": 1, "createSchedule": 2, "compareSets": 2, "createApproval": 2, "cancelSchedule": 2, "listApprovals": 3, "getRelease": 10, "getDiff": 5, "getContract": 10, "getDocs": 10, "getHealth": 10,
		"getVocabulary": 20, "createQuestionSet": 200, "createQuestionSets": 30, "createAgenda": 100, "getQuestionSet": 150,
	}
	total := 0
	of := func(o *operation) int {
		if n, ok := weight[o.id]; ok {
			return n
		}
		return 60
	}
	for _, o := range w.contract.operations {
		total += of(o)
	}
	at := w.rng.IntN(total)
	for _, o := range w.contract.operations {
		if at -= of(o); at < 0 {
			return o
		}
	}
	return nil
}
