package bank

// Bounds of an agenda: the percentage of the time that is guaranteed to the candidate's questions.
const (
	MinCandidateShare     = 20
	MaxCandidateShare     = 60
	DefaultCandidateShare = 40
)

// Agenda is one meeting in one time box, for both sides: what the interviewer asks and rates, and what the candidate asks.
// The minutes of its blocks add up to Profile.Minutes. Both sides may see all of it: it holds nothing that discloses
// something about the candidate, and its scored block is the kit that everybody gets who applies for the job.
type Agenda struct {
	Release        ReleaseID
	Engine         int     // version of the engine that chose
	Profile        Profile // of no asker; Minutes is the whole time
	CandidateShare int     // percent of the time that is the candidate's at least
	Unrecognised   []Unrecognised
	Blocks         []Block     // in the order of the meeting
	DropFirst      []string    // ids of questions, that to drop first when late at the beginning
	Talking        Talking     // who will speak how much of the time
	Shortfall      []Shortfall // demands of either side that could not be met
	KitID          string      // of the scored block
}

// BlockKind names a part of a meeting.
type BlockKind string

// The blocks of an agenda, in their order.
const (
	OpeningBlock   BlockKind = "opening"
	ScoredBlock    BlockKind = "scored"    // the interviewer asks, and rates the answers
	CandidateBlock BlockKind = "candidate" // the candidate asks
	ClosingBlock   BlockKind = "closing"
)

// Block is a part of a meeting. One of no minutes has nothing in it.
type Block struct {
	Kind        BlockKind
	Begins      int    // minutes after the beginning
	Minutes     int    // set aside; of a scored block, just those of its items
	Purpose     string // a sentence on what it is for
	Items       []AgendaItem
	Certificate Certificate // of a scored or a candidate's block
}

// Priority tells what to keep when there is less time than was meant.
type Priority string

// The priorities of items.
const (
	Must   Priority = "must"   // kept whatever happens
	Should Priority = "should" // kept if it can be
	Spare  Priority = "spare"  // dropped first
)

// AgendaItem is a question of an agenda.
type AgendaItem struct {
	Item
	Priority Priority
}

// Talking is each side's share of the talking, in percent that add up to 100. It is an estimate: whoever answers speaks
// for three quarters of a question's time.
type Talking struct {
	Candidate   int
	Interviewer int
}
