package serve

import (
	"context"
	"time"

	"twoway/bank"
)

// reportEvery is how often a replica reports when nothing has changed.
const reportEvery = 10 * time.Second

// ReplicaStore is where the copies of the program report what they serve. Its errors are those of package store.
type ReplicaStore interface {
	// Newest names the newest release; number 0 if there is none.
	Newest(ctx context.Context) (bank.ReleaseID, error)
	// Report records what a replica serves.
	Report(ctx context.Context, r bank.Replica) error
	// Replicas returns those heard of within a day, by name.
	Replicas(ctx context.Context) ([]bank.Replica, error)
}

// Replicas reports what this copy of the program serves, and lists what all copies report.
type Replicas struct {
	store    ReplicaStore
	now      func() time.Time
	name     string // of this copy
	reported bank.Replica
}

// NewReplicas returns the reports in a store, to which this copy of the program adds its own under a name. A copy without
// a name only lists.
func NewReplicas(store ReplicaStore, now func() time.Time, name string) *Replicas {
	return &Replicas{store: store, now: now, name: name}
}

// List returns the copies of the program that were heard of within a day, by name, and the number of the newest release,
// which they should serve.
func (r *Replicas) List(ctx context.Context) (list []bank.Replica, newest int, err error) {
	id, err := r.store.Newest(ctx)
	if err != nil {
		return nil, 0, err
	}
	list, err = r.store.Replicas(ctx)
	return list, id.Number, err
}

// report records what this copy serves, when that has changed, and every now and then. An error is not counted: it means
// that the database does not answer, which following it finds as well. Only Follow calls it.
func (r *Replicas) report(ctx context.Context, release bank.ReleaseID, status Status) {
	if r == nil || r.name == "" {
		return
	}
	state := bank.Replica{Name: r.name, Release: release, Problem: status.Problem, Failures: status.Failures, SeenAt: r.reported.SeenAt}
	at := r.now()
	if state == r.reported && at.Sub(state.SeenAt) < reportEvery {
		return
	}
	state.SeenAt = at
	ask, done := context.WithTimeout(ctx, askTimeout)
	defer done()
	if err := r.store.Report(ask, state); err == nil {
		r.reported = state
	}
}
