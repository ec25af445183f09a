package bank

// Meant says what the value of a fault could have been, so that package resolve can say what was meant by it. Kind is a key of
// Vocabulary.Terms, or one of the constants below. Values are the only values allowed; nil allows all of the kind.
type Meant struct {
	Kind   string
	Values []string
}

// Kinds of values that are not terms of the vocabulary.
const (
	MeantQuestion   = "question"   // the ID of a question
	MeantAbout      = "about"      // the ID of an aspect or a care
	MeantOccupation = "occupation" // the ID of an occupation, or of its role
	MeantSlug       = "slug"       // an ID for a new question or rule
	MeantTermID     = "term_id"    // an ID for a new term
	MeantLocale     = "locale"
	MeantLicence    = "licence"
	MeantWord       = "word" // one of Values
)
