package server

import (
	"context"

	"twoway/bank"
)

type actorKey struct{}

// WithActor returns a context that carries who acts.
func WithActor(ctx context.Context, actor bank.Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// ActorOf returns who acts. It is false in a request that did not have to say so.
func ActorOf(ctx context.Context) (bank.Actor, bool) {
	actor, ok := ctx.Value(actorKey{}).(bank.Actor)
	return actor, ok
}
