package plain

import (
	"slices"

	"twoway/bank"
	"twoway/rules/lang"
)

// Fields returns the fields that rows of a text may be about, the usual ones first.
func Fields(scope lang.Scope) []lang.Field {
	profile := []string{"role", "cares", "aspects", "stage", "level", "minutes", "asked_of", "seniority", "work", "terms"}
	if scope.Asker == bank.Interviewer { // every applicant gets the same scored questions
		profile = []string{"role", "competencies", "requirements", "stage", "level", "minutes", "seniority", "work"}
	}
	if scope.Part == lang.When {
		return of("profile", profile)
	}
	question := []string{
		"about", "topic", "cares", "aspects", "depth", "minutes", "roles", "stages", "asked_of", "discloses", "id", "pairs_with", "from_level", "to_level",
	}
	if scope.Asker == bank.Interviewer {
		question = slices.Insert(question, 2, "format", "skills", "requirement")
	}
	return of("question", question)
}

func of(object string, names []string) []lang.Field {
	list := make([]lang.Field, len(names))
	for i, name := range names {
		list[i] = lang.Field{Object: object, Name: name}
	}
	return list
}

// FieldOf returns the field with a name such as "profile.role"; false if no row can be about it.
func FieldOf(name string) (lang.Field, bool) {
	for _, scope := range []lang.Scope{{Asker: bank.Candidate, Part: lang.When}, {Asker: bank.Interviewer, Part: lang.Pick}} {
		for _, f := range Fields(scope) {
			if f.Object+"."+f.Name == name {
				return f, true
			}
		}
	}
	return lang.Field{}, false
}

// Vocabulary returns what the values of a field are of: a key of bank.Vocabulary.Terms, "work", "format", "about", "term", "competency", "skill" or "question"; ""
// for numbers.
func Vocabulary(f lang.Field) string {
	switch f.Name {
	case "cares":
		return "care"
	case "aspects":
		return "aspect"
	case "terms":
		return "term"
	case "competencies":
		return "competency"
	case "requirements":
		return "requirement"
	case "skills":
		return "skill"
	case "roles":
		return "role"
	case "stages":
		return "stage"
	case "id", "pairs_with":
		return "question"
	case "level", "from_level", "to_level", "minutes", "depth":
		return ""
	}
	return f.Name
}
