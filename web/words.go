package web

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// english is the language of the questions, and of whatever has no text in another one.
const english = "en"

// languageCookie remembers the language that somebody chose by a link.
const languageCookie = "lang"

// catalogue has the texts of the pages in several languages.
type catalogue struct {
	languages []string // English first
	words     map[string]Words
	matcher   language.Matcher
}

// newCatalogue reads the files words/LANGUAGE.json and words/AREA.LANGUAGE.json: texts by their ID. It panics on an invalid one.
func newCatalogue(files fs.FS) *catalogue {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	names, err := fs.Glob(files, "words/*.json")
	if err != nil {
		panic(err) // the pattern is valid
	}
	k := &catalogue{words: map[string]Words{}}
	for _, name := range names {
		if _, err := bundle.LoadMessageFileFS(files, name); err != nil {
			panic(fmt.Errorf("%s: %w", name, err))
		}
		if l := strings.TrimSuffix(path.Base(name), ".json"); !strings.Contains(l, ".") {
			k.languages = append(k.languages, l)
		}
	}
	slices.SortFunc(k.languages, func(a, b string) int {
		if (a == english) != (b == english) {
			return map[bool]int{true: -1, false: 1}[a == english]
		}
		return strings.Compare(a, b)
	})
	var tags []language.Tag
	for _, l := range k.languages {
		tags = append(tags, language.MustParse(l))
		k.words[l] = Words{Language: l, localizer: i18n.NewLocalizer(bundle, l, english)}
	}
	k.matcher = language.NewMatcher(tags)
	return k
}

// in returns the texts in a language; in English if there are none.
func (k *catalogue) in(language string) Words {
	if w, found := k.words[language]; found {
		return w
	}
	return k.words[english]
}

// Words are the texts of the pages in one language.
type Words struct {
	Language  string // as in the attribute lang
	localizer *i18n.Localizer
}

// T returns the text with an ID. The arguments are names and values that it contains, by turns; that of "Count" chooses between one and
// several. A text that this language lacks is in English; an unknown ID is returned itself.
func (w Words) T(id string, arguments ...any) string {
	config := i18n.LocalizeConfig{MessageID: id}
	if len(arguments) > 0 {
		data := map[string]any{}
		for i := 0; i+1 < len(arguments); i += 2 {
			name, _ := arguments[i].(string)
			data[name] = arguments[i+1]
		}
		config.TemplateData, config.PluralCount = data, data["Count"]
	}
	text, err := w.localizer.Localize(&config)
	if err != nil && text == "" {
		return id
	}
	return text
}

// Has reports whether there is a text with an ID in this language or in English.
func (w Words) Has(id string) bool { return w.T(id) != id }

// functions returns what templates may call: "t" is T, "term" is Term, and "language" the language.
func (w Words) functions() template.FuncMap {
	return template.FuncMap{"t": w.T, "term": w.Term, "language": func() string { return w.Language }}
}

// Term returns the name of a term of the shipped vocabulary in this language, or otherwise as it is.
func (w Words) Term(kind, id, name string) string {
	if w.Language == english {
		return name
	}
	if key := kind + "." + id; w.Has(key) {
		return w.T(key)
	}
	return name
}

// Words returns the texts in the reader's language: the one chosen by a link, else the best that the browser asks for.
func (s *Site) Words(c *gin.Context) Words {
	if chosen, err := c.Cookie(languageCookie); err == nil && slices.Contains(s.words.languages, chosen) {
		return s.words.in(chosen)
	}
	wanted, _, err := language.ParseAcceptLanguage(c.GetHeader("Accept-Language"))
	if err != nil || len(wanted) == 0 {
		return s.words.in(english)
	}
	_, index, _ := s.words.matcher.Match(wanted...)
	return s.words.in(s.words.languages[index])
}

// chooseLanguage is a middleware that remembers the language of ?lang= and shows the same page without that.
func (s *Site) chooseLanguage(c *gin.Context) {
	query := c.Request.URL.Query()
	chosen := query.Get(languageCookie)
	if chosen == "" || c.Request.Method != http.MethodGet || !slices.Contains(s.words.languages, chosen) {
		return
	}
	query.Del(languageCookie)
	const year = 365 * 24 * 60 * 60
	http.SetCookie(c.Writer, &http.Cookie{
		Name: languageCookie, Value: chosen, Path: s.base.Path("/"), MaxAge: year, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	to := s.base.Path(c.Request.URL.Path)
	if len(query) > 0 {
		to += "?" + query.Encode()
	}
	c.Redirect(http.StatusSeeOther, to)
	c.Abort()
}
