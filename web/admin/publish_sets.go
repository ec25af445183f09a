package admin

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"twoway/bank"
	"twoway/release/serve"
	"twoway/web"
)

// Bounds of the meetings that are tried to say what sets would change.
const (
	triedMinutes = 15
	shownAtFirst = 12
)

// setsView says which sets of typical meetings would change.
type setsView struct {
	Tried, Changed int
	Meetings       []meetingView // those that change
}

// meetingView is a meeting whose set would change.
type meetingView struct {
	Role, Stage, Side string // names
	Path              string // to try it
	In, Out           int    // how many questions are new, and gone; both are 0 if only their order changes
}

// typicalMeeting is a meeting that is tried.
type typicalMeeting struct {
	bank.Request

	role, stage bank.Term
}

// typicalMeetings returns each trade at each stage, on both sides.
func typicalMeetings(vocabulary *bank.Vocabulary) []typicalMeeting {
	var list []typicalMeeting
	for _, asker := range []bank.Asker{bank.Candidate, bank.Interviewer} {
		for i := range vocabulary.Roles {
			for j := range vocabulary.Stages {
				role, stage := vocabulary.Roles[i].Term, vocabulary.Stages[j].Term
				list = append(list, typicalMeeting{bank.Request{Asker: asker, Role: role.Name, Stage: stage.ID, Minutes: triedMinutes}, role, stage})
			}
		}
	}
	return list
}

// compareSets chooses the sets of typical meetings from two releases.
func compareSets(ctx context.Context, words web.Words, before, after *serve.Compiled, tell func(done, total int)) (setsView, error) {
	var view setsView
	list := typicalMeetings(&before.Content.Vocabulary)
	for i := range list {
		tell(i, len(list))
		if after.Content.Vocabulary.Role(list[i].role.ID) == nil { // it is no longer there
			continue
		}
		in, out, same, err := compareOne(ctx, before, after, list[i].Request)
		if ctx.Err() != nil {
			return view, ctx.Err()
		}
		if err != nil { // so is the stage
			continue
		}
		if view.Tried++; !same {
			view.Changed++
			view.add(words, &list[i], in, out)
		}
	}
	return view, nil
}

// First returns the meetings that are listed at first.
func (s setsView) First() []meetingView { return s.Meetings[:min(shownAtFirst, len(s.Meetings))] }

// More returns the others, which are folded.
func (s setsView) More() []meetingView { return s.Meetings[len(s.First()):] }

// add lists a meeting.
func (s *setsView) add(words web.Words, m *typicalMeeting, in, out int) {
	query := url.Values{"asker": {string(m.Asker)}, "role": {m.Role}, "stage": {m.Stage}, "minutes": {strconv.Itoa(m.Minutes)}}
	s.Meetings = append(s.Meetings, meetingView{
		Role: words.Term("role", m.role.ID, m.role.Name), Stage: words.Term("stage", m.stage.ID, m.stage.Name),
		Side: words.T("admin.publish.side." + string(m.Asker)), Path: "/admin/try?" + query.Encode(), In: in, Out: out,
	})
}

// compareOne chooses one set from two releases. It returns how many questions are in one of them only, and whether both are the same.
func compareOne(ctx context.Context, before, after *serve.Compiled, r bank.Request) (in, out int, same bool, err error) {
	profile, _, err := before.Read(r) // the other would have to learn to read first
	if err != nil {
		return 0, 0, false, err
	}
	old, err := before.Choose(ctx, profile)
	if err != nil {
		return 0, 0, false, err
	}
	now, err := after.Choose(ctx, profile)
	if err != nil {
		return 0, 0, false, err
	}
	a, b := questionsOf(old), questionsOf(now)
	for _, id := range b {
		if !slices.Contains(a, id) {
			in++
		}
	}
	for _, id := range a {
		if !slices.Contains(b, id) {
			out++
		}
	}
	return in, out, slices.Equal(a, b), nil
}

// questionsOf returns the IDs of the questions of a set, and their texts: a reworded question is a change, too.
func questionsOf(s bank.Set) []string {
	ids := make([]string, 0, len(s.Items))
	for _, it := range s.Items {
		ids = append(ids, it.Question.ID+" "+it.Question.Text)
	}
	return ids
}
