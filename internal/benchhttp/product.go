package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

const adminToken = "the admin token of the benchmark"

// product is the program, built from these sources, serving on a free port.
type product struct {
	address string // host and port
	cmd     *exec.Cmd
}

// build builds the program into a folder and returns its path.
func build(ctx context.Context, folder string) (string, error) {
	path := filepath.Join(folder, "twoway")
	out, err := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return path, nil
}

// start starts the program with flags and waits until it prints its address. Its log goes to a file, as in service.
func start(ctx context.Context, binary, log string, flags ...string) (*product, error) {
	file, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	p := &product{cmd: exec.CommandContext(ctx, binary, append([]string{"serve", "--listen", "127.0.0.1:0"}, flags...)...)}
	p.cmd.Env = append(os.Environ(), "TWOWAY_ADMIN_TOKEN="+adminToken)
	p.cmd.Stderr = file
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	printed := regexp.MustCompile(`http://(\S+)/$`)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if m := printed.FindStringSubmatch(lines.Text()); m != nil {
			p.address = m[1]
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return p, nil
		}
	}
	_ = p.cmd.Wait()
	text, _ := os.ReadFile(log)
	return nil, fmt.Errorf("the program does not start: %s", text)
}

// stop ends the program as Ctrl+C does.
func (p *product) stop() {
	_ = p.cmd.Process.Signal(os.Interrupt)
	_ = p.cmd.Wait()
}

// ask sends a request with the admin token and decodes the answer, which must have one of the statuses 2xx. Into may be nil.
func (p *product) ask(ctx context.Context, method, path, body string, into any) (size int, err error) {
	r, err := http.NewRequestWithContext(ctx, method, "http://"+p.address+path, strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+adminToken)
	if strings.HasPrefix(path, "/v1/admin/") && method == http.MethodPost {
		r.Header.Set("If-Match", "*")
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: status %d: %s", method, path, response.StatusCode, text)
	}
	if err == nil && into != nil {
		err = json.Unmarshal(text, into)
	}
	return len(text), err
}

// memory returns the resident memory of the program, in megabytes. Only Linux tells it.
func (p *product) memory() (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, found := strings.Cut(string(status), "VmRSS:")
	if !found {
		return 0, errors.New("the system does not tell the resident memory")
	}
	kilobytes, err := strconv.Atoi(strings.Fields(rest)[0])
	return float64(kilobytes) * 1024 / 1e6, err
}
