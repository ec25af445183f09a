package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/gin-gonic/gin"
	"go.yaml.in/yaml/v3"

	"twoway/api"
	"twoway/api/openapi"
	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/pgtest"
	"twoway/internal/testbank"
	"twoway/release/kits"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/seed"
	"twoway/server"
	"twoway/store"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode)
	openapi3filter.RegisterBodyDecoder("text/html", openapi3filter.PlainBodyDecoder)
	openapi3filter.RegisterBodyDecoder("text/csv", openapi3filter.PlainBodyDecoder)
	openapi3filter.RegisterBodyDecoder("text/markdown", openapi3filter.PlainBodyDecoder)
	openapi3filter.RegisterBodyDecoder("text/calendar", openapi3filter.PlainBodyDecoder)
	openapi3filter.RegisterBodyDecoder("application/x-ndjson", openapi3filter.PlainBodyDecoder)
	openapi3filter.RegisterBodyDecoder("application/yaml", decodeYAML)
	os.Exit(pgtest.Main(m, &postgres))
}

// decodeYAML decodes a document of YAML, or leaves several ones as the text that their schema says.
func decodeYAML(body io.Reader, _ http.Header, schema *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
	text, err := io.ReadAll(body)
	if err != nil || schema.Value.Type.Is(openapi3.TypeString) {
		return string(text), err
	}
	var value any
	err = yaml.Unmarshal(text, &value)
	return value, err
}

// postgres is the PostgreSQL server of these tests.
var postgres *pgtest.Server

// onBothDatabases runs a test on the URL of an empty SQLite database and of an empty PostgreSQL database.
func onBothDatabases(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { t.Parallel(); test(t, "sqlite:"+filepath.Join(t.TempDir(), "twoway.db")) })
	t.Run("Postgres", func(t *testing.T) { t.Parallel(); test(t, postgres.Database(t)) })
}

