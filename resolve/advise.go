package resolve

import (
	"slices"
	"strings"
	"sync"

	"twoway/bank"
)

// Advisor says what was meant by values that a bank does not know. It is safe for concurrent use.
type Advisor struct {
	content *bank.Content
	mu      sync.Mutex
	books   map[string]*meantBook
}

// NewAdvisor returns an advisor for content, which must not change while it is used.
func NewAdvisor(content *bank.Content) *Advisor {
	return &Advisor{content: content, books: map[string]*meantBook{}}
}

// mostAdvised is for how many faults of a list the nearest values are looked up, which takes long for a large bank.
const mostAdvised = 100

// Advise returns faults with the nearest values and, where it is plain what was meant, a fix. Faults that say nothing about what was
// meant, or that have advice, stay as they are. The list is a new one if anything is added.
func (a *Advisor) Advise(faults []bank.Fault) []bank.Fault {
	if !slices.ContainsFunc(faults, needsAdvice) {
		return faults
	}
	faults = slices.Clone(faults)
	advised := 0
	for i := range faults {
		if f := &faults[i]; needsAdvice(*f) && advised < mostAdvised {
			a.advise(f)
			advised++
		}
	}
	return faults
}

func needsAdvice(f bank.Fault) bool { return f.Meant != nil && f.Fix == "" && len(f.Nearest) == 0 }

func (a *Advisor) advise(f *bank.Fault) {
	switch meant := f.Meant; meant.Kind {
	case bank.MeantSlug, bank.MeantTermID:
		if id := a.free(Slug(f.On, separator(meant.Kind)), meant.Kind); id != "" {
			f.Fix, f.Nearest = id, []string{id}
		}
	case bank.MeantLocale:
		f.Nearest = nearestLocale(f.On)
		if len(f.Nearest) > 0 {
			f.Fix = f.Nearest[0]
		}
	default:
		a.value(f, meant)
	}
}

// separator returns what stands between the words of an ID.
func separator(kind string) string {
	if kind == bank.MeantTermID {
		return "_"
	}
	return "-"
}

// value advises on a value that is one of a list, or of a kind.
func (a *Advisor) value(f *bank.Fault, meant *bank.Meant) {
	book := a.book(meant.Kind)
	if id := book.exactly(f.On, meant.Values); id != "" {
		f.Nearest, f.Fix = []string{id}, id
	} else if care := a.careOf(meant.Kind, f.On); care != "" {
		f.Detail = `"` + f.On + `" is an aspect of the care "` + care + `". Use the care here, and put the aspect into aspects.`
		f.Nearest, f.Fix = []string{care}, care
	} else {
		nearest, isClose := book.nearest(f.On, meant.Values)
		f.Nearest = nearest
		if isClose {
			f.Fix = nearest[0]
		}
	}
	if f.Fix != "" && !strings.Contains(f.Detail, f.Fix) {
		f.Detail += ` Perhaps "` + f.Fix + `" is meant.`
	}
}

// careOf returns the care of an aspect that was taken for a care, "" if it was not.
func (a *Advisor) careOf(kind, said string) string {
	if kind != string(bank.KindCare) {
		return ""
	}
	return a.content.Vocabulary.CareOf(a.book("aspect").exactly(said, nil))
}

func (a *Advisor) book(kind string) *meantBook {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.books[kind] == nil {
		a.books[kind] = newMeantBook(a.content, kind)
	}
	return a.books[kind]
}

// free returns an ID that nothing has yet: the given one, or with a number after it; "" stays "".
func (a *Advisor) free(id, kind string) string {
	if id == "" {
		return ""
	}
	taken := map[string]bool{}
	if kind == bank.MeantSlug {
		for i := range a.content.Questions {
			taken[a.content.Questions[i].ID] = true
		}
		for i := range a.content.Rules {
			taken[a.content.Rules[i].ID] = true
		}
	} else {
		for _, terms := range a.content.Vocabulary.Terms() {
			for _, t := range terms {
				taken[t.ID] = true
			}
		}
	}
	return unlike(id, separator(kind), taken)
}
