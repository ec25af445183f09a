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
	view := newSetView(from, entryOf(&from.Content.Vocabulary, set.Profile), set)
	w := httptest.NewRecorder()
	c, _ := gin.CreateTestContext(w)
	site := web.New(slog.New(slog.DiscardHandler), "", nil, nil)
	err := site.Page(embedded, "templates/set.html", nil).Show(c, http.StatusOK, view)
	return w.Body.String(), err
}

// Title returns the title of a set. Role is the role as it was typed.
func Title(v *bank.Vocabulary, role string, set bank.Set) string {
	return headline(set) + ", " + forWhom(v.Names(), entry{Role: role}, set)
}
