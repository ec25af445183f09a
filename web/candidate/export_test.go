package candidate

import (
	"log/slog"
	"net/http"
	"net/http/httptest"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/release/serve"
	"twoway/web"
)

// RenderSet returns the page of a set. It is for tests that make up their set.
func RenderSet(from *serve.Compiled, set bank.Set) (string, error) {
	w := httptest.NewRecorder()
	c, _ := gin.CreateTestContext(w)
	c.Request = httptest.NewRequest(http.MethodGet, "/", nil)
	site := web.New(slog.New(slog.DiscardHandler), "", nil, nil)
	view := newSetView(site.Words(c), &shown{from: from, set: set, reproduced: true, entry: entryOf(&from.Content.Vocabulary, set.Profile)}, wordings{})
	page := "templates/set.html"
	if !view.Candidate {
		page = "templates/kit.html"
	}
	err := site.Page(embedded, nil, page, noticesPart, kitPart).Show(c, http.StatusOK, kitView{view, true})
	return w.Body.String(), err
}

// Title returns the title of a set. Role is the role as it was typed.
func Title(v *bank.Vocabulary, role string, set bank.Set) string {
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequest(http.MethodGet, "/", nil)
	w := web.New(slog.New(slog.DiscardHandler), "", nil, nil).Words(c)
	return headline(w, set) + ", " + forWhom(w, v.Names(), entry{Role: role}, set)
}
