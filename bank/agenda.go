package bank

// Bounds of the candidate's share: the percentage of the time that is guaranteed to the candidate's questions.
const (
	MinCandidateShare     = 20
	MaxCandidateShare     = 60
	DefaultCandidateShare = 40
)

// Agenda is the plan of one meeting for both sides: what the interviewer asks and rates, and what the candidate asks. The
// minutes of its blocks add up to Profile.Minutes. Both sides may see all of it: it discloses nothing about the candidate,
// and its scored block is the same kit for everyone who applies for the job.
type Agenda struct {
	Release        ReleaseID
	Engine         int     // version of the rule engine
	Profile        Profile // without an asker; Minutes is the length of the meeting
	CandidateShare int     // minimum percentage of the time for the candidate
	Understood     []Understood
	Unrecognised   []Unrecognised
	Blocks         []Block     // in the order of the meeting
	DropFirst      []string    // question IDs, in the order in which to drop them when time runs out
	Talking        Talking     // each side's share of the talking
	Shortfall      []Shortfall // demands of either side that could not be met
	KitID          string      // of the scored block
}

// BlockKind is the kind of a block.
type BlockKind string

// The blocks of an agenda, in their order.
const (
	OpeningBlock   BlockKind = "opening"
	ScoredBlock    BlockKind = "scored"    // the interviewer asks and rates the answers
	CandidateBlock BlockKind = "candidate" // the candidate asks
	ClosingBlock   BlockKind = "closing"
)

// Block is a part of a meeting. A block of 0 minutes is empty.
type Block struct {
	Kind        BlockKind
	Begins      int    // minutes after the start of the meeting
	Minutes     int    // reserved; in a scored block, the sum of its items
	Purpose     string // one sentence on what it is for
	Items       []AgendaItem
	Certificate Certificate // of a scored or candidate block
}

// Priority says what to keep when time is short.
type Priority string

// The priorities of items.
const (
	Must   Priority = "must"   // always kept
	Should Priority = "should" // kept if possible
	Spare  Priority = "spare"  // dropped first
)

// AgendaItem is a question in an agenda.
type AgendaItem struct {
	Item
	Priority Priority
}

// Talking is each side's share of the talking, in percent; the two add up to 100. It is an estimate: whoever answers is
// assumed to speak for three quarters of a question's time.
type Talking struct {
	Candidate   int
	Interviewer int
}
