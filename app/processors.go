package app

import "runtime"

// useProcessors lets one thread more run Go code than there are processors, unless the environment says how many. What computes leaves one
// free to whatever arrives meanwhile (see server.Limits): the runtime looks for new requests only every ten milliseconds while all are
// busy. With one more, all processors compute and the system still lets short requests go first.
func useProcessors(getenv func(string) string) {
	if getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1)
	}
}
