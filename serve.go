package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"

	"twoway/api"
	"twoway/bank"
	"twoway/exchange"
	"twoway/release"
	"twoway/store"
	"twoway/web"
)

// Limits of a connection.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 15 * time.Second
	writeTimeout  = 30 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeader     = 64 << 10
	graceTime     = 20 * time.Second // for requests in flight, once the program was told to stop
)

// Run serves until ctx is done.
func (s Serve) Run(ctx context.Context, t terminal) (err error) {
	log := slog.New(slog.NewTextHandler(t.err, nil))
	listener, err := listen(ctx, s.Listen)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // in case that nothing comes to serve it
	content, err := s.load()
	if err != nil {
		return err
	}
	database, err := s.connect()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	releases := release.NewService(database, time.Now, release.Options{
		TokenKey: bank.TokenKey(s.TokenSecret), Name: replicaName(listener.Addr()), KeepIn: filepath.Join(s.DataDir, "last-good-release"), Log: log,
	})
	begin := func(ctx context.Context) error {
		if err := s.migrate(ctx, database); err != nil {
			return err
		}
		if err := releases.Start(ctx, content); err != nil {
			return exchange.Locate(s.dir(), err)
		}
		return nil
	}
	err = begin(ctx)
	isAway := bank.HasCode(err, bank.CodeUnavailable) && releases.Resume() == nil
	if isAway {
		log.WarnContext(ctx, releases.Following().Problem, "error", err)
	} else if err != nil {
		return err
	}
	handler, err := newHandler(releases, s.AdminToken, log) //nolint:contextcheck // each request brings its own context
	if err != nil {
		return err
	}
	if err := s.greet(t.out, listener.Addr(), releases.Serving()); err != nil {
		return err
	}
	follow, stop := context.WithCancel(ctx)
	var following sync.WaitGroup
	following.Go(func() {
		if isAway {
			untilDone(follow, begin, log)
		}
		releases.Follow(follow)
	})
	defer func() { stop(); following.Wait() }() // before the database is closed
	return serve(ctx, listener, handler, log)
}

// replicaName tells this copy of the program from others, and from those that ran here before.
func replicaName(at net.Addr) string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s %s %d", host, at, os.Getpid())
}

// beginAgain is how long to wait for a database that was away when the program started.
const beginAgain = 2 * time.Second

// untilDone begins again and again, until that succeeds or ctx is done.
func untilDone(ctx context.Context, begin func(context.Context) error, log *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(beginAgain):
		}
		err := begin(ctx)
		if err == nil {
			return
		}
		if !bank.HasCode(err, bank.CodeUnavailable) {
			log.ErrorContext(ctx, "the database answers, and its newest release cannot come into service", "error", err)
		}
	}
}

// open connects to the database, whose folder it makes, and migrates it.
func (s Storage) open(ctx context.Context) (*store.Store, error) {
	database, err := s.connect()
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx, database); err != nil {
		return nil, errors.Join(err, database.Close())
	}
	return database, nil
}

// connect prepares for the database, whose folder it makes, and does not reach for it yet.
func (s Storage) connect() (*store.Store, error) {
	if s.DatabaseURL == "" {
		if err := os.MkdirAll(s.DataDir, 0o750); err != nil {
			return nil, fmt.Errorf("the data folder cannot be made: %w", err)
		}
	}
	database, err := store.New(s.url())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.where(), err)
	}
	return database, nil
}

// migrate reaches for the database and brings it up to date.
func (s Storage) migrate(ctx context.Context, database *store.Store) error {
	if err := database.Ping(ctx); err != nil {
		return fmt.Errorf("%s: %w", s.where(), err)
	}
	return database.Migrate(ctx)
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("something else is listening on %s already; choose another address with --listen", address)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	return listener, nil
}

// newHandler joins the API and the pages.
func newHandler(releases *release.Service, adminToken string, log *slog.Logger) (http.Handler, error) {
	router := gin.New()
	router.HandleMethodNotAllowed = true
	router.ContextWithFallback = true
	router.RedirectTrailingSlash = false
	if err := router.SetTrustedProxies(nil); err != nil {
		return nil, err
	}
	router.Use(logged(log))
	noOperation, err := api.Register(router, contract, releases, api.Options{AdminToken: adminToken, Log: log})
	if err != nil {
		return nil, err
	}
	noPage := web.Register(router, releases, log)
	router.NoMethod(noOperation)
	router.NoRoute(func(c *gin.Context) {
		if isPage(c.Request) {
			noPage(c)
			return
		}
		noOperation(c)
	})
	return answerHead(router), nil
}

// answerHead answers HEAD as GET would be answered; the server leaves the body out.
func answerHead(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// isPage tells a person who followed a link from a program that calls the API.
func isPage(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/v1/")
}

// logged writes a line for each request. It names the route and never the path, which may hold a token.
func logged(log *slog.Logger) gin.HandlerFunc {
	return func(c *gin.Context) {
		begun := time.Now()
		c.Next()
		log.InfoContext(c.Request.Context(), "request", "method", c.Request.Method, "route", c.FullPath(),
			"status", c.Writer.Status(), "duration", time.Since(begun).Round(time.Microsecond))
	}
}

// greet says where to go, and how to stop.
func (s Serve) greet(out io.Writer, at net.Addr, serving *release.Serving) error {
	base := "http://" + reachable(at)
	_, err := fmt.Fprintf(out, "Twoway is ready: release %d, %s.\n\n  The form    %s/\n  API docs    %s/docs\n  Kept in     %s\n\nStop it with Ctrl+C.\n\n",
		serving.Release.Number, counts(serving.Content), base, base, s.where())
	return err
}

// reachable is the address as a browser on this machine can open it.
func reachable(at net.Addr) string {
	tcp, ok := at.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return at.String()
	}
	return fmt.Sprintf("localhost:%d", tcp.Port)
}

// serve answers requests until ctx is done, and then lets those in flight finish.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceTime)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		return errors.Join(fmt.Errorf("some requests did not finish within %s: %w", graceTime, err), server.Close())
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
