package server_test

import (
	"testing"

	"twoway/bank"
	"twoway/server"
)

func TestActor(t *testing.T) {
	if actor, ok := server.ActorOf(t.Context()); ok {
		t.Errorf("nobody is %+v", actor)
	}
	if actor, ok := server.ActorOf(server.WithActor(t.Context(), bank.Admin())); !ok || actor != bank.Admin() {
		t.Errorf("the admin is %+v, %v", actor, ok)
	}
}
