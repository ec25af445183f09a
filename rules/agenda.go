package rules

import (
	"cmp"
	"context"
	"slices"

	"twoway/bank"
)

// Agenda plans one meeting for both sides. The minutes of p are the whole meeting; its asker is ignored. The
// candidate's questions get at least share percent of the time, and also what the scored block does not need. The person's
// cares change only the candidate's block. The error is that of ctx.
func (e *Engine) Agenda(ctx context.Context, p bank.Profile, share int) (bank.Agenda, error) {
	p.Asker = ""
	a := bank.Agenda{
		Release: e.release, Engine: Version, Profile: p, CandidateShare: share, Understood: []bank.Understood{}, Unrecognised: []bank.Unrecognised{},
		DropFirst: []string{}, Shortfall: []bank.Shortfall{},
	}
	opening, closing := openingAndClosing(p.Minutes, share)
	guaranteed := (p.Minutes*share + 99) / 100
	kit := e.kitWithin(ctx.Done(), p, p.Minutes-opening-closing-guaranteed)
	a.KitID = kit.KitID
	own := e.candidateSet(ctx.Done(), p, p.Minutes-opening-closing-kit.Minutes, kit.Items)
	a.Shortfall = append(append(a.Shortfall, kit.Shortfall...), own.Shortfall...)
	a.Blocks = []bank.Block{
		{Kind: bank.OpeningBlock, Minutes: opening, Purpose: "Say who is here and how the time is shared, and that both sides are choosing."},
		{
			Kind: bank.ScoredBlock, Minutes: kit.Minutes, Items: e.prioritise(kit), Certificate: kit.Certificate,
			Purpose: "The interviewer asks: the same questions in the same order for everybody, each answer rated before the next question.",
		},
		{
			Kind: bank.CandidateBlock, Minutes: p.Minutes - opening - closing - kit.Minutes, Items: e.prioritise(own), Certificate: own.Certificate,
			Purpose: "The candidate asks, and whoever knows best answers. What is left of the time is for follow-ups.",
		},
		{Kind: bank.ClosingBlock, Minutes: closing, Purpose: "Say what happens next, by when, and who will be in touch."},
	}
	begins := 0
	for i := range a.Blocks {
		a.Blocks[i].Begins = begins
		begins += a.Blocks[i].Minutes
		if a.Blocks[i].Items == nil {
			a.Blocks[i].Items = []bank.AgendaItem{}
		}
	}
	a.DropFirst = dropFirst(a.Blocks, share)
	a.Talking = e.talking(a.Blocks)
	return a, ctx.Err()
}

// openingAndClosing returns the minutes for the opening and the closing. A very short meeting has neither.
func openingAndClosing(minutes, share int) (opening, closing int) {
	opening, closing = min(5, (minutes+10)/15), min(3, (minutes+12)/20)
	if rest := minutes - (minutes*share+99)/100; opening+closing > rest {
		return min(opening, rest), 0
	}
	return opening, closing
}

// kitWithin returns the kit for the greatest number of minutes, up to the given one, that it fills completely. It is the
// same kit that stands alone for that time.
func (e *Engine) kitWithin(stop <-chan struct{}, p bank.Profile, minutes int) bank.Set {
	p.Asker, p.Cares = bank.Interviewer, nil
	for minutes > 0 {
		p.Minutes = minutes
		kit := e.selectUntil(stop, p)
		if kit.Minutes == minutes {
			return kit
		}
		minutes = kit.Minutes
	}
	return bank.Set{Items: []bank.Item{}, Shortfall: []bank.Shortfall{}}
}

// candidateSet returns what the candidate asks in the given minutes, after being asked the given questions.
func (e *Engine) candidateSet(stop <-chan struct{}, p bank.Profile, minutes int, asked []bank.Item) bank.Set {
	p.Asker, p.Minutes = bank.Candidate, minutes
	buf := e.getScratch()
	defer e.scratches.Put(buf)
	buf.stop = stop
	return e.newSet(p, e.match(p, e.disclosing, buf), asked)
}

