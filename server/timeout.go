//go:build !race

package server

import "time"

// DatabaseTimeout limits how long a request of somebody who edits the bank may take. All of those use the database.
const DatabaseTimeout = 20 * time.Second
