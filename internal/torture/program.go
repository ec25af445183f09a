package main

import (
	"bytes"
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

// program is one that serves.
type program struct {
	cmd   *exec.Cmd
	base  string
	ended chan struct{}
	log   *lockedBuffer
}

type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// serve starts a program and waits until it is ready.
func (t *torture) serve(flags ...string) (*program, error) {
	out := &lockedBuffer{}
	p := &program{ended: make(chan struct{}), log: &lockedBuffer{}}
	p.cmd = exec.CommandContext(t.ctx, t.binary, append([]string{"serve", "--listen", "127.0.0.1:0"}, flags...)...)
	p.cmd.Env = append(os.Environ(), "TWOWAY_ADMIN_TOKEN="+adminToken)
	p.cmd.Stdout, p.cmd.Stderr = out, p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { _ = p.cmd.Wait(); close(p.ended) }()
	form := regexp.MustCompile(`(http://\S+)/\n`)
	for range 1500 {
		if m := form.FindStringSubmatch(out.String()); m != nil {
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

// kill ends the program as kill -9 does.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// command runs a command to its end, unless limit, if not nil, kills it first.
func (t *torture) command(limit <-chan time.Time, args ...string) (string, error) {
	var out lockedBuffer
	cmd := exec.CommandContext(t.ctx, t.binary, args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		return "", err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			err = fmt.Errorf("%s: %w: %s", args, err, out.String())
		}
		return out.String(), err
	case <-limit:
		_ = cmd.Process.Kill()
		return out.String(), <-ended
	}
}

var client = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 20}}

// ask sends a request with the admin token.
func (p *program) ask(method, path, match, body string) (status int, header http.Header, answer []byte, err error) {
	r, err := http.NewRequest(method, p.base+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, nil, err
	}
	r.Header.Set("Authorization", "Bearer "+adminToken)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if match != "" {
		r.Header.Set("If-Match", match)
	}
	response, err := client.Do(r)
	if err != nil {
		return 0, nil, nil, err
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	return response.StatusCode, response.Header, answer, err
}

// read sends a GET that must succeed, and parses what comes.
func (p *program) read(path string, into any) (http.Header, error) {
	status, header, answer, err := p.ask(http.MethodGet, path, "", "")
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("GET %s: %d %s", path, status, answer)
	}
	if err == nil {
		err = json.Unmarshal(answer, into)
	}
	return header, err
}

// sql runs statements on a PostgreSQL database.
func (t *torture) sql(url string, statements ...string) error {
	connection, err := pgx.Connect(t.ctx, url)
	if err != nil {
		return err
	}
	defer connection.Close(t.ctx)
	for _, s := range statements {
		if _, err := connection.Exec(t.ctx, s); err != nil {
			return err
		}
	}
	return nil
}
