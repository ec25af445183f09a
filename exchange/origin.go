package exchange

import (
	"cmp"

	"twoway/bank"
)

// originName is the file that says who wrote the questions in a folder, and under which licence.
const originName = "origin.yaml"

// origin is the source and the licence of questions that name none.
type origin struct {
	Source  string `yaml:"source"`
	License string `yaml:"license"`
}

// origin returns what the folder says about the origin of its questions; nothing if it does not.
func (l *loader) origin() origin {
	var o origin
	if l.exists(originName) {
		l.decode(originName, "", &o)
	}
	return o
}

func (o origin) fillIn(q *bank.Question) {
	q.Source, q.License = cmp.Or(q.Source, o.Source), cmp.Or(q.License, o.License)
}