// openStore returns a database, which the test closes.
func openStore(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.New(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// secret is the key for tokens in these tests.
var secret = bank.TokenKey("the secret of these tests")

// shippedBank returns the shipped bank.
var shippedBank = sync.OnceValue(func() bank.Content {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		panic(err)
	}
	return content
})

// shipped returns the shipped bank as release 1.
var shipped = sync.OnceValue(func() *serve.Compiled { return inService(shippedBank()) })

// shippedDatabase returns the bytes of an SQLite database after the first start with the shipped bank.
var shippedDatabase = sync.OnceValues(func() (file []byte, err error) {
	dir, err := os.MkdirTemp("", "twoway-test")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "twoway.db")
	s, err := store.New("sqlite:" + path)
	if err != nil {
		return nil, err
	}
	err = s.Migrate(context.Background())
	if err == nil {
		err = newServices(s, serve.Options{}).Publish.Start(context.Background(), testbank.Shipped(shippedBank()))
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// inService returns content as release 1.
func inService(content bank.Content) *serve.Compiled {
	frozen, err := publish.Freeze(bank.Release{}, content, "", time.Unix(0, 0))
	if err != nil {
		panic(err)
	}
	serving, err := serve.Compile(frozen, secret)
	if err != nil {
		panic(err)
	}
	return serving
}

// document returns the text of openapi.yaml.
var document = sync.OnceValue(func() []byte {
	text, err := os.ReadFile("../openapi.yaml")
	if err != nil {
		panic(err)
	}
	return text
})

// contract returns openapi.yaml, parsed independently of the package under test.
var contract = sync.OnceValue(func() *openapi3.T {
	doc, err := openapi3.NewLoader().LoadFromData(document())
	if err != nil {
		panic(err)
	}
	doc.Servers = nil // any host
	return doc
})

// operations returns a router that finds the operation of a request in the contract.
var operations = sync.OnceValue(func() routers.Router {
	router, err := gorillamux.NewRouter(contract())
	if err != nil {
		panic(err)
	}
	return router
})

// client sends requests through the real router and checks every answer against the contract.
type client struct{ router http.Handler }

// newClient returns a client of an API that serves one release, which may be nil. The API logs to log.
func newClient(tb testing.TB, serving func() *serve.Compiled, log io.Writer) client {
	tb.Helper()
	service := serve.Fixed(serving())
	memory := &testbank.Memory{}
	return newServiceClient(tb, api.Services{Serve: service, Phrases: serve.NewPhrases(memory, service, time.Now), Kits: kits.New(memory, time.Now)}, log)
}

// newServiceClient returns a client of an API with the admin token of these tests.
func newServiceClient(tb testing.TB, services api.Services, log io.Writer) client {
	tb.Helper()
	return newTokenClient(tb, services, adminToken, log)
}

// newTokenClient returns a client of an API with an admin token, or without one if token is empty.
func newTokenClient(tb testing.TB, services api.Services, token string, log io.Writer) client {
	tb.Helper()
	router := gin.New()
	router.HandleMethodNotAllowed = true
	router.ContextWithFallback = true
	router.RedirectTrailingSlash = false
	notFound, err := api.Register(router, document(), services, api.Options{AdminToken: token, Origins: server.Origins{"*"}, Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		tb.Fatal(err)
	}
	router.NoRoute(notFound)
	router.NoMethod(notFound)
	return client{server.SecurityHeaders(api.TrimSlash(router))}
}

// shippedClient returns a client of an API that serves the shipped bank.
func shippedClient(tb testing.TB) client {
	tb.Helper()
	return newClient(tb, shipped, io.Discard)
}

// answer is a response.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// send sends a request. The test fails if the contract does not declare the answer, or if the answer leaks internals of the
// server.
func (c client) send(tb testing.TB, r *http.Request) answer {
	tb.Helper()
	sent := r.Clone(context.Background()) // handlers may change the request
	w := httptest.NewRecorder()
	c.router.ServeHTTP(w, r)
	a := answer{w.Code, w.Header(), w.Body.Bytes()}
	if err := checkAnswer(sent, a); err != nil {
		tb.Errorf("%s %s: the answer %d breaks the contract: %v\n%s", sent.Method, sent.URL, a.status, err, brief(a.body))
	}
	if leak := leaked(a); leak != "" {
		tb.Errorf("%s %s: the answer %d leaks %q\n%s", sent.Method, sent.URL, a.status, leak, brief(a.body))
	}
	return a
}

func (c client) get(tb testing.TB, path string) answer {
	tb.Helper()
	return c.send(tb, httptest.NewRequest(http.MethodGet, path, nil))
}

// choose posts a request for a set.
func (c client) choose(tb testing.TB, body string) answer {
	tb.Helper()
	return c.post(tb, "/v1/question-sets", body)
}

func (c client) post(tb testing.TB, path, body string) answer {
	tb.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return c.send(tb, r)
}

// checkAnswer checks an answer against what the contract declares for its request. For a path or method that the contract does
// not have, only a problem with status 404 or 405 is valid.
func checkAnswer(r *http.Request, a answer) error {
	route, params, err := operations().FindRoute(r)
	if err != nil {
		return checkProblem(a)
	}
	return openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
		Status:                 a.status,
		Header:                 a.header,
		Body:                   io.NopCloser(bytes.NewReader(a.body)),
		Options:                &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
}

func checkProblem(a answer) error {
	var p any
	if err := json.Unmarshal(a.body, &p); err != nil {
		return err
	}
	if kind := a.header.Get("Content-Type"); kind != "application/problem+json" {
		return errors.New("content type " + kind)
	}
	if a.status != http.StatusNotFound && a.status != http.StatusMethodNotAllowed {
		return errors.New("status is neither 404 nor 405")
	}
	return contract().Components.Schemas["Problem"].Value.VisitJSON(p)
}

// internals are texts that no problem may contain: names of files, packages and types of the server.
var internals = []string{
	".go", "goroutine", "runtime", "reflect", "panic", "openapi3", "kin-openapi", "schema", "gin.", "gin-gonic", "json:", "jsontext",
	"unmarshal", "strconv", "base64", "interface {", "*bank", "bank.", "twoway/", "/home/", "<nil>", "0xc0",
}

// leaked returns a text in a problem that leaks internals of the server, "" if there is none.
func leaked(a answer) string {
	if a.header.Get("Content-Type") != "application/problem+json" {
		return ""
	}
	text := strings.ToLower(string(a.body))
	for _, word := range internals {
		if strings.Contains(text, word) {
			return word
		}
	}
	return ""
}

// brief returns the beginning of a body.
func brief(body []byte) string {
	const limit = 600
	if len(body) > limit {
		return string(body[:limit]) + "…"
	}
	return string(body)
}

// difference returns both answers from shortly before their first difference.
func difference(want, got answer) string {
	from := 0
	for from < min(len(want.body), len(got.body)) && want.body[from] == got.body[from] {
		from++
	}
	from = max(0, from-80)
	return "want …" + brief(want.body[from:]) + "\ngot  …" + brief(got.body[from:])
}

// parse decodes the JSON body of an answer, which must have the given status.
func parse[T any](tb testing.TB, a answer, status int) T {
	tb.Helper()
	var value T
	if a.status != status {
		tb.Fatalf("status is %d, want %d: %s", a.status, status, brief(a.body))
	}
	if err := json.Unmarshal(a.body, &value); err != nil {
		tb.Fatalf("%v in %s", err, brief(a.body))
	}
	return value
}

// parseSet decodes a set.
func parseSet(tb testing.TB, a answer) openapi.QuestionSet {
	tb.Helper()
	return parse[openapi.QuestionSet](tb, a, http.StatusOK)
}

// tokenOf returns the token of a set, "" if it has none.
func tokenOf(s openapi.QuestionSet) string {
	token, err := s.Token.Get()
	if err != nil {
		return ""
	}
	return token
}
