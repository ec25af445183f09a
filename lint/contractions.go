package lint

import "bytes"

// parts splits a contraction into its two words. Any other word is its only part.
func (l *lexicon) parts(word []byte) []part {
	if list, known := l.contractions[string(word)]; known {
		return list
	}
	head, rest, contracted := bytes.Cut(word, []byte("'"))
	if !contracted {
		return []part{{l.lookup(word), len(word)}}
	}
	tail := string(rest)
	letters := len([]rune(string(head)))
	if tail == "t" && bytes.HasSuffix(head, []byte("n")) && len(head) > 2 {
		return []part{{l.lookup(head[:len(head)-1]), letters - 1}, {l.words["not"], 3}}
	}
	if full, known := l.contractedEndings[tail]; known {
		first := l.lookup(head)
		if tail == "s" && !first.is(l.contracted) {
			full = l.words["'s"]
		}
		return []part{{first, letters}, {full, len(tail) + 1}}
	}
	return []part{{l.lookup(word), len([]rune(string(word)))}}
}

// readContractions fills the tables of contractions, with and without apostrophes.
func (l *lexicon) readContractions() {
	l.contractedEndings = map[string]*entry{}
	for tail, full := range map[string]string{"re": "are", "ve": "have", "ll": "will", "d": "would", "m": "am", "s": "is"} {
		l.contractedEndings[tail] = l.intern(full)
	}
	l.intern("'s")
	l.intern("not")
	l.contractions = map[string][]part{}
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
		l.contractions[short] = []part{{l.intern(full[0]), min(n, len(short)-1)}, {l.intern(full[1]), len(short) - min(n, len(short)-1)}}
	}
	for short, full := range map[string]string{"u": "you", "ur": "your", "ye": "you", "ya": "you", "yer": "your", "yiz": "you", "cos": "because", "coz": "because", "cuz": "because", "bcoz": "because"} {
		l.contractions[short] = []part{{l.intern(full), len(short)}}
	}
}
