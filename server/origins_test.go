package server_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/server"
)

func TestOrigins(t *testing.T) {
	for text, want := range map[string]server.Origins{
		"*": {"*"}, " * ": {"*"}, "none": nil, "https://app.example": {"https://app.example"}, "capacitor://localhost": {"capacitor://localhost"},
		"https://App.Example:8443, http://localhost:3000": {"https://app.example:8443", "http://localhost:3000"},
	} {
		var got server.Origins
		if err := got.UnmarshalText([]byte(text)); err != nil || !cmp.Equal(got, want) || got.IsAll() != (len(want) == 1 && want[0] == "*") {
			t.Errorf("%q is %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "app.example", "https://app.example/", "https://app.example/x", "https://*.example", "https://a.example,", "*, https://a.example",
		"https://u@a.example", "https://a.example?x", "null", "https://", "none,https://a.example",
	} {
		var got server.Origins
		if err := got.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is accepted as %q", text, got)
		}
	}
}
