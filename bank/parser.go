package bank

import (
	"bytes"
	"crypto/sha256"
	"sync"

	"github.com/go-json-experiment/json"
)

// Parser decodes content from its canonical form, one release after the other. Most releases change a few questions or rules: the
// others, and the vocabulary, are shared with the content that was decoded before. The zero value is ready to use; it is safe for
// concurrent use.
type Parser struct {
	mu   sync.Mutex
	last decodedParts
}

// decodedParts is the parts of a content.
type decodedParts struct {
	vocabulary decoded[Vocabulary]
	questions  decoded[Question]
	rules      decoded[Rule]
}

// digest is the SHA-256 of the text of a part.
type digest [sha256.Size]byte

// decoded is parts by the digests of their texts.
type decoded[T any] map[digest]*T

// Parse is ParseContent. The content must not be written to: later ones share its parts.
func (p *Parser) Parse(canonical []byte) (Content, error) {
	texts, found := splitContent(canonical)
	if !found {
		return ParseContent(canonical)
	}
	p.mu.Lock()
	before := p.last
	p.mu.Unlock()
	var (
		c          Content
		vocabulary []Vocabulary
		now        decodedParts
		failed     [3]bool
	)
	vocabulary, now.vocabulary, failed[0] = decodeList(before.vocabulary, [][]byte{texts.vocabulary})
	c.Questions, now.questions, failed[1] = decodeList(before.questions, texts.questions)
	c.Rules, now.rules, failed[2] = decodeList(before.rules, texts.rules)
	if failed != [3]bool{} || unmarshal(texts.weights, &c.Weights) != nil || unmarshal(texts.nearDuplicates, &c.NearDuplicates) != nil {
		return ParseContent(canonical) // for its error
	}
	c.Vocabulary = vocabulary[0]
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = now
	return c, nil
}

// decodeList returns the values of the texts in a list, not nil, and by digest, taking those that were decoded before. It fails if a text
// has no such value.
func decodeList[T any](before decoded[T], texts [][]byte) (list []T, now decoded[T], failed bool) {
	list, now = make([]T, len(texts)), make(decoded[T], len(texts))
	for i, text := range texts {
		sum := digest(sha256.Sum256(text))
		if value := before[sum]; value != nil {
			list[i] = *value
		} else if unmarshal(text, &list[i]) != nil {
			return nil, nil, true
		}
		now[sum] = &list[i]
	}
	return list, now, false
}

func unmarshal(text []byte, into any) error {
	return json.Unmarshal(text, into, json.RejectUnknownMembers(true))
}

// contentTexts is the texts of what content is made of.
type contentTexts struct {
	vocabulary, weights, nearDuplicates []byte
	questions, rules                    [][]byte
}

// splitContent finds the parts of canonical content, without decoding them; false if it is not in that form.
func splitContent(canonical []byte) (t contentTexts, found bool) {
	rest, found := canonical, true
	member := func(start string) []byte {
		text, begins := bytes.CutPrefix(rest, []byte(start))
		end := endOfValue(text)
		if !begins || end < 0 {
			found, end = false, 0
		}
		rest = text[end:]
		return text[:end]
	}
	t.vocabulary = member(`{"vocabulary":`)
	t.weights = member(`,"weights":`)
	questions, rules := member(`,"questions":`), member(`,"rules":`)
	t.nearDuplicates = member(`,"near_duplicates":`)
	if !found || string(rest) != "}" {
		return t, false
	}
	var lists [2]bool
	t.questions, lists[0] = splitList(questions)
	t.rules, lists[1] = splitList(rules)
	return t, lists[0] && lists[1]
}

// splitList finds the elements of a list without white space between them.
func splitList(text []byte) (elements [][]byte, found bool) {
	if len(text) < 2 || text[0] != '[' {
		return nil, false
	}
	if string(text) == "[]" {
		return nil, true
	}
	for rest := text[1:]; ; {
		end := endOfValue(rest)
		if end <= 0 || end >= len(rest) {
			return nil, false
		}
		elements = append(elements, rest[:end])
		if rest[end] == ']' {
			return elements, end+1 == len(rest)
		}
		if rest[end] != ',' {
			return nil, false
		}
		rest = rest[end+1:]
	}
}

// endOfValue returns the end of the JSON value that text begins with; -1 if it has none. It does not check what is in the value.
func endOfValue(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			end := endOfString(text[i:])
			if end < 0 {
				return -1
			}
			i += end - 1
		case c == '{' || c == '[':
			depth++
			continue
		case depth == 0 && (c == '}' || c == ']' || c == ','):
			return i // the value before it has no end of its own
		case c == '}' || c == ']':
			depth--
		default:
			continue
		}
		if depth == 0 && text[i] != ',' {
			return i + 1
		}
	}
	return -1
}

// endOfString returns the end of the JSON string that text begins with; -1 if it does not end.
func endOfString(text []byte) int {
	for i := 1; i < len(text); i++ {
		n := bytes.IndexByte(text[i:], '"')
		if n < 0 {
			return -1
		}
		i += n
		escapes := 0
		for text[i-1-escapes] == '\\' { // stops at the opening quote
			escapes++
		}
		if escapes%2 == 0 {
			return i + 1
		}
	}
	return -1
}
