package api

// What the external tests of this package check apart from the router.
var (
	NewAcceptor  = newAcceptor
	SchemaFaults = schemaFaults
	BestEncoding = bestEncoding
	Unchosen     = unchosen
)

// Acceptor is the type of what NewAcceptor returns.
type Acceptor = acceptor
