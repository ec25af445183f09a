package lint

import "bytes"

// parts are the words in a word as it was read: one, or two if it is contracted.
func (l *lexicon) parts(word []byte) []part {
	if list, known := l.short[string(word)]; known {
		return list
	}
	head, rest, contracted := bytes.Cut(word, []byte("'"))
	if !contracted {
		return []part{{l.find(word), len(word)}}
	}
	tail := string(rest)
	letters := len([]rune(string(head)))
	if tail == "t" && bytes.HasSuffix(head, []byte("n")) && len(head) > 2 {
		return []part{{l.find(head[:len(head)-1]), letters - 1}, {l.words["not"], 3}}
	}
	if full, known := l.tails[tail]; known {
		first := l.find(head)
		if tail == "s" && !first.is(l.contracted) {
			full = l.words["'s"]
		}
		return []part{{first, letters}, {full, len(tail) + 1}}
	}
	return []part{{l.find(word), len([]rune(string(word)))}}
}

// readContractions fills the tables of contracted words, with and without the apostrophe.
func (l *lexicon) readContractions() {
	l.tails = map[string]*entry{}
	for tail, full := range map[string]string{"re": "are", "ve": "have", "ll": "will", "d": "would", "m": "am", "s": "is"} {
		l.tails[tail] = l.word(full)
	}
	l.word("'s")
	l.word("not")
	l.short = map[string][]part{}
	for short, full := range map[string][2]string{
		"can't": {"can", "not"}, "cannot": {"can", "not"}, "won't": {"will", "not"}, "shan't": {"shall", "not"}, "ain't": {"is", "not"},
		"let's": {"let", "us"}, "dont": {"do", "not"}, "doesnt": {"does", "not"}, "didnt": {"did", "not"}, "cant": {"can", "not"},
		"wont": {"will", "not"}, "isnt": {"is", "not"}, "arent": {"are", "not"}, "wasnt": {"was", "not"}, "couldnt": {"could", "not"},
		"wouldnt": {"would", "not"}, "shouldnt": {"should", "not"}, "havent": {"have", "not"}, "hasnt": {"has", "not"}, "aint": {"is", "not"},
		"youre": {"you", "are"}, "youve": {"you", "have"}, "youll": {"you", "will"}, "theyre": {"they", "are"}, "im": {"i", "am"}, "ive": {"i", "have"},
		"whats": {"what", "is"}, "wheres": {"where", "is"}, "whos": {"who", "is"}, "hows": {"how", "is"}, "thats": {"that", "is"},
		"gonna": {"going", "to"}, "wanna": {"want", "to"}, "gotta": {"got", "to"}, "gimme": {"give", "me"}, "lemme": {"let", "me"}, "y'all": {"you", "all"},
		"d'you": {"do", "you"},
	} {
		n := len(full[0])
		l.short[short] = []part{{l.word(full[0]), min(n, len(short)-1)}, {l.word(full[1]), len(short) - min(n, len(short)-1)}}
	}
	for short, full := range map[string]string{"u": "you", "ur": "your", "cos": "because", "coz": "because", "cuz": "because", "bcoz": "because"} {
		l.short[short] = []part{{l.word(full), len(short)}}
	}
}
