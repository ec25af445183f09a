//go:build race

package server

import "time"

// DatabaseTimeout limits how long a request of somebody who edits the bank may take. The race detector makes everything take ten times as
// long.
const DatabaseTimeout = 200 * time.Second
