package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const adminToken = "the admin token of the torture"

// program is a running "twoway serve".
type program struct {
	ctx    context.Context
	client *http.Client
	cmd    *exec.Cmd
	base   string // URL without the trailing slash
	sender sender
	ended  chan struct{}
	log    *syncBuffer
}

// sender is who sends requests: a key or the admin token, or a person by the token of their session.
type sender struct{ bearer, session string }

// as returns the same program, to which somebody else sends requests.
func (p *program) as(who sender) *program {
	other := *p
	other.sender = who
	return &other
}

// syncBuffer is a buffer that is safe for concurrent use.
type syncBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// serve starts a program on a free port and waits until it prints its URL, for at most 30 seconds.
func (t *torture) serve(flags ...string) (*program, error) {
	out := &syncBuffer{}
	p := &program{ctx: t.ctx, client: t.client, sender: sender{bearer: adminToken}, ended: make(chan struct{}), log: &syncBuffer{}}
	p.cmd = exec.CommandContext(t.ctx, t.binary, append([]string{"serve", "--listen", "127.0.0.1:0"}, flags...)...)
	p.cmd.Env = append(os.Environ(), "TWOWAY_ADMIN_TOKEN="+adminToken)
	p.cmd.Stdout, p.cmd.Stderr = out, p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { _ = p.cmd.Wait(); close(p.ended) }()
	printed := regexp.MustCompile(`(http://\S+)/\n`)
	for range 1500 {
		if m := printed.FindStringSubmatch(out.String()); m != nil {
			p.base = m[1]
			return p, nil
		}
		select {
		case <-p.ended:
			return nil, fmt.Errorf("the program ended at once: %s", p.log)
		case <-time.After(20 * time.Millisecond):
		}
	}
	p.kill()
	return nil, fmt.Errorf("the program is not ready: %s%s", out, p.log)
}

// kill ends the program with SIGKILL and waits for its end. A second call does nothing.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// command runs a command to its end, or kills it when limit fires. A nil limit never fires.
func (t *torture) command(limit <-chan time.Time, args ...string) error {
	var out syncBuffer
	cmd := exec.CommandContext(t.ctx, t.binary, args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			err = fmt.Errorf("%s: %w: %s", args, err, out.String())
		}
		return err
	case <-limit:
		_ = cmd.Process.Kill()
		return <-ended
	}
}

// answer is an HTTP response that has been read.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// isUnavailable reports whether the answer is a 503 that says when to retry.
func (a *answer) isUnavailable() bool {
	return a.status == http.StatusServiceUnavailable && a.header.Get("Retry-After") != ""
}

func (a *answer) String() string { return fmt.Sprintf("status %d: %s", a.status, a.body) }

// ask sends a request as the sender of the program. If match is not empty, it is sent as If-Match. The answer is never nil.
func (p *program) ask(method, path, match, body string) (*answer, error) {
	r, err := http.NewRequestWithContext(p.ctx, method, p.base+path, strings.NewReader(body))
	if err != nil {
		return &answer{}, err
	}
	if p.sender.session != "" {
		r.AddCookie(&http.Cookie{Name: "twoway_session", Value: p.sender.session})
	} else {
		r.Header.Set("Authorization", "Bearer "+p.sender.bearer)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if match != "" {
		r.Header.Set("If-Match", match)
	}
	response, err := p.client.Do(r)
	if err != nil {
		return &answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return &answer{response.StatusCode, response.Header, text}, err
}

// read sends a GET that must succeed, and decodes the answer.
func (p *program) read(path string, into any) error {
	a, err := p.ask(http.MethodGet, path, "", "")
	if err == nil && a.status != http.StatusOK {
		err = fmt.Errorf("GET %s: %s", path, a)
	}
	if err == nil {
		err = json.Unmarshal(a.body, into)
	}
	return err
}

// etag returns the ETag of a resource.
func (p *program) etag(path string) (string, error) {
	a, err := p.ask(http.MethodGet, path, "", "")
	return a.header.Get("ETag"), err
}

// servedRelease returns the number of the release that the program serves.
func (p *program) servedRelease() (int, error) {
	var ready struct{ Release struct{ Number int } }
	err := p.read("/readyz", &ready)
	return ready.Release.Number, err
}

func (t *torture) connect(url string) (*pgx.Conn, error) { return pgx.Connect(t.ctx, url) }

func (t *torture) close(connection *pgx.Conn) { _ = connection.Close(t.ctx) }
