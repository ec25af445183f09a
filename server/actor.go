package server

import (
	"context"

	"twoway/bank"
)

type actorKey struct{}

// WithActor returns a context that carries the actor of a request.
func WithActor(ctx context.Context, actor bank.Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// ActorOf returns the actor of a request, and reports whether there is one: only requests that must authenticate have it.
func ActorOf(ctx context.Context) (bank.Actor, bool) {
	actor, ok := ctx.Value(actorKey{}).(bank.Actor)
	return actor, ok
}
