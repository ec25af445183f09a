package rules

import (
	"cmp"
	"slices"

	"twoway/bank"
)

// Agenda plans one meeting for both sides. The minutes of p are the whole time; its asker does not count. Share is the
// percentage of the time that the candidate's questions get at least. What the scored block does not need is theirs as
// well. Cares change the candidate's block and nothing else.
func (e *Engine) Agenda(p bank.Profile, share int) bank.Agenda {
	p.Asker = ""
	a := bank.Agenda{
		Release: e.release, Engine: Version, Profile: p, CandidateShare: share, Unrecognised: []bank.Unrecognised{},
		DropFirst: []string{}, Shortfall: []bank.Shortfall{},
	}
	opening, closing := openingAndClosing(p.Minutes, share)
	guaranteed := (p.Minutes*share + 99) / 100
	kit := e.kitWithin(p, p.Minutes-opening-closing-guaranteed)
	a.KitID = kit.KitID
	own := e.candidateSet(p, p.Minutes-opening-closing-kit.Minutes, kit.Items)
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
	return a
}

// frame is the time to open and to close. A very short meeting has neither.
func openingAndClosing(minutes, share int) (opening, closing int) {
	opening, closing = min(5, (minutes+10)/15), min(3, (minutes+12)/20)
	if rest := minutes - (minutes*share+99)/100; opening+closing > rest {
		return min(opening, rest), 0
	}
	return opening, closing
}

// kitWithin is the kit for the most minutes, up to so many, that it fills to the last one: the stand-alone kit for just
// its own time.
func (e *Engine) kitWithin(p bank.Profile, minutes int) bank.Set {
	p.Asker, p.Cares = bank.Interviewer, nil
	for minutes > 0 {
		p.Minutes = minutes
		kit := e.Select(p)
		if kit.Minutes == minutes {
			return kit
		}
		minutes = kit.Minutes
	}
	return bank.Set{Items: []bank.Item{}, Shortfall: []bank.Shortfall{}}
}

// ownSet is what the candidate asks in so many minutes, after what they have been asked.
func (e *Engine) candidateSet(p bank.Profile, minutes int, asked []bank.Item) bank.Set {
	p.Asker, p.Minutes = bank.Candidate, minutes
	d := e.scratches.Get().(*scratch) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	defer e.scratches.Put(d)
	return e.newSet(p, e.match(p, e.disclosing, d), asked)
}

// prioritised tells of each item of a set whether it must stay, should, or is the first to go: must is what a rule
// requires, and what is worth most; the least of the others, a third of all, is spare.
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

// leastFirst are the positions of what need not stay, the least worth first, and of equals the later.
func leastFirst(items []bank.AgendaItem) []int {
	var order []int
	for i := range items {
		if items[i].Priority != bank.Must {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(items[a].Score, items[b].Score), cmp.Compare(b, a)) })
	return order
}

// requiredIn are the items of a set without which it would miss what a rule requires.
func (e *Engine) requiredIDs(set bank.Set) []string {
	if len(set.Items) == 0 {
		return nil
	}
	d := e.scratches.Get().(*scratch) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	defer e.scratches.Put(d)
	m := e.match(set.Profile, nil, d)
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

// dropFirst is what to drop when late, in turn from the block that can spare it: as long as the interviewer has something
// to drop, the candidate's time keeps its share of what is left.
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

// talking estimates who speaks how much: whoever answers three quarters of a question's time, and the interviewer three
// quarters of the rest of the candidate's block, of the opening and of what is on offer; the closing is shared evenly.
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
