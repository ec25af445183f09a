package serve

import (
	"context"
	"time"

	"twoway/bank"
)

// reportInterval is the time between reports of a replica while nothing changes.
const reportInterval = 10 * time.Second

// ReplicaStore stores the reports of the copies of the program. Its errors have the codes of package store.
type ReplicaStore interface {
	// Newest returns the ID of the newest release; number 0 if there is none.
	Newest(ctx context.Context) (bank.ReleaseID, error)
	// Report records what a replica serves.
	Report(ctx context.Context, r bank.Replica) error
	// Replicas returns the replicas that reported within a day, sorted by name.
	Replicas(ctx context.Context) ([]bank.Replica, error)
}

// Replicas reports what this copy of the program serves, and lists what all copies report.
type Replicas struct {
	store    ReplicaStore
	now      func() time.Time
	name     string // of this copy
	reported bank.Replica
}

// NewReplicas returns the reports in a store, to which this copy of the program adds its own under a name. A copy without a
// name does not report.
func NewReplicas(store ReplicaStore, now func() time.Time, name string) *Replicas {
	return &Replicas{store: store, now: now, name: name}
}

// List returns the copies of the program that reported within a day, sorted by name, and the number of the newest release,
// which they should serve.
func (r *Replicas) List(ctx context.Context) (list []bank.Replica, newest int, err error) {
	id, err := r.store.Newest(ctx)
	if err != nil {
		return nil, 0, err
	}
	list, err = r.store.Replicas(ctx)
	return list, id.Number, err
}

// report reports what this copy serves if that has changed, or if reportInterval has passed. Only Follow calls it.
func (r *Replicas) report(ctx context.Context, release bank.ReleaseID, status Status) error {
	if r == nil || r.name == "" {
		return nil
	}
	state := bank.Replica{Name: r.name, Release: release, Problem: status.Problem, Failures: status.Failures, SeenAt: r.reported.SeenAt}
	at := r.now()
	if state == r.reported && at.Sub(state.SeenAt) < reportInterval {
		return nil
	}
	state.SeenAt = at
	queryCtx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err := r.store.Report(queryCtx, state)
	if err == nil {
		r.reported = state
	}
	return err
}
