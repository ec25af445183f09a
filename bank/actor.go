package bank

// Actor is who does something to the bank: every write names one, and the audit and the releases record its name.
type Actor struct {
	Kind ActorKind
	Name string // as people read it in the audit
}

// ActorKind names how an actor was identified.
type ActorKind string

// The kinds of actors.
const (
	ActorProgram     ActorKind = "program"      // the program itself, at its start
	ActorCommandLine ActorKind = "command_line" // whoever may run commands on the machine
	ActorAdminToken  ActorKind = "admin_token"  // whoever sends the admin token
)

// Program returns the actor for what the program does by itself.
func Program() Actor { return Actor{Kind: ActorProgram, Name: "twoway"} }

// CommandLine returns the actor for what is done by a command.
func CommandLine() Actor { return Actor{Kind: ActorCommandLine, Name: "command line"} }

// Admin returns the actor for requests with the admin token.
func Admin() Actor { return Actor{Kind: ActorAdminToken, Name: "admin"} }
