package bank

import "time"

// ScheduleStatus says what has become of a schedule.
type ScheduleStatus string

// The statuses of a schedule.
const (
	SchedulePlanned   ScheduleStatus = "planned"
	SchedulePublished ScheduleStatus = "published"
	ScheduleFailed    ScheduleStatus = "failed" // until somebody has seen it and cancels it
	ScheduleCancelled ScheduleStatus = "cancelled"
)

// Schedule is a publication at a time, of exactly the content that was reviewed.
type Schedule struct {
	ID        int // the number of its first audit entry; 0 until it is written
	PublishAt time.Time
	Hash      string   // of the content to publish
	Only      []PartID // nil for all drafts
	Rules     bool     // it is for rules that come into force or end; such a schedule is written only if that fails
	Note      string
	By        Actor
	CreatedAt time.Time
	Status    ScheduleStatus
	Reason    string    // why it has failed, as a sentence
	Release   int       // that was published; 0 for none
	SettledAt time.Time // when the status was no longer planned; zero until then
}

// Approval is somebody's approval to publish exactly one content.
type Approval struct {
	ID        int // the number of its audit entry; 0 until it is written
	Hash      string
	Only      []PartID  // nil for all drafts
	PublishAt time.Time // zero for at once
	By        Actor
	CreatedAt time.Time
}
