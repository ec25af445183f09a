package app_test

import (
	"strings"
	"testing"

	"twoway/internal/programtest"
)

// TestEnvironment reads flags from variables. An argument overrides its variable; an empty variable counts as not set.
func TestEnvironment(t *testing.T) {
	for name, tt := range map[string]struct {
		environment map[string]string
		args        []string
		want        string
	}{
		"variable":        {map[string]string{"TWOWAY_DATABASE_URL": "mysql://x"}, nil, "must start with postgres://"},
		"empty variable":  {map[string]string{"TWOWAY_DATABASE_URL": "", "TWOWAY_LISTEN": "nowhere:x"}, nil, "cannot listen on nowhere:x"},
		"argument wins":   {map[string]string{"TWOWAY_LISTEN": "nowhere:x"}, []string{"--listen", "elsewhere:y"}, "cannot listen on elsewhere:y"},
		"unknown flag":    {nil, []string{"--colour"}, "unknown flag --colour"},
		"unknown command": {nil, []string{"sing"}, "unexpected argument sing"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := programtest.RunWithEnv(t, func(name string) string { return tt.environment[name] }, "", tt.args...)
			if !strings.Contains(programtest.ErrorText(err), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
