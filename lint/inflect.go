package lint

import "strings"

// inflect lists the forms of a word of a kind: "verb", "noun", "adj", or anything else for the word alone. It makes some
// forms that nobody uses, which does no harm: they are looked up and never shown.
func inflect(word, kind string) []string {
	list := []string{word}
	switch kind {
	case "verb":
		list = verbForms(word)
	case "noun":
		list = append(list, plural(word))
	case "adj":
		list = append(list, degree(word, "er"), degree(word, "est"))
	}
	for _, w := range list {
		list = append(list, otherSpellings(w)...)
	}
	return list
}

func verbForms(base string) []string {
	if forms, known := irregular()[base]; known {
		return append([]string{base, plural(base), ing(base)}, strings.Split(forms, "/")...)
	}
	list := []string{base, plural(base), ing(base), past(base)}
	if doubles(base) {
		last := base[len(base)-1:]
		list = append(list, base+last+"ing", base+last+"ed")
	}
	return list
}

func plural(w string) string {
	if p, known := oddPlurals()[w]; known {
		return p
	}
	switch {
	case hasAnySuffix(w, "s", "x", "z", "ch", "sh"):
		return w + "es"
	case strings.HasSuffix(w, "y") && !vowelBefore(w):
		return w[:len(w)-1] + "ies"
	case w == "go", w == "do":
		return w + "es"
	}
	return w + "s"
}

func ing(w string) string {
	switch {
	case strings.HasSuffix(w, "ie"):
		return w[:len(w)-2] + "ying"
	case strings.HasSuffix(w, "e") && !hasAnySuffix(w, "ee", "oe", "ye"):
		return w[:len(w)-1] + "ing"
	}
	return w + "ing"
}

func past(w string) string {
	switch {
	case strings.HasSuffix(w, "e"):
		return w + "d"
	case strings.HasSuffix(w, "y") && !vowelBefore(w):
		return w[:len(w)-1] + "ied"
	}
	return w + "ed"
}

func degree(w, ending string) string {
	switch {
	case strings.HasSuffix(w, "e"):
		return w + ending[1:]
	case strings.HasSuffix(w, "y") && !vowelBefore(w):
		return w[:len(w)-1] + "i" + ending
	case doubles(w):
		return w + w[len(w)-1:] + ending
	}
	return w + ending
}

func hasAnySuffix(w string, endings ...string) bool {
	for _, e := range endings {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

func isVowel(b byte) bool { return strings.IndexByte("aeiou", b) >= 0 }

func vowelBefore(w string) bool { return len(w) > 1 && isVowel(w[len(w)-2]) }

// doubles tells words that may double their last letter: "stop", "cancel".
func doubles(w string) bool {
	n := len(w)
	return n > 2 && !isVowel(w[n-1]) && strings.IndexByte("wxy", w[n-1]) < 0 && isVowel(w[n-2]) && !isVowel(w[n-3])
}

// otherSpellings are those of the other side of the Atlantic.
func otherSpellings(w string) []string {
	for _, pair := range [][2]string{{"isation", "ization"}, {"ise", "ize"}, {"ising", "izing"}, {"our", "or"}, {"yse", "yze"}, {"ence", "ense"}, {"ll", "l"}} {
		if at := strings.LastIndex(w, pair[0]); at > 2 {
			return []string{w[:at] + pair[1] + w[at+len(pair[0]):]}
		}
	}
	return nil
}
