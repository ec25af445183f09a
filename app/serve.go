package app

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
	"sync"
	"syscall"
	"time"

	"twoway/bank"
	"twoway/exchange"
	"twoway/release/serve"
	"twoway/server"
)

// Limits of a connection, and of stopping.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 15 * time.Second
	writeTimeout  = 30 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeader     = 64 << 10
	graceTime     = 20 * time.Second // for requests in flight when the program stops
)

// Run serves until ctx is cancelled. If the database is unreachable at the start, it serves the release of the snapshot on disk
// and retries the start until the database answers.
func (s Serve) Run(ctx context.Context, t Terminal, contract Contract) (err error) {
	log := slog.New(slog.NewTextHandler(t.Err, nil))
	listener, err := listen(ctx, s.Listen)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // if Run fails before it serves
	content, err := s.load()
	if err != nil {
		return err
	}
	database, err := s.connect()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	svc := newServices(database, replicaName(listener.Addr()), serve.Options{
		TokenKey: bank.TokenKey(s.TokenSecret), Snapshot: filepath.Join(s.DataDir, "last-good-release"), Log: log,
	})
	start := func(ctx context.Context) error { return s.start(ctx, svc, content) }
	err = start(ctx)
	unreachable := bank.HasCode(err, bank.CodeUnavailable) && svc.serve.LoadSnapshot() == nil
	if unreachable {
		log.WarnContext(ctx, svc.serve.Status().Problem, "error", err)
	} else if err != nil {
		return err
	}
	handler, err := newHandler(contract, svc, s, log) //nolint:contextcheck // each request has its own context
	if err != nil {
		return err
	}
	if err := s.printReady(t.Out, listener.Addr(), svc.serve); err != nil {
		return err
	}
	follow, stop := context.WithCancel(ctx)
	var following sync.WaitGroup
	following.Go(func() {
		if unreachable {
			retry(follow, start, log)
		}
		if s.AdminToken != "" {
			svc.drafts.Warm(follow)
		}
		svc.serve.Follow(follow)
	})
	defer func() { stop(); following.Wait() }() // before the deferred call that closes the database
	return listenAndServe(ctx, listener, handler, log)
}

// start migrates the database, brings the drafts up to content, and puts the newest release into service.
func (s Serve) start(ctx context.Context, svc *services, content bank.Content) error {
	if err := s.migrate(ctx, svc.database); err != nil {
		return err
	}
	if err := svc.publish.Start(ctx, content); err != nil {
		return exchange.Locate(s.fsys(), err)
	}
	return nil
}

// replicaName returns a name for this process that no other replica has, and no earlier process at this address.
func replicaName(at net.Addr) string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s %s %d", host, at, os.Getpid())
}

const retryInterval = 2 * time.Second

// retry calls start until it succeeds or ctx is cancelled.
func retry(ctx context.Context, start func(context.Context) error, log *slog.Logger) {
	logged := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(retryInterval):
		}
		err := start(ctx)
		if err == nil {
			return
		}
		if !bank.HasCode(err, bank.CodeUnavailable) && err.Error() != logged {
			logged = err.Error()
			log.ErrorContext(ctx, "the database answers, but its newest release cannot serve; retrying", "error", err)
		}
	}
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("another program is already listening on %s; choose another address with --listen", address)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	return listener, nil
}

// printReady prints the addresses of the form and the API docs, and how to stop.
func (s Serve) printReady(out io.Writer, at net.Addr, serving *serve.Service) error {
	current, err := serving.Current()
	if err != nil {
		return err
	}
	base := "http://" + browserAddress(at) + s.BasePath.Path("")
	_, err = fmt.Fprintf(out, "Twoway is ready: release %d, %s.\n\n"+
		"  Form        %s/\n  API docs    %s/docs\n  Database    %s\n\nPress Ctrl+C to stop.\n\n",
		current.Release.Number, summary(current.Content), base, base, s.displayName())
	return err
}

// browserAddress returns an address that a browser on this machine can open.
func browserAddress(at net.Addr) string {
	tcp, ok := at.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return at.String()
	}
	return fmt.Sprintf("localhost:%d", tcp.Port)
}

// listenAndServe serves until ctx is cancelled. It then gives requests in flight graceTime to finish.
func listenAndServe(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	httpServer := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(server.ErrorLog(log.Handler()), slog.LevelDebug), DisableGeneralOptionsHandler: true,
	}
	stopped := make(chan error, 1)
	go func() { stopped <- httpServer.Serve(server.Listener(listener)) }()
	select {
	case err := <-stopped:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceTime)
	defer cancel()
	if err := httpServer.Shutdown(grace); err != nil {
		return errors.Join(fmt.Errorf("some requests did not finish within %s: %w", graceTime, err), httpServer.Close())
	}
	if err := <-stopped; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
