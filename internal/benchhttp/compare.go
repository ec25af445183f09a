package main

import (
	"errors"
	"fmt"
	"time"
)

// leastOfUnread is the share of what Gin serves without reading the body that the bare program must reach. Otherwise the machine was
// too uneven to compare anything.
const leastOfUnread = 0.9

// shareOfMaximum is the share of the greatest rate of the product at which latencies are compared.
const shareOfMaximum = 0.7

// contender is a program in a comparison, and what was measured of it, by round.
type contender struct {
	name    string
	address string
	load    load
	rates   []float64
	p50     []float64 // in milliseconds
	p99     []float64
	bytes   int
}

func (c *contender) run(duration time.Duration, rate float64) error {
	m, err := run(c.address, c.load, duration, rate)
	if err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	c.rates, c.bytes = append(c.rates, m.perSecond), m.bytes
	c.p50 = append(c.p50, m.p50.Seconds()*1000)
	c.p99 = append(c.p99, m.p99.Seconds()*1000)
	return nil
}

// compare measures the product with one profile and with frequent ones, next to the plain programs, in turns.
func (b *bench) compare(p *product, same, frequent load) error {
	bytes, err := b.warmUp(p, frequent)
	if err != nil {
		return err
	}
	size, err := p.ask(b.ctx, "POST", "/v1/question-sets", one, nil)
	if err != nil {
		return err
	}
	product := [2]*contender{{name: "the product, one profile", address: p.address, load: same}, {name: "the product, Zipf", address: p.address, load: frequent}}
	sizes := [2]int{size, bytes}
	var bares, unreads [2]*contender
	for i, size := range sizes {
		if bares[i], err = b.peer(bare, size, frequent); err != nil {
			return err
		}
		if unreads[i], err = b.peer(unread, size, frequent); err != nil {
			return err
		}
	}
	rows, err := b.tablePeer(size, frequent)
	if err != nil {
		return err
	}
	for range b.rounds {
		for _, c := range []*contender{product[0], bares[0], unreads[0], product[1], bares[1], unreads[1], rows} {
			if err := c.run(b.duration, 0); err != nil {
				return err
			}
		}
	}
	if err := b.reportThroughput(product, bares, unreads, rows); err != nil {
		return err
	}
	return b.compareLatency(product[1], bares[1])
}

// tablePeer starts the plain program with a table.
func (b *bench) tablePeer(size int, l load) (*contender, error) {
	if err := fillTable(b.postgres, size); err != nil {
		return nil, err
	}
	return b.peer(table, size, l)
}

// warmUp asks for each of the frequent profiles once, so that each was asked for before, and then for a while for those that are
// frequent. It returns the mean size of an answer.
func (b *bench) warmUp(p *product, frequent load) (bytes int, err error) {
	each := frequent
	each.pick = inTurn(profilesOfZipf)
	for asked := 0; asked < profilesOfZipf; {
		m, err := run(p.address, each, time.Second, 0)
		if err != nil {
			return 0, err
		}
		asked += m.requests
	}
	m, err := run(p.address, frequent, b.duration, 0)
	return m.bytes, err
}

// reportThroughput prints what the runs measured. Unreads shows whether they can be compared.
func (b *bench) reportThroughput(product, bares, unreads [2]*contender, rows *contender) error {
	for i := range bares {
		if share := ratio(bares[i].rates, unreads[i].rates); share < leastOfUnread {
			return fmt.Errorf("void: the bare program serves %.2f of what Gin serves without reading the body; run again on a quiet machine", share)
		}
	}
	b.note(fmt.Sprintf("bare Gin, %d bytes", product[0].bytes), median(bares[0].rates), "/s")
	b.note("one profile, warm", median(product[0].rates), "/s")
	b.note("one profile, warm: p50", median(product[0].p50), "ms")
	b.note("one profile, warm: p99", median(product[0].p99), "ms")
	b.row("one profile, warm: throughput against bare Gin, same bytes", atLeast{0.60, 0.80}, ratio(product[0].rates, bares[0].rates), "")
	b.note(fmt.Sprintf("Zipf over %d profiles, %d bytes", profilesOfZipf, product[1].bytes), median(product[1].rates), "/s")
	b.row(fmt.Sprintf("Zipf over %d profiles: throughput against bare Gin, same bytes", profilesOfZipf), atLeast{0.30, 0.50}, ratio(product[1].rates, bares[1].rates), "")
	b.note(fmt.Sprintf("Gin + GORM selecting %d rows", rowsOfAnswer), median(rows.rates), "/s")
	b.row(fmt.Sprintf("one profile, warm: throughput against Gin + GORM selecting %d rows", rowsOfAnswer), atLeast{2, 3}, ratio(product[0].rates, rows.rates), "")
	b.row("Zipf: throughput against the same", atLeast{2, 3}, ratio(product[1].rates, rows.rates), "")
	return nil
}

// peer starts a plain program, which runs until all measurements are done.
func (b *bench) peer(kind string, size int, l load) (*contender, error) {
	p, err := startPeer(b.ctx, kind, size, b.postgres)
	if err != nil {
		return nil, err
	}
	b.peers = append(b.peers, p)
	own := load{pick: l.pick}
	for _, r := range l.requests {
		own.requests = append(own.requests, atRoot(r))
	}
	return &contender{name: kind, address: p.address, load: own}, nil
}

// compareLatency compares latencies at the same rate: a share of the greatest one of the product.
func (b *bench) compareLatency(product, bare *contender) error {
	rate := shareOfMaximum * median(product.rates)
	a, z := &contender{name: product.name, address: product.address, load: product.load}, &contender{name: bare.name, address: bare.address, load: bare.load}
	for range b.rounds {
		if err := errors.Join(a.run(b.duration, rate), z.run(b.duration, rate)); err != nil {
			return err
		}
	}
	b.note(fmt.Sprintf("at %.0f requests a second, Zipf: p50", rate), median(a.p50), "ms")
	b.note("the same of bare Gin", median(z.p50), "ms")
	b.note("the same rate: p99", median(a.p99), "ms")
	b.note("the same of bare Gin", median(z.p99), "ms")
	b.row("p99 against that of bare Gin", atMost{3, 2}, ratio(a.p99, z.p99), "")
	return nil
}

// ratio returns the median of the ratios of each round.
func ratio(a, b []float64) float64 {
	var list []float64
	for i := range a {
		list = append(list, a[i]/b[i])
	}
	return median(list)
}
