package apifuzz

import (
	"context"
	"maps"
	"slices"
)

// shrinkings is how many smaller requests are tried for one failure.
const shrinkings = 60

// shrink replaces the request of every failure by a smaller one that fails in the same way, if one is found: with fewer headers,
// no query, and fewer members in its body. What is expected of a certain request cannot be expected of a smaller one.
func (r *Report) shrink(ctx context.Context, w *worker) {
	defer w.client.close()
	for _, name := range slices.Sorted(maps.Keys(r.failures)) {
		f := r.failures[name]
		if f.isExpectation {
			continue
		}
		fails := func(p *probe) bool {
			a, err := w.client.send(ctx, &p.request)
			return err == nil && slices.ContainsFunc(w.contract.judge(p, a).faults, func(found fault) bool { return p.op.id+": "+found.class == name })
		}
		if !fails(f.probe) {
			f.detail += "\n  (sent once more, alone, it does not fail)"
			continue
		}
		for range shrinkings {
			smaller := slices.IndexFunc(smallerThan(f.probe), fails)
			if smaller < 0 {
				break
			}
			f.probe = smallerThan(f.probe)[smaller]
		}
	}
}

// smallerThan returns requests that are a little smaller.
func smallerThan(p *probe) []*probe {
	var list []*probe
	add := func(change func(c *probe)) {
		c := p.copy()
		change(c)
		list = append(list, c)
	}
	if p.query != "" {
		add(func(c *probe) { c.query = "" })
	}
	if p.chunked {
		add(func(c *probe) { c.chunked = false })
	}
	for i := range p.headers {
		add(func(c *probe) { c.headers = slices.Delete(c.headers, i, i+1) })
	}
	value, ok := decode(p.body)
	if body, isObject := value.(map[string]any); ok && isObject {
		for _, name := range slices.Sorted(maps.Keys(body)) {
			add(func(c *probe) {
				less := maps.Clone(body)
				delete(less, name)
				c.body = []byte(encode(less))
			})
		}
	}
	return list
}
