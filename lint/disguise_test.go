package lint_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"twoway/bank"
	"twoway/internal/people"
	"twoway/lint"
)

// readPeople returns the sentences of people in the files that match a pattern.
func readPeople(tb testing.TB, pattern string) []people.Sentence {
	tb.Helper()
	list, err := people.Read("testdata/people", pattern)
	if err != nil {
		tb.Fatal(err)
	}
	return list
}

// TestDisguisesAreSeenThrough disguises every rejected text. Nearly all must be rejected all the same, and reported as
// disguised: a word that the lexicon does not know cannot be told from letters at random.
func TestDisguisesAreSeenThrough(t *testing.T) {
	faulty, _ := examples(t)
	for _, s := range readPeople(t, people.All) {
		faulty = append(faulty, example{s.Kind, s.Asker, s.Text})
	}
	for name, disguise := range people.Disguises() {
		rng := rand.New(rand.NewPCG(1, 2))
		tried, caught, reported := 0, 0, 0
		for _, e := range faulty {
			text := disguise(e.text, rng)
			if text == e.text || check(e).Verdict != lint.Reject {
				continue
			}
			tried++
			r := check(example{e.rule, e.asker, text})
			if r.Verdict == lint.Reject {
				caught++
			} else if testing.Verbose() {
				t.Logf("%s: %s: %s", name, r.Verdict, text)
			}
			if slices.Contains(rulesOf(r), "read.obscured") {
				reported++
			}
		}
		if tried < 300 || 100*caught < 97*tried || 100*reported < 97*tried {
			t.Errorf("%s: of %d texts, %d are rejected and %d reported", name, tried, caught, reported)
		}
	}
}

// TestPlainTextsAreNotDisguised checks that no text of people, and no word that English borrowed, is taken for a disguise or
// for another language.
func TestPlainTextsAreNotDisguised(t *testing.T) {
	texts := []string{
		"Tell me about your résumé and the café you ran.", "Did you work with José Müller at Die Zeit or Le Monde?", "Salary range?",
		"What is your B2B experience, in Q3, with 24/7 on-call and a 401k?", "Kubernetes experience?", "Have you used C++, S3, EC2 or H2?",
		"Is it 9am or 10am, and 5 a side?", "Where does plan A end and plan B begin?", "Which U.S. states, i.e. which of the N.Y. offices?",
		"Do you know the de facto standard of the Deutsche Bahn?", "Who runs the à la carte kitchen?", "Would I report to Mr. O'Brien or D'Angelo?",
		"Is it £12.50 an hour or €15?", "How is the 5S board kept?", "Are the vans on Euro 6 or the old R19s?", "Is the ﬁrst shift at 6?",
	}
	for _, s := range readPeople(t, people.All) {
		texts = append(texts, s.Text)
	}
	faulty, fine := examples(t)
	for _, e := range slices.Concat(faulty, fine) {
		texts = append(texts, e.text)
	}
	for _, text := range texts {
		r := lint.Check(text, lint.Options{})
		if found := rulesOf(r); r.Verdict == lint.Unsupported || slices.Contains(found, "read.obscured") {
			t.Errorf("%q: %s %v", text, r.Verdict, found)
		}
	}
}

// TestOtherLanguages checks that a text in another language is never passed.
func TestOtherLanguages(t *testing.T) {
	for language, texts := range map[string][]string{
		"German":     {"Wie alt sind Sie?", "Sind Sie schwanger?", "Haben Sie Kinder?", "Warum haben Sie Ihren letzten Arbeitgeber verlassen?", "Wie oft gibt es Überstunden?", "Was verdienen Sie zurzeit?", "Erzählen Sie etwas von sich.", "Wann kann ich anfangen?"},
		"French":     {"Quel âge avez-vous ?", "Êtes-vous mariée ?", "Combien d'enfants avez-vous ?", "Parlez-moi de vous.", "Pourquoi avez-vous quitté votre emploi ?", "Quelle est la taille de l'équipe ?", "Qu'est-ce qui vous motive ?"},
		"Spanish":    {"¿Cuántos años tiene?", "¿Está casada?", "¿Tiene hijos?", "Cuénteme sobre usted.", "¿Por qué dejó su último trabajo?", "¿Cómo es un día normal en el equipo?", "¿Cuánto gana ahora?"},
		"Portuguese": {"Quantos anos você tem?", "A senhora está grávida?", "Você é casada?", "Por que saiu do seu último emprego?", "Como é um dia normal na equipe?", "Qual é o salário?"},
		"Italian":    {"Quanti anni ha?", "È sposata?", "Ha figli?", "Mi parli di lei.", "Perché ha lasciato il suo ultimo lavoro?", "Com'è una giornata normale nel gruppo?", "Qual è lo stipendio?"},
		"Dutch":      {"Hoe oud bent u?", "Bent u getrouwd?", "Heeft u kinderen?", "Waarom bent u weggegaan bij uw vorige werkgever?", "Hoe ziet een gewone dag eruit?", "Wat is het salaris?"},
		"Polish":     {"Ile ma pani lat?", "Czy jest pani w ciąży?", "Czy ma pan dzieci?", "Dlaczego odszedł pan z ostatniej pracy?", "Jak wygląda zwykły dzień w zespole?", "Ile osób jest w zespole?"},
		"others":     {"Hur gammal är du?", "Har du barn?", "Hvor gammel er du?", "Kuinka vanha sinä olet?", "Kaç yaşındasınız?", "Kolik je vám let?", "Câți ani aveți?"},
		"scripts":    {"Вы замужем?", "Сколько вам лет?", "Πόσων χρονών είστε;", "您结婚了吗？", "何歳ですか？", "결혼하셨나요?", "كم عمرك؟", "בן כמה אתה?", "आपकी उम्र क्या है?"},
	} {
		for _, text := range texts {
			if r := lint.Check(text, lint.Options{Asker: bank.Interviewer}); r.Verdict != lint.Unsupported || len(r.Findings) != 1 || r.Findings[0].Rule != "read.language" {
				t.Errorf("%s: %q: %s %v", language, text, r.Verdict, rulesOf(r))
			}
		}
	}
}

// TestNothingToJudge checks that a text without words is never passed.
func TestNothingToJudge(t *testing.T) {
	for _, text := range []string{"", " ", "?", "…", "\u200b", "🙂", "\u202e", "—"} {
		if r := lint.Check(text, lint.Options{}); r.Verdict != lint.Unsupported || rulesOf(r)[0] != "read.empty" {
			t.Errorf("%q: %s %v", text, r.Verdict, rulesOf(r))
		}
	}
}

// TestDisguisesTakeLinearTime checks texts whose every character may stand for several letters.
func TestDisguisesTakeLinearTime(t *testing.T) {
	for name, unit := range map[string]string{"signs": "a!", "only signs": "!", "long word": "1i", "Greek": "ην", "spaced": "a ", "dotted": "x.", "marks": "e\u0301", "words": "4b1!3$ "} {
		least := func(n int) time.Duration {
			text := "b" + strings.Repeat(unit, n)
			fastest := time.Duration(1 << 60)
			for range 3 {
				start := time.Now()
				lint.Check(text, lint.Options{})
				fastest = min(fastest, time.Since(start))
			}
			return fastest
		}
		if small, large := least(1_000), least(16_000); large > 100*small+100*time.Millisecond {
			t.Errorf("%s: 16 000 take %v, 1 000 take %v", name, large, small)
		}
	}
}
