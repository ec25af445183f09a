package bank

// Actor is who makes a change. Every write names one; audit entries and releases record its name.
type Actor struct {
	Kind ActorKind
	ID   string // of the person or the key, the same for as long as it exists; "" for other kinds
	Name string // as shown in the audit
}

// IsSame reports whether two actors are one: the same person or key or, of the other kinds, anyone of the same kind.
func (a Actor) IsSame(other Actor) bool { return a.Kind == other.Kind && a.ID == other.ID }

// ActorKind is the way in which an actor was identified.
type ActorKind string

// The kinds of actors.
const (
	ActorProgram     ActorKind = "program"      // the program itself, at startup
	ActorCommandLine ActorKind = "command_line" // anyone who can run commands on the machine
	ActorAdminToken  ActorKind = "admin_token"  // anyone who sends the admin token
	ActorPerson      ActorKind = "person"       // somebody who has logged in
	ActorKey         ActorKind = "key"          // a program that sends an API key
)

// Program returns the actor for changes that the program makes on its own.
func Program() Actor { return Actor{Kind: ActorProgram, Name: "twoway"} }

// CommandLine returns the actor for changes made by a command.
func CommandLine() Actor { return Actor{Kind: ActorCommandLine, Name: "command line"} }

// Admin returns the actor for requests with the admin token.
func Admin() Actor { return Actor{Kind: ActorAdminToken, Name: "admin"} }