// prioritise gives each item of a set a priority. Items that a rule requires, job requirements and the item with the
// highest score must stay. Of the rest, the lowest scores, up to a third of the set, are spare; the others should stay.
func (e *Engine) prioritise(set bank.Set) []bank.AgendaItem {
	items := []bank.AgendaItem{}
	required := e.requiredIDs(set)
	best := 0
	for i, it := range set.Items {
		if it.Score > set.Items[best].Score {
			best = i
		}
	}
	for i, it := range set.Items {
		priority := bank.Should
		if i == best || slices.Contains(required, it.Question.ID) || it.Question.Format == bank.Requirement {
			priority = bank.Must
		}
		items = append(items, bank.AgendaItem{Item: it, Priority: priority})
	}
	for n, i := range leastFirst(items) {
		if n < len(items)/3 {
			items[i].Priority = bank.Spare
		}
	}
	return items
}

// leastFirst returns the indices of the items that need not stay: first those that serve no priority of the set, then those with the
// lowest score; of equals, the later first.
func leastFirst(items []bank.AgendaItem) []int {
	var order []int
	for i := range items {
		if items[i].Priority != bank.Must {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(falseFirst(isPriority(items[a].Reasons), isPriority(items[b].Reasons)), cmp.Compare(items[a].Score, items[b].Score), cmp.Compare(b, a))
	})
	return order
}

// isPriority reports whether one of the reasons for an item sets a priority: it asks about what the person named, a rule calls it
// essential or requires it, or it is a matter of the trade.
func isPriority(reasons []bank.Reason) bool {
	return slices.ContainsFunc(reasons, func(r bank.Reason) bool { return r.About || r.Kind != bank.ByOrder && r.Points == 0 })
}

// requiredIDs returns the IDs of the questions without which a set would miss what a rule requires.
func (e *Engine) requiredIDs(set bank.Set) []string {
	if len(set.Items) == 0 {
		return nil
	}
	buf := e.getScratch()
	defer e.scratches.Put(buf)
	m := e.match(set.Profile, nil, buf)
	var ids []string
	for _, r := range m.require {
		var met []string
		for _, it := range set.Items {
			if i, _ := e.find(it.Question.ID); r.picks(m.env, e.questions[i]) {
				met = append(met, it.Question.ID)
			}
		}
		if len(met) <= r.Effect.Count {
			ids = append(ids, met...)
		}
	}
	return ids
}

// dropFirst returns the IDs of the questions to drop when the meeting runs late, in order. It takes from both blocks so
// that, as long as the scored block has something to drop, the candidate keeps their share of the remaining time.
func dropFirst(blocks []bank.Block, share int) []string {
	list := []string{}
	minutes, queue := map[bank.BlockKind]int{}, map[bank.BlockKind][]bank.Item{}
	for _, b := range blocks {
		minutes[b.Kind] = b.Minutes
		for _, i := range leastFirst(b.Items) {
			queue[b.Kind] = append(queue[b.Kind], b.Items[i].Item)
		}
	}
	for len(queue[bank.ScoredBlock])+len(queue[bank.CandidateBlock]) > 0 {
		from := bank.ScoredBlock
		if own := queue[bank.CandidateBlock]; len(own) > 0 {
			left := minutes[bank.CandidateBlock] - own[0].Question.Minutes
			if len(queue[from]) == 0 || left*100 >= share*(left+minutes[bank.ScoredBlock]) {
				from = bank.CandidateBlock
			}
		}
		dropped := queue[from][0]
		list = append(list, dropped.Question.ID)
		minutes[from] -= dropped.Question.Minutes
		queue[from] = queue[from][1:]
	}
	return list
}

// talking estimates each side's share of the talking. Whoever answers speaks for three quarters of a question's time. The
// interviewer speaks for three quarters of the opening, of unscored questions and of the rest of the candidate's block.
// The closing is shared evenly.
func (e *Engine) talking(blocks []bank.Block) bank.Talking {
	candidate, all := 0, 0 // in quarters of a minute
	for _, b := range blocks {
		all += 4 * b.Minutes
		switch b.Kind {
		case bank.ScoredBlock:
			for _, it := range b.Items {
				candidate += it.Question.Minutes
				if e.topics[it.Question.Topic].Scored {
					candidate += 2 * it.Question.Minutes
				}
			}
		case bank.ClosingBlock:
			candidate += 2 * b.Minutes
		case bank.OpeningBlock, bank.CandidateBlock:
			candidate += b.Minutes
		}
	}
	percent := (candidate*100 + all/2) / max(1, all)
	return bank.Talking{Candidate: percent, Interviewer: 100 - percent}
}
