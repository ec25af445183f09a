package lint

import "strings"

// inflect returns the forms of a word. The kind is "verb", "noun" or "adj"; any other kind gives the word alone. Some forms
// do not exist in English, which is harmless: they are only looked up, never shown. British forms get American spellings.
func inflect(word, kind string) []string {
	list := []string{word}
	switch kind {
	case "verb":
		list = verbForms(word)
	case "noun":
		list = append(list, plural(word))
	case "adj":
		list = append(list, comparative(word, "er"), comparative(word, "est"))
	}
	for _, w := range list {
		list = append(list, spellingVariants(w)...)
	}
	return list
}

func verbForms(base string) []string {
	if forms, known := irregularVerbs()[base]; known {
		return append([]string{base, plural(base), ing(base)}, strings.Split(forms, "/")...)
	}
	list := []string{base, plural(base), ing(base), past(base)}
	if mayDoubleFinal(base) {
		last := base[len(base)-1:]
		list = append(list, base+last+"ing", base+last+"ed")
	}
	return list
}

func plural(w string) string {
	if p, known := irregularPlurals()[w]; known {
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

func comparative(w, ending string) string {
	switch {
	case strings.HasSuffix(w, "e"):
		return w + ending[1:]
	case strings.HasSuffix(w, "y") && !vowelBefore(w):
		return w[:len(w)-1] + "i" + ending
	case mayDoubleFinal(w):
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

// mayDoubleFinal reports whether a word may double its last letter before an ending: "stop", "cancel".
func mayDoubleFinal(w string) bool {
	n := len(w)
	return n > 2 && !isVowel(w[n-1]) && strings.IndexByte("wxy", w[n-1]) < 0 && isVowel(w[n-2]) && !isVowel(w[n-3])
}

// spellingVariants returns the American spelling of a British one, if there is any.
func spellingVariants(w string) []string {
	for _, pair := range [][2]string{{"isation", "ization"}, {"ise", "ize"}, {"ising", "izing"}, {"our", "or"}, {"yse", "yze"}, {"ence", "ense"}, {"ll", "l"}} {
		if at := strings.LastIndex(w, pair[0]); at > 2 {
			return []string{w[:at] + pair[1] + w[at+len(pair[0]):]}
		}
	}
	return nil
}
