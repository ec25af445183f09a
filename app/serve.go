package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"syscall"
	"time"

	"twoway/account"
	"twoway/bank"
	"twoway/exchange"
	"twoway/release/publish"
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
	// Connections at a time: far more than can be answered, and little memory if all are idle.
	maxConnections = 4096
	graceTime      = 20 * time.Second // for requests in flight when the program stops
	settleAfter    = 2 * time.Second  // after the start, so that the first requests do not wait for it
)

// Run serves until ctx is cancelled. If the database cannot be used at the start, it serves the release of the snapshot on disk
// and retries the start until it can.
func (s Serve) Run(ctx context.Context, t Terminal, contract Contract) (err error) {
	log := slog.New(slog.NewTextHandler(t.Err, nil))
	listener, err := listen(ctx, s.Listen)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // if Run fails before it serves
	shipped := s.shipped()
	for _, notice := range append(s.protectFiles(), s.checkFolder()...) {
		log.WarnContext(ctx, notice)
	}
	database, err := s.connect(mayCreate)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	svc := newServices(database, s.kept(), replicaName(listener.Addr()), serve.Options{
		TokenKey: bank.TokenKey(s.TokenSecret), Snapshot: s.kept(), Log: log,
	})
	m := &memory{}
	s.configure(svc, m, log)
	start := func(ctx context.Context) error { return s.start(ctx, svc, shipped, log) }
	requests := server.NewLineBuffer(t.Err)
	var handler http.Handler
	var failed error
	var building sync.WaitGroup // meanwhile: reading the contract takes as long as reading the release
	building.Go(func() {        //nolint:contextcheck // each request has its own context
		handler, failed = newHandler(contract, svc, s, log, slog.New(slog.NewTextHandler(requests, nil)))
	})
	started, err := s.startOrKeep(ctx, svc, start)
	building.Wait()
	if err = errors.Join(err, failed); err != nil {
		return err
	}
	if err := s.printReady(t.Out, listener.Addr(), svc.serve); err != nil {
		return err
	}
	follow, stop := context.WithCancel(ctx)
	var following sync.WaitGroup
	following.Go(func() { requests.Run(follow) })
	following.Go(func() {
		if pause(follow, settleAfter); follow.Err() == nil {
			m.settle()
		}
	})
	following.Go(func() {
		if !started {
			svc.serve.AwaitStart(follow, start)
		}
		s.printFirstOwner(follow, t.Out, listener.Addr(), svc.accounts, log)
		following.Go(func() { svc.publish.Keep(follow) })
		svc.serve.Follow(follow)
	})
	following.Go(func() { svc.accounts.Run(follow) })
	defer func() { stop(); following.Wait() }() // before the deferred call that closes the database
	return listenAndServe(ctx, listener, handler, log)
}

// configure sets how releases are published.
func (s Serve) configure(svc *services, m *memory, log *slog.Logger) {
	svc.useMemory(m)
	svc.publish.LogTo(log)
	if s.FourEyes {
		svc.publish.RequireApproval()
	}
}

// startOrKeep starts, or else puts the last good release into service if the database cannot be used. It does not if the
// database has lost that release: an empty database looks healthy, and serving would hide the loss.
func (s Serve) startOrKeep(ctx context.Context, svc *services, start func(context.Context) error) (started bool, err error) {
	err = start(ctx)
	if err == nil {
		return true, nil
	}
	_, lost := errors.AsType[*serve.LostError](err)
	unusable := bank.HasCode(err, bank.CodeUnavailable) || bank.HasCode(err, bank.CodeStorageFailed)
	if lost || !unusable {
		return false, err
	}
	if failed := svc.serve.LoadSnapshot(err); failed != nil {
		if errors.Is(failed, fs.ErrNotExist) {
			return false, err
		}
		return false, errors.Join(err, failed)
	}
	return false, nil
}

// start migrates the database, brings the drafts up to the shipped bank, and puts the newest release into service.
func (s Serve) start(ctx context.Context, svc *services, shipped publish.Shipped, log *slog.Logger) error {
	if s.AcceptOlderDatabase {
		aside, err := s.accept(ctx, svc.database)
		if err != nil {
			return err
		}
		if aside != "" {
			log.WarnContext(ctx, asideText(aside))
		}
	}
	if err := s.check(ctx, svc.database); err != nil {
		return err
	}
	if err := s.migrate(ctx, svc.database); err != nil {
		return err
	}
	err := svc.publish.Start(ctx, shipped)
	if bank.HasCode(err, bank.CodeStorageFailed) {
		return s.explain(err)
	}
	return exchange.Locate(s.fsys(), err)
}

// pause waits for a duration, or until ctx is done.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// replicaName returns a name for this process that no other replica has, and no earlier process at this address.
func replicaName(at net.Addr) string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s %s %d", host, at, os.Getpid())
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

// printFirstOwner prints a link for the first owner if there is no owner. It is in no log.
func (s Serve) printFirstOwner(ctx context.Context, out io.Writer, at net.Addr, accounts *account.Service, log *slog.Logger) {
	link, needed, err := accounts.FirstOwner(ctx)
	if err != nil && ctx.Err() == nil {
		log.WarnContext(ctx, "cannot look for an owner", "error", err)
	}
	if needed {
		_, _ = fmt.Fprintf(out, "Nobody looks after the bank yet. Whoever opens this link first, within 24 hours, becomes its owner:\n\n"+
			"  http://%s%s\n\n", browserAddress(at), s.BasePath.Path(link.Path())) // a lost link is printed again at the next start
	}
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
	go func() { stopped <- httpServer.Serve(server.Listener(listener, maxConnections)) }()
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
