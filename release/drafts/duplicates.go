package drafts

import (
	"slices"
	"sync"

	"twoway/bank"
	"twoway/resolve"
)

// NearDuplicates returns the clusters of questions of which a set has at most one: those that the content lists, and the
// ready questions of one side with nearly the same text. Clusters that share a question are merged. The result is sorted, and
// never nil.
func NearDuplicates(c *bank.Content) [][]string {
	clusters := map[string][]string{} // by each of their IDs
	join := func(a, b string) {
		joined := slices.Concat(orSingle(clusters[a], a), orSingle(clusters[b], b))
		slices.Sort(joined)
		joined = slices.Compact(joined)
		for _, id := range joined {
			clusters[id] = joined
		}
	}
	for _, cluster := range c.NearDuplicates {
		for _, id := range cluster {
			join(cluster[0], id)
		}
	}
	for _, pair := range similarPairs(c) {
		join(pair[0].ID, pair[1].ID)
	}
	list := [][]string{}
	for id, cluster := range clusters {
		if id == cluster[0] {
			list = append(list, cluster)
		}
	}
	slices.SortFunc(list, slices.Compare)
	return list
}

// orSingle returns a cluster, or one of a single ID if it is nil.
func orSingle(cluster []string, id string) []string {
	if cluster == nil {
		return []string{id}
	}
	return cluster
}

// similarPairs returns the pairs of ready questions of one side with nearly the same text, those of candidates first.
func similarPairs(c *bank.Content) [][2]*bank.Question {
	var sides [2][][2]*bank.Question
	var group sync.WaitGroup
	for i, asker := range []bank.Asker{bank.Candidate, bank.Interviewer} {
		group.Go(func() { sides[i] = similarPairsOf(c, asker) })
	}
	group.Wait()
	return slices.Concat(sides[0], sides[1])
}

func similarPairsOf(c *bank.Content, asker bank.Asker) [][2]*bank.Question {
	var pairs [][2]*bank.Question
	var questions []*bank.Question
	var texts []string
	for i := range c.Questions {
		if q := &c.Questions[i]; q.Status == bank.Ready && q.Asker == asker {
			questions, texts = append(questions, q), append(texts, q.Text)
		}
	}
	for _, pair := range resolve.NearDuplicates(texts) {
		pairs = append(pairs, [2]*bank.Question{questions[pair[0]], questions[pair[1]]})
	}
	return pairs
}
