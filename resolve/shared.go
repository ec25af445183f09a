package resolve

import (
	"reflect"
	"slices"
	"sync"
	weakly "weak" // the package has a list of weak words

	"twoway/bank"
)

// inUse are the books that a resolver of SharedResolver was made with, as long as any is in use.
//
//nolint:gochecknoglobals // it changes only who makes them
var inUse struct {
	mu   sync.Mutex // also while books are made, so that nobody makes the same ones
	list []weakly.Pointer[books]
}

// SharedResolver is NewResolver, but all resolvers that it returns for equal vocabularies have one copy of what they know of them, which
// takes a second and some twenty megabytes. The release in service, its rules and the drafts nearly always have the same vocabulary.
func SharedResolver(v *bank.Vocabulary) *Resolver {
	inUse.mu.Lock()
	defer inUse.mu.Unlock()
	inUse.list = slices.DeleteFunc(inUse.list, func(p weakly.Pointer[books]) bool { return p.Value() == nil })
	for _, p := range inUse.list {
		if known := p.Value(); known != nil && (known.vocabulary == v || reflect.DeepEqual(known.vocabulary, v)) {
			return &Resolver{books: known}
		}
	}
	vocabulary := *v // a pointer into the content of a release would keep all of it in memory
	made := newBooks(&vocabulary)
	inUse.list = append(inUse.list, weakly.Make(made))
	return &Resolver{books: made}
}
