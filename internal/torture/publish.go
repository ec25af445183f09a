package main

import (
	"fmt"
	"slices"
	"time"
)

// testPublish measures how long it takes to publish an edit of the large bank.
func (t *torture) testPublish(database string) error {
	flags, _, err := t.newDatabase(database)
	if err != nil {
		return err
	}
	p, err := t.serve(append([]string{"--bank", t.path("large")}, flags...)...)
	if err != nil {
		return err
	}
	defer p.kill()
	if err := p.createRule(); err != nil {
		return err
	}
	var times []time.Duration
	for n := range 5 {
		s := &state{edit: n, release: n + 1}
		if err := p.edit(s); err != nil {
			return err
		}
		start := time.Now()
		if err := p.publish(s); err != nil {
			return err
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	t.printTime(fmt.Sprintf("%s: publish 10 000 questions × 1 000 rules (median of 5)", database), times[2], 5*time.Second)
	return nil
}
