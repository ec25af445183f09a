package server_test

import (
	"testing"

	"twoway/bank"
	"twoway/server"
)

func TestActor(t *testing.T) {
	if actor, ok := server.ActorOf(t.Context()); ok {
		t.Errorf("a context without an actor returns %+v", actor)
	}
	if actor, ok := server.ActorOf(server.WithActor(t.Context(), bank.Admin())); !ok || actor != bank.Admin() {
		t.Errorf("got %+v, %t, want the admin", actor, ok)
	}
}
