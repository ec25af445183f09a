package main

import (
	"context"
	"encoding/json"
	"math/rand/v2"
)

// zipfExponent shapes how often each of many profiles is asked for: the k-th most frequent one k^1.1 times less than the first.
const zipfExponent = 1.1

// one is the request of the runs with one profile.
const one = `{"asker":"candidate","role":"nurse","seniority":"senior","stage":"panel","cares":["staffing","training","safety"],"minutes":20}`

// vocabulary is what requests are made of: words that people use.
type vocabulary struct {
	Roles []struct {
		Name   string   `json:"name"`
		Titles []string `json:"titles"`
	} `json:"roles"`
	Cares []struct {
		Name    string `json:"name"`
		Aspects []struct {
			Name string `json:"name"`
		} `json:"aspects"`
	} `json:"cares"`
	Stages []struct {
		ID string `json:"id"`
	} `json:"stages"`
	Seniorities []struct {
		ID string `json:"id"`
	} `json:"seniorities"`
}

// request is the body of a request for a set.
type request struct {
	Asker     string   `json:"asker"`
	Role      string   `json:"role"`
	Seniority string   `json:"seniority"`
	Stage     string   `json:"stage"`
	Cares     []string `json:"cares,omitempty"`
	Minutes   int      `json:"minutes"`
}

// distinct returns n requests that all describe different meetings, the same for the same seed: mostly of candidates, from every trade,
// who care about one to four things.
func distinct(ctx context.Context, p *product, n int, seed uint64) ([]string, error) {
	var v vocabulary
	if _, err := p.ask(ctx, "GET", "/v1/vocabulary", "", &v); err != nil {
		return nil, err
	}
	titles, cares := v.words()
	random, made := rand.New(rand.NewPCG(seed, 1)), map[string]bool{} //nolint:gosec // the same requests at each run
	var bodies []string
	for len(bodies) < n {
		r := v.request(random, titles, cares)
		body, err := json.Marshal(r)
		if err != nil {
			return nil, err
		}
		if made[string(body)] {
			continue
		}
		made[string(body)] = true
		bodies = append(bodies, string(body))
	}
	return bodies, nil
}

// words returns the job titles, and what people may care about.
func (v *vocabulary) words() (titles, cares []string) {
	for _, r := range v.Roles {
		titles = append(append(titles, r.Name), r.Titles...)
	}
	for _, c := range v.Cares {
		cares = append(cares, c.Name)
		for _, a := range c.Aspects {
			cares = append(cares, a.Name)
		}
	}
	return titles, cares
}

// request returns a request at random.
func (v *vocabulary) request(random *rand.Rand, titles, cares []string) request {
	r := request{
		Asker: "candidate", Role: titles[random.IntN(len(titles))], Seniority: v.Seniorities[random.IntN(len(v.Seniorities))].ID,
		Stage: v.Stages[random.IntN(len(v.Stages))].ID, Minutes: 5 + 5*random.IntN(9),
	}
	if random.IntN(5) == 0 {
		r.Asker = "interviewer"
	} else {
		for range 1 + random.IntN(4) {
			r.Cares = append(r.Cares, cares[random.IntN(len(cares))])
		}
	}
	return r
}

// zipf returns a picker that takes the first of n requests most often.
func zipf(n int) picker {
	const drawn = 1 << 16
	var order [connections][]int32
	for c := range order {
		draw := rand.NewZipf(rand.New(rand.NewPCG(uint64(c), 2)), zipfExponent, 1, uint64(n-1)) //nolint:gosec // the same order at each run
		for range drawn {
			order[c] = append(order[c], int32(draw.Uint64())) //nolint:gosec // below n
		}
	}
	return func(connection, k int) int { return int(order[connection][k%drawn]) }
}

// inTurn returns a picker that takes each of n requests once before any is taken again.
func inTurn(n int) picker {
	return func(connection, k int) int { return (k*connections + connection) % n }
}
