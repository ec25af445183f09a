package people

import (
	"math/rand/v2"
	"strings"
	"unicode"
)

// Disguise hides words from a program, not from a reader. The source of chance decides where.
type Disguise func(text string, rng *rand.Rand) string

// Disguises returns all disguises by name.
func Disguises() map[string]Disguise {
	return map[string]Disguise{
		"Cyrillic letters": lookalikes("аbсdеfgһіјklmnорqrѕtuvwхуz", 0.4),
		"only Cyrillic":    lookalikes("аbсԁеfgһіјкlмnорqrѕтuѵԝхуz", 1),
		"Greek letters":    lookalikes("αbcdεfghιjκlmηορqrsτυνωχyz", 0.5),
		"other typefaces":  lookalikes("𝐚𝐛𝐜𝐝𝐞𝐟𝐠𝐡𝐢𝐣𝐤𝐥𝐦𝐧𝐨𝐩𝐪𝐫𝐬𝐭𝐮𝐯𝐰𝐱𝐲𝐳", 0.7),
		"digits":           ofLongWords(lookalikes("4bcd3fgh1jklmn0pqr57uvwxyz", 1)),
		"marks":            marked,
		"spaced text":      spaced(" "),
		"spaced words":     ofLongWords(spaced(" ")),
		"dotted words":     ofLongWords(spaced(".")),
		"zero width":       spaced("\u200b"),
	}
}

// lookalikes replaces letters by their counterpart in an alphabet, each with a probability.
func lookalikes(alphabet string, probability float64) Disguise {
	letters := []rune(alphabet)
	return func(text string, rng *rand.Rand) string {
		return strings.Map(func(r rune) rune {
			if 'a' <= r && r <= 'z' && rng.Float64() < probability {
				return letters[r-'a']
			}
			return r
		}, text)
	}
}

// marked puts a mark on a third of the letters.
func marked(text string, rng *rand.Rand) string {
	marks := []rune{0x0301, 0x0300, 0x0308, 0x0323, 0x0336}
	var b strings.Builder
	for _, r := range text {
		b.WriteRune(r)
		if unicode.IsLetter(r) && rng.IntN(3) == 0 {
			b.WriteRune(marks[rng.IntN(len(marks))])
		}
	}
	return b.String()
}

// spaced puts a separator between all letters.
func spaced(separator string) Disguise {
	return func(text string, _ *rand.Rand) string { return strings.Join(strings.Split(text, ""), separator) }
}

// ofLongWords disguises half of the words of at least five letters.
func ofLongWords(disguise Disguise) Disguise {
	return func(text string, rng *rand.Rand) string {
		words := strings.Fields(text)
		for i, w := range words {
			if core := strings.TrimRight(w, ".,?!;:"); len(core) > 4 && rng.IntN(2) == 0 {
				words[i] = disguise(core, rng) + w[len(core):]
			}
		}
		return strings.Join(words, " ")
	}
}
